import fc from 'fast-check';
import { money } from './money';
import { tenderSuggestions } from './tender';

const euros = (due: number): number[] => tenderSuggestions(money(due), 'EUR');
const currencies = fc.constantFrom('EUR', 'USD', 'JPY', 'KWD', 'HUF', 'VND');

describe('tender suggestions', () => {
  it('[TENDER1] begin with the exact amount, then the next notes', () => {
    expect(euros(1647)).toEqual([1647, 2000, 5000, 10_000]);
    expect(euros(320)).toEqual([320, 500, 1000, 2000]);
    expect(euros(2000)).toEqual([2000, 5000, 10_000, 20_000]);
    expect(euros(5)).toEqual([5, 500, 1000, 2000]);
  });

  it('[TENDER1] are distinct, ascending, at most six, and none too little', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.nat(1_000_000), fc.maxSafeInteger().map(Math.abs)).map(money),
        currencies,
        (due, currency) => {
          const list = tenderSuggestions(due, currency);
          expect(list[0]).toBe(due);
          expect(list.length).toBeLessThanOrEqual(6);
          expect(list).toEqual([...new Set(list)].sort((a, b) => a - b));
          expect(list.every((amount) => amount >= due && Number.isSafeInteger(amount))).toBe(true);
        },
      ),
    );
  });

  it('[TENDER2] fit the currency and the size of the amount', () => {
    expect(tenderSuggestions(money(1647), 'JPY')).toEqual([1647, 2000, 5000, 10_000]);
    expect(tenderSuggestions(money(1647), 'KWD')).toEqual([1647, 5000, 10_000, 20_000]);
    expect(euros(7320)).toEqual([7320, 7500, 8000, 10_000, 20_000, 50_000]);
    expect(euros(10_490)).toEqual([10_490, 10_500, 11_000, 12_000, 15_000, 20_000]);
    expect(euros(123_456_789)).toEqual([
      123_456_789, 125_000_000, 130_000_000, 140_000_000, 150_000_000, 200_000_000,
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }).map(money), currencies, (due, currency) => {
        const [, ...round] = tenderSuggestions(due, currency);
        const smallest = currency === 'KWD' ? 5000 : 500;
        expect(
          round.every((amount) => amount % smallest === 0 && amount <= Math.max(4 * smallest, 10 * due)),
        ).toBe(true);
      }),
    );
  });

  it('[TENDER3] are nothing for nothing', () => {
    expect(euros(0)).toEqual([0]);
    expect(euros(-5)).toEqual([]);
  });
});
