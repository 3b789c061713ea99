-- By hand: Prisma would copy the table of runs.
ALTER TABLE "SyncRun" ADD COLUMN "planned" INTEGER NOT NULL DEFAULT 0;
