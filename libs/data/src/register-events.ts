import {
  canonicalJson,
  FIRST_PREVIOUS_HASH,
  money,
  type Approval,
  type CashCount,
  type Money,
} from '@tillkeep/domain';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { unapprovedEvents, type ApprovalPlace } from './approvals';
import { audit } from './audit';
import { ofCallersOutlets } from './caller';
import type { Device } from './claims';
import type { Db, Tx } from './db';
import type { RegisterEventKind } from './generated/sqlite/client';
import { checkPage, decodeCursor, toPage, type Page, type PageRequest } from './page';
import type { RecordOutcome } from './record-sales';
import { sha256 } from './sale-rows';
import { foldShifts } from './shifts';
import { readGeneration } from './shop';

export type { RegisterEventKind };

/** What happened at a register besides a sale, as its device hands it in. */
export interface SentEvent {
  readonly id: string;
  /** 1, 2, 3 … over the events of the claim. */
  readonly sequence: number;
  readonly kind: RegisterEventKind;
  readonly at: Date;
  /** The text that was hashed. */
  readonly atAsSent: string;
  readonly businessDate: string;
  readonly userId?: string | null;
  readonly userName?: string | null;
  /** The newest sale of the claim when it happened. */
  readonly saleSequence: number;
  readonly shiftId?: string | null;
  readonly shiftNumber?: number | null;
  readonly amount?: Money | null;
  readonly expected?: Money | null;
  readonly cash?: readonly CashCount[] | null;
  readonly reason?: string | null;
  /** Of what its doer may not do alone. */
  readonly approval?: Approval | null;
  readonly previousHash: string;
  readonly hash: string;
}

export interface EventBatch {
  readonly claimId: string;
  /** The newest event on the device, sent or not. */
  readonly lastSequence: number;
  readonly events: readonly SentEvent[];
}

export interface RecordedEvent {
  readonly id: string;
  readonly outcome: RecordOutcome;
  readonly code?: string;
  readonly message?: string;
  /** What was thrown, for the log. */
  readonly error?: unknown;
}

export interface RecordedEvents {
  /** One for each event, in the order given. */
  readonly results: readonly RecordedEvent[];
  /** Every event of the claim up to here is recorded. */
  readonly contiguousSequence: number;
  readonly generation: string;
  readonly serverTime: Date;
}

/** An event as it is recorded. */
export interface RegisterEvent {
  readonly id: string;
  /** Above 0 where the same id had come before with another content. */
  readonly copy: number;
  readonly claimId: string;
  readonly registerId: string;
  readonly outletId: string;
  readonly sequence: number;
  readonly kind: RegisterEventKind;
  readonly at: Date;
  readonly recordedAt: Date;
  readonly businessDate: string;
  readonly userId: string | null;
  readonly userName: string | null;
  readonly saleSequence: number;
  readonly shiftId: string | null;
  readonly shiftNumber: number | null;
  readonly amount: Money | null;
  readonly expected: Money | null;
  readonly reason: string | null;
  /** A cashier did what needs an approval, and none that holds came with it. */
  readonly isUnapproved: boolean;
  readonly previousHash: string;
  readonly hash: string;
  /** What was hashed: canonical JSON. */
  readonly asSent: string;
}

/** As it is listed: with who approved it, where an approval was needed and held. */
export interface ListedEvent extends RegisterEvent {
  readonly approvedByName: string | null;
}

/**
 * Records what happened at a register; answers after the commit. As recordSales: nothing that can be attributed is refused,
 * the same event again is DUPLICATE, and its id with another content CONFLICT, of which both are kept.
 */
export async function recordEvents(
  db: Db,
  device: Device | undefined,
  batch: EventBatch,
): Promise<RecordedEvents> {
  const serverTime = new Date();
  const { claimId, events } = batch;
  if (device?.claimId !== claimId) {
    const results = events.map(({ id }) => rejectEvent(id, NOT_OF_THIS_DEVICE));
    return { results, contiguousSequence: 0, generation: await readGeneration(db), serverTime };
  }
  const results = await takeInEvents(db, batch);
  const [claim] = await db.query<{ eventContiguousSequence: number }>(
    sql`SELECT "eventContiguousSequence" FROM "RegisterClaim" WHERE "id" = ${claimId}`,
  );
  const contiguousSequence = claim?.eventContiguousSequence ?? 0;
  return { results, contiguousSequence, generation: await readGeneration(db), serverTime };
}

