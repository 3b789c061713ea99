// Makes a shop of any size: rows as the gateway would have written them, except that hashes are plain digests and no chain.
//
//   node -r @swc-node/register tools/bench/generate-shop.ts <new database file> <products> <sales>
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { applyMigrations, createOutlet, openDb, rebuildRollups } from '@tillkeep/data';
import {
  FIRST_PREVIOUS_HASH,
  money,
  quantity,
  saleNumber,
  saleReference,
  searchText,
  searchWords,
  settleSale,
  taxRate,
  type Money,
  type TaxRate,
} from '@tillkeep/domain';
import Database from 'better-sqlite3';
import { v7 as uuid } from 'uuid';

export interface ShopSize {
  readonly products: number;
  readonly sales: number;
}

/** Of each product there are so many thousandths at the start: more than any benchmark sells. */
const OPENING_STOCK = 10 ** 12;
const LINES_PER_SALE = 5;
const SALES_PER_DAY = 1000;
/** The newest sale was made then; the others before it, evenly over the days. */
const LAST_DAY = Date.UTC(2026, 3, 30);
const DAY_MS = 86_400_000;
/** Of the newest sales so many are still to be sent to the ERP. */
const UNSYNCED = 100;
const ROWS_PER_TRANSACTION = 20_000;

/** Fills a new SQLite file. The outlet is MAIN with the registers 00 and R1, which take turns. Answers the products' ids. */
export async function generateShop(file: string, size: ShopSize): Promise<string[]> {
  await applyMigrations(`file:${file}`, join(__dirname, '../../prisma/sqlite'));
  const shop = await openDb(`file:${file}`);
  const { id: outletId } = await createOutlet(shop, {
    code: 'MAIN',
    name: 'Main street',
    timeZone: 'UTC',
    currency: 'EUR',
    pricesIncludeTax: true,
    registers: [{ code: 'R1', name: 'Register 1' }],
  });
  await shop.close();

  const db = new Database(file);
  for (const pragma of [
    'journal_mode = OFF',
    'synchronous = OFF',
    'cache_size = -1000000',
    'temp_store = MEMORY',
  ]) {
    db.pragma(pragma);
  }
  const indexes = db.prepare<[], { name: string; sql: string }>(
    `SELECT "name", "sql" FROM sqlite_master WHERE "type" = 'index' AND "sql" IS NOT NULL`,
  );
  const later = indexes.all(); // an index that is made at the end is made in one go
  for (const { name } of later) db.exec(`DROP INDEX "${name}"`);
  const products = fillProducts(db, outletId, size.products);
  fillSales(db, outletId, products, size.sales);
  for (const { sql } of later) db.exec(sql);
  db.pragma('journal_mode = WAL');
  db.close();
  const filled = await openDb(`file:${file}`);
  await rebuildRollups(filled);
  await filled.close();
  return products.map((product) => product.id);
}

interface Product {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly unitPrice: Money;
  readonly taxRate: TaxRate;
  level: number;
}

const KINDS =
  'coffee tea chocolate biscuit wine beer cheese bread soap candle notebook pencil basket lamp mug'.split(
    ' ',
  );
const COLOURS = 'red green blue white black yellow orange purple brown grey'.split(' ');
const MAKERS =
  'Aurora Boreal Castel Dupont Eiffel Fontaine Girard Horizon Iris Jasmin Karma Lune Mistral'.split(' ');
const RATES = [20_000, 5500, 0].map(taxRate);

