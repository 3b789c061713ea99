import { isCalendarDate } from './business-date';

/** The number for people: ("2026-04-30", 1) → "2026-04-30-01". RangeError for a bad date or a count below 1. */
export function saleNumber(businessDate: string, count: number): string {
  if (!isCalendarDate(businessDate)) throw new RangeError(`${businessDate} is not a date`);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`${count} is not the count of a sale: 1, 2, 3 …`);
  return `${businessDate}-${String(count).padStart(2, '0')}`;
}

/** Undefined unless the text is exactly what saleNumber writes. */
export function parseSaleNumber(text: string): { businessDate: string; count: number } | undefined {
  const businessDate = text.slice(0, 10);
  const count = Number(text.slice(11));
  if (!isCalendarDate(businessDate) || !Number.isSafeInteger(count) || count < 1) return undefined;
  return saleNumber(businessDate, count) === text ? { businessDate, count } : undefined;
}

/** For sorting: by date, then by count, so that -100 comes after -99 (as text it would come before). */
export function compareSaleNumbers(a: string, b: string): number {
  const dateA = a.slice(0, 10);
  const dateB = b.slice(0, 10);
  if (dateA !== dateB) return dateA < dateB ? -1 : 1;
  // Counts have no more leading zeros than two digits need, so the longer text is the larger count.
  if (a.length !== b.length) return a.length - b.length;
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * The form that is unique everywhere: MAIN-R1-2026-04-30-01, and MAIN-R1.2-2026-04-30-01 in a register's second epoch.
 * RangeError for an epoch below 1, a bad number, or a code that isShortCode refuses.
 */
export function saleReference(sale: {
  readonly outletCode: string;
  readonly registerCode: string;
  readonly epoch: number;
  readonly number: string;
}): string {
  const { outletCode, registerCode, epoch, number } = sale;
  for (const code of [outletCode, registerCode]) {
    if (!isShortCode(code)) throw new RangeError(`"${code}" is not an outlet's or register's code`);
  }
  if (!Number.isSafeInteger(epoch) || epoch < 1) throw new RangeError(`${epoch} is not an epoch: 1, 2, 3 …`);
  if (!parseSaleNumber(number)) throw new RangeError(`"${number}" is not a sale number`);
  return `${outletCode}-${registerCode}${epoch > 1 ? `.${epoch}` : ''}-${number}`;
}

/** An outlet's or register's code: 1 to 16 letters and digits. A dash or point in it would let two references be the same. */
export function isShortCode(text: string): boolean {
  return /^[A-Za-z0-9]{1,16}$/.test(text);
}
