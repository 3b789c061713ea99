-- CreateTable
CREATE TABLE "RegisterEvent" (
    "id" TEXT NOT NULL,
    "copy" INTEGER NOT NULL DEFAULT 0,
    "claimId" TEXT NOT NULL,
    "registerId" TEXT NOT NULL,
    "outletId" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "recordedAt" DATETIME NOT NULL,
    "businessDate" TEXT NOT NULL,
    "userId" TEXT,
    "userName" TEXT,
    "saleSequence" INTEGER NOT NULL,
    "shiftId" TEXT,
    "shiftNumber" INTEGER,
    "amount" BIGINT,
    "expected" BIGINT,
    "reason" TEXT,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "contentHash" TEXT NOT NULL,
    "asSent" TEXT NOT NULL,

    PRIMARY KEY ("id", "copy"),
    CONSTRAINT "RegisterEvent_claimId_fkey" FOREIGN KEY ("claimId") REFERENCES "RegisterClaim" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_RegisterClaim" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "registerId" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "deviceName" TEXT NOT NULL,
    "tokenHash" TEXT,
    "claimedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "contiguousSequence" INTEGER NOT NULL DEFAULT 0,
    "deviceSequence" INTEGER NOT NULL DEFAULT 0,
    "recorded" INTEGER NOT NULL DEFAULT 0,
    "headHash" TEXT NOT NULL,
    "eventContiguousSequence" INTEGER NOT NULL DEFAULT 0,
    "eventDeviceSequence" INTEGER NOT NULL DEFAULT 0,
    "abandonedAt" DATETIME,
    "abandonedSequence" INTEGER,
    "abandonNote" TEXT,
    CONSTRAINT "RegisterClaim_registerId_fkey" FOREIGN KEY ("registerId") REFERENCES "Register" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_RegisterClaim" ("abandonNote", "abandonedAt", "abandonedSequence", "claimedAt", "contiguousSequence", "deviceName", "deviceSequence", "endedAt", "epoch", "headHash", "id", "recorded", "registerId", "sequence", "tokenHash") SELECT "abandonNote", "abandonedAt", "abandonedSequence", "claimedAt", "contiguousSequence", "deviceName", "deviceSequence", "endedAt", "epoch", "headHash", "id", "recorded", "registerId", "sequence", "tokenHash" FROM "RegisterClaim";
DROP TABLE "RegisterClaim";
ALTER TABLE "new_RegisterClaim" RENAME TO "RegisterClaim";
CREATE INDEX "RegisterClaim_tokenHash_idx" ON "RegisterClaim"("tokenHash");
CREATE UNIQUE INDEX "RegisterClaim_registerId_epoch_key" ON "RegisterClaim"("registerId", "epoch");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "RegisterEvent_claimId_sequence_idx" ON "RegisterEvent"("claimId", "sequence");

-- CreateIndex
CREATE INDEX "RegisterEvent_registerId_at_id_idx" ON "RegisterEvent"("registerId", "at", "id");
