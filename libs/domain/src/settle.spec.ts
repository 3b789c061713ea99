import fc from 'fast-check';
import { money } from './money';
import { partsAddUp } from './parts-add-up';
import { quantity } from './quantity';
import { divideRounded } from './rounding';
import { settleLine, settleSale, type LineToSettle } from './settle';
import { taxInside, taxOnTop, taxRate, taxRateFromPercent, taxRateToPercent } from './tax';
import worked from './worked-sale.json';

const RATES = [0, 2100, 5500, 7000, 8517, 10_000, 19_000, 20_000, 1_000_000];
const rates = fc.oneof(fc.constantFrom(...RATES), fc.integer({ min: 0, max: 1_000_000 })).map(taxRate);
const amounts = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map(money);
const lines = fc.record({
  quantity: fc.integer({ min: -10_000_000, max: 10_000_000 }).map(quantity),
  unitPrice: fc.integer({ min: 0, max: 100_000_000 }).map(money),
  taxRate: rates,
});
const sales = fc.array(lines, { maxLength: 12 });

function line(thousandths: number, price: number, percent: number): LineToSettle {
  return { quantity: quantity(thousandths), unitPrice: money(price), taxRate: taxRateFromPercent(percent) };
}

function settle(list: readonly LineToSettle[], pricesIncludeTax: boolean) {
  return partsAddUp(settleSale(list, pricesIncludeTax));
}

/** The rules once more, with nothing but big integers. */
function reference({ quantity, unitPrice, taxRate }: LineToSettle, pricesIncludeTax: boolean) {
  const amount = divideRounded(BigInt(quantity) * BigInt(unitPrice), 1000n);
  const rate = BigInt(taxRate);
  const tax = divideRounded(amount * rate, pricesIncludeTax ? 100_000n + rate : 100_000n);
  const [net, total] = pricesIncludeTax ? [amount - tax, amount] : [amount, amount + tax];
  return { net: Number(net), tax: Number(tax), total: Number(total) };
}

