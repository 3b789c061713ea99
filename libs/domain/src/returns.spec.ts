import fc from 'fast-check';
import {
  addToCart,
  cartTotals,
  changeLinePrice,
  EMPTY_CART,
  removeLine,
  restoreLine,
  returnToCart,
  setLineQuantity,
} from './cart';
import { money } from './money';
import { partsAddUp } from './parts-add-up';
import { quantity } from './quantity';
import {
  givenBack,
  isPricedAsSold,
  isShareOf,
  outcomeOf,
  refundable,
  settleReturn,
  type SoldLine,
} from './returns';
import { settleLine, settleSale } from './settle';
import { taxRate } from './tax';

const sold = (pieces: number, total: number, tax: number, returned = 0): SoldLine => ({
  quantity: quantity(pieces * 1000),
  total: money(total),
  tax: money(tax),
  returned: quantity(returned * 1000),
});

describe('goods that come back', () => {
  it('[RET1] are given back at what was paid for the line, whatever their price is by now', () => {
    const paid = settleLine(
      { quantity: quantity(2000), unitPrice: money(399), taxRate: taxRate(5500) },
      true,
    );
    const line = { quantity: quantity(2000), tax: paid.tax, total: paid.total, returned: quantity(0) };
    expect(settleReturn(quantity(-2000), line)).toEqual({ net: -756, tax: -42, total: -798 });
    expect(settleReturn(quantity(-1000), line)).toEqual({ net: -378, tax: -21, total: -399 });
  });

  it('[RET2] come to the whole of the line in all their parts: the last one takes the rest', () => {
    const parts = [0, 1, 2].map((returned) => settleReturn(quantity(-1000), sold(3, 1000, 52, returned)));
    expect(parts.map(({ total }) => total)).toEqual([-333, -334, -333]);
    expect(parts.map(({ tax }) => tax)).toEqual([-17, -18, -17]);
  });

  it('[RET2] come to the whole in whatever parts they come back, and no part has the other sign or more tax than total', () => {
    fc.assert(
      fc.property(soldLines, fc.array(fc.nat(), { maxLength: 6 }), (line, cuts) => {
        const ends = [...cuts.map((cut) => cut % line.quantity), line.quantity].sort((a, b) => a - b);
        let returned = 0;
        const whole = { tax: 0, total: 0 };
        for (const end of ends) {
          if (end === returned) continue;
          const back = quantity(returned - end);
          const part = settleReturn(back, { ...line, returned: quantity(returned) });
          expect(part.net + part.tax).toBe(part.total);
          expect(part.tax).toBeLessThanOrEqual(0);
          expect(part.net).toBeLessThanOrEqual(0);
          expect(isShareOf({ ...part, quantity: back, unitPrice: 0, taxRate: 0 }, line)).toBe(true);
          whole.tax += part.tax;
          whole.total += part.total;
          returned = end;
        }
        expect([whole.tax + line.tax, whole.total + line.total]).toEqual([0, 0]);
      }),
    );
  });

  it('[RET3] are at most what was sold less what came back before; of a return, nothing comes back', () => {
    expect(refundable(sold(3, 900, 0, 1))).toBe(2000);
    expect(refundable(sold(3, 900, 0, 4))).toBe(0);
    expect(refundable(sold(-1, -300, 0))).toBe(0);
    expect(() => settleReturn(quantity(-2001), sold(3, 900, 0, 1))).toThrow(RangeError);
    expect(() => settleReturn(quantity(1000), sold(3, 900, 0))).toThrow(RangeError);
    expect(() => settleReturn(quantity(0), sold(3, 900, 0))).toThrow(RangeError);
  });

  it('[RET4] are exchanged in one sale: even, or the customer pays, or is paid', () => {
    const line = sold(1, 449, 23);
    const back = { quantity: quantity(-1000), unitPrice: money(449), taxRate: taxRate(5500), sold: line };
    const tea = (price: number) => ({
      ...{ quantity: quantity(1000), unitPrice: money(price), taxRate: taxRate(20_000) },
    });
    const outcome = (...lines: Parameters<typeof settleSale>[0][]) =>
      lines.map((some) => outcomeOf(partsAddUp(settleSale(some, true)).total));
    expect(outcome([back], [back, tea(449)], [back, tea(500)])).toEqual(['REFUND', 'EVEN', 'PAY']);
    expect(
      givenBack([
        { quantity: -1, total: -449 },
        { quantity: 1, total: 500 },
      ]),
    ).toBe(449);
  });

  it('[RET5] as a device handed them in are judged by the sold line: its price, its tax rate, a share of its amounts', () => {
    const line = sold(3, 1000, 52);
    const back = { quantity: -1000, unitPrice: 333, taxRate: 5500, tax: -17, total: -333 };
    const asSold = { unitPrice: money(333), taxRate: taxRate(5500) };
    expect([-332, -333, -334, -335, 333].map((total) => isShareOf({ ...back, total }, line))).toEqual([
      ...[false, true, true, false, false],
    ]);
    expect(isShareOf({ ...back, tax: -20 }, line)).toBe(false);
    expect(isPricedAsSold(back, asSold)).toBe(true);
    expect(isPricedAsSold({ ...back, unitPrice: 334 }, asSold)).toBe(false);
    expect(isPricedAsSold({ ...back, taxRate: 20_000 }, asSold)).toBe(false);
  });
});

