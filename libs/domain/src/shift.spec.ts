import fc from 'fast-check';
import { cashTotal, denominations } from './denominations';
import { money } from './money';
import type { PaymentMethod } from './payment';
import {
  differenceCauses,
  shiftName,
  shiftReport,
  type CashMovement,
  type DifferenceCause,
  type ShiftSale,
} from './shift';
import { taxRate } from './tax';

const at = (minute: number) => new Date(Date.UTC(2026, 3, 30, 8, minute));

function sale(sequence: number, total: number, given: Partial<ShiftSale> & { method?: PaymentMethod } = {}) {
  const { method = 'CASH', ...rest } = given;
  const amount = money(total);
  return {
    ...{ sequence, number: `2026-04-30-${sequence}`, soldAt: at(20 * sequence), total: amount },
    lines: [{ taxRate: taxRate(5500), tax: money(Math.round(total / 20)), total: amount }],
    payments: [{ method, amount }],
    ...rest,
  };
}

const tendered = (amount: number, handed: number) => ({
  payments: [{ method: 'CASH' as const, amount: money(amount), tendered: money(handed) }],
});

const moved = (kind: CashMovement['kind'], amount: number): CashMovement => ({
  ...{ kind, amount: money(amount), reason: 'Milk', at: at(1) },
});

const shift = { float: money(20_000), fromSale: 0, toSale: 0, sales: [], movements: [] };

describe('what a shift comes to', () => {
  it('[SHIFT1] expects float, cash payments and what was paid in, less what was paid out', () => {
    const sales = [sale(1, 1647, tendered(1647, 2000)), sale(2, 5000, { method: 'CARD' })];
    const movements = [moved('PAID_IN', 1000), moved('PAID_OUT', 450)];
    expect(shiftReport({ ...shift, toSale: 2, sales, movements })).toMatchObject({
      ...{ expected: 22_197, float: 20_000, paidIn: 1000, paidOut: 450, total: 6647 },
    });
  });

  it('[SHIFT2] [SHIFT3] has the sales between its opening and its close, and says which are missing', () => {
    const sales = [sale(13, 300), sale(10, 100), sale(11, 200), sale(15, 400)];
    expect(shiftReport({ ...shift, fromSale: 10, toSale: 14, sales })).toMatchObject({
      ...{ firstSale: 11, lastSale: 14, count: 2, total: 500 },
      missing: [
        { from: 12, to: 12 },
        { from: 14, to: 14 },
      ],
    });
    const idle = shiftReport({ ...shift, fromSale: 10, toSale: 10, sales });
    expect([idle.count, idle.firstSale, idle.lastSale, idle.missing]).toEqual([0, undefined, undefined, []]);
    expect(shiftReport({ ...shift, fromSale: 10, toSale: 12, sales }).missing).toEqual([
      { from: 12, to: 12 },
    ]);
  });

  it('[SHIFT4] [SHIFT5] adds up by method and by rate, to the same total, in whatever order', () => {
    const anySale = fc
      .array(
        fc.record({
          method: fc.constantFrom<PaymentMethod>('CASH', 'CARD', 'OTHER'),
          amount: fc.integer({ min: -5000, max: 10_000 }), // some is given back
        }),
        { minLength: 1, maxLength: 3 },
      )
      .map((payments) => payments.map(({ method, amount }) => ({ method, amount: money(amount) })));
    fc.assert(
      fc.property(fc.array(anySale, { maxLength: 20 }), fc.nat(50_000), (all, float) => {
        const sales = all.map((payments, index) => {
          const total = payments.reduce((sum, { amount }) => sum + amount, 0);
          return { ...sale(index + 1, total), payments };
        });
        const facts = { ...shift, float: money(float), toSale: sales.length, sales };
        const report = shiftReport(facts);
        const sum = (of: readonly { readonly amount: number }[]) =>
          of.reduce((n, { amount }) => n + amount, 0);
        expect(sum(report.tenders)).toBe(report.total);
        expect(report.taxByRate.reduce((n, { gross }) => n + gross, 0)).toBe(report.total);
        const cash = report.tenders.find(({ method }) => method === 'CASH')?.amount ?? 0;
        expect(report.expected).toBe(float + cash);
        expect(shiftReport({ ...facts, sales: [...sales].reverse() })).toEqual(report);
        expect(report.missing).toEqual([]);
      }),
    );
  });
});

