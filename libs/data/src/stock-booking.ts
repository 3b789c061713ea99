import { missingOf, quantity, type Quantity } from '@tillkeep/domain';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { audit } from './audit';
import type { Db, Tx } from './db';
import { badInput, Refusal } from './refusal';
import { moveStock, rowsOf } from './stock';
import {
  checkDraft,
  checkReceiver,
  deedOn,
  holdDocument,
  isOnPaper,
  setStatus,
  type StockDocument,
} from './stock-documents';
import { readLines, stockLineCounts, type StockLine, type StockLineCounts } from './stock-lines';

/** Puts a delivery into the stock. Doing it twice is doing it once. */
export function bookDelivery(db: Db, id: string): Promise<void> {
  return db.transaction(async (tx) => {
    const document = await holdDocument(tx, id, 'DELIVERY');
    if (document.status === 'BOOKED') return;
    checkDraft(document);
    const deltas = await quantitiesOn(tx, document);
    const { supplier, reference, note } = document;
    if (!note && [...deltas.values()].some((delta) => delta < 0))
      throw badInput('note', 'Goods go back with this delivery: say why in its note.');
    await audit(
      tx,
      deedOn(document, 'stock.delivery-booked', { lines: deltas.size, supplier, reference, note }),
    );
    await moveStock(tx, document.outletId, [{ kind: 'DELIVERY', documentId: id, at: new Date(), deltas }]);
    await tx.execute(sql`UPDATE "StockDocumentLine" SET "delta" = "quantity" WHERE "documentId" = ${id}`);
    await finish(tx, id);
  });
}

/** Takes the goods out of the sender's stock: they are on their way. Doing it twice is doing it once. */
export function sendTransfer(db: Db, id: string): Promise<void> {
  return db.transaction(async (tx) => {
    const document = await holdDocument(tx, id, 'TRANSFER');
    if (document.sentAt !== null) return;
    checkDraft(document);
    const sent = await quantitiesOn(tx, document);
    const deltas = new Map([...sent].map(([productId, pieces]) => [productId, quantity(-pieces)]));
    const after = { lines: deltas.size, to: document.toOutlet?.name, note: document.note };
    await audit(tx, deedOn(document, 'stock.transfer-sent', after));
    const at = new Date();
    await moveStock(tx, document.outletId, [{ kind: 'TRANSFER_OUT', documentId: id, at, deltas }]);
    await tx.execute(sql`UPDATE "StockDocumentLine" SET "delta" = -"quantity" WHERE "documentId" = ${id}`);
    await tx.execute(
      sql`UPDATE "StockDocument" SET "sentAt" = ${at}, "sentBy" = ${tx.caller.name} WHERE "id" = ${id}`,
    );
    await setStatus(tx, id, 'SENT');
  });
}

/**
 * Puts what has arrived into the receiver's stock; what is missing is on hand nowhere, and stands in the document with its
 * reason. `restAsSent`: lines of which nobody has said what arrived are complete; otherwise nothing of them has. Doing it
 * twice is doing it once. BAD_USER_INPUT for a difference without a reason, FORBIDDEN to people of other outlets.
 */
export function receiveTransfer(
  db: Db,
  id: string,
  {
    restAsSent,
    differenceReason,
  }: { readonly restAsSent: boolean; readonly differenceReason: string | null },
): Promise<void> {
  return db.transaction(async (tx) => {
    const document = await holdDocument(tx, id, 'TRANSFER');
    if (document.status === 'BOOKED') return;
    if (document.status !== 'SENT' || document.toOutletId === null)
      throw new Refusal('CONFLICT', 'This transfer has not been sent yet.', { field: 'id' });
    checkReceiver(tx, document);
    const arrived = new Map<string, Quantity>();
    let missing = 0;
    for (const line of await readLines(tx, document, isOnPaper)) {
      const sent = line.quantity ?? quantity(0);
      const received = line.received ?? (restAsSent ? sent : quantity(0));
      if (received !== 0) arrived.set(line.productId, received);
      if (missingOf(sent, received) !== 0) missing++;
    }
    if (missing > 0 && !differenceReason)
      throw badInput(
        'differenceReason',
        'Not everything arrived as it was sent: say why, or what you think.',
      );
    const after = {
      lines: arrived.size,
      from: document.outlet.name,
      differences: missing,
      reason: differenceReason,
    };
    await audit(tx, deedOn(document, 'stock.transfer-received', after, document.toOutletId));
    const change = { kind: 'TRANSFER_IN', documentId: id, at: new Date(), deltas: arrived } as const;
    await moveStock(tx, document.toOutletId, [change]);
    await tx.execute(sql`
      UPDATE "StockDocumentLine" SET "received" = ${restAsSent ? sql`"quantity"` : sql`0`}
      WHERE "documentId" = ${id} AND "received" IS NULL`);
    const reason = missing > 0 ? differenceReason : null;
    await tx.execute(sql`UPDATE "StockDocument" SET "differenceReason" = ${reason} WHERE "id" = ${id}`);
    await finish(tx, id);
  });
}

/** Lines of a count that are booked in one transaction: few enough that a sale never waits long behind them. */
const LINES_PER_TRANSACTION = 500;

/**
 * Books the differences of a count. A long sheet is booked in several transactions: from the first on nobody can enter
 * anything, and whoever asks again goes on where it stopped, so that it is booked whole and once, whatever happens.
 * `restAsZero`: what nobody has counted is gone; otherwise it is left as it is.
 */
