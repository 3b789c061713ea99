import {
  addDays,
  businessDate,
  minutesOfDay,
  multiplyDivideRounded,
  periodStart,
  timeOfKey,
  type SalesFigures,
} from '@tillkeep/domain';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { isCallersOutlet } from './caller';
import type { Db } from './db';
import type { Outlet } from './outlets';
import { addFigures, hourOf, NO_FIGURES, sums, type Sum } from './sales-report';

/** A business date beside what is usual on such a day. */
export interface DayBesideOthers {
  readonly day: SalesFigures;
  /** The same weekday a week before, whole, and up to the quarter of an hour that it is now. */
  readonly lastWeek: SalesFigures;
  readonly lastWeekSoFar: SalesFigures;
  /** In the order of the business day: those that had sales on it, or on one of the days that say what is usual. */
  readonly hours: readonly {
    /** 0 to 23. */
    readonly hour: number;
    readonly day: SalesFigures;
    readonly usualSales: number;
    readonly usualTotal: number;
  }[];
  /** How many days say what is usual: those with sales among the last eight of the same weekday. */
  readonly usualDays: number;
  /** The last eight, with the one that the date is in; the oldest first. */
  readonly weeks: readonly { readonly from: string; readonly figures: SalesFigures }[];
}

/** Sales of the outlet that are not in the ERP's books. */
export interface Unsynced {
  readonly pending: number;
  readonly failed: number;
}

export async function dayBesideOthers(
  db: Db,
  outlet: Outlet,
  date: string,
  now = new Date(),
): Promise<DayBesideOthers> {
  const sameWeekdays = Array.from({ length: USUAL_DAYS }, (_, week) => addDays(date, -7 * (week + 1)));
  const times = await sums(
    db,
    [outlet],
    [date, ...sameWeekdays].map((day) => [day, day]),
    { by: 'TIME', period: true, key: sql`r."key"` },
  );
  const lastWeek = times.filter(({ period }) => period === sameWeekdays[0]);
  const isOver = date !== businessDate(now, outlet.timeZone, outlet.cutOverMinutes);
  const minutesNow = minutesSinceCutOver(outlet, now);
  const soFar = lastWeek.filter(
    ({ key }) => isOver || minutesSinceCutOver(outlet, timeOfKey(key)) + 15 <= minutesNow,
  );
  const usual = times.filter(({ period }) => period !== date);
  const usualDays = new Set(usual.map(({ period }) => period)).size;
  const today = times.filter(({ period }) => period === date);
  return {
    day: today.reduce(addFigures, NO_FIGURES),
    lastWeek: lastWeek.reduce(addFigures, NO_FIGURES),
    lastWeekSoFar: soFar.reduce(addFigures, NO_FIGURES),
    hours: hoursOf(outlet, today, usual, usualDays),
    usualDays,
    weeks: await weeksUntil(db, outlet, date),
  };
}

/** Counted in the index of what is still to be sent. */
export async function countUnsynced(db: Db, outletId: string): Promise<Unsynced> {
  if (!isCallersOutlet(db, outletId)) return { pending: 0, failed: 0 };
  const rows = await db.query<{ status: string; count: number }>(sql`
    SELECT CAST("syncStatus" AS TEXT) AS "status", COUNT(*) AS "count" FROM "Sale"
    WHERE "outletId" = ${outletId} AND "syncStatus" IN ('PENDING', 'FAILED') GROUP BY "syncStatus"`);
  const count = (status: string) => rows.find((row) => row.status === status)?.count ?? 0;
  return { pending: count('PENDING'), failed: count('FAILED') };
}

const USUAL_DAYS = 8;
const WEEKS = 8;

async function weeksUntil(db: Db, outlet: Outlet, date: string): Promise<DayBesideOthers['weeks']> {
  const thisWeek = periodStart(date, 'WEEK');
  const weeks = Array.from({ length: WEEKS }, (_, week) => addDays(thisWeek, -7 * (WEEKS - 1 - week)));
  const days = weeks.flatMap((from) => Array.from({ length: 7 }, (_, day) => [addDays(from, day), from]));
  const until = days.filter(([day = '']) => day <= date);
  const found = await sums(db, [outlet], until, { by: 'REGISTER', period: true });
  return weeks.map((from) => {
    const week = found.find(({ period }) => period === from) ?? NO_FIGURES;
    return { from, figures: addFigures(NO_FIGURES, week) };
  });
}

function hoursOf(
  outlet: Outlet,
  today: readonly Sum[],
  usual: readonly Sum[],
  usualDays: number,
): DayBesideOthers['hours'] {
  const [day, others] = [byHour(outlet, today), byHour(outlet, usual)];
  const hours = [...new Set([...day.keys(), ...others.keys()])];
  const first = Math.floor(outlet.cutOverMinutes / 60);
  hours.sort((a, b) => ((a - first + 24) % 24) - ((b - first + 24) % 24));
  return hours.map((hour) => {
    const { sales, total } = others.get(hour) ?? NO_FIGURES;
    return {
      hour,
      day: day.get(hour) ?? NO_FIGURES,
      usualSales: usualDays === 0 ? 0 : sales / usualDays,
      usualTotal: usualDays === 0 ? 0 : multiplyDivideRounded(total, 1, usualDays),
    };
  });
}

function byHour(outlet: Outlet, rows: readonly Sum[]): Map<number, SalesFigures> {
  const hours = new Map<number, SalesFigures>();
  for (const row of rows) {
    const hour = hourOf(row, outlet);
    hours.set(hour, addFigures(hours.get(hour) ?? NO_FIGURES, row));
  }
  return hours;
}

function minutesSinceCutOver({ timeZone, cutOverMinutes }: Outlet, instant: Date): number {
  return (minutesOfDay(instant, timeZone) - cutOverMinutes + 1440) % 1440;
}
