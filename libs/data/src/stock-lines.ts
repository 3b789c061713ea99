import {
  countDifference,
  divideRounded,
  entryDelta,
  LARGEST_LINE,
  money,
  quantity,
  quantityToNumber,
  type Money,
  type Quantity,
  type StockEntry,
} from '@tillkeep/domain';
import { join, sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Db, Tx } from './db';
import { checkPage, decodeCursor, toPage, type Page, type PageRequest } from './page';
import { badInput, Refusal } from './refusal';
import { rowsOf } from './stock';
import {
  checkDraft,
  checkReceiver,
  holdDocument,
  isOnPaper,
  type StockDocument,
  type StockDocumentKind,
} from './stock-documents';

export interface StockLine {
  readonly documentId: string;
  readonly productId: string;
  /** 1, 2, 3 … */
  readonly position: number;
  /** What was delivered, counted or sent; null while nobody has counted it. */
  readonly quantity: Quantity | null;
  /** What of a transfer has arrived; null while nobody has said so. */
  readonly received: Quantity | null;
  /** Of a count: what its booking would change, or has changed; null while nobody has counted it. */
  readonly difference: Quantity | null;
  /** Of a count: the level that it was counted against. */
  readonly level: Quantity | null;
  /** Of a count: whether something moved between its first and its newest entry, so that nobody can say what was counted. */
  readonly movedMeanwhile: boolean;
  /** What the document's outlet asks for the product now. */
  readonly price: Money;
}

/** COUNTED, UNCOUNTED and DIFFERENT are of a count. */
export type StockLineState = 'COUNTED' | 'UNCOUNTED' | 'DIFFERENT';

export interface NewStockEntry {
  /** A UUID of whoever enters it: the same one again is the same entry. */
  readonly id: string;
  readonly productId?: string | null;
  /** A barcode or SKU, in the place of a product. */
  readonly code?: string | null;
  readonly entry: StockEntry;
}

export interface StockEntryOutcome {
  readonly id: string;
  /** Where it was entered, or null when it was refused. */
  readonly productId: string | null;
  readonly refusal?: Refusal;
}

export interface RecordedStockEntry {
  readonly id: string;
  readonly documentId: string;
  readonly productId: string;
  readonly delta: Quantity;
  readonly at: Date;
  readonly by: string;
}

/** Lines of one delivery or transfer: few enough to be booked at once. */
const MOST_LINES = 2000;

/**
 * Enters scans and typed numbers: on a draft what was delivered, counted or is to be sent, on a transfer that is on its way
 * what has arrived. Answers for each by itself, in their order; an entry that is known is not entered again. NOT_FOUND when
 * there is no such document of one of the kinds, CONFLICT when it is booked.
 */
export function recordStockEntries(
  db: Db,
  documentId: string,
  kinds: readonly StockDocumentKind[],
  entries: readonly NewStockEntry[],
): Promise<StockEntryOutcome[]> {
  return db.transaction(async (tx) => {
    const document = await holdForEntries(tx, documentId, kinds);
    const known = await knownEntries(tx, documentId, entries);
    const products = await productsOf(tx, entries);
    const sheet = await linesFor(tx, document, [...new Set([...products.values()].map(({ id }) => id))]);
    const fresh: EntryRow[] = [];
    const now = new Date();
    const outcomes = entries.map(({ id, productId, code, entry }): StockEntryOutcome => {
      const before = known.get(id);
      if (before !== undefined) return { id, productId: before };
      try {
        const product = products.get(keyOf({ productId, code }));
        if (!product) throw unknownProduct(code);
        if (!product.trackStock)
          throw badInput(
            'productId',
            `The stock of “${product.name}” is not tracked. Switch that on at the product first.`,
          );
        const delta = sheet.enter(product.id, entry);
        fresh.push({ id, productId: product.id, delta, ...sheet.levelOf(product.id) });
        known.set(id, product.id);
        return { id, productId: product.id };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { id, productId: null, refusal: error };
      }
    });
    if (fresh.length === 0) return outcomes;
    await tx.insert(
      'StockEntry',
      ['id', 'documentId', 'productId', 'delta', 'level', 'movementId', 'at', 'by'],
      fresh.map((row) => [
        row.id,
        documentId,
        row.productId,
        row.delta,
        row.level,
        row.movementId,
        now,
        tx.caller.name,
      ]),
    );
    await sheet.write(tx, now);
    return outcomes;
  });
}