export async function bookCount(db: Db, id: string, restAsZero: boolean): Promise<void> {
  await db.transaction(async (tx) => {
    const document = await holdDocument(tx, id, 'COUNT');
    if (document.status === 'BOOKED' || document.status === 'BOOKING') return;
    checkDraft(document);
    if ((await countsOf(tx, id)).counted === 0)
      throw badInput('id', 'Nobody has counted anything on this sheet yet.');
    await tx.execute(sql`
      UPDATE "StockDocument" SET "restAsZero" = ${restAsZero}, "bookedBy" = ${tx.caller.name} WHERE "id" = ${id}`);
    await setStatus(tx, id, 'BOOKING');
  });
  while (await db.transaction((tx) => bookNextLines(tx, id)));
}

/** Goes on with counts whose booking was broken off by the end of the process. */
export async function finishBrokenCounts(db: Db): Promise<void> {
  const broken = await db.query<{ id: string }>(
    sql`SELECT "id" FROM "StockDocument" WHERE "status" = 'BOOKING'`,
  );
  for (const { id } of broken) await bookCount(db, id, false);
}

/** Answers whether there are more. */
async function bookNextLines(tx: Tx, id: string): Promise<boolean> {
  const document = await holdDocument(tx, id, 'COUNT');
  if (document.status !== 'BOOKING') return false;
  const [chosen] = await tx.query<{ restAsZero: number | boolean; bookedBy: string }>(
    sql`SELECT "restAsZero", "bookedBy" FROM "StockDocument" WHERE "id" = ${id}`,
  );
  const restAsZero = Boolean(chosen?.restAsZero);
  const wanted = restAsZero ? sql`TRUE` : sql`l."quantity" IS NOT NULL`;
  // Nobody sells between reading a level and booking against it.
  await tx.execute(sql`UPDATE "Outlet" SET "code" = "code" WHERE "id" = ${document.outletId}`);
  const lines = await readLines(
    tx,
    document,
    sql`l."position" > ${document.bookedPosition} AND ${wanted} ORDER BY l."position" LIMIT ${LINES_PER_TRANSACTION}`,
  );
  const last = lines.at(-1);
  if (!last) {
    const by = { id: tx.caller.id, name: chosen?.bookedBy ?? tx.caller.name };
    const counts = await countsOf(tx, id);
    const after = { lines: restAsZero ? counts.lines : counts.counted };
    await audit(tx, { ...deedOn(document, 'stock.count-booked', after), by });
    await finish(tx, id, by.name);
    return false;
  }
  const levels = restAsZero
    ? await levelsNow(tx, document, document.bookedPosition, last.position)
    : new Map<string, Quantity>();
  const differences = lines.map((line) => ({
    line,
    delta: line.difference ?? quantity(-(levels.get(line.productId) ?? 0)),
  }));
  const deltas = new Map(
    differences.flatMap(({ line, delta }) => (delta === 0 ? [] : [[line.productId, delta] as const])),
  );
  await moveStock(tx, document.outletId, [{ kind: 'COUNT', documentId: id, at: new Date(), deltas }]);
  await writeDeltas(tx, differences);
  await tx.execute(sql`UPDATE "StockDocument" SET "bookedPosition" = ${last.position} WHERE "id" = ${id}`);
  return true;
}

async function countsOf(tx: Tx, id: string): Promise<StockLineCounts> {
  return (await stockLineCounts(tx, [id])).get(id) ?? { lines: 0, counted: 0 };
}

async function levelsNow(
  tx: Tx,
  { id, outletId }: StockDocument,
  after: number,
  to: number,
): Promise<Map<string, Quantity>> {
  const rows = await tx.query<{ productId: string; quantity: number }>(sql`
    SELECT s."productId", s."quantity" FROM "StockDocumentLine" l
      JOIN "StockLevel" s ON s."outletId" = ${outletId} AND s."productId" = l."productId"
    WHERE l."documentId" = ${id} AND l."position" > ${after} AND l."position" <= ${to}`);
  return new Map(rows.map((row) => [row.productId, quantity(row.quantity)]));
}

async function writeDeltas(
  tx: Tx,
  differences: readonly { line: StockLine; delta: Quantity }[],
): Promise<void> {
  const rows = differences.map(({ line, delta }) => [line.documentId, line.productId, line.position, delta]);
  await tx.execute(sql`
    INSERT INTO "StockDocumentLine" ("documentId", "productId", "position", "delta") VALUES ${rowsOf(rows)}
    ON CONFLICT ("documentId", "productId") DO UPDATE SET "delta" = excluded."delta"`);
}

/** What is on the lines of a delivery or a draft transfer, without those of nothing. */
async function quantitiesOn(tx: Tx, document: StockDocument): Promise<Map<string, Quantity>> {
  const lines = await readLines(tx, document, isOnPaper);
  const pieces = new Map(
    lines.flatMap(({ productId, quantity }) => (quantity ? [[productId, quantity] as const] : [])),
  );
  if (pieces.size === 0) throw badInput('id', 'There is nothing on it yet.');
  return pieces;
}

async function finish(tx: Tx, id: string, by = tx.caller.name): Promise<void> {
  await tx.execute(
    sql`UPDATE "StockDocument" SET "bookedAt" = ${new Date()}, "bookedBy" = ${by} WHERE "id" = ${id}`,
  );
  await setStatus(tx, id, 'BOOKED');
}
