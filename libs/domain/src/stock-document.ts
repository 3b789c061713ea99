import { money, type Money } from './money';
import { quantity, type Quantity } from './quantity';
import { multiplyDivideRounded } from './rounding';

/** The largest quantity of a line, either way: a million units. More than that is a barcode in the wrong field. */
export const LARGEST_LINE = quantity(1_000_000_000);

/** What somebody enters on a line: so much more (or less), or what there is in all. */
export type StockEntry = { readonly add: Quantity } | { readonly quantity: Quantity };

/** What an entry changes a line by; a line that nobody has entered anything on is null. */
export function entryDelta(line: Quantity | null, entry: StockEntry): Quantity {
  return 'add' in entry ? entry.add : quantity(entry.quantity - (line ?? 0));
}

/**
 * What a count books: what was counted less the level when it was counted. `late` is what sales took that had been made by
 * then and had not arrived (so it is mostly 0, else negative). Whatever moves after the count is not in here, and stays.
 */
export function countDifference(counted: Quantity, level: Quantity, late = quantity(0)): Quantity {
  return quantity(counted - level - late);
}

/** What of a transfer is missing; negative when more arrived than was sent. Neither outlet has it on hand. */
export function missingOf(sent: Quantity, received: Quantity): Quantity {
  return quantity(sent - received);
}

/** What a quantity is worth at a price, rounded once. RangeError beyond 2^53 - 1. */
export function stockValue(pieces: Quantity, price: Money): Money {
  return money(multiplyDivideRounded(pieces, price, 1000));
}

/** Whether a product runs low: at its reorder point or below. Without one it never does. */
export function isLow(level: number, reorderPoint: number | null): boolean {
  return reorderPoint !== null && level <= reorderPoint;
}