/** Under the claim, whoever hands them in: all in one transaction, or else each in its own. */
export async function takeInEvents(db: Db, batch: EventBatch): Promise<RecordedEvent[]> {
  try {
    return await db.transaction((tx) => recordAll(tx, batch));
  } catch (error) {
    if (batch.events.length < 2) return batch.events.map(({ id }) => retry(id, error));
  }
  const results: RecordedEvent[] = [];
  for (const event of batch.events) results.push(...(await takeInEvents(db, { ...batch, events: [event] })));
  return results;
}

export function rejectEvent(
  id: string,
  reason: { readonly code: string; readonly message: string },
): RecordedEvent {
  return { id, outcome: 'REJECTED', ...reason };
}

/** What happened at a register, the newest first by the register's clock. */
export async function listRegisterEvents(
  db: Db,
  registerId: string,
  page: PageRequest,
): Promise<Page<ListedEvent>> {
  checkPage(page);
  const after = decodeCursor(page.after, ([at, id, copy]) =>
    typeof at === 'string' &&
    !Number.isNaN(Date.parse(at)) &&
    typeof id === 'string' &&
    typeof copy === 'number'
      ? { at: new Date(at), id, copy }
      : undefined,
  );
  const behind = after ? sql`AND ("at", "id", "copy") < (${after.at}, ${after.id}, ${after.copy})` : sql``;
  const rows = await db.query<EventRow & Pick<ListedEvent, 'approvedByName'>>(sql`
    SELECT *, (SELECT a."approverName" FROM "Approval" a WHERE a."eventId" = e."id" AND e."copy" = 0 LIMIT 1) AS "approvedByName"
    FROM "RegisterEvent" e
    WHERE "registerId" = ${registerId} AND ${ofCallersOutlets(db, sql`"outletId"`)} ${behind}
    ORDER BY "at" DESC, "id" DESC, "copy" DESC LIMIT ${page.first + 1}`);
  const listed = rows.map(({ approvedByName, ...row }) => ({ ...fromRow(row), approvedByName }));
  return toPage(page, listed, ({ at, id, copy }) => [at.toISOString(), id, copy]);
}

/** What the recorded events of a claim prove. */
export interface EventFindings {
  readonly recorded: number;
  /** Known of and not arrived: between those that have, and behind the last by what the device says. */
  readonly waiting: number;
  /** Each is what was hashed, names the one before it, and has its place for itself. */
  readonly intact: boolean;
}

/** Works it out from the recorded events, and hashes each again. */
export async function proveEvents(
  db: Db,
  { id, eventDeviceSequence }: { readonly id: string; readonly eventDeviceSequence: number },
): Promise<EventFindings> {
  const rows = await db.query<Pick<EventRow, 'sequence' | 'copy' | 'hash' | 'previousHash' | 'asSent'>>(sql`
    SELECT "sequence", "copy", "hash", "previousHash", "asSent" FROM "RegisterEvent"
    WHERE "claimId" = ${id} ORDER BY "sequence", "copy"`);
  let before = { sequence: 0, hash: FIRST_PREVIOUS_HASH };
  let places = 0;
  let intact = true;
  for (const { sequence, copy, hash, previousHash, asSent } of rows) {
    const isNext = sequence === before.sequence + 1;
    if (sequence === before.sequence || copy > 0 || sha256(asSent) !== hash) intact = false;
    if (isNext && previousHash !== before.hash) intact = false;
    if (sequence !== before.sequence) places++;
    before = { sequence, hash };
  }
  return { recorded: rows.length, waiting: Math.max(eventDeviceSequence, before.sequence) - places, intact };
}

const NOT_OF_THIS_DEVICE = {
  code: 'NOT_THIS_DEVICE',
  message: 'The claim is not known here, or belongs to another device. Keep the event.',
};

const ID_REUSED = {
  code: 'ID_REUSED',
  message: 'Another event with this id was recorded before. Both are kept.',
};

