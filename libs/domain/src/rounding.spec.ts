import fc from 'fast-check';
import { money, sumMoney, type Money } from './money';
import { divideRounded, multiplyDivideRounded, splitMoney } from './rounding';

const LARGEST = Number.MAX_SAFE_INTEGER;
const divisors = fc.integer({ min: 1, max: 1_100_000 });

describe('rounding', () => {
  it('[RND1] goes to the nearest, a half away from zero', () => {
    const cases = [
      [5n, 2n, 3n],
      [-5n, 2n, -3n],
      [12n, 5n, 2n],
      [-12n, 5n, -2n],
      [13n, 5n, 3n],
      [1n, 3n, 0n],
      [0n, 7n, 0n],
    ];
    for (const [n = 0n, d = 1n, rounded] of cases) {
      expect(divideRounded(n, d)).toBe(rounded);
      expect(multiplyDivideRounded(Number(n), 1, Number(d))).toBe(Number(rounded));
    }
    expect(Object.is(multiplyDivideRounded(-1, 1, 3), 0)).toBe(true);
    expect(Object.is(multiplyDivideRounded(-1, 0, 3), 0)).toBe(true);
    expect(() => divideRounded(1n, 0n)).toThrow(RangeError);
    expect(() => divideRounded(1n, -2n)).toThrow(RangeError);
  });

  it('[RND1] is never more than half a unit away, and a half is always away from zero', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (n, d) => {
        const error = 2n * (divideRounded(n, d) * d - n);
        const away = n < 0n ? -error : error;
        expect(away <= d && away > -d).toBe(true);
      }),
    );
  });

  it('[RND2] is symmetrical and keeps order', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), fc.bigInt({ min: 1n }), (a, b, d) => {
        expect(divideRounded(-a, d)).toBe(-divideRounded(a, d));
        const [small, large] = a < b ? [a, b] : [b, a];
        expect(divideRounded(small, d) <= divideRounded(large, d)).toBe(true);
      }),
    );
  });

  it('[RND3] gives the same with plain numbers as with big integers', () => {
    const factors = fc.oneof(
      fc.maxSafeInteger(),
      fc.integer({ min: -100_000_000, max: 100_000_000 }),
      fc.integer(),
    );
    fc.assert(
      fc.property(factors, factors, divisors, (a, b, d) => {
        const exact = divideRounded(BigInt(a) * BigInt(b), BigInt(d));
        if (exact > BigInt(LARGEST) || exact < -BigInt(LARGEST)) {
          expect(() => multiplyDivideRounded(a, b, d)).toThrow(RangeError);
        } else {
          expect(BigInt(multiplyDivideRounded(a, b, d))).toBe(exact);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('[RND3] is exact on both sides of 2^53', () => {
    // 3 × 3002399751580331 = 2^53 + 1, which a plain number would silently turn into 2^53.
    expect(multiplyDivideRounded(3, 3002399751580331, 2)).toBe(4503599627370497);
    expect(multiplyDivideRounded(LARGEST, 1, 1)).toBe(LARGEST);
    expect(multiplyDivideRounded(LARGEST, 1000, 1000)).toBe(LARGEST);
    expect(multiplyDivideRounded(-LARGEST, 105_500, 105_500)).toBe(-LARGEST);
    expect(() => multiplyDivideRounded(LARGEST, 1001, 1000)).toThrow(RangeError);
  });
});

describe('splitting', () => {
  const totals = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -1000, max: 1000 })).map(money);
  const weights = fc.array(fc.oneof(fc.nat(20), fc.nat(), fc.maxSafeInteger().map(Math.abs)), {
    minLength: 1,
    maxLength: 30,
  });

  /** Splits, and holds what is true of every split: the parts add up. */
  function split(total: Money, by: number[]): Money[] {
    const parts = splitMoney(total, by);
    expect(parts).toHaveLength(by.length);
    expect(sumMoney(parts)).toBe(total);
    return parts;
  }

  it('[SPLIT1] adds up to the whole', () => {
    expect(split(money(100), [1, 1, 1])).toEqual([34, 33, 33]);
    expect(split(money(0), [1, 2])).toEqual([0, 0]);
    expect(split(money(LARGEST), [1, LARGEST, 7])).toHaveLength(3);
    fc.assert(
      fc.property(totals, weights, (total, by) => void split(total, by)),
      { numRuns: 1000 },
    );
  });

  it('[SPLIT2] keeps each part within one unit of its exact share', () => {
    fc.assert(
      fc.property(totals, weights, (total, by) => {
        const sum = by.reduce((a, b) => a + BigInt(b), 0n);
        fc.pre(sum > 0n);
        split(total, by).forEach((part, i) => {
          const error = BigInt(part) * sum - BigInt(total) * BigInt(by[i] ?? 0);
          expect(error < sum && error > -sum).toBe(true);
        });
      }),
    );
  });

  it('[SPLIT2] gives what is left to the largest remainders, the earlier part first', () => {
    expect(split(money(10), [1, 2, 4])).toEqual([1, 3, 6]); // 1.43, 2.86, 5.71: two left, to .86 and .71
    expect(split(money(5), [1, 1])).toEqual([3, 2]);
    expect(split(money(2), [1, 1, 1, 1])).toEqual([1, 1, 0, 0]);
  });

  it('[SPLIT3] mirrors negative totals and gives nothing to what has no weight', () => {
    expect(split(money(-100), [1, 1, 1])).toEqual([-34, -33, -33]);
    expect(split(money(100), [0, 3, 0, 3])).toEqual([0, 50, 0, 50]);
    fc.assert(
      fc.property(totals, weights, (total, by) => {
        const parts = split(total, by);
        expect(split(money(-total), by)).toEqual(parts.map((part) => money(-part)));
        if (by.some((weight) => weight > 0)) parts.forEach((part, i) => by[i] === 0 && expect(part).toBe(0));
      }),
    );
  });

  it('[SPLIT4] is equal without weights and refuses bad ones', () => {
    expect(split(money(7), [0, 0, 0])).toEqual([3, 2, 2]);
    for (const bad of [[], [-1], [0.5], [1, NaN]])
      expect(() => splitMoney(money(1), bad)).toThrow(RangeError);
  });
});
