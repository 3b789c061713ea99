import { quantity, quantityToNumber, type Quantity } from '@tillkeep/domain';
import { join, Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { audit } from './audit';
import type { Db, Tx } from './db';
import type { StockMovementKind } from './generated/sqlite/client';
import { checkPage, decodeCursor, toPage, type Page, type PageRequest } from './page';
import { badInput, inField, Refusal } from './refusal';

export type { StockMovementKind };

/** Movements of one cause: at most one for each product. */
export interface StockChange {
  readonly kind: StockMovementKind;
  readonly reason?: string;
  readonly saleId?: string;
  readonly documentId?: string;
  readonly at: Date;
  readonly deltas: ReadonlyMap<string, Quantity>;
}

export interface StockMovement {
  readonly id: number;
  readonly kind: StockMovementKind;
  readonly delta: Quantity;
  /** The level after it. */
  readonly balance: Quantity;
  readonly reason: string | null;
  readonly saleId: string | null;
  readonly documentId: string | null;
  readonly at: Date;
}

/**
 * Writes the movements of one cause after the other and changes the outlet's levels by +=, in one step that no other sale can
 * come between. Answers for each cause the level of each of its products after it; BAD_USER_INPUT when that is more than can
 * be counted. Products are taken in the order of their ids, so that two sales can't deadlock.
 */
export async function moveStock(
  tx: Tx,
  outletId: string,
  changes: readonly StockChange[],
): Promise<Map<string, Quantity>[]> {
  const sums = new Map<string, number>();
  for (const { deltas } of changes) {
    for (const [productId, delta] of deltas) sums.set(productId, (sums.get(productId) ?? 0) + delta);
  }
  if (sums.size === 0) return changes.map(() => new Map());
  const version = await nextStockVersion(tx, outletId);
  const rows = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  const levels = await tx.query<{ productId: string; quantity: number }>(sql`
    INSERT INTO "StockLevel" ("outletId", "productId", "quantity", "version")
    VALUES ${rowsOf(rows.map(([productId, delta]) => [outletId, productId, delta, version]))}
    ON CONFLICT ("outletId", "productId") DO UPDATE
      SET "quantity" = "StockLevel"."quantity" + excluded."quantity", "version" = excluded."version"
    RETURNING "productId", "quantity"`);
  tx.tell({ kind: 'STOCK', outletId, productIds: [...sums.keys()] });
  const level = new Map(levels.map((row) => [row.productId, row.quantity - (sums.get(row.productId) ?? 0)]));
  const balances = changes.map(({ deltas }) => {
    const after = new Map<string, Quantity>();
    for (const [productId, delta] of deltas) {
      const balance = inField('delta', () => quantity((level.get(productId) ?? 0) + delta));
      level.set(productId, balance);
      after.set(productId, balance);
    }
    return after;
  });
  await tx.insert(
    'StockMovement',
    ['outletId', 'productId', 'kind', 'delta', 'balance', 'reason', 'saleId', 'documentId', 'at'],
    changes.flatMap(({ kind, reason = null, saleId = null, documentId = null, at, deltas }, index) =>
      [...deltas].map(([productId, delta]) => [
        ...[outletId, productId, kind, delta],
        ...[balances[index]?.get(productId), reason, saleId, documentId, at],
      ]),
    ),
  );
  return balances;
}

/** (?, ?), (?, ?) … in one piece: put together from a piece for each row, a few hundred of them take as long as the database. */
export function rowsOf(rows: readonly (readonly unknown[])[]): Sql {
  const texts = rows.flatMap((row, index) => [index === 0 ? '(' : '), (', ...row.slice(1).map(() => ', ')]);
  return new Sql([...texts, ')'], rows.flat());
}

/** As the catalogue's clock: to be put forward before levels are changed, and locked until the commit. */
export async function nextStockVersion(tx: Tx, outletId: string): Promise<number> {
  const [outlet] = await tx.query<{ version: number }>(sql`
    UPDATE "Outlet" SET "stockVersion" = "stockVersion" + 1 WHERE "id" = ${outletId} RETURNING "stockVersion" AS "version"`);
  if (!outlet) throw new Error(`Outlet ${outletId} has gone.`);
  return outlet.version;
}

/** The level of each product at the outlet; a product that is not known is left out. */
export async function stockLevels(
  db: Db,
  outletId: string,
  productIds: readonly string[],
): Promise<Map<string, Quantity>> {
  if (productIds.length === 0) return new Map();
  const levels = await db.query<{ productId: string; quantity: number }>(sql`
    SELECT "productId", "quantity" FROM "StockLevel"
    WHERE "outletId" = ${outletId} AND "productId" IN (${join([...productIds])})`);
  return new Map(levels.map((level) => [level.productId, quantity(Number(level.quantity))]));
}

/** At which level each product is low at the outlet; those that never are are left out. */
export async function reorderPoints(
  db: Db,
  outletId: string,
  productIds: readonly string[],
): Promise<Map<string, Quantity>> {
  if (productIds.length === 0) return new Map();
  const rows = await db.query<{ productId: string; reorderPoint: number }>(sql`
    SELECT "productId", "reorderPoint" FROM "StockLevel"
    WHERE "outletId" = ${outletId} AND "productId" IN (${join([...productIds])}) AND "reorderPoint" IS NOT NULL`);
  return new Map(rows.map((row) => [row.productId, quantity(Number(row.reorderPoint))]));
}

/** From which level on the product is low at the outlet; null: never. NOT_FOUND, or BAD_USER_INPUT below zero. */
export function setReorderPoint(
  db: Db,
  outletId: string,
  productId: string,
  reorderPoint: Quantity | null,
): Promise<void> {
  if (reorderPoint !== null && reorderPoint < 0)
    throw badInput('reorderPoint', 'Stock can’t be ordered again below zero.');
  return db.transaction(async (tx) => {
    const [before] = await tx.query<{ name: string; reorderPoint: number | null }>(sql`
      SELECT p."name", l."reorderPoint" FROM "StockLevel" l JOIN "Product" p ON p."id" = l."productId"
      WHERE l."outletId" = ${outletId} AND l."productId" = ${productId}`);
    if (!before) throw new Refusal('NOT_FOUND', 'There is no such product.', { field: 'productId' });
    if (before.reorderPoint === reorderPoint) return;
    await audit(tx, {
      action: 'stock.reorder-point-set',
      ...{ outletId, subjectId: productId, subjectName: before.name },
      before: { reorderPoint: toDecimal(before.reorderPoint) },
      after: { reorderPoint: toDecimal(reorderPoint) },
    });
    await tx.execute(sql`
      UPDATE "StockLevel" SET "reorderPoint" = ${reorderPoint}
      WHERE "outletId" = ${outletId} AND "productId" = ${productId}`);
  });
}

/** The product's movements at the outlet, newest first. */
export async function listStockMovements(
  db: Db,
  outletId: string,
  productId: string,
  page: PageRequest,
): Promise<Page<StockMovement>> {
  checkPage(page);
  const before = decodeCursor(page.after, ([id]) =>
    typeof id === 'number' && Number.isSafeInteger(id) ? id : undefined,
  );
  const rows = await db.read.stockMovement.findMany({
    where: { outletId, productId, ...(before === undefined ? {} : { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: page.first + 1,
  });
  const movements = rows.map(({ id, kind, reason, saleId, documentId, at, ...row }) => ({
    id,
    kind,
    delta: quantity(Number(row.delta)),
    balance: quantity(Number(row.balance)),
    reason,
    saleId,
    documentId,
    at,
  }));
  return toPage(page, movements, (movement) => [movement.id]);
}

function toDecimal(thousandths: number | null): number | null {
  return thousandths === null ? null : quantityToNumber(quantity(thousandths));
}