describe('tax', () => {
  it('[TAX1] has rates in thousandths of a percent', () => {
    expect(taxRateFromPercent(5.5)).toBe(5500);
    expect(taxRateFromPercent(8.517)).toBe(8517);
    expect(taxRateToPercent(taxRate(5500))).toBe(5.5);
    for (const bad of [-1, 0.5, 1_000_001, NaN]) expect(() => taxRate(bad)).toThrow(RangeError);
    for (const bad of [5.12345, -1, 1000.5, NaN]) expect(() => taxRateFromPercent(bad)).toThrow(RangeError);
    fc.assert(fc.property(rates, (rate) => expect(taxRateFromPercent(taxRateToPercent(rate))).toBe(rate)));
  });

  it('[TAX2] settles a line at quantity × price, rounded once', () => {
    expect(settleLine(line(342, 2190, 0), true).total).toBe(749); // 7.4898
    expect(settleLine(line(500, 999, 0), true).total).toBe(500); // 4.995, half away from zero
    expect(settleLine(line(1, 499, 0), true).total).toBe(0); // 0.00499
  });

  it('[TAX3] takes the tax out of prices that include it', () => {
    expect(settleLine(line(342, 2190, 5.5), true)).toEqual({ net: 710, tax: 39, total: 749 });
    expect(settleLine(line(3000, 199, 20), true)).toEqual({ net: 497, tax: 100, total: 597 }); // 99.5
    expect(taxInside(money(749), taxRate(5500))).toBe(39);
  });

  it('[TAX4] puts the tax on top of prices that do not', () => {
    expect(settleLine(line(342, 2190, 5.5), false)).toEqual({ net: 749, tax: 41, total: 790 });
    expect(taxOnTop(money(749), taxRate(5500))).toBe(41);
    expect(taxOnTop(money(250), taxRate(1000))).toBe(3); // 2.5
  });

  it('[TAX3] [TAX4] agrees with big integers throughout', () => {
    fc.assert(
      fc.property(lines, fc.boolean(), (each, included) => {
        expect(settleLine(each, included)).toEqual(reference(each, included));
      }),
      { numRuns: 2000 },
    );
  });

  it('[TAX5] rounds per line and adds the lines up', () => {
    // Three lines of 0.99 at 20 %: 0.165 each is 0.17, three times; the tax of 2.97 taken at once would be 0.50.
    const sale = settle([line(1000, 99, 20), line(1000, 99, 20), line(1000, 99, 20)], true);
    expect(sale).toMatchObject({ subtotal: 246, tax: 51, total: 297 });
    expect(settle([], true)).toEqual({ lines: [], subtotal: 0, tax: 0, total: 0, taxByRate: [] });
    fc.assert(fc.property(sales, fc.boolean(), (list, included) => void settle(list, included)));
  });

  it('[TAX6] groups by rate, lowest first', () => {
    const sale = settle(
      [line(1000, 1200, 20), line(1000, 150, 0), line(2000, 449, 5.5), line(1000, 600, 20)],
      true,
    );
    expect(sale.taxByRate).toEqual([
      { rate: 0, net: 150, tax: 0, gross: 150 },
      { rate: 5500, net: 851, tax: 47, gross: 898 },
      { rate: 20_000, net: 1500, tax: 300, gross: 1800 },
    ]);
    fc.assert(
      fc.property(sales, fc.boolean(), (list, included) => {
        const used = new Set(list.map((each) => each.taxRate));
        expect(settle(list, included).taxByRate.map((part) => part.rate)).toEqual(
          [...used].sort((a, b) => a - b),
        );
      }),
    );
  });

  it('[TAX7] mirrors goods that come back', () => {
    fc.assert(
      fc.property(sales, fc.boolean(), (list, included) => {
        const back = list.map((each) => ({ ...each, quantity: quantity(-each.quantity) }));
        const both = settle([...list, ...back], included);
        expect([both.subtotal, both.tax, both.total]).toEqual([0, 0, 0]);
        expect(settle(back, included).lines).toEqual(
          settle(list, included).lines.map(({ net, tax, total }) => ({
            net: money(-net),
            tax: money(-tax),
            total: money(-total),
          })),
        );
      }),
    );
  });

  it('[TAX8] is never more than the total, has its sign, and grows with the rate', () => {
    fc.assert(
      fc.property(amounts, rates, rates, (amount, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        for (const tax of [taxInside, taxOnTop]) {
          expect(Math.abs(tax(amount, low))).toBeLessThanOrEqual(Math.abs(tax(amount, high)));
          expect(tax(amount, high) * amount).toBeGreaterThanOrEqual(0);
          expect(tax(amount, taxRate(0))).toBe(0);
        }
        expect(Math.abs(taxInside(amount, high))).toBeLessThanOrEqual(Math.abs(amount));
      }),
    );
  });

  it('[TAX3] finds in a price the tax that was put on top of it, to the cent', () => {
    fc.assert(
      fc.property(amounts, rates, (net, rate) => {
        const tax = taxOnTop(net, rate);
        expect(Math.abs(taxInside(money(net + tax), rate) - tax)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('[TAX9] settles the worked sale as everywhere', () => {
    for (const { lines, pricesIncludeTax, result } of worked.settled) {
      const list = lines.map((each) => ({
        quantity: quantity(each.quantity),
        unitPrice: money(each.unitPrice),
        taxRate: taxRate(each.taxRate),
      }));
      expect(settle(list, pricesIncludeTax)).toEqual(result);
    }
  });

  it('[TAX9] settles the lines of the sales as sent to what was sent', () => {
    for (const { input } of worked.sales) {
      const list = input.lines.map((each) => line(each.quantity * 1000, each.unitPrice, each.taxRate));
      const { lines, subtotal, tax, total } = settle(list, true);
      expect({ subtotal, tax, total }).toEqual({
        subtotal: input.subtotal,
        tax: input.tax,
        total: input.total,
      });
      expect(lines.map((each) => [each.tax, each.total])).toEqual(
        input.lines.map((each) => [each.tax, each.total]),
      );
    }
  });

  it('[TAX5] adds up for 100,000 random carts, whichever way prices are written', () => {
    const random = randomFrom(20260430);
    for (let cart = 0; cart < 100_000; cart++) {
      const list = Array.from({ length: 1 + random(6) }, () => ({
        quantity: quantity(random(3) === 0 ? random(20_000) - 2000 : 1000 * (1 + random(12))),
        unitPrice: money(random(5) === 0 ? random(10_000_000) : random(5000)),
        taxRate: taxRate(RATES[random(RATES.length)] ?? 0),
      }));
      const included = random(2) === 0;
      const sale = settle(list, included);
      list.forEach((each, i) => {
        const exact = reference(each, included);
        const got = sale.lines[i];
        if (got?.net !== exact.net || got.tax !== exact.tax)
          throw new Error(JSON.stringify({ each, got, exact }));
      });
    }
  });

  it('[RND3] refuses a line too large for an amount, and settles one just below', () => {
    const largest = Number.MAX_SAFE_INTEGER;
    expect(settleLine(line(1000, largest, 0), true).total).toBe(largest);
    expect(settleLine(line(1000, largest, 20), true)).toEqual(reference(line(1000, largest, 20), true));
    expect(() => settleLine(line(1001, largest, 0), true)).toThrow(RangeError);
    expect(() => settleLine(line(1000, largest, 20), false)).toThrow(RangeError);
    expect(() => settleSale([line(1000, largest, 0), line(1000, 1, 0)], true)).toThrow(RangeError);
  });
});

/** mulberry32: the same carts in every run. random(n) is a whole number from 0 to n - 1. */
function randomFrom(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}
