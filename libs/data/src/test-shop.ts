// For specs: an empty shop on each database that the product runs on, and what must be true of it whatever was done to it.
import {
  FIRST_PREVIOUS_HASH,
  money,
  quantity,
  quantityFromNumber,
  quantityToNumber,
  ROLLUP_BY,
  saleHash,
  saleNumber,
  taxRateFromPercent,
  type Payment,
  type ReturnOf,
  type Role,
} from '@tillkeep/domain';
import { join as list, raw, type Sql } from '@prisma/client/runtime/client';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openDb, type Db } from './db';
import { Prisma } from './generated/sqlite/client';
import { createOutlet, type NewOutlet } from './outlets';
import { createProduct, type NewProduct } from './products';
import { checkRollups } from './rollups';
import type { Sale } from './sale-rows';
import { recordSale } from './sales';
import { applyMigrations } from './schema-engine';
import { listStockMovements, stockLevels, type StockMovement } from './stock';

export const DATABASES = ['SQLite', 'PostgreSQL'] as const;
export type DatabaseName = (typeof DATABASES)[number];

export const schemaFolder = (database: DatabaseName) =>
  join(__dirname, '../../../prisma', database === 'SQLite' ? 'sqlite' : 'postgresql');

export const MAIN: NewOutlet = {
  code: 'MAIN',
  name: 'Main street',
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  pricesIncludeTax: true,
};

/**
 * Inside describe: gives the suite a database of its own, with nothing in it before each test but the outlet MAIN, and
 * looks after each test whether the books are in order.
 */
export function useShop(database: DatabaseName): TestShop {
  const home = database === 'SQLite' ? new SqliteHome() : new PostgresHome();
  const shop = new TestShop();
  beforeAll(() => home.prepare());
  beforeEach(async () => {
    shop.url = await home.emptyDatabase();
    shop.db = await openDb(shop.url);
    shop.outletId = (await createOutlet(shop.db, MAIN)).id;
  });
  afterEach(async () => {
    try {
      await expectBooksInOrder(shop.db);
    } finally {
      await shop.db.close();
    }
  });
  afterAll(() => home.remove());
  return shop;
}

/** In pieces and percent, as people say it. A line is [product, pieces, unit price, what it gives back]. */
export interface SaleSketch {
  readonly id?: string;
  readonly registerId?: string;
  readonly soldAt?: string;
  readonly lines: readonly (readonly [
    productId: string,
    pieces: number,
    unitPrice?: number,
    returnOf?: Partial<ReturnOf>,
  ])[];
  readonly payments?: readonly { method: Payment['method']; amount: number; tendered?: number }[];
}

export class TestShop {
  url = '';
  db!: Db;
  outletId = '';

  /** 4.49 with 5.5 % tax in it, and 10 pieces on hand, unless said otherwise. */
  addProduct({
    stock = 10,
    price = 449,
    percent = 5.5,
    ...product
  }: Partial<Omit<NewProduct, 'price'>> & {
    stock?: number;
    price?: number;
    percent?: number;
  } = {}): Promise<string> {
    return createProduct(this.db, this.outletId, {
      name: 'Coffee',
      barcodes: [],
      category: null,
      price: money(price),
      taxRate: taxRateFromPercent(percent),
      trackStock: true,
      openingStock: quantityFromNumber(stock),
      ...product,
    });
  }

  sell(
    { lines, payments, soldAt, ...sale }: SaleSketch,
    outletId = this.outletId,
    role: Role = 'ADMIN',
  ): Promise<Sale> {
    const order = {
      ...sale,
      soldAt: soldAt === undefined ? undefined : new Date(soldAt),
      lines: lines.map(([productId, pieces, unitPrice, returnOf]) => ({
        productId,
        quantity: quantityFromNumber(pieces),
        unitPrice: unitPrice === undefined ? undefined : money(unitPrice),
        returnOf: returnOf && { saleId: '', position: 0, reason: 'Damaged', restock: true, ...returnOf },
      })),
      payments: payments?.map(({ method, amount, tendered }) => ({
        method,
        amount: money(amount),
        tendered: tendered === undefined ? undefined : money(tendered),
      })),
    };
    return recordSale(this.db, outletId, order, role);
  }

  /** A register of the outlet that nobody holds. */
  async addRegister(code: string): Promise<string> {
    const id = `register-${code}`;
    await this.db.transaction((tx) =>
      tx.execute(Prisma.sql`
        INSERT INTO "Register" ("id", "outletId", "code", "name") VALUES (${id}, ${this.outletId}, ${code}, ${code})`),
    );
    return id;
  }

