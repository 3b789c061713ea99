import { join, sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Db, Tx } from './db';
import { findSales, type Sale } from './sale-rows';

// A sale is sent under a lease: it tells senders apart by the database's clock, and a token that counts up fences off whoever
// comes too late.

/** Whoever sends sales, and for how long the hold on them lasts, by the database's clock. */
export interface Holder {
  /** The process. */
  readonly owner: string;
  readonly leaseSeconds: number;
  /** The run that goes on as long as this lease does. */
  readonly runId?: string;
}

/** A sale under lease: whoever holds the token may record a failure; a success is recorded whoever heard of it. */
export interface LeasedSale {
  readonly sale: Sale;
  readonly leaseToken: number;
}

/**
 * Leases up to `limit` sales that were never tried, oldest first and fairly: each outlet that has some gets its share, in
 * turn, beginning behind the outlet `after`. Answers the last outlet that had its turn too.
 */
export async function leaseFirstAttempts(
  db: Db,
  holder: Holder,
  { limit, after = '' }: { readonly limit: number; readonly after?: string },
): Promise<{ leased: LeasedSale[]; lastOutlet: string }> {
  const { leases, lastOutlet } = await db.transaction(async (tx) => {
    const leases: Lease[] = [];
    const turn = await outletsInTurn(tx, limit, after);
    let open = turn;
    while (open.length > 0 && leases.length < limit) {
      const share = Math.ceil((limit - leases.length) / open.length);
      const withMore: string[] = [];
      for (const outletId of open) {
        const atMost = Math.min(share, limit - leases.length);
        const which = sql`"syncStatus" = 'PENDING' AND "outletId" = ${outletId}`;
        const some = atMost > 0 ? await lease(tx, holder, which, sql`"id"`, atMost) : [];
        leases.push(...some);
        if (atMost > 0 && some.length === atMost) withMore.push(outletId);
      }
      open = withMore;
    }
    return { leases, lastOutlet: turn.at(-1) ?? '' };
  });
  return { leased: await withTheirSales(db, leases), lastOutlet };
}

/**
 * Leases up to `limit` failed sales: those that are due by an instant; or all but those that failed in this run already, for
 * whatever reason or for the one of this code.
 */
export async function leaseFailed(
  db: Db,
  holder: Holder,
  {
    limit,
    ...which
  }: { readonly limit: number } & (
    { readonly dueBy: Date } | { readonly butIn: string; readonly code?: string }
  ),
): Promise<LeasedSale[]> {
  const [condition, order] =
    'dueBy' in which
      ? [sql`"nextAttemptAt" <= ${which.dueBy}`, sql`"nextAttemptAt"`]
      : [
          sql`"syncStatus" = 'FAILED' AND ${ofReason(which.code)} AND ${didNotFailIn(which.butIn)}`,
          sql`"syncErrorAt"`,
        ];
  return withTheirSales(db, await db.transaction((tx) => lease(tx, holder, condition, order, limit)));
}

/** Leases these sales, but for those that are SYNCED or leased. */
export async function leaseSales(db: Db, holder: Holder, saleIds: readonly string[]): Promise<LeasedSale[]> {
  const which = sql`"id" IN (${join([...saleIds])})`;
  return withTheirSales(
    db,
    await db.transaction((tx) => lease(tx, holder, which, sql`"id"`, saleIds.length)),
  );
}

/** Begins the time of the leases anew. Answers those that nobody else has taken meanwhile. */
export async function renewLeases(
  db: Db,
  holder: Holder,
  leases: readonly LeasedSale[],
): Promise<LeasedSale[]> {
  const kept = await db.transaction(async (tx) => {
    const until = leaseEnd(await tx.now(), holder);
    await renewRun(tx, holder, until);
    return tx.query<{ id: string }>(sql`
      WITH lease("id", "token") AS (VALUES ${join(leases.map(leaseRow))})
      UPDATE "Sale" SET "leaseUntil" = ${until} FROM lease
      WHERE "Sale"."id" = lease."id" AND "Sale"."leaseToken" = lease."token" AND "Sale"."syncStatus" <> 'SYNCED'
      RETURNING "Sale"."id"`);
  });
  const ids = new Set(kept.map(({ id }) => id));
  return leases.filter(({ sale }) => ids.has(sale.id));
}

/** Gives back sales that were leased and not sent after all; nothing is held against them. */
export async function releaseLeases(db: Db, leases: readonly LeasedSale[]): Promise<void> {
  if (leases.length === 0) return;
  await db.transaction((tx) =>
    tx.execute(sql`
      WITH lease("id", "token") AS (VALUES ${join(leases.map(leaseRow))})
      UPDATE "Sale" SET "leaseUntil" = NULL FROM lease
      WHERE "Sale"."id" = lease."id" AND "Sale"."leaseToken" = lease."token"`),
  );
}

