import { decimalText, parseDecimal } from './decimal-text';

/** An amount in whole minor units of its currency (cents, pence, yen). Always a safe integer, never a fraction. */
export type Money = number & { readonly __unit: 'minor units' };

/** RangeError unless n is a safe integer. */
export function money(n: number): Money {
  const amount = n + 0; // turns -0 into 0, so that equal amounts are the same value
  if (!isMoney(amount))
    throw new RangeError(`${n} is not an amount: money is whole minor units up to 2^53 - 1`);
  return amount;
}

/** RangeError when the sum, or a sum on the way to it, leaves the safe integers. */
export function sumMoney(amounts: Iterable<Money>): Money {
  let sum = money(0);
  for (const amount of amounts) sum = money(sum + amount);
  return sum;
}

/** How many minor digits a currency has: EUR 2, JPY 0, KWD 3. RangeError for text that is no currency code. */
export function minorDigits(currency: string): number {
  let digits = digitsOf.get(currency);
  if (digits === undefined) {
    digits =
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2;
    digitsOf.set(currency, digits);
  }
  return digits;
}

/** For people: 123450 EUR in "de" → "1.234,50 €". */
export function formatMoney(amount: Money | number, currency: string, locale?: string): string {
  const key = `${locale} ${currency}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    formats.set(key, format);
  }
  const text = plainMoney(amount, currency);
  return format.format(isNumeric(text) ? text : amount);
}

/** For files and input fields: 123450 EUR → "1234.50". */
export function plainMoney(amount: Money | number, currency: string): string {
  return decimalText(money(amount), minorDigits(currency));
}

/** Reads 1234.50, 1234,50, 1 234,50 or 1,234.50. Undefined when it is not an amount of this currency, or could be two. */
export function parseMoney(text: string, currency: string): Money | undefined {
  const amount = parseDecimal(text, minorDigits(currency));
  return amount === undefined ? undefined : money(amount);
}

const digitsOf = new Map<string, number>();
const formats = new Map<string, Intl.NumberFormat>();

function isMoney(n: number): n is Money {
  return Number.isSafeInteger(n);
}

// Intl formats decimal text exactly; a number divided by 100 would lose cents above 2^46.
function isNumeric(text: string): text is `${number}` {
  return !Number.isNaN(Number(text));
}
