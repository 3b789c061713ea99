-- AlterEnum
ALTER TYPE "StockMovementKind" ADD VALUE 'RETURN';

-- AlterTable
ALTER TABLE "Outlet" ADD COLUMN "refundLimit" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Rollup" ADD COLUMN "refunded" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN "refunds" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "ReturnLine" (
    "saleId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "ofSaleId" TEXT NOT NULL,
    "ofPosition" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "restock" BOOLEAN NOT NULL,

    CONSTRAINT "ReturnLine_pkey" PRIMARY KEY ("saleId","position")
);

-- CreateIndex
CREATE INDEX "ReturnLine_ofSaleId_ofPosition_idx" ON "ReturnLine"("ofSaleId", "ofPosition");

-- By hand: what of the sales that are there already came back.
WITH "back" AS (
  SELECT s."outletId", s."businessDate", s."id" AS "saleId", s."registerId", s."cashierId", CAST(s."soldAt" AS TEXT) AS "soldAt",
    l."productId", l."category", CAST(l."taxRate" AS TEXT) AS "taxRate", -l."total" AS "refunded"
  FROM "Sale" s JOIN "SaleLine" l ON l."saleId" = s."id" WHERE l."quantity" < 0),
"part" AS (
  SELECT "outletId", "businessDate", 'REGISTER' AS "by", "registerId" AS "key", "saleId", "refunded" FROM "back"
  UNION ALL SELECT "outletId", "businessDate", 'CASHIER', COALESCE("cashierId", ''), "saleId", "refunded" FROM "back"
  UNION ALL SELECT "outletId", "businessDate", 'TIME', substr("soldAt", 1, 10) || 'T' || substr("soldAt", 12, 3) ||
    CASE WHEN substr("soldAt", 15, 2) < '15' THEN '00' WHEN substr("soldAt", 15, 2) < '30' THEN '15'
      WHEN substr("soldAt", 15, 2) < '45' THEN '30' ELSE '45' END, "saleId", "refunded" FROM "back"
  UNION ALL SELECT s."outletId", s."businessDate", 'PAYMENT_METHOD', CAST(p."method" AS TEXT), p."saleId", -p."amount"
  FROM "Sale" s JOIN "Payment" p ON p."saleId" = s."id" WHERE p."amount" < 0
  UNION ALL SELECT "outletId", "businessDate", 'CATEGORY', COALESCE("category", ''), "saleId", "refunded" FROM "back"
  UNION ALL SELECT "outletId", "businessDate", 'TAX_RATE', "taxRate", "saleId", "refunded" FROM "back"
  UNION ALL SELECT "outletId", "businessDate", 'PRODUCT', COALESCE("productId", ''), "saleId", "refunded" FROM "back"),
"said" AS (
  SELECT "outletId", "businessDate", "by", "key", COUNT(DISTINCT "saleId") AS "refunds", SUM("refunded") AS "refunded"
  FROM "part" GROUP BY "outletId", "businessDate", "by", "key")
UPDATE "Rollup" SET "refunds" = "said"."refunds", "refunded" = "said"."refunded" FROM "said"
WHERE "Rollup"."outletId" = "said"."outletId" AND "Rollup"."businessDate" = "said"."businessDate"
  AND CAST("Rollup"."by" AS TEXT) = "said"."by" AND "Rollup"."key" = "said"."key";
