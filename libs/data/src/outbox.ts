import { audit } from './audit';
import { ofCallersOutlets, whereOfCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import { join, sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import { v7 as uuid } from 'uuid';
import type { SyncErrorKind, SyncRun, SyncTrigger } from './generated/sqlite/client';
import { Refusal } from './refusal';
import { findSales, type Sale } from './sale-rows';

export type { SyncRun, SyncTrigger };

// The outbox to the ERP is the sales themselves: a row that is not SYNCED is still to be sent. `"syncStatus" <> 'SYNCED'`
// is written out in each statement because that is the condition of the partial index over those rows.

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

export type SendOutcome =
  | { readonly saleId: string; readonly status: 'SYNCED'; readonly erpReference: string }
  | {
      readonly saleId: string;
      readonly status: 'FAILED';
      readonly leaseToken: number;
      readonly kind: SyncErrorKind;
      readonly code: string;
      readonly message: string;
      /** Whether it left for the ERP at all: an attempt that found nobody there is not counted as one. */
      readonly sent: boolean;
      /** In milliseconds; null: not by itself. */
      readonly retryIn: number | null;
    };

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
  }: { readonly limit: number } & ({ readonly dueBy: Date } | { readonly butIn: string; readonly code?: string }),
): Promise<LeasedSale[]> {
  const [condition, order] =
    'dueBy' in which
      ? [sql`"nextAttemptAt" <= ${which.dueBy}`, sql`"nextAttemptAt"`]
      : [sql`"syncStatus" = 'FAILED' AND ${ofReason(which.code)} AND ${didNotFailIn(which.butIn)}`, sql`"syncErrorAt"`];
  return withTheirSales(db, await db.transaction((tx) => lease(tx, holder, condition, order, limit)));
}

/** Leases this sale, unless it is SYNCED or leased. */
export async function leaseSale(db: Db, holder: Holder, saleId: string): Promise<LeasedSale[]> {
  const which = sql`"id" = ${saleId}`;
  return withTheirSales(db, await db.transaction((tx) => lease(tx, holder, which, sql`"id"`, 1)));
}

