import { audit } from './audit';
import { ofCallersOutlets, whereOfCallersOutlets } from './caller';
import type { Db } from './db';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { v7 as uuid } from 'uuid';
import type { SyncErrorKind, SyncRun, SyncTrigger } from './generated/sqlite/client';
import { findSales, type Sale } from './sale-rows';

export type { SyncRun, SyncTrigger };

// The outbox to the ERP is the sales themselves: a row that is not SYNCED is still to be sent. `"syncStatus" <> 'SYNCED'`
// is written out in each statement because that is the condition of the partial index over those rows.

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
    };

/** Leases up to `limit` unsynced sales behind `after`, in the order of their ids (oldest first), or just the one named. */
export async function leaseSales(
  db: Db,
  request: {
    readonly limit: number;
    readonly after?: string;
    readonly only?: string;
    readonly leaseSeconds: number;
  },
): Promise<LeasedSale[]> {
  const leased = await db.transaction((tx) => {
    const now = new Date();
    const until = new Date(now.getTime() + request.leaseSeconds * 1000);
    const only =
      request.only === undefined ? sql`"id" > ${request.after ?? ''}` : sql`"id" = ${request.only}`;
    // Said twice, because on PostgreSQL only the outer one is looked at again for a row that somebody leased meanwhile.
    const free = sql`"syncStatus" <> 'SYNCED' AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${now})`;
    return tx.query<{ id: string; leaseToken: number }>(sql`
      UPDATE "Sale" SET "leaseToken" = "leaseToken" + 1, "leaseUntil" = ${until}
      WHERE ${free} AND "id" IN (
        SELECT "id" FROM "Sale"
        WHERE ${free} AND ${only}
        ORDER BY "id" LIMIT ${request.limit})
      RETURNING "id", "leaseToken"`);
  });
  const tokens = new Map(leased.map((row) => [row.id, row.leaseToken]));
  const sales = await findSales(db, [...tokens.keys()].sort());
  return sales.flatMap((sale) => {
    const leaseToken = tokens.get(sale.id);
    return leaseToken === undefined ? [] : [{ sale, leaseToken }];
  });
}

/** Gives back sales that were leased and not sent after all; nothing is held against them. */
export async function releaseLeases(db: Db, leases: readonly LeasedSale[]): Promise<void> {
  if (leases.length === 0) return;
  const rows = leases.map(({ sale, leaseToken }) => sql`(${sale.id}, CAST(${leaseToken} AS INTEGER))`);
  await db.transaction((tx) =>
    tx.execute(sql`
      WITH lease("id", "token") AS (VALUES ${join(rows)})
      UPDATE "Sale" SET "leaseUntil" = NULL FROM lease
      WHERE "Sale"."id" = lease."id" AND "Sale"."leaseToken" = lease."token"`),
  );
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
    const now = new Date();
    const synced = outcomes.flatMap((outcome) => (outcome.status === 'SYNCED' ? [outcome] : []));
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'FAILED' ? [outcome] : []));
    let syncedCount = 0;
    let failedIds: { id: string }[] = [];
    if (synced.length > 0) {
      const rows = synced.map(({ saleId, erpReference }) => sql`(${saleId}, ${erpReference})`);
      syncedCount = await tx.execute(sql`
        WITH outcome("id", "erpReference") AS (VALUES ${join(rows)})
        UPDATE "Sale" SET "syncStatus" = 'SYNCED', "erpReference" = outcome."erpReference", "syncedAt" = ${now},
          "syncAttempts" = "syncAttempts" + 1, "syncErrorKind" = NULL, "syncErrorCode" = NULL, "syncErrorMessage" = NULL,
          "syncErrorAt" = NULL, "nextAttemptAt" = NULL, "leaseUntil" = NULL
        FROM outcome WHERE "Sale"."id" = outcome."id" AND "Sale"."syncStatus" <> 'SYNCED'`);
    }
    if (failed.length > 0) {
      const rows = failed.map(
        ({ saleId, leaseToken, code, message, sent }) =>
          sql`(${saleId}, CAST(${leaseToken} AS INTEGER), ${code}, ${message}, CAST(${sent ? 1 : 0} AS INTEGER))`,
      );
      for (const kind of new Set(failed.map((outcome) => outcome.kind))) {
        const ofKind = rows.filter((_, index) => failed[index]?.kind === kind);
        failedIds = failedIds.concat(
          await tx.query<{ id: string }>(sql`
            WITH outcome("id", "token", "code", "message", "sent") AS (VALUES ${join(ofKind)})
            UPDATE "Sale" SET "syncStatus" = 'FAILED', "syncAttempts" = "syncAttempts" + outcome."sent", "syncErrorKind" = ${kind},
              "syncErrorCode" = outcome."code", "syncErrorMessage" = outcome."message", "syncErrorAt" = ${now},
              "leaseUntil" = NULL
            FROM outcome WHERE "Sale"."id" = outcome."id" AND "Sale"."leaseToken" = outcome."token"
              AND "Sale"."syncStatus" <> 'SYNCED'
            RETURNING "Sale"."id"`),
        );
      }
    }
    if (failedIds.length > 0) {
      await tx.execute(sql`
        INSERT INTO "SyncFailure" ("runId", "saleId") VALUES ${join(failedIds.map(({ id }) => sql`(${runId}, ${id})`))}
        ON CONFLICT DO NOTHING`);
    }
    const attempted = syncedCount + failedIds.length;
    await tx.execute(sql`
      UPDATE "SyncRun" SET "attempted" = "attempted" + ${attempted}, "synced" = "synced" + ${syncedCount},
        "failed" = "failed" + ${failedIds.length} WHERE "id" = ${runId}`);
    return { synced: syncedCount, failed: failedIds.length };
  });
}

/** That somebody had everything that waits, or this one sale, sent to the ERP now: written down before it is. */
export function noteSyncDecision(db: Db, sale?: Sale): Promise<void> {
  return db.transaction((tx) =>
    audit(
      tx,
      sale
        ? {
            action: 'sale.sent-again',
            outletId: sale.outletId,
            subjectId: sale.id,
            subjectName: sale.reference,
            before: { syncStatus: sale.syncStatus, why: sale.syncError?.code },
          }
        : { action: 'sync.started' },
    ),
  );
}

export function startRun(db: Db, trigger: SyncTrigger): Promise<string> {
  const id = uuid();
  return db.transaction(async (tx) => {
    await tx.execute(
      sql`INSERT INTO "SyncRun" ("id", "trigger", "startedAt") VALUES (${id}, ${trigger}, ${new Date()})`,
    );
    return id;
  });
}

export async function finishRun(db: Db, id: string): Promise<void> {
  await db.transaction((tx) =>
    tx.execute(sql`UPDATE "SyncRun" SET "finishedAt" = ${new Date()} WHERE "id" = ${id}`),
  );
}

/** At start: runs that a crash broke off are over, and what they had leased may be sent again at once. */
export async function finishBrokenRuns(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`UPDATE "SyncRun" SET "finishedAt" = ${new Date()} WHERE "finishedAt" IS NULL`);
    await tx.execute(
      sql`UPDATE "Sale" SET "leaseUntil" = NULL WHERE "syncStatus" <> 'SYNCED' AND "leaseUntil" IS NOT NULL`,
    );
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
