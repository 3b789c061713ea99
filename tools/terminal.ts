/** Runs a tool: what it throws, a CopyProblem or a Stop of its own among it, is one line, and exit code 1. */
export function runTool(tool: () => Promise<void>): void {
  tool().then(
    () => process.exit(0), // Prisma leaves handles open
    (error: unknown) => {
      console.error(`✗ ${reason(error)}`);
      process.exit(1);
    },
  );
}

/** Why a tool stops, in words for whoever runs it. */
export class Stop extends Error {}

/** A connection that could not be made at any of its addresses has no message but its code. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, code }: NodeJS.ErrnoException = error;
  if (code === 'ECONNREFUSED') return 'PostgreSQL does not answer at DATABASE_URL.';
  return message.trim().replace(/\s*\n\s*/g, ' ');
}

/** Tells of what takes long, on one line that is written again; nothing where nobody looks. */
export function watch(done: string): (rows: number, of: number) => void {
  let told = -1;
  return (rows, of) => {
    const percent = of === 0 ? 100 : Math.floor((rows / of) * 100);
    if (!process.stderr.isTTY || percent === told) return;
    told = percent;
    process.stderr.write(`\r${done} ${percent} %${rows === of ? '\n' : ''}`);
  };
}
