import type { DaysSales, SoldSale, SyncStatus } from '@tillkeep/domain';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { audit } from './audit';
import { ofCallersOutlets } from './caller';
import type { Db } from './db';
import { isFree } from './leases';
import type { SendOutcome } from './outbox';
import type { Outlet } from './outlets';

/** What was sold at an outlet on a business date. */
export interface SoldDay extends DaysSales {
  readonly outletId: string;
  readonly businessDate: string;
  readonly pending: number;
  readonly failed: number;
}

/**
 * From the sales themselves and not from roll-ups, because the sales are what is sent: a fault of what is worked out from them
 * must neither hide a difference nor make one. Days without a sale have no row.
 */
export async function soldDays(
  db: Db,
  outletIds: readonly string[],
  from: string,
  to: string,
): Promise<SoldDay[]> {
  if (outletIds.length === 0) return [];
  const rows = await db.query<
    Omit<SoldDay, 'byHand'> & { readonly byHandCount: number; readonly byHandTotal: number }
  >(sql`
    SELECT "outletId", "businessDate", COUNT(*) AS "count", CAST(SUM("total") AS BIGINT) AS "total",
      CAST(SUM(CASE WHEN "syncStatus" = 'PENDING' THEN 1 ELSE 0 END) AS BIGINT) AS "pending",
      CAST(SUM(CASE WHEN "syncStatus" = 'FAILED' THEN 1 ELSE 0 END) AS BIGINT) AS "failed",
      CAST(SUM(CASE WHEN "syncNote" IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS "byHandCount",
      CAST(SUM(CASE WHEN "syncNote" IS NULL THEN 0 ELSE "total" END) AS BIGINT) AS "byHandTotal"
    FROM "Sale"
    WHERE "outletId" IN (${join([...outletIds])}) AND ${ofCallersOutlets(db, sql`"outletId"`)}
      AND "businessDate" >= ${from} AND "businessDate" <= ${to}
    GROUP BY "outletId", "businessDate"`);
  return rows.map(({ byHandCount, byHandTotal, ...day }) => ({
    ...day,
    byHand: { count: byHandCount, total: byHandTotal },
  }));
}

/** In the order in which they were sold. */
export async function salesOfDay(db: Db, outletId: string, businessDate: string): Promise<SoldSale[]> {
  const rows = await db.query<{
    readonly id: string;
    readonly reference: string;
    readonly total: number;
    readonly syncStatus: SyncStatus;
    readonly erpReference: string | null;
    readonly syncNote: string | null;
  }>(sql`
    SELECT "id", "reference", "total", "syncStatus", "erpReference", "syncNote" FROM "Sale"
    WHERE "outletId" = ${outletId} AND "businessDate" = ${businessDate} AND ${ofCallersOutlets(db, sql`"outletId"`)}
    ORDER BY "soldAt", "id"`);
  return rows.map(({ id, syncNote, ...sale }) => ({ ...sale, saleId: id, isByHand: syncNote !== null }));
}

/** On which day those of the ids were sold that are sales of the caller's outlets. */
export async function knownSales(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, { readonly outletId: string; readonly businessDate: string }>> {
  const known = new Map<string, { outletId: string; businessDate: string }>();
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
    const some = ids.slice(start, start + IDS_AT_ONCE);
    const rows = await db.query<{ id: string; outletId: string; businessDate: string }>(sql`
      SELECT "id", "outletId", "businessDate" FROM "Sale"
      WHERE "id" IN (${join(some)}) AND ${ofCallersOutlets(db, sql`"outletId"`)}`);
    for (const { id, outletId, businessDate } of rows) known.set(id, { outletId, businessDate });
  }
  return known;
}

const IDS_AT_ONCE = 1000;

export interface CheckedDay {
  readonly outletId: string;
  readonly businessDate: string;
  readonly posCount: number;
  readonly posTotal: number;
  readonly erpCount: number;
  readonly erpTotal: number;
  readonly matches: boolean;
}

/** What a comparison has found, in the place of what was kept of the same days of the outlets. */
export function keepChecks(
  db: Db,
  outlets: readonly { readonly id: string; readonly from: string; readonly to: string }[],
  days: readonly CheckedDay[],
): Promise<void> {
  return db.transaction(async (tx) => {
    const checkedAt = await tx.now();
    for (const { id, from, to } of outlets) {
      await tx.execute(sql`
        DELETE FROM "ReconciliationCheck"
        WHERE "outletId" = ${id} AND "businessDate" >= ${from} AND "businessDate" <= ${to}`);
    }
    const rows = days.map((day) => [
      ...[day.outletId, day.businessDate, day.posCount, day.posTotal, day.erpCount, day.erpTotal],
      ...[day.matches, checkedAt],
    ]);
    await tx.insert('ReconciliationCheck', CHECK_COLUMNS, rows);
  });
}

const CHECK_COLUMNS = [
  ...['outletId', 'businessDate', 'posCount', 'posTotal', 'erpCount', 'erpTotal'],
  ...['matches', 'checkedAt'],
];

