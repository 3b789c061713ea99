-- CreateTable
CREATE TABLE "OutletPrice" (
    "outletId" TEXT NOT NULL,
    "productId" TEXT NOT NULL,
    "price" BIGINT NOT NULL,

    PRIMARY KEY ("outletId", "productId"),
    CONSTRAINT "OutletPrice_outletId_fkey" FOREIGN KEY ("outletId") REFERENCES "Outlet" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "OutletPrice_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "OutletPrice_productId_idx" ON "OutletPrice"("productId");

-- By hand: the columns are added in place, where Prisma would make the table anew.
ALTER TABLE "Outlet" ADD COLUMN "defaultTaxRate" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "Outlet" ADD COLUMN "receiptHeader" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Outlet" ADD COLUMN "receiptFooter" TEXT NOT NULL DEFAULT '';
