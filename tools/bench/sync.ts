// (c) What forwarding costs: the gateway syncs its pending sales, beside the ERP alone booking the same sales from prepared
// requests, each into empty books of its own, in turn. And how soon a sale is booked when nobody asks for it.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, judged, median, medianRatio, percentile, printTable, type Options } from './measure';
import { saleBody } from './sales';
import { ERP_API_KEY, keyFor, startErp, startGateway } from './services';
import { count, inShop, openShop, productIds } from './shops';

const BATCH = 100;

/** As many requests under way at once as the gateway has. */
const LANES = 2;

export async function benchSync(options: Options, folder: string): Promise<void> {
  await benchDraining(options, folder);
  await benchByItself(options, join(folder, 'by-itself'));
}

async function benchDraining({ quick }: Options, folder: string): Promise<void> {
  const sales = quick ? 1_000 : 10_000;
  const rounds = quick ? 1 : 3;
  const rates: { gateway: number[]; erp: number[] } = { gateway: [], erp: [] };
  for (let round = 0; round < rounds; round++) {
    const dataFolder = join(folder, `${round}`);
    await openShop(dataFolder, { products: 1000, sales });
    const requests = makeAllPending(dataFolder);
    rates.erp.push((sales * 1000) / (await erpAlone(join(folder, `${round}-alone`), requests)));
    rates.gateway.push(
      (sales * 1000) / (await gatewaySync(dataFolder, join(folder, `${round}-books`), sales)),
    );
  }
  printTable(`Sync of ${count(sales)} pending sales with 5 lines, median of ${rounds} rounds`, [
    {
      'gateway sales/s': median(rates.gateway).toFixed(0),
      'ERP alone sales/s': median(rates.erp).toFixed(0),
      'rate ratio': judged(medianRatio(rates.gateway, rates.erp), { atLeast: 0.3 }),
    },
  ]);
}

/** A till that sells every tenth of a second; every tenth sale comes with nine others at once. */
async function benchByItself({ quick }: Options, folder: string): Promise<void> {
  const moments = quick ? 50 : 300;
  await openShop(folder, { products: 1000, sales: 0 });
  const products = productIds(folder);
  const erp = await startErp(join(folder, 'books'), 'EUR');
  const gateway = await startGateway(folder, { erpUrl: erp.url, syncIntervalSeconds: 30 });
  const client = new Client(gateway.url, 10, keyFor(gateway.url));
  let sold = 0;
  for (let moment = 0; moment < moments; moment++) {
    const some = Array.from({ length: moment % 10 === 0 ? 10 : 1 }, () => saleBody(products, sold++));
    await client.sendAll(some, some.length);
    await sleep(100);
  }
  await sleep(5000);
  await client.close();
  await gateway.stop();
  await erp.stop();
  const waits = inShop(folder, (db) =>
    db
      .prepare<[], number>(
        `SELECT (julianday("syncedAt") - julianday("recordedAt")) * 86400 FROM "Sale" WHERE "syncStatus" = 'SYNCED'`,
      )
      .pluck()
      .all(),
  );
  if (waits.length !== sold) throw new Error(`Of ${sold} sales ${waits.length} were synced by themselves.`);
  const p95 = percentile(waits, 95);
  printTable(`From sale recorded to booked in the ERP, with nobody asking: ${count(sold)} sales`, [
    {
      'median, s': median(waits).toFixed(2),
      'p95, s': judged(p95, { atMost: 2 }),
      'longest, s': Math.max(...waits).toFixed(2),
    },
  ]);
}

async function erpAlone(books: string, requests: readonly string[]): Promise<number> {
  const erp = await startErp(books, 'EUR');
  const client = new Client(erp.url, LANES, { authorization: `Bearer ${ERP_API_KEY}` });
  const milliseconds = await client.sendAll(requests, LANES);
  await client.close();
  await erp.stop();
  return milliseconds;
}

async function gatewaySync(dataFolder: string, books: string, sales: number): Promise<number> {
  const erp = await startErp(books, 'EUR');
  const gateway = await startGateway(dataFolder, { erpUrl: erp.url });
  const client = new Client(gateway.url, 1, keyFor(gateway.url));
  const milliseconds = await client.send(
    JSON.stringify({ query: 'mutation { syncPendingSales { synced } }' }),
  );
  await client.close();
  await gateway.stop();
  await erp.stop();
  const synced = inShop(dataFolder, (db) =>
    db.prepare(`SELECT COUNT(*) FROM "Sale" WHERE "syncStatus" = 'SYNCED'`).pluck().get(),
  );
  if (synced !== sales) throw new Error(`Of ${sales} sales ${String(synced)} were synced.`);
  return milliseconds;
}

/** Answers the importSales requests that book the shop's sales, in batches. */
function makeAllPending(dataFolder: string): string[] {
  return inShop(dataFolder, (db) => {
    db.exec(`UPDATE "Sale" SET "syncStatus" = 'PENDING', "syncedAt" = NULL, "erpReference" = NULL`);
    const lines = db.prepare<[string]>(`
      SELECT "sku", "name", "quantity" / 1000.0 AS "quantity", "unitPrice", "taxRate" / 1000.0 AS "taxRate", "tax", "total"
      FROM "SaleLine" WHERE "saleId" = ? ORDER BY "position"`);
    const payments = db.prepare<[string]>(`SELECT "method", "amount" FROM "Payment" WHERE "saleId" = ?`);
    const sales = db
      .prepare<[], { saleId: string }>(
        `SELECT s."id" AS "saleId", s."reference", o."code" AS "outletCode", r."code" AS "registerCode", s."businessDate",
           s."soldAt", o."currency", s."subtotal", s."tax", s."total"
         FROM "Sale" s JOIN "Register" r ON r."id" = s."registerId" JOIN "Outlet" o ON o."id" = s."outletId" ORDER BY s."id"`,
      )
      .all()
      .map((sale) => ({ ...sale, lines: lines.all(sale.saleId), payments: payments.all(sale.saleId) }));
    const query =
      'mutation($input:[ErpSaleInput!]!){importSales(input:$input){saleId status erpReference code message}}';
    return Array.from({ length: Math.ceil(sales.length / BATCH) }, (_, batch) =>
      JSON.stringify({ query, variables: { input: sales.slice(batch * BATCH, (batch + 1) * BATCH) } }),
    );
  });
}
