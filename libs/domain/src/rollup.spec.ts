import fc from 'fast-check';
import { minutesOfDay } from './business-date';
import { ROLLUP_BY, rollUp, timeKey, type Rollup, type RollupBy, type RollupSale } from './rollup';

const line = (given: Partial<RollupSale['lines'][number]> = {}) => ({
  ...{ productId: 'coffee', category: 'Drinks', taxRate: 5500, quantity: 1000, tax: 23, total: 449 },
  ...given,
});

function sale(given: Partial<RollupSale> = {}): RollupSale {
  const lines = given.lines ?? [line()];
  const [tax, total] = [sum(lines, 'tax'), sum(lines, 'total')];
  return {
    ...{ businessDate: '2026-04-30', soldAt: new Date('2026-04-30T08:20:00Z'), registerId: 'R1' },
    cashierId: 'mia',
    ...{ lines, subtotal: total - tax, tax, total, payments: [{ method: 'CASH', amount: total }] },
    ...given,
  };
}

const of = (rows: readonly Rollup[], by: RollupBy) => rows.filter((row) => row.by === by);

function sum<Name extends string>(rows: readonly Readonly<Record<Name, number>>[], name: Name): number {
  return rows.reduce((all, row) => all + row[name], 0);
}

/** Adds up, and sees to it that whichever way the sales are taken apart, the parts come to the whole. */
function added(sales: readonly RollupSale[]): Rollup[] {
  const rows = rollUp(sales);
  for (const by of ROLLUP_BY) {
    expect(sum(of(rows, by), 'total')).toBe(sum(sales, 'total'));
    if (by === 'PAYMENT_METHOD') continue;
    expect(sum(of(rows, by), 'net')).toBe(sum(sales, 'subtotal'));
    expect(sum(of(rows, by), 'tax')).toBe(sum(sales, 'tax'));
  }
  return rows;
}

