import {
  keepChecks,
  knownSales,
  noteReconciliation,
  recordRebooked,
  Refusal,
  salesOfDay,
  soldDays,
  type Db,
  type Outlet,
  type SendOutcome,
  type SoldDay,
} from '@tillkeep/data';
import {
  dayDifferences,
  dayMatches,
  isMendable,
  lastDateOver,
  type BookedDocument,
  type DayDifference,
  type SoldSale,
} from '@tillkeep/domain';
import type { BookedDay, BooksAnswer, ErpClient, ErpTrouble } from './erp-client';
import type { SyncEngine } from './sync-engine';

/**
 * Compares the sales with the ERP's books. `db`: in the hands of whoever asks. Refuses with ERP_UNAVAILABLE, in words for
 * people, when the books can't be read: nothing is guessed.
 */
export interface Reconciler {
  /** The outlets' days from one date to the other, both included, the newest first; days with nothing on either side have no row. */
  days(db: Db, outlets: readonly Outlet[], from: string, to: string): Promise<ComparedDay[]>;
  /** One day, sale by sale. */
  examine(db: Db, outlet: Outlet, businessDate: string): Promise<ExaminedDay>;
  /** Sends again what the ERP has no document of. Whoever asks for the same day meanwhile shares it. */
  mend(db: Db, outlet: Outlet, businessDate: string): Promise<MendedDay>;
}

export interface ComparedDay {
  readonly outletId: string;
  readonly businessDate: string;
  readonly posCount: number;
  readonly posTotal: number;
  readonly erpCount: number;
  readonly erpTotal: number;
  readonly matches: boolean;
  readonly pending: number;
  readonly failed: number;
  readonly resolvedByHand: number;
  readonly checkedAt: Date;
}

export interface ExaminedDay {
  readonly day: ComparedDay;
  readonly differences: readonly DayDifference[];
  /** Documents that the ERP counts for the day and can't list, because it can't tell documents by date. */
  readonly unlisted: number;
}

export interface MendedDay {
  /** Sales that were sent, and how many of them the ERP has a document of now. */
  readonly sent: number;
  readonly booked: number;
  /** Of sales that stay SYNCED, because that is final, and that the ERP would not book again. */
  readonly refusals: readonly Extract<SendOutcome, { status: 'FAILED' }>[];
  readonly found: ExaminedDay;
}

/** Requests to the ERP at once. */
const LANES = 4;

export function reconciler(erp: ErpClient, sync: SyncEngine): Reconciler {
  const mending = new Map<string, Promise<MendedDay>>();

  async function days(db: Db, outlets: readonly Outlet[], from: string, to: string): Promise<ComparedDay[]> {
    const ids = new Map(outlets.map(({ id, code }) => [code, id]));
    // First the books: what is sold and booked while we read on is then at worst missing there, which the next look mends.
    const booked = read(await erp.dayTotals(from, to, outlets.length === 1 ? outlets[0]?.code : undefined));
    const checkedAt = await db.now();
    const sold = await soldDays(db, [...ids.values()], from, to);
    const sides = new Map<string, { sold: SoldDay; booked?: BookedDay }>();
    for (const day of sold) sides.set(keyOf(day), { sold: day });
    for (const day of booked) {
      const { outletCode, businessDate } = day;
      const outletId = ids.get(outletCode);
      if (outletId === undefined || businessDate < from || businessDate > to) continue;
      const key = keyOf({ outletId, businessDate });
      const none = { ...NOTHING_SOLD, outletId, businessDate };
      sides.set(key, { sold: sides.get(key)?.sold ?? none, booked: day });
    }
    const compared = [...sides]
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .map(([, { sold, booked }]) => compare(sold, booked, checkedAt));
    await keep(db, outlets, from, to, compared);
    return compared;
  }

  async function examine(db: Db, outlet: Outlet, businessDate: string): Promise<ExaminedDay> {
    const [found] = await days(db, [outlet], businessDate, businessDate);
    const { id: outletId, code: outletCode } = outlet;
    const nothing = { ...NOTHING_SOLD, outletId, businessDate };
    const day = found ?? compare(nothing, undefined, await db.now());
    // First the sales: one that is booked while we read on has its document then, and is no difference.
    const sales = await salesOfDay(db, outletId, businessDate);
    const { documents, unlisted } = await documentsFor(outlet, day, sales);
    const ours = new Set(sales.map(({ saleId }) => saleId));
    const strange = documents.flatMap(({ saleId }) => (ours.has(saleId) ? [] : [saleId]));
    const known = await knownSales(db, strange);
    const isOfDay = (saleId: string) => {
      const sale = known.get(saleId);
      return sale?.outletId === outletId && sale.businessDate === businessDate;
    };
    const differences = dayDifferences(
      { outletCode, businessDate },
      sales,
      documents.filter(({ saleId }) => !isOfDay(saleId)), // sold since
      new Set(known.keys()),
    );
    return { day, differences, unlisted };
  }

  /** The day's documents, and those of its sales that are booked for another day. */
  async function documentsFor(
    { code }: Outlet,
    day: ComparedDay,
    sales: readonly SoldSale[],
  ): Promise<{ documents: BookedDocument[]; unlisted: number }> {
    const answer = await erp.documentsOfDay(code, day.businessDate);
    const canList = answer.kind !== 'REFUSED';
    const documents = canList ? read(answer) : [];
    const listed = new Set(documents.map(({ saleId }) => saleId));
    // A sale that is not SYNCED has no document of another day: it goes there with its own date.
    const asked = sales.filter(
      ({ saleId, syncStatus, isByHand }) =>
        !listed.has(saleId) && !isByHand && (!canList || syncStatus === 'SYNCED'),
    );
    const others = await inLanes(asked, async ({ saleId }) => read(await erp.documentOfSale(saleId)));
    documents.push(...others.flatMap((document) => document ?? []));
    const ofDay = documents.filter(
      ({ outletCode, businessDate }) => outletCode === code && businessDate === day.businessDate,
    );
    return { documents, unlisted: canList ? 0 : Math.max(0, day.erpCount - ofDay.length) };
  }

  async function mend(db: Db, outlet: Outlet, businessDate: string): Promise<MendedDay> {
    const before = await examine(db, outlet, businessDate);
    const missing = before.differences.filter(isMendable);
    const onlyInErp =
      before.differences.filter(({ kind }) => kind === 'ONLY_IN_ERP').length + before.unlisted;
    if (missing.length + onlyInErp > 0)
      await noteReconciliation(db, outlet, businessDate, { sentAgain: missing.length, onlyInErp });
    const ids = (isLost: boolean) =>
      missing.filter(({ kind }) => (kind === 'UNKNOWN_TO_ERP') === isLost).map(({ saleId }) => saleId);
    const [unsynced, lost] = [ids(false), ids(true)];
    if (unsynced.length > 0) await sync.retry(unsynced);
    const outcomes = lost.length > 0 ? await sync.resend(lost) : [];
    await recordRebooked(db, outcomes);
    const found = missing.length > 0 ? await examine(db, outlet, businessDate) : before;
    const still = new Set(found.differences.filter(isMendable).map(({ saleId }) => saleId));
    return {
      sent: missing.length,
      booked: missing.filter(({ saleId }) => !still.has(saleId)).length,
      refusals: outcomes.flatMap((outcome) => (outcome.status === 'FAILED' ? [outcome] : [])),
      found,
    };
  }

  return {
    days,
    examine,
    mend(db, outlet, businessDate) {
      const key = keyOf({ outletId: outlet.id, businessDate });
      const underWay = mending.get(key) ?? mend(db, outlet, businessDate).finally(() => mending.delete(key));
      mending.set(key, underWay);
      return underWay;
    },
  };
}

