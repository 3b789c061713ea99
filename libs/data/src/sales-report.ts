import {
  datesBetween,
  minutesOfDay,
  periodStart,
  timeOfKey,
  type Period,
  type RollupBy,
  type SalesFigures,
  type WeekStart,
} from '@tillkeep/domain';
import { join, sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Db } from './db';
import type { Outlet } from './outlets';
import { badInput } from './refusal';
import { rowsOf } from './stock';

export type ReportPart = 'OUTLET' | 'HOUR' | Exclude<RollupBy, 'TIME'>;

export interface SalesReportRequest {
  /** Of the caller's. */
  readonly outlets: readonly Pick<Outlet, 'id' | 'timeZone'>[];
  /** Business dates, both included. */
  readonly from: string;
  readonly to: string;
  /** undefined: the whole time is one. */
  readonly period?: Period;
  /** undefined: all sales are one. */
  readonly part?: ReportPart;
  readonly weekStart?: WeekStart;
}

export interface SalesReport {
  readonly whole: SalesFigures;
  /** By period, and within it the largest total first; by hour in the order of the day. What has no sales has no row. */
  readonly rows: readonly SalesReportRow[];
}

export interface SalesReportRow extends SalesFigures {
  /** Its first date; null where the report is for the whole time. */
  readonly period: string | null;
  /** As in a roll-up, or an outlet's id, or the hour of the day; null where the report is by period alone. */
  readonly key: string | null;
}

/** Ten years and what they have of leap days. */
const MOST_DATES = 3660;

const MOST_ROWS = 20_000;

/** Adds roll-ups up. BAD_USER_INPUT for a time that ends before it begins, more than ten years, and more than 20,000 rows. */
export async function salesReport(db: Db, request: SalesReportRequest): Promise<SalesReport> {
  const dates = checkedDates(request);
  const { outlets, period, part, weekStart } = request;
  const days = dates.map((date) => [date, period ? periodStart(date, period, weekStart) : '']);
  const [whole = NO_FIGURES] = await sums(db, outlets, days, { by: 'REGISTER' });
  const rows = await partsOf(db, outlets, days, part);
  if (rows.length > MOST_ROWS) {
    throw badInput(
      'groupBy',
      `These are more than ${MOST_ROWS} rows: ask for a shorter time, or by longer periods.`,
    );
  }
  return {
    whole: addFigures(NO_FIGURES, whole),
    rows: rows
      .map((row) => ({ ...row, period: period ? row.period : null, key: part ? row.key : null }))
      .sort(part === 'HOUR' ? byHour : byTotal),
  };
}

