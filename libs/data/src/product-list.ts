import { searchWords, type Quantity } from '@tillkeep/domain';
import { join, sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Db } from './db';
import { checkPage, decodeCursor, toPage, type Page, type PageRequest } from './page';
import { findProducts, type Product } from './products';

export interface ProductFilter {
  /** Words of name, SKU or barcode; each matches from its beginning, all must match. */
  readonly search?: string | null;
  readonly category?: string | null;
  readonly active?: boolean | null;
  /** Products whose stock is tracked and below this at the outlet. */
  readonly lowStockBelow?: Quantity | null;
  /** Products whose stock is tracked and at its own reorder point at the outlet, or below. */
  readonly lowStock?: boolean | null;
}

/**
 * Up to this many candidates (products with the rarest word, or with low stock) are looked up and sorted; beyond it, walking
 * the list in its order until the page is full is cheaper.
 */
const FEW = 2000;

/** Behind every letter and digit in byte order. */
const LAST_CHARACTER = '\u{10FFFF}';

/** In the order of searchText: by name, without regard to case and accents. */
export async function listProducts(
  db: Db,
  outletId: string,
  filter: ProductFilter,
  page: PageRequest,
): Promise<Page<Product>> {
  checkPage(page);
  const after = decodeCursor(page.after, ([text, id]) =>
    typeof text === 'string' && typeof id === 'string' ? { text, id } : undefined,
  );
  const { from, where } = await matchingProducts(db, outletId, filter);
  const behind = after ? sql`AND (p."searchText", p."id") > (${after.text}, ${after.id})` : sql``;
  const found = await db.query<{ id: string; searchText: string }>(sql`
    SELECT p."id", p."searchText" FROM ${from} WHERE ${where} ${behind}
    ORDER BY p."searchText", p."id" LIMIT ${page.first + 1}`);
  const products = await findProducts(
    db,
    outletId,
    found.map((row) => row.id),
  );
  const keyed = found.flatMap((row) => {
    const product = products.get(row.id);
    return product ? [{ product, key: [row.searchText, row.id] }] : [];
  });
  const { edges, ...rest } = toPage(page, keyed, (item) => item.key);
  return { ...rest, edges: edges.map(({ cursor, node }) => ({ cursor, node: node.product })) };
}

/** Costs as much as there are products that match; ask for it only where people want to see it. */
export async function countProducts(db: Db, outletId: string, filter: ProductFilter): Promise<number> {
  const { from, where } = await matchingProducts(db, outletId, filter);
  const [row] = await db.query<{ count: number }>(
    sql`SELECT COUNT(*) AS "count" FROM ${from} WHERE ${where}`,
  );
  return row?.count ?? 0;
}

/** What a statement reads to find them, as `p`. */
export async function matchingProducts(
  db: Pick<Db, 'query'>,
  outletId: string,
  filter: ProductFilter,
): Promise<{ from: Sql; where: Sql }> {
  const conditions = [sql`1 = 1`];
  const candidates: Sql[] = [];
  if (filter.category) conditions.push(sql`p."category" = ${filter.category}`);
  if (filter.active !== undefined && filter.active !== null)
    conditions.push(sql`p."active" = ${filter.active}`);
  for (const isLow of lowLevels(filter)) {
    const low = sql`l."outletId" = ${outletId} AND ${isLow}`;
    conditions.push(
      sql`p."trackStock" = ${true} AND EXISTS (SELECT 1 FROM "StockLevel" l WHERE l."productId" = p."id" AND ${low})`,
    );
    candidates.push(sql`SELECT l."productId" FROM "StockLevel" l WHERE ${low}`);
  }
  for (const word of new Set(searchWords(filter.search ?? ''))) {
    // In a CASE, because PostgreSQL otherwise takes a match for so rare that it sorts all products and walks none.
    conditions.push(sql`CASE WHEN (' ' || p."searchText") LIKE ${`% ${word}%`} THEN TRUE ELSE FALSE END`);
    candidates.push(
      sql`SELECT "productId" FROM "ProductWord" WHERE "word" >= ${word} AND "word" < ${word + LAST_CHARACTER}`,
    );
  }
  const fewest = await fewestOf(db, candidates);
  const where = join(conditions, ' AND ');
  if (fewest === undefined) return { from: sql`"Product" p`, where };
  return {
    // CROSS JOIN, because SQLite takes that at its word: the few first, and not all products with a look at the few.
    from: sql`(SELECT DISTINCT "productId" FROM (${fewest}) found) hit CROSS JOIN "Product" p`,
    where: sql`p."id" = hit."productId" AND ${where}`,
  };
}

function lowLevels({ lowStockBelow, lowStock }: ProductFilter): Sql[] {
  return [
    ...(lowStockBelow === undefined || lowStockBelow === null ? [] : [sql`l."quantity" < ${lowStockBelow}`]),
    // Word for word as its index has it.
    ...(lowStock ? [sql`l."quantity" <= l."reorderPoint"`] : []),
  ];
}

/** The candidates of which there are fewest, unless even those are more than a few. */
async function fewestOf(db: Pick<Db, 'query'>, candidates: readonly Sql[]): Promise<Sql | undefined> {
  let fewest: { candidates: Sql; count: number } | undefined;
  for (const some of candidates) {
    const [row] = await db.query<{ count: number }>(sql`
      SELECT COUNT(*) AS "count" FROM (SELECT 1 FROM (${some}) found LIMIT ${FEW + 1}) few`);
    const count = row?.count ?? 0;
    if (count <= FEW && (!fewest || count < fewest.count)) fewest = { candidates: some, count };
  }
  return fewest?.candidates;
}
