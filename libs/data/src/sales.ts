import {
  businessDate,
  canonicalJson,
  FIRST_PREVIOUS_HASH,
  money,
  quantity,
  quantityToNumber,
  saleHash,
  saleNumber,
  saleReference,
  settlePayments,
  settleSale,
  taxRate,
  taxRateToPercent,
  type Money,
  type Payment,
  type PaymentMethod,
  type Quantity,
  type SyncStatus,
  type TaxRate,
} from '@tillkeep/domain';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { createHash } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import type { Db, Tx } from './db';
import type { Prisma, Sale as SaleRow, SyncErrorKind } from './generated/sqlite/client';
import { SERVER_REGISTER } from './outlets';
import { badInput, inField, Refusal } from './refusal';
import { moveStock } from './stock';

export type { SyncErrorKind };

/** A sale as the API is asked for it. */
export interface SaleOrder {
  readonly id?: string;
  /** The outlet's server register when undefined. */
  readonly registerId?: string;
  /** Now when undefined. */
  readonly soldAt?: Date;
  readonly lines: readonly {
    readonly productId: string;
    readonly quantity: Quantity;
    /** The product's price when undefined. */
    readonly unitPrice?: Money;
  }[];
  /** Cash, exact, when undefined. */
  readonly payments?: readonly Payment[];
}

export interface Sale {
  readonly id: string;
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
  readonly syncStatus: SyncStatus;
  readonly syncAttempts: number;
  readonly syncError: SyncError | null;
  readonly syncedAt: Date | null;
  readonly erpReference: string | null;
}

