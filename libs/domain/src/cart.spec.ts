import fc from 'fast-check';
import {
  addToCart,
  cartTotals,
  changeLinePrice,
  EMPTY_CART,
  removeLine,
  restoreLine,
  setLineQuantity,
  type Cart,
  type CartProduct,
} from './cart';
import { money } from './money';
import { partsAddUp } from './parts-add-up';
import { quantity } from './quantity';
import { settleSale } from './settle';
import { taxRate } from './tax';

const product = (sku: string, price: number, rate = 20_000): CartProduct => ({
  productId: `id of ${sku}`,
  sku,
  name: sku,
  price: money(price),
  taxRate: taxRate(rate),
});
const milk = product('MILK', 129, 5500);
const bread = product('BREAD', 240);
const comte = product('COMTE', 2190, 5500);
const products = [milk, bread, comte];

const add = (cart: Cart, ...list: CartProduct[]): Cart =>
  list.reduce((next, each) => addToCart(next, each, `${each.sku}@${each.price}`), cart);
const show = (cart: Cart): string =>
  cart.lines.map((line) => `${line.quantity / 1000} ${line.lineId}`).join(', ');
const full = add(EMPTY_CART, milk, bread, comte);

/** Deep-frozen, so that a step that changes a cart in place throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

type Step = (cart: Cart, lineId: string) => Cart;
const steps = fc.array(
  fc.tuple(
    fc.oneof(
      fc
        .constantFrom(...products)
        .map<Step>(
          (each) => (cart) => addToCart(cart, each, `line ${cart.lines.length + cart.removed.length}`),
        ),
      fc.nat(5).map<Step>((n) => (cart, id) => setLineQuantity(cart, id, quantity(n * 500))),
      fc.nat(3000).map<Step>((price) => (cart, id) => changeLinePrice(cart, id, money(price))),
      fc.constant<Step>(removeLine),
      fc.constant<Step>(restoreLine),
      fc.constant<Step>((cart) => restoreLine(cart)),
    ),
    fc.nat(8).map((n) => `line ${n}`),
  ),
  { maxLength: 40 },
);

describe('cart', () => {
  it('[CART1] never changes in place', () => {
    fc.assert(
      fc.property(steps, (list) => {
        list.reduce((cart, [step, id]) => frozen(step(cart, id)), frozen(EMPTY_CART));
      }),
    );
    expect(EMPTY_CART.lines).toEqual([]);
  });

  it('[CART2] raises the line of a product that is there at the same price', () => {
    const twice = add(full, milk);
    expect(show(twice)).toBe('2 MILK@129, 1 BREAD@240, 1 COMTE@2190');
    expect(twice.lastLineId).toBe('MILK@129');
    expect(show(addToCart(EMPTY_CART, comte, 'a', quantity(342)))).toBe('0.342 a');
    expect(show(addToCart(addToCart(EMPTY_CART, comte, 'a', quantity(342)), comte, 'b', quantity(100)))).toBe(
      '0.442 a',
    );
  });

  it('[CART2] gives another price or tax rate a line of its own, at the end', () => {
    expect(show(add(full, product('MILK', 119, 5500)))).toBe(
      '1 MILK@129, 1 BREAD@240, 1 COMTE@2190, 1 MILK@119',
    );
    const reduced = changeLinePrice(full, 'MILK@129', money(99));
    expect(show(addToCart(reduced, milk, 'again'))).toBe('1 MILK@129, 1 BREAD@240, 1 COMTE@2190, 1 again');
    expect(addToCart(full, { ...milk, taxRate: taxRate(20_000) }, 'other tax').lines).toHaveLength(4);
  });

  it('[CART2] refuses to add nothing, a negative price, or a line id twice', () => {
    expect(() => addToCart(full, milk, 'x', quantity(0))).toThrow(RangeError);
    expect(() => addToCart(full, milk, 'x', quantity(-1000))).toThrow(RangeError);
    expect(() => addToCart(full, product('BAD', -1), 'x')).toThrow(RangeError);
    expect(() => addToCart(full, product('NEW', 1), 'MILK@129')).toThrow(RangeError);
    expect(() => addToCart(removeLine(full, 'MILK@129'), product('NEW', 1), 'MILK@129')).toThrow(RangeError);
  });

  it('[CART3] keeps lines where they are, with the product as it was', () => {
    const later = add(setLineQuantity(full, 'BREAD@240', quantity(5000)), milk, comte, {
      ...bread,
      name: 'Bread, new recipe',
    });
    expect(show(later)).toBe('2 MILK@129, 6 BREAD@240, 2 COMTE@2190');
    expect(later.lines[1]?.product.name).toBe('BREAD');
  });

  it('[CART3] [CART4] holds through any steps', () => {
    fc.assert(
      fc.property(steps, (list) => {
        list.reduce((cart, [step, id]) => {
          const next = step(cart, id);
          const ids = [...next.lines, ...next.removed].map((line) => line.lineId);
          expect(new Set(ids).size).toBe(ids.length);
          const places = next.lines.map((line) => line.position);
          expect(places).toEqual([...places].sort((a, b) => a - b));
          expect(next.lines.every((line) => line.quantity > 0 && line.unitPrice >= 0)).toBe(true);
          const stayed = cart.lines
            .map((line) => line.lineId)
            .filter((each) => next.lines.some((line) => line.lineId === each));
          expect(next.lines.map((line) => line.lineId).filter((each) => stayed.includes(each))).toEqual(
            stayed,
          );
          return next;
        }, EMPTY_CART);
      }),
    );
  });

  it('[CART4] sets a quantity; zero removes the line', () => {
    expect(show(setLineQuantity(full, 'BREAD@240', quantity(2500)))).toBe(
      '1 MILK@129, 2.5 BREAD@240, 1 COMTE@2190',
    );
    const without = setLineQuantity(full, 'BREAD@240', quantity(0));
    expect(show(without)).toBe('1 MILK@129, 1 COMTE@2190');
    expect(show(restoreLine(without))).toBe(show(full));
    expect(() => setLineQuantity(full, 'BREAD@240', quantity(-1))).toThrow(RangeError);
  });

  it('[CART5] changes a price and keeps the list price', () => {
    const line = changeLinePrice(full, 'BREAD@240', money(199)).lines[1];
    expect(line).toMatchObject({ unitPrice: 199, listPrice: 240 });
    expect(() => changeLinePrice(full, 'BREAD@240', money(-1))).toThrow(RangeError);
  });

  it('[CART6] puts a removed line back where it was', () => {
    const two = setLineQuantity(full, 'MILK@129', quantity(2000));
    const without = removeLine(two, 'MILK@129');
    expect(show(without)).toBe('1 BREAD@240, 1 COMTE@2190');
    expect(restoreLine(without).lines).toEqual(two.lines);
    expect(restoreLine(without).removed).toEqual([]);
  });

  it('[CART6] restores in any order', () => {
    const ids = full.lines.map((line) => line.lineId);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(ids, { minLength: 3 }),
        fc.shuffledSubarray(ids, { minLength: 3 }),
        (out, back) => {
          const empty = out.reduce(removeLine, full);
          expect(empty.lines).toEqual([]);
          expect(back.reduce(restoreLine, empty).lines).toEqual(full.lines);
        },
      ),
    );
    // A line added meanwhile comes after what was there before it.
    expect(show(restoreLine(add(removeLine(full, 'COMTE@2190'), product('TEA', 300))))).toBe(
      '1 MILK@129, 1 BREAD@240, 1 COMTE@2190, 1 TEA@300',
    );
  });

  it('[CART7] comes to what a sale of its lines comes to', () => {
    const cart = changeLinePrice(setLineQuantity(full, 'COMTE@2190', quantity(342)), 'BREAD@240', money(200));
    for (const included of [true, false]) {
      const lines = [
        [1000, 129, 5500],
        [1000, 200, 20_000],
        [342, 2190, 5500],
      ] as const;
      const sale = lines.map(([q, price, rate]) => ({
        quantity: quantity(q),
        unitPrice: money(price),
        taxRate: taxRate(rate),
      }));
      expect(partsAddUp(cartTotals(cart, included))).toEqual(settleSale(sale, included));
    }
    expect(cartTotals(cart, true).total).toBe(129 + 200 + 749);
    expect(cartTotals(EMPTY_CART, true).total).toBe(0);
  });

  it('[CART8] takes no harm from a step on a line that is not there', () => {
    const without = removeLine(full, 'MILK@129');
    expect(removeLine(without, 'MILK@129')).toBe(without);
    expect(setLineQuantity(without, 'MILK@129', quantity(3000))).toBe(without);
    expect(changeLinePrice(without, 'MILK@129', money(1))).toBe(without);
    expect(restoreLine(full)).toBe(full);
    expect(restoreLine(without, 'BREAD@240')).toBe(without);
  });
});
