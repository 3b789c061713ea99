import {
  money,
  quantity,
  quantityToNumber,
  searchText,
  skuFromName,
  taxRate,
  type Money,
  type Quantity,
  type TaxRate,
} from '@tillkeep/domain';
import { join, sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import { v7 as uuid } from 'uuid';
import { audit, whatChanged } from './audit';
import type { Db, Tx } from './db';
import { badInput, Refusal } from './refusal';
import { nextCatalogueVersion } from './shop';
import { moveStock } from './stock';

export interface Product {
  readonly id: string;
  readonly sku: string;
  readonly barcodes: readonly string[];
  readonly name: string;
  readonly category: string | null;
  /** What the outlet asks that it was read for: its own price, or else the common one. */
  readonly price: Money;
  readonly commonPrice: Money;
  readonly outletPrice: Money | null;
  readonly taxRate: TaxRate;
  readonly trackStock: boolean;
  readonly active: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a product is made of, whoever enters it. */
export interface ProductFields {
  readonly sku: string;
  readonly barcodes: readonly string[];
  readonly name: string;
  readonly category: string | null;
  readonly price: Money;
  readonly taxRate: TaxRate;
  readonly trackStock: boolean;
  readonly active: boolean;
}

export type NewProduct = Omit<ProductFields, 'sku' | 'taxRate' | 'active'> & {
  /** Made from the name when undefined. */
  readonly sku?: string;
  /** The outlet's default when undefined. */
  readonly taxRate?: TaxRate;
  readonly openingStock?: Quantity;
};

export interface ImportedProduct {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  /** Undefined: as it was; for a new product none, none, the outlet's default, and stock that is not tracked until it is counted. */
  readonly barcodes?: readonly string[];
  readonly category?: string;
  readonly taxRate?: TaxRate;
  readonly stock?: Quantity;
}

export type ImportOutcome =
  | { readonly outcome: 'CREATED' | 'UPDATED'; readonly productId: string }
  | { readonly outcome: 'REJECTED'; readonly refusal: Refusal };

/** Rows of an import that share a transaction: few enough that a sale never waits long behind them. */
const IMPORT_ROWS_PER_TRANSACTION = 50;

export function createProduct(db: Db, outletId: string, product: NewProduct): Promise<string> {
  return db.transaction(async (tx) => {
    const version = await nextCatalogueVersion(tx);
    await checkCodesAreFree(tx, product);
    const sku = product.sku ?? (await freeSku(tx, product.name));
    const rate = product.taxRate ?? (await defaultTaxRate(tx, outletId));
    const id = await insertProduct(tx, { ...product, sku, taxRate: rate, active: true }, version);
    const { name, price } = product;
    await audit(tx, { action: 'product.created', subjectId: id, subjectName: name, after: { sku, price } });
    if (product.openingStock) {
      const deltas = new Map([[id, product.openingStock]]);
      await moveStock(tx, outletId, [{ kind: 'OPENING', at: new Date(), deltas }]);
    }
    return id;
  });
}

/** Changes the fields given. Refuses with NOT_FOUND, or with BAD_USER_INPUT for a code that another product has. */
export function updateProduct(db: Db, id: string, changes: Partial<ProductFields>): Promise<void> {
  return db.transaction(async (tx) => {
    const version = await nextCatalogueVersion(tx);
    const before = await holdProduct(tx, sql`"id" = ${id}`);
    if (!before) throw new Refusal('NOT_FOUND', 'There is no such product.', { field: 'id' });
    await rewriteProduct(tx, before, withoutUndefined(changes), version);
  });
}

/** One outcome per row, in the order given: a row that is refused changes nothing and holds up no other. */
export async function importProducts(
  db: Db,
  outletId: string,
  rows: readonly ImportedProduct[],
): Promise<ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  for (let start = 0; start < rows.length; start += IMPORT_ROWS_PER_TRANSACTION) {
    const chunk = rows.slice(start, start + IMPORT_ROWS_PER_TRANSACTION);
    outcomes.push(
      ...(await db.transaction(async (tx) => {
        const version = await nextCatalogueVersion(tx);
        const rate = await defaultTaxRate(tx, outletId);
        const done: ImportOutcome[] = [];
        for (const row of chunk) done.push(await importProduct(tx, outletId, row, version, rate));
        // What an import changes is written down product by product; what it creates only by how many.
        const created = done.filter(({ outcome }) => outcome === 'CREATED').length;
        if (created > 0) await audit(tx, { action: 'product.imported', after: { created } });
        return done;
      })),
    );
  }
  return outcomes;
}

/** Corrects the level by `delta`, with the reason on record. */
export function adjustStock(
  db: Db,
  outletId: string,
  adjustment: { readonly productId: string; readonly delta: Quantity; readonly reason: string },
): Promise<void> {
  return db.transaction(async (tx) => {
    const { productId, delta, reason } = adjustment;
    const [product] = await tx.query<{ name: string }>(
      sql`SELECT "name" FROM "Product" WHERE "id" = ${productId}`,
    );
    if (!product) throw new Refusal('NOT_FOUND', 'There is no such product.', { field: 'productId' });
    const after = { delta: quantityToNumber(delta), reason };
    await audit(tx, {
      action: 'stock.adjusted',
      outletId,
      subjectId: productId,
      subjectName: product.name,
      after,
    });
    const deltas = new Map([[productId, delta]]);
    await moveStock(tx, outletId, [{ kind: 'ADJUSTMENT', reason, at: new Date(), deltas }]);
  });
}

/** With what the outlet asks for them. */
export async function findProducts(
  db: Db,
  outletId: string,
  ids: readonly string[],
): Promise<Map<string, Product>> {
  if (ids.length === 0) return new Map();
  type Row = Omit<Product, 'barcodes' | 'price' | 'createdAt' | 'updatedAt'> & {
    createdAt: string;
    updatedAt: string;
  };
  const rows = await db.query<Row>(sql`
    SELECT p."id", p."sku", p."name", p."category", p."price" AS "commonPrice", o."price" AS "outletPrice", p."taxRate",
      p."trackStock", p."active", p."createdAt", p."updatedAt"
    FROM "Product" p LEFT JOIN "OutletPrice" o ON o."outletId" = ${outletId} AND o."productId" = p."id"
    WHERE p."id" IN (${join([...ids])})`);
  const barcodes = await db.query<{ productId: string; code: string }>(sql`
    SELECT "productId", "code" FROM "Barcode" WHERE "productId" IN (${join([...ids])}) ORDER BY "position"`);
  const codes = new Map<string, string[]>(rows.map((row) => [row.id, []]));
  for (const { productId, code } of barcodes) codes.get(productId)?.push(code);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...row,
        price: money(row.outletPrice ?? row.commonPrice),
        commonPrice: money(row.commonPrice),
        outletPrice: row.outletPrice === null ? null : money(row.outletPrice),
        taxRate: taxRate(row.taxRate),
        trackStock: Boolean(row.trackStock),
        active: Boolean(row.active),
        createdAt: new Date(row.createdAt),
        updatedAt: new Date(row.updatedAt),
        barcodes: codes.get(row.id) ?? [],
      },
    ]),
  );
}

