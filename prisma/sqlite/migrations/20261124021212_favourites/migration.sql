-- CreateTable
CREATE TABLE "Favourite" (
    "outletId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "productId" TEXT NOT NULL,

    PRIMARY KEY ("outletId", "position"),
    CONSTRAINT "Favourite_outletId_fkey" FOREIGN KEY ("outletId") REFERENCES "Outlet" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Favourite_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "Favourite_outletId_productId_key" ON "Favourite"("outletId", "productId");
