import { createOutlet, findOutlets, type Outlet } from './outlets';
import {
  addFigures,
  NO_FIGURES,
  salesReport,
  type ReportPart,
  type SalesReportRequest,
} from './sales-report';
import { DATABASES, MAIN, useShop } from './test-shop';
import { Till } from './till-for-test';

const PARTS: readonly ReportPart[] = [
  ...([
    'OUTLET',
    'REGISTER',
    'CASHIER',
    'HOUR',
    'PAYMENT_METHOD',
    'CATEGORY',
    'TAX_RATE',
    'PRODUCT',
  ] as const),
];

describe.each(DATABASES)('sales reports on %s', (database) => {
  const shop = useShop(database);

  const outlets = async (...ids: string[]): Promise<Outlet[]> => [
    ...(await findOutlets(shop.db, ids)).values(),
  ];

  /** The report's rows as [period, key, sales, total], having seen that they come to the whole. */
  async function rows(given: Partial<SalesReportRequest> = {}) {
    const request = { from: '2026-04-01', to: '2026-05-31', outlets: await outlets(shop.outletId), ...given };
    const report = await salesReport(shop.db, request);
    const sum = report.rows.reduce(addFigures, NO_FIGURES);
    if (request.part === 'PAYMENT_METHOD') expect(sum.total).toBe(report.whole.total);
    else {
      // A sale of two products is in two rows; everything else of it is in one.
      const sales = isInOneRow(request.part) ? report.whole.sales : sum.sales;
      expect(sum).toEqual({ ...report.whole, sales });
    }
    return report.rows.map(({ period, key, sales, total }) => [period, key, sales, total]);
  }
  const isInOneRow = (part?: ReportPart) => !part || ['OUTLET', 'REGISTER', 'CASHIER', 'HOUR'].includes(part);

  /** 8.98 in cash on Thursday, 30 April, at noon; 4.49 and 2.00 by card on Friday at ten; 4.49 on Sunday, 3 May. */
  async function sold() {
    const coffee = await shop.addProduct({ category: 'Drinks' });
    const bread = await shop.addProduct({ name: 'Bread', category: 'Food', price: 200, percent: 20 });
    await shop.sell({ soldAt: '2026-04-30T10:05:00Z', lines: [[coffee, 2]] });
    const payments = [{ method: 'CARD' as const, amount: 649 }];
    await shop.sell({ soldAt: '2026-05-01T08:00:00Z', lines: [[coffee, 1], [bread, 1]], payments }); // prettier-ignore
    await shop.sell({ soldAt: '2026-05-03T08:59:00Z', lines: [[coffee, 1]] });
    return { coffee, bread };
  }

  it('by day, week and month, in the business days of the outlet', async () => {
    await sold();
    expect(await rows({ period: 'DAY' })).toEqual([
      ['2026-04-30', null, 1, 898],
      ['2026-05-01', null, 1, 649],
      ['2026-05-03', null, 1, 449],
    ]);
    expect(await rows({ period: 'WEEK' })).toEqual([['2026-04-27', null, 3, 1996]]);
    expect(await rows({ period: 'WEEK', weekStart: 'SUNDAY' })).toEqual([
      ['2026-04-26', null, 2, 1547],
      ['2026-05-03', null, 1, 449],
    ]);
    expect(await rows({ period: 'MONTH' })).toEqual([
      ['2026-04-01', null, 1, 898],
      ['2026-05-01', null, 2, 1098],
    ]);
    expect(await rows()).toEqual([[null, null, 3, 1996]]);
    expect(await rows({ from: '2026-05-01', to: '2026-05-01' })).toEqual([[null, null, 1, 649]]);
    expect(await rows({ from: '2026-05-04' })).toEqual([]);
  });

  it('by every part, the largest first; by hour in the order of the outlet’s day', async () => {
    const { coffee, bread } = await sold();
    const found = new Map<ReportPart, unknown[]>();
    for (const part of PARTS) found.set(part, await rows({ part }));
    expect(found.get('OUTLET')).toEqual([[null, shop.outletId, 3, 1996]]);
    expect(found.get('HOUR')).toEqual([
      [null, '10', 2, 1098],
      [null, '12', 1, 898],
    ]);
    expect(found.get('PAYMENT_METHOD')).toEqual([
      [null, 'CASH', 2, 1347],
      [null, 'CARD', 1, 649],
    ]);
    expect(found.get('CATEGORY')).toEqual([
      [null, 'Drinks', 3, 1796],
      [null, 'Food', 1, 200],
    ]);
    expect(found.get('TAX_RATE')).toEqual([
      [null, '5500', 3, 1796],
      [null, '20000', 1, 200],
    ]);
    expect(found.get('PRODUCT')).toEqual([
      [null, coffee, 3, 1796],
      [null, bread, 1, 200],
    ]);
    expect(await rows({ period: 'MONTH', part: 'CATEGORY' })).toEqual([
      ['2026-04-01', 'Drinks', 1, 898],
      ['2026-05-01', 'Drinks', 2, 898],
      ['2026-05-01', 'Food', 1, 200],
    ]);
  });

  it('of several outlets, each by its own clock; and of none', async () => {
    const tea = await shop.addProduct({ name: 'Tea', trackStock: false, stock: 0 });
    const tokyo = await createOutlet(shop.db, { ...MAIN, code: 'TOKYO', timeZone: 'Asia/Tokyo' });
    await shop.sell({ soldAt: '2026-04-30T08:00:00Z', lines: [[tea, 1]] });
    await shop.sell({ soldAt: '2026-04-30T01:00:00Z', lines: [[tea, 2]] }, tokyo.id);
    const both = { outlets: await outlets(shop.outletId, tokyo.id) };
    expect(await rows({ ...both, part: 'OUTLET' })).toEqual([
      [null, tokyo.id, 1, 898],
      [null, shop.outletId, 1, 449],
    ]);
    expect(await rows({ ...both, part: 'HOUR' })).toEqual([[null, '10', 2, 1347]]);
    expect(await rows({ part: 'PRODUCT' })).toEqual([[null, tea, 1, 449]]);
    expect(await rows({ outlets: [] })).toEqual([]);
  });

  it('broken sales are in it with what they say, and the parts come to the whole all the same', async () => {
    const [till, product] = [await Till.at(shop), await shop.addProduct({ stock: 100 })];
    const sent = till.sell(product, 2, '2026-04-30T10:00:00.000Z');
    await till.send(sent.map((sale, index) => (index === 0 ? sale : { ...sale, total: sale.subtotal })));
    for (const part of PARTS) await rows({ part, period: 'WEEK' });
    expect(await rows({ part: 'PRODUCT' })).toEqual([
      [null, product, 2, 898],
      [null, '', 1, -23],
    ]);
  });

  it.each([
    ['to', { from: '2026-05-02', to: '2026-05-01' }],
    ['from', { from: '2016-01-01', to: '2026-05-01' }],
  ])('refuses what can’t be answered: %s', async (field, given) => {
    await expect(rows(given)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', details: { field } });
  });
});
