import { FIRST_PREVIOUS_HASH } from '@tillkeep/domain';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { audit } from './audit';
import { ofCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import { SERVER_REGISTER } from './outlets';
import { badInput, Refusal } from './refusal';
import { sha256 } from './sale-rows';

/** A hold on a register, as everybody may see it. */
export interface Claim {
  readonly id: string;
  readonly registerId: string;
  /** 1, 2, 3 …; never reused. */
  readonly epoch: number;
  readonly deviceName: string;
  readonly claimedAt: Date;
  readonly endedAt: Date | null;
}

export interface ClaimWithToken extends Claim {
  /** The device's own credential; only its hash is kept here. */
  readonly token: string;
}

/** Whoever has the token of a claim, whether the claim has ended or not. */
export interface Device {
  readonly claimId: string;
  readonly registerId: string;
  readonly outletId: string;
  readonly deviceName: string;
}

/**
 * Gives the register to a device. Refuses with NOT_FOUND, with BAD_USER_INPUT for the server register, and with CONFLICT
 * when a device holds the register and is not to be taken over. What a claim that ends has sold can still be handed in.
 */
export function claimRegister(
  db: Db,
  request: { readonly registerId: string; readonly deviceName: string; readonly takeOver: boolean },
): Promise<ClaimWithToken> {
  const { registerId, deviceName, takeOver } = request;
  const token = `${TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`;
  return db.transaction(async (tx) => {
    const [register] = await tx.query<{ code: string; name: string; outletId: string }>(sql`
      UPDATE "Register" SET "code" = "code" WHERE "id" = ${registerId} AND ${ofCallersOutlets(tx, sql`"outletId"`)}
      RETURNING "code", "name", "outletId"`);
    if (!register) throw new Refusal('NOT_FOUND', 'There is no such register.', { field: 'registerId' });
    if (register.code === SERVER_REGISTER)
      throw badInput('registerId', 'This register is the gateway’s own; choose another one.');
    const [holder] = await tx.query<{ deviceName: string; tokenHash: string | null }>(sql`
      SELECT "deviceName", "tokenHash" FROM "RegisterClaim" WHERE "registerId" = ${registerId} AND "endedAt" IS NULL`);
    if (holder && holder.tokenHash !== null && !takeOver) {
      throw new Refusal(
        'CONFLICT',
        `“${holder.deviceName}” holds ${register.name}. Take it over, or choose another.`,
        {
          field: 'registerId',
          deviceName: holder.deviceName,
        },
      );
    }
    const claimedAt = new Date();
    await tx.execute(sql`
      UPDATE "RegisterClaim" SET "endedAt" = ${claimedAt} WHERE "registerId" = ${registerId} AND "endedAt" IS NULL`);
    const epoch = await nextEpoch(tx, registerId);
    const claim = { id: uuid(), registerId, epoch, deviceName, claimedAt, endedAt: null };
    await insertClaim(tx, { ...claim, tokenHash: sha256(token) });
    await audit(tx, {
      action: holder && holder.tokenHash !== null ? 'register.taken-over' : 'register.claimed',
      outletId: register.outletId,
      subjectId: registerId,
      subjectName: register.name,
      before: holder && holder.tokenHash !== null ? { deviceName: holder.deviceName } : undefined,
      after: { deviceName, epoch },
    });
    return { ...claim, token };
  });
}

/** Whose token it is; undefined when it is nobody's. */
export async function findDevice(db: Db, token: string): Promise<Device | undefined> {
  if (!token.startsWith(TOKEN_PREFIX)) return undefined;
  const [device] = await db.query<Device>(sql`
    SELECT c."id" AS "claimId", c."registerId", c."deviceName", r."outletId" FROM "RegisterClaim" c JOIN "Register" r ON r."id" = c."registerId"
    WHERE c."tokenHash" = ${sha256(token)}`);
  return device;
}

export async function findClaims(db: Db, ids: readonly string[]): Promise<Map<string, Claim>> {
  if (ids.length === 0) return new Map();
  const rows = await db.query<ClaimRow>(sql`
    SELECT c.* FROM "RegisterClaim" c JOIN "Register" r ON r."id" = c."registerId"
    WHERE c."id" IN (${join([...ids])}) AND ${ofCallersOutlets(db, sql`r."outletId"`)}`);
  return new Map(rows.map((row) => [row.id, toClaim(row)]));
}

/** By register, the claim of the device that holds it now. */
export async function findHolders(db: Db, registerIds: readonly string[]): Promise<Map<string, Claim>> {
  if (registerIds.length === 0) return new Map();
  const rows = await db.query<ClaimRow>(sql`
    SELECT c.* FROM "RegisterClaim" c JOIN "Register" r ON r."id" = c."registerId"
    WHERE c."endedAt" IS NULL AND c."tokenHash" IS NOT NULL
      AND c."registerId" IN (${join([...registerIds])}) AND ${ofCallersOutlets(db, sql`r."outletId"`)}`);
  return new Map(rows.map((row) => [row.registerId, toClaim(row)]));
}

/**
 * Takes in a claim that this database knows nothing of, because it is younger than the back-up that was brought back. It
 * has ended, and nobody has its token. Its epoch is the next one if its own has been given to another device meanwhile.
 * Answers its register; undefined when that is not known.
 */
export async function adoptClaim(
  tx: Tx,
  claim: Pick<Claim, 'id' | 'registerId' | 'epoch' | 'deviceName'>,
): Promise<{ readonly id: string; readonly outletId: string; readonly name: string } | undefined> {
  // Held, so that nobody adopts the same claim, or gives out its epoch, meanwhile.
  const [register] = await tx.query<{ id: string; outletId: string; name: string }>(sql`
    UPDATE "Register" SET "code" = "code"
    WHERE "id" = COALESCE((SELECT "registerId" FROM "RegisterClaim" WHERE "id" = ${claim.id}), ${claim.registerId})
      AND ${ofCallersOutlets(tx, sql`"outletId"`)}
    RETURNING "id", "outletId", "name"`);
  const [known] = await tx.query(sql`SELECT 1 FROM "RegisterClaim" WHERE "id" = ${claim.id}`);
  if (!register || known) return register;
  const [taken] = await tx.query(sql`
    SELECT 1 FROM "RegisterClaim" WHERE "registerId" = ${claim.registerId} AND "epoch" = ${claim.epoch}`);
  const epoch = taken ? await nextEpoch(tx, claim.registerId) : claim.epoch;
  const now = new Date();
  await insertClaim(tx, { ...claim, epoch, claimedAt: now, endedAt: now, tokenHash: '' });
  return register;
}

/**
 * Stops waiting for what the device of a claim has not handed in: it is noted on the claim, with the reason, and what arrives
 * all the same is recorded. Done before, it stays as it was noted first. Answers the register; refuses with NOT_FOUND, and
 * with CONFLICT while the device holds the register or when there is nothing to wait for.
 */
export function abandonClaim(
  db: Db,
  claimId: string,
  note: string,
): Promise<{ readonly registerId: string }> {
  return db.transaction(async (tx) => {
    // Held before it is looked at: sales that arrive at this moment come before or after.
    await tx.execute(sql`UPDATE "RegisterClaim" SET "epoch" = "epoch" WHERE "id" = ${claimId}`);
    const [claim] = await tx.query<WaitingClaim>(sql`
      SELECT c."registerId", c."deviceName", c."endedAt", c."abandonedAt", c."contiguousSequence", c."deviceSequence",
        c."eventContiguousSequence", c."eventDeviceSequence", r."outletId", r."name"
      FROM "RegisterClaim" c JOIN "Register" r ON r."id" = c."registerId"
      WHERE c."id" = ${claimId} AND ${ofCallersOutlets(tx, sql`r."outletId"`)}`);
    if (!claim) throw new Refusal('NOT_FOUND', 'There is no such claim.', { field: 'claimId' });
    const { registerId, endedAt, abandonedAt, contiguousSequence, deviceSequence } = claim;
    const waitsForEvents = claim.eventContiguousSequence < claim.eventDeviceSequence;
    if (abandonedAt !== null) return { registerId };
    if (endedAt === null) {
      const message = 'The device still holds the register. Let another device take it over first.';
      throw new Refusal('CONFLICT', message, { field: 'claimId' });
    }
    if (deviceSequence <= contiguousSequence && !waitsForEvents)
      throw new Refusal('CONFLICT', 'Nothing of this claim is waited for.', { field: 'claimId' });
    await tx.execute(sql`
      UPDATE "RegisterClaim" SET "abandonedAt" = ${new Date()}, "abandonedSequence" = ${contiguousSequence},
        "abandonNote" = ${note} WHERE "id" = ${claimId}`);
    await audit(tx, {
      action: 'register.claim-abandoned',
      outletId: claim.outletId,
      subjectId: registerId,
      subjectName: claim.name,
      after: { deviceName: claim.deviceName, arrived: contiguousSequence, of: deviceSequence, note },
    });
    return { registerId };
  });
}

interface WaitingClaim {
  readonly registerId: string;
  readonly outletId: string;
  readonly name: string;
  readonly deviceName: string;
  readonly endedAt: string | null;
  readonly abandonedAt: string | null;
  readonly contiguousSequence: number;
  readonly deviceSequence: number;
  readonly eventContiguousSequence: number;
  readonly eventDeviceSequence: number;
}

export interface RegisterHead {
  /** Its outlet's code and its own, MAIN-R1. */
  readonly register: string;
  /** Sales that are recorded. */
  readonly recorded: number;
  /** Sales that its devices say they have besides, without those that were given up. */
  readonly waiting: number;
}

export function registerHeads(db: Db): Promise<RegisterHead[]> {
  return db.query(sql`
    SELECT o."code" || '-' || r."code" AS "register", SUM(c."recorded") AS "recorded",
      SUM(CASE WHEN c."abandonedAt" IS NULL AND c."deviceSequence" > c."recorded"
        THEN c."deviceSequence" - c."recorded" ELSE 0 END) AS "waiting"
    FROM "RegisterClaim" c
    JOIN "Register" r ON r."id" = c."registerId"
    JOIN "Outlet" o ON o."id" = r."outletId"
    WHERE ${ofCallersOutlets(db, sql`r."outletId"`)}
    GROUP BY o."code", r."code"`);
}

/** A register with the claim under which the gateway numbers sales on it. */
export interface OpenRegister {
  readonly registerId: string;
  readonly claimId: string;
  readonly epoch: number;
  readonly registerCode: string;
  readonly outletCode: string;
  readonly timeZone: string;
  readonly cutOverMinutes: number;
  readonly pricesIncludeTax: number | boolean;
}

/** The outlet's server register when registerId is undefined. Refuses with NOT_FOUND, or CONFLICT when a device holds it. */
export async function openRegister(
  tx: Tx,
  outletId: string,
  registerId: string | undefined,
): Promise<OpenRegister> {
  let register = await findRegister(tx, outletId, registerId);
  if (register.claimId === null) {
    // Held before it is looked at again: of several first sales at once, one makes the claim and the others find it.
    await tx.execute(sql`UPDATE "Register" SET "code" = "code" WHERE "id" = ${register.registerId}`);
    register = await findRegister(tx, outletId, registerId);
  }
  const { tokenHash, claimId, epoch } = register;
  if (tokenHash !== null) {
    throw new Refusal('CONFLICT', 'A device holds this register and numbers its sales itself.', {
      field: 'registerId',
    });
  }
  if (claimId !== null && epoch !== null) return { ...register, claimId, epoch };
  return { ...register, ...(await claimForGateway(tx, register.registerId)) };
}

/** So that whoever finds one knows what it is for. */
const TOKEN_PREFIX = 'tkd_';

type ClaimRow = Omit<Claim, 'claimedAt' | 'endedAt'> & { claimedAt: string; endedAt: string | null };

function toClaim({ id, registerId, epoch, deviceName, claimedAt, endedAt }: ClaimRow): Claim {
  return {
    ...{ id, registerId, epoch, deviceName },
    claimedAt: new Date(claimedAt),
    endedAt: endedAt === null ? null : new Date(endedAt),
  };
}

type RegisterRow = Omit<OpenRegister, 'claimId' | 'epoch'> & {
  readonly claimId: string | null;
  readonly epoch: number | null;
  readonly tokenHash: string | null;
};

/** With the claim that is on it now, if any. */
async function findRegister(tx: Tx, outletId: string, registerId: string | undefined): Promise<RegisterRow> {
  const wanted = registerId === undefined ? sql`r."code" = ${SERVER_REGISTER}` : sql`r."id" = ${registerId}`;
  const [row] = await tx.query<RegisterRow>(sql`
    SELECT r."id" AS "registerId", r."code" AS "registerCode", c."id" AS "claimId", c."epoch", c."tokenHash",
      o."code" AS "outletCode", o."timeZone", o."cutOverMinutes", o."pricesIncludeTax"
    FROM "Register" r
    JOIN "Outlet" o ON o."id" = r."outletId"
    LEFT JOIN "RegisterClaim" c ON c."registerId" = r."id" AND c."endedAt" IS NULL
    WHERE r."outletId" = ${outletId} AND ${wanted}`);
  if (!row) {
    throw new Refusal('NOT_FOUND', 'There is no such register at this outlet.', { field: 'registerId' });
  }
  return row;
}

async function claimForGateway(tx: Tx, registerId: string): Promise<{ claimId: string; epoch: number }> {
  const epoch = await nextEpoch(tx, registerId);
  const claim = {
    id: uuid(),
    registerId,
    epoch,
    deviceName: 'Gateway',
    claimedAt: new Date(),
    endedAt: null,
  };
  await insertClaim(tx, { ...claim, tokenHash: null });
  return { claimId: claim.id, epoch };
}

async function nextEpoch(tx: Tx, registerId: string): Promise<number> {
  const [newest] = await tx.query<{ epoch: number }>(sql`
    SELECT "epoch" FROM "RegisterClaim" WHERE "registerId" = ${registerId} ORDER BY "epoch" DESC LIMIT 1`);
  return (newest?.epoch ?? 0) + 1;
}

async function insertClaim(tx: Tx, claim: Claim & { readonly tokenHash: string | null }): Promise<void> {
  const { id, registerId, epoch, deviceName, claimedAt, endedAt, tokenHash } = claim;
  await tx.execute(sql`
    INSERT INTO "RegisterClaim" ("id", "registerId", "epoch", "deviceName", "tokenHash", "claimedAt", "endedAt", "headHash")
    VALUES (${id}, ${registerId}, ${epoch}, ${deviceName}, ${tokenHash}, ${claimedAt}, ${endedAt}, ${FIRST_PREVIOUS_HASH})`);
}
