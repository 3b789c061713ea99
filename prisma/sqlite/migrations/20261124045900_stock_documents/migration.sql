-- AlterTable
ALTER TABLE "StockLevel" ADD COLUMN "reorderPoint" BIGINT;

-- AlterTable
ALTER TABLE "StockMovement" ADD COLUMN "documentId" TEXT;

-- CreateTable
CREATE TABLE "StockDocument" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'DRAFT',
    "outletId" TEXT NOT NULL,
    "toOutletId" TEXT,
    "number" INTEGER NOT NULL,
    "supplier" TEXT,
    "reference" TEXT,
    "note" TEXT,
    "differenceReason" TEXT,
    "createdAt" DATETIME NOT NULL,
    "createdBy" TEXT NOT NULL,
    "sentAt" DATETIME,
    "sentBy" TEXT,
    "bookedAt" DATETIME,
    "bookedBy" TEXT,
    "lastPosition" INTEGER NOT NULL DEFAULT 0,
    "bookedPosition" INTEGER NOT NULL DEFAULT 0,
    "restAsZero" BOOLEAN NOT NULL DEFAULT false
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
    "countedAt" DATETIME,
    "delta" BIGINT,

    PRIMARY KEY ("documentId", "productId"),
    CONSTRAINT "StockDocumentLine_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "StockDocument" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "StockEntry" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "documentId" TEXT NOT NULL,
    "productId" TEXT NOT NULL,
    "delta" BIGINT NOT NULL,
    "level" BIGINT,
    "movementId" INTEGER,
    "at" DATETIME NOT NULL,
    "by" TEXT NOT NULL,
    "undone" BOOLEAN NOT NULL DEFAULT false
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

-- By hand: the models can't say for which rows an index is. What is low at an outlet is found by it alone.
CREATE INDEX "StockLevel_low_idx" ON "StockLevel"("outletId", "productId") WHERE "quantity" <= "reorderPoint";
