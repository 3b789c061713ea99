-- CreateTable
CREATE TABLE "Outlet" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "pricesIncludeTax" BOOLEAN NOT NULL,
    "cutOverMinutes" INTEGER NOT NULL DEFAULT 0
);

-- CreateTable
CREATE TABLE "Register" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "outletId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    CONSTRAINT "Register_outletId_fkey" FOREIGN KEY ("outletId") REFERENCES "Outlet" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RegisterClaim" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "registerId" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "deviceName" TEXT NOT NULL,
    "tokenHash" TEXT,
    "claimedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "headHash" TEXT NOT NULL,
    CONSTRAINT "RegisterClaim_registerId_fkey" FOREIGN KEY ("registerId") REFERENCES "Register" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DayCounter" (
    "claimId" TEXT NOT NULL,
    "businessDate" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    PRIMARY KEY ("claimId", "businessDate"),
    CONSTRAINT "DayCounter_claimId_fkey" FOREIGN KEY ("claimId") REFERENCES "RegisterClaim" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Product" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sku" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "searchText" TEXT NOT NULL,
    "category" TEXT,
    "price" BIGINT NOT NULL,
    "taxRate" INTEGER NOT NULL,
    "trackStock" BOOLEAN NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Barcode" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "productId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    CONSTRAINT "Barcode_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ProductWord" (
    "word" TEXT NOT NULL,
    "productId" TEXT NOT NULL,

    PRIMARY KEY ("word", "productId"),
    CONSTRAINT "ProductWord_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "StockLevel" (
    "outletId" TEXT NOT NULL,
    "productId" TEXT NOT NULL,
    "quantity" BIGINT NOT NULL,

    PRIMARY KEY ("outletId", "productId"),
    CONSTRAINT "StockLevel_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "StockMovement" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "outletId" TEXT NOT NULL,
    "productId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "delta" BIGINT NOT NULL,
    "balance" BIGINT NOT NULL,
    "reason" TEXT,
    "saleId" TEXT,
    "at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Sale" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "claimId" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "outletId" TEXT NOT NULL,
    "registerId" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "businessDate" TEXT NOT NULL,
    "soldAt" DATETIME NOT NULL,
    "recordedAt" DATETIME NOT NULL,
    "subtotal" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "contentHash" TEXT NOT NULL,
    "syncStatus" TEXT NOT NULL DEFAULT 'PENDING',
    "syncAttempts" INTEGER NOT NULL DEFAULT 0,
    "syncErrorKind" TEXT,
    "syncErrorCode" TEXT,
    "syncErrorMessage" TEXT,
    "syncErrorAt" DATETIME,
    "nextAttemptAt" DATETIME,
    "syncedAt" DATETIME,
    "erpReference" TEXT,
    "leaseToken" INTEGER NOT NULL DEFAULT 0,
    "leaseUntil" DATETIME,
    CONSTRAINT "Sale_claimId_fkey" FOREIGN KEY ("claimId") REFERENCES "RegisterClaim" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
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

    PRIMARY KEY ("saleId", "position"),
    CONSTRAINT "SaleLine_saleId_fkey" FOREIGN KEY ("saleId") REFERENCES "Sale" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Payment" (
    "saleId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "method" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "tendered" BIGINT,
    "change" BIGINT NOT NULL,

    PRIMARY KEY ("saleId", "position"),
    CONSTRAINT "Payment_saleId_fkey" FOREIGN KEY ("saleId") REFERENCES "Sale" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SyncRun" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "trigger" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "finishedAt" DATETIME,
    "attempted" INTEGER NOT NULL DEFAULT 0,
    "synced" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0
);

-- CreateTable
CREATE TABLE "SyncFailure" (
    "runId" TEXT NOT NULL,
    "saleId" TEXT NOT NULL,

    PRIMARY KEY ("runId", "saleId"),
    CONSTRAINT "SyncFailure_runId_fkey" FOREIGN KEY ("runId") REFERENCES "SyncRun" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
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

-- By hand, because Prisma's models have no partial index. The outbox: what is still to be sent stays small however many sales there are.
CREATE INDEX "Sale_unsynced_idx" ON "Sale"("id", "syncStatus") WHERE "syncStatus" <> 'SYNCED';

-- By hand: a sale found by the ERP's document number costs nothing until it has one.
CREATE INDEX "Sale_erpReference_idx" ON "Sale"("erpReference") WHERE "erpReference" IS NOT NULL;
