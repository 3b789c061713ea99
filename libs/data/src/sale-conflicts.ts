import { sqltag as sql } from '@prisma/client/runtime/client';
import { v7 as uuid } from 'uuid';
import { whereOfCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import { checkPage } from './page';

/** What arrived under the id of a recorded sale with another content. */
export interface SaleConflict {
  readonly id: string;
  readonly saleId: string;
  /** Under which it arrived. */
  readonly claimId: string;
  /** SHA-256 of asSent. */
  readonly hash: string;
  /** Canonical JSON. */
  readonly asSent: string;
  readonly receivedAt: Date;
}

/** Once for each content. */
export async function keepConflict(tx: Tx, conflict: Omit<SaleConflict, 'id'>): Promise<void> {
  const { saleId, claimId, hash, asSent, receivedAt } = conflict;
  await tx.execute(sql`
    INSERT INTO "SaleConflict" ("id", "saleId", "claimId", "hash", "asSent", "receivedAt")
    VALUES (${uuid()}, ${saleId}, ${claimId}, ${hash}, ${asSent}, ${receivedAt})
    ON CONFLICT ("saleId", "hash") DO NOTHING`);
}

/** Newest first. */
export function listSaleConflicts(db: Db, first: number): Promise<SaleConflict[]> {
  checkPage({ first });
  return db.read.saleConflict.findMany({
    where: { sale: { outletId: whereOfCallersOutlets(db) } },
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    take: first,
  });
}