export async function findProduct(db: Db, outletId: string, id: string): Promise<Product | undefined> {
  return (await findProducts(db, outletId, [id])).get(id);
}

/** By barcode or SKU, exactly. */
export async function findProductByCode(
  db: Db,
  outletId: string,
  code: string,
): Promise<Product | undefined> {
  const id = await findProductId(db, code);
  return id === undefined ? undefined : findProduct(db, outletId, id);
}

/** By barcode or SKU, exactly; a barcode wins, because that is what a scanner reads. */
export async function findProductId(db: Db, code: string): Promise<string | undefined> {
  const [found] = await db.query<{ id: string }>(sql`
    SELECT "id" FROM (
      SELECT "productId" AS "id", 1 AS "rank" FROM "Barcode" WHERE "code" = ${code}
      UNION ALL SELECT "id", 2 FROM "Product" WHERE "sku" = ${code}) hit
    ORDER BY "rank" LIMIT 1`);
  return found?.id;
}

/** In use by products, in alphabetical order. */
export async function listCategories(db: Db): Promise<string[]> {
  const rows = await db.query<{ category: string }>(sql`
    WITH RECURSIVE step("category") AS (
      SELECT MIN("category") FROM "Product" WHERE "category" IS NOT NULL
      UNION ALL
      SELECT (SELECT MIN("category") FROM "Product" WHERE "category" > step."category") FROM step WHERE step."category" IS NOT NULL
    ) SELECT "category" FROM step WHERE "category" IS NOT NULL`);
  return rows.map((row) => row.category).sort((a, b) => a.localeCompare(b));
}

