import fc from 'fast-check';
import { formatQuantity, parseQuantity, quantity, quantityFromNumber, quantityToNumber } from './quantity';

describe('quantity', () => {
  it('[QTY1] is a whole number of thousandths', () => {
    expect(quantity(342)).toBe(342);
    expect(quantity(-2000)).toBe(-2000);
    expect(Object.is(quantity(-0), 0)).toBe(true);
    expect(quantity(1e15)).toBe(1e15);
    for (const bad of [0.5, 1e15 + 1, -1e15 - 1, NaN, Infinity])
      expect(() => quantity(bad)).toThrow(RangeError);
  });

  it('[QTY2] comes from a decimal and goes back unchanged', () => {
    expect(quantityFromNumber(0.342)).toBe(342);
    expect(quantityFromNumber(2)).toBe(2000);
    expect(quantityFromNumber(-1.5)).toBe(-1500);
    expect(quantityFromNumber(1.001)).toBe(1001);
    fc.assert(
      fc.property(fc.integer({ min: -1e15, max: 1e15 }), (thousandths) => {
        const q = quantity(thousandths);
        expect(quantityFromNumber(quantityToNumber(q))).toBe(q);
        expect(quantityFromNumber(Number(`${thousandths}e-3`))).toBe(q);
      }),
    );
  });

  it('[QTY2] refuses a decimal with more than three places', () => {
    for (const bad of [0.0001, 0.1 + 0.2, 1 / 3, 1e-9, NaN, Infinity, 1e13]) {
      expect(() => quantityFromNumber(bad)).toThrow(RangeError);
    }
  });

  it('[QTY3] is read with point or comma, and shown in the language', () => {
    expect(['2', '0.342', '0,342', '1,500', '1.234,5'].map(parseQuantity)).toEqual([
      2000, 342, 342, 1500, 1234500,
    ]);
    expect(['', 'x', '0.3421', '10000000000000'].map(parseQuantity)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(formatQuantity(quantity(342), 'de')).toBe('0,342');
    expect(formatQuantity(quantity(2000), 'en')).toBe('2');
    expect(formatQuantity(quantity(1234500), 'en')).toBe('1,234.5');
  });
});
