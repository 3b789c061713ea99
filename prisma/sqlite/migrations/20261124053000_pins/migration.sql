-- AlterTable
ALTER TABLE "Sale" ADD COLUMN "cashierId" TEXT;
ALTER TABLE "Sale" ADD COLUMN "cashierName" TEXT;

-- AlterTable
ALTER TABLE "SaleLine" ADD COLUMN "listPrice" BIGINT;

-- CreateTable
CREATE TABLE "Pin" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userId" TEXT NOT NULL,
    "salt" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "iterations" INTEGER NOT NULL,
    "setAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    CONSTRAINT "Pin_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Approval" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "claimId" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "approverId" TEXT NOT NULL,
    "approverName" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "saleId" TEXT,
    "productId" TEXT,
    "eventId" TEXT,
    "at" DATETIME NOT NULL
);

-- AlterTable
ALTER TABLE "Outlet" ADD COLUMN "priceChangeLimit" INTEGER NOT NULL DEFAULT 10;
ALTER TABLE "Outlet" ADD COLUMN "differenceLimit" INTEGER NOT NULL DEFAULT 500;

-- CreateIndex
CREATE INDEX "Pin_userId_endedAt_idx" ON "Pin"("userId", "endedAt");

-- CreateIndex
CREATE INDEX "Approval_saleId_idx" ON "Approval"("saleId");
CREATE INDEX "Approval_eventId_idx" ON "Approval"("eventId");

-- AlterTable
ALTER TABLE "RegisterEvent" ADD COLUMN "isUnapproved" BOOLEAN NOT NULL DEFAULT false;
