import { money, type Money } from './money';
import { type Quantity } from './quantity';
import { settleReturn, type SoldLine } from './returns';
import { multiplyDivideRounded } from './rounding';
import { taxInside, taxOnTop, type TaxRate } from './tax';

export interface LineToSettle {
  readonly quantity: Quantity;
  readonly unitPrice: Money;
  readonly taxRate: TaxRate;
  /** Of goods that come back: the line that they were sold on. */
  readonly sold?: SoldLine;
}

/** net + tax = total: the total always includes tax, whichever way prices are written. */
export interface SettledLine {
  readonly net: Money;
  readonly tax: Money;
  readonly total: Money;
}

/** net + tax = gross, over all lines of one rate. */
export interface TaxByRate {
  readonly rate: TaxRate;
  readonly net: Money;
  readonly tax: Money;
  readonly gross: Money;
}

/** subtotal + tax = total; the lines, and the rates, each add up to all three. */
export interface SettledSale {
  readonly lines: readonly SettledLine[];
  readonly subtotal: Money;
  readonly tax: Money;
  readonly total: Money;
  readonly taxByRate: readonly TaxByRate[];
}

/** RangeError when an amount leaves the safe integers, and for more that comes back than was sold. */
export function settleLine(line: LineToSettle, pricesIncludeTax: boolean): SettledLine {
  if (line.sold) return settleReturn(line.quantity, line.sold);
  const amount = money(multiplyDivideRounded(line.quantity, line.unitPrice, 1000));
  if (pricesIncludeTax) {
    const tax = taxInside(amount, line.taxRate);
    return { net: money(amount - tax), tax, total: amount };
  }
  const tax = taxOnTop(amount, line.taxRate);
  return { net: amount, tax, total: money(amount + tax) };
}

/** Settles each line by itself, in the order given, and adds up. RangeError when an amount leaves the safe integers. */
export function settleSale(lines: readonly LineToSettle[], pricesIncludeTax: boolean): SettledSale {
  const settled: SettledLine[] = [];
  const byRate = new Map<TaxRate, TaxByRate>();
  let subtotal = money(0);
  let tax = money(0);
  let total = money(0);
  for (const line of lines) {
    const part = settleLine(line, pricesIncludeTax);
    settled.push(part);
    subtotal = money(subtotal + part.net);
    tax = money(tax + part.tax);
    total = money(total + part.total);
    const rate = line.taxRate;
    const before = byRate.get(rate);
    byRate.set(
      rate,
      before
        ? {
            rate,
            net: money(before.net + part.net),
            tax: money(before.tax + part.tax),
            gross: money(before.gross + part.total),
          }
        : { rate, net: part.net, tax: part.tax, gross: part.total },
    );
  }
  const taxByRate = [...byRate.values()].sort((a, b) => a.rate - b.rate);
  return { lines: settled, subtotal, tax, total, taxByRate };
}