  /** Runs a statement with the database's own guards switched off, as whoever has the file in their hands can. */
  async behindItsBack(statement: Sql): Promise<void> {
    const isSqlite = this.url.startsWith('file:');
    await this.db.transaction(async (tx) => {
      const guards = isSqlite
        ? await tx.query<{ name: string; sql: string }>(
            Prisma.sql`SELECT "name", "sql" FROM sqlite_master WHERE "type" = 'trigger' AND "tbl_name" = 'AuditEntry'`,
          )
        : [];
      for (const { name } of guards) await tx.execute(raw(`DROP TRIGGER "${name}"`));
      if (!isSqlite) await tx.execute(Prisma.sql`ALTER TABLE "AuditEntry" DISABLE TRIGGER USER`);
      await tx.execute(statement);
      if (!isSqlite) await tx.execute(Prisma.sql`ALTER TABLE "AuditEntry" ENABLE TRIGGER USER`);
      for (const guard of guards) await tx.execute(raw(guard.sql));
    });
  }

  /** Pieces on hand. */
  async stock(productId: string): Promise<number> {
    const levels = await stockLevels(this.db, this.outletId, [productId]);
    return quantityToNumber(levels.get(productId) ?? quantity(0));
  }

  /** All of them, newest first. */
  async movements(productId: string): Promise<StockMovement[]> {
    const page = await listStockMovements(this.db, this.outletId, productId, { first: 200 });
    return page.edges.map((edge) => edge.node);
  }

  /** Every row of every table, to see that nothing at all has changed. */
  async everything(): Promise<Record<string, string[]>> {
    const tables: Record<string, string[]> = {};
    for (const table of Object.values(Prisma.ModelName)) {
      const rows = await this.db.read.$queryRaw<object[]>(Prisma.sql`SELECT * FROM ${raw(`"${table}"`)}`);
      const writeBigInt = (_: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
      tables[table] = rows.map((row) => JSON.stringify(row, writeBigInt)).sort();
    }
    return tables;
  }
}

class SqliteHome {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tillkeep-data-'));
  private readonly base = join(this.folder, 'base.sqlite');
  private count = 0;

  async prepare(): Promise<void> {
    await applyMigrations(`file:${this.base}`, schemaFolder('SQLite'));
  }

  async emptyDatabase(): Promise<string> {
    const file = join(this.folder, `${++this.count}.sqlite`);
    copyFileSync(this.base, file);
    return `file:${file}`;
  }

  async remove(): Promise<void> {
    rmSync(this.folder, { recursive: true });
  }
}

/** On the server that Jest's globalSetup has started. */
class PostgresHome {
  private url = '';

  async prepare(): Promise<void> {
    this.url = await newPostgresDatabase();
    await applyMigrations(this.url, schemaFolder('PostgreSQL'));
  }

  async emptyDatabase(): Promise<string> {
    const tables = Object.values(Prisma.ModelName).filter((table) => table !== 'Shop');
    const db = await openDb(this.url);
    await db.transaction(async (tx) => {
      const names = tables.map((table) => raw(`"${table}"`));
      await tx.execute(Prisma.sql`ALTER TABLE "AuditEntry" DISABLE TRIGGER USER`);
      await tx.execute(Prisma.sql`TRUNCATE ${list(names)} RESTART IDENTITY`);
      await tx.execute(Prisma.sql`ALTER TABLE "AuditEntry" ENABLE TRIGGER USER`);
      await tx.execute(
        Prisma.sql`UPDATE "Shop" SET "catalogueVersion" = 0, "auditHash" = '', "demo" = ${false}`,
      );
    });
    await db.close();
    return this.url;
  }