describe('what sales come to', () => {
  it('[REP1] counts each sale on its own business date, whenever it arrives', () => {
    const rows = added([sale(), sale({ businessDate: '2026-05-01' }), sale()]);
    expect(of(rows, 'REGISTER').map(({ businessDate, sales }) => [businessDate, sales])).toEqual([
      ['2026-04-30', 2],
      ['2026-05-01', 1],
    ]);
  });

  it('[REP2] takes them apart by register, cashier, time, payment method, category, tax rate and product', () => {
    const tea = line({
      productId: 'tea',
      category: null,
      taxRate: 20_000,
      quantity: 342,
      tax: 50,
      total: 300,
    });
    const payments = [
      { method: 'CASH' as const, amount: 500 },
      { method: 'CARD' as const, amount: 249 },
    ];
    const whole = { sales: 1, lines: 2, quantity: 1342, net: 676, tax: 73, total: 749 };
    const coffee = { sales: 1, lines: 1, quantity: 1000, net: 426, tax: 23, total: 449 };
    const rest = { sales: 1, lines: 1, quantity: 342, net: 250, tax: 50, total: 300 };
    const paid = { sales: 1, lines: 0, quantity: 0, net: 0, tax: 0 };
    expect(added([sale({ lines: [line(), tea], payments })])).toMatchObject([
      { by: 'CASHIER', key: 'mia', ...whole },
      { by: 'CATEGORY', key: '', ...rest },
      { by: 'CATEGORY', key: 'Drinks', ...coffee },
      { by: 'PAYMENT_METHOD', key: 'CARD', ...paid, total: 249 },
      { by: 'PAYMENT_METHOD', key: 'CASH', ...paid, total: 500 },
      { by: 'PRODUCT', key: 'coffee', ...coffee },
      { by: 'PRODUCT', key: 'tea', ...rest },
      { by: 'REGISTER', key: 'R1', ...whole },
      { by: 'TAX_RATE', key: '20000', ...rest },
      { by: 'TAX_RATE', key: '5500', ...coffee },
      { by: 'TIME', key: '2026-04-30T08:15', ...whole },
    ]);
  });

  it('[REP3] the parts come to the whole, in whatever order the sales are given', () => {
    fc.assert(
      fc.property(fc.array(anySale, { maxLength: 20 }), fc.nat(), (sales, turn) => {
        const rows = added(sales);
        const turned = [
          ...sales.slice(turn % (sales.length || 1)),
          ...sales.slice(0, turn % (sales.length || 1)),
        ];
        expect(rollUp(turned).map(plain)).toEqual(rows.map(plain));
      }),
    );
  });

  it('[REP4] what lines or payments don’t come to is of no product, category, rate or method', () => {
    const broken = sale({ total: 1000, subtotal: 977, payments: [{ method: 'CARD', amount: 900 }] });
    const rest = { sales: 1, lines: 0, quantity: 0, net: 551, tax: 0, total: 551 };
    const rows = added([broken]);
    for (const by of ['PRODUCT', 'CATEGORY', 'TAX_RATE'] as const)
      expect(of(rows, by).find(({ key }) => key === '')).toMatchObject(rest);
    expect(of(rows, 'PAYMENT_METHOD').map(({ key, total }) => [key, total])).toEqual([
      ['', 100],
      ['CARD', 900],
    ]);
  });

  it('[REP5] a sale is counted once in each part, however many lines or payments it has there', () => {
    const twice = sale({ lines: [line(), line({ quantity: 2000, tax: 46, total: 898 })] });
    expect(of(added([twice, sale()]), 'PRODUCT')).toMatchObject([{ sales: 2, lines: 3, quantity: 4000 }]);
  });

  it('[REP11] counts apart in how many sales goods came back, and what was given for them; totals are less by it', () => {
    const back = line({ quantity: -2000, tax: -46, total: -898 });
    const tea = line({ productId: 'tea', total: 300, tax: 16 });
    const refund = sale({ lines: [back, back, tea] });
    const rows = added([sale(), refund]);
    const figures = { sales: 2, refunds: 1, refunded: 1796 };
    for (const by of ['REGISTER', 'CASHIER', 'TIME', 'CATEGORY', 'TAX_RATE'] as const)
      expect(of(rows, by)).toMatchObject([{ ...figures, total: 449 - 1796 + 300 }]);
    expect(of(rows, 'PRODUCT')).toMatchObject([
      { key: 'coffee', ...figures, quantity: -3000, total: 449 - 1796 },
      { key: 'tea', sales: 1, refunds: 0, refunded: 0, total: 300 },
    ]);
  });

  it('[REP12] by payment method counts what was given back in it', () => {
    const back = line({ quantity: -1000, tax: -23, total: -449 });
    const payments = [
      { method: 'CASH' as const, amount: -400 },
      { method: 'CARD' as const, amount: -49 },
    ];
    const exchange = sale({ lines: [back, line({ total: 500 })] });
    expect(of(added([sale({ lines: [back], payments }), exchange]), 'PAYMENT_METHOD')).toMatchObject([
      { key: 'CARD', sales: 1, refunds: 1, refunded: 49, total: -49 },
      { key: 'CASH', sales: 2, refunds: 1, refunded: 400, total: -349 },
    ]);
  });

  it('[REP7] time is quarters of an hour in UTC', () => {
    const keys = ['08:00:00.000', '08:14:59.999', '08:15:00.000', '08:59:59.999'].map((time) =>
      timeKey(new Date(`2026-04-30T${time}Z`)),
    );
    expect(keys.map((key) => key.slice(11))).toEqual(['08:00', '08:00', '08:15', '08:45']);
  });

  it('[REP7] which hour that is, the outlet’s wall clock says; one that comes twice is one', () => {
    const hour = (key: string, timeZone: string) =>
      Math.floor(minutesOfDay(new Date(`${key}Z`), timeZone) / 60);
    expect(hour('2026-04-30T08:15', 'Europe/Paris')).toBe(10);
    expect(hour('2026-04-30T08:15', 'Asia/Kathmandu')).toBe(14);
    expect(
      ['00:45', '01:00', '01:45', '02:00'].map((time) => hour(`2026-10-25T${time}`, 'Europe/Paris')),
    ).toEqual([2, 2, 2, 3]);
  });
});

const amount = fc.integer({ min: -10_000, max: 1_000_000 });
const anySale: fc.Arbitrary<RollupSale> = fc.record({
  businessDate: fc.constantFrom('2026-04-29', '2026-04-30'),
  soldAt: fc.date({
    min: new Date('2026-04-29T00:00Z'),
    max: new Date('2026-04-30T23:59Z'),
    noInvalidDate: true,
  }),
  registerId: fc.constantFrom('R1', 'R2'),
  cashierId: fc.constantFrom('mia', 'ben', null),
  ...{ subtotal: amount, tax: amount, total: amount },
  lines: fc.array(
    fc.record({
      productId: fc.constantFrom('coffee', 'tea', null),
      category: fc.constantFrom('Drinks', null),
      taxRate: fc.constantFrom(0, 5500),
      ...{ quantity: amount, tax: amount, total: amount },
    }),
    { maxLength: 4 },
  ),
  payments: fc.array(fc.record({ method: fc.constantFrom('CASH' as const, 'CARD' as const), amount }), {
    maxLength: 3,
  }),
});

const plain = ({ businessDate, by, key, sales, lines, quantity, net, tax, total, ...row }: Rollup) => ({
  ...{ businessDate, by, key, sales, lines, quantity, net, tax, total },
  ...{ refunds: row.refunds, refunded: row.refunded },
});
