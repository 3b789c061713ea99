import fc from 'fast-check';
import { gs1CheckDigit, skuFromName } from './product-code';

describe('product codes', () => {
  it('[CODE1] have a check digit that fits, or does not', () => {
    const good = ['4006381333931', '96385074', '036000291452', '10012345678902', '00000000'];
    expect(good.map(gs1CheckDigit)).toEqual(good.map(() => 'ok'));
    expect(['4006381333932', '96385075', '036000291453'].map(gs1CheckDigit)).toEqual(['bad', 'bad', 'bad']);
  });

  it('[CODE1] may be the shop’s own', () => {
    for (const own of [
      '',
      '1234',
      '12345678901',
      '123456789012345',
      'CAFE-250',
      '4006381333931 ',
      '400638133393１',
    ]) {
      expect(gs1CheckDigit(own)).toBe('not-gs1');
    }
  });

  it('[CODE2] notice any single wrong digit', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(8, 12, 13, 14),
        fc.nat(),
        fc.nat(13),
        fc.integer({ min: 1, max: 9 }),
        (length, n, at, off) => {
          const body = String(n)
            .padStart(length - 1, '7')
            .slice(1 - length);
          const fitting = [...'0123456789']
            .map((digit) => body + digit)
            .filter((code) => gs1CheckDigit(code) === 'ok');
          expect(fitting).toHaveLength(1);
          const wrong = [...(fitting[0] ?? '')];
          const place = at % length;
          wrong[place] = String((Number(wrong[place]) + off) % 10);
          expect(gs1CheckDigit(wrong.join(''))).toBe('bad');
        },
      ),
    );
  });

  it('[CODE3] are made from a name', () => {
    expect(skuFromName('Café moulu 250 g')).toBe('CAFE-MOULU-250-G');
    expect(skuFromName('  Tüte, groß (L) ')).toBe('TUTE-GROSS-L');
    expect(skuFromName('Чай чёрный')).toBe('ЧАИ-ЧЕРНЫИ');
    expect(skuFromName('')).toBe('PRODUCT');
    expect(skuFromName('!!!')).toBe('PRODUCT');
    expect(skuFromName('A'.repeat(31) + ' B')).toBe('A'.repeat(31));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
        const sku = skuFromName(name);
        expect(sku).toMatch(/^[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*$/u);
        expect([...sku].length).toBeLessThanOrEqual(32);
      }),
    );
  });
});
