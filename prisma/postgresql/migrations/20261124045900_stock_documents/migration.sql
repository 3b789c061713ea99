-- CreateEnum
CREATE TYPE "StockDocumentKind" AS ENUM ('DELIVERY', 'COUNT', 'TRANSFER');

-- CreateEnum
CREATE TYPE "StockDocumentStatus" AS ENUM ('DRAFT', 'SENT', 'BOOKING', 'BOOKED', 'DISCARDED');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "StockMovementKind" ADD VALUE 'DELIVERY';
ALTER TYPE "StockMovementKind" ADD VALUE 'COUNT';
ALTER TYPE "StockMovementKind" ADD VALUE 'TRANSFER_OUT';
ALTER TYPE "StockMovementKind" ADD VALUE 'TRANSFER_IN';

-- AlterTable
ALTER TABLE "StockLevel" ADD COLUMN     "reorderPoint" BIGINT;

-- AlterTable
ALTER TABLE "StockMovement" ADD COLUMN     "documentId" TEXT;

-- CreateTable
CREATE TABLE "StockDocument" (
    "id" TEXT NOT NULL,
    "kind" "StockDocumentKind" NOT NULL,
    "status" "StockDocumentStatus" NOT NULL DEFAULT 'DRAFT',
    "outletId" TEXT NOT NULL,
    "toOutletId" TEXT,
    "number" INTEGER NOT NULL,
    "supplier" TEXT,
    "reference" TEXT,
    "note" TEXT,
    "differenceReason" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "createdBy" TEXT NOT NULL,
    "sentAt" TIMESTAMP(3),
    "sentBy" TEXT,
    "bookedAt" TIMESTAMP(3),
    "bookedBy" TEXT,
    "lastPosition" INTEGER NOT NULL DEFAULT 0,
    "bookedPosition" INTEGER NOT NULL DEFAULT 0,
    "restAsZero" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "StockDocument_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StockDocumentLine" (
    "documentId" TEXT NOT NULL,
    "productId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "quantity" BIGINT,
    "received" BIGINT,
    "firstLevel" BIGINT,
    "level" BIGINT,
    "movementId" INTEGER,
    "countedAt" TIMESTAMP(3),
    "delta" BIGINT,

    CONSTRAINT "StockDocumentLine_pkey" PRIMARY KEY ("documentId","productId")
);

-- CreateTable
CREATE TABLE "StockEntry" (
    "id" TEXT NOT NULL,
    "documentId" TEXT NOT NULL,
    "productId" TEXT NOT NULL,
    "delta" BIGINT NOT NULL,
    "level" BIGINT,
    "movementId" INTEGER,
    "at" TIMESTAMP(3) NOT NULL,
    "by" TEXT NOT NULL,
    "undone" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "StockEntry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "StockDocument_outletId_createdAt_id_idx" ON "StockDocument"("outletId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "StockDocument_toOutletId_createdAt_id_idx" ON "StockDocument"("toOutletId", "createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "StockDocument_outletId_kind_number_key" ON "StockDocument"("outletId", "kind", "number");

-- CreateIndex
CREATE UNIQUE INDEX "StockDocumentLine_documentId_position_key" ON "StockDocumentLine"("documentId", "position");

-- CreateIndex
CREATE INDEX "StockEntry_documentId_at_id_idx" ON "StockEntry"("documentId", "at", "id");

-- CreateIndex
CREATE INDEX "StockEntry_documentId_productId_idx" ON "StockEntry"("documentId", "productId");

-- AddForeignKey
ALTER TABLE "StockDocumentLine" ADD CONSTRAINT "StockDocumentLine_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "StockDocument"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand: the models can't say for which rows an index is. What is low at an outlet is found by it alone.
CREATE INDEX "StockLevel_low_idx" ON "StockLevel"("outletId", "productId") WHERE "quantity" <= "reorderPoint";