export interface SaleLine {
  readonly saleId: string;
  readonly position: number;
  readonly productId: string | null;
  readonly sku: string;
  readonly name: string;
  readonly quantity: Quantity;
  readonly unitPrice: Money;
  readonly taxRate: TaxRate;
  readonly tax: Money;
  readonly total: Money;
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

/**
 * Sells online: sale, lines, payments and stock movements in one transaction, numbered and chained on the register's claim.
 * The same id with the same content answers the first sale. Refuses, and then nothing has changed, with NOT_FOUND (register,
 * product), BAD_USER_INPUT, INSUFFICIENT_STOCK, or CONFLICT (the id with another content; a register that a device holds).
 */
export async function recordSale(db: Db, outletId: string, order: SaleOrder): Promise<Sale> {
  const contentHash = createHash('sha256')
    .update(canonicalJson({ outletId, ...order }))
    .digest('hex');
  const id = order.id ?? uuid();
  const recorded = await db.transaction(async (tx) => {
    if (order.id !== undefined && (await isRecorded(tx, id, contentHash))) return undefined;
    return writeSale(tx, outletId, id, order, contentHash);
  });
  if (recorded) return recorded;
  const first = await findSale(db, { id });
  if (!first) throw new Error(`Sale ${id} was recorded before and cannot be read.`);
  return first;
}

export async function findSale(
  db: Db,
  where: { id: string } | { reference: string },
): Promise<Sale | undefined> {
  const row = await db.read.sale.findUnique({ where, include: PARTS });
  return row ? toSale(row) : undefined;
}

/** In the order of the ids given. */
export async function findSales(db: Db, ids: readonly string[]): Promise<Sale[]> {
  const rows = await db.read.sale.findMany({ where: { id: { in: [...ids] } }, include: PARTS });
  const sales = new Map(rows.map((row) => [row.id, toSale(row)]));
  return ids.flatMap((id) => sales.get(id) ?? []);
}

async function isRecorded(tx: Tx, id: string, contentHash: string): Promise<boolean> {
  const [sale] = await tx.query<{ contentHash: string }>(
    sql`SELECT "contentHash" FROM "Sale" WHERE "id" = ${id}`,
  );
  if (sale && sale.contentHash !== contentHash) {
    throw new Refusal('CONFLICT', 'Another sale with this id has been recorded; it stays as it is.', {
      field: 'id',
    });
  }
  return sale !== undefined;
}

async function writeSale(
  tx: Tx,
  outletId: string,
  id: string,
  order: SaleOrder,
  contentHash: string,
): Promise<Sale> {
  const recordedAt = new Date();
  const soldAt = order.soldAt ?? recordedAt;
  const register = await openRegister(tx, outletId, order.registerId);
  const products = await productsToSell(tx, order);
  const settled = inField('lines', () =>
    settleSale(
      products.map(({ line }) => line),
      Boolean(register.pricesIncludeTax),
    ),
  );
  const payments = settlePayments(settled.total, order.payments);
  if (!payments.ok) {
    const { index, field, message } = payments.error;
    throw badInput(index === undefined ? 'payments' : `payments.${index}.${field ?? 'amount'}`, message);
  }

  const date = businessDate(soldAt, register.timeZone, register.cutOverMinutes);
  const place = await nextPlace(tx, register.claimId, date);
  const number = saleNumber(date, place.count);
  const sale: Sale = {
    id,
    outletId,
    registerId: register.registerId,
    number,
    reference: saleReference({ ...register, number }),
    businessDate: date,
    soldAt,
    recordedAt,
    lines: settled.lines.flatMap(({ tax, total }, position) => {
      const line = products[position]?.line;
      return line ? [{ saleId: id, position, ...line, tax, total }] : [];
    }),
    payments: payments.value.map(({ method, amount, tendered = null, change = money(0) }) => ({
      method,
      amount,
      tendered,
      change,
    })),
    subtotal: settled.subtotal,
    tax: settled.tax,
    total: settled.total,
    syncStatus: 'PENDING',
    syncAttempts: 0,
    syncError: null,
    syncedAt: null,
    erpReference: null,
  };
  await insertSale(tx, sale, { claimId: register.claimId, contentHash, ...place });
  await takeFromStock(
    tx,
    sale,
    products.filter((product) => product.trackStock).map(({ line }) => line),
  );
  return sale;
}

/** A register with the claim under which the gateway numbers sales on it. */
interface OpenRegister {
  readonly registerId: string;
  readonly claimId: string;
  readonly epoch: number;
  readonly registerCode: string;
  readonly outletCode: string;
  readonly timeZone: string;
  readonly cutOverMinutes: number;
  readonly pricesIncludeTax: number | boolean;
}

async function openRegister(tx: Tx, outletId: string, registerId: string | undefined): Promise<OpenRegister> {
  let register = await findRegister(tx, outletId, registerId);
  if (register.claimId === null) {
    // Held before it is looked at again: of several first sales at once, one makes the claim and the others find it.
    await tx.execute(sql`UPDATE "Register" SET "code" = "code" WHERE "id" = ${register.registerId}`);
    register = await findRegister(tx, outletId, registerId);
  }
  const { tokenHash, claimId, epoch } = register;
  if (tokenHash !== null) {
    throw new Refusal('CONFLICT', 'A device holds this register and numbers its sales itself.', {
      field: 'registerId',
    });
  }
  if (claimId !== null && epoch !== null) return { ...register, claimId, epoch };
  return { ...register, ...(await claimForGateway(tx, register.registerId)) };
}

type RegisterRow = Omit<OpenRegister, 'claimId' | 'epoch'> & {
  readonly claimId: string | null;
  readonly epoch: number | null;
  readonly tokenHash: string | null;
};

/** With the claim that is on it now, if any. */
async function findRegister(tx: Tx, outletId: string, registerId: string | undefined): Promise<RegisterRow> {
  const wanted = registerId === undefined ? sql`r."code" = ${SERVER_REGISTER}` : sql`r."id" = ${registerId}`;
  const [row] = await tx.query<RegisterRow>(sql`
    SELECT r."id" AS "registerId", r."code" AS "registerCode", c."id" AS "claimId", c."epoch", c."tokenHash",
      o."code" AS "outletCode", o."timeZone", o."cutOverMinutes", o."pricesIncludeTax"
    FROM "Register" r
    JOIN "Outlet" o ON o."id" = r."outletId"
    LEFT JOIN "RegisterClaim" c ON c."registerId" = r."id" AND c."endedAt" IS NULL
    WHERE r."outletId" = ${outletId} AND ${wanted}`);
  if (!row) {
    throw new Refusal('NOT_FOUND', 'There is no such register at this outlet.', { field: 'registerId' });
  }
  return row;
}

async function claimForGateway(tx: Tx, registerId: string): Promise<{ claimId: string; epoch: number }> {
  const [newest] = await tx.query<{ epoch: number }>(sql`
    SELECT "epoch" FROM "RegisterClaim" WHERE "registerId" = ${registerId} ORDER BY "epoch" DESC LIMIT 1`);
  const claim = { claimId: uuid(), epoch: (newest?.epoch ?? 0) + 1 };
  await tx.execute(sql`
    INSERT INTO "RegisterClaim" ("id", "registerId", "epoch", "deviceName", "claimedAt", "headHash")
    VALUES (${claim.claimId}, ${registerId}, ${claim.epoch}, ${'Gateway'}, ${new Date()}, ${FIRST_PREVIOUS_HASH})`);
  return claim;
}

interface ProductToSell {
  readonly trackStock: boolean;
  readonly line: Omit<SaleLine, 'saleId' | 'position' | 'tax' | 'total' | 'productId'> & {
    readonly productId: string;
  };
}

/** One for each line of the order, in its order. */
async function productsToSell(tx: Tx, order: SaleOrder): Promise<ProductToSell[]> {
  type Row = {
    id: string;
    sku: string;
    name: string;
    price: number;
    taxRate: number;
    trackStock: unknown;
    active: unknown;
  };
  const ids = [...new Set(order.lines.map((line) => line.productId))];
  const rows = await tx.query<Row>(sql`
    SELECT "id", "sku", "name", "price", "taxRate", "trackStock", "active" FROM "Product" WHERE "id" IN (${join(ids)})`);
  const products = new Map(rows.map((row) => [row.id, row]));
  return order.lines.map((line, index) => {
    const field = `lines.${index}.productId`;
    const product = products.get(line.productId);
    if (!product) throw new Refusal('NOT_FOUND', 'There is no such product.', { field });
    if (!product.active) throw badInput(field, `“${product.name}” is no longer sold.`);
    return {
      trackStock: Boolean(product.trackStock),
      line: {
        productId: product.id,
        sku: product.sku,
        name: product.name,
        quantity: line.quantity,
        unitPrice: line.unitPrice ?? money(product.price),
        taxRate: taxRate(product.taxRate),
      },
    };
  });
}

/** A sale's place in its claim: counted and written in the sale's own transaction, so none is used twice or left out. */
interface Place {
  readonly sequence: number;
  /** The claim's sales of the business date so far, with this one. */
  readonly count: number;
  readonly previousHash: string;
}

async function nextPlace(tx: Tx, claimId: string, date: string): Promise<Place> {
  const [claim] = await tx.query<{ sequence: number; headHash: string }>(sql`
    UPDATE "RegisterClaim" SET "sequence" = "sequence" + 1 WHERE "id" = ${claimId} RETURNING "sequence", "headHash"`);
  const [day] = await tx.query<{ count: number }>(sql`
    INSERT INTO "DayCounter" ("claimId", "businessDate", "count") VALUES (${claimId}, ${date}, 1)
    ON CONFLICT ("claimId", "businessDate") DO UPDATE SET "count" = "DayCounter"."count" + 1 RETURNING "count"`);
  if (!claim || !day) throw new Error(`Claim ${claimId} has gone.`);
  return { sequence: claim.sequence, count: day.count, previousHash: claim.headHash };
}

async function insertSale(
  tx: Tx,
  sale: Sale,
  { claimId, contentHash, sequence, previousHash }: Place & { claimId: string; contentHash: string },
): Promise<void> {
  const hash = saleHash({ ...asSent(sale), sequence, previousHash }, claimId);
  await tx.execute(sql`
    INSERT INTO "Sale" ("id", "claimId", "sequence", "outletId", "registerId", "number", "reference", "businessDate",
      "soldAt", "recordedAt", "subtotal", "tax", "total", "previousHash", "hash", "contentHash")
    VALUES (${sale.id}, ${claimId}, ${sequence}, ${sale.outletId}, ${sale.registerId}, ${sale.number}, ${sale.reference},
      ${sale.businessDate}, ${sale.soldAt}, ${sale.recordedAt}, ${sale.subtotal}, ${sale.tax}, ${sale.total},
      ${previousHash}, ${hash}, ${contentHash})`);
  const lines = sale.lines.map(
    (
      line,
    ) => sql`(${sale.id}, ${line.position}, ${line.productId}, ${line.sku}, ${line.name}, ${line.quantity},
      ${line.unitPrice}, ${line.taxRate}, ${line.tax}, ${line.total})`,
  );
  await tx.execute(sql`
    INSERT INTO "SaleLine" ("saleId", "position", "productId", "sku", "name", "quantity", "unitPrice", "taxRate", "tax", "total")
    VALUES ${join(lines)}`);
  if (sale.payments.length > 0) {
    const payments = sale.payments.map(
      ({ method, amount, tendered, change }, position) =>
        sql`(${sale.id}, ${position}, ${method}, ${amount}, ${tendered}, ${change})`,
    );
    await tx.execute(sql`
      INSERT INTO "Payment" ("saleId", "position", "method", "amount", "tendered", "change") VALUES ${join(payments)}`);
  }
  await tx.execute(sql`UPDATE "RegisterClaim" SET "headHash" = ${hash} WHERE "id" = ${claimId}`);
}

/** What the hash of a sale covers, in the form in which a device sends it: quantities and rates as decimals. */
function asSent(sale: Sale) {
  return {
    id: sale.id,
    number: sale.number,
    businessDate: sale.businessDate,
    soldAt: sale.soldAt.toISOString(),
    lines: sale.lines.map(({ productId, sku, name, unitPrice, tax, total, ...line }) => ({
      productId: productId ?? undefined,
      sku,
      name,
      quantity: quantityToNumber(line.quantity),
      unitPrice,
      taxRate: taxRateToPercent(line.taxRate),
      tax,
      total,
    })),
    payments: sale.payments.map(({ method, amount, tendered }) => ({
      method,
      amount,
      tendered: tendered ?? undefined,
    })),
    subtotal: sale.subtotal,
    tax: sale.tax,
    total: sale.total,
  };
}

async function takeFromStock(tx: Tx, sale: Sale, tracked: readonly ProductToSell['line'][]): Promise<void> {
  const deltas = new Map<string, Quantity>();
  for (const { productId, quantity: sold } of tracked) {
    deltas.set(productId, quantity((deltas.get(productId) ?? 0) - sold));
  }
  const { outletId, id: saleId, recordedAt: at } = sale;
  const balances = await moveStock(tx, { outletId, kind: 'SALE', saleId, at, deltas });
  for (const [productId, balance] of balances) {
    if (balance >= 0) continue;
    const index = sale.lines.findIndex((line) => line.productId === productId);
    const available = quantityToNumber(quantity(balance - (deltas.get(productId) ?? 0)));
    throw new Refusal(
      'INSUFFICIENT_STOCK',
      `Only ${Math.max(available, 0)} of “${sale.lines[index]?.name}” left.`,
      { field: `lines.${index}.quantity`, productId, available },
    );
  }
}

const PARTS = {
  lines: { orderBy: { position: 'asc' } },
  payments: { orderBy: { position: 'asc' } },
} satisfies Prisma.SaleInclude;

function toSale(row: Prisma.SaleGetPayload<{ include: typeof PARTS }>): Sale {
  const {
    id,
    outletId,
    registerId,
    number,
    reference,
    soldAt,
    recordedAt,
    syncStatus,
    syncAttempts,
    syncedAt,
    erpReference,
  } = row;
  return {
    id,
    outletId,
    registerId,
    number,
    reference,
    businessDate: row.businessDate,
    soldAt,
    recordedAt,
    lines: row.lines.map((line) => ({
      ...line,
      quantity: quantity(Number(line.quantity)),
      unitPrice: money(Number(line.unitPrice)),
      taxRate: taxRate(line.taxRate),
      tax: money(Number(line.tax)),
      total: money(Number(line.total)),
    })),
    payments: row.payments.map(({ method, amount, tendered, change }) => ({
      method,
      amount: money(Number(amount)),
      tendered: tendered === null ? null : money(Number(tendered)),
      change: money(Number(change)),
    })),
    subtotal: money(Number(row.subtotal)),
    tax: money(Number(row.tax)),
    total: money(Number(row.total)),
    syncStatus,
    syncAttempts,
    syncError: toSyncError(row),
    syncedAt,
    erpReference,
  };
}

function toSyncError(row: SaleRow): SyncError | null {
  const {
    syncErrorKind: kind,
    syncErrorCode: code,
    syncErrorMessage: message,
    syncErrorAt: at,
    nextAttemptAt,
  } = row;
  return kind && code && message && at ? { kind, code, message, at, nextAttemptAt } : null;
}
