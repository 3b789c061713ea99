-- CreateEnum
CREATE TYPE "RollupBy" AS ENUM ('REGISTER', 'CASHIER', 'TIME', 'PAYMENT_METHOD', 'CATEGORY', 'TAX_RATE', 'PRODUCT');

-- AlterTable
ALTER TABLE "SaleLine" ADD COLUMN     "category" TEXT;

-- CreateTable. By hand: dates and keys sort by their bytes, as on SQLite.
CREATE TABLE "Rollup" (
    "outletId" TEXT NOT NULL,
    "businessDate" TEXT COLLATE "C" NOT NULL,
    "by" "RollupBy" NOT NULL,
    "key" TEXT COLLATE "C" NOT NULL,
    "sales" INTEGER NOT NULL,
    "lines" INTEGER NOT NULL,
    "quantity" BIGINT NOT NULL,
    "net" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,

    CONSTRAINT "Rollup_pkey" PRIMARY KEY ("outletId","businessDate","by","key")
);

-- By hand: the sales that are there already. Their lines get the category that the product has now.
UPDATE "SaleLine" SET "category" = (SELECT p."category" FROM "Product" p WHERE p."id" = "SaleLine"."productId")
WHERE "productId" IN (SELECT "id" FROM "Product" WHERE "category" IS NOT NULL);

INSERT INTO "Rollup" ("outletId", "businessDate", "by", "key", "sales", "lines", "quantity", "net", "tax", "total")
WITH "sold" AS (
  SELECT "saleId", COUNT(*) AS "lines", SUM("quantity") AS "quantity", SUM("total" - "tax") AS "net", SUM("tax") AS "tax",
    SUM("total") AS "total"
  FROM "SaleLine" GROUP BY "saleId"),
"paid" AS (SELECT "saleId", SUM("amount") AS "amount" FROM "Payment" GROUP BY "saleId"),
"whole" AS (
  SELECT s."id", s."outletId", s."businessDate", s."registerId", s."cashierId", CAST(s."soldAt" AS TEXT) AS "soldAt", s."subtotal" AS "net",
    s."tax", s."total", COALESCE(l."lines", 0) AS "lines", COALESCE(l."quantity", 0) AS "quantity",
    s."subtotal" - COALESCE(l."net", 0) AS "restNet", s."tax" - COALESCE(l."tax", 0) AS "restTax",
    s."total" - COALESCE(l."total", 0) AS "rest", s."total" - COALESCE(p."amount", 0) AS "unpaid"
  FROM "Sale" s LEFT JOIN "sold" l ON l."saleId" = s."id" LEFT JOIN "paid" p ON p."saleId" = s."id"),
"line" AS (
  SELECT s."outletId", s."businessDate", l."saleId", l."productId", l."category", CAST(l."taxRate" AS TEXT) AS "taxRate",
    1 AS "lines", l."quantity", l."total" - l."tax" AS "net", l."tax", l."total"
  FROM "Sale" s JOIN "SaleLine" l ON l."saleId" = s."id"
  UNION ALL SELECT "outletId", "businessDate", "id", NULL, NULL, '', 0, 0, "restNet", "restTax", "rest" FROM "whole"
  WHERE "restNet" <> 0 OR "restTax" <> 0 OR "rest" <> 0),
"paidBy" AS (
  SELECT s."outletId", s."businessDate", p."saleId", CAST(p."method" AS TEXT) AS "method", p."amount"
  FROM "Sale" s JOIN "Payment" p ON p."saleId" = s."id"
  UNION ALL SELECT "outletId", "businessDate", "id", '', "unpaid" FROM "whole" WHERE "unpaid" <> 0),
"part" AS (
  SELECT "outletId", "businessDate", 'REGISTER' AS "by", "registerId" AS "key", "id" AS "saleId", "lines", "quantity", "net",
    "tax", "total"
  FROM "whole"
  UNION ALL SELECT "outletId", "businessDate", 'CASHIER', COALESCE("cashierId", ''), "id", "lines", "quantity", "net", "tax", "total"
  FROM "whole"
  UNION ALL SELECT "outletId", "businessDate", 'TIME', substr("soldAt", 1, 10) || 'T' || substr("soldAt", 12, 3) ||
    CASE WHEN substr("soldAt", 15, 2) < '15' THEN '00' WHEN substr("soldAt", 15, 2) < '30' THEN '15'
      WHEN substr("soldAt", 15, 2) < '45' THEN '30' ELSE '45' END,
    "id", "lines", "quantity", "net", "tax", "total" FROM "whole"
  UNION ALL SELECT "outletId", "businessDate", 'PAYMENT_METHOD', "method", "saleId", 0, 0, 0, 0, "amount" FROM "paidBy"
  UNION ALL SELECT "outletId", "businessDate", 'CATEGORY', COALESCE("category", ''), "saleId", "lines", "quantity", "net", "tax",
    "total" FROM "line"
  UNION ALL SELECT "outletId", "businessDate", 'TAX_RATE', "taxRate", "saleId", "lines", "quantity", "net", "tax", "total" FROM "line"
  UNION ALL SELECT "outletId", "businessDate", 'PRODUCT', COALESCE("productId", ''), "saleId", "lines", "quantity", "net", "tax",
    "total" FROM "line")
SELECT "outletId", "businessDate", "by"::"RollupBy", "key", COUNT(DISTINCT "saleId"), SUM("lines"), SUM("quantity"), SUM("net"), SUM("tax"),
  SUM("total")
FROM "part" GROUP BY "outletId", "businessDate", "by", "key";
