import fc from 'fast-check';
import { guessDecimalMark, readDecimal } from './decimals';

describe('a number read with its decimal mark', () => {
  it.each([
    ['1234.50', '.', 123450],
    ['1,234.50', '.', 123450],
    ["1'234.50", '.', 123450],
    ['1.234,50', ',', 123450],
    ['1 234,50', ',', 123450],
    ['1\u202f234,50', ',', 123450],
    ['1.234.567', ',', 123456700],
    ['12', ',', 1200],
    ['.5', '.', 50],
    ['5.', '.', 500],
    ['3.9500', '.', 395],
    ['-0,05', ',', -5],
    ['−12,50', ',', -1250],
    ['€ 12,50', ',', 1250],
    ['12,50 €', ',', 1250],
    ['-€12.50', '.', -1250],
    ['EUR 12.50', '.', 1250],
    ['12,-', ',', 1200],
    ['12.–', '.', 1200],
  ] as const)('%s with "%s" is %i', (text, mark, units) => {
    expect(readDecimal(text, mark, 2, ['eur', '€'])).toBe(units);
  });

  it.each([
    ['12,50', '.'], // twelve and a half in the other style, not 1250
    ['12.50', ','],
    ['1,23,456', '.'],
    ['1.234', '.'], // three decimals
    ['1,234.567,8', '.'],
    ['12.50-', '.'],
    ['1E5', '.'],
    ['$ 12.50', '.'],
    ['ten', '.'],
    ['.', '.'],
    ['-', '.'],
    ['', '.'],
    ['90071992547409.92', '.'], // more than 2^53 - 1 cents
  ] as const)('%s with "%s" is none', (text, mark) => {
    expect(readDecimal(text, mark, 2, ['eur', '€'])).toBeUndefined();
  });
});

describe('the decimal mark of a column', () => {
  it.each([
    ['.', ['12', '12.50']],
    [',', ['12', '12,50']],
    [',', ['1.234,5', '12']],
    ['.', ['1,234,567']],
    [',', ['1.234.567']],
    ['.', ['0.125', '1.250', '12']],
    ['.', ['3.950', '12.500']],
    ['.', ['1,250', '99.90', '1,000']],
    [',', ['€ 1,5', '12,-']],
  ] as const)('is "%s" in %j', (mark, texts) => {
    expect(guessDecimalMark(texts, ['€'])).toBe(mark);
  });

  it.each([[['12', '5']], [['1.250', '12']], [['1,250', '1.250']], [['1,5', '2.5']], [[]], [['-', 'x.']]])(
    'is not to be known from %j',
    (texts: string[]) => {
      expect(guessDecimalMark(texts)).toBeUndefined();
    },
  );

  it('is the one that the numbers were written with, and reads them all again', () => {
    const amounts = fc.array(fc.integer({ min: -1e12, max: 1e12 }), { minLength: 1 });
    fc.assert(
      fc.property(amounts, fc.constantFrom('de', 'fr', 'en', 'de-CH', 'es'), (minorUnits, locale) => {
        const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 });
        const texts = minorUnits.map((amount) => format.format(amount / 100));
        const mark = guessDecimalMark(texts) ?? '.';
        expect(mark).toBe(locale === 'en' || locale === 'de-CH' ? '.' : ',');
        expect(texts.map((text) => readDecimal(text, mark, 2))).toEqual(minorUnits);
      }),
    );
  });
});
