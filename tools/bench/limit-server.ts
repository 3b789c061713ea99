// The limit that the gateway is measured against: the same HTTP server, schema and rows, and no layer between a resolver and
// SQLite. One transaction for each sale, statements prepared once, durable commits. It sells; nothing else answers.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Database from 'better-sqlite3';
import fastify from 'fastify';
import type { CreateSaleInput } from '@tillkeep/client';
import { root } from './services';

const db = new Database(join(process.env['DATA_DIR'] ?? '', 'shop.sqlite'));
for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON']) db.pragma(pragma);
db.pragma('cache_size = -65536');

interface ProductRow {
  id: string;
  sku: string;
  name: string;
  price: number;
  taxRate: number;
}

interface Place {
  sequence: number;
  previousHash: string;
}

const outlet = db.prepare<[], { id: string }>('SELECT * FROM "Outlet"').get() ?? { id: '' };
const register = db
  .prepare<[], { id: string; code: string }>(`SELECT * FROM "Register" WHERE "code" = '00'`)
  .get() ?? { id: '', code: '' };
const claimId =
  db
    .prepare<[string], string>('SELECT "id" FROM "RegisterClaim" WHERE "registerId" = ?')
    .pluck()
    .get(register.id) ?? '';

const findProduct = db.prepare<[string], ProductRow>('SELECT * FROM "Product" WHERE "id" = ?');
const nextSequence = db.prepare<[string], Place>(
  `UPDATE "RegisterClaim" SET "sequence" = "sequence" + 1 WHERE "id" = ? RETURNING "sequence", "headHash" AS "previousHash"`,
);
const setHead = db.prepare('UPDATE "RegisterClaim" SET "headHash" = ? WHERE "id" = ?');
const countDay = db
  .prepare<[string, string], number>(
    `INSERT INTO "DayCounter" VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET "count" = "count" + 1 RETURNING "count"`,
  )
  .pluck();