describe('a cart that takes goods back', () => {
  const coffee = { productId: 'coffee', sku: 'C', name: 'Coffee', price: money(399), taxRate: taxRate(5500) };
  const of = { saleId: 'sale', position: 0, reason: 'Damaged', restock: false };
  const returned = { of, saleNumber: '01', sold: sold(3, 1197, 62, 1), returnedHere: quantity(0) };
  const cart = returnToCart(EMPTY_CART, coffee, '1', quantity(-1000), returned);

  it('[RET6] has a line of its own for each sold line, which more of the same product never raises', () => {
    const more = addToCart(cart, coffee, '2');
    expect(more.lines.map((line) => line.quantity)).toEqual([-1000, 1000]);
    expect(cartTotals(more, true).total).toBe(0);
    const again = returnToCart(more, coffee, '3', quantity(-2000), returned);
    expect(again.lines.map((line) => [line.lineId, line.quantity])).toEqual([
      ['1', -2000],
      ['2', 1000],
    ]);
    const removed = returnToCart(removeLine(cart, '1'), coffee, '2', quantity(-2000), returned);
    expect([removed.lines.length, removed.removed.length]).toEqual([1, 0]);
    const other = { ...returned, of: { ...of, position: 1 } };
    expect(returnToCart(cart, coffee, '2', quantity(-1000), other).lines).toHaveLength(2);
  });

  it('[RET6] takes no more than is refundable, and gives back what was paid', () => {
    expect(() => returnToCart(EMPTY_CART, coffee, '1', quantity(-3000), returned)).toThrow(RangeError);
    expect(() => setLineQuantity(cart, '1', quantity(-3000))).toThrow(RangeError);
    expect(() => setLineQuantity(cart, '1', quantity(1000))).toThrow(RangeError);
    expect(setLineQuantity(cart, '1', quantity(-2000)).lines[0]?.quantity).toBe(-2000);
    expect(changeLinePrice(cart, '1', money(1))).toBe(cart);
    const gone = setLineQuantity(cart, '1', quantity(0));
    expect(gone.lines).toEqual([]);
    expect(restoreLine(gone).lines).toEqual(cart.lines);
  });
});

const soldLines: fc.Arbitrary<SoldLine> = fc
  .record({
    pieces: fc.integer({ min: 1, max: 100_000 }),
    unitPrice: fc.nat(100_000),
    rate: fc.nat(1_000_000),
    inclusive: fc.boolean(),
  })
  .map(({ pieces, unitPrice, rate, inclusive }) => {
    const line = { quantity: quantity(pieces), unitPrice: money(unitPrice), taxRate: taxRate(rate) };
    const { tax, total } = settleLine(line, inclusive);
    return { quantity: quantity(pieces), tax, total, returned: quantity(0) };
  });
