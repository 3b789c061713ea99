-- CreateEnum
CREATE TYPE "ShiftAddendumKind" AS ENUM ('LATE_SALES', 'SECOND_CLOSE');

-- AlterTable
ALTER TABLE "RegisterClaim" ADD COLUMN     "closedSale" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "Shift" (
    "id" TEXT NOT NULL,
    "claimId" TEXT NOT NULL,
    "registerId" TEXT NOT NULL,
    "outletId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "businessDate" TEXT NOT NULL,
    "openedAt" TIMESTAMP(3) NOT NULL,
    "openedByName" TEXT,
    "float" BIGINT NOT NULL,
    "fromSale" INTEGER NOT NULL,
    "toSale" INTEGER,
    "closedAt" TIMESTAMP(3),
    "closedByName" TEXT,
    "closedByManager" BOOLEAN NOT NULL DEFAULT false,
    "counted" BIGINT,
    "expected" BIGINT,
    "difference" BIGINT,
    "note" TEXT,

    CONSTRAINT "Shift_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ShiftAddendum" (
    "shiftId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" "ShiftAddendumKind" NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "saleIds" TEXT NOT NULL DEFAULT '',
    "closedAt" TIMESTAMP(3),
    "closedBy" TEXT,
    "counted" BIGINT,
    "expected" BIGINT,
    "note" TEXT,

    CONSTRAINT "ShiftAddendum_pkey" PRIMARY KEY ("shiftId","number")
);

-- CreateIndex
CREATE INDEX "Shift_claimId_fromSale_idx" ON "Shift"("claimId", "fromSale");

-- CreateIndex
CREATE INDEX "Shift_outletId_openedAt_id_idx" ON "Shift"("outletId", "openedAt", "id");

-- CreateIndex
CREATE INDEX "RegisterEvent_shiftId_idx" ON "RegisterEvent"("shiftId");

-- AddForeignKey
ALTER TABLE "Shift" ADD CONSTRAINT "Shift_claimId_fkey" FOREIGN KEY ("claimId") REFERENCES "RegisterClaim"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ShiftAddendum" ADD CONSTRAINT "ShiftAddendum_shiftId_fkey" FOREIGN KEY ("shiftId") REFERENCES "Shift"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