const insertSale = db.prepare(
  `INSERT INTO "Sale" ("id", "claimId", "sequence", "outletId", "registerId", "number", "reference", "businessDate", "soldAt",
     "recordedAt", "subtotal", "tax", "total", "previousHash", "hash", "contentHash")
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
);
const insertLine =
  db.prepare(`INSERT INTO "SaleLine" ("saleId", "position", "productId", "sku", "name", "quantity", "unitPrice", "taxRate", "tax", "total")
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
const insertPayment = db.prepare('INSERT INTO "Payment" VALUES (?, 0, ?, ?, NULL, 0)');
const takeStock = db
  .prepare<[number, string, string], number>(
    `UPDATE "StockLevel" SET "quantity" = "quantity" - ? WHERE "outletId" = ? AND "productId" = ? RETURNING "quantity"`,
  )
  .pluck();
const insertMovement = db.prepare(
  `INSERT INTO "StockMovement" ("outletId", "productId", "kind", "delta", "balance", "saleId", "at")
   VALUES (?, ?, 'SALE', ?, ?, ?, ?)`,
);

const createSale = db.transaction((input: CreateSaleInput) => {
  const id = input.id ?? '';
  const at = new Date().toISOString();
  const businessDate = at.slice(0, 10);
  const lines = input.lines.map((line, position) => {
    const product = findProduct.get(line.productId);
    if (!product) throw new Error('There is no such product.');
    const { sku, name, price: unitPrice, taxRate } = product;
    const total = Math.round(line.quantity * unitPrice);
    const tax = total - Math.round((total * 100_000) / (100_000 + taxRate));
    const balance = takeStock.get(line.quantity * 1000, outlet.id, product.id) ?? 0;
    if (balance < 0) throw new Error('Not enough in stock.');
    const stocked = { id: product.id, stock: balance / 1000 };
    return {
      id: `${id}:${position}`,
      product: stocked,
      sku,
      name,
      quantity: line.quantity,
      unitPrice,
      taxRate,
      tax,
      total,
      balance,
    };
  });
  const total = lines.reduce((sum, line) => sum + line.total, 0);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  const { sequence, previousHash } = nextSequence.get(claimId) ?? { sequence: 0, previousHash: '' };
  const number = `${businessDate}-${String(countDay.get(claimId, businessDate)).padStart(2, '0')}`;
  const reference = `MAIN-00-${number}`;
  const content = createHash('sha256').update(JSON.stringify(input)).digest('hex');
  const hash = createHash('sha256')
    .update(previousHash + JSON.stringify(lines))
    .digest('hex');
  insertSale.run(
    ...[id, claimId, sequence, outlet.id, register.id, number, reference, businessDate, at, at],
    ...[total - tax, tax, total, previousHash, hash, content],
  );
  for (const [position, line] of lines.entries()) {
    const { product, sku, name, quantity, unitPrice, taxRate } = line;
    insertLine.run(
      id,
      position,
      product.id,
      sku,
      name,
      quantity * 1000,
      unitPrice,
      taxRate,
      line.tax,
      line.total,
    );
    insertMovement.run(outlet.id, product.id, -quantity * 1000, line.balance, id, at);
  }
  const method = input.payments?.[0]?.method ?? 'CASH';
  insertPayment.run(id, method, total);
  setHead.run(hash, claimId);
  return {
    ...{ id, number, reference, businessDate, outlet, register, lines, subtotal: total - tax, tax, total },
    payments: [{ method, amount: total, tendered: null, change: 0 }],
    ...{ soldAt: at, recordedAt: at, syncStatus: 'PENDING', syncAttempts: 0 },
  };
});

interface SentSale {
  readonly id: string;
  readonly sequence: number;
  readonly number: string;
  readonly businessDate: string;
  readonly soldAt: string;
  readonly lines: readonly {
    readonly productId: string;
    readonly sku: string;
    readonly name: string;
    readonly quantity: number;
    readonly unitPrice: number;
    readonly taxRate: number;
    readonly tax: number;
    readonly total: number;
  }[];
  readonly payments: readonly { readonly method: string; readonly amount: number }[];
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
  readonly previousHash: string;
  readonly hash: string;
}

const till = db
  .prepare<[], { id: string; code: string }>(`SELECT * FROM "Register" WHERE "code" = 'R1'`)
  .get() ?? { id: '', code: '' };
const isRecorded = db.prepare('SELECT 1 FROM "Sale" WHERE "id" = ?');
const arrive = db.prepare('UPDATE "RegisterClaim" SET "sequence" = ?, "headHash" = ? WHERE "id" = ?');

const recordSales = db.transaction((claim: string, sales: readonly SentSale[]) => {
  const at = new Date().toISOString();
  for (const sale of sales) {
    const { id, sequence, number, businessDate, soldAt, subtotal, tax, total, previousHash, hash } = sale;
    if (isRecorded.get(id)) continue;
    insertSale.run(
      ...[id, claim, sequence, outlet.id, till.id, number, `MAIN-R1.2-${number}`, businessDate, soldAt, at],
      ...[subtotal, tax, total, previousHash, hash, hash],
    );
    for (const [position, line] of sale.lines.entries()) {
      const { productId, sku, name, unitPrice } = line;
      const sold = line.quantity * 1000;
      const rate = line.taxRate * 1000;
      insertLine.run(id, position, productId, sku, name, sold, unitPrice, rate, line.tax, line.total);
      insertMovement.run(outlet.id, productId, -sold, takeStock.get(sold, outlet.id, productId), id, at);
    }
    for (const { method, amount } of sale.payments) insertPayment.run(id, method, amount);
    countDay.get(claim, businessDate);
    arrive.run(sequence, hash, claim);
  }
  return {
    results: sales.map(({ id }) => ({ id, outcome: 'RECORDED', flags: [] })),
    ...{ contiguousSequence: sales.at(-1)?.sequence ?? 0, generation: 'one', serverTime: at },
  };
});

async function main() {
  const apollo = new ApolloServer({
    typeDefs: readFileSync(join(root, 'libs/client/schema.graphql'), 'utf8'),
    resolvers: {
      Mutation: {
        createSale: (_: unknown, { input }: { input: CreateSaleInput }) => createSale.immediate(input),
        recordSales: (_: unknown, { input }: { input: { claimId: string; sales: SentSale[] } }) =>
          recordSales.immediate(input.claimId, input.sales),
      },
    },
  });
  await apollo.start();
  const app = fastify();
  app.post('/graphql', fastifyApolloHandler(apollo));
  app.get('/healthz', async () => ({ ok: true }));
  await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
  process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
}

void main();