async function importProduct(
  tx: Tx,
  outletId: string,
  row: ImportedProduct,
  version: number,
  defaultRate: TaxRate,
): Promise<ImportOutcome> {
  try {
    const { stock, ...given } = row;
    const known = await holdProduct(tx, sql`"sku" = ${row.sku}`);
    const fields: ProductFields = {
      barcodes: [],
      category: null,
      taxRate: defaultRate,
      trackStock: false,
      active: true,
      ...known?.fields,
      ...withoutUndefined(given),
      ...(stock === undefined ? {} : { trackStock: true }),
    };
    if (known) await rewriteProduct(tx, known, fields, version);
    else await checkCodesAreFree(tx, { barcodes: fields.barcodes });
    const id = known?.id ?? (await insertProduct(tx, fields, version));
    if (stock !== undefined) await bringStockTo(tx, outletId, id, stock);
    return { outcome: known ? 'UPDATED' : 'CREATED', productId: id };
  } catch (error) {
    // Thrown by the checks, which come before the first write of the row.
    if (error instanceof Refusal) return { outcome: 'REJECTED', refusal: error };
    throw error;
  }
}

async function defaultTaxRate(tx: Tx, outletId: string): Promise<TaxRate> {
  const [outlet] = await tx.query<{ rate: number }>(
    sql`SELECT "defaultTaxRate" AS "rate" FROM "Outlet" WHERE "id" = ${outletId}`,
  );
  return taxRate(outlet?.rate ?? 0);
}

async function bringStockTo(tx: Tx, outletId: string, productId: string, level: Quantity): Promise<void> {
  const [row] = await tx.query<{ quantity: number }>(sql`
    SELECT "quantity" FROM "StockLevel" WHERE "outletId" = ${outletId} AND "productId" = ${productId}`);
  const delta = quantity(level - (row?.quantity ?? 0));
  if (delta !== 0) {
    const deltas = new Map([[productId, delta]]);
    await moveStock(tx, outletId, [{ kind: 'IMPORT', at: new Date(), deltas }]);
  }
}

async function insertProduct(tx: Tx, fields: ProductFields, version: number): Promise<string> {
  const id = uuid();
  const now = new Date();
  await tx.execute(sql`
    INSERT INTO "Product"
      ("id", "sku", "name", "searchText", "category", "price", "taxRate", "trackStock", "active", "createdAt", "updatedAt",
       "version")
    VALUES (${id}, ${fields.sku}, ${fields.name}, ${searchTextOf(fields)}, ${fields.category}, ${fields.price},
      ${fields.taxRate}, ${fields.trackStock}, ${fields.active}, ${now}, ${now}, ${version})`);
  await tx.execute(sql`
    INSERT INTO "StockLevel" ("outletId", "productId", "quantity") SELECT "id", ${id}, 0 FROM "Outlet"`);
  await insertCodesAndWords(tx, id, fields);
  return id;
}

async function rewriteProduct(
  tx: Tx,
  { id, fields: before }: { id: string; fields: ProductFields },
  changes: Partial<ProductFields>,
  version: number,
): Promise<void> {
  const fields = { ...before, ...changes };
  await checkCodesAreFree(tx, fields, id);
  await tx.execute(sql`
    UPDATE "Product" SET "sku" = ${fields.sku}, "name" = ${fields.name}, "searchText" = ${searchTextOf(fields)},
      "category" = ${fields.category}, "price" = ${fields.price}, "taxRate" = ${fields.taxRate},
      "trackStock" = ${fields.trackStock}, "active" = ${fields.active}, "updatedAt" = ${new Date()},
      "version" = ${version}
    WHERE "id" = ${id}`);
  await tx.execute(sql`DELETE FROM "Barcode" WHERE "productId" = ${id}`);
  await tx.execute(sql`DELETE FROM "ProductWord" WHERE "productId" = ${id}`);
  await insertCodesAndWords(tx, id, fields);
  const changed = whatChanged(before, fields);
  if (changed)
    await audit(tx, { action: 'product.updated', subjectId: id, subjectName: fields.name, ...changed });
}

