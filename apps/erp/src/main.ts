import pino from 'pino';
import { readEnvironment } from './environment';
import { startErp } from './server';
import { StartError } from './start-error';

async function main() {
  const { logLevel, ...environment } = readEnvironment(process.env);
  const log = pino({ name: 'erp', level: logLevel });
  const erp = await startErp({ ...environment, log });
  let stopping = false;
  // One Ctrl-C may come twice, from the terminal and from whoever started us: the second must not cut the first short.
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      log.info({ signal }, 'the ERP stops');
      void erp.stop();
    });
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  if (error instanceof StartError) process.stderr.write(`${error.message}\n`);
  else throw error;
});
