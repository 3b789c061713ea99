// Numbers of one run side by side. This machine's milliseconds mean nothing elsewhere; ratios do.
import { Pool } from 'undici';

export interface Options {
  /** Fewer rounds and smaller data: to see that it runs, not to believe the numbers. */
  readonly quick: boolean;
}

/** Sends bodies to one server, keeping `concurrency` requests under way. Throws for an answer with errors. */
export class Client {
  private readonly pool: Pool;

  constructor(
    private readonly url: string,
    connections: number,
    private readonly headers: Record<string, string> = {},
  ) {
    this.pool = new Pool(new URL(url).origin, { connections });
  }

  /** Milliseconds until the whole answer is there. */
  async send(body: string): Promise<number> {
    const begun = performance.now();
    const answer = await this.pool.request({
      method: 'POST',
      path: new URL(this.url).pathname,
      headers: { 'content-type': 'application/json', ...this.headers },
      body,
    });
    const text = await answer.body.text();
    const milliseconds = performance.now() - begun;
    if (answer.statusCode !== 200 || text.includes('"errors":')) throw new Error(text.slice(0, 500));
    return milliseconds;
  }

  /** Milliseconds for all of them together. */
  async sendAll(bodies: readonly string[], concurrency: number): Promise<number> {
    const left = bodies.values();
    const begun = performance.now();
    const lane = async () => {
      for (const body of left) await this.send(body);
    };
    await Promise.all(Array.from({ length: concurrency }, lane));
    return performance.now() - begun;
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN;
}

/** The median of the ratios of neighbours: what disturbed a whole round cancels out. */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, round) => value / (theirs[round] ?? NaN)));
}

export interface Target {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** `0.62 (≥ 0.5)`, with a mark when it is missed. */
export function judged(ratio: number, { atLeast, atMost }: Target): string {
  const missed = (atLeast !== undefined && ratio < atLeast) || (atMost !== undefined && ratio > atMost);
  const target = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
  return `${ratio.toFixed(2)} (${target}${missed ? ', MISSED' : ''})`;
}

/** A table in Markdown, so that it can be pasted into docs/benchmarks.md. */
export function printTable(title: string, rows: readonly Record<string, string>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`;
  console.log(`\n${title}\n`);
  console.log(line(columns));
  console.log(
    `|${widths.map((width, at) => (at === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`,
  );
  for (const row of rows) console.log(line(columns.map((column) => row[column] ?? '')));
}
