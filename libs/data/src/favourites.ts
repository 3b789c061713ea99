import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { audit } from './audit';
import type { Db } from './db';
import { findProducts } from './products';
import { badInput, Refusal } from './refusal';

/** As many as a till has tiles. */
const MOST_FAVOURITES = 60;

/** The ids of the products that lie first on the tills of an outlet, in their order. */
export async function listFavourites(db: Db, outletId: string): Promise<string[]> {
  const rows = await db.query<{ productId: string }>(sql`
    SELECT "productId" FROM "Favourite" WHERE "outletId" = ${outletId} ORDER BY "position"`);
  return rows.map(({ productId }) => productId);
}

/**
 * Puts these in the place of the outlet's favourites, in the order given. Refuses with BAD_USER_INPUT more than 60 and a
 * product named twice, with NOT_FOUND an unknown one.
 */
export async function setFavourites(db: Db, outletId: string, productIds: readonly string[]): Promise<void> {
  if (productIds.length > MOST_FAVOURITES)
    throw badInput('productIds', `There is room for ${MOST_FAVOURITES} favourites.`);
  if (new Set(productIds).size < productIds.length)
    throw badInput('productIds', 'A product is a favourite only once.');
  const known = await findProducts(db, outletId, productIds);
  if (known.size < productIds.length)
    throw new Refusal('NOT_FOUND', 'There is no such product.', { field: 'productIds' });
  const rows = productIds.map((productId, index) => sql`(${outletId}, ${index + 1}, ${productId})`);
  await db.transaction(async (tx) => {
    await tx.execute(sql`UPDATE "Outlet" SET "code" = "code" WHERE "id" = ${outletId}`); // one after the other
    await tx.execute(sql`DELETE FROM "Favourite" WHERE "outletId" = ${outletId}`);
    await audit(tx, { action: 'outlet.favourites-set', outletId, after: { productIds } });
    if (rows.length > 0)
      await tx.execute(
        sql`INSERT INTO "Favourite" ("outletId", "position", "productId") VALUES ${join(rows)}`,
      );
  });
}