export interface ReconciliationSummary {
  /** When an outlet's days were last compared by themselves; null while none has been. */
  readonly checkedAt: Date | null;
  /** On how many days the ERP's books differed when they were compared last. */
  readonly differing: number;
  /** The first and the last of them. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What is known without asking the ERP, of the caller's outlets. */
export async function reconciliationSummary(db: Db): Promise<ReconciliationSummary> {
  const ours = ofCallersOutlets(db, sql`"outletId"`);
  const [days] = await db.query<Omit<ReconciliationSummary, 'checkedAt'>>(sql`
    SELECT COUNT(*) AS "differing", MIN("businessDate") AS "from", MAX("businessDate") AS "to"
    FROM "ReconciliationCheck" WHERE "matches" = ${false} AND ${ours}`);
  const [night] = await db.query<{ at: string | null }>(
    sql`SELECT MAX("checkedAt") AS "at" FROM "ReconciliationNight" WHERE ${ours}`,
  );
  const { differing = 0, from = null, to = null } = days ?? {};
  return { differing, from, to, checkedAt: night?.at ? new Date(night.at) : null };
}

/** The oldest day on which an outlet's books differed, none before `since`. */
export async function oldestDifference(db: Db, outletId: string, since: string): Promise<string | undefined> {
  const [row] = await db.query<{ businessDate: string | null }>(sql`
    SELECT MIN("businessDate") AS "businessDate" FROM "ReconciliationCheck"
    WHERE "outletId" = ${outletId} AND "businessDate" >= ${since} AND "matches" = ${false}`);
  return row?.businessDate ?? undefined;
}

/** Up to which date each outlet's days were compared by themselves; '' or no entry: never. */
export async function checkedNights(db: Db): Promise<Map<string, string>> {
  const rows = await db.query<{ outletId: string; checkedTo: string }>(
    sql`SELECT "outletId", "checkedTo" FROM "ReconciliationNight"`,
  );
  return new Map(rows.map(({ outletId, checkedTo }) => [outletId, checkedTo]));
}

/** Whether it is the caller who compares the outlet's days up to a date: nobody has, and nobody else does so now. */
export function leaseNight(db: Db, outletId: string, to: string, seconds: number): Promise<boolean> {
  return db.transaction(async (tx) => {
    const now = await tx.now();
    const until = new Date(now.getTime() + seconds * 1000);
    await tx.execute(
      sql`INSERT INTO "ReconciliationNight" ("outletId") VALUES (${outletId}) ON CONFLICT DO NOTHING`,
    );
    const leased = await tx.execute(sql`
      UPDATE "ReconciliationNight" SET "leaseUntil" = ${until}
      WHERE "outletId" = ${outletId} AND "checkedTo" < ${to} AND ${isFree(now)}`);
    return leased > 0;
  });
}

/** Ends the lease; `checkedTo`: the days were compared up to this date. */
export async function endNight(db: Db, outletId: string, checkedTo?: string): Promise<void> {
  await db.transaction(async (tx) => {
    const done = checkedTo ? sql`, "checkedTo" = ${checkedTo}, "checkedAt" = ${await tx.now()}` : sql``;
    await tx.execute(
      sql`UPDATE "ReconciliationNight" SET "leaseUntil" = NULL ${done} WHERE "outletId" = ${outletId}`,
    );
  });
}

/** That somebody had what the ERP lacks of a day sent again, and what was only in the ERP: written down before it is sent. */
export function noteReconciliation(
  db: Db,
  { id: outletId }: Pick<Outlet, 'id'>,
  businessDate: string,
  found: { readonly sentAgain: number; readonly onlyInErp: number },
): Promise<void> {
  const after = { sentAgain: found.sentAgain, onlyInErp: found.onlyInErp };
  return db.transaction((tx) =>
    audit(tx, { action: 'sync.day-reconciled', outletId, subjectName: businessDate, after }),
  );
}

/**
 * Sales that were SYNCED and that the ERP had lost are booked again: where it has given them another document, they name that
 * one from now on, and the audit trail keeps the one before. Their status, and when they were booked first, stay.
 */
export async function recordRebooked(db: Db, outcomes: readonly SendOutcome[]): Promise<void> {
  for (const outcome of outcomes) {
    if (outcome.status !== 'SYNCED') continue;
    const { saleId, erpReference } = outcome;
    await db.transaction(async (tx) => {
      const [sale] = await tx.query<{ outletId: string; reference: string; erpReference: string }>(sql`
        SELECT "outletId", "reference", "erpReference" FROM "Sale"
        WHERE "id" = ${saleId} AND "syncStatus" = 'SYNCED' AND ${ofCallersOutlets(tx, sql`"outletId"`)}`);
      if (!sale) return;
      const changed = await tx.execute(sql`
        UPDATE "Sale" SET "erpReference" = ${erpReference} WHERE "id" = ${saleId} AND "erpReference" <> ${erpReference}`);
      if (changed === 0) return;
      await audit(tx, {
        action: 'sale.rebooked',
        outletId: sale.outletId,
        subjectId: saleId,
        subjectName: sale.reference,
        before: { erpReference: sale.erpReference },
        after: { erpReference },
      });
    });
  }
}
