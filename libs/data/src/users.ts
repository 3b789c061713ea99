import { isAtLeast, type Role } from '@tillkeep/domain';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { v7 as uuid } from 'uuid';
import { audit, whatChanged } from './audit';
import { isCallersOutlet, ofCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import { insertPin, type HashedPin } from './pins';
import { badInput, Refusal } from './refusal';
import { endSessionsOf } from './sessions';

/** Somebody who signs in. */
export interface User {
  readonly id: string;
  readonly name: string;
  /** In lower case; no two people have the same. */
  readonly email: string;
  readonly role: Role;
  readonly active: boolean;
  readonly createdAt: Date;
  readonly lastSignInAt: Date | null;
  /** Whether they can say at a register who they are. */
  readonly hasPin: boolean;
  /** Where a cashier or manager belongs to; of no meaning for an administrator, who sees all. */
  readonly outletIds: readonly string[];
}

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly outletIds: readonly string[];
  /** argon2id, in its own text form. */
  readonly passwordHash: string;
  readonly pin?: HashedPin;
}

export type UserChanges = Partial<Pick<User, 'name' | 'email' | 'role' | 'active' | 'outletIds'>>;

/** Refuses with CONFLICT when the e-mail address is taken, with BAD_USER_INPUT when nobody but an administrator has no outlet. */
export function createUser(db: Db, user: NewUser): Promise<string> {
  return db.transaction((tx) => insertUser(tx, user));
}

export async function insertUser(tx: Tx, user: NewUser): Promise<string> {
  const { name, role, outletIds, passwordHash, pin } = user;
  const email = user.email.toLowerCase();
  const id = uuid();
  await checkEmail(tx, email, id);
  await checkOutlets(tx, role, outletIds);
  await tx.execute(sql`
    INSERT INTO "User" ("id", "name", "email", "role", "active", "passwordHash", "createdAt")
    VALUES (${id}, ${name}, ${email}, ${role}, ${true}, ${passwordHash}, ${new Date()})`);
  await setOutlets(tx, id, outletIds);
  if (pin) await insertPin(tx, id, pin);
  await audit(tx, {
    action: 'user.created',
    subjectId: id,
    subjectName: name,
    after: { name, email, role, outletIds },
  });
  return id;
}

/**
 * Refuses with NOT_FOUND, and with CONFLICT when it would leave the shop without an administrator. Who is switched off is
 * signed out everywhere.
 */
export function updateUser(db: Db, id: string, changes: UserChanges): Promise<void> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`UPDATE "Shop" SET "auditHash" = "auditHash" WHERE "id" = 1`); // of two who demote each other, one waits
    const [before] = await readUsers(tx, sql`"id" = ${id}`);
    if (!before) throw new Refusal('NOT_FOUND', 'There is no such user.', { field: 'id' });
    const after = { ...before, ...changes, email: (changes.email ?? before.email).toLowerCase() };
    await checkEmail(tx, after.email, id);
    await checkOutlets(tx, after.role, after.outletIds);
    const { name, email, role, active, outletIds } = after;
    const changed = whatChanged(
      {
        name: before.name,
        email: before.email,
        role: before.role,
        active: before.active,
        outletIds: [...before.outletIds].sort(),
      },
      { name, email, role, active, outletIds: [...outletIds].sort() },
    );
    if (!changed) return;
    await tx.execute(sql`
      UPDATE "User" SET "name" = ${name}, "email" = ${email}, "role" = ${role}, "active" = ${active} WHERE "id" = ${id}`);
    await tx.execute(sql`DELETE FROM "UserOutlet" WHERE "userId" = ${id}`);
    await setOutlets(tx, id, outletIds);
    const [admin] = await tx.query(
      sql`SELECT 1 FROM "User" WHERE "role" = 'ADMIN' AND "active" = ${true} LIMIT 1`,
    );
    if (!admin)
      throw new Refusal('CONFLICT', 'The shop needs an administrator who can sign in.', { field: 'id' });
    if (!active) await endSessionsOf(tx, id);
    await audit(tx, { action: 'user.updated', subjectId: id, subjectName: name, ...changed });
  });
}

/** Ends every session of theirs but `except`. Refuses with NOT_FOUND. */
export function setPasswordHash(db: Db, id: string, passwordHash: string, except?: string): Promise<void> {
  return db.transaction(async (tx) => {
    const [user] = await tx.query<{ name: string }>(sql`
      UPDATE "User" SET "passwordHash" = ${passwordHash} WHERE "id" = ${id} RETURNING "name"`);
    if (!user) throw new Refusal('NOT_FOUND', 'There is no such user.', { field: 'userId' });
    await endSessionsOf(tx, id, except);
    await audit(tx, { action: 'user.password-set', subjectId: id, subjectName: user.name });
  });
}