function fillProducts(db: Database.Database, outletId: string, count: number): Product[] {
  const insertProduct = inserter(db, 'Product', [
    'id',
    'sku',
    'name',
    'searchText',
    'category',
    'price',
    'taxRate',
    'trackStock',
    'active',
    'createdAt',
    'updatedAt',
  ]);
  const insertBarcode = inserter(db, 'Barcode', ['code', 'productId', 'position']);
  const insertWord = inserter(db, 'ProductWord', ['word', 'productId']);
  const insertLevel = inserter(db, 'StockLevel', ['outletId', 'productId', 'quantity']);
  const insertMovement = inserter(db, 'StockMovement', [
    'outletId',
    'productId',
    'kind',
    'delta',
    'balance',
    'at',
  ]);
  const at = instant(LAST_DAY - 10 * 365 * DAY_MS);
  return inTransactions(db, count, (index) => {
    const id = uuid();
    const kind = pick(KINDS, index);
    const sku = `P${index}`;
    const barcode = String(4_000_000_000_000 + index);
    const name = `${pick(MAKERS, index * 7)} ${kind} ${pick(COLOURS, index * 3)} ${index}`;
    const product = {
      id,
      sku,
      name,
      category: `Category ${index % 40}`,
      unitPrice: money(100 + (index % 900)),
      taxRate: pick(RATES, index),
      level: OPENING_STOCK,
    };
    const text = searchText(name, sku, barcode);
    insertProduct(id, sku, name, text, product.category, product.unitPrice, product.taxRate, 1, 1, at, at);
    insertBarcode(barcode, id, 0);
    for (const word of new Set(searchWords(text))) insertWord(word, id);
    insertLevel(outletId, id, OPENING_STOCK);
    insertMovement(outletId, id, 'OPENING', OPENING_STOCK, OPENING_STOCK, at);
    return product;
  });
}

function fillSales(
  db: Database.Database,
  outletId: string,
  products: readonly Product[],
  count: number,
): void {
  const insertSale = inserter(db, 'Sale', [
    'id',
    'claimId',
    'sequence',
    'outletId',
    'registerId',
    'number',
    'reference',
    'businessDate',
    'soldAt',
    'recordedAt',
    'subtotal',
    'tax',
    'total',
    'previousHash',
    'hash',
    'contentHash',
    'syncStatus',
    'syncAttempts',
    'syncedAt',
    'erpReference',
  ]);
  const insertLines = inserter(
    db,
    'SaleLine',
    [
      ...['saleId', 'position', 'productId', 'sku', 'name', 'category'],
      ...['quantity', 'unitPrice', 'taxRate', 'tax', 'total'],
    ],
    LINES_PER_SALE,
  );
  const insertPayment = inserter(db, 'Payment', ['saleId', 'position', 'method', 'amount', 'change']);
  const insertMovements = inserter(
    db,
    'StockMovement',
    ['outletId', 'productId', 'kind', 'delta', 'balance', 'saleId', 'at'],
    LINES_PER_SALE,
  );
  const claims = openClaims(db);
  const days = new Map<string, number>();
  inTransactions(db, count, (index) => {
    const time =
      LAST_DAY -
      Math.floor((count - 1 - index) / SALES_PER_DAY) * DAY_MS +
      8 * 3_600_000 +
      (index % SALES_PER_DAY) * 40_000;
    const at = instant(time);
    const date = at.slice(0, 10);
    const id = uuid({ msecs: time, seq: index, random: digest(index) });
    const claim = pick(claims, index);
    const day = `${claim.id} ${date}`;
    const dayCount = (days.get(day) ?? 0) + 1;
    days.set(day, dayCount);
    const number = saleNumber(date, dayCount);
    const reference = saleReference({
      outletCode: 'MAIN',
      registerCode: claim.registerCode,
      epoch: 1,
      number,
    });
    const sold = Array.from({ length: LINES_PER_SALE }, (_, line) =>
      pick(products, index * 31 + line * line * 1_009),
    );
    const settled = settleSale(
      sold.map((product) => ({ ...product, quantity: ONE })),
      true,
    );
    const hash = digest(index).toString('hex');
    const isSynced = index < count - UNSYNCED;
    insertSale(
      id,
      claim.id,
      ++claim.sequence,
      outletId,
      claim.registerId,
      number,
      reference,
      date,
      at,
      at,
      settled.subtotal,
      settled.tax,
      settled.total,
      claim.headHash,
      hash,
      hash,
      isSynced ? 'SYNCED' : 'PENDING',
      isSynced ? 1 : 0,
      isSynced ? at : null,
      isSynced ? `INV-${index}` : null,
    );
    claim.headHash = hash;
    insertLines(
      ...sold.flatMap(({ id: productId, sku, name, category, unitPrice, taxRate: rate }, position) => [
        id,
        position,
        productId,
        sku,
        name,
        category,
        ONE,
        unitPrice,
        rate,
        settled.lines[position]?.tax,
        settled.lines[position]?.total,
      ]),
    );
    insertPayment(id, 0, 'CASH', settled.total, 0);
    insertMovements(
      ...sold.flatMap((product) => [outletId, product.id, 'SALE', -ONE, (product.level -= ONE), id, at]),
    );
  });
  const insertDay = inserter(db, 'DayCounter', ['claimId', 'businessDate', 'count']);
  inTransactions(db, 1, () => {
    for (const [day, dayCount] of days) insertDay(...day.split(' '), dayCount);
    const setLevel = db.prepare(
      'UPDATE "StockLevel" SET "quantity" = ? WHERE "outletId" = ? AND "productId" = ?',
    );
    for (const { id, level } of products) setLevel.run(level, outletId, id);
    const setHead = db.prepare(
      'UPDATE "RegisterClaim" SET "sequence" = ?, "contiguousSequence" = ?, "recorded" = ?, "headHash" = ? WHERE "id" = ?',
    );
    for (const { sequence, headHash, id } of claims) setHead.run(sequence, sequence, sequence, headHash, id);
  });
}