/** Takes an entry back: the line is again what the others add up to. Doing it twice is doing it once. */
export function undoStockEntry(
  db: Db,
  documentId: string,
  kinds: readonly StockDocumentKind[],
  entryId: string,
): Promise<string> {
  return db.transaction(async (tx) => {
    const document = await holdForEntries(tx, documentId, kinds);
    const [entry] = await tx.query<{ productId: string; delta: number; undone: number | boolean }>(sql`
      SELECT "productId", "delta", "undone" FROM "StockEntry" WHERE "id" = ${entryId} AND "documentId" = ${documentId}`);
    if (!entry) throw new Refusal('NOT_FOUND', 'There is no such entry.', { field: 'entryId' });
    const { productId } = entry;
    if (entry.undone) return productId;
    await tx.execute(sql`UPDATE "StockEntry" SET "undone" = ${true} WHERE "id" = ${entryId}`);
    const [newest] = await tx.query<{ level: number | null; movementId: number | null; at: string }>(sql`
      SELECT "level", "movementId", "at" FROM "StockEntry"
      WHERE "documentId" = ${documentId} AND "productId" = ${productId} AND "undone" = ${false}
      ORDER BY "at" DESC, "id" DESC LIMIT 1`);
    const line = sql`WHERE "documentId" = ${documentId} AND "productId" = ${productId}`;
    if (document.status === 'SENT') {
      await tx.execute(sql`UPDATE "StockDocumentLine" SET "received" = "received" - ${entry.delta} ${line}`);
    } else if (newest) {
      await tx.execute(sql`
        UPDATE "StockDocumentLine" SET "quantity" = "quantity" - ${entry.delta}, "level" = ${newest.level},
          "movementId" = ${newest.movementId}, "countedAt" = ${countedAt(document, new Date(newest.at))} ${line}`);
    } else if (document.kind === 'COUNT') {
      await tx.execute(sql`
        UPDATE "StockDocumentLine" SET "quantity" = NULL, "firstLevel" = NULL, "level" = NULL, "movementId" = NULL,
          "countedAt" = NULL ${line}`);
    } else {
      await tx.execute(sql`UPDATE "StockDocumentLine" SET "quantity" = 0 ${line}`);
    }
    return productId;
  });
}

/** In the order in which they were put on it. */
export async function listStockLines(
  db: Db,
  document: StockDocument,
  state: StockLineState | null | undefined,
  page: PageRequest,
): Promise<Page<StockLine>> {
  checkPage(page);
  const behind = decodeCursor(page.after, ([position]) =>
    typeof position === 'number' && Number.isSafeInteger(position) ? position : undefined,
  );
  const rows = await readLines(
    db,
    document,
    sql`${isOnPaper} AND ${inState(document, state)} AND l."position" > ${behind ?? 0}
      ORDER BY l."position" LIMIT ${page.first + 1}`,
  );
  return toPage(page, rows, ({ position }) => [position]);
}

/** The lines of these products. */
export function findStockLines(
  db: Db,
  document: StockDocument,
  productIds: readonly string[],
): Promise<StockLine[]> {
  if (productIds.length === 0) return Promise.resolve([]);
  return readLines(db, document, sql`l."productId" IN (${join([...productIds])}) ORDER BY l."position"`);
}

/** Those that were not taken back, newest first. */
export async function listStockEntries(
  db: Db,
  documentId: string,
  first: number,
  productId?: string,
): Promise<RecordedStockEntry[]> {
  checkPage({ first });
  const of = productId === undefined ? sql`TRUE` : sql`"productId" = ${productId}`;
  const rows = await db.query<Omit<RecordedStockEntry, 'at'> & { at: string }>(sql`
    SELECT "id", "documentId", "productId", "delta", "at", "by" FROM "StockEntry"
    WHERE "documentId" = ${documentId} AND "undone" = ${false} AND ${of} ORDER BY "at" DESC, "id" DESC LIMIT ${first}`);
  return rows.map((row) => ({ ...row, delta: quantity(row.delta), at: new Date(row.at) }));
}

/** Who has entered something on each of the document's lines, by product. */
export async function enteredBy(
  db: Db,
  documentId: string,
  productIds: readonly string[],
): Promise<Map<string, string[]>> {
  const people = new Map<string, string[]>(productIds.map((id) => [id, []]));
  if (productIds.length === 0) return people;
  const rows = await db.query<{ productId: string; by: string }>(sql`
    SELECT DISTINCT "productId", "by" FROM "StockEntry"
    WHERE "documentId" = ${documentId} AND "undone" = ${false} AND "productId" IN (${join([...productIds])}) ORDER BY "by"`);
  for (const { productId, by } of rows) people.get(productId)?.push(by);
  return people;
}

