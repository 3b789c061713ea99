import { sqltag as sql } from '@prisma/client/runtime/client';
import { randomUUID } from 'node:crypto';
import type { Db, Tx } from './db';

/**
 * Which life of the database this is: it changes when the database is brought back from a back-up, and then devices send
 * again what they keep and load the catalogue anew.
 */
export async function readGeneration(db: Db | Tx): Promise<string> {
  const [shop] = await db.query<{ generation: string }>(sql`SELECT "generation" FROM "Shop" WHERE "id" = 1`);
  if (!shop) throw new Error('The shop has lost its row.');
  return shop.generation;
}

/** What is known of a shop before anybody has signed in. */
export interface Setup {
  /** It has no outlet yet. */
  readonly needed: boolean;
  /** It is made of sample data. */
  readonly demo: boolean;
}

export async function readSetup(db: Db): Promise<Setup> {
  const [shop] = await db.query<{ demo: number | boolean; outlets: number }>(sql`
    SELECT "demo", (SELECT COUNT(*) FROM "Outlet") AS "outlets" FROM "Shop" WHERE "id" = 1`);
  return { needed: Number(shop?.outlets) === 0, demo: Boolean(shop?.demo) };
}

/** Once it is clear that the database was brought back from a back-up: `ended` is the generation that it still says. */
export async function endGeneration(db: Db, ended: string): Promise<void> {
  await db.transaction(async (tx) => {
    const isFirst = await tx.execute(
      sql`UPDATE "Shop" SET "generation" = ${randomUUID()} WHERE "id" = 1 AND "generation" = ${ended}`,
    );
    if (!isFirst) return;
    // What the gateway itself has numbered since the back-up is on receipts and in the ERP: it goes on in another epoch.
    await tx.execute(sql`
      UPDATE "RegisterClaim" SET "endedAt" = ${await tx.now()} WHERE "tokenHash" IS NULL AND "endedAt" IS NULL`);
  });
}

/**
 * Puts the catalogue's clock forward; the version is for all products that the transaction changes. To be called first in
 * it: the clock stays locked until the commit, so that a later version never becomes visible before an earlier one.
 */
export async function nextCatalogueVersion(tx: Tx): Promise<number> {
  const [shop] = await tx.query<{ version: number }>(sql`
    UPDATE "Shop" SET "catalogueVersion" = "catalogueVersion" + 1 WHERE "id" = 1 RETURNING "catalogueVersion" AS "version"`);
  if (!shop) throw new Error('The shop has lost its row.');
  return shop.version;
}
