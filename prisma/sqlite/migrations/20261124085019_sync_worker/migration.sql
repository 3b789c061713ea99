-- By hand: Prisma would copy the table of runs.
ALTER TABLE "Sale" ADD COLUMN "leaseOwner" TEXT;
ALTER TABLE "SyncRun" ADD COLUMN "owner" TEXT NOT NULL DEFAULT '';
ALTER TABLE "SyncRun" ADD COLUMN "leaseUntil" DATETIME;

-- By hand: the models can't say for which rows an index is. First attempts are found by outlet; what failed by when it is due,
-- or, when somebody asks for it, by how long ago it was tried.
DROP INDEX "Sale_unsynced_idx";
CREATE INDEX "Sale_unsynced_idx" ON "Sale"("syncStatus", "outletId", "id") WHERE "syncStatus" <> 'SYNCED';
CREATE INDEX "Sale_due_idx" ON "Sale"("nextAttemptAt") WHERE "nextAttemptAt" IS NOT NULL;
CREATE INDEX "Sale_failed_idx" ON "Sale"("syncErrorAt") WHERE "syncStatus" = 'FAILED';

-- By hand: of the runs, however many there were, only those that go on are looked at again.
CREATE INDEX "SyncRun_open_idx" ON "SyncRun"("leaseUntil") WHERE "finishedAt" IS NULL;

-- By hand: until now a failed sale was not due at any time.
UPDATE "Sale" SET "nextAttemptAt" = "syncErrorAt" WHERE "syncStatus" = 'FAILED' AND "syncErrorKind" <> 'PERMANENT';
