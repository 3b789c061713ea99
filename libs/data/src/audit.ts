import { canonicalJson } from '@tillkeep/domain';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { ofCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import { checkPage, decodeCursor, toPage, type Page, type PageRequest } from './page';
import { sha256 } from './sale-rows';

/** What was done to what; the words are `thing.done`. */
export interface Deed {
  readonly action: string;
  readonly outletId?: string | null;
  readonly subjectId?: string | null;
  readonly subjectName?: string | null;
  /** Only what changed. */
  readonly before?: object;
  readonly after?: object;
  /** Who did it, where that is not the caller: who has just signed in, or tried to. */
  readonly by?: { readonly id: string | null; readonly name: string };
}

export interface AuditEntry {
  /** 1, 2, 3 … without a hole. */
  readonly id: number;
  readonly at: Date;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly outletId: string | null;
  readonly action: string;
  readonly subjectId: string | null;
  readonly subjectName: string | null;
  /** JSON of what changed. */
  readonly before: string | null;
  readonly after: string | null;
  readonly address: string | null;
  readonly previousHash: string;
  /** SHA-256 of the canonical JSON of everything above. */
  readonly hash: string;
}

/** Writes down what the transaction does, and stands or falls with it. Its entry follows on the one before, so they wait for each other. */
export async function audit(tx: Tx, deed: Deed): Promise<void> {
  const { caller } = tx;
  const by = deed.by ?? caller;
  const [head] = await tx.query<{ auditHash: string }>(
    sql`UPDATE "Shop" SET "auditHash" = "auditHash" WHERE "id" = 1 RETURNING "auditHash"`,
  );
  if (!head) throw new Error('The shop has lost its row.');
  const [newest] = await tx.query<{ id: number }>(
    sql`SELECT "id" FROM "AuditEntry" ORDER BY "id" DESC LIMIT 1`,
  );
  const entry = {
    id: (newest?.id ?? 0) + 1,
    at: new Date(),
    actorId: by.id,
    actorName: by.name,
    outletId: deed.outletId ?? null,
    action: deed.action,
    subjectId: deed.subjectId ?? null,
    subjectName: deed.subjectName ?? null,
    before: deed.before === undefined ? null : JSON.stringify(deed.before),
    after: deed.after === undefined ? null : JSON.stringify(deed.after),
    address: caller.address ?? null,
    previousHash: head.auditHash,
  };
  const hash = auditHash(entry);
  await tx.insert('AuditEntry', [...Object.keys(entry), 'hash'], [[...Object.values(entry), hash]]);
  await tx.execute(sql`UPDATE "Shop" SET "auditHash" = ${hash} WHERE "id" = 1`);
}

/** Those parts of `after` that differ from `before`, of both. Undefined when nothing differs. */
export function whatChanged<T extends object>(
  before: T,
  after: Partial<T>,
): { before: Partial<T>; after: Partial<T> } | undefined {
  const changed = { before: {} as Partial<T>, after: {} as Partial<T> };
  for (const key of Object.keys(after) as (keyof T)[]) {
    if (after[key] === undefined || JSON.stringify(after[key]) === JSON.stringify(before[key])) continue;
    changed.before[key] = before[key];
    changed.after[key] = after[key];
  }
  return Object.keys(changed.after).length === 0 ? undefined : changed;
}

export interface AuditFilter {
  readonly actorId?: string | null;
  readonly outletId?: string | null;
  readonly subjectId?: string | null;
  /** An action, or the thing before its point: product. */
  readonly action?: string | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
}

/** Newest first; entries of no outlet only for those who see all outlets. */
export async function listAuditEntries(
  db: Db,
  filter: AuditFilter,
  page: PageRequest,
): Promise<Page<AuditEntry>> {
  checkPage(page);
  const before = decodeCursor(page.after, ([id]) =>
    typeof id === 'number' && Number.isSafeInteger(id) ? id : undefined,
  );
  const { actorId, outletId, subjectId, action, from, to } = filter;
  const conditions = [
    ofCallersOutlets(db, sql`"outletId"`),
    ...(before === undefined ? [] : [sql`"id" < ${before}`]),
    ...(actorId ? [sql`"actorId" = ${actorId}`] : []),
    ...(outletId ? [sql`"outletId" = ${outletId}`] : []),
    ...(subjectId ? [sql`"subjectId" = ${subjectId}`] : []),
    ...(action
      ? [
          action.includes('.')
            ? sql`"action" = ${action}`
            : sql`"action" >= ${`${action}.`} AND "action" < ${`${action}/`}`,
        ]
      : []),
    ...(from ? [sql`"at" >= ${from}`] : []),
    ...(to ? [sql`"at" < ${to}`] : []),
  ];
  const rows = await db.query<AuditRow>(sql`
    SELECT * FROM "AuditEntry" WHERE ${join(conditions, ' AND ')} ORDER BY "id" DESC LIMIT ${page.first + 1}`);
  return toPage(page, rows.map(toEntry), ({ id }) => [id]);
}

/** Whether the trail is as it was written; if not, the first entry that isn't. */
export interface AuditVerdict {
  readonly entries: number;
  readonly intact: boolean;
  /** The first entry that is missing or was altered. */
  readonly firstAltered: number | null;
}

/** Hashes every entry again. What it can't see is a database that was put back as a whole to an earlier day. */
export async function verifyAudit(db: Db): Promise<AuditVerdict> {
  const [shop] = await db.query<{ auditHash: string }>(sql`SELECT "auditHash" FROM "Shop" WHERE "id" = 1`);
  let previousHash = '';
  let entries = 0;
  for (;;) {
    const rows = await db.query<AuditRow>(
      sql`SELECT * FROM "AuditEntry" WHERE "id" > ${entries} ORDER BY "id" LIMIT ${ENTRIES_AT_ONCE}`,
    );
    if (rows.length === 0) break;
    for (const { hash, ...entry } of rows.map(toEntry)) {
      const isNext = entry.id === entries + 1 && entry.previousHash === previousHash;
      if (!isNext || auditHash(entry) !== hash) return { entries, intact: false, firstAltered: entries + 1 };
      previousHash = hash;
      entries = entry.id;
    }
  }
  const complete = shop?.auditHash === previousHash;
  return { entries, intact: complete, firstAltered: complete ? null : entries + 1 };
}

const ENTRIES_AT_ONCE = 1000;

type AuditRow = Omit<AuditEntry, 'at'> & { readonly at: string };

function toEntry(row: AuditRow): AuditEntry {
  return { ...row, at: new Date(row.at) };
}

function auditHash({ at, ...entry }: Omit<AuditEntry, 'hash'>): string {
  return sha256(canonicalJson({ ...entry, at: at.toISOString() }));
}
