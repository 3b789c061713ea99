import type { Role } from '@tillkeep/domain';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { createHmac, randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { audit } from './audit';
import type { Db, Tx } from './db';
import { sha256 } from './sale-rows';

/** How long an access token opens the API. */
const ACCESS_MINUTES = 15;
/** How long a browser stays signed in that is not used. */
const REFRESH_DAYS = 30;
/** How long a refresh token may be presented again, in seconds: the answer to the first time may have been lost. */
const GRACE_SECONDS = 30;

/** So that whoever finds one knows what it is for, and none passes for another. */
const ACCESS_PREFIX = 'tka_';
const REFRESH_PREFIX = 'tkr_';

export interface Tokens {
  readonly userId: string;
  readonly accessToken: string;
  readonly expiresAt: Date;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
}

/** Whose access token it is, as they are at this moment. */
export interface SignedIn {
  readonly sessionId: string;
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  /** By their codes. */
  readonly outletIds: readonly string[];
}

/** Begins a session of somebody whose password was right. */
export function startSession(db: Db, user: { readonly id: string; readonly name: string }): Promise<Tokens> {
  return db.transaction(async (tx) => {
    const id = uuid();
    const now = new Date();
    const tokens = {
      userId: user.id,
      accessToken: `${ACCESS_PREFIX}${randomBytes(32).toString('base64url')}`,
      refreshToken: `${REFRESH_PREFIX}${id}.${randomBytes(32).toString('base64url')}`,
      ...expiries(now),
    };
    await tx.execute(sql`
      INSERT INTO "UserSession" ("id", "userId", "createdAt", "accessHash", "accessExpiresAt", "refreshHash", "refreshExpiresAt")
      VALUES (${id}, ${user.id}, ${now}, ${sha256(tokens.accessToken)}, ${tokens.expiresAt},
        ${sha256(tokens.refreshToken)}, ${tokens.refreshExpiresAt})`);
    await tx.execute(sql`UPDATE "User" SET "lastSignInAt" = ${now} WHERE "id" = ${user.id}`);
    await audit(tx, { action: 'session.started', by: user, subjectId: user.id, subjectName: user.name });
    return tokens;
  });
}

/**
 * The tokens that follow on a refresh token; undefined when it is nobody's any more. The same one again within 30 seconds
 * answers the same tokens. An older one has been copied: then the whole session ends, whoever has which of its tokens.
 */
export function refreshSession(db: Db, refreshToken: string): Promise<Tokens | undefined> {
  const [id = ''] = refreshToken.slice(REFRESH_PREFIX.length).split('.');
  if (!refreshToken.startsWith(REFRESH_PREFIX)) return Promise.resolve(undefined);
  return db.transaction(async (tx) => {
    const [session] = await tx.query<SessionRow>(sql`
      UPDATE "UserSession" SET "id" = "id" WHERE "id" = ${id}
      RETURNING "userId", "refreshHash", "previousRefreshHash", "refreshedAt", "refreshExpiresAt", "endedAt"`);
    if (!session || session.endedAt !== null) return undefined;
    const [user] = await tx.query<{ id: string; name: string }>(
      sql`SELECT "id", "name" FROM "User" WHERE "id" = ${session.userId} AND "active" = ${true}`,
    );
    const now = new Date();
    if (!user || new Date(session.refreshExpiresAt) <= now) return undefined;
    const presented = sha256(refreshToken);
    const [shop] = await tx.query<{ secret: string }>(sql`SELECT "secret" FROM "Shop" WHERE "id" = 1`);
    const derive = (use: string) =>
      createHmac('sha256', shop?.secret ?? '')
        .update(`${use} ${refreshToken}`)
        .digest('base64url');
    const next = {
      userId: user.id,
      accessToken: `${ACCESS_PREFIX}${derive('access')}`,
      refreshToken: `${REFRESH_PREFIX}${id}.${derive('refresh')}`,
    };
    if (presented === session.refreshHash) {
      const expiry = expiries(now);
      await tx.execute(sql`
        UPDATE "UserSession" SET "accessHash" = ${sha256(next.accessToken)}, "accessExpiresAt" = ${expiry.expiresAt},
          "refreshHash" = ${sha256(next.refreshToken)}, "refreshExpiresAt" = ${expiry.refreshExpiresAt},
          "previousRefreshHash" = ${presented}, "refreshedAt" = ${now}
        WHERE "id" = ${id}`);
      return { ...next, ...expiry };
    }
    const refreshedAt = new Date(session.refreshedAt ?? 0);
    const isLostAnswer = now.getTime() - refreshedAt.getTime() <= GRACE_SECONDS * 1000;
    if (presented === session.previousRefreshHash && isLostAnswer)
      return { ...next, ...expiries(refreshedAt) };
    await tx.execute(sql`UPDATE "UserSession" SET "endedAt" = ${now} WHERE "id" = ${id}`);
    await audit(tx, { action: 'session.token-reused', by: user, subjectId: user.id, subjectName: user.name });
    return undefined;
  });
}

/** Undefined when it is nobody's now: unknown, too old, signed out, or theirs who was switched off. */
export async function findSignedIn(db: Db, accessToken: string): Promise<SignedIn | undefined> {
  if (!accessToken.startsWith(ACCESS_PREFIX)) return undefined;
  const rows = await db.query<Omit<SignedIn, 'outletIds'> & { outletId: string | null }>(sql`
    SELECT s."id" AS "sessionId", u."id" AS "userId", u."name", u."role", m."outletId"
    FROM "UserSession" s JOIN "User" u ON u."id" = s."userId"
    LEFT JOIN "UserOutlet" m ON m."userId" = u."id" LEFT JOIN "Outlet" o ON o."id" = m."outletId"
    WHERE s."accessHash" = ${sha256(accessToken)} AND s."accessExpiresAt" > ${new Date()} AND s."endedAt" IS NULL
      AND u."active" = ${true}
    ORDER BY o."code"`);
  const [first] = rows;
  if (!first) return undefined;
  const { sessionId, userId, name, role } = first;
  return { sessionId, userId, name, role, outletIds: rows.flatMap(({ outletId }) => outletId ?? []) };
}

/** Ends the session that an access or refresh token belongs to, if any. */
export function endSession(
  db: Db,
  { accessToken, refreshToken }: { accessToken?: string; refreshToken?: string },
): Promise<void> {
  return db.transaction(async (tx) => {
    const refresh = refreshToken === undefined ? '' : sha256(refreshToken);
    const access = accessToken === undefined ? '' : sha256(accessToken);
    const id = refreshToken?.slice(REFRESH_PREFIX.length).split('.')[0] ?? '';
    const ended = await tx.query<{ userId: string }>(sql`
      UPDATE "UserSession" SET "endedAt" = ${new Date()}
      WHERE "endedAt" IS NULL AND ("accessHash" = ${access} OR ("id" = ${id} AND ("refreshHash" = ${refresh} OR "previousRefreshHash" = ${refresh})))
      RETURNING "userId"`);
    for (const { userId } of ended) {
      const [user] = await tx.query<{ id: string; name: string }>(
        sql`SELECT "id", "name" FROM "User" WHERE "id" = ${userId}`,
      );
      if (user)
        await audit(tx, { action: 'session.ended', by: user, subjectId: user.id, subjectName: user.name });
    }
  });
}

/** Signs somebody out everywhere, but in the session `except`. */
export async function endSessionsOf(tx: Tx, userId: string, except = ''): Promise<void> {
  await tx.execute(sql`
    UPDATE "UserSession" SET "endedAt" = ${new Date()}
    WHERE "userId" = ${userId} AND "endedAt" IS NULL AND "id" <> ${except}`);
}

/** As endSessionsOf, by themselves. */
export function signOutEverywhere(
  db: Db,
  user: { readonly id: string; readonly name: string },
): Promise<void> {
  return db.transaction(async (tx) => {
    await endSessionsOf(tx, user.id);
    await audit(tx, {
      action: 'session.ended-everywhere',
      by: user,
      subjectId: user.id,
      subjectName: user.name,
    });
  });
}

interface SessionRow {
  readonly userId: string;
  readonly refreshHash: string;
  readonly previousRefreshHash: string | null;
  readonly refreshedAt: string | null;
  readonly refreshExpiresAt: string;
  readonly endedAt: string | null;
}

function expiries(from: Date): { expiresAt: Date; refreshExpiresAt: Date } {
  return {
    expiresAt: new Date(from.getTime() + ACCESS_MINUTES * 60_000),
    refreshExpiresAt: new Date(from.getTime() + REFRESH_DAYS * 86_400_000),
  };
}
