// (a) What a sale costs through HTTP: our gateway and the limit, slot by slot in turn, fed by the same client.
import { join } from 'node:path';
import { CreateSaleDocument } from '@tillkeep/client';
import { print } from 'graphql';
import { v7 as uuid } from 'uuid';
import { Client, judged, median, medianRatio, printTable, type Options } from './measure';
import { freePort, keyFor, start, startGateway, type Service } from './services';
import { inShop, openShop, productIds } from './shops';

const PRODUCTS = 1000;
const LINES = 5;

export async function benchSales({ quick }: Options, folder: string): Promise<void> {
  const [ours, limits] = [join(folder, 'gateway'), join(folder, 'limit')];
  for (const dataFolder of [ours, limits]) await openShop(dataFolder, { products: PRODUCTS, sales: 0 });
  const products = productIds(ours);
  const gateway = await startGateway(ours);
  const limitPort = await freePort();
  const limit = await start(['-r', '@swc-node/register', join(__dirname, 'limit-server.ts')], limitPort, {
    PORT: `${limitPort}`,
    DATA_DIR: limits,
  });
  const rounds = quick ? 3 : 15;
  const rows: Record<string, string>[] = [];
  for (const concurrency of [1, 8]) {
    const perSlot = quick ? 100 : 150 + 50 * concurrency;
    const servers = [gateway, limit].map((service) => ({
      service,
      client: new Client(service.url, concurrency, keyFor(service.url)),
    }));
    const slots: Slot[][] = [];
    for (let round = -1; round < rounds; round++) {
      const bodies = Array.from({ length: perSlot }, (_, index) =>
        saleBody(products, round * perSlot + index),
      );
      const slot: Slot[] = [];
      for (const { service, client } of servers) slot.push(await sell(service, client, bodies, concurrency));
      if (round >= 0) slots.push(slot); // the round before the first warms both up
    }
    for (const { client } of servers) await client.close();
    const of = (server: number, read: (slot: Slot) => number) =>
      slots.map((slot) => read(slot[server] ?? { perSecond: NaN, cpu: NaN }));
    const rates = [of(0, (slot) => slot.perSecond), of(1, (slot) => slot.perSecond)] as const;
    const cpus = [of(0, (slot) => slot.cpu), of(1, (slot) => slot.cpu)] as const;
    rows.push({
      concurrency: `${concurrency}`,
      'gateway sales/s': median(rates[0]).toFixed(0),
      'limit sales/s': median(rates[1]).toFixed(0),
      'rate ratio': judged(medianRatio(...rates), { atLeast: 0.5 }),
      'gateway CPU ms/sale': median(cpus[0]).toFixed(2),
      'limit CPU ms/sale': median(cpus[1]).toFixed(2),
      'CPU ratio': judged(medianRatio(...cpus), { atMost: 3 }),
    });
  }
  await gateway.stop();
  await limit.stop();
  checkSameRows(ours, limits);
  printTable(
    `Sales through HTTP: ${LINES} lines each, ${PRODUCTS} products, durable commits, median of ${rounds} rounds`,
    rows,
  );
}

export interface Slot {
  readonly perSecond: number;
  /** Milliseconds of the server's processor for each sale. */
  readonly cpu: number;
}

async function sell(
  service: Service,
  client: Client,
  bodies: readonly string[],
  concurrency: number,
): Promise<Slot> {
  const before = await service.cpu();
  const milliseconds = await client.sendAll(bodies, concurrency);
  const cpu = ((await service.cpu()) - before) / bodies.length;
  return { perSecond: (bodies.length * 1000) / milliseconds, cpu };
}

const createSaleText = print(CreateSaleDocument);

/** A sale as the register sends it, of products spread over the whole catalogue. */
export function saleBody(productIds: readonly string[], index: number): string {
  const lines = Array.from({ length: LINES }, (_, line) => {
    const at =
      ((((index * LINES + line) * 7919) % productIds.length) + productIds.length) % productIds.length;
    return { productId: productIds[at], quantity: 1 + (line % 3) };
  });
  const input = { id: uuid(), soldAt: new Date().toISOString(), lines };
  return JSON.stringify({ query: createSaleText, variables: { input } });
}

const TABLES = ['Sale', 'SaleLine', 'Payment', 'StockMovement', 'StockLevel', 'DayCounter', 'RegisterClaim'];

/** Throws unless both have written as many rows of each kind: else they would not have done the same. */
export function checkSameRows(...folders: [string, string]): void {
  const [ours, limit] = folders.map((folder) =>
    inShop(folder, (db) =>
      TABLES.map((table) => `${table} ${db.prepare(`SELECT COUNT(*) FROM "${table}"`).pluck().get()}`).join(
        ', ',
      ),
    ),
  );
  if (ours !== limit) throw new Error(`The rows differ.\nGateway: ${ours}\nLimit: ${limit}`);
  console.log(`Both wrote the same rows: ${ours}.`);
}
