// npm run bench -- [--only a,b,c,d,e,f,g,h,i] [--quick]: what docs/benchmarks.md tells about, measured here and now.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchAccess } from './access';
import { benchFirstLoad } from './first-load';
import { benchOutlets } from './outlets';
import { benchPages } from './pages';
import { benchRecordSales } from './record-sales';
import { benchRegister } from './register';
import { benchRollups } from './rollups';
import { benchSales } from './sales';
import { benchSync } from './sync';

const parts = {
  a: benchSales,
  b: benchPages,
  c: benchSync,
  d: benchFirstLoad,
  e: benchRecordSales,
  f: benchRegister,
  g: benchAccess,
  h: benchOutlets,
  i: benchRollups,
};

async function main() {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
  });
  const wanted = values.only?.split(',');
  for (const [name, bench] of Object.entries(parts)) {
    if (wanted && !wanted.includes(name)) continue;
    const folder = mkdtempSync(join(tmpdir(), 'tillkeep-bench-'));
    try {
      await bench(values, folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
