import {
  businessDate,
  canonicalJson,
  givenBack,
  money,
  needsApproval,
  quantity,
  quantityToNumber,
  refundable,
  saleNumber,
  saleReference,
  settlePayments,
  settleSale,
  taxRate,
  type ApprovalLimits,
  type Money,
  type Payment,
  type Quantity,
  type ReturnOf,
  type Role,
  type SoldLine,
} from '@tillkeep/domain';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { v7 as uuid } from 'uuid';
import { openRegister } from './claims';
import type { Db, Tx } from './db';
import { badInput, inField, Refusal } from './refusal';
import {
  lineKey,
  noteReturns,
  restocked,
  returnableLines,
  type ReturnableLine,
  type ReturnableLines,
} from './returns';
import { addToRollups } from './rollups';
import { findSale, insertSales, NOT_SYNCED, saleAsSent, sha256, type Sale, type SaleLine } from './sale-rows';
import { moveStock, nextStockVersion } from './stock';

/** A sale as the API is asked for it. */
export interface SaleOrder {
  readonly id?: string;
  /** The outlet's server register when undefined. */
  readonly registerId?: string;
  /** Now when undefined. */
  readonly soldAt?: Date;
  readonly lines: readonly {
    readonly productId: string;
    /** Below zero of goods that come back. */
    readonly quantity: Quantity;
    /** The product's price at the outlet when undefined; of goods that come back, what was paid. */
    readonly unitPrice?: Money;
    /** There when the quantity is below zero, and only then. */
    readonly returnOf?: ReturnOf;
  }[];
  /** Cash, exact, when undefined. */
  readonly payments?: readonly Payment[];
}

/**
 * Sells online: sale, lines, payments and stock movements in one transaction, numbered and chained on the register's claim.
 * The same id with the same content answers the first sale. Refuses, and then nothing has changed, with NOT_FOUND (register,
 * product, sold line), BAD_USER_INPUT, INSUFFICIENT_STOCK, OVER_RETURN, FORBIDDEN (more given back than somebody who is `role` may
 * alone), or CONFLICT (the id with another content; a register that a device holds).
 */