/** Begins the time of the leases anew. Answers those that nobody else has taken meanwhile. */
export async function renewLeases(db: Db, holder: Holder, leases: readonly LeasedSale[]): Promise<LeasedSale[]> {
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

function ofReason(code: string | undefined): Sql {
  return code === undefined ? sql`TRUE` : sql`"syncErrorCode" = ${code}`;
}

/** By the run's own list and not by the time, so that a clock that was set back keeps nothing from being sent. */
function didNotFailIn(runId: string): Sql {
  return sql`NOT EXISTS (SELECT 1 FROM "SyncFailure" WHERE "runId" = ${runId} AND "saleId" = "Sale"."id")`;
}

function isFree(now: Date): Sql {
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

function leaseEnd(now: Date, { leaseSeconds }: Holder): Date {
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

/**
 * Records what became of sales that were sent, and counts it into the run. SYNCED is final and overwrites FAILED, never the
 * other way round; a failure counts only while its lease is the newest.
 */
export function recordOutcomes(
  db: Db,
  runId: string,
  outcomes: readonly SendOutcome[],
): Promise<{ synced: number; failed: number }> {
  return db.transaction(async (tx) => {
    const now = await tx.now();
    const synced = await recordSynced(tx, outcomes, now);
    const failedIds = await recordFailed(tx, outcomes, now);
    if (failedIds.length > 0) {
      await tx.execute(sql`
        INSERT INTO "SyncFailure" ("runId", "saleId") VALUES ${join(failedIds.map((id) => sql`(${runId}, ${id})`))}
        ON CONFLICT DO NOTHING`);
    }
    await tx.execute(sql`
      UPDATE "SyncRun" SET "attempted" = "attempted" + ${synced + failedIds.length}, "synced" = "synced" + ${synced},
        "failed" = "failed" + ${failedIds.length} WHERE "id" = ${runId}`);
    return { synced, failed: failedIds.length };
  });
}

async function recordSynced(tx: Tx, outcomes: readonly SendOutcome[], now: Date): Promise<number> {
  const rows = outcomes.flatMap((outcome) =>
    outcome.status === 'SYNCED' ? [sql`(${outcome.saleId}, ${outcome.erpReference})`] : [],
  );
  if (rows.length === 0) return 0;
  return tx.execute(sql`
    WITH outcome("id", "erpReference") AS (VALUES ${join(rows)})
    UPDATE "Sale" SET "syncStatus" = 'SYNCED', "erpReference" = outcome."erpReference", "syncedAt" = ${now},
      "syncAttempts" = "syncAttempts" + 1, "syncErrorKind" = NULL, "syncErrorCode" = NULL, "syncErrorMessage" = NULL,
      "syncErrorAt" = NULL, "nextAttemptAt" = NULL, "leaseUntil" = NULL
    FROM outcome WHERE "Sale"."id" = outcome."id" AND "Sale"."syncStatus" <> 'SYNCED'`);
}

/** Answers those whose lease was still the newest. */
async function recordFailed(tx: Tx, outcomes: readonly SendOutcome[], now: Date): Promise<string[]> {
  const groups = new Map<string, { kind: SyncErrorKind; next: Date | null; rows: Sql[] }>();
  for (const outcome of outcomes) {
    if (outcome.status !== 'FAILED') continue;
    const { saleId, leaseToken, kind, code, message, sent, retryIn } = outcome;
    const key = `${kind} ${retryIn}`;
    const next = retryIn === null ? null : new Date(now.getTime() + retryIn);
    const group = groups.get(key) ?? { kind, next, rows: [] };
    group.rows.push(
      sql`(${saleId}, CAST(${leaseToken} AS INTEGER), ${code}, ${message}, CAST(${sent ? 1 : 0} AS INTEGER))`,
    );
    groups.set(key, group);
  }
  const ids: string[] = [];
  for (const { kind, next, rows } of groups.values()) {
    const recorded = await tx.query<{ id: string }>(sql`
      WITH outcome("id", "token", "code", "message", "sent") AS (VALUES ${join(rows)})
      UPDATE "Sale" SET "syncStatus" = 'FAILED', "syncAttempts" = "syncAttempts" + outcome."sent", "syncErrorKind" = ${kind},
        "syncErrorCode" = outcome."code", "syncErrorMessage" = outcome."message", "syncErrorAt" = ${now},
        "nextAttemptAt" = ${next}, "leaseUntil" = NULL
      FROM outcome WHERE "Sale"."id" = outcome."id" AND "Sale"."leaseToken" = outcome."token"
        AND "Sale"."syncStatus" <> 'SYNCED'
      RETURNING "Sale"."id"`);
    ids.push(...recorded.map(({ id }) => id));
  }
  return ids;
}

/**
 * That somebody had everything that waits sent to the ERP now, or what had failed for one reason, or one sale: written down
 * before it is.
 */
export function noteSyncDecision(db: Db, { sale, code }: { sale?: Sale; code?: string } = {}): Promise<void> {
  return db.transaction((tx) => {
    if (code !== undefined) return audit(tx, { action: 'sync.reason-sent-again', subjectName: code });
    if (!sale) return audit(tx, { action: 'sync.started' });
    return audit(tx, {
      action: 'sale.sent-again',
      outletId: sale.outletId,
      subjectId: sale.id,
      subjectName: sale.reference,
      before: { syncStatus: sale.syncStatus, why: sale.syncError?.code },
    });
  });
}

/**
 * Takes for SYNCED a sale that the ERP refuses, because somebody entered it there by hand as the document `erpReference`; the
 * note says why. It is never sent again. Refuses with NOT_FOUND; and with CONFLICT unless the ERP's last word on the sale was
 * no and nobody is sending it, because otherwise the ERP might book it too.
 */
export function resolveSale(
  db: Db,
  id: string,
  { erpReference, note }: { readonly erpReference: string; readonly note: string },
): Promise<void> {
  return db.transaction(async (tx) => {
    const now = await tx.now();
    const [sale] = await tx.query<{ outletId: string; reference: string; why: string | null }>(sql`
      SELECT "outletId", "reference", "syncErrorCode" AS "why" FROM "Sale"
      WHERE "id" = ${id} AND ${ofCallersOutlets(tx, sql`"outletId"`)}`);
    if (!sale) throw new Refusal('NOT_FOUND', 'There is no such sale.', { field: 'id' });
    const resolved = await tx.execute(sql`
      UPDATE "Sale" SET "syncStatus" = 'SYNCED', "erpReference" = ${erpReference}, "syncNote" = ${note}, "syncedAt" = ${now},
        "syncErrorKind" = NULL, "syncErrorCode" = NULL, "syncErrorMessage" = NULL, "syncErrorAt" = NULL,
        "nextAttemptAt" = NULL, "leaseUntil" = NULL
      WHERE "id" = ${id} AND "syncStatus" = 'FAILED' AND "syncErrorKind" = 'PERMANENT' AND ${isFree(now)}`);
    if (resolved === 0) {
      const message = 'Only a sale that the ERP has refused can be resolved by hand, and not while it is being sent.';
      throw new Refusal('CONFLICT', message, { field: 'id' });
    }
    await audit(tx, {
      action: 'sale.resolved',
      outletId: sale.outletId,
      subjectId: id,
      subjectName: sale.reference,
      before: { syncStatus: 'FAILED', why: sale.why },
      after: { syncStatus: 'SYNCED', erpReference, note },
    });
  });
}

/** `limit` and `code`: as many as that, or what failed for this reason, is all that it will send. */
export function startRun(
  db: Db,
  trigger: SyncTrigger,
  holder: Holder,
  { limit = Infinity, code }: { readonly limit?: number; readonly code?: string } = {},
): Promise<string> {
  const id = uuid();
  return db.transaction(async (tx) => {
    const now = await tx.now();
    const which =
      trigger === 'MANUAL' ? ofReason(code) : sql`("syncStatus" = 'PENDING' OR "nextAttemptAt" <= ${now})`;
    const [waiting] = await tx.query<{ count: number }>(
      sql`SELECT COUNT(*) AS "count" FROM "Sale" WHERE "syncStatus" <> 'SYNCED' AND ${which}`,
    );
    await tx.execute(sql`
      INSERT INTO "SyncRun" ("id", "trigger", "owner", "startedAt", "leaseUntil", "planned")
      VALUES (${id}, ${trigger}, ${holder.owner}, ${now}, ${leaseEnd(now, holder)}, ${Math.min(limit, waiting?.count ?? 0)})`);
    return id;
  });
}

export async function finishRun(db: Db, id: string): Promise<void> {
  await db.transaction(async (tx) =>
    tx.execute(sql`UPDATE "SyncRun" SET "finishedAt" = ${await tx.now()} WHERE "id" = ${id}`),
  );
}

/**
 * Runs that a crash broke off are over: those whose lease has run out (one from before runs had leases has none), and at the
 * start of a process those of its former life under the same name, whose sales may be sent again at once.
 */
export async function finishBrokenRuns(db: Db, formerLife?: string): Promise<void> {
  await db.transaction(async (tx) => {
    const now = await tx.now();
    const ours = formerLife === undefined ? sql`FALSE` : sql`"owner" = ${formerLife}`;
    await tx.execute(sql`
      UPDATE "SyncRun" SET "finishedAt" = ${now} WHERE "finishedAt" IS NULL AND (${isFree(now)} OR ${ours})`);
    if (formerLife === undefined) return;
    await tx.execute(sql`
      UPDATE "Sale" SET "leaseUntil" = NULL
      WHERE "syncStatus" <> 'SYNCED' AND "leaseUntil" IS NOT NULL AND "leaseOwner" = ${formerLife}`);
  });
}

/** Deletes the history of runs that began more than so many days ago. */
export async function forgetRuns(db: Db, days: number): Promise<void> {
  await db.transaction(async (tx) => {
    const before = new Date((await tx.now()).getTime() - days * 86_400_000);
    await tx.execute(sql`
      DELETE FROM "SyncFailure" WHERE "runId" IN (SELECT "id" FROM "SyncRun" WHERE "startedAt" < ${before})`);
    await tx.execute(sql`DELETE FROM "SyncRun" WHERE "startedAt" < ${before}`);
  });
}

export function findRun(db: Db, id: string): Promise<SyncRun | null> {
  return db.read.syncRun.findUnique({ where: { id } });
}

export function listRuns(db: Db, first: number): Promise<SyncRun[]> {
  return db.read.syncRun.findMany({ orderBy: [{ startedAt: 'desc' }, { id: 'desc' }], take: first });
}

/** The sales that the run could not bring into the ERP's books, as they stand now. */
export async function runFailures(db: Db, runId: string, first: number): Promise<Sale[]> {
  const rows = await db.read.syncFailure.findMany({
    where: { runId },
    orderBy: { saleId: 'asc' },
    take: first,
  });
  return findSales(
    db,
    rows.map((row) => row.saleId),
  );
}

export interface OutboxSummary {
  readonly pending: number;
  readonly failed: number;
  readonly synced: number;
  readonly oldestUnsyncedAt: Date | null;
}

/** Costs as much as there are unsynced sales, however many there are in all. */
export async function outboxSummary(db: Db): Promise<OutboxSummary> {
  const rows = await db.query<{ syncStatus: string; count: number; oldest: string }>(sql`
    SELECT "syncStatus", COUNT(*) AS "count", MIN("id") AS "oldest" FROM "Sale"
    WHERE "syncStatus" <> 'SYNCED' AND ${ofCallersOutlets(db, sql`"outletId"`)} GROUP BY "syncStatus"`);
  const count = (status: string) => rows.find((row) => row.syncStatus === status)?.count ?? 0;
  const [pending, failed] = [count('PENDING'), count('FAILED')];
  const oldestId = rows.map((row) => row.oldest).sort()[0];
  const oldest = oldestId
    ? await db.read.sale.findUnique({ where: { id: oldestId }, select: { recordedAt: true } })
    : null;
  const sum = await db.read.registerClaim.aggregate({
    where: { register: { outletId: whereOfCallersOutlets(db) } },
    _sum: { recorded: true },
  });
  return {
    pending,
    failed,
    synced: (sum._sum.recorded ?? 0) - pending - failed,
    oldestUnsyncedAt: oldest?.recordedAt ?? null,
  };
}

export interface FailureGroup {
  readonly kind: SyncErrorKind;
  readonly code: string;
  readonly message: string;
  readonly count: number;
}

/** Why sales are FAILED, most frequent reason first. One message speaks for each code. */
export function failureGroups(db: Db): Promise<FailureGroup[]> {
  return db.query(sql`
    SELECT "syncErrorKind" AS "kind", "syncErrorCode" AS "code", MIN("syncErrorMessage") AS "message", COUNT(*) AS "count"
    FROM "Sale"
    WHERE "syncStatus" <> 'SYNCED' AND "syncStatus" = 'FAILED' AND ${ofCallersOutlets(db, sql`"outletId"`)}
    GROUP BY "syncErrorKind", "syncErrorCode" ORDER BY COUNT(*) DESC, "syncErrorCode"`);
}