function retry(id: string, error: unknown): RecordedEvent {
  const message = 'The event could not be recorded just now. Send it again.';
  return { id, outcome: 'RETRY', code: 'TRY_AGAIN', message, error };
}

async function recordAll(tx: Tx, batch: EventBatch): Promise<RecordedEvent[]> {
  const claim = await holdClaim(tx, batch);
  const known = await recordedBefore(tx, batch.events);
  const recordedAt = new Date();
  const fresh: { readonly event: RegisterEvent; readonly approval: Approval | undefined }[] = [];
  const outcomes = batch.events.map((sent): RecordOutcome => {
    const event = { ...toEvent(sent, claim), recordedAt, isUnapproved: false };
    const copies = known.get(event.id) ?? [];
    const contentHash = sha256(event.asSent);
    const copy = copies.indexOf(contentHash);
    if (copy >= 0) return copy === 0 ? 'DUPLICATE' : 'CONFLICT';
    known.set(event.id, [...copies, contentHash]);
    fresh.push({ event: { ...event, copy: copies.length }, approval: sent.approval ?? undefined });
    return copies.length === 0 ? 'RECORDED' : 'CONFLICT';
  });
  if (fresh.length > 0) {
    const firsts = fresh.filter(({ event }) => event.copy === 0);
    const unapproved = await unapprovedEvents(
      tx,
      claim,
      firsts.map(({ event, approval }) => ({ ...event, approval })),
    );
    const judged = fresh.map(({ event }) => ({
      ...event,
      isUnapproved: event.copy === 0 && unapproved.has(event.id),
    }));
    await insertEvents(tx, judged);
    await countIntoClaim(tx, claim.claimId);
    for (const event of judged) if (event.copy === 0) await auditEvent(tx, event, claim);
    await foldShifts(
      tx,
      claim.claimId,
      judged.flatMap(({ kind, shiftId }) => (kind.startsWith('SHIFT_') && shiftId !== null ? [shiftId] : [])),
    );
  }
  return batch.events.map(({ id }, index) => {
    const outcome = outcomes[index] ?? 'RECORDED';
    return { id, outcome, ...(outcome === 'CONFLICT' && ID_REUSED) };
  });
}

interface HeldClaim extends ApprovalPlace {
  readonly registerId: string;
  readonly registerName: string;
}

/** Held until the commit: what one claim hands in is recorded one after the other. */
async function holdClaim(tx: Tx, { claimId, lastSequence, events }: EventBatch): Promise<HeldClaim> {
  const newest = Math.max(lastSequence, ...events.map(({ sequence }) => sequence));
  await tx.execute(sql`
    UPDATE "RegisterClaim" SET "eventDeviceSequence" =
      CASE WHEN "eventDeviceSequence" < ${newest} THEN ${newest} ELSE "eventDeviceSequence" END
    WHERE "id" = ${claimId}`);
  const [claim] = await tx.query<HeldClaim>(sql`
    SELECT c."id" AS "claimId", r."id" AS "registerId", r."name" AS "registerName", r."outletId",
      o."priceChangeLimit", o."differenceLimit", o."refundLimit"
    FROM "RegisterClaim" c JOIN "Register" r ON r."id" = c."registerId" JOIN "Outlet" o ON o."id" = r."outletId"
    WHERE c."id" = ${claimId}`);
  if (!claim) throw new Error(`Claim ${claimId} has gone.`);
  return claim;
}

/** By id, the hashes of the contents that are kept under it, in the order of their copies. */
async function recordedBefore(tx: Tx, events: readonly SentEvent[]): Promise<Map<string, string[]>> {
  const known = new Map<string, string[]>();
  if (events.length === 0) return known;
  const rows = await tx.query<{ id: string; contentHash: string }>(sql`
    SELECT "id", "contentHash" FROM "RegisterEvent"
    WHERE "id" IN (${join(events.map(({ id }) => id.toLowerCase()))}) ORDER BY "id", "copy"`);
  for (const { id, contentHash } of rows) known.set(id, [...(known.get(id) ?? []), contentHash]);
  return known;
}

