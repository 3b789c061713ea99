import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Db } from './db';
import { insertOutlet, type NewOutlet } from './outlets';
import { Refusal } from './refusal';
import { insertUser, type NewUser } from './users';

/**
 * Opens the shop in an empty database, once: its first outlet and its people, administrators among them. Refuses with
 * CONFLICT when that has been done.
 */
export function setUpShop(
  db: Db,
  shop: {
    readonly outlet: NewOutlet;
    readonly users: readonly Omit<NewUser, 'outletIds'>[];
    readonly demo: boolean;
  },
): Promise<{ outletId: string; userIds: string[] }> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`UPDATE "Shop" SET "demo" = ${shop.demo} WHERE "id" = 1`); // of two at once, one waits
    const [outlet] = await tx.query(sql`SELECT 1 FROM "Outlet" LIMIT 1`);
    if (outlet) throw new Refusal('CONFLICT', 'The shop has been set up already.');
    const { id } = await insertOutlet(tx, shop.outlet);
    const userIds = [];
    for (const user of shop.users) userIds.push(await insertUser(tx, { ...user, outletIds: [id] }));
    return { outletId: id, userIds };
  });
}