/** What people and programs are called that have sold something, by the key of the part CASHIER. */
export async function findCashierNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ id: string; name: string }>(sql`
    SELECT "id", "name" FROM "User" WHERE "id" IN (${join([...ids])})
    UNION ALL SELECT "id", "name" FROM "ApiKey" WHERE "id" IN (${join([...ids])})`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export const NO_FIGURES: SalesFigures = {
  ...{ sales: 0, lines: 0, quantity: 0, net: 0, tax: 0, total: 0, refunds: 0, refunded: 0 },
};

export function addFigures(a: SalesFigures, b: SalesFigures): SalesFigures {
  return {
    sales: a.sales + b.sales,
    lines: a.lines + b.lines,
    quantity: a.quantity + b.quantity,
    net: a.net + b.net,
    tax: a.tax + b.tax,
    total: a.total + b.total,
    refunds: a.refunds + b.refunds,
    refunded: a.refunded + b.refunded,
  };
}

/** Of a sum by time: on the outlet's clock. */
export function hourOf({ key }: Sum, { timeZone }: Pick<Outlet, 'timeZone'>): number {
  return Math.floor(minutesOfDay(timeOfKey(key), timeZone) / 60);
}

/** Sums of roll-ups of the outlets, by period and key. `days`: each date with its period. */
export async function sums(
  db: Db,
  outlets: readonly Pick<Outlet, 'id'>[],
  days: readonly (readonly string[])[],
  { by, key, period, most }: SumsBy,
): Promise<Sum[]> {
  if (outlets.length === 0 || days.length === 0) return [];
  const groups = [...(period ? [sql`d."period"`] : []), ...(key ? [key] : [])];
  // Each date is one place in the primary key: far fewer than all roll-ups in between. CROSS JOIN, because SQLite takes it at its word.
  return db.query<Sum>(sql`
    WITH "day" ("date", "period") AS (VALUES ${rowsOf(days)})
    SELECT ${period ? sql`d."period"` : sql`''`} AS "period", ${key ?? sql`''`} AS "key",
      CAST(SUM(r."sales") AS BIGINT) AS "sales", CAST(SUM(r."lines") AS BIGINT) AS "lines",
      CAST(SUM(r."quantity") AS BIGINT) AS "quantity", CAST(SUM(r."net") AS BIGINT) AS "net",
      CAST(SUM(r."tax") AS BIGINT) AS "tax", CAST(SUM(r."total") AS BIGINT) AS "total",
      CAST(SUM(r."refunds") AS BIGINT) AS "refunds", CAST(SUM(r."refunded") AS BIGINT) AS "refunded"
    FROM "day" d CROSS JOIN "Rollup" r
    WHERE r."outletId" IN (${join(outlets.map(({ id }) => id))}) AND r."businessDate" = d."date" AND r."by" = ${by}
    ${groups.length > 0 ? sql`GROUP BY ${join(groups)}` : sql`HAVING COUNT(*) > 0`} ${most ? sql`LIMIT ${most}` : sql``}`);
}

export interface SumsBy {
  readonly by: RollupBy;
  /** An expression on the roll-up `r`. */
  readonly key?: Sql;
  /** Each period by itself. */
  readonly period?: boolean;
  readonly most?: number;
}

export interface Sum extends SalesFigures {
  readonly period: string;
  readonly key: string;
}

function checkedDates({ from, to }: SalesReportRequest): string[] {
  if (from > to) throw badInput('to', 'This is before the first date.');
  const dates = datesBetween(from, to);
  if (dates.length > MOST_DATES) throw badInput('from', 'A report is for ten years at most.');
  return dates;
}

function partsOf(
  db: Db,
  outlets: SalesReportRequest['outlets'],
  days: readonly (readonly string[])[],
  part: ReportPart | undefined,
): Promise<Sum[]> {
  const most = MOST_ROWS + 1;
  if (part === undefined) return sums(db, outlets, days, { by: 'REGISTER', period: true, most });
  if (part === 'HOUR') return hoursOf(db, outlets, days);
  if (part !== 'OUTLET') return sums(db, outlets, days, { by: part, period: true, key: sql`r."key"`, most });
  return sums(db, outlets, days, { by: 'REGISTER', period: true, key: sql`r."outletId"`, most });
}

/** Each outlet has its own clock. */
async function hoursOf(
  db: Db,
  outlets: SalesReportRequest['outlets'],
  days: readonly (readonly string[])[],
): Promise<Sum[]> {
  const hours = new Map<string, Sum>();
  for (const outlet of outlets) {
    for (const row of await sums(db, [outlet], days, { by: 'TIME', period: true, key: sql`r."key"` })) {
      const key = String(hourOf(row, outlet)).padStart(2, '0');
      const place = `${row.period} ${key}`;
      hours.set(place, { ...addFigures(hours.get(place) ?? NO_FIGURES, row), period: row.period, key });
    }
  }
  return [...hours.values()];
}

function byHour(a: SalesReportRow, b: SalesReportRow): number {
  return compare(a.period, b.period) || compare(a.key, b.key);
}

function byTotal(a: SalesReportRow, b: SalesReportRow): number {
  return compare(a.period, b.period) || b.total - a.total || compare(a.key, b.key);
}

function compare(a: string | null, b: string | null): number {
  const [one, other] = [a ?? '', b ?? ''];
  return one < other ? -1 : Number(one > other);
}