  async remove(): Promise<void> {
    this.url = ''; // it goes with the server
  }
}

/** The address of an empty database. */
export async function newPostgresDatabase(): Promise<string> {
  const server = process.env.TEST_POSTGRES_URL ?? '';
  const name = `suite_${process.pid}_${Date.now()}`;
  const client = new Client(server);
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return server.replace(/[^/]+$/, name);
}

/** Invariants I4 (stock) and I5 (numbers, chain), and that the parts of every sale add up, read from the rows alone; and roll-ups. */
export async function expectBooksInOrder(db: Db): Promise<void> {
  await expectStockAddsUp(db);
  await expectRollupsAddUp(db);
  const returned = await expectNoMoreBackThanSold(db);
  const claims = await db.read.registerClaim.findMany({
    include: {
      days: true,
      register: { include: { outlet: true } },
      sales: {
        orderBy: { sequence: 'asc' },
        include: { lines: { orderBy: { position: 'asc' } }, payments: { orderBy: { position: 'asc' } } },
      },
    },
  });
  for (const { register, ...claim } of claims) {
    if (claim.tokenHash !== null) {
      expectDeviceClaimInOrder(claim, returned);
      continue;
    }
    let previousHash = FIRST_PREVIOUS_HASH;
    const counts = new Map<string, number>();
    const name = `${register.outlet.code}-${register.code}${claim.epoch > 1 ? `.${claim.epoch}` : ''}`;
    for (const [index, sale] of claim.sales.entries()) {
      const count = (counts.get(sale.businessDate) ?? 0) + 1;
      counts.set(sale.businessDate, count);
      const number = saleNumber(sale.businessDate, count);
      const { sequence, registerId, outletId } = sale;
      expect({ sequence, number: sale.number, reference: sale.reference, registerId, outletId }).toEqual({
        sequence: index + 1,
        number,
        reference: `${name}-${number}`,
        registerId: register.id,
        outletId: register.outletId,
      });
      expect(sale.previousHash).toBe(previousHash);
      expect(sale.hash).toBe(hashOf(sale, returned));
      previousHash = sale.hash;
      expectPartsToAddUp(sale);
    }
    expect({ sequence: claim.sequence, headHash: claim.headHash }).toEqual({
      sequence: claim.sales.length,
      headHash: previousHash,
    });
    expect(new Map(claim.days.map((day) => [day.businessDate, day.count]))).toEqual(counts);
  }
}

/** What a device hands in may have holes, come in any order, and be odd; what is counted of it is right all the same. */
function expectDeviceClaimInOrder({ days, sales, ...claim }: StoredClaim, returned: StoredReturns): void {
  const sequences = new Set(sales.map((sale) => sale.sequence));
  let contiguousSequence = 0;
  while (sequences.has(contiguousSequence + 1)) contiguousSequence++;
  const { recorded, sequence } = claim;
  expect({ recorded, sequence, contiguousSequence: claim.contiguousSequence }).toEqual({
    recorded: sales.length,
    sequence: Math.max(0, ...sequences),
    contiguousSequence,
  });
  expect(claim.deviceSequence).toBeGreaterThanOrEqual(sequence);
  const counts = new Map<string, number>();
  for (const { businessDate } of sales) counts.set(businessDate, (counts.get(businessDate) ?? 0) + 1);
  expect(new Map(days.map((day) => [day.businessDate, day.count]))).toEqual(counts);
  for (const sale of sales) {
    if (!sale.flags.includes('CHAIN_BROKEN') && sale.asSent === null)
      expect(sale.hash).toBe(hashOf(sale, returned));
    if (!sale.flags.includes('TOTALS_MISMATCH')) expectPartsToAddUp(sale);
  }
}

/** Roll-ups are what the sales come to; and whichever way a date is taken apart, its parts add up to the whole. */
async function expectRollupsAddUp(db: Db): Promise<void> {
  expect((await checkRollups(db)).faults).toEqual([]);
  const days = await db.read.sale.groupBy({
    by: ['outletId', 'businessDate'],
    _count: true,
    _sum: { subtotal: true, tax: true, total: true },
  });
  const parts = await db.read.rollup.groupBy({
    by: ['outletId', 'businessDate', 'by'],
    _sum: { sales: true, net: true, tax: true, total: true },
  });
  for (const { outletId, businessDate, _count: sales, _sum: whole } of days) {
    const ways = parts.filter((part) => part.outletId === outletId && part.businessDate === businessDate);
    for (const by of ROLLUP_BY) {
      const sum = ways.find((way) => way.by === by)?._sum ?? { sales: 0, net: 0n, tax: 0n, total: 0n };
      expect({ by, total: sum.total }).toEqual({ by, total: whole.total });
      if (by !== 'PAYMENT_METHOD')
        expect({ by, net: sum.net, tax: sum.tax }).toEqual({ by, net: whole.subtotal, tax: whole.tax });
      if (by === 'REGISTER' || by === 'TIME') expect({ by, sales: sum.sales }).toEqual({ by, sales });
    }
  }
}

/** No line comes back twice, but where a flag says so. By the id and the place of the line that is the return. */
async function expectNoMoreBackThanSold(db: Db): Promise<StoredReturns> {
  const rows = await db.read.returnLine.findMany();
  const flags = ['OVER_RETURN', 'UNKNOWN_ORIGINAL'].map((flag) => ({ flags: { contains: flag } }));
  const flagged = new Set((await db.read.sale.findMany({ where: { OR: flags } })).map(({ id }) => id));
  const back = new Map<string, bigint>();
  for (const { saleId, position, ofSaleId, ofPosition } of rows) {
    if (flagged.has(saleId)) continue;
    const line = await db.read.saleLine.findUniqueOrThrow({
      where: { saleId_position: { saleId, position } },
    });
    const key = `${ofSaleId}:${ofPosition}`;
    back.set(key, (back.get(key) ?? 0n) - line.quantity);
    const sold = await db.read.saleLine.findUnique({
      where: { saleId_position: { saleId: ofSaleId, position: ofPosition } },
    });
    if (sold) expect(Number(back.get(key))).toBeLessThanOrEqual(Number(sold.quantity));
  }
  return new Map(
    rows.map(({ saleId, position, ofSaleId, ofPosition, reason, restock }) => [
      `${saleId}:${position}`,
      { saleId: ofSaleId, position: ofPosition, reason, restock },
    ]),
  );
}

async function expectStockAddsUp(db: Db): Promise<void> {
  const movements = await db.read.stockMovement.findMany({ orderBy: { id: 'asc' } });
  const sums = new Map<string, bigint>();
  for (const { outletId, productId, delta, balance } of movements) {
    const key = `${outletId} ${productId}`;
    const sum = (sums.get(key) ?? 0n) + delta;
    sums.set(key, sum);
    expect(balance).toBe(sum);
  }
  const levels = await db.read.stockLevel.findMany();
  for (const { outletId, productId, quantity } of levels)
    expect(quantity).toBe(sums.get(`${outletId} ${productId}`) ?? 0n);
  expect(levels).toHaveLength((await db.read.outlet.count()) * (await db.read.product.count()));
}

type StoredClaim = Prisma.RegisterClaimGetPayload<{
  include: { days: true; sales: { include: { lines: true; payments: true } } };
}>;
type StoredReturns = ReadonlyMap<string, object>;
type StoredSale = Prisma.SaleGetPayload<{ include: { lines: true; payments: true } }>;

function expectPartsToAddUp({ lines, payments, subtotal, tax, total }: StoredSale): void {
  expect(subtotal + tax).toBe(total);
  expect(sum(lines.map((line) => line.tax))).toBe(tax);
  expect(sum(lines.map((line) => line.total))).toBe(total);
  expect(sum(payments.map((payment) => payment.amount))).toBe(total);
  for (const { amount, tendered, change } of payments) expect((tendered ?? amount) - change).toBe(amount);
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

/** Written a second time, without the code that it checks. */
function hashOf(sale: StoredSale, returned: StoredReturns): string {
  return saleHash(
    {
      id: sale.id,
      sequence: sale.sequence,
      number: sale.number,
      businessDate: sale.businessDate,
      soldAt: sale.soldAt.toISOString(),
      ...(sale.cashierId !== null && { cashierId: sale.cashierId }),
      ...(sale.cashierName !== null && { cashierName: sale.cashierName }),
      lines: sale.lines.map((line) => ({
        ...(line.productId !== null && { productId: line.productId }),
        sku: line.sku,
        name: line.name,
        quantity: Number(line.quantity) / 1000,
        unitPrice: Number(line.unitPrice),
        ...(line.listPrice !== null && { listPrice: Number(line.listPrice) }),
        taxRate: line.taxRate / 1000,
        tax: Number(line.tax),
        total: Number(line.total),
        ...(returned.has(`${sale.id}:${line.position}`) && {
          returnOf: returned.get(`${sale.id}:${line.position}`),
        }),
      })),
      payments: sale.payments.map((payment) => ({
        method: payment.method,
        amount: Number(payment.amount),
        ...(payment.tendered !== null && { tendered: Number(payment.tendered) }),
      })),
      subtotal: Number(sale.subtotal),
      tax: Number(sale.tax),
      total: Number(sale.total),
      previousHash: sale.previousHash,
    },
    sale.claimId,
  );
}