describe('what may have made a difference', () => {
  const noise = [sale(1, 731), sale(2, 1129, { method: 'CARD' }), sale(3, 877, { method: 'OTHER' })];
  const movements: CashMovement[] = [];
  const causes = (difference: number, given: Partial<Parameters<typeof differenceCauses>[0]> = {}) =>
    differenceCauses({ difference: money(difference), sales: noise, movements, ...given });

  it('[SHIFT6] nothing where there is none, and nothing that does not explain it exactly', () => {
    expect(causes(0)).toEqual([]);
    expect(causes(730)).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: -3000, max: 3000 }), (difference) => {
        for (const cause of causes(difference)) expect(explains(cause)).toBe(Math.abs(difference));
      }),
    );
  });

  it('[SHIFT7] a sale paid in another way than it says', () => {
    const byCard = sale(4, 1200, { method: 'CARD' });
    expect(causes(1200, { sales: [...noise, byCard] })).toEqual([
      { kind: 'PAID_OTHERWISE', sale: byCard, method: 'CARD', amount: 1200 },
    ]);
    expect(causes(-1200, { sales: [...noise, byCard] })).toEqual([]);
    expect(causes(-731)).toMatchObject([{ kind: 'PAID_OTHERWISE', method: 'CASH', sale: { sequence: 1 } }]);
  });

  it('[SHIFT8] a sale entered twice, shortly after the first time', () => {
    const twins = [sale(4, 650, { soldAt: at(100) }), sale(5, 650, { soldAt: at(109) })];
    expect(causes(-650, { sales: [...noise, ...twins] })).toContainEqual(
      expect.objectContaining({ kind: 'ENTERED_TWICE', sale: twins[1] }),
    );
    const apart = [sale(4, 650, { soldAt: at(100) }), sale(5, 650, { soldAt: at(111) })];
    expect(causes(-650, { sales: apart }).map(({ kind }) => kind)).not.toContain('ENTERED_TWICE');
  });

  it('[SHIFT9] cash that did not move, or moved the other way', () => {
    const [paidIn, paidOut] = [moved('PAID_IN', 1000), moved('PAID_OUT', 450)];
    const of = (difference: number) => causes(difference, { sales: [], movements: [paidIn, paidOut] });
    expect(of(-1000)).toEqual([{ kind: 'NOT_MOVED', movement: paidIn }]);
    expect(of(450)).toEqual([{ kind: 'NOT_MOVED', movement: paidOut }]);
    expect(of(-2000)).toEqual([{ kind: 'WRONG_WAY', movement: paidIn }]);
    expect(of(900)).toEqual([{ kind: 'WRONG_WAY', movement: paidOut }]);
    expect([...of(1000), ...of(-450)]).toEqual([]);
  });

  it('[SHIFT10] change that was not given, or given twice', () => {
    const given = sale(4, 1647, tendered(1647, 2000));
    for (const difference of [353, -353])
      expect(causes(difference, { sales: [given] })).toEqual([
        { kind: 'CHANGE', sale: given, method: 'CASH', amount: 353 },
      ]);
  });

  it('[SHIFT11] digits that changed places in what was typed', () => {
    const typed = sale(4, 4400, tendered(4400, 4500));
    expect(causes(900, { sales: [typed] })).toContainEqual({
      kind: 'TRANSPOSED',
      typed: 4500,
      meant: 5400,
      of: typed,
    });
    const paidOut = moved('PAID_OUT', 1200);
    expect(causes(-900, { sales: [], movements: [paidOut] })).toEqual([
      { kind: 'TRANSPOSED', typed: 1200, meant: 2100, of: paidOut },
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 99_999 }), fc.nat(4), (amount, place) => {
        const digits = [...String(amount)];
        const [a, b] = [digits[place], digits[place + 1]];
        if (a === undefined || b === undefined || a === b) return;
        const meant = Number([...digits.slice(0, place), b, a, ...digits.slice(place + 2)].join(''));
        const found = causes(meant - amount, { sales: [], movements: [moved('PAID_IN', amount)] });
        expect(found).toContainEqual(expect.objectContaining({ kind: 'TRANSPOSED', meant }));
      }),
    );
  });

  it('[SHIFT12] a roll, or what was in the float, that was not counted', () => {
    const countedCash = [
      { value: money(5000), count: 4 },
      { value: money(10), count: 3 },
    ];
    const floatCash = [{ value: money(1000), count: 2 }];
    expect(causes(-400, { sales: [], countedCash })).toEqual([{ kind: 'ROLL', value: 10, pieces: 40 }]);
    expect(causes(-2000, { sales: [], countedCash, floatCash })).toEqual([
      { kind: 'NOT_COUNTED', value: 1000, pieces: 2 },
    ]);
    expect(causes(400, { sales: [], countedCash })).toEqual([]);
    expect(causes(-400, { sales: [] })).toEqual([]);
  });
});

describe('names and coins', () => {
  it('[SHIFT13] a shift is called by its count, with the epoch from the second on', () => {
    expect([shiftName(1, 1), shiftName(1, 12), shiftName(2, 1), shiftName(3, 4)]).toEqual([
      '1',
      '12',
      '2-1',
      '3-4',
    ]);
  });

  it('[SHIFT14] coins and notes come the largest first, and add up', () => {
    expect(denominations('EUR').slice(0, 3)).toEqual([50_000, 20_000, 10_000]);
    expect(denominations('JPY').at(-1)).toBe(1);
    for (const currency of ['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'SEK', 'PLN', 'KWD', 'KRW', 'BRL']) {
      const values = denominations(currency);
      expect(values.length).toBeGreaterThan(5);
      expect([...new Set(values)].sort((a, b) => b - a)).toEqual([...values]);
    }
    const count = (value: number, pieces: number) => ({ value: money(value), count: pieces });
    expect(cashTotal([count(5000, 4), count(20, 3)])).toBe(20_060);
    expect(cashTotal([])).toBe(0);
    for (const bad of [-1, 0.5, NaN]) expect(() => cashTotal([count(100, bad)])).toThrow(RangeError);
  });
});

/** What difference a cause makes, worked out a second time. */
function explains(cause: DifferenceCause): number {
  if ('movement' in cause) return (cause.kind === 'WRONG_WAY' ? 2 : 1) * cause.movement.amount;
  if ('typed' in cause) return Math.abs(cause.typed - cause.meant);
  return 'pieces' in cause ? cause.value * cause.pieces : cause.amount;
}
