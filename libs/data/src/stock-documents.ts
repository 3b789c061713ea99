import { join, sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import { v7 as uuid } from 'uuid';
import { audit } from './audit';
import { isCallersOutlet, ofCallersOutlets, type Caller } from './caller';
import type { Db, Tx } from './db';
import type { StockDocumentKind, StockDocumentStatus } from './generated/sqlite/client';
import { checkPage, decodeCursor, toPage, type Page, type PageRequest } from './page';
import { matchingProducts, type ProductFilter } from './product-list';
import { badInput, Refusal } from './refusal';

export type { StockDocumentKind, StockDocumentStatus };

/** A place as everybody in the shop may know it. */
export interface StockPlace {
  readonly code: string;
  readonly name: string;
}

/** People as they were called then. */
export interface StockDocument {
  readonly id: string;
  readonly kind: StockDocumentKind;
  readonly status: StockDocumentStatus;
  readonly outletId: string;
  readonly toOutletId: string | null;
  /** Where the goods are; of a transfer, where they leave. */
  readonly outlet: StockPlace;
  /** Where a transfer arrives. */
  readonly toOutlet: StockPlace | null;
  /** 1, 2, 3 … of its kind at its outlet. */
  readonly number: number;
  readonly supplier: string | null;
  readonly reference: string | null;
  readonly note: string | null;
  readonly differenceReason: string | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly sentAt: Date | null;
  readonly sentBy: string | null;
  readonly bookedAt: Date | null;
  readonly bookedBy: string | null;
  /** The position of its newest line. */
  readonly lastPosition: number;
  /** How far a count is booked, as a position. */
  readonly bookedPosition: number;
}

export interface NewStockDocument {
  /** Made by whoever asks, so that what is asked twice is done once. */
  readonly id?: string;
  readonly kind: StockDocumentKind;
  /** Where a transfer goes. */
  readonly toOutletCode?: string;
  readonly supplier?: string | null;
  readonly reference?: string | null;
  readonly note?: string | null;
  /** What is on a count's sheet from the beginning: nothing when left out, everything when it is empty. */
  readonly scope?: ProductFilter;
}

export interface StockDocumentFilter {
  readonly kind?: StockDocumentKind | null;
  readonly status?: StockDocumentStatus | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
  /** A number, or a part of supplier, reference or note. */
  readonly search?: string | null;
}

/** Those of the outlet, and the transfers that were sent to it; newest first. */
export async function listStockDocuments(
  db: Db,
  outletId: string,
  filter: StockDocumentFilter,
  page: PageRequest,
): Promise<Page<StockDocument>> {
  checkPage(page);
  const before = decodeCursor(page.after, ([at, id]) =>
    typeof at === 'string' && !Number.isNaN(Date.parse(at)) && typeof id === 'string'
      ? { at: new Date(at), id }
      : undefined,
  );
  const { kind, status, from, to } = filter;
  const conditions = [
    visible(db),
    ...(before ? [sql`(d."createdAt", d."id") < (${before.at}, ${before.id})`] : []),
    ...(from ? [sql`d."createdAt" >= ${from}`] : []),
    ...(to ? [sql`d."createdAt" < ${to}`] : []),
    ...(kind ? [sql`d."kind" = ${kind}`] : []),
    ...(status ? [sql`d."status" = ${status}`] : []),
    ...searching(filter.search?.trim() ?? ''),
  ];
  // Each branch is a stretch of an index in the list's own order.
  const branches = [
    sql`d."outletId" = ${outletId}`,
    sql`d."toOutletId" = ${outletId} AND d."sentAt" IS NOT NULL`,
  ].map(
    (here) => sql`SELECT * FROM (
      SELECT d."id", d."createdAt" FROM "StockDocument" d WHERE ${here} AND ${join(conditions, ' AND ')}
      ORDER BY d."createdAt" DESC, d."id" DESC LIMIT ${page.first + 1}) branch`,
  );
  const found = await db.query<{ id: string }>(sql`
    SELECT * FROM (${join(branches, ' UNION ALL ')}) found
    ORDER BY "createdAt" DESC, "id" DESC LIMIT ${page.first + 1}`);
  const documents = await findStockDocuments(
    db,
    found.map(({ id }) => id),
  );
  return toPage(
    page,
    found.flatMap(({ id }) => documents.get(id) ?? []),
    ({ createdAt, id }) => [createdAt.toISOString(), id],
  );
}

/** Those of them that the caller may see. */
export async function findStockDocuments(
  db: Pick<Db, 'query' | 'caller'>,
  ids: readonly string[],
): Promise<Map<string, StockDocument>> {
  if (ids.length === 0) return new Map();
  const rows = await db.query<DocumentRow>(sql`
    SELECT d.*, o."code" AS "outletCode", o."name" AS "outletName", t."code" AS "toCode", t."name" AS "toName"
    FROM "StockDocument" d JOIN "Outlet" o ON o."id" = d."outletId" LEFT JOIN "Outlet" t ON t."id" = d."toOutletId"
    WHERE d."id" IN (${join([...ids])}) AND ${visible(db)}`);
  return new Map(rows.map((row) => [row.id, toDocument(row)]));
}

/** Where a transfer from the outlet can go: what everybody in the shop may know of the other outlets. */
export function listTransferPlaces(db: Db, outletId: string): Promise<StockPlace[]> {
  return db.query<StockPlace>(
    sql`SELECT "code", "name" FROM "Outlet" WHERE "id" <> ${outletId} ORDER BY "code"`,
  );
}

/**
 * Begins a document, as a draft of the outlet's. Answers its id. Asked again with the same id it does nothing; CONFLICT when
 * another document has that id, BAD_USER_INPUT for a transfer to nowhere and for a count of nothing.
 */
export function startStockDocument(db: Db, outletId: string, wanted: NewStockDocument): Promise<string> {
  const { id = uuid(), kind, supplier = null, reference = null, note = null, scope } = wanted;
  return db.transaction(async (tx) => {
    const [known] = await tx.query<{ kind: StockDocumentKind; outletId: string }>(
      sql`SELECT "kind", "outletId" FROM "StockDocument" WHERE "id" = ${id}`,
    );
    if (known?.kind === kind && known.outletId === outletId) return id;
    if (known) throw new Refusal('CONFLICT', 'Another document has this id.', { field: 'id' });
    const toOutletId = kind === 'TRANSFER' ? await transferTarget(tx, outletId, wanted.toOutletCode) : null;
    await tx.execute(sql`UPDATE "Outlet" SET "code" = "code" WHERE "id" = ${outletId}`); // one number after the other
    const [newest] = await tx.query<{ number: number | null }>(sql`
      SELECT MAX("number") AS "number" FROM "StockDocument" WHERE "outletId" = ${outletId} AND "kind" = ${kind}`);
    const row = {
      ...{ id, kind, status: 'DRAFT', outletId, toOutletId, number: (newest?.number ?? 0) + 1 },
      ...{ supplier, reference, note, createdAt: new Date(), createdBy: tx.caller.name },
    };
    await tx.insert('StockDocument', Object.keys(row), [Object.values(row)]);
    if (kind === 'COUNT' && scope) await putOnSheet(tx, id, outletId, scope);
    return id;
  });
}

/** Corrects what a draft says of itself. */
export function updateStockDocument(
  db: Db,
  id: string,
  changes: Partial<Record<'supplier' | 'reference' | 'note', string | null>>,
): Promise<void> {
  return db.transaction(async (tx) => {
    const { supplier, reference, note } = { ...(await holdDraft(tx, id)), ...changes };
    await tx.execute(sql`
      UPDATE "StockDocument" SET "supplier" = ${supplier}, "reference" = ${reference}, "note" = ${note} WHERE "id" = ${id}`);
  });
}

/** Gives a draft up: it moves nothing. Doing it twice is doing it once. */
export function discardStockDocument(db: Db, id: string): Promise<void> {
  return db.transaction(async (tx) => {
    const document = await holdDocument(tx, id);
    if (document.status === 'DISCARDED') return;
    checkDraft(document);
    await audit(tx, deedOn(document, 'stock.document-discarded'));
    await setStatus(tx, id, 'DISCARDED');
  });
}

/** As it stands; nobody else changes it, or books it, before the transaction ends. NOT_FOUND when the caller may not see it. */
export async function holdDocument(tx: Tx, id: string, kind?: StockDocumentKind): Promise<StockDocument> {
  await tx.execute(sql`UPDATE "StockDocument" SET "number" = "number" WHERE "id" = ${id}`);
  const document = (await findStockDocuments(tx, [id])).get(id);
  if (!document || (kind && document.kind !== kind))
    throw new Refusal('NOT_FOUND', kind ? `There is no such ${NAMES[kind]}.` : 'There is no such document.', {
      field: 'id',
    });
  return document;
}

export function checkDraft({ kind, status }: StockDocument): void {
  if (status === 'DRAFT') return;
  const is = {
    SENT: 'is on its way',
    BOOKING: 'is being booked',
    BOOKED: 'is booked',
    DISCARDED: 'was given up',
  }[status];
  throw new Refusal('CONFLICT', `This ${NAMES[kind]} ${is}: it can’t be changed any more.`, { field: 'id' });
}

/** What its pages call it: "Delivery 12". */
export function stockDocumentName({ kind, number }: Pick<StockDocument, 'kind' | 'number'>): string {
  const name = NAMES[kind];
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${number}`;
}

/** An entry of the audit trail about it. */
export function deedOn(
  document: StockDocument,
  action: string,
  after: object = {},
  outletId = document.outletId,
) {
  return { action, outletId, subjectId: document.id, subjectName: stockDocumentName(document), after };
}

export async function setStatus(tx: Tx, id: string, status: StockDocumentStatus): Promise<void> {
  await tx.execute(sql`UPDATE "StockDocument" SET "status" = ${status} WHERE "id" = ${id}`);
}

/** On a transfer's way out the sender works on it, then the receiver. */
export function checkReceiver(db: { readonly caller: Caller }, { toOutletId }: StockDocument): void {
  if (toOutletId === null || !isCallersOutlet(db, toOutletId))
    throw new Refusal('FORBIDDEN', 'Only people of the outlet that it goes to can take it in.');
}

/** Of deliveries and transfers a line of nothing is on no paper. */
export const isOnPaper = sql`(l."quantity" IS NULL OR l."quantity" <> 0 OR l."countedAt" IS NOT NULL OR COALESCE(l."received", 0) <> 0)`;

async function holdDraft(tx: Tx, id: string): Promise<StockDocument> {
  const document = await holdDocument(tx, id);
  checkDraft(document);
  return document;
}

/** The receiver of a transfer sees it from its sending on. */
function visible(db: { readonly caller: Caller }): Sql {
  return sql`(${ofCallersOutlets(db, sql`d."outletId"`)}
    OR (d."sentAt" IS NOT NULL AND ${ofCallersOutlets(db, sql`d."toOutletId"`)}))`;
}

async function transferTarget(tx: Tx, outletId: string, code = ''): Promise<string> {
  const [target] = await tx.query<{ id: string }>(sql`SELECT "id" FROM "Outlet" WHERE "code" = ${code}`);
  if (!target) throw new Refusal('NOT_FOUND', 'There is no such outlet.', { field: 'toOutletCode' });
  if (target.id === outletId) throw badInput('toOutletCode', 'A transfer goes to another outlet.');
  return target.id;
}

/** By name, as one walks along the shelves with it. */
async function putOnSheet(tx: Tx, id: string, outletId: string, scope: ProductFilter): Promise<void> {
  const { from, where } = await matchingProducts(tx, outletId, { ...scope, active: true });
  const lines = await tx.execute(sql`
    INSERT INTO "StockDocumentLine" ("documentId", "productId", "position")
    SELECT ${id}, p."id", ROW_NUMBER() OVER (ORDER BY p."searchText", p."id")
    FROM ${from} WHERE ${where} AND p."trackStock" = ${true}`);
  if (lines === 0) throw badInput('scope', 'No product whose stock is tracked fits this.');
  await tx.execute(sql`UPDATE "StockDocument" SET "lastPosition" = ${lines} WHERE "id" = ${id}`);
}

function searching(search: string): Sql[] {
  if (search === '') return [];
  const part = `%${search.toLowerCase().replace(/[!%_]/g, '!$&')}%`;
  const texts = [sql`d."supplier"`, sql`d."reference"`, sql`d."note"`].map(
    (text) => sql`LOWER(COALESCE(${text}, '')) LIKE ${part} ESCAPE '!'`,
  );
  const number = /^\d{1,9}$/.test(search) ? [sql`d."number" = ${Number(search)}`] : [];
  return [sql`(${join([...number, ...texts], ' OR ')})`];
}

const NAMES: Record<StockDocumentKind, string> = {
  DELIVERY: 'delivery',
  COUNT: 'count',
  TRANSFER: 'transfer',
};

type DocumentRow = Omit<StockDocument, 'outlet' | 'toOutlet' | 'createdAt' | 'sentAt' | 'bookedAt'> & {
  readonly outletCode: string;
  readonly outletName: string;
  readonly toCode: string | null;
  readonly toName: string | null;
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly bookedAt: string | null;
};

function toDocument({ outletCode, outletName, toCode, toName, ...row }: DocumentRow): StockDocument {
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  return {
    ...row,
    outlet: { code: outletCode, name: outletName },
    toOutlet: toCode === null || toName === null ? null : { code: toCode, name: toName },
    createdAt: new Date(row.createdAt),
    sentAt: instant(row.sentAt),
    bookedAt: instant(row.bookedAt),
  };
}
