import { money, type Money } from './money';
import { multiplyDivideRounded } from './rounding';

/** A tax rate in THOUSANDTHS of a percent: 5.5 % is 5500. */
export type TaxRate = number & { readonly __unit: 'thousandths of a percent' };

/** RangeError unless n is a whole number from 0 to 1,000,000 (1000 %). */
export function taxRate(n: number): TaxRate {
  const rate = n + 0; // turns -0 into 0
  if (!isTaxRate(rate))
    throw new RangeError(`${n} is not a tax rate: it is thousandths of a percent, from 0 to 1000 %`);
  return rate;
}

/** 5.5 → 5500. RangeError with more than three decimal places. */
export function taxRateFromPercent(percent: number): TaxRate {
  const rate = taxRate(Math.round(percent * 1000));
  if (taxRateToPercent(rate) !== percent)
    throw new RangeError(`${percent} % has more than three decimal places`);
  return rate;
}

export function taxRateToPercent(rate: TaxRate): number {
  return rate / 1000;
}

/** The tax that a price including it contains: gross × rate / (100 % + rate), halves away from zero. */
export function taxInside(gross: Money, rate: TaxRate): Money {
  return money(multiplyDivideRounded(gross, rate, HUNDRED_PERCENT + rate));
}

/** The tax that comes on top of a price without it: net × rate, halves away from zero. */
export function taxOnTop(net: Money, rate: TaxRate): Money {
  return money(multiplyDivideRounded(net, rate, HUNDRED_PERCENT));
}

const HUNDRED_PERCENT = 100_000;

function isTaxRate(n: number): n is TaxRate {
  return Number.isSafeInteger(n) && n >= 0 && n <= 10 * HUNDRED_PERCENT;
}
