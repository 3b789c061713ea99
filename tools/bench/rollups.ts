// (i) What keeping roll-ups costs a sale: our gateway, and the same one built without them, in turn, fed by the same client.
import { join } from 'node:path';
import { buildAltered, compareCpu } from './altered';
import { printTable, type Options } from './measure';
import { claimRegister, SALES_PER_BATCH, Till, TOKEN } from './record-sales';
import { saleBody } from './sales';
import { startGateway } from './services';
import { openShop, productIds } from './shops';

const PRODUCTS = 1000;

export async function benchRollups({ quick }: Options, folder: string): Promise<void> {
  const lacking = buildAltered(join(folder, 'lacking'), WITHOUT_ROLLUPS);
  const shops = [join(folder, 'with'), join(folder, 'without')] as const;
  for (const shop of shops) {
    await openShop(shop, { products: PRODUCTS, sales: 0 });
    claimRegister(shop);
  }
  const gateways = [
    await startGateway(shops[0]),
    await startGateway(shops[1], { program: lacking }),
  ] as const;
  const products = productIds(shops[0]);
  const till = new Till(shops[0]);
  const target = { atMost: 1.02 };
  const rows = [
    await compareCpu(
      'a sale of 5 lines online',
      gateways,
      { slot: quick ? 100 : 200, rounds: quick ? 3 : 41, target },
      (index) => saleBody(products, index),
    ),
    await compareCpu(
      `${SALES_PER_BATCH} sales that a till hands in`,
      gateways,
      { slot: 3, rounds: quick ? 3 : 41, target, headers: () => ({ authorization: `Bearer ${TOKEN}` }) },
      () => till.batch(),
    ),
  ];
  for (const gateway of gateways) await gateway.stop();
  printTable(`Processor time with and without roll-ups: ${PRODUCTS} products, bought evenly`, rows);
}

const WITHOUT_ROLLUPS = {
  'libs/data/src/rollups.ts': `export async function addToRollups() {}
     export async function checkRollups() {}
     export async function rebuildRollups() {}`,
};