export interface StockLineCounts {
  /** Of a count: with those that nobody has counted yet. */
  readonly lines: number;
  /** Of a count: those that somebody has counted. */
  readonly counted: number;
}

/** How many lines each document has, by its id; one without lines is left out. */
export async function stockLineCounts(
  db: Pick<Db, 'query'>,
  documentIds: readonly string[],
): Promise<Map<string, StockLineCounts>> {
  if (documentIds.length === 0) return new Map();
  const rows = await db.query<StockLineCounts & { id: string }>(sql`
    SELECT l."documentId" AS "id", COUNT(*) AS "lines", COUNT(l."quantity") AS "counted" FROM "StockDocumentLine" l
    WHERE l."documentId" IN (${join([...documentIds])}) AND ${isOnPaper} GROUP BY l."documentId"`);
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}

/** What booking a count changes, at the prices that its outlet asks, in minor units. */
export interface CountDifferences {
  readonly lines: number;
  /** Zero or less. */
  readonly shortage: number;
  /** Zero or more. */
  readonly surplus: number;
}

export async function countDifferences(db: Db, document: StockDocument): Promise<CountDifferences> {
  // 1.0: a sum of whole numbers breaks off where it grows too large for one, and this is to be looked at, not booked.
  const worth = (which: Sql) => sql`SUM(CASE WHEN ${which} THEN 1.0 * "difference" * "price" ELSE 0 END)`;
  const [row] = await db.query<{
    lines: number;
    shortage: string | number | null;
    surplus: string | number | null;
  }>(sql`
    SELECT COUNT(*) AS "lines", ${worth(sql`"difference" < 0`)} AS "shortage", ${worth(sql`"difference" > 0`)} AS "surplus"
    FROM (SELECT ${priceAt(document)} AS "price", ${differenceOf(document)} AS "difference" FROM "StockDocumentLine" l
      WHERE l."documentId" = ${document.id} AND l."quantity" IS NOT NULL) d
    WHERE "difference" <> 0`);
  const whole = (thousandths: string | number | null = 0) =>
    Number(divideRounded(BigInt(Math.round(Number(thousandths))), 1000n));
  return { lines: row?.lines ?? 0, shortage: whole(row?.shortage), surplus: whole(row?.surplus) };
}

/** As they are in SQL, which both listing and booking work with. `then`: conditions on `l`, and the order. */
export async function readLines(
  db: Pick<Db, 'query'>,
  document: StockDocument,
  then: Sql,
): Promise<StockLine[]> {
  type Row = Omit<StockLine, 'movedMeanwhile'> & {
    firstLevel: number | null;
    late: number | null;
    delta: number | null;
  };
  const rows = await db.query<Row>(sql`
    SELECT l."documentId", l."productId", l."position", l."quantity", l."received", l."level", l."firstLevel", l."delta",
      ${lateSales(document)} AS "late", ${priceAt(document)} AS "price"
    FROM "StockDocumentLine" l WHERE l."documentId" = ${document.id} AND ${then}`);
  return rows.map(({ firstLevel, late, delta, price, ...row }) => {
    const { quantity: counted, level } = row;
    const open =
      counted === null || level === null ? null : countDifference(counted, level, quantity(late ?? 0));
    return {
      ...row,
      difference: document.status === 'BOOKED' && delta !== null ? quantity(delta) : open,
      movedMeanwhile: firstLevel !== level,
      price: money(price),
    };
  });
}

interface EntryRow {
  readonly id: string;
  readonly productId: string;
  readonly delta: Quantity;
  readonly level: number | null;
  readonly movementId: number | null;
}

async function holdForEntries(
  tx: Tx,
  id: string,
  kinds: readonly StockDocumentKind[],
): Promise<StockDocument> {
  const document = await holdDocument(tx, id);
  if (!kinds.includes(document.kind))
    throw new Refusal('NOT_FOUND', 'There is no such document.', { field: 'documentId' });
  if (document.status === 'SENT') checkReceiver(tx, document);
  else checkDraft(document);
  return document;
}

