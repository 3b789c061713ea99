-- AlterTable
ALTER TABLE "Sale" ADD COLUMN     "leaseOwner" TEXT;

-- AlterTable
ALTER TABLE "SyncRun" ADD COLUMN     "leaseUntil" TIMESTAMP(3),
ADD COLUMN     "owner" TEXT NOT NULL DEFAULT '';

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

-- By hand: workers hear of recorded sales by a job in the sales' own transaction, one for each outlet however many sales wait.
-- Nothing that is wrong with the queue keeps a sale from being recorded: what no job tells of is found by looking.
CREATE FUNCTION "tell_sync_queue"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_regclass('graphile_worker._private_jobs') IS NOT NULL THEN
    PERFORM graphile_worker.add_job('sync', job_key => 'sync ' || "outletId")
    FROM (SELECT DISTINCT "outletId" FROM recorded ORDER BY "outletId") AS outlets;
  END IF;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END $$;
CREATE TRIGGER "Sale_tells_sync_queue" AFTER INSERT ON "Sale"
REFERENCING NEW TABLE AS recorded FOR EACH STATEMENT EXECUTE FUNCTION "tell_sync_queue"();
