-- CreateEnum
CREATE TYPE "RegisterEventKind" AS ENUM ('SHIFT_OPENED', 'PAID_IN', 'PAID_OUT', 'SHIFT_CLOSED', 'DRAWER_OPENED', 'CART_CLEARED', 'SIGNED_IN', 'SIGNED_OUT');

-- AlterTable
ALTER TABLE "RegisterClaim" ADD COLUMN     "eventContiguousSequence" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "eventDeviceSequence" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "RegisterEvent" (
    "id" TEXT NOT NULL,
    "copy" INTEGER NOT NULL DEFAULT 0,
    "claimId" TEXT NOT NULL,
    "registerId" TEXT NOT NULL,
    "outletId" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "kind" "RegisterEventKind" NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "recordedAt" TIMESTAMP(3) NOT NULL,
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

    CONSTRAINT "RegisterEvent_pkey" PRIMARY KEY ("id","copy")
);

-- CreateIndex
CREATE INDEX "RegisterEvent_claimId_sequence_idx" ON "RegisterEvent"("claimId", "sequence");

-- CreateIndex
CREATE INDEX "RegisterEvent_registerId_at_id_idx" ON "RegisterEvent"("registerId", "at", "id");

-- AddForeignKey
ALTER TABLE "RegisterEvent" ADD CONSTRAINT "RegisterEvent_claimId_fkey" FOREIGN KEY ("claimId") REFERENCES "RegisterClaim"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