/** The products of the entries that are there already, by their ids. */
async function knownEntries(
  tx: Tx,
  documentId: string,
  entries: readonly NewStockEntry[],
): Promise<Map<string, string>> {
  if (entries.length === 0) return new Map();
  const rows = await tx.query<{ id: string; documentId: string; productId: string }>(sql`
    SELECT "id", "documentId", "productId" FROM "StockEntry" WHERE "id" IN (${join(entries.map(({ id }) => id))})`);
  const strange = rows.find((row) => row.documentId !== documentId);
  if (strange)
    throw new Refusal('CONFLICT', 'An entry of another document has this id.', { field: 'entries' });
  return new Map(rows.map(({ id, productId }) => [id, productId]));
}

interface KnownProduct {
  readonly id: string;
  readonly name: string;
  readonly trackStock: number | boolean;
}

const keyOf = ({ productId, code }: Pick<NewStockEntry, 'productId' | 'code'>) =>
  productId ? `id ${productId}` : `code ${code ?? ''}`;

/** By keyOf. A barcode wins over an SKU, because that is what a scanner reads. */
async function productsOf(tx: Tx, entries: readonly NewStockEntry[]): Promise<Map<string, KnownProduct>> {
  const ids = entries.flatMap(({ productId }) => productId ?? []);
  const codes = entries.flatMap(({ productId, code }) => (productId ? [] : (code ?? [])));
  const found = new Map<string, KnownProduct>();
  const columns = sql`p."id", p."name", p."trackStock"`;
  if (codes.length > 0) {
    type Hit = KnownProduct & { code: string };
    for (const { code, ...product } of [
      ...(await tx.query<Hit>(
        sql`SELECT ${columns}, p."sku" AS "code" FROM "Product" p WHERE p."sku" IN (${join(codes)})`,
      )),
      ...(await tx.query<Hit>(sql`
        SELECT ${columns}, b."code" FROM "Barcode" b JOIN "Product" p ON p."id" = b."productId" WHERE b."code" IN (${join(codes)})`)),
    ])
      found.set(keyOf({ code }), product);
  }
  if (ids.length > 0) {
    const rows = await tx.query<KnownProduct>(
      sql`SELECT ${columns} FROM "Product" p WHERE p."id" IN (${join(ids)})`,
    );
    for (const product of rows) found.set(keyOf({ productId: product.id }), product);
  }
  return found;
}

function unknownProduct(code: string | null | undefined): Refusal {
  return code
    ? new Refusal('NOT_FOUND', `No product has the code ${code}.`, { field: 'code' })
    : new Refusal('NOT_FOUND', 'There is no such product.', { field: 'productId' });
}

interface Level {
  readonly level: number | null;
  readonly movementId: number | null;
}

interface LineRow {
  readonly quantity: number | null;
  readonly received: number | null;
  readonly firstLevel: number | null;
  readonly position: number;
}

/** The lines that entries fall on, read at once and written at once. */
async function linesFor(tx: Tx, document: StockDocument, productIds: readonly string[]): Promise<Sheet> {
  const lines = new Map<string, LineRow>();
  const levels = new Map<string, Level>();
  if (productIds.length === 0) return new Sheet(document, lines, levels);
  const rows = await tx.query<LineRow & { productId: string }>(sql`
    SELECT "productId", "quantity", "received", "firstLevel", "position" FROM "StockDocumentLine"
    WHERE "documentId" = ${document.id} AND "productId" IN (${join([...productIds])})`);
  for (const { productId, ...line } of rows) lines.set(productId, line);
  if (document.kind === 'COUNT') {
    // Level and movement in one statement, so that they belong together.
    const found = await tx.query<Level & { productId: string }>(sql`
      SELECT l."productId", l."quantity" AS "level", COALESCE((SELECT MAX(m."id") FROM "StockMovement" m
        WHERE m."productId" = l."productId" AND m."outletId" = l."outletId"), 0) AS "movementId"
      FROM "StockLevel" l WHERE l."outletId" = ${document.outletId} AND l."productId" IN (${join([...productIds])})`);
    for (const { productId, ...level } of found) levels.set(productId, level);
  }
  return new Sheet(document, lines, levels);
}

class Sheet {
  private readonly changed = new Set<string>();
  private lastPosition: number;

  constructor(
    private readonly document: StockDocument,
    private readonly lines: Map<string, LineRow>,
    private readonly levels: ReadonlyMap<string, Level>,
  ) {
    this.lastPosition = document.lastPosition;
  }

  levelOf(productId: string): Level {
    return this.levels.get(productId) ?? { level: null, movementId: null };
  }

