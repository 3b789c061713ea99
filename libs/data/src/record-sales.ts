import {
  canonicalJson,
  money,
  quantity,
  quantityToNumber,
  saleNumber,
  saleReference,
  type Quantity,
} from '@tillkeep/domain';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { unapprovedSales } from './approvals';
import type { Device } from './claims';
import type { Db, Tx } from './db';
import { judgeSale, type KnownProduct, type Link, type SentLine, type SentSale } from './judge-sale';
import {
  judgeAgain,
  judgeReturns,
  lineKey,
  noteReturns,
  restocked,
  returnableLines,
  returnsOf,
  type ReturnableLines,
} from './returns';
import { addToRollups } from './rollups';
import {
  insertSales,
  NOT_SYNCED,
  readSales,
  saleAsSent,
  sha256,
  toFlags,
  type Sale,
  type SaleFlag,
} from './sale-rows';
import { keepConflict } from './sale-conflicts';
import { readGeneration } from './shop';
import { addLateSales } from './shifts';
import { moveStock, nextStockVersion, type StockChange } from './stock';

export type { SentLine, SentSale };

/** What a device sends at once. */
export interface SaleBatch {
  readonly claimId: string;
  /** The newest sale on the device, sent or not. */
  readonly lastSequence: number;
  readonly deviceTime?: Date;
  readonly sales: readonly SentSale[];
}

export type RecordOutcome = 'RECORDED' | 'DUPLICATE' | 'CONFLICT' | 'RETRY' | 'REJECTED';

export interface RecordedSale {
  readonly id: string;
  readonly outcome: RecordOutcome;
  readonly flags: readonly SaleFlag[];
  readonly code?: string;
  readonly message?: string;
  /** What was thrown, for the log. */
  readonly error?: unknown;
}

export interface RecordedBatch {
  /** One for each sale, in the order given. */
  readonly results: readonly RecordedSale[];
  /** Every sale of the claim up to here is recorded. */
  readonly contiguousSequence: number;
  readonly generation: string;
  readonly serverTime: Date;
}

/**
 * Records what a device has sold; answers after the commit. Nothing that can be attributed is refused: what is odd is
 * recorded and flagged. The same sale again is DUPLICATE and changes nothing; its id with another content is CONFLICT, and
 * both are kept. Trouble on our side is RETRY for the sales that it concerns.
 */
export async function recordSales(
  db: Db,
  device: Device | undefined,
  batch: SaleBatch,
): Promise<RecordedBatch> {
  const serverTime = new Date();
  if (device?.claimId !== batch.claimId) {
    const claim = await db.query(sql`SELECT 1 FROM "RegisterClaim" WHERE "id" = ${batch.claimId}`);
    const results = batch.sales.map(({ id }) =>
      reject(id, claim.length > 0 ? NOT_THIS_DEVICE : UNKNOWN_CLAIM),
    );
    return { results, contiguousSequence: 0, generation: await readGeneration(db), serverTime };
  }
  const results = await takeIn(db, batch);
  const [claim] = await db.query<{ contiguousSequence: number }>(
    sql`SELECT "contiguousSequence" FROM "RegisterClaim" WHERE "id" = ${batch.claimId}`,
  );
  const contiguousSequence = claim?.contiguousSequence ?? 0;
  return { results, contiguousSequence, generation: await readGeneration(db), serverTime };
}

/** In milliseconds: for as long it goes on sale by sale when the batch as a whole could not be written. */
const PATIENCE = 2000;

/** Under the claim, whoever hands them in: all in one transaction, or else each in its own. */
export async function takeIn(db: Db, batch: SaleBatch): Promise<RecordedSale[]> {
  try {
    return await db.transaction((tx) => recordAll(tx, batch));
  } catch (error) {
    if (batch.sales.length < 2) return batch.sales.map(({ id }) => retry(id, error));
  }
  const until = Date.now() + PATIENCE;
  const results: RecordedSale[] = [];
  for (const sale of batch.sales) {
    if (Date.now() > until)
      results.push(retry(sale.id)); // a database that can't be written to holds up each of them
    else results.push(...(await takeIn(db, { ...batch, sales: [sale] })));
  }
  return results;
}

