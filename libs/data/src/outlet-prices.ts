import { money, type Money } from '@tillkeep/domain';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { audit } from './audit';
import { ofCallersOutlets } from './caller';
import type { Db } from './db';
import { Refusal } from './refusal';
import { nextStockVersion } from './stock';

/** What an outlet asks for a product instead of the common price. */
export interface OutletPrice {
  readonly outletId: string;
  readonly price: Money;
}

/** The own prices of the caller's outlets, in the order of their codes. */
export async function listOutletPrices(db: Db, productId: string): Promise<OutletPrice[]> {
  const rows = await db.query<{ outletId: string; price: number }>(sql`
    SELECT p."outletId", p."price" FROM "OutletPrice" p JOIN "Outlet" o ON o."id" = p."outletId"
    WHERE p."productId" = ${productId} AND ${ofCallersOutlets(db, sql`p."outletId"`)} ORDER BY o."code"`);
  return rows.map(({ outletId, price }) => ({ outletId, price: money(Number(price)) }));
}

/**
 * Gives the product a price of its own at an outlet of the caller's; null: the common price again. Refuses with NOT_FOUND.
 */
export function setOutletPrice(
  db: Db,
  {
    outletId,
    productId,
    price,
  }: { readonly outletId: string; readonly productId: string; readonly price: Money | null },
): Promise<void> {
  return db.transaction(async (tx) => {
    const [outlet] = await tx.query(sql`
      SELECT 1 FROM "Outlet" WHERE "id" = ${outletId} AND ${ofCallersOutlets(tx, sql`"id"`)}`);
    if (!outlet) throw new Refusal('NOT_FOUND', 'There is no such outlet.', { field: 'outletId' });
    const version = await nextStockVersion(tx, outletId); // of two who set it at once, one waits
    const [product] = await tx.query<{ name: string }>(
      sql`SELECT "name" FROM "Product" WHERE "id" = ${productId}`,
    );
    if (!product) throw new Refusal('NOT_FOUND', 'There is no such product.', { field: 'productId' });
    const here = sql`"outletId" = ${outletId} AND "productId" = ${productId}`;
    const [row] = await tx.query<{ price: number }>(sql`SELECT "price" FROM "OutletPrice" WHERE ${here}`);
    const before = row ? Number(row.price) : null;
    if (before === price) return;
    await tx.execute(sql`DELETE FROM "OutletPrice" WHERE ${here}`);
    if (price !== null)
      await tx.insert('OutletPrice', ['outletId', 'productId', 'price'], [[outletId, productId, price]]);
    // Its level says to the tills of the outlet, and to no others, that there is something new about the product.
    await tx.execute(sql`UPDATE "StockLevel" SET "version" = ${version} WHERE ${here}`);
    const prices = { before: { price: before }, after: { price } };
    await audit(tx, {
      action: 'product.price-set',
      outletId,
      subjectId: productId,
      subjectName: product.name,
      ...prices,
    });
  });
}
