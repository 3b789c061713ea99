import {
  FIRST_PREVIOUS_HASH,
  money,
  quantity,
  settleSale,
  taxRate,
  taxRateToPercent,
  type LineToSettle,
} from '@tillkeep/domain';
import fc from 'fast-check';
import { judgeSale, type Circumstances, type SentSale } from './judge-sale';

const lines = fc.array(
  fc.record({
    quantity: fc.integer({ min: 1, max: 1_000_000 }).map(quantity),
    unitPrice: fc.integer({ min: 0, max: 1_000_000 }).map(money),
    taxRate: fc.integer({ min: 0, max: 100_000 }).map(taxRate),
  }),
  { minLength: 1, maxLength: 8 },
);

const soldAt = new Date('2026-04-30T10:00:00Z');

const ordinary: Circumstances = {
  pricesIncludeTax: true,
  timeZone: 'Europe/Paris',
  cutOverMinutes: 0,
  receivedAt: soldAt,
  isLate: false,
  products: new Map(),
  neighbours: { before: [], here: [], after: [] },
  contentHash: 'hash',
  isReferenceTaken: false,
  balances: [],
  isUnapproved: false,
  returns: { sold: new Map(), isOriginalUnknown: false, isTooMuch: false },
};

/** As a register that prices in this way makes it. */
function saleOf(cart: readonly LineToSettle[], pricesIncludeTax: boolean): SentSale {
  const { lines, ...amounts } = settleSale(cart, pricesIncludeTax);
  return {
    id: 'sale',
    sequence: 1,
    number: '2026-04-30-01',
    businessDate: '2026-04-30',
    soldAt,
    soldAtAsSent: soldAt.toISOString(),
    lines: cart.map((line, index) => ({
      ...line,
      sku: 'SKU',
      name: 'Name',
      taxRateAsSent: taxRateToPercent(line.taxRate),
      tax: lines[index]?.tax ?? money(0),
      total: lines[index]?.total ?? money(0),
    })),
    payments: [{ method: 'CARD', amount: amounts.total }],
    ...amounts,
    previousHash: FIRST_PREVIOUS_HASH,
    hash: 'hash',
  };
}

const flags = (sale: SentSale, about: Partial<Circumstances> = {}) =>
  judgeSale(sale, { ...ordinary, ...about }).filter((flag) => flag !== 'UNKNOWN_PRODUCT');

describe('the judge of a sale', () => {
  it('has nothing to say of any cart that a register has settled, in either way of pricing', () => {
    fc.assert(
      fc.property(lines, fc.boolean(), (cart, pricesIncludeTax) => {
        expect(flags(saleOf(cart, pricesIncludeTax), { pricesIncludeTax })).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('sees any amount of it that is off by a cent', () => {
    const amount = fc.constantFrom('subtotal', 'tax', 'total', 'line tax', 'line total', 'payment' as const);
    fc.assert(
      fc.property(lines, fc.nat(), amount, fc.constantFrom(1, -1), (cart, where, what, cents) => {
        const sale = saleOf(cart, true);
        const at = where % sale.lines.length;
        const off = (value: number) => money(value + cents);
        const changed: SentSale = {
          ...sale,
          ...(what === 'subtotal' && { subtotal: off(sale.subtotal) }),
          ...(what === 'tax' && { tax: off(sale.tax) }),
          ...(what === 'total' && { total: off(sale.total) }),
          ...(what === 'payment' && { payments: [{ method: 'CARD', amount: off(sale.total) }] }),
          lines: sale.lines.map((line, index) => ({
            ...line,
            ...(index === at && what === 'line tax' && { tax: off(line.tax) }),
            ...(index === at && what === 'line total' && { total: off(line.total) }),
          })),
        };
        expect(flags(changed)).toEqual(['TOTALS_MISMATCH']);
      }),
    );
  });

  it('takes the day of the outlet, with its cut-over, and a clock of two minutes this way or that', () => {
    const sale = saleOf([{ quantity: quantity(1000), unitPrice: money(100), taxRate: taxRate(0) }], true);
    const at = (soldAt: string, businessDate = '2026-04-30') => ({
      ...sale,
      soldAt: new Date(soldAt),
      businessDate,
    });
    expect(flags(at('2026-04-29T22:00:00Z'))).toEqual([]);
    expect(flags(at('2026-04-29T21:59:59Z'))).toEqual(['CLOCK_SKEW']);
    expect(flags(at('2026-04-30T02:00:00Z'), { cutOverMinutes: 240 })).toEqual([]);
    expect(flags(at('2026-04-30T01:59:59Z'), { cutOverMinutes: 240 })).toEqual(['CLOCK_SKEW']);
    const deviceTime = (seconds: number) => new Date(soldAt.getTime() + seconds * 1000);
    for (const [seconds, skewed] of [
      [120, []],
      [-120, []],
      [121, ['CLOCK_SKEW']],
      [-121, ['CLOCK_SKEW']],
    ] as const)
      expect(flags(sale, { deviceTime: deviceTime(seconds) })).toEqual(skewed);
    expect(flags(sale, { receivedAt: deviceTime(-120) })).toEqual([]);
    expect(flags(sale, { receivedAt: deviceTime(-121) })).toEqual(['CLOCK_SKEW']);
  });
});
