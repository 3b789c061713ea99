-- CreateEnum
CREATE TYPE "SyncStatus" AS ENUM ('PENDING', 'SYNCED', 'FAILED');

-- CreateEnum
CREATE TYPE "SyncErrorKind" AS ENUM ('RETRYABLE', 'UNKNOWN_OUTCOME', 'PERMANENT');

-- CreateEnum
CREATE TYPE "SyncTrigger" AS ENUM ('MANUAL', 'SCHEDULED');

-- CreateEnum
CREATE TYPE "PaymentMethod" AS ENUM ('CASH', 'CARD', 'OTHER');

-- CreateEnum
CREATE TYPE "StockMovementKind" AS ENUM ('OPENING', 'SALE', 'ADJUSTMENT', 'IMPORT');

-- CreateTable
CREATE TABLE "Outlet" (
    "id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "pricesIncludeTax" BOOLEAN NOT NULL,
    "cutOverMinutes" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Outlet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Register" (
    "id" TEXT NOT NULL,
    "outletId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "Register_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RegisterClaim" (
    "id" TEXT NOT NULL,
    "registerId" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "deviceName" TEXT NOT NULL,
    "tokenHash" TEXT,
    "claimedAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "headHash" TEXT NOT NULL,

    CONSTRAINT "RegisterClaim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DayCounter" (
    "claimId" TEXT NOT NULL,
    "businessDate" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "DayCounter_pkey" PRIMARY KEY ("claimId","businessDate")
);

-- CreateTable
CREATE TABLE "Product" (
    "id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "searchText" TEXT NOT NULL,
    "category" TEXT,
    "price" BIGINT NOT NULL,
    "taxRate" INTEGER NOT NULL,
    "trackStock" BOOLEAN NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Barcode" (
    "code" TEXT NOT NULL,
    "productId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "Barcode_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "ProductWord" (
    "word" TEXT NOT NULL,
    "productId" TEXT NOT NULL,

    CONSTRAINT "ProductWord_pkey" PRIMARY KEY ("word","productId")
);

-- CreateTable
CREATE TABLE "StockLevel" (
    "outletId" TEXT NOT NULL,
    "productId" TEXT NOT NULL,
    "quantity" BIGINT NOT NULL,

    CONSTRAINT "StockLevel_pkey" PRIMARY KEY ("outletId","productId")
);

-- CreateTable
CREATE TABLE "StockMovement" (
    "id" SERIAL NOT NULL,
    "outletId" TEXT NOT NULL,
    "productId" TEXT NOT NULL,
    "kind" "StockMovementKind" NOT NULL,
    "delta" BIGINT NOT NULL,
    "balance" BIGINT NOT NULL,
    "reason" TEXT,
    "saleId" TEXT,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "StockMovement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Sale" (
    "id" TEXT NOT NULL,
    "claimId" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "outletId" TEXT NOT NULL,
    "registerId" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "businessDate" TEXT NOT NULL,
    "soldAt" TIMESTAMP(3) NOT NULL,
    "recordedAt" TIMESTAMP(3) NOT NULL,
    "subtotal" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "contentHash" TEXT NOT NULL,
    "syncStatus" "SyncStatus" NOT NULL DEFAULT 'PENDING',
    "syncAttempts" INTEGER NOT NULL DEFAULT 0,
    "syncErrorKind" "SyncErrorKind",
    "syncErrorCode" TEXT,
    "syncErrorMessage" TEXT,
    "syncErrorAt" TIMESTAMP(3),
    "nextAttemptAt" TIMESTAMP(3),
    "syncedAt" TIMESTAMP(3),
    "erpReference" TEXT,
    "leaseToken" INTEGER NOT NULL DEFAULT 0,
    "leaseUntil" TIMESTAMP(3),

    CONSTRAINT "Sale_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SaleLine" (
    "saleId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "productId" TEXT,
    "sku" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "quantity" BIGINT NOT NULL,
    "unitPrice" BIGINT NOT NULL,
    "taxRate" INTEGER NOT NULL,
    "tax" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,

    CONSTRAINT "SaleLine_pkey" PRIMARY KEY ("saleId","position")
);

-- CreateTable
CREATE TABLE "Payment" (
    "saleId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "method" "PaymentMethod" NOT NULL,
    "amount" BIGINT NOT NULL,
    "tendered" BIGINT,
    "change" BIGINT NOT NULL,

    CONSTRAINT "Payment_pkey" PRIMARY KEY ("saleId","position")
);

-- CreateTable
CREATE TABLE "SyncRun" (
    "id" TEXT NOT NULL,
    "trigger" "SyncTrigger" NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
    "finishedAt" TIMESTAMP(3),
    "attempted" INTEGER NOT NULL DEFAULT 0,
    "synced" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "SyncRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SyncFailure" (
    "runId" TEXT NOT NULL,
    "saleId" TEXT NOT NULL,

    CONSTRAINT "SyncFailure_pkey" PRIMARY KEY ("runId","saleId")
);

-- CreateIndex
CREATE UNIQUE INDEX "Outlet_code_key" ON "Outlet"("code");

-- CreateIndex
CREATE UNIQUE INDEX "Register_outletId_code_key" ON "Register"("outletId", "code");

-- CreateIndex
CREATE UNIQUE INDEX "RegisterClaim_registerId_epoch_key" ON "RegisterClaim"("registerId", "epoch");

-- CreateIndex
CREATE UNIQUE INDEX "Product_sku_key" ON "Product"("sku");

-- CreateIndex
CREATE INDEX "Product_searchText_id_idx" ON "Product"("searchText", "id");

-- CreateIndex
CREATE INDEX "Product_category_searchText_id_idx" ON "Product"("category", "searchText", "id");

-- CreateIndex
CREATE INDEX "Barcode_productId_idx" ON "Barcode"("productId");

-- CreateIndex
CREATE INDEX "ProductWord_productId_idx" ON "ProductWord"("productId");

-- CreateIndex
CREATE INDEX "StockMovement_productId_outletId_id_idx" ON "StockMovement"("productId", "outletId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Sale_reference_key" ON "Sale"("reference");

-- CreateIndex
CREATE INDEX "Sale_outletId_businessDate_soldAt_id_idx" ON "Sale"("outletId", "businessDate", "soldAt", "id");

-- CreateIndex
CREATE INDEX "Sale_outletId_syncStatus_businessDate_soldAt_id_idx" ON "Sale"("outletId", "syncStatus", "businessDate", "soldAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Sale_claimId_sequence_key" ON "Sale"("claimId", "sequence");

-- CreateIndex
CREATE INDEX "SaleLine_productId_saleId_idx" ON "SaleLine"("productId", "saleId");

-- CreateIndex
CREATE INDEX "SyncRun_startedAt_idx" ON "SyncRun"("startedAt");

-- AddForeignKey
ALTER TABLE "Register" ADD CONSTRAINT "Register_outletId_fkey" FOREIGN KEY ("outletId") REFERENCES "Outlet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RegisterClaim" ADD CONSTRAINT "RegisterClaim_registerId_fkey" FOREIGN KEY ("registerId") REFERENCES "Register"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DayCounter" ADD CONSTRAINT "DayCounter_claimId_fkey" FOREIGN KEY ("claimId") REFERENCES "RegisterClaim"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Barcode" ADD CONSTRAINT "Barcode_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProductWord" ADD CONSTRAINT "ProductWord_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StockLevel" ADD CONSTRAINT "StockLevel_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Sale" ADD CONSTRAINT "Sale_claimId_fkey" FOREIGN KEY ("claimId") REFERENCES "RegisterClaim"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SaleLine" ADD CONSTRAINT "SaleLine_saleId_fkey" FOREIGN KEY ("saleId") REFERENCES "Sale"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Payment" ADD CONSTRAINT "Payment_saleId_fkey" FOREIGN KEY ("saleId") REFERENCES "Sale"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SyncFailure" ADD CONSTRAINT "SyncFailure_runId_fkey" FOREIGN KEY ("runId") REFERENCES "SyncRun"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand, because Prisma's models have no partial index. The outbox: what is still to be sent stays small however many sales there are.
CREATE INDEX "Sale_unsynced_idx" ON "Sale"("id", "syncStatus") WHERE "syncStatus" <> 'SYNCED';

-- By hand: a sale found by the ERP's document number costs nothing until it has one.
CREATE INDEX "Sale_erpReference_idx" ON "Sale"("erpReference") WHERE "erpReference" IS NOT NULL;

-- By hand: byte order, as in SQLite, so that a prefix of a word is a range of the index and both databases sort alike.
ALTER TABLE "Product" ALTER COLUMN "searchText" TYPE TEXT COLLATE "C";
ALTER TABLE "Product" ALTER COLUMN "category" TYPE TEXT COLLATE "C";
ALTER TABLE "ProductWord" ALTER COLUMN "word" TYPE TEXT COLLATE "C";
ALTER TABLE "Product" ALTER COLUMN "sku" TYPE TEXT COLLATE "C";
ALTER TABLE "Sale" ALTER COLUMN "reference" TYPE TEXT COLLATE "C";
ALTER TABLE "Sale" ALTER COLUMN "businessDate" TYPE TEXT COLLATE "C";
