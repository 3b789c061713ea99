// Goods that come back. A sale never changes: a return is a sale of its own, whose lines have negative quantities.
import { money, type Money } from './money';
import { quantity, type Quantity } from './quantity';
import { multiplyDivideRounded } from './rounding';
import type { SettledLine } from './settle';
import type { TaxRate } from './tax';

/** Which line of which sale goods come back from, and why. */
export interface ReturnOf {
  readonly saleId: string;
  /** The line's place in that sale: 0, 1, 2 … */
  readonly position: number;
  readonly reason: string;
  /** Whether they go back to stock. */
  readonly restock: boolean;
}

/** The line that goods were sold on, as far as a return of them looks at it. */
export interface SoldLine {
  readonly quantity: Quantity;
  readonly tax: Money;
  readonly total: Money;
  /** What of the quantity came back before; never negative. */
  readonly returned: Quantity;
}

/** How much of a line can still come back; nothing of a line that is a return itself. */
export function refundable(sold: Pick<SoldLine, 'quantity' | 'returned'>): Quantity {
  return quantity(Math.max(0, sold.quantity - sold.returned));
}

/**
 * What goods that come back (a negative quantity) are worth: their share of what was paid for the line, counted on from what
 * came back before, so that all parts of a line come to the whole of it. RangeError for a quantity that is not negative, and
 * for more than is refundable.
 */
export function settleReturn(back: Quantity, sold: SoldLine): SettledLine {
  if (back >= 0) throw new RangeError('Goods that come back have a negative quantity');
  if (-back > refundable(sold)) throw new RangeError('More comes back than was sold');
  const before = share(sold, sold.returned);
  const after = share(sold, sold.returned - back);
  const total = money(before.total - after.total);
  const tax = money(before.tax - after.tax);
  return { net: money(total - tax), tax, total };
}

/** A return as it is handed in by a device that may not have known what came back elsewhere. */
export interface ReturnedLine {
  readonly quantity: number;
  readonly unitPrice: number;
  readonly taxRate: number;
  readonly tax: number;
  readonly total: number;
}

/** Whether it says the price and the tax rate of the sold line. */
export function isPricedAsSold(
  line: Pick<ReturnedLine, 'unitPrice' | 'taxRate'>,
  sold: { readonly unitPrice: Money; readonly taxRate: TaxRate },
): boolean {
  return line.unitPrice === sold.unitPrice && line.taxRate === sold.taxRate;
}

/** Whether its amounts are a share of the sold line, whatever came back before: as near as rounding can be. */
export function isShareOf(line: ReturnedLine, sold: Omit<SoldLine, 'returned'>): boolean {
  // Parts of the whole, in so many of its quantity: exact at any size.
  const off = (part: number, whole: number) => {
    const exact = BigInt(part) * BigInt(sold.quantity) - BigInt(whole) * BigInt(line.quantity);
    return exact < 0n ? -exact : exact;
  };
  const one = BigInt(sold.quantity);
  return off(line.total, sold.total) <= one && off(line.tax, sold.tax) <= 2n * one;
}

/** What a sale gives for goods that come back, in minor units; 0 where none do. */
export function givenBack(lines: readonly { readonly quantity: number; readonly total: number }[]): number {
  return lines.reduce((sum, line) => (line.quantity < 0 ? sum - line.total : sum), 0);
}

/** What happens with money when goods come back, or are exchanged for others: nothing, the customer pays, or is paid. */
export type ReturnOutcome = 'EVEN' | 'PAY' | 'REFUND';

export function outcomeOf(total: number): ReturnOutcome {
  if (total === 0) return 'EVEN';
  return total > 0 ? 'PAY' : 'REFUND';
}

/** Of the line's total and tax, what falls to so much of its quantity. Tax follows from the total, so it is never more. */
function share(sold: SoldLine, part: number): { total: number; tax: number } {
  const total = multiplyDivideRounded(sold.total, part, sold.quantity);
  return { total, tax: sold.total === 0 ? 0 : multiplyDivideRounded(total, sold.tax, sold.total) };
}