const ONE = quantity(1000);

function openClaims(db: Database.Database) {
  const insert = inserter(db, 'RegisterClaim', [
    'id',
    'registerId',
    'epoch',
    'deviceName',
    'claimedAt',
    'headHash',
  ]);
  const registers = db
    .prepare<[], { id: string; code: string }>('SELECT "id", "code" FROM "Register" ORDER BY "code"')
    .all();
  return registers.map(({ id: registerId, code: registerCode }) => {
    const id = uuid();
    insert(id, registerId, 1, 'Gateway', instant(LAST_DAY), FIRST_PREVIOUS_HASH);
    return { id, registerId, registerCode, sequence: 0, headHash: FIRST_PREVIOUS_HASH };
  });
}

/** A function that inserts so many rows at once, whose values it takes one after the other. */
function inserter(db: Database.Database, table: string, columns: readonly string[], rows = 1) {
  const names = columns.map((column) => `"${column}"`).join(', ');
  const row = `(${columns.map(() => '?').join(', ')})`;
  const statement = db.prepare(
    `INSERT INTO "${table}" (${names}) VALUES ${Array(rows).fill(row).join(', ')}`,
  );
  return (...values: unknown[]): void => void statement.run(...values);
}

function inTransactions<T>(db: Database.Database, count: number, work: (index: number) => T): T[] {
  const results: T[] = [];
  for (let start = 0; start < count; start += ROWS_PER_TRANSACTION) {
    db.exec('BEGIN');
    for (let index = start; index < Math.min(count, start + ROWS_PER_TRANSACTION); index++)
      results.push(work(index));
    db.exec('COMMIT');
  }
  return results;
}

/** As Prisma writes instants. */
function instant(time: number): string {
  return new Date(time).toISOString().replace('Z', '+00:00');
}

function digest(index: number): Buffer {
  return createHash('sha256').update(String(index)).digest();
}

/** Any index will do: the list begins again at its end. */
function pick<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}

if (require.main === module) {
  const [file = '', products = '', sales = ''] = process.argv.slice(2);
  if (!file || !Number(products)) throw new Error('Name a new file, how many products and how many sales.');
  void generateShop(file, { products: Number(products), sales: Number(sales) });
}
