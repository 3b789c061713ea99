import fc from 'fast-check';
import { money } from './money';
import { quantity, type Quantity } from './quantity';
import { countDifference, entryDelta, isLow, missingOf, stockValue, type StockEntry } from './stock-document';

const pieces = fc.integer({ min: -1_000_000, max: 1_000_000 }).map(quantity);

describe('stock documents', () => {
  it('[STOCK1] a line is what its entries add up to, and a quantity typed in all replaces what was there', () => {
    expect(entryDelta(null, { add: quantity(1000) })).toBe(1000);
    expect(entryDelta(quantity(3000), { add: quantity(-1000) })).toBe(-1000);
    expect(entryDelta(null, { quantity: quantity(5000) })).toBe(5000);
    expect(entryDelta(quantity(3000), { quantity: quantity(5000) })).toBe(2000);
    const entry = fc.oneof(
      fc.record({ add: pieces }),
      fc.record({ quantity: pieces }),
    ) satisfies fc.Arbitrary<StockEntry>;
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        let [line, sum]: [Quantity | null, number] = [null, 0];
        for (const each of entries) {
          sum += entryDelta(line, each);
          line = quantity(sum);
          if ('quantity' in each) expect(line).toBe(each.quantity);
        }
      }),
    );
  });

  it('[STOCK2] after a count the level is what was counted and what has moved since', () => {
    expect(countDifference(quantity(8000), quantity(10_000))).toBe(-2000);
    fc.assert(
      fc.property(pieces, pieces, fc.array(pieces), (counted, level, later) => {
        const moved = later.reduce((sum, delta) => sum + delta, 0);
        expect(level + moved + countDifference(counted, level)).toBe(counted + moved);
      }),
    );
  });

  it('[STOCK3] a sale made before the count that arrives after it is not taken off twice', () => {
    // 10 on the books, 2 sold with no network, 8 on the shelf: nothing is missing.
    expect(countDifference(quantity(8000), quantity(10_000), quantity(-2000))).toBe(0);
    fc.assert(
      fc.property(pieces, pieces, pieces, (counted, level, late) => {
        expect(level + late + countDifference(counted, level, late)).toBe(counted);
      }),
    );
  });

  it('[STOCK4] what was sent is what has arrived and what is missing', () => {
    expect(missingOf(quantity(5000), quantity(4000))).toBe(1000);
    expect(missingOf(quantity(5000), quantity(6000))).toBe(-1000);
    fc.assert(
      fc.property(pieces, pieces, (sent, received) => {
        expect(received + missingOf(sent, received)).toBe(sent);
      }),
    );
  });

  it('[STOCK5] a difference is worth its quantity at the price, rounded once', () => {
    expect(stockValue(quantity(-342), money(2190))).toBe(-749);
    expect(stockValue(quantity(2000), money(449))).toBe(898);
    expect(stockValue(quantity(0), money(449))).toBe(0);
  });

  it('[STOCK6] a product is low at its reorder point and below, and never without one', () => {
    expect([6, 5, 4, -1].map((level) => isLow(level, 5))).toEqual([false, true, true, true]);
    expect(isLow(0, 0)).toBe(true);
    expect(isLow(-3, null)).toBe(false);
  });
});