/** Those of the claim among the ids. */
export function findSalesOfClaim(db: Db, claimId: string, ids: readonly string[]): Promise<Sale[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return readSales(
    db,
    sql`"claimId" = ${claimId} AND "id" IN (${join([...ids])}) ORDER BY "sequence", "fork"`,
  );
}

export function reject(
  id: string,
  reason: { readonly code: string; readonly message: string },
): RecordedSale {
  return { id, outcome: 'REJECTED', flags: [], ...reason };
}

const UNKNOWN_CLAIM = {
  code: 'UNKNOWN_CLAIM',
  message: 'This claim is not known here. Keep the sale, and take it in by a rescue file.',
};
const NOT_THIS_DEVICE = { code: 'NOT_THIS_DEVICE', message: 'The claim belongs to another device.' };

function retry(id: string, error?: unknown): RecordedSale {
  const message = 'The sale could not be recorded just now. Send it again.';
  return { id, outcome: 'RETRY', flags: [], code: 'TRY_AGAIN', message, error };
}

/** A sale that was handed in, as it will be recorded once its circumstances are known. */
interface Arrival {
  readonly sent: SentSale;
  readonly sale: Omit<Sale, 'reference' | 'fork' | 'flags'>;
  readonly contentHash: string;
}

async function recordAll(tx: Tx, batch: SaleBatch): Promise<RecordedSale[]> {
  const claim = await holdClaim(tx, batch);
  const known = await recordedBefore(tx, batch.sales);
  const recordedAt = new Date();
  const fresh: Arrival[] = [];
  const conflicts: Arrival[] = [];
  const outcomes = batch.sales.map((sent): RecordOutcome => {
    const arrival = toArrival(sent, claim, recordedAt);
    const first = known.get(arrival.sale.id);
    if (first?.contentHash === arrival.contentHash) return 'DUPLICATE';
    if (first) {
      conflicts.push(arrival);
      return 'CONFLICT';
    }
    known.set(arrival.sale.id, { contentHash: arrival.contentHash, flags: '' });
    fresh.push(arrival);
    return 'RECORDED';
  });
  const flags = await recordFresh(tx, claim, fresh, recordedAt, batch.deviceTime);
  for (const { sale, contentHash } of conflicts) {
    const { id: saleId, claimId } = sale;
    await keepConflict(tx, {
      saleId,
      claimId,
      hash: contentHash,
      asSent: saleAsSent(sale),
      receivedAt: recordedAt,
    });
  }
  return batch.sales.map(({ id }, index) => {
    const outcome = outcomes[index] ?? 'RECORDED';
    const key = id.toLowerCase();
    return {
      id,
      outcome,
      flags: flags.get(key) ?? toFlags(known.get(key)?.flags ?? ''),
      ...(outcome === 'CONFLICT' && ID_REUSED),
    };
  });
}

const ID_REUSED = {
  code: 'ID_REUSED',
  message: 'Another sale with this id was recorded before. Both are kept for a manager.',
};

interface HeldClaim {
  readonly claimId: string;
  readonly epoch: number;
  readonly endedAt: string | null;
  readonly closedSale: number;
  readonly registerId: string;
  readonly registerCode: string;
  readonly outletId: string;
  readonly outletCode: string;
  readonly timeZone: string;
  readonly cutOverMinutes: number;
  readonly pricesIncludeTax: number | boolean;
  readonly priceChangeLimit: number;
  readonly differenceLimit: number;
  readonly refundLimit: number;
}

/** Held until the commit: batches of one claim are recorded one after the other. */
async function holdClaim(tx: Tx, { claimId, lastSequence, sales }: SaleBatch): Promise<HeldClaim> {
  const newest = Math.max(lastSequence, ...sales.map((sale) => sale.sequence));
  await tx.execute(sql`
    UPDATE "RegisterClaim" SET "deviceSequence" = CASE WHEN "deviceSequence" < ${newest} THEN ${newest} ELSE "deviceSequence" END
    WHERE "id" = ${claimId}`);
  const [claim] = await tx.query<HeldClaim>(sql`
    SELECT c."id" AS "claimId", c."epoch", c."endedAt", c."closedSale", r."id" AS "registerId", r."code" AS "registerCode",
      o."id" AS "outletId", o."code" AS "outletCode", o."timeZone", o."cutOverMinutes", o."pricesIncludeTax",
      o."priceChangeLimit", o."differenceLimit", o."refundLimit"
    FROM "RegisterClaim" c JOIN "Register" r ON r."id" = c."registerId" JOIN "Outlet" o ON o."id" = r."outletId"
    WHERE c."id" = ${claimId}`);
  if (!claim) throw new Error(`Claim ${claimId} has gone.`);
  return claim;
}

