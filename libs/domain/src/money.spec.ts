import fc from 'fast-check';
import { decimalText, parseDecimal } from './decimal-text';
import { formatMoney, minorDigits, money, parseMoney, plainMoney, sumMoney } from './money';

const LARGEST = Number.MAX_SAFE_INTEGER;
const amounts = fc.maxSafeInteger().map(money);
const currencies = fc.constantFrom('EUR', 'JPY', 'KWD', 'USD', 'HUF');

describe('money', () => {
  it('[MON1] is a whole number of minor units, a safe integer', () => {
    expect(money(1205)).toBe(1205);
    expect(money(LARGEST)).toBe(LARGEST);
    for (const bad of [0.5, LARGEST + 1, -LARGEST - 1, NaN, Infinity])
      expect(() => money(bad)).toThrow(RangeError);
  });

  it('[MON1] has no negative zero', () => {
    expect(Object.is(money(-0), 0)).toBe(true);
    expect(Object.is(parseMoney('-0.00', 'EUR'), 0)).toBe(true);
  });

  it('[MON2] adds up exactly', () => {
    expect(sumMoney([])).toBe(0);
    expect(sumMoney([10, 20, -5].map(money))).toBe(25);
    fc.assert(
      fc.property(fc.array(fc.integer()), (list) => {
        const exact = list.reduce((sum, n) => sum + BigInt(n), 0n);
        expect(BigInt(sumMoney(list.map(money)))).toBe(exact);
      }),
    );
  });

  it('[MON2] refuses a sum beyond 2^53 - 1', () => {
    expect(() => sumMoney([LARGEST, 1].map(money))).toThrow(RangeError);
    expect(() => sumMoney([-LARGEST, -1].map(money))).toThrow(RangeError);
  });

  it('[MON3] takes its minor digits from the currency', () => {
    expect(['EUR', 'USD', 'JPY', 'KWD'].map(minorDigits)).toEqual([2, 2, 0, 3]);
    expect(() => minorDigits('euros')).toThrow(RangeError);
  });

  it('[MON4] is shown in the currency and the language', () => {
    expect(formatMoney(123450, 'EUR', 'en')).toBe('€1,234.50');
    expect(formatMoney(123450, 'EUR', 'de')).toBe('1.234,50\u00a0€');
    expect(formatMoney(-5, 'EUR', 'en')).toBe('-€0.05');
    expect(formatMoney(1647, 'JPY', 'en')).toBe('¥1,647');
    expect(formatMoney(1647, 'KWD', 'en')).toBe('KWD\u00a01.647');
  });

  it('[MON4] is shown and written to the last cent of the largest amount', () => {
    expect(formatMoney(LARGEST, 'EUR', 'en')).toBe('€90,071,992,547,409.91');
    expect(formatMoney(LARGEST - 1, 'EUR', 'en')).toBe('€90,071,992,547,409.90');
    expect(plainMoney(-LARGEST, 'EUR')).toBe('-90071992547409.91');
    expect([0, 5, 50, 1205, -1205].map((n) => plainMoney(n, 'EUR'))).toEqual([
      '0.00',
      '0.05',
      '0.50',
      '12.05',
      '-12.05',
    ]);
    expect(plainMoney(1205, 'JPY')).toBe('1205');
  });

  it('[MON5] is read as people write it', () => {
    const same = [
      '1234.50',
      '1234,50',
      '1 234,50',
      '1\u202f234,50',
      '1,234.50',
      '1.234,50',
      '1’234.50',
      ' 1234.5 ',
    ];
    for (const text of same) expect(parseMoney(text, 'EUR')).toBe(123450);
    expect(parseMoney('.5', 'EUR')).toBe(50);
    expect(parseMoney('7', 'EUR')).toBe(700);
    expect(parseMoney('-1,50', 'EUR')).toBe(-150);
    expect(parseMoney('−1,50', 'EUR')).toBe(-150);
    expect(parseMoney('1.234.567', 'EUR')).toBe(123456700);
    expect(parseMoney('1,234', 'KWD')).toBe(1234);
  });

  it('[MON5] is read back as it was written, and as it was shown', () => {
    fc.assert(
      fc.property(amounts, currencies, (amount, currency) => {
        expect(parseMoney(plainMoney(amount, currency), currency)).toBe(amount);
        const shown = new Intl.NumberFormat('de-CH', { minimumFractionDigits: minorDigits(currency) });
        const small = money(amount % 1_000_000_000);
        const text = shown.format(small / 10 ** minorDigits(currency));
        if (minorDigits(currency) === 2) expect(parseMoney(text, currency)).toBe(small);
      }),
    );
  });

  it('[MON6] is not guessed at', () => {
    const no = [
      '',
      ' ',
      '-',
      '.',
      ',',
      'abc',
      '1.2.3',
      '1,234',
      '1.234',
      '1.005',
      '12 50',
      '1,2345',
      '12,34,567.00',
      '1e3',
    ];
    for (const text of [
      ...no,
      '1,234,56',
      '1 234.567',
      '12.',
      '--1',
      '90071992547409.92',
      'NaN',
      '0x10',
      '1 2',
    ]) {
      expect([text, parseMoney(text, 'EUR')]).toEqual([text, undefined]);
    }
    expect(parseMoney('1,234', 'JPY')).toBe(1234);
    expect(parseMoney('1.5', 'JPY')).toBeUndefined();
    expect(parseMoney('1234.00', 'JPY')).toBeUndefined();
  });

  it('[MON6] reads no text as anything but what it says', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[-\d.,' ]{1,12}$/), fc.integer({ min: 0, max: 3 }), (text, places) => {
        const units = parseDecimal(text, places);
        if (units === undefined) return;
        const onlyDigits = text.replace(/\D/g, '').replace(/^0+/, '');
        expect(decimalText(Math.abs(units), 0).startsWith(onlyDigits)).toBe(true);
      }),
    );
  });
});
