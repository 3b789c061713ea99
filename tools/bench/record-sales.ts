// (e) What a till hands in after a day offline: batches of 100 sales, our gateway and the limit, slot by slot in turn.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  FIRST_PREVIOUS_HASH,
  money,
  quantity,
  saleHash,
  saleNumber,
  settleSale,
  taxRate,
  taxRateToPercent,
  type Money,
  type TaxRate,
} from '@tillkeep/domain';
import { v7 as uuid } from 'uuid';
import { Client, judged, median, medianRatio, printTable, type Options } from './measure';
import { checkSameRows, type Slot } from './sales';
import { freePort, start, startGateway, type Service } from './services';
import { inShop, openShop } from './shops';

const PRODUCTS = 1000;
const LINES = 5;
export const SALES_PER_BATCH = 100;

export async function benchRecordSales({ quick }: Options, folder: string): Promise<void> {
  const [ours, limits] = [join(folder, 'gateway'), join(folder, 'limit')];
  for (const dataFolder of [ours, limits]) {
    await openShop(dataFolder, { products: PRODUCTS, sales: 0 });
    claimRegister(dataFolder);
  }
  const till = new Till(ours);
  const gateway = await startGateway(ours);
  const limitPort = await freePort();
  const limit = await start(['-r', '@swc-node/register', join(__dirname, 'limit-server.ts')], limitPort, {
    PORT: `${limitPort}`,
    DATA_DIR: limits,
  });
  const servers = [gateway, limit].map((service) => ({
    service,
    client: new Client(service.url, 1, { authorization: `Bearer ${TOKEN}` }),
  }));
  const rounds = quick ? 5 : 21;
  const batchesPerSlot = quick ? 3 : 6;
  const slots: Slot[][] = [];
  for (let round = -2; round < rounds; round++) {
    const bodies = Array.from({ length: batchesPerSlot }, () => till.batch());
    const slot: Slot[] = [];
    for (const { service, client } of servers) slot.push(await handIn(service, client, bodies));
    if (round >= 0) slots.push(slot); // the rounds before the first warm both up
  }
  for (const { client } of servers) await client.close();
  await gateway.stop();
  await limit.stop();
  checkSameRows(ours, limits);
  const of = (server: number, read: (slot: Slot) => number) =>
    slots.map((slot) => read(slot[server] ?? { perSecond: NaN, cpu: NaN }));
  const rates = [of(0, (slot) => slot.perSecond), of(1, (slot) => slot.perSecond)] as const;
  const cpus = [of(0, (slot) => slot.cpu), of(1, (slot) => slot.cpu)] as const;
  printTable(
    `Sales handed in by a till: ${SALES_PER_BATCH} to a batch, ${LINES} lines each, durable commits, median of ${rounds} rounds`,
    [
      {
        'gateway sales/s': median(rates[0]).toFixed(0),
        'limit sales/s': median(rates[1]).toFixed(0),
        'rate ratio': judged(medianRatio(...rates), { atLeast: 0.4 }),
        'gateway CPU ms/sale': median(cpus[0]).toFixed(3),
        'limit CPU ms/sale': median(cpus[1]).toFixed(3),
      },
    ],
  );
}

async function handIn(service: Service, client: Client, bodies: readonly string[]): Promise<Slot> {
  const sales = bodies.length * SALES_PER_BATCH;
  const before = await service.cpu();
  const milliseconds = await client.sendAll(bodies, 1);
  return { perSecond: (sales * 1000) / milliseconds, cpu: ((await service.cpu()) - before) / sales };
}

export const TOKEN = 'tkd_a-token-for-one-run-on-this-machine';
const CLAIM_ID = uuid();

/** As the gateway does it. */
export function claimRegister(dataFolder: string): void {
  inShop(dataFolder, (db) =>
    db
      .prepare(
        `INSERT INTO "RegisterClaim" ("id", "registerId", "epoch", "deviceName", "tokenHash", "claimedAt", "headHash")
         SELECT ?, "id", 2, 'Till', ?, ?, ? FROM "Register" WHERE "code" = 'R1'`,
      )
      .run(
        CLAIM_ID,
        createHash('sha256').update(TOKEN).digest('hex'),
        new Date().toISOString(),
        FIRST_PREVIOUS_HASH,
      ),
  );
}

/** As the register asks. */
const RECORD_SALES = `mutation RecordSales($input: RecordSalesInput!) {
  recordSales(input: $input) { results { id outcome flags code message } contiguousSequence generation serverTime }
}`;

/** Sells products spread over the whole catalogue, at their prices. */
export class Till {
  private readonly products: { id: string; sku: string; name: string; price: Money; taxRate: TaxRate }[];
  private readonly day = new Date().toISOString().slice(0, 10);
  private sequence = 0;
  private headHash = FIRST_PREVIOUS_HASH;

  constructor(dataFolder: string) {
    this.products = inShop(dataFolder, (db) =>
      db
        .prepare<[], { id: string; sku: string; name: string; price: number; taxRate: number }>(
          'SELECT "id", "sku", "name", "price", "taxRate" FROM "Product" ORDER BY "id"',
        )
        .all(),
    ).map((product) => ({ ...product, price: money(product.price), taxRate: taxRate(product.taxRate) }));
  }

  /** The body of the next request. */
  batch(): string {
    const sales = Array.from({ length: SALES_PER_BATCH }, () => this.sell());
    const input = { claimId: CLAIM_ID, lastSequence: this.sequence, sales };
    return JSON.stringify({ query: RECORD_SALES, variables: { input } });
  }

  private sell() {
    const sequence = ++this.sequence;
    const products = Array.from({ length: LINES }, (_, line) => {
      const product = this.products[((sequence * LINES + line) * 7919) % this.products.length];
      if (!product) throw new Error('The shop has products.');
      return product;
    });
    const { lines, subtotal, tax, total } = settleSale(
      products.map(({ price, taxRate }) => ({ quantity: quantity(1000), unitPrice: price, taxRate })),
      true,
    );
    const sale = {
      id: uuid(),
      sequence,
      number: saleNumber(this.day, sequence),
      businessDate: this.day,
      soldAt: `${this.day}T00:00:00.000Z`,
      lines: products.map(({ id, sku, name, price, taxRate }, index) => ({
        productId: id,
        sku,
        name,
        quantity: 1,
        unitPrice: price,
        taxRate: taxRateToPercent(taxRate),
        tax: lines[index]?.tax ?? 0,
        total: lines[index]?.total ?? 0,
      })),
      payments: [{ method: 'CASH' as const, amount: total }],
      ...{ subtotal, tax, total },
      previousHash: this.headHash,
    };
    this.headHash = saleHash(sale, CLAIM_ID);
    return { ...sale, hash: this.headHash };
  }
}
