import { rollUp } from '@tillkeep/domain';
import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import { ofCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import type { Sale } from './sale-rows';

/** A business date of an outlet on which roll-ups are not what the recorded sales come to. */
export interface RollupFault {
  readonly outletId: string;
  readonly businessDate: string;
  /** How many parts (a product, a register …) say something else. */
  readonly parts: number;
}

/**
 * In the transaction that records the sales, behind everything else that it holds. Rows are taken in one order, so that two
 * transactions can't deadlock.
 */
export async function addToRollups(tx: Tx, outletId: string, sales: readonly Sale[]): Promise<void> {
  const rows = rollUp(sales).map(({ businessDate, by, key, lines, quantity, net, tax, total, ...part }) => [
    ...[outletId, businessDate, by, key],
    ...[part.sales, lines, quantity, net, tax, total, part.refunds, part.refunded],
  ]);
  await tx.addUp('Rollup', { key: KEY, sums: SUMS }, rows);
}

/** Adds the recorded sales up again, date by date, and says where roll-ups are something else. Sales may go on meanwhile. */
export async function checkRollups(
  db: Db,
): Promise<{ readonly dates: number; readonly faults: RollupFault[] }> {
  const dates = await datesOf(db);
  const faults: RollupFault[] = [];
  for (const { outletId, businessDate } of dates) {
    const [found] = await db.query<{ parts: number }>(sql`
      WITH ${saying(outletId, businessDate)}, "kept" AS (
        SELECT CAST("by" AS TEXT) AS "by", "key", "sales", "lines", "quantity", "net", "tax", "total", "refunds", "refunded"
        FROM "Rollup"
        WHERE "outletId" = ${outletId} AND "businessDate" = ${businessDate})
      SELECT COUNT(*) AS "parts" FROM (SELECT "by", "key" FROM (SELECT * FROM "said" EXCEPT SELECT * FROM "kept") AS "a"
        UNION SELECT "by", "key" FROM (SELECT * FROM "kept" EXCEPT SELECT * FROM "said") AS "b") AS "different"`);
    if (found && found.parts > 0) faults.push({ outletId, businessDate, parts: found.parts });
  }
  return { dates: dates.length, faults };
}

/** Makes all roll-ups again from the recorded sales, each date of an outlet in one transaction. Answers how many dates. */
export async function rebuildRollups(db: Db): Promise<number> {
  const dates = await datesOf(db);
  for (const { outletId, businessDate } of dates) {
    await db.transaction(async (tx) => {
      // Who sells here holds a claim: they are done and counted, or wait.
      await tx.execute(sql`
        UPDATE "RegisterClaim" SET "epoch" = "epoch"
        WHERE "registerId" IN (SELECT "id" FROM "Register" WHERE "outletId" = ${outletId})`);
      await tx.execute(
        sql`DELETE FROM "Rollup" WHERE "outletId" = ${outletId} AND "businessDate" = ${businessDate}`,
      );
      const rows = await tx.query<Record<string, unknown>>(
        sql`WITH ${saying(outletId, businessDate)} SELECT * FROM "said"`,
      );
      const columns = ['by', 'key', ...SUMS];
      await tx.insert(
        'Rollup',
        ['outletId', 'businessDate', ...columns],
        rows.map((row) => [outletId, businessDate, ...columns.map((column) => row[column])]),
      );
    });
  }
  return dates.length;
}

const KEY = ['outletId', 'businessDate', 'by', 'key'];
const SUMS = ['sales', 'lines', 'quantity', 'net', 'tax', 'total', 'refunds', 'refunded'];

function datesOf(db: Db): Promise<{ outletId: string; businessDate: string }[]> {
  const mine = ofCallersOutlets(db, sql`"outletId"`);
  return db.query(sql`
    SELECT "outletId", "businessDate" FROM "Sale" WHERE ${mine} GROUP BY "outletId", "businessDate"
    UNION SELECT "outletId", "businessDate" FROM "Rollup" WHERE ${mine} GROUP BY "outletId", "businessDate"
    ORDER BY 1, 2`);
}

/**
 * "said" (by, key, sales, lines …): what domain's rollUp says of the date's sales, a second time and in SQL. Instants are text
 * that begins with date and time on both databases.
 */
function saying(outletId: string, businessDate: string): Sql {
  const day = sql`"outletId" = ${outletId} AND "businessDate" = ${businessDate}`;
  return sql`
    "line" AS (
      SELECT l."saleId", l."productId", l."category", CAST(l."taxRate" AS TEXT) AS "taxRate", 1 AS "lines", l."quantity",
        l."total" - l."tax" AS "net", l."tax", l."total", CASE WHEN l."quantity" < 0 THEN l."saleId" END AS "refund",
        CASE WHEN l."quantity" < 0 THEN -l."total" ELSE 0 END AS "refunded"
      FROM "Sale" s JOIN "SaleLine" l ON l."saleId" = s."id" WHERE ${day}),
    "sold" AS (
      SELECT "saleId", COUNT(*) AS "lines", SUM("quantity") AS "quantity", SUM("net") AS "net", SUM("tax") AS "tax",
        SUM("total") AS "total", MAX("refund") AS "refund", SUM("refunded") AS "refunded"
      FROM "line" GROUP BY "saleId"),
    "whole" AS (
      SELECT s."id", s."registerId", s."cashierId", CAST(s."soldAt" AS TEXT) AS "soldAt", s."subtotal" AS "net", s."tax", s."total",
        COALESCE(l."lines", 0) AS "lines", COALESCE(l."quantity", 0) AS "quantity", l."refund", COALESCE(l."refunded", 0) AS "refunded",
        s."subtotal" - COALESCE(l."net", 0) AS "restNet", s."tax" - COALESCE(l."tax", 0) AS "restTax",
        s."total" - COALESCE(l."total", 0) AS "rest",
        s."total" - COALESCE((SELECT SUM(p."amount") FROM "Payment" p WHERE p."saleId" = s."id"), 0) AS "unpaid"
      FROM "Sale" s LEFT JOIN "sold" l ON l."saleId" = s."id" WHERE ${day}),
    "lineOrRest" AS (
      SELECT * FROM "line"
      UNION ALL SELECT "id", NULL, NULL, '', 0, 0, "restNet", "restTax", "rest", NULL, 0 FROM "whole"
      WHERE "restNet" <> 0 OR "restTax" <> 0 OR "rest" <> 0),
    "paidBy" AS (
      SELECT p."saleId", CAST(p."method" AS TEXT) AS "method", p."amount"
      FROM "Sale" s JOIN "Payment" p ON p."saleId" = s."id" WHERE ${day}
      UNION ALL SELECT "id", '', "unpaid" FROM "whole" WHERE "unpaid" <> 0),
    "part" AS (
      SELECT 'REGISTER' AS "by", "registerId" AS "key", "id" AS "saleId", "lines", "quantity", "net", "tax", "total", "refund",
        "refunded" FROM "whole"
      UNION ALL SELECT 'CASHIER', COALESCE("cashierId", ''), "id", "lines", "quantity", "net", "tax", "total", "refund",
        "refunded" FROM "whole"
      UNION ALL SELECT 'TIME', substr("soldAt", 1, 10) || 'T' || substr("soldAt", 12, 3) ||
        CASE WHEN substr("soldAt", 15, 2) < '15' THEN '00' WHEN substr("soldAt", 15, 2) < '30' THEN '15'
          WHEN substr("soldAt", 15, 2) < '45' THEN '30' ELSE '45' END,
        "id", "lines", "quantity", "net", "tax", "total", "refund", "refunded" FROM "whole"
      UNION ALL SELECT 'PAYMENT_METHOD', "method", "saleId", 0, 0, 0, 0, "amount",
        CASE WHEN "amount" < 0 THEN "saleId" END, CASE WHEN "amount" < 0 THEN -"amount" ELSE 0 END FROM "paidBy"
      UNION ALL SELECT 'CATEGORY', COALESCE("category", ''), "saleId", "lines", "quantity", "net", "tax", "total", "refund",
        "refunded" FROM "lineOrRest"
      UNION ALL SELECT 'TAX_RATE', "taxRate", "saleId", "lines", "quantity", "net", "tax", "total", "refund",
        "refunded" FROM "lineOrRest"
      UNION ALL SELECT 'PRODUCT', COALESCE("productId", ''), "saleId", "lines", "quantity", "net", "tax", "total", "refund",
        "refunded" FROM "lineOrRest"),
    "said" AS (
      SELECT "by", "key", CAST(COUNT(DISTINCT "saleId") AS INTEGER) AS "sales", CAST(SUM("lines") AS INTEGER) AS "lines",
        CAST(SUM("quantity") AS BIGINT) AS "quantity", CAST(SUM("net") AS BIGINT) AS "net", CAST(SUM("tax") AS BIGINT) AS "tax",
        CAST(SUM("total") AS BIGINT) AS "total", CAST(COUNT(DISTINCT "refund") AS INTEGER) AS "refunds",
        CAST(SUM("refunded") AS BIGINT) AS "refunded"
      FROM "part" GROUP BY "by", "key")`;
}
