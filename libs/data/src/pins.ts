import { pinVerifier, type ApprovalLimits, type Role } from '@tillkeep/domain';
import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import { createHmac } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { audit } from './audit';
import { isCallersOutlet } from './caller';
import type { Device } from './claims';
import type { Db, Tx } from './db';
import { Refusal } from './refusal';

/** A PIN as it is kept: salt and PBKDF2-SHA-256 in hex. */
export interface HashedPin {
  readonly salt: string;
  readonly hash: string;
  readonly iterations: number;
}

/** What a register has to know of somebody to tell by a PIN that it is them. */
export interface RegisterPerson {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly pinSalt: string;
  readonly iterations: number;
  /** See the domain's pinVerifier. */
  readonly verifier: string;
}

export interface RegisterPeople extends ApprovalLimits {
  /** By name: whoever is active at the outlet and has a PIN. */
  readonly people: readonly RegisterPerson[];
  /** The device's own, in hex. */
  readonly deviceSalt: string;
  /** From then on, without having heard of us, the device opens to no PIN. */
  readonly validUntil: Date;
}

/** For so long a device may go on by what it has heard last: in milliseconds. */
export const PEOPLE_VALID_MS = 14 * 24 * 60 * 60_000;

/**
 * Undefined takes the PIN away. The one before stays verifiable for what was approved with it before devices heard of the
 * change. Refuses with NOT_FOUND.
 */
export function setPin(db: Db, userId: string, pin: HashedPin | undefined): Promise<void> {
  return db.transaction(async (tx) => {
    const [user] = await tx.query<{ name: string }>(
      sql`UPDATE "User" SET "name" = "name" WHERE "id" = ${userId} RETURNING "name"`, // of two at once, one waits
    );
    if (!user) throw new Refusal('NOT_FOUND', 'There is no such user.', { field: 'userId' });
    const ended = await endPin(tx, userId);
    if (pin) await insertPin(tx, userId, pin);
    if (!pin && ended === 0) return;
    await audit(tx, {
      action: pin ? 'user.pin-set' : 'user.pin-cleared',
      subjectId: userId,
      subjectName: user.name,
    });
  });
}

export async function insertPin(
  tx: Tx,
  userId: string,
  { salt, hash, iterations }: HashedPin,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO "Pin" ("id", "userId", "salt", "hash", "iterations", "setAt")
    VALUES (${uuid()}, ${userId}, ${salt}, ${hash}, ${iterations}, ${new Date()})`);
}

/** With the device's token: who may sell at its outlet, and what they may do there alone. */
export async function registerPeople(db: Db, device: Device): Promise<RegisterPeople> {
  const { claimId, outletId } = device;
  if (!isCallersOutlet(db, outletId)) throw new Refusal('NOT_FOUND', 'There is no such outlet.');
  const [shop] = await db.query<{ secret: string } & ApprovalLimits>(sql`
    SELECT s."secret", o."priceChangeLimit", o."differenceLimit", o."refundLimit"
    FROM "Shop" s CROSS JOIN "Outlet" o WHERE o."id" = ${outletId}`);
  if (!shop) throw new Error(`Outlet ${outletId} has gone.`);
  const { secret, ...limits } = shop;
  const deviceSalt = createHmac('sha256', secret).update(`pins ${claimId}`).digest('hex');
  const rows = await db.query<Pick<RegisterPerson, 'id' | 'name' | 'role'> & HashedPin>(sql`
    SELECT u."id", u."name", u."role", p."salt", p."hash", p."iterations"
    FROM "Pin" p JOIN "User" u ON u."id" = p."userId"
    WHERE p."endedAt" IS NULL AND ${worksAt(outletId)} ORDER BY u."name", u."id"`);
  const people = rows.map(({ id, name, role, salt, hash, iterations }) => ({
    ...{ id, name, role, iterations },
    pinSalt: salt,
    verifier: pinVerifier(hash, deviceSalt),
  }));
  return { ...limits, people, deviceSalt, validUntil: new Date(Date.now() + PEOPLE_VALID_MS) };
}

/** A condition on the table "User" u: active, and of the outlet. */
export function worksAt(outletId: string): Sql {
  return sql`u."active" = ${true} AND (u."role" = 'ADMIN' OR EXISTS (
    SELECT 1 FROM "UserOutlet" m WHERE m."userId" = u."id" AND m."outletId" = ${outletId}))`;
}

function endPin(tx: Tx, userId: string): Promise<number> {
  return tx.execute(
    sql`UPDATE "Pin" SET "endedAt" = ${new Date()} WHERE "userId" = ${userId} AND "endedAt" IS NULL`,
  );
}
