import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Db } from './db';
import { encodeCursor } from './page';
import { findProducts, type Product } from './products';
import { endGeneration, readGeneration } from './shop';

/** What has changed since a cursor. */
export interface CatalogueChanges {
  /** Still sold, in full: changed themselves, or with another stock at the outlet. */
  readonly products: readonly Product[];
  /** Of products that are no longer sold. */
  readonly removedIds: readonly string[];
  readonly cursor: string;
  readonly hasMore: boolean;
  /** The cursor can't be gone on from: the caller starts again without one, and drops what it had. */
  readonly resetRequired: boolean;
}

/**
 * At most `first` products that have changed behind the cursor, or all of them, page by page, when it is undefined. Versions
 * come from clocks that stay locked until their transaction has committed, so nothing is ever passed over. First come the
 * products themselves, then those whose stock has moved since the first page. A device's cursor that is ahead of the clocks
 * gives away that the database was brought back from a back-up, and ends its generation for everybody.
 */
export async function catalogueChanges(
  db: Db,
  outletId: string,
  after: string | undefined,
  first: number,
  isDevice = false,
): Promise<CatalogueChanges> {
  const now = await readClocks(db, outletId);
  const from = after === undefined ? startOf(now) : decode(after);
  if (from && isAhead(from, now) && isDevice) await endGeneration(db, now.generation);
  if (!from || from.generation !== now.generation || isAhead(from, now)) {
    const cursor = encode(startOf(await readClocks(db, outletId)));
    return { products: [], removedIds: [], cursor, hasMore: true, resetRequired: true };
  }
  const changed = await db.query<Step>(sql`
    SELECT "version", "id" FROM ${changedProducts(from)} ORDER BY "version", "id" LIMIT ${first + 1}`);
  const room = first - Math.min(changed.length, first);
  const moved =
    changed.length > first
      ? []
      : await db.query<Step>(sql`
    SELECT "version", "productId" AS "id" FROM ${movedLevels(from, outletId)}
    ORDER BY "version", "productId" LIMIT ${room + 1}`);
  const [products, levels] = [changed.slice(0, first), moved.slice(0, room)];
  const lastProduct = products.at(-1);
  const lastLevel = levels.at(-1);
  const found = await findProducts(db, outletId, [...new Set([...products, ...levels].map(({ id }) => id))]);
  return {
    products: [...found.values()].filter(({ active }) => active),
    removedIds: [...found.values()].filter(({ active }) => !active).map(({ id }) => id),
    cursor: encode({
      ...from,
      ...(lastProduct && { productVersion: lastProduct.version, productId: lastProduct.id }),
      ...(lastLevel && { stockVersion: lastLevel.version, stockId: lastLevel.id }),
    }),
    hasMore: changed.length > first || moved.length > room,
    resetRequired: false,
  };
}

/** How many changes are still to come behind a cursor of catalogueChanges. */
export async function countCatalogueChanges(db: Db, outletId: string, cursor: string): Promise<number> {
  const from = decode(cursor);
  if (!from) return 0;
  const [row] = await db.query<{ count: number }>(sql`
    SELECT (SELECT COUNT(*) FROM ${changedProducts(from)}) + (SELECT COUNT(*) FROM ${movedLevels(from, outletId)}) AS "count"`);
  return row?.count ?? 0;
}

/** How far somebody has read: all changes up to, and with, these. */
interface Position {
  readonly generation: string;
  readonly productVersion: number;
  readonly productId: string;
  readonly stockVersion: number;
  readonly stockId: string;
}

interface Step {
  readonly version: number;
  readonly id: string;
}

interface Clocks {
  readonly generation: string;
  readonly productVersion: number;
  readonly stockVersion: number;
}

async function readClocks(db: Db, outletId: string): Promise<Clocks> {
  const generation = await readGeneration(db);
  const [clocks] = await db.query<Omit<Clocks, 'generation'>>(sql`
    SELECT s."catalogueVersion" AS "productVersion", o."stockVersion" FROM "Shop" s CROSS JOIN "Outlet" o
    WHERE o."id" = ${outletId}`);
  if (!clocks) throw new Error(`Outlet ${outletId} has gone.`);
  return { generation, ...clocks };
}

/** Of the stock nothing is to be told that the products themselves do not tell: they are read after the clock. */
function startOf({ generation, stockVersion }: Clocks): Position {
  return { generation, productVersion: 0, productId: '', stockVersion: stockVersion + 1, stockId: '' };
}

/** From a time that has not been yet. */
function isAhead(from: Position, now: Clocks): boolean {
  return (
    from.generation === now.generation &&
    (from.productVersion > now.productVersion || from.stockVersion > now.stockVersion + 1)
  );
}

function changedProducts({ productVersion, productId }: Position): Sql {
  return sql`"Product" WHERE ("version", "id") > (${productVersion}, ${productId})`;
}

function movedLevels({ stockVersion, stockId }: Position, outletId: string): Sql {
  return sql`"StockLevel" WHERE "outletId" = ${outletId} AND ("version", "productId") > (${stockVersion}, ${stockId})`;
}

function encode({ generation, productVersion, productId, stockVersion, stockId }: Position): string {
  return encodeCursor([generation, productVersion, productId, stockVersion, stockId]);
}

/** Undefined for what is no cursor: whoever has it needs a new one, however it came by it. */
function decode(cursor: string): Position | undefined {
  try {
    const [generation, productVersion, productId, stockVersion, stockId]: unknown[] = JSON.parse(
      Buffer.from(cursor, 'base64url').toString(),
    );
    return typeof generation === 'string' &&
      typeof productVersion === 'number' &&
      typeof productId === 'string' &&
      typeof stockVersion === 'number' &&
      typeof stockId === 'string'
      ? { generation, productVersion, productId, stockVersion, stockId }
      : undefined;
  } catch {
    return undefined;
  }
}
