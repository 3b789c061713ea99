-- CreateTable
CREATE TABLE "ReconciliationCheck" (
    "outletId" TEXT NOT NULL,
    "businessDate" TEXT NOT NULL,
    "posCount" INTEGER NOT NULL,
    "posTotal" BIGINT NOT NULL,
    "erpCount" INTEGER NOT NULL,
    "erpTotal" BIGINT NOT NULL,
    "matches" BOOLEAN NOT NULL,
    "checkedAt" DATETIME NOT NULL,

    PRIMARY KEY ("outletId", "businessDate")
);

-- CreateTable
CREATE TABLE "ReconciliationNight" (
    "outletId" TEXT NOT NULL PRIMARY KEY,
    "checkedTo" TEXT NOT NULL DEFAULT '',
    "checkedAt" DATETIME,
    "leaseUntil" DATETIME
);
