-- AlterTable
ALTER TABLE "Outlet" ADD COLUMN     "defaultTaxRate" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "receiptFooter" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "receiptHeader" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "OutletPrice" (
    "outletId" TEXT NOT NULL,
    "productId" TEXT NOT NULL,
    "price" BIGINT NOT NULL,

    CONSTRAINT "OutletPrice_pkey" PRIMARY KEY ("outletId","productId")
);

-- CreateIndex
CREATE INDEX "OutletPrice_productId_idx" ON "OutletPrice"("productId");

-- AddForeignKey
ALTER TABLE "OutletPrice" ADD CONSTRAINT "OutletPrice_outletId_fkey" FOREIGN KEY ("outletId") REFERENCES "Outlet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OutletPrice" ADD CONSTRAINT "OutletPrice_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
