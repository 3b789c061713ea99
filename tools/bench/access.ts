// (g) What asking who it is and whether they may costs: our gateway, and the same one built without, in turn, fed by the same client.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProductListDocument } from '@tillkeep/client';
import { print } from 'graphql';
import { Client, judged, median, medianRatio, printTable, type Options } from './measure';
import { saleBody } from './sales';
import { keyFor, root, startGateway, type Service } from './services';
import { openShop, productIds } from './shops';

const PRODUCTS = 1000;

export async function benchAccess({ quick }: Options, folder: string): Promise<void> {
  const open = buildWithoutAccess(join(folder, 'open'));
  const shops = [join(folder, 'with'), join(folder, 'without')] as const;
  for (const shop of shops) await openShop(shop, { products: PRODUCTS, sales: 0 });
  const gateways = [await startGateway(shops[0]), await startGateway(shops[1], { program: open })] as const;
  const products = productIds(shops[0]);
  const page = JSON.stringify({ query: print(ProductListDocument), variables: { first: 50 } });
  const rows = [
    await compare('a sale of 5 lines', gateways, quick ? 100 : 400, quick, (index) =>
      saleBody(products, index),
    ),
    await compare('a page of 50 products', gateways, quick ? 50 : 200, quick, () => page),
  ];
  for (const gateway of gateways) await gateway.stop();
  printTable(
    `Processor time with and without asking who it is and what they may: ${PRODUCTS} products`,
    rows,
  );
}

async function compare(
  what: string,
  gateways: readonly Service[],
  perSlot: number,
  quick: boolean,
  body: (index: number) => string,
): Promise<Record<string, string>> {
  const rounds = quick ? 3 : 21;
  const cpus: number[][] = gateways.map(() => []);
  for (let round = -1; round < rounds; round++) {
    const bodies = Array.from({ length: perSlot }, (_, index) => body((round + 1) * perSlot + index));
    // Whoever comes second finds the processor warmer, so they take turns in that, too.
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const at of order) {
      const gateway = gateways[at];
      if (!gateway) continue;
      const client = new Client(gateway.url, 1, keyFor(gateway.url));
      const before = await gateway.cpu();
      await client.sendAll(bodies, 1);
      const cpu = ((await gateway.cpu()) - before) / perSlot;
      await client.close();
      if (round >= 0) cpus[at]?.push(cpu); // the round before the first warms both up
    }
  }
  const [asked = [], unasked = []] = cpus;
  return {
    what,
    'CPU ms with': median(asked).toFixed(3),
    'CPU ms without': median(unasked).toFixed(3),
    ratio: judged(medianRatio(asked, unasked), { atMost: 1.05 }),
  };
}

/** The gateway as it is, but that everybody is an administrator and no field asks; answers its program. */
function buildWithoutAccess(house: string): string {
  const app = join(house, 'apps/gateway');
  mkdirSync(app, { recursive: true });
  for (const shared of ['prisma', 'node_modules', 'libs'])
    symlinkSync(join(root, shared), join(house, shared));
  for (const part of ['src', 'build.mjs', 'package.json']) {
    cpSync(join(root, 'apps/gateway', part), join(app, part), { recursive: true });
  }
  writeFileSync(
    join(app, 'src/people/identify.ts'),
    `export async function identify() { return EVERYBODY; }
     const EVERYBODY = { caller: { id: 'bench', name: 'Everybody', outlets: 'ALL' }, role: 'ADMIN' };`,
  );
  writeFileSync(
    join(app, 'src/people/access.ts'),
    'export function guarded(schema) { return schema; }\nexport function accessOfFields() { return new Map(); }',
  );
  execFileSync(process.execPath, ['build.mjs'], { cwd: app, stdio: 'pipe' });
  return join(app, 'dist/main.js');
}