/** In how many milliseconds the next failed sale that nobody is sending is due; undefined when none will be by itself. */
export async function untilNextAttempt(db: Db): Promise<number | undefined> {
  const now = await db.now();
  const [next] = await db.query<{ at: string }>(sql`
    SELECT "nextAttemptAt" AS "at" FROM "Sale"
    WHERE "nextAttemptAt" IS NOT NULL AND ${isFree(now)}
    ORDER BY "nextAttemptAt" LIMIT 1`);
  return next && Math.max(0, Date.parse(next.at) - now.getTime());
}

interface Lease {
  readonly id: string;
  readonly leaseToken: number;
}

async function lease(tx: Tx, holder: Holder, which: Sql, order: Sql, limit: number): Promise<Lease[]> {
  const now = await tx.now();
  const until = leaseEnd(now, holder);
  const leases = await tx.query<Lease>(sql`
    WITH free AS MATERIALIZED (
      SELECT "id" FROM "Sale"
      WHERE "syncStatus" <> 'SYNCED' AND ${which} AND ${isFree(now)}
      ORDER BY ${order} LIMIT ${limit} ${tx.skipLocked})
    UPDATE "Sale" SET "leaseToken" = "leaseToken" + 1, "leaseUntil" = ${until}, "leaseOwner" = ${holder.owner}
    WHERE "id" IN (SELECT "id" FROM free) RETURNING "id", "leaseToken"`);
  if (leases.length > 0) await renewRun(tx, holder, until);
  return leases;
}

/** A run goes on as long as what it has leased. */
async function renewRun(tx: Tx, { runId }: Holder, until: Date): Promise<void> {
  if (runId !== undefined)
    await tx.execute(sql`UPDATE "SyncRun" SET "leaseUntil" = ${until} WHERE "id" = ${runId}`);
}

export function ofReason(code: string | undefined): Sql {
  return code === undefined ? sql`TRUE` : sql`"syncErrorCode" = ${code}`;
}

/** By the run's own list and not by the time, so that a clock that was set back keeps nothing from being sent. */
function didNotFailIn(runId: string): Sql {
  return sql`NOT EXISTS (SELECT 1 FROM "SyncFailure" WHERE "runId" = ${runId} AND "saleId" = "Sale"."id")`;
}

export function isFree(now: Date): Sql {
  return sql`("leaseUntil" IS NULL OR "leaseUntil" <= ${now})`;
}

/** Outlets with sales that were never tried and that nobody has: at most `count`, from the one behind `after` on and round. */
async function outletsInTurn(tx: Tx, count: number, after: string): Promise<string[]> {
  const waits = sql`"syncStatus" <> 'SYNCED' AND "syncStatus" = 'PENDING' AND ${isFree(await tx.now())}`;
  // From one outlet straight to the next one in the index: what a shop costs that has ten thousand sales waiting is one step.
  const some = (from: string) =>
    tx.query<{ outletId: string }>(sql`
      WITH RECURSIVE turn("outletId") AS (
        SELECT MIN("outletId") FROM "Sale"
        WHERE ${waits} AND "outletId" > ${from}
        UNION ALL
        SELECT (SELECT MIN("outletId") FROM "Sale"
          WHERE ${waits} AND "outletId" > turn."outletId")
        FROM turn WHERE turn."outletId" IS NOT NULL)
      SELECT "outletId" FROM turn WHERE "outletId" IS NOT NULL LIMIT ${count}`);
  const behind = await some(after);
  const all = after !== '' && behind.length < count ? [...behind, ...(await some(''))] : behind;
  return [...new Set(all.map(({ outletId }) => outletId))].slice(0, count);
}

export function leaseEnd(now: Date, { leaseSeconds }: Holder): Date {
  return new Date(now.getTime() + leaseSeconds * 1000);
}

function leaseRow({ sale, leaseToken }: LeasedSale): Sql {
  return sql`(${sale.id}, CAST(${leaseToken} AS INTEGER))`;
}

/** In the order of the sales' ids, oldest first. */
async function withTheirSales(db: Db, leases: readonly Lease[]): Promise<LeasedSale[]> {
  const tokens = new Map(leases.map((row) => [row.id, row.leaseToken]));
  const sales = await findSales(db, [...tokens.keys()].sort());
  return sales.flatMap((sale) => {
    const leaseToken = tokens.get(sale.id);
    return leaseToken === undefined ? [] : [{ sale, leaseToken }];
  });
}
