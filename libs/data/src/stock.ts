import { quantity, type Quantity } from '@tillkeep/domain';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import type { Db, Tx } from './db';
import type { StockMovementKind } from './generated/sqlite/client';
import { checkPage, decodeCursor, toPage, type Page, type PageRequest } from './page';
import { inField } from './refusal';

export type { StockMovementKind };

/** Movements of one cause at one outlet: at most one for each product. */
export interface StockChange {
  readonly outletId: string;
  readonly kind: StockMovementKind;
  readonly reason?: string;
  readonly saleId?: string;
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
  readonly at: Date;
}

/**
 * Writes the movements and changes the levels by +=, in one step that no other sale can come between.
 * Answers the new level of each product; BAD_USER_INPUT when it is more than can be counted. Products are taken in the
 * order of their ids, so that two sales can't deadlock.
 */
export async function moveStock(tx: Tx, change: StockChange): Promise<Map<string, Quantity>> {
  const deltas = [...change.deltas].sort(([a], [b]) => (a < b ? -1 : 1));
  if (deltas.length === 0) return new Map();
  const levels = await tx.query<{ productId: string; quantity: number }>(sql`
    INSERT INTO "StockLevel" ("outletId", "productId", "quantity")
    VALUES ${join(deltas.map(([productId, delta]) => sql`(${change.outletId}, ${productId}, ${delta})`))}
    ON CONFLICT ("outletId", "productId") DO UPDATE SET "quantity" = "StockLevel"."quantity" + excluded."quantity"
    RETURNING "productId", "quantity"`);
  const balances = inField(
    'delta',
    () => new Map(levels.map((level) => [level.productId, quantity(level.quantity)])),
  );
  const { outletId, kind, reason = null, saleId = null, at } = change;
  const rows = deltas.map(
    ([productId, delta]) =>
      sql`(${outletId}, ${productId}, ${kind}, ${delta}, ${balances.get(productId)}, ${reason}, ${saleId}, ${at})`,
  );
  await tx.execute(sql`
    INSERT INTO "StockMovement" ("outletId", "productId", "kind", "delta", "balance", "reason", "saleId", "at")
    VALUES ${join(rows)}`);
  return balances;
}

/** The level of each product at the outlet; a product that never moved there has none and is left out. */
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
  const movements = rows.map(({ id, kind, reason, saleId, at, ...row }) => ({
    id,
    kind,
    delta: quantity(Number(row.delta)),
    balance: quantity(Number(row.balance)),
    reason,
    saleId,
    at,
  }));
  return toPage(page, movements, (movement) => [movement.id]);
}
