import { audit } from './audit';
import { ofCallersOutlets, whereOfCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import { join, sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { SyncErrorKind } from './generated/sqlite/client';
import { isFree } from './leases';
import { Refusal } from './refusal';
import type { Sale } from './sale-rows';

// The outbox to the ERP is the sales themselves: a row that is not SYNCED is still to be sent. `"syncStatus" <> 'SYNCED'`
// is written out in each statement because that is the condition of the partial index over those rows.

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
    tx.tell({ kind: 'SYNC_RUN', runId });
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
      const message =
        'Only a sale that the ERP has refused can be resolved by hand, and not while it is being sent.';
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