  /** Answers what it changes the line by. */
  enter(productId: string, entry: StockEntry): Quantity {
    const { kind, status } = this.document;
    const side = status === 'SENT' ? 'received' : 'quantity';
    const known = this.lines.get(productId);
    if (!known && kind !== 'COUNT' && this.lastPosition >= MOST_LINES)
      throw badInput(
        'entries',
        `A ${kind === 'DELIVERY' ? 'delivery' : 'transfer'} has at most ${MOST_LINES} lines. Begin another one.`,
      );
    const line = known ?? {
      ...{ quantity: side === 'received' ? 0 : null, received: null, firstLevel: null },
      position: this.lastPosition + 1,
    };
    const before = line[side] === null ? null : quantity(line[side]);
    const delta = entryDelta(before, entry);
    const after = (before ?? 0) + delta;
    const field = 'add' in entry ? 'add' : 'quantity';
    const most = quantityToNumber(LARGEST_LINE).toLocaleString('en');
    if (Math.abs(after) > LARGEST_LINE)
      throw badInput(field, `A line has at most ${most} units. Is this a barcode in the wrong place?`);
    if (after < 0 && kind !== 'DELIVERY') throw badInput(field, 'There can’t be less than nothing of it.');
    const { level } = this.levelOf(productId);
    // Whoever types what there is in all has counted all of it now.
    const firstLevel = line.quantity === null || 'quantity' in entry ? level : line.firstLevel;
    this.lastPosition = Math.max(this.lastPosition, line.position);
    this.lines.set(productId, { ...line, [side]: after, firstLevel });
    this.changed.add(productId);
    return delta;
  }

  async write(tx: Tx, now: Date): Promise<void> {
    const { document } = this;
    const rows = [...this.changed].flatMap((productId) => {
      const line = this.lines.get(productId);
      if (!line) return [];
      const { level, movementId } = this.levelOf(productId);
      return [
        [
          ...[document.id, productId, line.position, line.quantity, line.received],
          ...[line.firstLevel, level, movementId, countedAt(document, now)],
        ],
      ];
    });
    await tx.execute(sql`
      INSERT INTO "StockDocumentLine"
        ("documentId", "productId", "position", "quantity", "received", "firstLevel", "level", "movementId", "countedAt")
      VALUES ${rowsOf(rows)}
      ON CONFLICT ("documentId", "productId") DO UPDATE SET "quantity" = excluded."quantity",
        "received" = excluded."received", "firstLevel" = excluded."firstLevel", "level" = excluded."level",
        "movementId" = excluded."movementId", "countedAt" = excluded."countedAt"`);
    await tx.execute(
      sql`UPDATE "StockDocument" SET "lastPosition" = ${this.lastPosition} WHERE "id" = ${document.id}`,
    );
  }
}

function countedAt({ kind }: StockDocument, at: Date): Date | null {
  return kind === 'COUNT' ? at : null;
}

function inState(document: StockDocument, state: StockLineState | null | undefined): Sql {
  switch (state) {
    case 'COUNTED':
      return sql`l."quantity" IS NOT NULL`;
    case 'UNCOUNTED':
      return sql`l."quantity" IS NULL`;
    case 'DIFFERENT':
      return sql`${differenceOf(document)} <> 0`;
    default:
      return sql`TRUE`;
  }
}

function differenceOf(document: StockDocument): Sql {
  return document.status === 'BOOKED'
    ? sql`l."delta"`
    : sql`(l."quantity" - l."level" - ${lateSales(document)})`;
}

/** What the outlet asks for the product of line `l`: its own price, or else the common one. */
function priceAt({ outletId }: StockDocument): Sql {
  return sql`COALESCE(
    (SELECT o."price" FROM "OutletPrice" o WHERE o."outletId" = ${outletId} AND o."productId" = l."productId"),
    (SELECT p."price" FROM "Product" p WHERE p."id" = l."productId"))`;
}

/** What sales took of line `l` that had been made when it was counted, and arrived later. */
function lateSales({ outletId }: StockDocument): Sql {
  return sql`COALESCE((SELECT CAST(SUM(m."delta") AS BIGINT) FROM "StockMovement" m JOIN "Sale" s ON s."id" = m."saleId"
    WHERE m."productId" = l."productId" AND m."outletId" = ${outletId} AND m."id" > l."movementId"
      AND s."soldAt" < l."countedAt"), 0)`;
}
