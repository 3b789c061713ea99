import fc from 'fast-check';
import { compareSaleNumbers, isShortCode, parseSaleNumber, saleNumber, saleReference } from './sale-number';

const dates = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const counts = fc.oneof(
  fc.integer({ min: 1, max: 20_000 }),
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
);
const codes = fc.stringMatching(/^[A-Za-z0-9]{1,16}$/);

describe('sale number', () => {
  it('[NUM1] is the date and at least two digits', () => {
    const numbers = [1, 9, 10, 99, 100, 999, 10_000].map((count) => saleNumber('2026-04-30', count));
    expect(numbers).toEqual([
      '2026-04-30-01',
      '2026-04-30-09',
      '2026-04-30-10',
      '2026-04-30-99',
      '2026-04-30-100',
      '2026-04-30-999',
      '2026-04-30-10000',
    ]);
  });

  it('[NUM2] is read back, and nothing else is read', () => {
    expect(parseSaleNumber('2026-04-30-01')).toEqual({ businessDate: '2026-04-30', count: 1 });
    expect(parseSaleNumber('2026-04-30-10000')).toEqual({ businessDate: '2026-04-30', count: 10_000 });
    fc.assert(
      fc.property(dates, counts, (businessDate, count) => {
        expect(parseSaleNumber(saleNumber(businessDate, count))).toEqual({ businessDate, count });
      }),
    );
    const no = [
      '2026-04-30-1',
      '2026-04-30-001',
      '2026-04-30-00',
      '2026-02-30-01',
      '2026-04-30',
      '2026-04-30-',
      '2026-04-30-1e2',
      '2026-04-30_01',
      ' 2026-04-30-01',
      'MAIN-R1-2026-04-30-01',
      '',
    ];
    expect(no.filter(parseSaleNumber)).toEqual([]);
  });

  it('[NUM3] sorts by date, then by count', () => {
    const day = Array.from({ length: 10_001 }, (_, i) => saleNumber('2026-04-30', i + 1));
    const sorted = [...day].reverse().sort(compareSaleNumbers);
    expect(sorted).toEqual(day);
    expect(compareSaleNumbers('2026-04-30-10000', '2026-05-01-01')).toBeLessThan(0);
    fc.assert(
      fc.property(dates, counts, dates, counts, (dateA, a, dateB, b) => {
        const expected = dateA === dateB ? a - b : dateA < dateB ? -1 : 1;
        expect(Math.sign(compareSaleNumbers(saleNumber(dateA, a), saleNumber(dateB, b)))).toBe(
          Math.sign(expected),
        );
      }),
    );
  });

  it('[NUM4] has a reference that names outlet, register and epoch', () => {
    const sale = { outletCode: 'MAIN', registerCode: 'R1', number: '2026-04-30-01' };
    expect(saleReference({ ...sale, epoch: 1 })).toBe('MAIN-R1-2026-04-30-01');
    expect(saleReference({ ...sale, epoch: 2 })).toBe('MAIN-R1.2-2026-04-30-01');
    expect(saleReference({ ...sale, registerCode: '00', epoch: 12 })).toBe('MAIN-00.12-2026-04-30-01');
  });

  it('[NUM5] never shares a reference between two sales', () => {
    const sales = fc.record({
      outletCode: codes,
      registerCode: codes,
      epoch: fc.integer({ min: 1, max: 30 }),
      businessDate: dates,
      count: counts,
    });
    fc.assert(
      fc.property(sales, ({ outletCode, registerCode, epoch, businessDate, count }) => {
        const number = saleNumber(businessDate, count);
        const reference = saleReference({ outletCode, registerCode, epoch, number });
        const parts = /^([^-.]+)-([^-.]+)(?:\.(\d+))?-(\d{4}-\d\d-\d\d-\d+)$/.exec(reference);
        expect(parts?.slice(1)).toEqual([
          outletCode,
          registerCode,
          epoch > 1 ? String(epoch) : undefined,
          number,
        ]);
      }),
    );
    expect(['MAIN', '00', 'r1', 'A'.repeat(16)].every(isShortCode)).toBe(true);
    expect(['', 'A-B', 'R1.2', 'A B', 'É', 'A'.repeat(17), 'A\n'].filter(isShortCode)).toEqual([]);
  });

  it('[NUM6] refuses what is no count, epoch, date or code', () => {
    for (const bad of [0, -1, 1.5, NaN]) expect(() => saleNumber('2026-04-30', bad)).toThrow(RangeError);
    for (const bad of ['2026-02-29', '30.04.2026', '']) expect(() => saleNumber(bad, 1)).toThrow(RangeError);
    const good = { outletCode: 'MAIN', registerCode: 'R1', epoch: 1, number: '2026-04-30-01' };
    const bad = [
      { epoch: 0 },
      { epoch: 1.5 },
      { number: '2026-04-30-1' },
      { outletCode: 'MA-IN' },
      { registerCode: 'R1.2' },
    ];
    for (const change of bad) expect(() => saleReference({ ...good, ...change })).toThrow(RangeError);
  });
});