export async function recordSale(
  db: Db,
  outletId: string,
  order: SaleOrder,
  role: Role = 'ADMIN',
): Promise<Sale> {
  const contentHash = sha256(canonicalJson({ outletId, ...order }));
  const id = order.id ?? uuid();
  const recorded = await db.transaction(async (tx) => {
    if (order.id !== undefined && (await isRecorded(tx, id, contentHash))) return undefined;
    return writeSale(tx, outletId, id, order, contentHash, role);
  });
  if (recorded) return recorded;
  const first = await findSale(db, { id });
  if (!first) throw new Error(`Sale ${id} was recorded before and cannot be read.`);
  return first;
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
  role: Role,
): Promise<Sale> {
  const recordedAt = new Date();
  const soldAt = order.soldAt ?? recordedAt;
  const register = await openRegister(tx, outletId, order.registerId);
  const date = businessDate(soldAt, register.timeZone, register.cutOverMinutes);
  const place = await nextPlace(tx, register.claimId, date);
  const products = await productsToSell(tx, outletId, order, await linesToReturn(tx, outletId, order));
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
  const number = saleNumber(date, place.count);
  const unhashed = {
    id,
    claimId: register.claimId,
    sequence: place.sequence,
    fork: 0,
    outletId,
    registerId: register.registerId,
    number,
    reference: saleReference({ ...register, number }),
    businessDate: date,
    soldAt,
    recordedAt,
    lines: settled.lines.flatMap(({ tax, total }, position) => {
      const product = products[position];
      if (!product) return [];
      const { sold: _, ...line } = product.line;
      return [{ saleId: id, position, ...line, tax, total }];
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
    previousHash: place.previousHash,
    asSent: null,
    flags: [],
    cashierId: tx.caller.id,
    cashierName: tx.caller.id === null ? null : tx.caller.name,
  };
  await checkMayGiveBack(tx, outletId, unhashed.lines, role);
  const sale: Sale = { ...unhashed, ...NOT_SYNCED, hash: sha256(saleAsSent(unhashed)) };
  await insertSales(tx, [{ ...sale, contentHash }]);
  await tx.execute(
    sql`UPDATE "RegisterClaim" SET "headHash" = ${sale.hash} WHERE "id" = ${register.claimId}`,
  );
  const tracked = new Set(products.flatMap(({ trackStock, line }) => (trackStock ? [line.productId] : [])));
  await changeStock(tx, sale, (productId) => tracked.has(productId));
  await addToRollups(tx, outletId, [sale]);
  await noteReturns(tx, sale);
  return sale;
}

interface ProductToSell {
  readonly trackStock: boolean;
  readonly line: Omit<SaleLine, 'saleId' | 'position' | 'tax' | 'total' | 'productId'> & {
    readonly productId: string;
    readonly sold?: SoldLine;
  };
}

/** What the returns of the order give back. Others that would give back the same wait from here on. */
async function linesToReturn(tx: Tx, outletId: string, { lines }: SaleOrder): Promise<ReturnableLines> {
  const saleIds = lines.flatMap(({ returnOf }) => returnOf?.saleId ?? []);
  if (saleIds.length > 0) await nextStockVersion(tx, outletId);
  return returnableLines(tx, outletId, saleIds);
}

/** One for each line of the order, in its order. */
async function productsToSell(
  tx: Tx,
  outletId: string,
  order: SaleOrder,
  returnable: ReturnableLines,
): Promise<ProductToSell[]> {
  type Row = {
    id: string;
    sku: string;
    name: string;
    category: string | null;
    price: number;
    taxRate: number;
    trackStock: unknown;
    active: unknown;
  };
  const ids = [...new Set(order.lines.map((line) => line.productId))];
  const rows = await tx.query<Row>(sql`
    SELECT p."id", p."sku", p."name", p."category", COALESCE(o."price", p."price") AS "price", p."taxRate", p."trackStock", p."active"
    FROM "Product" p LEFT JOIN "OutletPrice" o ON o."outletId" = ${outletId} AND o."productId" = p."id"
    WHERE p."id" IN (${join(ids)})`);
  const products = new Map(rows.map((row) => [row.id, row]));
  return order.lines.map((line, index) => {
    const field = `lines.${index}.productId`;
    const product = products.get(line.productId);
    if (!product) throw new Refusal('NOT_FOUND', 'There is no such product.', { field });
    const { returnOf = null } = line;
    const sold = returnOf && lineToReturn(line, returnOf, product.name, index, returnable);
    if (!sold && !product.active) throw badInput(field, `“${product.name}” is no longer sold.`);
    return {
      trackStock: Boolean(product.trackStock),
      line: {
        productId: product.id,
        sku: product.sku,
        name: product.name,
        category: product.category,
        quantity: line.quantity,
        unitPrice: sold?.unitPrice ?? line.unitPrice ?? money(product.price),
        listPrice: null,
        taxRate: sold?.taxRate ?? taxRate(product.taxRate),
        returnOf,
        ...(sold && { sold }),
      },
    };
  });
}

/** The sold line, with what came back of it before, in this order as well. */
function lineToReturn(
  line: SaleOrder['lines'][number],
  { saleId, position }: ReturnOf,
  name: string,
  index: number,
  returnable: ReturnableLines,
): ReturnableLine {
  const key = lineKey(saleId, position);
  const sold = returnable.get(key);
  if (!sold) {
    throw new Refusal('NOT_FOUND', 'There is no such line in a sale of this outlet.', {
      field: `lines.${index}.returnOf`,
    });
  }
  if (sold.productId !== line.productId)
    throw badInput(`lines.${index}.productId`, 'This is not the product of the line that comes back.');
  if (line.unitPrice !== undefined && line.unitPrice !== sold.unitPrice)
    throw badInput(`lines.${index}.unitPrice`, 'What was paid is given back: leave the price out.');
  const left = refundable(sold);
  if (-line.quantity > left) {
    const available = quantityToNumber(left);
    const message =
      available === 0
        ? `“${name}” has all come back already.`
        : `Only ${available} of “${name}” can still come back.`;
    throw new Refusal('OVER_RETURN', message, { field: `lines.${index}.quantity`, available });
  }
  returnable.set(key, { ...sold, returned: quantity(sold.returned - line.quantity) });
  return sold;
}

/** With nobody beside them who could approve it, a cashier gives back what they may alone, and no more. */
async function checkMayGiveBack(
  tx: Tx,
  outletId: string,
  lines: readonly SaleLine[],
  role: Role,
): Promise<void> {
  const amount = givenBack(lines);
  if (amount === 0) return;
  const [limits] = await tx.query<ApprovalLimits>(sql`
    SELECT "priceChangeLimit", "differenceLimit", "refundLimit" FROM "Outlet" WHERE "id" = ${outletId}`);
  if (limits && needsApproval({ action: 'REFUND', amount }, role, limits))
    throw new Refusal('FORBIDDEN', 'A manager has to give this much back.', { field: 'lines' });
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
    UPDATE "RegisterClaim" SET "sequence" = "sequence" + 1, "contiguousSequence" = "sequence" + 1,
      "recorded" = "recorded" + 1
    WHERE "id" = ${claimId} RETURNING "sequence", "headHash"`);
  const [day] = await tx.query<{ count: number }>(sql`
    INSERT INTO "DayCounter" ("claimId", "businessDate", "count") VALUES (${claimId}, ${date}, 1)
    ON CONFLICT ("claimId", "businessDate") DO UPDATE SET "count" = "DayCounter"."count" + 1 RETURNING "count"`);
  if (!claim || !day) throw new Error(`Claim ${claimId} has gone.`);
  return { sequence: claim.sequence, count: day.count, previousHash: claim.headHash };
}

async function changeStock(tx: Tx, sale: Sale, isTracked: (productId: string) => boolean): Promise<void> {
  const deltas = new Map<string, Quantity>();
  for (const { productId, quantity: sold } of sale.lines) {
    if (sold < 0 || productId === null || !isTracked(productId)) continue;
    deltas.set(productId, quantity((deltas.get(productId) ?? 0) - sold));
  }
  const { outletId, id: saleId, recordedAt: at } = sale;
  // Goods that come back can be sold in the same sale.
  const changes = [...restocked(sale, isTracked), { kind: 'SALE' as const, saleId, at, deltas }];
  const balances = (await moveStock(tx, outletId, changes)).at(-1);
  for (const [productId, balance] of balances ?? []) {
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