/** The same password, hashed as is asked for now; nothing when it was changed meanwhile. */
export function renewPasswordHash(
  db: Db,
  { id, passwordHash }: { readonly id: string; readonly passwordHash: string },
  renewed: string,
): Promise<void> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`
      UPDATE "User" SET "passwordHash" = ${renewed} WHERE "id" = ${id} AND "passwordHash" = ${passwordHash}`);
  });
}

/** By name. */
export function listUsers(db: Db): Promise<User[]> {
  return readUsers(db, sql`TRUE`);
}

/** Who works at the caller's outlets, administrators not among them; of their outlets those of the caller. */
export async function listColleagues(db: Db): Promise<User[]> {
  const users = await readUsers(
    db,
    sql`"role" <> 'ADMIN' AND EXISTS (SELECT 1 FROM "UserOutlet" m
    WHERE m."userId" = "User"."id" AND ${ofCallersOutlets(db, sql`m."outletId"`)})`,
  );
  return users.map((user) => ({
    ...user,
    outletIds: user.outletIds.filter((id) => isCallersOutlet(db, id)),
  }));
}

export async function findUsers(db: Db, ids: readonly string[]): Promise<Map<string, User>> {
  if (ids.length === 0) return new Map();
  const users = await readUsers(db, sql`"id" IN (${join([...ids])})`);
  return new Map(users.map((user) => [user.id, user]));
}

/** With the password's hash, for whoever checks it. */
export async function findUserToSignIn(
  db: Db,
  email: string,
): Promise<(Pick<User, 'id' | 'name' | 'active'> & { passwordHash: string }) | undefined> {
  const [user] = await db.query<
    Pick<User, 'id' | 'name'> & { active: number | boolean; passwordHash: string }
  >(sql`
    SELECT "id", "name", "active", "passwordHash" FROM "User" WHERE "email" = ${email.toLowerCase()}`);
  return user && { ...user, active: Boolean(user.active) };
}

type UserRow = Omit<User, 'createdAt' | 'lastSignInAt' | 'outletIds' | 'active' | 'hasPin'> & {
  readonly active: number | boolean;
  readonly hasPin: number | boolean;
  readonly createdAt: string;
  readonly lastSignInAt: string | null;
};

async function readUsers(db: Db | Tx, which: ReturnType<typeof sql>): Promise<User[]> {
  const rows = await db.query<UserRow>(sql`
    SELECT "id", "name", "email", "role", "active", "createdAt", "lastSignInAt",
      EXISTS (SELECT 1 FROM "Pin" p WHERE p."userId" = "User"."id" AND p."endedAt" IS NULL) AS "hasPin"
    FROM "User" WHERE ${which} ORDER BY "name", "id"`);
  if (rows.length === 0) return [];
  const members = await db.query<{ userId: string; outletId: string }>(sql`
    SELECT m."userId", m."outletId" FROM "UserOutlet" m JOIN "Outlet" o ON o."id" = m."outletId"
    WHERE m."userId" IN (${join(rows.map(({ id }) => id))}) ORDER BY o."code"`);
  return rows.map((row) => ({
    ...row,
    active: Boolean(row.active),
    hasPin: Boolean(row.hasPin),
    createdAt: new Date(row.createdAt),
    lastSignInAt: row.lastSignInAt === null ? null : new Date(row.lastSignInAt),
    outletIds: members.filter(({ userId }) => userId === row.id).map(({ outletId }) => outletId),
  }));
}

async function checkEmail(tx: Tx, email: string, id: string): Promise<void> {
  const [other] = await tx.query(sql`SELECT 1 FROM "User" WHERE "email" = ${email} AND "id" <> ${id}`);
  if (other) throw new Refusal('CONFLICT', 'Somebody has this e-mail address already.', { field: 'email' });
}

async function checkOutlets(tx: Tx, role: Role, outletIds: readonly string[]): Promise<void> {
  if (outletIds.length === 0 && !isAtLeast(role, 'ADMIN'))
    throw badInput('outletIds', 'Choose at least one outlet.');
  if (outletIds.length === 0) return;
  const known = await tx.query(sql`SELECT "id" FROM "Outlet" WHERE "id" IN (${join([...outletIds])})`);
  if (known.length < new Set(outletIds).size) throw badInput('outletIds', 'There is no such outlet.');
}

async function setOutlets(tx: Tx, userId: string, outletIds: readonly string[]): Promise<void> {
  const rows = [...new Set(outletIds)].map((outletId) => [userId, outletId]);
  if (rows.length > 0) await tx.insert('UserOutlet', ['userId', 'outletId'], rows);
}
