// (g) What asking who it is and whether they may costs: our gateway, and the same one built without, in turn, fed by the same client.
import { join } from 'node:path';
import { ProductListDocument } from '@tillkeep/client';
import { print } from 'graphql';
import { buildAltered, compareCpu } from './altered';
import { printTable, type Options } from './measure';
import { saleBody } from './sales';
import { startGateway } from './services';
import { openShop, productIds } from './shops';

const PRODUCTS = 1000;

export async function benchAccess({ quick }: Options, folder: string): Promise<void> {
  const open = buildAltered(join(folder, 'open'), WITHOUT_ACCESS);
  const shops = [join(folder, 'with'), join(folder, 'without')] as const;
  for (const shop of shops) await openShop(shop, { products: PRODUCTS, sales: 0 });
  const gateways = [await startGateway(shops[0]), await startGateway(shops[1], { program: open })] as const;
  const products = productIds(shops[0]);
  const page = JSON.stringify({ query: print(ProductListDocument), variables: { first: 50 } });
  const [rounds, target] = [quick ? 3 : 21, { atMost: 1.05 }];
  const rows = [
    await compareCpu('a sale of 5 lines', gateways, { slot: quick ? 100 : 400, rounds, target }, (index) =>
      saleBody(products, index),
    ),
    await compareCpu(
      'a page of 50 products',
      gateways,
      { slot: quick ? 50 : 200, rounds, target },
      () => page,
    ),
  ];
  for (const gateway of gateways) await gateway.stop();
  printTable(
    `Processor time with and without asking who it is and what they may: ${PRODUCTS} products`,
    rows,
  );
}

/** Everybody is an administrator and no field asks. */
const WITHOUT_ACCESS = {
  'apps/gateway/src/people/identify.ts': `export async function identify() { return EVERYBODY; }
     const EVERYBODY = { caller: { id: 'bench', name: 'Everybody', outlets: 'ALL' }, role: 'ADMIN' };`,
  'apps/gateway/src/people/access.ts':
    'export function guarded(schema) { return schema; }\nexport function accessOfFields() { return new Map(); }',
};
