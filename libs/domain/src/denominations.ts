import { minorDigits, money, type Money } from './money';

/** So many coins or notes of this value. */
export interface CashCount {
  readonly value: Money;
  readonly count: number;
}

/** The coins and notes of a currency in minor units, the largest first. Of a currency not listed: 1, 2 and 5 by powers of ten. */
export function denominations(currency: string): readonly Money[] {
  const values = KNOWN[currency] ?? stepsUpTo(200 * Math.max(10 ** minorDigits(currency), 100));
  return values.map(money);
}

/** What the coins and notes come to. RangeError for half or negative coins, and beyond 2^53 - 1. */
export function cashTotal(counts: readonly CashCount[]): Money {
  return counts.reduce((sum, { value, count }) => {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is no number of coins`);
    return money(sum + value * count);
  }, money(0));
}

const CENTS = [50, 20, 10, 5, 2, 1];
const POUNDS = [5000, 2000, 1000, 500, 200, 100, ...CENTS];
const CROWNS = [1000, 500, 200, 100, 50, 20, 10, 5, 2, 1];

const KNOWN: Readonly<Record<string, readonly number[]>> = {
  EUR: [50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, ...CENTS],
  GBP: POUNDS,
  USD: [10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5, 1],
  CAD: [10000, 5000, 2000, 1000, 500, 200, 100, 25, 10, 5],
  AUD: [10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5],
  NZD: [10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10],
  CHF: [100000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5],
  JPY: [10000, 5000, 2000, 1000, 500, 100, 50, 10, 5, 1],
  CNY: [10000, 5000, 2000, 1000, 500, 100, 50, 10],
  INR: [50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100],
  SEK: inMajor([1000, 500, 200, 100, 50, 20, 10, 5, 2, 1]),
  NOK: inMajor([1000, 500, 200, 100, 50, 20, 10, 5, 1]),
  DKK: [...inMajor([1000, 500, 200, 100, 50, 20, 10, 5, 2, 1]), 50],
  PLN: [...inMajor(CROWNS.slice(1)), ...CENTS],
  CZK: inMajor([5000, 2000, ...CROWNS]),
};

function inMajor(values: readonly number[]): number[] {
  return values.map((value) => value * 100);
}

function stepsUpTo(most: number): number[] {
  const steps: number[] = [];
  for (let ten = 1; ten <= most; ten *= 10)
    for (const step of [1, 2, 5]) if (ten * step <= most) steps.push(ten * step);
  return steps.reverse();
}
