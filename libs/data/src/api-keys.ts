import type { Role } from '@tillkeep/domain';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { audit } from './audit';
import { isCallersOutlet } from './caller';
import type { Db } from './db';
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
): Promise<{ id: string; secret: string }> {
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
    await audit(tx, { action: 'api-key.created', outletId, subjectId: id, subjectName: name, after: { role } });
    return { id, secret };
  });
}

/** Refuses with NOT_FOUND. A key that is revoked stays so. */
export function revokeApiKey(db: Db, id: string): Promise<void> {
  return db.transaction(async (tx) => {
    const [key] = await tx.query<{ name: string; outletId: string; revokedAt: string | null }>(
      sql`SELECT "name", "outletId", "revokedAt" FROM "ApiKey" WHERE "id" = ${id}`,
    );
    if (!key || !isCallersOutlet(tx, key.outletId))
      throw new Refusal('NOT_FOUND', 'There is no such API key.', { field: 'id' });
    if (key.revokedAt !== null) return;
    await tx.execute(sql`UPDATE "ApiKey" SET "revokedAt" = ${new Date()} WHERE "id" = ${id}`);
    await audit(tx, { action: 'api-key.revoked', outletId: key.outletId, subjectId: id, subjectName: key.name });
  });
}

/** The newest first. */
export async function listApiKeys(db: Db): Promise<ApiKey[]> {
  const rows = await db.query<ApiKeyRow>(sql`
    SELECT "id", "name", "role", "outletId", "createdAt", "lastUsedAt", "revokedAt" FROM "ApiKey" ORDER BY "id" DESC`);
  return rows.filter(({ outletId }) => isCallersOutlet(db, outletId)).map(toApiKey);
}

/** Undefined when it is nobody's, or revoked. Notes once an hour that it is in use. */
export async function findApiKey(db: Db, secret: string): Promise<ApiKey | undefined> {
  if (!secret.startsWith(PREFIX)) return undefined;
  const [row] = await db.query<ApiKeyRow>(sql`
    SELECT "id", "name", "role", "outletId", "createdAt", "lastUsedAt", "revokedAt" FROM "ApiKey"
    WHERE "secretHash" = ${sha256(secret)} AND "revokedAt" IS NULL`);
  if (!row) return undefined;
  const key = toApiKey(row);
  const now = new Date();
  if (now.getTime() - (key.lastUsedAt?.getTime() ?? 0) > 3_600_000)
    await db.transaction((tx) => tx.execute(sql`UPDATE "ApiKey" SET "lastUsedAt" = ${now} WHERE "id" = ${key.id}`));
  return key;
}

type ApiKeyRow = Omit<ApiKey, 'createdAt' | 'lastUsedAt' | 'revokedAt'> & {
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
};

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    ...row,
    createdAt: new Date(row.createdAt),
    lastUsedAt: row.lastUsedAt === null ? null : new Date(row.lastUsedAt),
    revokedAt: row.revokedAt === null ? null : new Date(row.revokedAt),
  };
}