async function recordedBefore(
  tx: Tx,
  sales: readonly SentSale[],
): Promise<Map<string, { contentHash: string; flags: string }>> {
  if (sales.length === 0) return new Map();
  const ids = sales.map(({ id }) => id.toLowerCase());
  const rows = await tx.query<{ id: string; contentHash: string; flags: string }>(
    sql`SELECT "id", "contentHash", "flags" FROM "Sale" WHERE "id" IN (${join(ids)})`,
  );
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

function toArrival(sent: SentSale, claim: HeldClaim, recordedAt: Date): Arrival {
  const id = sent.id.toLowerCase();
  const { soldAtAsSent, lines, payments, ...fields } = sent;
  const { approvals: _, cashierId = null, cashierName = null, ...columns } = fields;
  const sale = {
    ...columns,
    ...NOT_SYNCED,
    ...{ id, cashierId, cashierName },
    claimId: claim.claimId,
    outletId: claim.outletId,
    registerId: claim.registerId,
    recordedAt,
    lines: lines.map((line, position) => ({
      saleId: id,
      position,
      productId: line.productId ?? null,
      sku: line.sku,
      name: line.name,
      category: null,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      listPrice: line.listPrice ?? null,
      taxRate: line.taxRate,
      tax: line.tax,
      total: line.total,
      returnOf: line.returnOf ? { ...line.returnOf, saleId: line.returnOf.saleId.toLowerCase() } : null,
    })),
    payments: payments.map(({ method, amount, tendered = null }) => ({
      method,
      amount,
      tendered,
      change: money(tendered === null ? 0 : tendered - amount),
    })),
    asSent: null,
  };
  const fromColumns = sha256(saleAsSent(sale));
  if (fromColumns === sent.hash) return { sent, sale, contentHash: fromColumns };
  const asSent = canonicalJson({
    ...fields,
    hash: undefined,
    claimId: claim.claimId,
    soldAt: soldAtAsSent,
    lines: lines.map(({ taxRateAsSent, ...line }) => ({
      ...line,
      quantity: quantityToNumber(line.quantity),
      taxRate: taxRateAsSent,
    })),
    payments,
  });
  const contentHash = sha256(asSent);
  return { sent, sale: contentHash === fromColumns ? sale : { ...sale, asSent }, contentHash };
}

/** Answers the flags of each, by id. */
async function recordFresh(
  tx: Tx,
  claim: HeldClaim,
  fresh: readonly Arrival[],
  receivedAt: Date,
  deviceTime: Date | undefined,
): Promise<Map<string, SaleFlag[]>> {
  const arrivals = [...fresh].sort((a, b) => a.sale.sequence - b.sale.sequence);
  const [first] = arrivals;
  if (!first) return new Map();
  const products = await knownProducts(tx, claim.outletId, arrivals);
  const places = await recordedPlaces(tx, claim.claimId, arrivals);
  const prefix = referencePrefix(claim, first.sale.businessDate);
  const references = await takenReferences(
    tx,
    arrivals.map(({ sale }) => prefix + sale.number),
  );
  const unapproved = await unapprovedSales(
    tx,
    claim,
    arrivals.map(({ sent, sale }) => ({
      ...sale,
      reference: prefix + sale.number,
      approvals: sent.approvals ?? [],
    })),
  );
  const isTracked = (productId: string) => Boolean(products.get(productId)?.trackStock);
  // A sale's own movement comes behind what it brings back.
  const changes = arrivals.map(({ sale }) => [
    ...restocked(sale, isTracked),
    takenFromStock(sale, isTracked),
  ]);
  const balances = await moveStock(tx, claim.outletId, changes.flat());
  const { lines: returnable, waiting } = await linesToReturn(tx, claim.outletId, arrivals, changes.flat());
  let moved = 0;
  const sales: (Sale & { contentHash: string })[] = [];
  for (const [index, { sent, sale, contentHash }] of arrivals.entries()) {
    moved += changes[index]?.length ?? 0;
    const here = places.get(sale.sequence) ?? [];
    const wanted = prefix + sale.number;
    const isReferenceTaken = references.has(wanted);
    const reference = isReferenceTaken ? await freeReference(tx, wanted, references) : wanted;
    const flags = judgeSale(sent, {
      pricesIncludeTax: Boolean(claim.pricesIncludeTax),
      timeZone: claim.timeZone,
      cutOverMinutes: claim.cutOverMinutes,
      receivedAt,
      deviceTime,
      isLate: claim.endedAt !== null,
      products,
      neighbours: {
        before: places.get(sale.sequence - 1) ?? [],
        here,
        after: places.get(sale.sequence + 1) ?? [],
      },
      contentHash,
      isReferenceTaken,
      balances: balances[moved - 1]?.values() ?? [],
      isUnapproved: unapproved.has(sale.id),
      returns: judgeReturns(sale, returnable),
    });
    places.set(sale.sequence, [...here, sale]);
    references.add(reference);
    const lines = sale.lines.map((line) => ({
      ...line,
      category: products.get(line.productId ?? '')?.category ?? null,
    }));
    sales.push({ ...sale, lines, reference, fork: here.length, flags, contentHash });
  }
  await insertSales(tx, sales);
  await countIntoClaim(tx, claim.claimId, sales);
  if (first.sale.sequence <= claim.closedSale) await addLateSales(tx, claim.claimId, sales);
  if (waiting.length > 0) await judgeAgain(tx, claim.outletId, waiting);
  await addToRollups(tx, claim.outletId, sales);
  for (const sale of sales) await noteReturns(tx, sale);
  return new Map(sales.map(({ id, flags }) => [id, [...flags]]));
}

interface ProductRow extends KnownProduct {
  readonly category: string | null;
  readonly trackStock: unknown;
}

/** With their prices at the outlet. */
async function knownProducts(
  tx: Tx,
  outletId: string,
  arrivals: readonly Arrival[],
): Promise<Map<string, ProductRow>> {
  const ids = new Set(arrivals.flatMap(({ sale }) => sale.lines.flatMap(({ productId }) => productId ?? [])));
  if (ids.size === 0) return new Map();
  const rows = await tx.query<ProductRow & { id: string }>(sql`
    SELECT p."id", p."category", COALESCE(o."price", p."price") AS "price", p."taxRate", p."trackStock"
    FROM "Product" p LEFT JOIN "OutletPrice" o ON o."outletId" = ${outletId} AND o."productId" = p."id"
    WHERE p."id" IN (${join([...ids])})`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** What is recorded at the places of the arrivals, and beside them. */
async function recordedPlaces(
  tx: Tx,
  claimId: string,
  arrivals: readonly Arrival[],
): Promise<Map<number, Link[]>> {
  const around = new Set(
    arrivals.flatMap(({ sale: { sequence } }) => [sequence - 1, sequence, sequence + 1]),
  );
  const rows = await tx.query<Link & { sequence: number }>(sql`
    SELECT "sequence", "hash", "previousHash" FROM "Sale"
    WHERE "claimId" = ${claimId} AND "sequence" IN (${join([...around])})`);
  const places = new Map<number, Link[]>();
  for (const row of rows) places.set(row.sequence, [...(places.get(row.sequence) ?? []), row]);
  return places;
}

async function takenReferences(tx: Tx, wanted: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ reference: string }>(
    sql`SELECT "reference" FROM "Sale" WHERE "reference" IN (${join([...wanted])})`,
  );
  return new Set(rows.map(({ reference }) => reference));
}

/** What stands before the number. A number that no register of ours gives stands there as it is. */
function referencePrefix(claim: HeldClaim, businessDate: string): string {
  const number = saleNumber(businessDate, 1);
  return saleReference({ ...claim, number }).slice(0, -number.length);
}

async function freeReference(tx: Tx, wanted: string, taken: ReadonlySet<string>): Promise<string> {
  for (let n = 1; ; n++) {
    const reference = `${wanted}~${n}`;
    const rows = await tx.query(sql`SELECT 1 FROM "Sale" WHERE "reference" = ${reference}`);
    if (rows.length === 0 && !taken.has(reference)) return reference;
  }
}

/**
 * Those that returns among the arrivals give back, and those of the arrivals; and the returns that have waited for these. The
 * outlet is held: whoever returns something here sees what was returned before.
 */
async function linesToReturn(
  tx: Tx,
  outletId: string,
  arrivals: readonly Arrival[],
  changes: readonly StockChange[],
): Promise<{ lines: ReturnableLines; waiting: string[] }> {
  if (changes.every(({ deltas }) => deltas.size === 0)) await nextStockVersion(tx, outletId);
  const originals = arrivals.flatMap(({ sale }) =>
    sale.lines.flatMap(({ returnOf }) => returnOf?.saleId ?? []),
  );
  const waiting = await returnsOf(
    tx,
    arrivals.map(({ sale }) => sale.id),
  );
  if (originals.length === 0 && waiting.size === 0) return { lines: new Map(), waiting: [] };
  const lines = await returnableLines(tx, outletId, originals);
  for (const { sale } of arrivals) {
    for (const line of sale.lines) {
      const back =
        waiting
          .get(sale.id)
          ?.filter(
            ({ ofPosition, productId }) => ofPosition === line.position && productId === line.productId,
          ) ?? [];
      const returned = back.reduce((sum, one) => quantity(sum + one.quantity), quantity(0));
      lines.set(lineKey(sale.id, line.position), { ...line, returned });
    }
  }
  return { lines, waiting: [...waiting.values()].flatMap((back) => back.map(({ saleId }) => saleId)) };
}

/** What was sold: goods that come back go to stock by a movement of their own, or not at all. */
function takenFromStock(sale: Arrival['sale'], isTracked: (productId: string) => boolean): StockChange {
  const deltas = new Map<string, Quantity>();
  for (const { productId, quantity: sold } of sale.lines) {
    if (sold < 0 || productId === null || !isTracked(productId)) continue;
    deltas.set(productId, quantity((deltas.get(productId) ?? 0) - sold));
  }
  return { kind: 'SALE', saleId: sale.id, at: sale.recordedAt, deltas };
}

async function countIntoClaim(tx: Tx, claimId: string, sales: readonly Sale[]): Promise<void> {
  const days = new Map<string, number>();
  for (const { businessDate } of sales) days.set(businessDate, (days.get(businessDate) ?? 0) + 1);
  const rows = [...days].map(([date, count]) => sql`(${claimId}, ${date}, ${count})`);
  await tx.execute(sql`
    INSERT INTO "DayCounter" ("claimId", "businessDate", "count") VALUES ${join(rows)}
    ON CONFLICT ("claimId", "businessDate") DO UPDATE SET "count" = "DayCounter"."count" + excluded."count"`);
  const newest = Math.max(...sales.map(({ sequence }) => sequence));
  // From the sale behind the last one that had no hole before it, up to the next hole.
  await tx.execute(sql`
    UPDATE "RegisterClaim" SET "recorded" = "recorded" + ${sales.length},
      "sequence" = CASE WHEN "sequence" < ${newest} THEN ${newest} ELSE "sequence" END,
      "contiguousSequence" = COALESCE((
        SELECT s."sequence" FROM "Sale" s
        WHERE s."claimId" = ${claimId} AND s."sequence" > "RegisterClaim"."contiguousSequence"
          AND EXISTS (SELECT 1 FROM "Sale" f
            WHERE f."claimId" = ${claimId} AND f."sequence" = "RegisterClaim"."contiguousSequence" + 1)
          AND NOT EXISTS (SELECT 1 FROM "Sale" n WHERE n."claimId" = ${claimId} AND n."sequence" = s."sequence" + 1)
        ORDER BY s."sequence" LIMIT 1), "contiguousSequence")
    WHERE "id" = ${claimId}`);
}
