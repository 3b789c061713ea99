-- CreateTable
CREATE TABLE "Shift" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "claimId" TEXT NOT NULL,
    "registerId" TEXT NOT NULL,
    "outletId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "businessDate" TEXT NOT NULL,
    "openedAt" DATETIME NOT NULL,
    "openedByName" TEXT,
    "float" BIGINT NOT NULL,
    "fromSale" INTEGER NOT NULL,
    "toSale" INTEGER,
    "closedAt" DATETIME,
    "closedByName" TEXT,
    "closedByManager" BOOLEAN NOT NULL DEFAULT false,
    "counted" BIGINT,
    "expected" BIGINT,
    "difference" BIGINT,
    "note" TEXT,
    CONSTRAINT "Shift_claimId_fkey" FOREIGN KEY ("claimId") REFERENCES "RegisterClaim" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ShiftAddendum" (
    "shiftId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "saleIds" TEXT NOT NULL DEFAULT '',
    "closedAt" DATETIME,
    "closedBy" TEXT,
    "counted" BIGINT,
    "expected" BIGINT,
    "note" TEXT,

    PRIMARY KEY ("shiftId", "number"),
    CONSTRAINT "ShiftAddendum_shiftId_fkey" FOREIGN KEY ("shiftId") REFERENCES "Shift" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
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
    "closedSale" INTEGER NOT NULL DEFAULT 0,
    "abandonedAt" DATETIME,
    "abandonedSequence" INTEGER,
    "abandonNote" TEXT,
    CONSTRAINT "RegisterClaim_registerId_fkey" FOREIGN KEY ("registerId") REFERENCES "Register" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_RegisterClaim" ("abandonNote", "abandonedAt", "abandonedSequence", "claimedAt", "contiguousSequence", "deviceName", "deviceSequence", "endedAt", "epoch", "eventContiguousSequence", "eventDeviceSequence", "headHash", "id", "recorded", "registerId", "sequence", "tokenHash") SELECT "abandonNote", "abandonedAt", "abandonedSequence", "claimedAt", "contiguousSequence", "deviceName", "deviceSequence", "endedAt", "epoch", "eventContiguousSequence", "eventDeviceSequence", "headHash", "id", "recorded", "registerId", "sequence", "tokenHash" FROM "RegisterClaim";
DROP TABLE "RegisterClaim";
ALTER TABLE "new_RegisterClaim" RENAME TO "RegisterClaim";
CREATE INDEX "RegisterClaim_tokenHash_idx" ON "RegisterClaim"("tokenHash");
CREATE UNIQUE INDEX "RegisterClaim_registerId_epoch_key" ON "RegisterClaim"("registerId", "epoch");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "Shift_claimId_fromSale_idx" ON "Shift"("claimId", "fromSale");

-- CreateIndex
CREATE INDEX "Shift_outletId_openedAt_id_idx" ON "Shift"("outletId", "openedAt", "id");

-- CreateIndex
CREATE INDEX "RegisterEvent_shiftId_idx" ON "RegisterEvent"("shiftId");
