import { sqltag as sql } from '@prisma/client/runtime/client';
import { v7 as uuid } from 'uuid';
import type { Db } from './db';
import type { SyncRun, SyncTrigger } from './generated/sqlite/client';
import { isFree, leaseEnd, ofReason, type Holder } from './leases';
import { findSales, type Sale } from './sale-rows';

export type { SyncRun, SyncTrigger };

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
    tx.tell({ kind: 'SYNC_RUN', runId: id });
    return id;
  });
}

export async function finishRun(db: Db, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`UPDATE "SyncRun" SET "finishedAt" = ${await tx.now()} WHERE "id" = ${id}`);
    tx.tell({ kind: 'SYNC_RUN', runId: id });
  });
}

/**
 * Runs that a crash broke off are over: those whose lease has run out (one from before runs had leases has none), and at the
 * start of a process those of its former life under the same name, whose sales may be sent again at once.
 */
export async function finishBrokenRuns(db: Db, formerLife?: string): Promise<void> {
  await db.transaction(async (tx) => {
    const now = await tx.now();
    const ours = formerLife === undefined ? sql`FALSE` : sql`"owner" = ${formerLife}`;
    const broken = await tx.query<{ id: string }>(sql`
      UPDATE "SyncRun" SET "finishedAt" = ${now} WHERE "finishedAt" IS NULL AND (${isFree(now)} OR ${ours}) RETURNING "id"`);
    for (const { id } of broken) tx.tell({ kind: 'SYNC_RUN', runId: id });
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
