import {
  differenceCauses,
  money,
  shiftReport,
  type CashMovement,
  type DifferenceCause,
  type Money,
  type SequenceGap,
  type ShiftReport,
} from '@tillkeep/domain';
import { join, sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import { audit } from './audit';
import { ofCallersOutlets } from './caller';
import type { Db, Tx } from './db';
import { checkPage, decodeCursor, toPage, type Page, type PageRequest } from './page';
import { Refusal } from './refusal';
import { readSales, type Sale } from './sale-rows';

/** A drawer's time from its float to its count. */
export interface Shift {
  readonly id: string;
  readonly claimId: string;
  readonly registerId: string;
  readonly outletId: string;
  /** 1, 2, 3 … over the claim. */
  readonly number: number;
  readonly businessDate: string;
  readonly openedAt: Date;
  readonly openedByName: string | null;
  readonly float: Money;
  /** The claim's newest sale when it was opened, and when it was closed. */
  readonly fromSale: number;
  readonly toSale: number | null;
  /** null while it is open. */
  readonly closedAt: Date | null;
  readonly closedByName: string | null;
  /** In the back office, because the device was lost. */
  readonly closedByManager: boolean;
  readonly counted: Money | null;
  /** By whoever closed it. */
  readonly expected: Money | null;
  /** Counted less expected. */
  readonly difference: Money | null;
  readonly note: string | null;
}

/** What arrived of a shift after it was closed. */
export interface ShiftAddendum {
  readonly shiftId: string;
  /** 1, 2, 3 … */
  readonly number: number;
  readonly kind: 'LATE_SALES' | 'SECOND_CLOSE';
  readonly at: Date;
  /** LATE_SALES. */
  readonly sales: readonly Sale[];
  readonly total: Money;
  readonly cash: Money;
  /** SECOND_CLOSE: what the register's own close says. */
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
  readonly counted: Money | null;
  readonly expected: Money | null;
  readonly note: string | null;
}

/** Worked out from the recorded sales: as they were when it was closed, what came later is in the addenda. */
export interface ShiftFindings {
  readonly report: ShiftReport;
  readonly causes: readonly DifferenceCause[];
  readonly addenda: readonly ShiftAddendum[];
  /** Sales of the shift that are known of and have not arrived to this day. */
  readonly onDevice: readonly SequenceGap[];
}

export interface ShiftFilter {
  readonly outletId?: string | null;
  readonly registerId?: string | null;
  /** Business dates of their opening, both included. */
  readonly from?: string | null;
  readonly to?: string | null;
  readonly open?: boolean | null;
  readonly withDifference?: boolean | null;
}

/** The newest first. */
export async function listShifts(db: Db, filter: ShiftFilter, page: PageRequest): Promise<Page<Shift>> {
  checkPage(page);
  const after = decodeCursor(page.after, ([at, id]) =>
    typeof at === 'string' && !Number.isNaN(Date.parse(at)) && typeof id === 'string'
      ? { at: new Date(at), id }
      : undefined,
  );
  const { outletId, registerId, from, to, open, withDifference } = filter;
  const conditions = [
    ...(after ? [sql`("openedAt", "id") < (${after.at}, ${after.id})`] : []),
    ...(outletId ? [sql`"outletId" = ${outletId}`] : []),
    ...(registerId ? [sql`"registerId" = ${registerId}`] : []),
    ...(from ? [sql`"businessDate" >= ${from}`] : []),
    ...(to ? [sql`"businessDate" <= ${to}`] : []),
    ...(open === true ? [sql`"closedAt" IS NULL`] : []),
    ...(open === false ? [sql`"closedAt" IS NOT NULL`] : []),
    ...(withDifference === true ? [sql`"difference" <> 0`] : []),
    ...(withDifference === false ? [sql`"difference" = 0`] : []),
    sql`1 = 1`,
  ];
  const shifts = await readShifts(
    db,
    sql`${join(conditions, ' AND ')} ORDER BY "openedAt" DESC, "id" DESC LIMIT ${page.first + 1}`,
  );
  return toPage(page, shifts, ({ openedAt, id }) => [openedAt.toISOString(), id]);
}

export async function findShift(db: Db, id: string): Promise<Shift | undefined> {
  const [shift] = await readShifts(db, sql`"id" = ${id}`);
  return shift;
}

export async function examineShift(db: Db, shift: Shift): Promise<ShiftFindings> {
  const addenda = await readAddenda(db, shift.id);
  const late = new Set(addenda.flatMap(({ sales }) => sales.map(({ id }) => id)));
  const [claim] = await db.query<ClaimPlace>(CLAIM_PLACE(shift.claimId));
  const toSale = shift.toSale ?? newestSale(claim);
  const sales = await salesOf(db, shift, toSale);
  const onTime = sales.filter(({ id }) => !late.has(id));
  const movements = await movementsOf(db, shift);
  const { float, fromSale, difference } = shift;
  return {
    report: shiftReport({ float, fromSale, toSale, sales: onTime, movements }),
    causes: difference === null ? [] : differenceCauses({ difference, sales: onTime, movements }),
    addenda,
    onDevice: shiftReport({ float, fromSale, toSale, sales, movements }).missing,
  };
}

/** What is known of a shift that a manager closes, because nobody else can. */
export interface ManagersClose {
  readonly shiftId: string;
  readonly counted: Money;
  readonly note: string;
}

/**
 * Closes a shift whose device does not hold the register any more. Refuses with NOT_FOUND; with CONFLICT, saying who and
 * when, where it is closed already, and while the device holds the register. What the device says later becomes an addendum.
 */
export function closeShift(db: Db, { shiftId, counted, note }: ManagersClose): Promise<Shift> {
  return db.transaction(async (tx) => {
    const [found] = await readShifts(tx, sql`"id" = ${shiftId}`);
    if (!found) throw new Refusal('NOT_FOUND', 'There is no such shift.', { field: 'shiftId' });
    // Held before the shift is looked at: of two who close it one is first, and sales arrive before or after.
    await tx.execute(sql`UPDATE "RegisterClaim" SET "epoch" = "epoch" WHERE "id" = ${found.claimId}`);
    const [shift] = await readShifts(tx, sql`"id" = ${shiftId}`);
    const [claim] = await tx.query<ClaimPlace>(CLAIM_PLACE(found.claimId));
    if (!shift || !claim) throw new Error(`Shift ${shiftId} has gone.`);
    if (shift.closedAt) {
      const { closedByName, closedAt } = shift;
      throw new Refusal('CONFLICT', `${closedByName ?? 'The register'} has closed this shift already.`, {
        field: 'shiftId',
        closedBy: closedByName,
        closedAt: closedAt.toISOString(),
      });
    }
    if (claim.endedAt === null) {
      const message =
        'The device still holds the register: close the shift there, or let another device take over first.';
      throw new Refusal('CONFLICT', message, { field: 'shiftId' });
    }
    const toSale = Math.max(newestSale(claim), shift.fromSale);
    const sales = await salesOf(tx, shift, toSale);
    const movements = await movementsOf(tx, shift);
    const { expected } = shiftReport({ ...shift, toSale, sales, movements });
    const close = {
      ...{ toSale, closedAt: new Date(), closedByName: tx.caller.name, closedByManager: true },
      ...{ counted, expected, difference: money(counted - expected), note },
    };
    await writeClose(tx, shift, close);
    const { outletId, registerId, number, claimId } = shift;
    // Whatever else this device hands in of the shift comes late.
    await tx.execute(sql`UPDATE "RegisterClaim" SET "closedSale" = ${LAST_SALE} WHERE "id" = ${claimId}`);
    await audit(tx, {
      action: 'shift.closed-for-device',
      outletId,
      subjectId: registerId,
      subjectName: claim.registerName,
      after: { shift: number, amount: counted, expected, reason: note },
    });
    return { ...shift, ...close };
  });
}

/** In the transaction that recorded events of these shifts: what the events say of them now, in whatever order they came. */
export async function foldShifts(tx: Tx, claimId: string, shiftIds: Iterable<string>): Promise<void> {
  for (const shiftId of new Set(shiftIds)) {
    const events = await tx.query<ShiftEvent>(sql`
      SELECT * FROM "RegisterEvent" WHERE "shiftId" = ${shiftId} AND "claimId" = ${claimId} AND "copy" = 0
        AND "kind" IN ('SHIFT_OPENED', 'SHIFT_CLOSED') ORDER BY "sequence"`);
    const opened = events.find(({ kind }) => kind === 'SHIFT_OPENED');
    const closed = events.find(({ kind }) => kind === 'SHIFT_CLOSED');
    if (!opened) continue;
    await writeOpening(tx, opened);
    const [shift] = await readShifts(tx, sql`"id" = ${shiftId} AND "claimId" = ${claimId}`);
    if (!shift || !closed) continue;
    if (!shift.closedAt) await writeOwnClose(tx, shift, closed);
    else if (shift.closedByManager) await addSecondClose(tx, shift, closed);
  }
}

/** In the transaction that recorded these sales: those of shifts that were closed before become addenda. */
export async function addLateSales(
  tx: Tx,
  claimId: string,
  sales: readonly { readonly id: string; readonly sequence: number }[],
): Promise<void> {
  const shifts = await readShifts(tx, sql`"claimId" = ${claimId} ORDER BY "fromSale" DESC, "number" DESC`);
  const late = new Map<Shift, string[]>();
  for (const { id, sequence } of sales) {
    const shift = shifts.find(({ fromSale }) => fromSale < sequence);
    if (!shift?.closedAt || (sequence > (shift.toSale ?? 0) && !shift.closedByManager)) continue;
    late.set(shift, [...(late.get(shift) ?? []), id]);
  }
  for (const [shift, ids] of late)
    await addAddendum(tx, shift.id, { kind: 'LATE_SALES', saleIds: ids.join(' ') });
}

/** Beyond every sequence. */
const LAST_SALE = 2 ** 31 - 1;

/** Sales that are in memory at once while they are read. */
const SALES_AT_ONCE = 500;

interface ClaimPlace {
  readonly sequence: number;
  readonly deviceSequence: number;
  readonly endedAt: string | null;
  readonly registerName: string;
}

const CLAIM_PLACE = (claimId: string): Sql => sql`
  SELECT c."sequence", c."deviceSequence", c."endedAt", r."name" AS "registerName"
  FROM "RegisterClaim" c JOIN "Register" r ON r."id" = c."registerId" WHERE c."id" = ${claimId}`;

function newestSale(claim: ClaimPlace | undefined): number {
  return claim ? Math.max(claim.sequence, claim.deviceSequence) : 0;
}

type Reader = Pick<Db, 'caller' | 'query'>;

async function salesOf(db: Reader, { claimId, fromSale }: Shift, toSale: number): Promise<Sale[]> {
  const sales: Sale[] = [];
  for (let last = { sequence: fromSale, fork: LAST_SALE }; ;) {
    const some = await readSales(
      db,
      sql`"claimId" = ${claimId} AND ("sequence", "fork") > (${last.sequence}, ${last.fork})
        AND "sequence" <= ${toSale} ORDER BY "sequence", "fork" LIMIT ${SALES_AT_ONCE}`,
    );
    sales.push(...some);
    const end = some.at(-1);
    if (!end || some.length < SALES_AT_ONCE) return sales;
    last = end;
  }
}

async function movementsOf(db: Reader, { id, claimId }: Shift): Promise<CashMovement[]> {
  const rows = await db.query<{
    kind: CashMovement['kind'];
    amount: number | null;
    reason: string | null;
    at: string;
  }>(sql`
    SELECT "kind", "amount", "reason", "at" FROM "RegisterEvent"
    WHERE "shiftId" = ${id} AND "claimId" = ${claimId} AND "copy" = 0 AND "kind" IN ('PAID_IN', 'PAID_OUT')
    ORDER BY "sequence"`);
  return rows.map(({ kind, amount, reason, at }) => ({
    ...{ kind, amount: money(amount ?? 0), reason: reason ?? '', at: new Date(at) },
  }));
}

interface ShiftEvent {
  readonly kind: string;
  readonly shiftId: string;
  readonly claimId: string;
  readonly registerId: string;
  readonly outletId: string;
  readonly shiftNumber: number | null;
  readonly businessDate: string;
  readonly at: string;
  readonly userName: string | null;
  readonly saleSequence: number;
  readonly amount: number | null;
  readonly expected: number | null;
  readonly reason: string | null;
}

async function writeOpening(tx: Tx, opened: ShiftEvent): Promise<void> {
  const { shiftId, claimId, registerId, outletId, shiftNumber, businessDate, userName, saleSequence } =
    opened;
  await tx.execute(sql`
    INSERT INTO "Shift" ("id", "claimId", "registerId", "outletId", "number", "businessDate", "openedAt", "openedByName",
      "float", "fromSale")
    VALUES (${shiftId}, ${claimId}, ${registerId}, ${outletId}, ${shiftNumber ?? 1}, ${businessDate},
      ${new Date(opened.at)}, ${userName}, ${opened.amount ?? 0}, ${saleSequence})
    ON CONFLICT ("id") DO NOTHING`);
}

type Close = Pick<
  Shift,
  'toSale' | 'closedAt' | 'closedByName' | 'counted' | 'expected' | 'difference' | 'note'
>;

async function writeOwnClose(tx: Tx, shift: Shift, closed: ShiftEvent): Promise<void> {
  const counted = money(closed.amount ?? 0);
  const expected = money(closed.expected ?? counted);
  await writeClose(tx, shift, {
    ...{ toSale: closed.saleSequence, closedAt: new Date(closed.at), closedByName: closed.userName },
    ...{
      closedByManager: false,
      counted,
      expected,
      difference: money(counted - expected),
      note: closed.reason,
    },
  });
  await tx.execute(sql`
    UPDATE "RegisterClaim" SET "closedSale" = ${closed.saleSequence}
    WHERE "id" = ${shift.claimId} AND "closedSale" < ${closed.saleSequence}`);
}

async function writeClose(tx: Tx, { id }: Shift, close: Close & { closedByManager: boolean }): Promise<void> {
  const { toSale, closedAt, closedByName, closedByManager, counted, expected, difference, note } = close;
  await tx.execute(sql`
    UPDATE "Shift" SET "toSale" = ${toSale}, "closedAt" = ${closedAt}, "closedByName" = ${closedByName},
      "closedByManager" = ${closedByManager}, "counted" = ${counted}, "expected" = ${expected},
      "difference" = ${difference}, "note" = ${note}
    WHERE "id" = ${id} AND "closedAt" IS NULL`);
}

async function addSecondClose(tx: Tx, shift: Shift, closed: ShiftEvent): Promise<void> {
  const known = await tx.query(
    sql`SELECT 1 FROM "ShiftAddendum" WHERE "shiftId" = ${shift.id} AND "kind" = 'SECOND_CLOSE'`,
  );
  if (known.length > 0) return;
  const { amount: counted, expected, reason: note, userName: closedBy, at } = closed;
  await addAddendum(tx, shift.id, {
    kind: 'SECOND_CLOSE',
    ...{ closedAt: new Date(at), closedBy, counted, expected, note },
  });
}

/** The next one. Whoever adds one holds the claim, so that none is counted twice. */
async function addAddendum(tx: Tx, shiftId: string, addendum: Record<string, unknown>): Promise<void> {
  const [newest] = await tx.query<{ number: number }>(
    sql`SELECT "number" FROM "ShiftAddendum" WHERE "shiftId" = ${shiftId} ORDER BY "number" DESC LIMIT 1`,
  );
  const row = { shiftId, number: (newest?.number ?? 0) + 1, at: new Date(), ...addendum };
  await tx.insert('ShiftAddendum', Object.keys(row), [Object.values(row)]);
}

async function readAddenda(db: Reader, shiftId: string): Promise<ShiftAddendum[]> {
  const rows = await db.query<AddendumRow>(
    sql`SELECT * FROM "ShiftAddendum" WHERE "shiftId" = ${shiftId} ORDER BY "number"`,
  );
  const addenda: ShiftAddendum[] = [];
  for (const { saleIds, at, closedAt, counted, expected, ...row } of rows) {
    const ids = saleIds === '' ? [] : saleIds.split(' ');
    const sales =
      ids.length === 0 ? [] : await readSales(db, sql`"id" IN (${join(ids)}) ORDER BY "sequence", "fork"`);
    const { total, tenders } = shiftReport({
      ...{ float: money(0), fromSale: 0, toSale: LAST_SALE, sales, movements: [] },
    });
    const cash = tenders.find(({ method }) => method === 'CASH')?.amount ?? money(0);
    addenda.push({
      ...row,
      ...{ sales, total, cash, at: new Date(at), closedAt: closedAt === null ? null : new Date(closedAt) },
      ...{ counted: toMoney(counted), expected: toMoney(expected) },
    });
  }
  return addenda;
}

interface AddendumRow extends Pick<ShiftAddendum, 'shiftId' | 'number' | 'kind' | 'closedBy' | 'note'> {
  readonly at: string;
  readonly saleIds: string;
  readonly closedAt: string | null;
  readonly counted: number | null;
  readonly expected: number | null;
}

interface ShiftRow extends Pick<
  Shift,
  | 'id'
  | 'claimId'
  | 'registerId'
  | 'outletId'
  | 'number'
  | 'businessDate'
  | 'openedByName'
  | 'fromSale'
  | 'toSale'
  | 'closedByName'
  | 'note'
> {
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly closedByManager: number | boolean;
  readonly float: number;
  readonly counted: number | null;
  readonly expected: number | null;
  readonly difference: number | null;
}

/** The caller's outlets' shifts. `which`: conditions on the table, and what may follow them. */
async function readShifts(db: Reader, which: Sql): Promise<Shift[]> {
  const rows = await db.query<ShiftRow>(
    sql`SELECT * FROM "Shift" WHERE ${ofCallersOutlets(db, sql`"outletId"`)} AND ${which}`,
  );
  return rows.map((row) => ({
    ...row,
    openedAt: new Date(row.openedAt),
    closedAt: row.closedAt === null ? null : new Date(row.closedAt),
    closedByManager: Boolean(row.closedByManager),
    float: money(row.float),
    counted: toMoney(row.counted),
    expected: toMoney(row.expected),
    difference: toMoney(row.difference),
  }));
}

function toMoney(amount: number | null): Money | null {
  return amount === null ? null : money(amount);
}
