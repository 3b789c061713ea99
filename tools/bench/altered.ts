// The gateway with some files of its source replaced, to compare the built one with.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, judged, median, medianRatio, type Target } from './measure';
import { keyFor, root, type Service } from './services';

/** Builds it in the new folder `house`; `files` are paths in the repository and their texts. Answers its program. */
export function buildAltered(house: string, files: Readonly<Record<string, string>>): string {
  const app = join(house, 'apps/gateway');
  mkdirSync(app, { recursive: true });
  symlinkSync(join(root, 'prisma'), join(house, 'prisma'));
  cpSync(join(root, 'libs'), join(house, 'libs'), { recursive: true });
  for (const part of ['src', 'build.mjs', 'package.json']) {
    cpSync(join(root, 'apps/gateway', part), join(app, part), { recursive: true });
  }
  const ours = join(house, 'node_modules/@tillkeep');
  mkdirSync(ours, { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@tillkeep')
      symlinkSync(join(root, 'node_modules', name), join(house, 'node_modules', name));
  }
  for (const lib of readdirSync(join(house, 'libs'))) symlinkSync(join(house, 'libs', lib), join(ours, lib));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(house, path), text);
  execFileSync(process.execPath, ['build.mjs'], { cwd: app, stdio: 'pipe' });
  return join(app, 'dist/main.js');
}

export interface Comparison {
  readonly slot: number;
  readonly rounds: number;
  readonly target: Target;
  readonly headers?: (url: string) => Record<string, string>;
}

/** Processor time of each request with the thing and without it, `slot` requests to each in turn. */
export async function compareCpu(
  what: string,
  gateways: readonly [Service, Service],
  { slot, rounds, target, headers = keyFor }: Comparison,
  body: (index: number) => string,
): Promise<Record<string, string>> {
  const cpus: number[][] = gateways.map(() => []);
  for (let round = -1; round < rounds; round++) {
    const bodies = Array.from({ length: slot }, (_, index) => body((round + 1) * slot + index));
    // Whoever comes second finds the processor warmer, so they take turns in that, too.
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const at of order) {
      const gateway = gateways[at];
      if (!gateway) continue;
      const client = new Client(gateway.url, 1, headers(gateway.url));
      const before = await gateway.cpu();
      await client.sendAll(bodies, 1);
      const cpu = ((await gateway.cpu()) - before) / slot;
      await client.close();
      if (round >= 0) cpus[at]?.push(cpu); // the round before the first warms both up
    }
  }
  const [having = [], lacking = []] = cpus;
  return {
    what,
    'CPU ms with': median(having).toFixed(3),
    'CPU ms without': median(lacking).toFixed(3),
    ratio: judged(medianRatio(having, lacking), target),
  };
}
