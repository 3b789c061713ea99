// Stretches of business dates by which figures are told. Dates are YYYY-MM-DD and have no time zone any more.

export const PERIODS = ['DAY', 'WEEK', 'MONTH'] as const;
export type Period = (typeof PERIODS)[number];

/** On which day a week may begin, by where people live. */
export const WEEK_STARTS = ['MONDAY', 'SATURDAY', 'SUNDAY'] as const;
export type WeekStart = (typeof WEEK_STARTS)[number];

export function addDays(date: string, days: number): string {
  return toDate(toDay(date) + days);
}

/** All dates from one to the other, both included; none when they are the wrong way round. */
export function datesBetween(from: string, to: string): string[] {
  const first = toDay(from);
  return Array.from({ length: Math.max(0, toDay(to) - first + 1) }, (_, days) => toDate(first + days));
}

/** The first date of the day, week or month that the date is in. */
export function periodStart(date: string, period: Period, weekStart: WeekStart = 'MONDAY'): string {
  if (period === 'DAY') return date;
  if (period === 'MONTH') return `${date.slice(0, 7)}-01`;
  const day = toDay(date);
  return toDate(day - ((((day - FIRST_DAY[weekStart]) % 7) + 7) % 7)); // % of what is below zero is below zero
}

const DAY_MS = 86_400_000;

/** Day 0 was 1 January 1970, a Thursday. */
const FIRST_DAY: Record<WeekStart, number> = { MONDAY: -3, SATURDAY: -5, SUNDAY: -4 };

function toDay(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

function toDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