async function insertCodesAndWords(tx: Tx, id: string, fields: ProductFields): Promise<void> {
  if (fields.barcodes.length > 0) {
    const barcodes = fields.barcodes.map((code, position) => sql`(${code}, ${id}, ${position})`);
    await tx.execute(sql`INSERT INTO "Barcode" ("code", "productId", "position") VALUES ${join(barcodes)}`);
  }
  const words = [...new Set(searchTextOf(fields).split(' '))].filter((word) => word !== '');
  if (words.length > 0) {
    const rows = words.map((word) => sql`(${word}, ${id})`);
    await tx.execute(sql`INSERT INTO "ProductWord" ("word", "productId") VALUES ${join(rows)}`);
  }
}

function searchTextOf(fields: ProductFields): string {
  return searchText(fields.name, fields.sku, ...fields.barcodes);
}

/**
 * Codes that differ only by case are different codes: suppliers do have such. A SKU that was made, or that has just been
 * looked for, is not checked: if somebody takes it at this very moment, the database runs the transaction again.
 */
async function checkCodesAreFree(
  tx: Tx,
  { sku, barcodes }: Pick<NewProduct, 'sku' | 'barcodes'>,
  id = '',
): Promise<void> {
  if (sku !== undefined) {
    const [other] = await tx.query<{ name: string }>(sql`
      SELECT "name" FROM "Product" WHERE "sku" = ${sku} AND "id" <> ${id}`);
    if (other) throw badInput('sku', `The SKU ${sku} belongs to “${other.name}”.`);
  }
  const repeated = barcodes.find((code, index) => barcodes.indexOf(code) !== index);
  if (repeated !== undefined) throw badInput('barcodes', `The barcode ${repeated} is given twice.`);
  if (barcodes.length === 0) return;
  const [taken] = await tx.query<{ code: string; name: string }>(sql`
    SELECT b."code", p."name" FROM "Barcode" b JOIN "Product" p ON p."id" = b."productId"
    WHERE b."code" IN (${join([...barcodes])}) AND b."productId" <> ${id} LIMIT 1`);
  if (taken) throw badInput('barcodes', `The barcode ${taken.code} belongs to “${taken.name}”.`);
}

async function freeSku(tx: Tx, name: string): Promise<string> {
  const base = skuFromName(name);
  const taken = await tx.query<{ sku: string }>(sql`
    SELECT "sku" FROM "Product" WHERE "sku" = ${base} OR ("sku" >= ${`${base}-`} AND "sku" < ${`${base}.`})`);
  const skus = new Set(taken.map((row) => row.sku));
  if (!skus.has(base)) return base;
  for (let n = 2; ; n++) if (!skus.has(`${base}-${n}`)) return `${base}-${n}`;
}

/** Reads a product by an UPDATE that changes nothing, because that holds it: nobody else changes it before the end. */
async function holdProduct(tx: Tx, where: Sql): Promise<{ id: string; fields: ProductFields } | undefined> {
  type Row = Pick<ProductFields, 'sku' | 'name' | 'category'> & {
    id: string;
    price: number;
    taxRate: number;
    trackStock: number | boolean;
    active: number | boolean;
  };
  const [row] = await tx.query<Row>(sql`
    UPDATE "Product" SET "updatedAt" = "updatedAt" WHERE ${where}
    RETURNING "id", "sku", "name", "category", "price", "taxRate", "trackStock", "active"`);
  if (!row) return undefined;
  const barcodes = await tx.query<{ code: string }>(sql`
    SELECT "code" FROM "Barcode" WHERE "productId" = ${row.id} ORDER BY "position"`);
  const { id, sku, name, category } = row;
  return {
    id,
    fields: {
      sku,
      name,
      category,
      price: money(row.price),
      taxRate: taxRate(row.taxRate),
      trackStock: Boolean(row.trackStock),
      active: Boolean(row.active),
      barcodes: barcodes.map((barcode) => barcode.code),
    },
  };
}

function withoutUndefined<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
