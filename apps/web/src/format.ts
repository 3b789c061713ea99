import { formatQuantity, minorDigits, quantityFromNumber } from '@tillkeep/domain';

// Dates and numbers for the screen, by the reader's locale and the outlet's clock.

/** "30 Apr 2026, 14:01" */
export function formatDateTime(instant: string, timeZone: string): string {
  let format = dateTimes.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone });
    dateTimes.set(timeZone, format);
  }
  return format.format(new Date(instant));
}

/** "30 Apr, 14:01": for tables, where the year is seldom the question; with it once it is another one. */
export function formatShortDateTime(instant: string, timeZone: string): string {
  const date = new Date(instant);
  const year = (of: Date) => new Intl.DateTimeFormat('en', { year: 'numeric', timeZone }).format(of);
  return new Intl.DateTimeFormat(undefined, {
    day: 'numeric',
    month: 'short',
    year: year(date) === year(new Date()) ? undefined : 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(date);
}

/** A business date is a day, not an instant: "Thu, 30 Apr 2026". */
export function formatDay(day: string): string {
  return new Intl.DateTimeFormat(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`));
}

/** For where there is no room: "30 Apr". */
export function formatShortDay(day: string): string {
  return new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** "April 2026", or where there is no room "Apr 26". */
export function formatMonth(day: string, room: 'long' | 'short' = 'long'): string {
  const year = room === 'long' ? 'numeric' : '2-digit';
  return new Intl.DateTimeFormat(undefined, { month: room, year, timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** "Tuesday" */
export function formatWeekday(day: string): string {
  return new Intl.DateTimeFormat(undefined, { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** "3 minutes ago", "in 40 seconds" */
export function formatAgo(instant: string, now = new Date()): string {
  const seconds = (new Date(instant).getTime() - now.getTime()) / 1000;
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

/** "48,211" */
export function formatCount(count: number): string {
  counts ??= new Intl.NumberFormat();
  return counts.format(count);
}

/** A quantity of the API, a decimal: "3", "0.342". */
export function formatDecimal(quantity: number): string {
  return formatQuantity(quantityFromNumber(quantity));
}

/** A tax rate, which is in percent: "5.5 %". */
export function formatPercent(percent: number): string {
  percents ??= new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 3 });
  return percents.format(percent / 100);
}

/** A part of something: 0.123 is "12%". */
export function formatShare(share: number): string {
  return new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** An amount on a scale: "€1.5K". */
export function formatRoundMoney(amount: number, currency: string): string {
  const { format } = new Intl.NumberFormat(undefined, {
    ...{ style: 'currency', currency, notation: 'compact' },
    ...{ minimumFractionDigits: 0, maximumFractionDigits: 2 },
  });
  return format(amount / 10 ** minorDigits(currency));
}

/** Things per sale: "2.3". */
export function formatItems(items: number): string {
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 }).format(items);
}

/** "1 sale", "3 sales" */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

// Making one takes as long as using it a hundred times.
const dateTimes = new Map<string, Intl.DateTimeFormat>();
let counts: Intl.NumberFormat | undefined;
let percents: Intl.NumberFormat | undefined;

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;