type Arrival = Omit<RegisterEvent, 'recordedAt' | 'isUnapproved'>;

function toEvent({ atAsSent, ...sent }: SentEvent, { claimId, registerId, outletId }: HeldClaim): Arrival {
  return {
    ...{ id: sent.id.toLowerCase(), copy: 0, claimId, registerId, outletId },
    ...{ sequence: sent.sequence, kind: sent.kind, at: sent.at, businessDate: sent.businessDate },
    ...{ userId: sent.userId ?? null, userName: sent.userName ?? null, saleSequence: sent.saleSequence },
    ...{ shiftId: sent.shiftId?.toLowerCase() ?? null, shiftNumber: sent.shiftNumber ?? null },
    ...{ amount: sent.amount ?? null, expected: sent.expected ?? null, reason: sent.reason ?? null },
    ...{ previousHash: sent.previousHash, hash: sent.hash },
    asSent: canonicalJson({ ...sent, at: atAsSent, hash: undefined, claimId }),
  };
}

async function insertEvents(tx: Tx, events: readonly RegisterEvent[]): Promise<void> {
  const rows = events.map((event) => ({ ...event, contentHash: sha256(event.asSent) }));
  const columns = Object.keys(rows[0] ?? {});
  await tx.insert('RegisterEvent', columns, rows.map(Object.values));
}

async function countIntoClaim(tx: Tx, claimId: string): Promise<void> {
  // From the event behind the last one that had no hole before it, up to the next hole.
  await tx.execute(sql`
    UPDATE "RegisterClaim" SET "eventContiguousSequence" = COALESCE((
        SELECT e."sequence" FROM "RegisterEvent" e
        WHERE e."claimId" = ${claimId} AND e."sequence" > "RegisterClaim"."eventContiguousSequence"
          AND EXISTS (SELECT 1 FROM "RegisterEvent" f
            WHERE f."claimId" = ${claimId} AND f."sequence" = "RegisterClaim"."eventContiguousSequence" + 1)
          AND NOT EXISTS (SELECT 1 FROM "RegisterEvent" n WHERE n."claimId" = ${claimId} AND n."sequence" = e."sequence" + 1)
        ORDER BY e."sequence" LIMIT 1), "eventContiguousSequence")
    WHERE "id" = ${claimId}`);
}

async function auditEvent(tx: Tx, event: RegisterEvent, { registerName }: HeldClaim): Promise<void> {
  const { kind, outletId, registerId, userId, userName, shiftNumber, amount, expected, reason, at } = event;
  const isUnapproved = event.isUnapproved || null;
  await audit(tx, {
    action: ACTIONS[kind],
    outletId,
    subjectId: registerId,
    subjectName: registerName,
    after: Object.fromEntries(
      Object.entries({ shift: shiftNumber, amount, expected, reason, at, isUnapproved }).filter(
        ([, value]) => value !== null,
      ),
    ),
    by: userName === null ? undefined : { id: userId, name: userName },
  });
}

const ACTIONS: Record<RegisterEventKind, string> = {
  SHIFT_OPENED: 'shift.opened',
  PAID_IN: 'drawer.paid-in',
  PAID_OUT: 'drawer.paid-out',
  SHIFT_CLOSED: 'shift.closed',
  DRAWER_OPENED: 'drawer.opened',
  CART_CLEARED: 'register.cart-cleared',
  SIGNED_IN: 'register.signed-in',
  SIGNED_OUT: 'register.signed-out',
};

type EventRow = Omit<RegisterEvent, 'at' | 'recordedAt' | 'amount' | 'expected' | 'isUnapproved'> & {
  /** A number where the database has no boolean. */
  readonly isUnapproved: boolean | number;
  readonly at: string;
  readonly recordedAt: string;
  readonly amount: number | null;
  readonly expected: number | null;
};

function fromRow({ at, recordedAt, amount, expected, isUnapproved, ...row }: EventRow): RegisterEvent {
  return {
    ...row,
    isUnapproved: Boolean(isUnapproved),
    at: new Date(at),
    recordedAt: new Date(recordedAt),
    amount: amount === null ? null : money(amount),
    expected: expected === null ? null : money(expected),
  };
}
