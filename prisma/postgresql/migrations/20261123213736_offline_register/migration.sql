-- DropIndex
DROP INDEX "Sale_claimId_sequence_key";

-- AlterTable
ALTER TABLE "Outlet" ADD COLUMN     "stockVersion" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "RegisterClaim" ADD COLUMN     "contiguousSequence" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "deviceSequence" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "recorded" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Product" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "StockLevel" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Sale" ADD COLUMN     "asSent" TEXT,
ADD COLUMN     "flags" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "fork" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "Shop" (
    "id" INTEGER NOT NULL,
    "generation" TEXT NOT NULL,
    "catalogueVersion" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Shop_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SaleConflict" (
    "id" TEXT NOT NULL,
    "saleId" TEXT NOT NULL,
    "claimId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "asSent" TEXT NOT NULL,
    "receivedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "SaleConflict_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SaleConflict_receivedAt_idx" ON "SaleConflict"("receivedAt");

-- CreateIndex
CREATE UNIQUE INDEX "SaleConflict_saleId_hash_key" ON "SaleConflict"("saleId", "hash");

-- CreateIndex
CREATE INDEX "RegisterClaim_tokenHash_idx" ON "RegisterClaim"("tokenHash");

-- CreateIndex
CREATE INDEX "Product_version_id_idx" ON "Product"("version", "id");

-- CreateIndex
CREATE INDEX "StockLevel_outletId_version_productId_idx" ON "StockLevel"("outletId", "version", "productId");

-- CreateIndex
CREATE INDEX "StockLevel_outletId_quantity_idx" ON "StockLevel"("outletId", "quantity");

-- CreateIndex
CREATE UNIQUE INDEX "Sale_claimId_sequence_fork_key" ON "Sale"("claimId", "sequence", "fork");

-- AddForeignKey
ALTER TABLE "SaleConflict" ADD CONSTRAINT "SaleConflict_saleId_fkey" FOREIGN KEY ("saleId") REFERENCES "Sale"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SaleConflict" ADD CONSTRAINT "SaleConflict_claimId_fkey" FOREIGN KEY ("claimId") REFERENCES "RegisterClaim"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand: what the models don't say. Each product has a level at each outlet, and the shop its one row.
INSERT INTO "Shop" ("id", "generation") VALUES (1, replace(gen_random_uuid()::text, '-', ''));
UPDATE "RegisterClaim" SET "contiguousSequence" = "sequence", "recorded" = "sequence";
INSERT INTO "StockLevel" ("outletId", "productId", "quantity")
SELECT o."id", p."id", 0 FROM "Outlet" o CROSS JOIN "Product" p ON CONFLICT DO NOTHING;

-- By hand, because Prisma's models have no partial index: the few sales that a manager should look at.
CREATE INDEX "Sale_flagged_idx" ON "Sale"("outletId", "businessDate", "soldAt", "id") WHERE "flags" <> '';
