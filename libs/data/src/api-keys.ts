import type { Role } from '@tillkeep/domain';
import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import { randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { audit } from './audit';
import { isCallersOutlet, ofCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import { Refusal } from './refusal';
import { sha256 } from './sale-rows';

/** Lets a program in, at one outlet. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly outletId: string;
  readonly createdAt: Date;
  /** To the hour. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

const PREFIX = 'tkk_';

/** The secret is answered here and never again. */
export function createApiKey(
  db: Db,
  key: Pick<ApiKey, 'name' | 'role' | 'outletId'>,
): Promise<{ apiKey: ApiKey; secret: string }> {
  const id = uuid();
  const secret = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  const { name, role, outletId } = key;
  return db.transaction(async (tx) => {
    const [outlet] = await tx.query(sql`SELECT 1 FROM "Outlet" WHERE "id" = ${outletId}`);
    if (!outlet || !isCallersOutlet(tx, outletId))
      throw new Refusal('NOT_FOUND', 'There is no such outlet.', { field: 'outletId' });
    await tx.execute(sql`
      INSERT INTO "ApiKey" ("id", "name", "role", "outletId", "secretHash", "createdAt")
      VALUES (${id}, ${name}, ${role}, ${outletId}, ${sha256(secret)}, ${new Date()})`);
    await audit(tx, {
      action: 'api-key.created',
      outletId,
      subjectId: id,
      subjectName: name,
      after: { role },
    });
    return { apiKey: await readApiKey(tx, id), secret };
  });
}

/** Refuses with NOT_FOUND. A key that is revoked stays so. */
export function revokeApiKey(db: Db, id: string): Promise<ApiKey> {
  return db.transaction(async (tx) => {
    const key = await readApiKey(tx, id);
    if (key.revokedAt !== null) return key;
    const { name, outletId } = key;
    const revokedAt = new Date();
    await tx.execute(sql`UPDATE "ApiKey" SET "revokedAt" = ${revokedAt} WHERE "id" = ${id}`);
    await audit(tx, { action: 'api-key.revoked', outletId, subjectId: id, subjectName: name });
    return { ...key, revokedAt };
  });
}

/** The newest first. */
export function listApiKeys(db: Db): Promise<ApiKey[]> {
  return readApiKeys(db, ofCallersOutlets(db, sql`"outletId"`));
}

/** Undefined when it is nobody's, or revoked. Notes once an hour that it is in use. */
export async function findApiKey(db: Db, secret: string): Promise<ApiKey | undefined> {
  if (!secret.startsWith(PREFIX)) return undefined;
  const [key] = await readApiKeys(db, sql`"secretHash" = ${sha256(secret)} AND "revokedAt" IS NULL`);
  const now = new Date();
  if (key && now.getTime() - (key.lastUsedAt?.getTime() ?? 0) > 3_600_000)
    await db.transaction((tx) =>
      tx.execute(sql`UPDATE "ApiKey" SET "lastUsedAt" = ${now} WHERE "id" = ${key.id}`),
    );
  return key;
}

async function readApiKey(tx: Tx, id: string): Promise<ApiKey> {
  const [key] = await readApiKeys(tx, sql`"id" = ${id} AND ${ofCallersOutlets(tx, sql`"outletId"`)}`);
  if (!key) throw new Refusal('NOT_FOUND', 'There is no such API key.', { field: 'id' });
  return key;
}

async function readApiKeys(db: Db | Tx, which: Sql): Promise<ApiKey[]> {
  const rows = await db.query<ApiKeyRow>(sql`
    SELECT "id", "name", "role", "outletId", "createdAt", "lastUsedAt", "revokedAt" FROM "ApiKey"
    WHERE ${which} ORDER BY "id" DESC`);
  return rows.map((row) => ({
    ...row,
    createdAt: new Date(row.createdAt),
    lastUsedAt: row.lastUsedAt === null ? null : new Date(row.lastUsedAt),
    revokedAt: row.revokedAt === null ? null : new Date(row.revokedAt),
  }));
}

type ApiKeyRow = Omit<ApiKey, 'createdAt' | 'lastUsedAt' | 'revokedAt'> & {
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
};
