import { claimDevice, coffee } from '../device-under-test';
import { useShop } from '../gateway-under-test';

const ANNEX = {
  code: 'ANNEX',
  name: 'Annex',
  timeZone: 'Asia/Tokyo',
  currency: 'EUR',
  pricesIncludeTax: true,
};
const shop = useShop({ outlets: [ANNEX] });

const FIGURES = 'sales lines quantity net tax total averageSale linesPerSale';

interface Figures {
  readonly sales: number;
  readonly net: number;
  readonly tax: number;
  readonly total: number;
}

interface Row {
  readonly period: string | null;
  readonly key: string | null;
  readonly name: string | null;
  readonly product: { readonly sku: string } | null;
  readonly figures: Figures;
}

interface Report {
  readonly currency: string;
  readonly whole: Figures;
  readonly rows: {
    readonly nodes: readonly Row[];
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

const REPORT = `query ($input: SalesReportInput!, $first: Int, $after: String) { salesReport(input: $input) {
  currency whole { ${FIGURES} } rows(first: $first, after: $after) {
    nodes { period key name product { sku } figures { ${FIGURES} } } totalCount pageInfo { hasNextPage endCursor } } } }`;

const APRIL = { from: '2026-04-01', to: '2026-04-30' };

async function report(input: object, page: { first?: number; after?: string } = {}): Promise<Report> {
  const asked = { input: { ...APRIL, outletId: shop.outletId, ...input }, ...page };
  return (await shop.answer<{ salesReport: Report }>(REPORT, asked)).salesReport;
}

/** Its rows, whose parts have been seen to come to the whole. */
async function rows(groupBy: string[], input: object = {}) {
  const { whole, rows: found } = await report({ groupBy, ...input });
  const sum = (read: (figures: Figures) => number) =>
    found.nodes.reduce((all, { figures }) => all + read(figures), 0);
  expect(sum(({ total }) => total)).toBe(whole.total);
  if (!groupBy.includes('PAYMENT_METHOD'))
    expect([sum(({ net }) => net), sum(({ tax }) => tax)]).toEqual([whole.net, whole.tax]);
  return found.nodes;
}

const sell = (soldAt: string, ...lines: readonly { productId: string; quantity: number }[]) =>
  shop.answer('mutation ($input: CreateSaleInput!) { createSale(input: $input) { id } }', {
    input: { soldAt, lines },
  });

/** 8.98 of coffee on 29 April, 4.49 and 2.00 of bread on the 30th, each at noon in Paris. */
async function traded() {
  const coffeeId = await shop.addProduct({ name: 'Coffee', sku: 'COFFEE', category: 'Drinks' });
  const bread = await shop.addProduct({
    name: 'Bread',
    sku: 'BREAD',
    category: 'Food',
    price: 200,
    taxRate: 20,
  });
  await sell('2026-04-29T10:00:00Z', { productId: coffeeId, quantity: 2 });
  await sell('2026-04-30T10:00:00Z', { productId: coffeeId, quantity: 1 }, { productId: bread, quantity: 1 });
  return { coffeeId, bread };
}

describe('a sales report', () => {
  it('is by day, week and month, and by every part; with names', async () => {
    await traded();
    expect(await report({ groupBy: [] })).toMatchObject({
      currency: 'EUR',
      whole: { sales: 2, lines: 3, quantity: 4, total: 1547, averageSale: 774, linesPerSale: 1.5 },
      rows: { nodes: [{ period: null, key: null, name: null, figures: { total: 1547 } }] },
    });
    expect(await rows(['DAY'])).toMatchObject([
      { period: '2026-04-29', figures: { sales: 1, total: 898 } },
      { period: '2026-04-30', figures: { sales: 1, total: 649 } },
    ]);
    expect(await rows(['WEEK'])).toMatchObject([{ period: '2026-04-27', figures: { total: 1547 } }]);
    expect(await rows(['MONTH'])).toMatchObject([{ period: '2026-04-01', figures: { total: 1547 } }]);
    expect(await rows(['PRODUCT'])).toMatchObject([
      { name: 'Coffee', product: { sku: 'COFFEE' }, figures: { sales: 2, total: 1347 } },
      { name: 'Bread', product: { sku: 'BREAD' }, figures: { sales: 1, total: 200 } },
    ]);
    expect(await rows(['CATEGORY'])).toMatchObject([{ name: 'Drinks' }, { name: 'Food' }]);
    expect(await rows(['TAX_RATE'])).toMatchObject([
      { key: '5.5', name: '5.5 %', figures: { net: 1277, tax: 70, total: 1347 } },
      { key: '20', name: '20 %', figures: { net: 167, tax: 33, total: 200 } },
    ]);
    expect(await rows(['PAYMENT_METHOD'])).toMatchObject([{ key: 'CASH', figures: { sales: 2, net: 0 } }]);
    expect(await rows(['HOUR'])).toMatchObject([{ key: '12', name: '12:00' }]);
    expect(await rows(['CASHIER'])).toMatchObject([{ key: shop.administrator.id, name: 'Ada' }]);
    expect(await rows(['REGISTER'])).toMatchObject([{ name: 'Server' }]);
    expect(await rows(['OUTLET'])).toMatchObject([{ key: shop.outletId, name: 'Main street' }]);
    expect(await rows(['DAY', 'CATEGORY'])).toHaveLength(3);
    expect(await rows(['DAY'], { from: '2027-01-01', to: '2027-12-31' })).toEqual([]);
  });

  it('is paged by cursor', async () => {
    await traded();
    const first = await report({ groupBy: ['DAY', 'PRODUCT'] }, { first: 2 });
    expect(first.rows).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    const next = await report(
      { groupBy: ['DAY', 'PRODUCT'] },
      { first: 2, after: first.rows.pageInfo.endCursor },
    );
    expect(next.rows).toMatchObject({
      nodes: [{ period: '2026-04-30', name: 'Bread' }],
      pageInfo: { hasNextPage: false },
    });
  });

  it('knows what a till has handed in late, of a product that is not known here, too', async () => {
    await traded();
    const till = await claimDevice(shop);
    const line = { ...coffee('0190a0a0-0000-7000-8000-000000000000'), sku: 'GONE', name: 'Gone' };
    await till.send([till.sell([line], { soldAt: '2026-04-29T12:00:00.000Z' })]);
    const products = await rows(['DAY', 'PRODUCT']);
    expect(products.filter(({ period }) => period === '2026-04-29')).toMatchObject([
      { name: 'Coffee' },
      { key: '0190a0a0-0000-7000-8000-000000000000', name: null, product: null, figures: { sales: 1 } },
    ]);
  });

  it.each([
    ['two parts', { groupBy: ['PRODUCT', 'CATEGORY'] }, 'groupBy'],
    ['two periods', { groupBy: ['DAY', 'WEEK'] }, 'groupBy'],
    ['a time that ends before it begins', { groupBy: [], from: '2026-05-01' }, 'to'],
    ['more than ten years', { groupBy: [], from: '2010-01-01' }, 'from'],
  ])('refuses %s', async (_, input, field) => {
    const asked = { input: { ...APRIL, outletId: shop.outletId, ...input } };
    expect((await shop.ask(REPORT, asked)).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', field } },
    ]);
  });

  it('refuses a page of ten thousand, and an outlet that is not the caller’s', async () => {
    const asked = (input: object, first: number) =>
      shop.ask(REPORT, { input: { ...APRIL, groupBy: [], ...input }, first });
    expect((await asked({ outletId: shop.outletId }, 10_000)).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect((await asked({ outletId: 'none' }, 5)).errors).toMatchObject([
      { extensions: { code: 'NOT_FOUND', field: 'outletId' } },
    ]);
  });
});

describe('the dashboard', () => {
  const DASHBOARD = `query ($date: Date) { dashboard(date: $date) {
    businessDate outlet { code } today { ${FIGURES} } lastWeek { sales total } lastWeekSoFar { sales total }
    hours { hour today { sales total } usualSales usualTotal } usualDays weeks { from figures { sales total } }
    products: parts(groupBy: PRODUCT) { name figures { total } } categories: parts(groupBy: CATEGORY, first: 1) { name }
    registers: parts(groupBy: REGISTER) { name } cashiers: parts(groupBy: CASHIER) { name }
    payments: parts(groupBy: PAYMENT_METHOD) { key figures { total } }
    lowStock { totalCount nodes { name } } unsynced { pending failed } lastClose { name difference } } }`;

  const dashboard = async (date?: string) =>
    (await shop.answer<{ dashboard: Record<string, unknown> }>(DASHBOARD, { date })).dashboard;

  it('of an empty shop has nothing in it, and breaks nowhere', async () => {
    expect(await dashboard('2026-04-30')).toMatchObject({
      ...{ businessDate: '2026-04-30', outlet: { code: 'MAIN' }, usualDays: 0, hours: [], products: [] },
      today: { sales: 0, total: 0, averageSale: null, linesPerSale: null },
      ...{ lowStock: { totalCount: 0, nodes: [] }, unsynced: { pending: 0, failed: 0 }, lastClose: null },
    });
  });

  it('shows a day beside the same weekday a week before, and the weeks that led to it', async () => {
    const { coffeeId, bread } = await traded();
    await sell('2026-04-23T09:00:00Z', { productId: coffeeId, quantity: 1 });
    await sell('2026-04-16T09:00:00Z', { productId: coffeeId, quantity: 2 });
    await sell('2026-04-16T10:00:00Z', { productId: bread, quantity: 1 });
    await shop.answer(`mutation ($id: ID!) { setReorderPoint(productId: $id, reorderPoint: 100) { id } }`, {
      id: bread,
    });
    expect(await dashboard('2026-04-30')).toMatchObject({
      today: { sales: 1, lines: 2, total: 649 },
      ...{ lastWeek: { sales: 1, total: 449 }, lastWeekSoFar: { sales: 1, total: 449 }, usualDays: 2 },
      hours: [
        { hour: 11, today: { sales: 0 }, usualSales: 1, usualTotal: 674 }, // (4.49 + 8.98) / 2
        { hour: 12, today: { sales: 1, total: 649 }, usualSales: 0.5, usualTotal: 100 },
      ],
      products: [
        { name: 'Coffee', figures: { total: 449 } },
        { name: 'Bread', figures: { total: 200 } },
      ],
      ...{ categories: [{ name: 'Drinks' }], registers: [{ name: 'Server' }], cashiers: [{ name: 'Ada' }] },
      payments: [{ key: 'CASH', figures: { total: 649 } }],
      ...{ lowStock: { totalCount: 1, nodes: [{ name: 'Bread' }] }, unsynced: { pending: 5, failed: 0 } },
    });
    const { weeks } = await dashboard('2026-04-30');
    expect(weeks).toHaveLength(8);
    expect(weeks).toMatchObject([
      ...Array(5).fill({ figures: { sales: 0 } }),
      { from: '2026-04-13', figures: { sales: 2, total: 1098 } },
      { from: '2026-04-20', figures: { sales: 1, total: 449 } },
      { from: '2026-04-27', figures: { sales: 2, total: 1547 } },
    ]);
    expect(await dashboard('2026-04-29')).toMatchObject({ weeks: { 7: { figures: { sales: 1 } } } });
  });

  it('is today’s when no date is named, and a sale is in it at once', async () => {
    const product = await shop.addProduct();
    await shop.sell([product, 1]);
    expect(await dashboard()).toMatchObject({ today: { sales: 1, total: 449 }, unsynced: { pending: 1 } });
  });

  it('[S03] of another outlet is not told to its manager’s colleagues, and nothing of it to cashiers', async () => {
    await traded();
    const { outlets } = await shop.answer<{ outlets: { id: string; code: string }[] }>(
      '{ outlets { id code } }',
    );
    const annex = outlets.find(({ code }) => code === 'ANNEX')?.id ?? '';
    const password = 'four words are enough';
    const add = (role: string) =>
      shop.answer('mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }', {
        input: { name: role, email: `${role}@shop.test`, role, outletIds: [annex], password },
      });
    await add('MANAGER');
    await add('CASHIER');
    const [manager, cashier] = [
      await shop.as().signIn('MANAGER@shop.test', password),
      await shop.as().signIn('CASHIER@shop.test', password),
    ];
    const theirs = await manager.answer<{ dashboard: object; salesReport: Report }>(
      `query ($input: SalesReportInput!) { dashboard(date: "2026-04-30") { outlet { code } today { sales } }
        salesReport(input: $input) { currency whole { sales } } }`,
      { input: { ...APRIL, groupBy: [] } },
    );
    expect(theirs).toEqual({
      dashboard: { outlet: { code: 'ANNEX' }, today: { sales: 0 } },
      salesReport: { currency: 'EUR', whole: { sales: 0 } },
    });
    expect((await cashier.ask('{ dashboard { businessDate } }')).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
  });
});
