import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { createHmac } from 'node:crypto';
import { audit } from './audit';
import type { Db } from './db';

/** What wrong passwords are counted on: an account, a network address, or a browser that has been let in before. */
export interface TryKey {
  readonly key: string;
  /** How many in a row cost nothing. */
  readonly free: number;
  /** After them each wait is twice the one before, from one second up to this many. */
  readonly longestWaitSeconds: number;
}

/** A day after the last one, wrong passwords are forgotten. */
const FORGOTTEN_AFTER_MS = 86_400_000;

/**
 * Counts a try before its password is looked at, so that many at once are not let through together. Answers how many
 * seconds are to be waited instead, when one of the keys has to wait; then nothing is counted.
 */
export function countTry(db: Db, keys: readonly TryKey[]): Promise<{ waitSeconds: number }> {
  return db.transaction(async (tx) => {
    const now = Date.now();
    await tx.execute(sql`DELETE FROM "SignInFailure" WHERE "at" < ${new Date(now - FORGOTTEN_AFTER_MS)}`);
    for (const { key } of keys) {
      await tx.execute(sql`
        INSERT INTO "SignInFailure" ("key", "count", "waitUntil", "at") VALUES (${key}, 0, ${new Date(now)}, ${new Date(now)})
        ON CONFLICT ("key") DO UPDATE SET "at" = "SignInFailure"."at"`);
    }
    const rows = await tx.query<{ key: string; count: number; waitUntil: string }>(sql`
      SELECT "key", "count", "waitUntil" FROM "SignInFailure" WHERE "key" IN (${join(keys.map(({ key }) => key))})`);
    const waitMs = Math.max(...rows.map(({ waitUntil }) => new Date(waitUntil).getTime() - now));
    if (waitMs > 0) return { waitSeconds: Math.ceil(waitMs / 1000) };
    for (const { key, free, longestWaitSeconds } of keys) {
      const count = (rows.find((row) => row.key === key)?.count ?? 0) + 1;
      const wait = count < free ? 0 : Math.min(longestWaitSeconds, 2 ** Math.min(count - free, 30));
      await tx.execute(sql`
        UPDATE "SignInFailure" SET "count" = ${count}, "waitUntil" = ${new Date(now + wait * 1000)}, "at" = ${new Date(now)}
        WHERE "key" = ${key}`);
    }
    return { waitSeconds: 0 };
  });
}

/** What a browser keeps to show that the account was let in there before. */
export async function browserMark(db: Db, account: string): Promise<string> {
  const [shop] = await db.query<{ secret: string }>(sql`SELECT "secret" FROM "Shop" WHERE "id" = 1`);
  return createHmac('sha256', shop?.secret ?? '')
    .update(`browser ${account}`)
    .digest('base64url');
}

/** The password was right: what was counted on the account and the browser is forgotten, on the address only this try. */
export function forgiveTries(
  db: Db,
  keys: { readonly all: readonly TryKey[]; readonly one: TryKey },
): Promise<void> {
  return db.transaction(async (tx) => {
    await tx.execute(
      sql`DELETE FROM "SignInFailure" WHERE "key" IN (${join(keys.all.map(({ key }) => key))})`,
    );
    await tx.execute(sql`
      UPDATE "SignInFailure" SET "count" = "count" - 1, "waitUntil" = "at" WHERE "key" = ${keys.one.key} AND "count" > 0`);
  });
}

/** The password was wrong, or nobody has this e-mail address. */
export function noteRefusedSignIn(
  db: Db,
  email: string,
  user: { id: string; name: string } | undefined,
): Promise<void> {
  return db.transaction((tx) =>
    audit(tx, { action: 'session.refused', subjectId: user?.id ?? null, subjectName: user?.name ?? email }),
  );
}