const NOTHING_SOLD: Omit<SoldDay, 'outletId' | 'businessDate'> = {
  ...{ count: 0, total: 0, pending: 0, failed: 0 },
  byHand: { count: 0, total: 0 },
};

function compare(sold: SoldDay, booked: BookedDay | undefined, checkedAt: Date): ComparedDay {
  const { outletId, businessDate, pending, failed } = sold;
  const { count: erpCount, total: erpTotal } = booked ?? { count: 0, total: 0 };
  return {
    ...{ outletId, businessDate, posCount: sold.count, posTotal: sold.total, erpCount, erpTotal },
    ...{ pending, failed, resolvedByHand: sold.byHand.count, checkedAt },
    matches: dayMatches(sold, { count: erpCount, total: erpTotal }),
  };
}

/** Of the days that are over: what differs on one that is not is on its way. */
async function keep(
  db: Db,
  outlets: readonly Outlet[],
  from: string,
  to: string,
  days: readonly ComparedDay[],
): Promise<void> {
  const now = await db.now();
  const ends = new Map(
    outlets.map(({ id, timeZone, cutOverMinutes }) => {
      const over = lastDateOver(now, timeZone, cutOverMinutes);
      return [id, over < to ? over : to];
    }),
  );
  await keepChecks(
    db,
    [...ends].map(([id, end]) => ({ id, from, to: end })),
    days.filter(({ outletId, businessDate }) => businessDate <= (ends.get(outletId) ?? '')),
  );
}

function keyOf({
  outletId,
  businessDate,
}: {
  readonly outletId: string;
  readonly businessDate: string;
}): string {
  return `${businessDate} ${outletId}`;
}

function read<Found>(answer: BooksAnswer<Found>): Found {
  if (answer.kind === 'BOOKS') return answer.found;
  throw new Refusal('ERP_UNAVAILABLE', `${whyNot(answer)} Nothing was compared.`, {
    reason: answer.kind,
  });
}

/** In words for a shopkeeper. */
function whyNot(trouble: ErpTrouble): string {
  switch (trouble.kind) {
    case 'UNREACHABLE':
      return 'The ERP can’t be reached.';
    case 'KEY_REFUSED':
      return 'The ERP does not accept our key (ERP_API_KEY).';
    case 'BUSY':
      return 'The ERP is too busy just now.';
    case 'REFUSED':
      return `The ERP would not say what it has booked: ${trouble.message}`;
    case 'BROKE':
      return 'The ERP ran into an error.';
    case 'TIMED_OUT':
      return 'The ERP did not answer in time.';
    case 'UNREADABLE':
      return 'The ERP’s answer could not be read.';
  }
}

/** Some at a time, in the order given. */
async function inLanes<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += LANES)
    results.push(...(await Promise.all(items.slice(start, start + LANES).map(work))));
  return results;
}
