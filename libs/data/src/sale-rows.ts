import {
  canonicalJson,
  money,
  parseSaleNumber,
  quantity,
  quantityToNumber,
  taxRate,
  taxRateToPercent,
  type Money,
  type PaymentMethod,
  type Quantity,
  type ReturnOf,
  type SyncStatus,
  type TaxRate,
} from '@tillkeep/domain';
import { join, sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import { createHash } from 'node:crypto';
import { ofCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import type { SyncErrorKind } from './generated/sqlite/client';

export type { SyncErrorKind };

export interface Sale {
  readonly id: string;
  readonly claimId: string;
  /** Its place among the claim's sales: 1, 2, 3 … */
  readonly sequence: number;
  /** 0, or more where another sale had the same place of the claim before. */
  readonly fork: number;
  readonly outletId: string;
  readonly registerId: string;
  readonly number: string;
  readonly reference: string;
  readonly businessDate: string;
  readonly soldAt: Date;
  readonly recordedAt: Date;
  readonly lines: readonly SaleLine[];
  readonly payments: readonly RecordedPayment[];
  readonly subtotal: Money;
  readonly tax: Money;
  readonly total: Money;
  readonly previousHash: string;
  /** As whoever made the sale says; it is right when it is the SHA-256 of what saleAsSent answers. */
  readonly hash: string;
  /** What was hashed, where the other fields can't give it back. */
  readonly asSent: string | null;
  readonly flags: readonly SaleFlag[];
  /** Who sold it, and as they were called then; null where nobody had said so. */
  readonly cashierId: string | null;
  readonly cashierName: string | null;
  readonly syncStatus: SyncStatus;
  readonly syncAttempts: number;
  readonly syncError: SyncError | null;
  readonly syncedAt: Date | null;
  readonly erpReference: string | null;
  /** Of a sale that somebody entered into the ERP by hand: why, and how. */
  readonly syncNote: string | null;
}

export type SaleFlag =
  | 'OVERSOLD'
  | 'UNKNOWN_PRODUCT'
  | 'PRICE_DIFFERS'
  | 'TOTALS_MISMATCH'
  | 'CLOCK_SKEW'
  | 'CHAIN_BROKEN'
  | 'LATE'
  | 'NOT_APPROVED'
  | 'OVER_RETURN'
  | 'UNKNOWN_ORIGINAL';

export interface SaleLine {
  readonly saleId: string;
  readonly position: number;
  readonly productId: string | null;
  readonly sku: string;
  readonly name: string;
  /** The product's, when the sale was recorded. */
  readonly category: string | null;
  readonly quantity: Quantity;
  readonly unitPrice: Money;
  /** What the catalogue asked, where the price was changed by hand. */
  readonly listPrice: Money | null;
  readonly taxRate: TaxRate;
  readonly tax: Money;
  readonly total: Money;
  /** Of goods that come back. */
  readonly returnOf: ReturnOf | null;
}

export interface RecordedPayment {
  readonly method: PaymentMethod;
  readonly amount: Money;
  readonly tendered: Money | null;
  readonly change: Money;
}

export interface SyncError {
  readonly kind: SyncErrorKind;
  readonly code: string;
  readonly message: string;
  readonly at: Date;
  readonly nextAttemptAt: Date | null;
}

/** What a sale begins with on its way to the ERP. */
export const NOT_SYNCED = {
  syncStatus: 'PENDING',
  syncAttempts: 0,
  syncError: null,
  syncedAt: null,
  erpReference: null,
  syncNote: null,
} as const;

export async function findSale(
  db: Db,
  where: { id: string } | { reference: string },
): Promise<Sale | undefined> {
  const [sale] = await readSales(
    db,
    'id' in where ? sql`"id" = ${where.id}` : sql`"reference" = ${where.reference}`,
  );
  return sale;
}

/** In the order of the ids given. */
export async function findSales(db: Db, ids: readonly string[]): Promise<Sale[]> {
  if (ids.length === 0) return [];
  const found = await readSales(db, sql`"id" IN (${join([...ids])})`);
  const sales = new Map(found.map((sale) => [sale.id, sale]));
  return ids.flatMap((id) => sales.get(id) ?? []);
}

/** Those of the outlet that are called so, by number or by reference. */
export function findSalesToReturn(db: Db, outletId: string, name: string): Promise<Sale[]> {
  const day = parseSaleNumber(name)?.businessDate;
  const isCalledSo = day
    ? sql`"businessDate" = ${day} AND "number" = ${name}`
    : sql`"reference" = ${name.toUpperCase()}`;
  return readSales(
    db,
    sql`"outletId" = ${outletId} AND ${isCalledSo} ORDER BY "soldAt" DESC, "id" LIMIT ${MOST_TO_RETURN}`,
  );
}

/** The caller's outlets' sales. `which`: a condition on the table "Sale", and what may follow it. */
export async function readSales(db: Pick<Db, 'caller' | 'query'>, which: Sql): Promise<Sale[]> {
  const rows = await db.query<SaleRow>(
    sql`SELECT * FROM "Sale" WHERE ${ofCallersOutlets(db, sql`"outletId"`)} AND ${which}`,
  );
  if (rows.length === 0) return [];
  const ids = join(rows.map((row) => row.id));
  const [lines, payments] = await Promise.all([
    db.query<Omit<SaleLine, 'returnOf'>>(
      sql`SELECT * FROM "SaleLine" WHERE "saleId" IN (${ids}) ORDER BY "saleId", "position"`,
    ),
    db.query<RecordedPayment & { saleId: string }>(
      sql`SELECT * FROM "Payment" WHERE "saleId" IN (${ids}) ORDER BY "saleId", "position"`,
    ),
  ]);
  const parts = new Map(
    rows.map(({ id }) => [id, { lines: new Array<SaleLine>(), payments: new Array<RecordedPayment>() }]),
  );
  const returned = await readReturned(db, lines);
  for (const line of lines) {
    const returnOf = returned.get(`${line.saleId}:${line.position}`) ?? null;
    parts.get(line.saleId)?.lines.push({ ...line, returnOf });
  }
  for (const payment of payments) parts.get(payment.saleId)?.payments.push(payment);
  return rows.map((row) => toSale(row, parts.get(row.id)?.lines ?? [], parts.get(row.id)?.payments ?? []));
}

/** Sales with all their parts; contentHash: SHA-256 of what the client asked for or handed in. */
export async function insertSales(
  tx: Tx,
  sales: readonly (Sale & { readonly contentHash: string })[],
): Promise<void> {
  await tx.insert(
    'Sale',
    SALE_COLUMNS,
    sales.map((sale) =>
      SALE_COLUMNS.map((column) => (column === 'flags' ? sale.flags.join(' ') : sale[column])),
    ),
  );
  await tx.insert(
    'SaleLine',
    LINE_COLUMNS,
    sales.flatMap(({ lines }) => lines.map((line) => LINE_COLUMNS.map((column) => line[column]))),
  );
  const returned = sales.flatMap(({ lines }) =>
    lines.flatMap(({ saleId, position, returnOf }) =>
      returnOf
        ? [[saleId, position, returnOf.saleId, returnOf.position, returnOf.reason, returnOf.restock]]
        : [],
    ),
  );
  if (returned.length > 0) await tx.insert('ReturnLine', RETURN_COLUMNS, returned);
  await tx.insert(
    'Payment',
    ['saleId', 'position', 'method', 'amount', 'tendered', 'change'],
    sales.flatMap(({ id, payments }) =>
      payments.map(({ method, amount, tendered, change }, position) => [
        ...[id, position, method],
        ...[amount, tendered, change],
      ]),
    ),
  );
}

const SALE_COLUMNS = [
  ...(['id', 'claimId', 'sequence', 'fork', 'outletId', 'registerId', 'number', 'reference'] as const),
  ...(['businessDate', 'soldAt', 'recordedAt', 'subtotal', 'tax', 'total'] as const),
  ...(['previousHash', 'hash', 'contentHash', 'asSent', 'flags', 'cashierId', 'cashierName'] as const),
];

const LINE_COLUMNS = [
  ...(['saleId', 'position', 'productId', 'sku', 'name', 'category'] as const),
  ...(['quantity', 'unitPrice', 'listPrice', 'taxRate', 'tax', 'total'] as const),
];

const MOST_TO_RETURN = 20;

const RETURN_COLUMNS = ['saleId', 'position', 'ofSaleId', 'ofPosition', 'reason', 'restock'];

/** By `sale id:position`. In almost all sales nothing comes back, and nothing is asked. */
async function readReturned(
  db: Pick<Db, 'query'>,
  lines: readonly Omit<SaleLine, 'returnOf'>[],
): Promise<Map<string, ReturnOf>> {
  const saleIds = new Set(lines.filter((line) => line.quantity < 0).map(({ saleId }) => saleId));
  if (saleIds.size === 0) return new Map();
  type Row = Record<'saleId' | 'ofSaleId' | 'reason', string> &
    Record<'position' | 'ofPosition', number> & { restock: number | boolean };
  const rows = await db.query<Row>(sql`SELECT * FROM "ReturnLine" WHERE "saleId" IN (${join([...saleIds])})`);
  return new Map(
    rows.map(({ saleId, position, ofSaleId, ofPosition, reason, restock }) => [
      `${saleId}:${position}`,
      { saleId: ofSaleId, position: ofPosition, reason, restock: Boolean(restock) },
    ]),
  );
}

/** What the hash of the sale covers, in canonical JSON: the sale as a device sends it, with the id of its claim. */
export function saleAsSent(
  sale: Omit<Sale, 'hash' | 'reference' | 'fork' | 'flags' | keyof typeof NOT_SYNCED>,
): string {
  if (sale.asSent !== null) return sale.asSent;
  return canonicalJson({
    id: sale.id,
    claimId: sale.claimId,
    sequence: sale.sequence,
    number: sale.number,
    businessDate: sale.businessDate,
    soldAt: sale.soldAt.toISOString(),
    subtotal: sale.subtotal,
    tax: sale.tax,
    total: sale.total,
    previousHash: sale.previousHash,
    cashierId: sale.cashierId ?? undefined,
    cashierName: sale.cashierName ?? undefined,
    lines: sale.lines.map(({ productId, sku, name, unitPrice, listPrice, ...line }) => ({
      productId: productId ?? undefined,
      sku,
      name,
      quantity: quantityToNumber(line.quantity),
      unitPrice,
      listPrice: listPrice ?? undefined,
      taxRate: taxRateToPercent(line.taxRate),
      tax: line.tax,
      total: line.total,
      returnOf: line.returnOf ?? undefined,
    })),
    payments: sale.payments.map(({ method, amount, tendered }) => ({
      method,
      amount,
      tendered: tendered ?? undefined,
    })),
  });
}

/** As the domain's saleHash, which a browser can do as well; Node's own takes a tenth of the time. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** From the words of the column. */
export function toFlags(words: string): SaleFlag[] {
  if (words === '') return [];
  const set = words.split(' ');
  return FLAGS.filter((flag) => set.includes(flag));
}

type SaleRow = Omit<
  Sale,
  'lines' | 'payments' | 'flags' | 'syncError' | 'soldAt' | 'recordedAt' | 'syncedAt'
> & {
  readonly flags: string;
  readonly soldAt: string;
  readonly recordedAt: string;
  readonly syncedAt: string | null;
  readonly syncErrorKind: SyncErrorKind | null;
  readonly syncErrorCode: string | null;
  readonly syncErrorMessage: string | null;
  readonly syncErrorAt: string | null;
  readonly nextAttemptAt: string | null;
};

function toSale(row: SaleRow, lines: readonly SaleLine[], payments: readonly RecordedPayment[]): Sale {
  const { id, claimId, sequence, fork, outletId, registerId, number, reference, businessDate } = row;
  const {
    previousHash,
    hash,
    asSent,
    cashierId,
    cashierName,
    syncStatus,
    syncAttempts,
    syncedAt,
    erpReference,
    syncNote,
  } = row;
  return {
    ...{ id, claimId, sequence, fork, outletId, registerId, number, reference, businessDate },
    soldAt: new Date(row.soldAt),
    recordedAt: new Date(row.recordedAt),
    lines: lines.map((line) => ({
      ...line,
      quantity: quantity(line.quantity),
      unitPrice: money(line.unitPrice),
      listPrice: line.listPrice === null ? null : money(line.listPrice),
      taxRate: taxRate(line.taxRate),
      tax: money(line.tax),
      total: money(line.total),
    })),
    payments: payments.map(({ method, amount, tendered, change }) => ({
      method,
      amount: money(amount),
      tendered: tendered === null ? null : money(tendered),
      change: money(change),
    })),
    subtotal: money(row.subtotal),
    tax: money(row.tax),
    total: money(row.total),
    ...{ previousHash, hash, asSent },
    flags: toFlags(row.flags),
    ...{ cashierId, cashierName, syncStatus, syncAttempts, erpReference, syncNote },
    syncError: toSyncError(row),
    syncedAt: syncedAt === null ? null : new Date(syncedAt),
  };
}

const FLAGS: readonly SaleFlag[] = [
  ...(['OVERSOLD', 'UNKNOWN_PRODUCT', 'PRICE_DIFFERS', 'TOTALS_MISMATCH'] as const),
  ...(['CLOCK_SKEW', 'CHAIN_BROKEN', 'LATE', 'NOT_APPROVED'] as const),
  ...(['OVER_RETURN', 'UNKNOWN_ORIGINAL'] as const),
];

function toSyncError(row: SaleRow): SyncError | null {
  const {
    syncErrorKind: kind,
    syncErrorCode: code,
    syncErrorMessage: message,
    syncErrorAt: at,
    nextAttemptAt,
  } = row;
  if (!kind || !code || !message || !at) return null;
  return {
    kind,
    code,
    message,
    at: new Date(at),
    nextAttemptAt: nextAttemptAt ? new Date(nextAttemptAt) : null,
  };
}
