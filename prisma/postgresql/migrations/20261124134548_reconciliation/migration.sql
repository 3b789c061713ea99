-- CreateTable. By hand: dates sort by their bytes, as on SQLite.
CREATE TABLE "ReconciliationCheck" (
    "outletId" TEXT NOT NULL,
    "businessDate" TEXT COLLATE "C" NOT NULL,
    "posCount" INTEGER NOT NULL,
    "posTotal" BIGINT NOT NULL,
    "erpCount" INTEGER NOT NULL,
    "erpTotal" BIGINT NOT NULL,
    "matches" BOOLEAN NOT NULL,
    "checkedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ReconciliationCheck_pkey" PRIMARY KEY ("outletId","businessDate")
);

-- CreateTable. By hand, as above.
CREATE TABLE "ReconciliationNight" (
    "outletId" TEXT NOT NULL,
    "checkedTo" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "checkedAt" TIMESTAMP(3),
    "leaseUntil" TIMESTAMP(3),

    CONSTRAINT "ReconciliationNight_pkey" PRIMARY KEY ("outletId")
);
