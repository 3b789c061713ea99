import { parseDecimal } from './decimal-text';

/** A quantity in whole THOUSANDTHS of its unit (piece, kg, m): 0.342 kg is 342. Negative when goods come back. */
export type Quantity = number & { readonly __unit: 'thousandths' };

/** RangeError unless thousandths is a whole number of at most 10^15: up to there a decimal number carries it exactly. */
export function quantity(thousandths: number): Quantity {
  const q = thousandths + 0; // turns -0 into 0
  if (!isQuantity(q))
    throw new RangeError(`${thousandths} is not a quantity: it is whole thousandths up to 10^15`);
  return q;
}

/** 0.342 → 342 thousandths. RangeError with more than three decimal places. */
export function quantityFromNumber(decimal: number): Quantity {
  const q = quantity(Math.round(decimal * 1000));
  if (quantityToNumber(q) !== decimal) throw new RangeError(`${decimal} has more than three decimal places`);
  return q;
}

export function quantityToNumber(q: Quantity): number {
  return q / 1000;
}

/** Reads 2, 0.342 or 0,342. A single sign is always the decimal sign: "1,500" is one and a half. Undefined when it is no quantity. */
export function parseQuantity(text: string): Quantity | undefined {
  const thousandths = parseDecimal(text, 3);
  return thousandths !== undefined && isQuantity(thousandths) ? thousandths : undefined;
}

/** For people: 342 in "de" → "0,342"; 2000 → "2". */
export function formatQuantity(q: Quantity, locale?: string): string {
  const key = locale ?? '';
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
    formats.set(key, format);
  }
  return format.format(quantityToNumber(q));
}

const LIMIT = 1e15;
const formats = new Map<string, Intl.NumberFormat>();

function isQuantity(n: number): n is Quantity {
  return Number.isSafeInteger(n) && Math.abs(n) <= LIMIT;
}
