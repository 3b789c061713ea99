import {
  isPricedAsSold,
  isShareOf,
  money,
  quantity,
  taxRate,
  type Money,
  type Quantity,
  type ReturnOf,
  type SoldLine,
  type TaxRate,
} from '@tillkeep/domain';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { audit } from './audit';
import { ofCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import { readSales, toFlags, type Sale, type SaleFlag } from './sale-rows';
import type { StockChange } from './stock';

/** A line that goods may come back from, with what came back of it before. */
export interface ReturnableLine extends SoldLine {
  readonly productId: string | null;
  readonly unitPrice: Money;
  readonly taxRate: TaxRate;
}

/** By lineKey. */
export type ReturnableLines = Map<string, ReturnableLine>;

export function lineKey(saleId: string, position: number): string {
  return `${saleId}:${position}`;
}

/**
 * The lines of those of the sales that the outlet has made: what was sold elsewhere comes back elsewhere. To be told for sure what
 * came back of them, the outlet is to be held before (nextStockVersion, as moveStock does): returns are judged one by one.
 */
export async function returnableLines(
  tx: Pick<Tx, 'query' | 'caller'>,
  outletId: string,
  saleIds: readonly string[],
): Promise<ReturnableLines> {
  if (saleIds.length === 0) return new Map();
  const rows = await tx.query<LineRow>(sql`
    SELECT l."saleId", l."position", l."productId", l."quantity", l."unitPrice", l."taxRate", l."tax", l."total",
      CAST(COALESCE((SELECT -SUM(b."quantity") FROM "ReturnLine" r
        JOIN "SaleLine" b ON b."saleId" = r."saleId" AND b."position" = r."position"
        WHERE r."ofSaleId" = l."saleId" AND r."ofPosition" = l."position" AND b."quantity" < 0
          AND COALESCE(b."productId", '') = COALESCE(l."productId", '')), 0) AS BIGINT) AS "returned"
    FROM "Sale" s JOIN "SaleLine" l ON l."saleId" = s."id"
    WHERE s."id" IN (${join([...new Set(saleIds)])}) AND s."outletId" = ${outletId} AND ${ofCallersOutlets(tx, sql`s."outletId"`)}`);
  return new Map(
    rows.map((row) => [
      lineKey(row.saleId, row.position),
      {
        productId: row.productId,
        quantity: quantity(row.quantity),
        unitPrice: money(row.unitPrice),
        taxRate: taxRate(row.taxRate),
        tax: money(row.tax),
        total: money(row.total),
        returned: quantity(row.returned),
      },
    ]),
  );
}

/** What is said of the returns in a sale. */
export interface ReturnVerdict {
  /** By the line's place in the sale: what it gives back, where that is known. */
  readonly sold: ReadonlyMap<number, ReturnableLine>;
  /** A line comes back that is not known here. */
  readonly isOriginalUnknown: boolean;
  /** More comes back of a line than was sold, with what came back before. */
  readonly isTooMuch: boolean;
}

/** Judges the returns in a sale, and counts them in `lines` for those that are judged after it. */
export function judgeReturns(
  sale: { readonly lines: readonly GivenLine[] },
  lines: ReturnableLines,
): ReturnVerdict {
  const sold = new Map<number, ReturnableLine>();
  let isOriginalUnknown = false;
  let isTooMuch = false;
  for (const [position, line] of sale.lines.entries()) {
    if (line.quantity >= 0) continue;
    const { returnOf } = line;
    const key = returnOf ? lineKey(returnOf.saleId.toLowerCase(), returnOf.position) : '';
    const original = lines.get(key);
    if (!original || original.productId !== (line.productId ?? null)) {
      isOriginalUnknown = true;
      continue;
    }
    sold.set(position, original);
    const returned = original.returned - line.quantity;
    if (returned > original.quantity) isTooMuch = true;
    lines.set(key, { ...original, returned: inBounds(returned) });
  }
  return { sold, isOriginalUnknown, isTooMuch };
}

/** By sale of the ids, those sales that are recorded and give something of it back; none of almost all. */
export async function returnsOf(
  db: Pick<Db, 'query' | 'caller'>,
  saleIds: readonly string[],
): Promise<Map<string, RecordedReturn[]>> {
  if (saleIds.length === 0) return new Map();
  const rows = await db.query<RecordedReturn & { ofSaleId: string }>(sql`
    SELECT r."ofSaleId", r."ofPosition", r."saleId", b."productId", CAST(-b."quantity" AS BIGINT) AS "quantity"
    FROM "ReturnLine" r JOIN "SaleLine" b ON b."saleId" = r."saleId" AND b."position" = r."position"
      JOIN "Sale" s ON s."id" = r."saleId"
    WHERE r."ofSaleId" IN (${join([...saleIds])}) AND b."quantity" < 0 AND ${ofCallersOutlets(db, sql`s."outletId"`)}
    ORDER BY s."recordedAt", s."claimId", s."sequence", r."saleId", r."position"`);
  const found = new Map<string, RecordedReturn[]>();
  for (const { ofSaleId, ofPosition, saleId, ...row } of rows) {
    const one = { ofPosition, saleId, productId: row.productId, quantity: quantity(row.quantity) };
    found.set(ofSaleId, [...(found.get(ofSaleId) ?? []), one]);
  }
  return found;
}

export interface RecordedReturn {
  /** The line of the sale that it gives back. */
  readonly ofPosition: number;
  /** The sale that gives it back. */
  readonly saleId: string;
  readonly productId: string | null;
  /** How much, above zero. */
  readonly quantity: Quantity;
}

/** Judges returns again that were recorded before what they give back, once that is there, too. */
export async function judgeAgain(tx: Tx, outletId: string, saleIds: readonly string[]): Promise<void> {
  const sales = await readSales(
    tx,
    sql`"id" IN (${join([...saleIds])}) ORDER BY "recordedAt", "claimId", "sequence"`,
  );
  const originals = sales.flatMap(({ lines }) => lines.flatMap(({ returnOf }) => returnOf?.saleId ?? []));
  const lines = await returnableLines(tx, outletId, originals);
  for (const [key, line] of lines) lines.set(key, { ...line, returned: quantity(0) });
  const others = await returnsOf(tx, originals);
  const judged = new Set(sales.map(({ id }) => id));
  // What others gave back goes first: it was there when they were judged.
  for (const [saleId, returns] of others) {
    for (const { ofPosition, saleId: by, productId, quantity: back } of returns) {
      const key = lineKey(saleId, ofPosition);
      const line = lines.get(key);
      if (line?.productId === productId && !judged.has(by))
        lines.set(key, { ...line, returned: inBounds(line.returned + back) });
    }
  }
  for (const sale of sales) {
    const verdict = judgeReturns(sale, lines);
    const flags = new Set<SaleFlag>(sale.flags);
    if (!verdict.isOriginalUnknown) flags.delete('UNKNOWN_ORIGINAL');
    if (verdict.isTooMuch) flags.add('OVER_RETURN');
    for (const [position, sold] of verdict.sold) {
      const line = sale.lines[position];
      if (line && !isPricedAsSold(line, sold)) flags.add('PRICE_DIFFERS');
      if (line && !isShareOf(line, sold)) flags.add('TOTALS_MISMATCH');
    }
    const words = toFlags([...flags].join(' ')).join(' ');
    await tx.execute(sql`UPDATE "Sale" SET "flags" = ${words} WHERE "id" = ${sale.id}`);
  }
}

/** What goes back to stock, one change for each reason; `isTracked`: whether a product's stock is counted. */
export function restocked(
  sale: Pick<Sale, 'id' | 'recordedAt' | 'lines'>,
  isTracked: (productId: string) => boolean,
): StockChange[] {
  const byReason = new Map<string, Map<string, Quantity>>();
  for (const { productId, quantity: back, returnOf } of sale.lines) {
    if (!returnOf?.restock || back >= 0 || productId === null || !isTracked(productId)) continue;
    const deltas = byReason.get(returnOf.reason) ?? new Map<string, Quantity>();
    deltas.set(productId, quantity((deltas.get(productId) ?? 0) - back));
    byReason.set(returnOf.reason, deltas);
  }
  const { id: saleId, recordedAt: at } = sale;
  return [...byReason].map(([reason, deltas]) => ({ kind: 'RETURN', reason, saleId, at, deltas }));
}

/** Who gave what back, and why. */
export async function noteReturns(tx: Tx, sale: Sale): Promise<void> {
  const returned = sale.lines.filter((line) => line.quantity < 0);
  if (returned.length === 0) return;
  const reasons = new Set(returned.flatMap(({ returnOf }) => returnOf?.reason ?? []));
  await audit(tx, {
    action: 'sale.returned',
    outletId: sale.outletId,
    subjectId: sale.id,
    subjectName: sale.reference,
    ...(sale.cashierName !== null && { by: { id: sale.cashierId, name: sale.cashierName } }),
    after: {
      amount: returned.reduce((sum, { total }) => sum - total, 0),
      reason: [...reasons].join('; '),
    },
  });
}

type LineRow = Record<'quantity' | 'unitPrice' | 'taxRate' | 'tax' | 'total' | 'returned', number> & {
  readonly saleId: string;
  readonly position: number;
  readonly productId: string | null;
};

interface GivenLine {
  readonly productId?: string | null;
  readonly quantity: Quantity;
  readonly unitPrice: Money;
  readonly taxRate: TaxRate;
  readonly returnOf?: ReturnOf | null;
}

/** What broken devices hand in is counted, too, as far as a quantity goes. */
function inBounds(thousandths: number): Quantity {
  return quantity(Math.min(thousandths, 1e15));
}
