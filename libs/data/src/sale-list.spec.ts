import { leaseFirstAttempts } from './leases';
import { recordOutcomes } from './outbox';
import { createOutlet } from './outlets';
import { updateProduct } from './products';
import { Refusal } from './refusal';
import { countSales, listSales, type SaleFilter } from './sale-list';
import type { Sale } from './sale-rows';
import { finishRun, startRun } from './sync-runs';
import { DATABASES, MAIN, useShop } from './test-shop';

describe.each(DATABASES)('the list of sales on %s', (database) => {
  const shop = useShop(database);
  let coffee: string;
  let tea: string;

  beforeEach(async () => {
    coffee = await shop.addProduct({ sku: 'CAFE-250', barcodes: ['3017620422003'], stock: 1000 });
    tea = await shop.addProduct({ sku: 'TEA', stock: 1000 });
  });

  /** All pages, with what a page says of its neighbours checked on the way. */
  const list = async (filter: SaleFilter = {}, outletIds = [shop.outletId], first = 2) => {
    const sales: Sale[] = [];
    let after: string | undefined;
    for (let page = 1; ; page++) {
      const { edges, hasNextPage, hasPreviousPage } = await listSales(shop.db, outletIds, filter, {
        first,
        after,
      });
      expect(hasPreviousPage).toBe(page > 1);
      expect(hasNextPage ? edges.length === first : edges.length <= first).toBe(true);
      sales.push(...edges.map((edge) => edge.node));
      if (!hasNextPage) break;
      after = edges.at(-1)?.cursor;
    }
    expect(await countSales(shop.db, outletIds, filter)).toBe(sales.length);
    return sales;
  };
  const numbers = async (filter?: SaleFilter) => (await list(filter)).map((sale) => sale.number.slice(5));
  const sellOn = (day: string, product = coffee, registerId?: string) =>
    shop.sell({ soldAt: `2026-${day}T10:00:00Z`, registerId, lines: [[product, 1]] });

  /** Tells the outbox what the ERP said of each sale. */
  const send = async (answers: readonly (readonly [sale: Sale, erpReference: string | undefined])[]) => {
    const holder = { owner: 'gateway', leaseSeconds: 60 };
    const { leased } = await leaseFirstAttempts(shop.db, holder, { limit: 100 });
    const leases = new Map(leased.map((lease) => [lease.sale.id, lease]));
    const run = await startRun(shop.db, 'MANUAL', holder);
    await recordOutcomes(
      shop.db,
      run,
      answers.map(([{ id: saleId }, erpReference]) =>
        erpReference === undefined
          ? {
              saleId,
              status: 'FAILED',
              leaseToken: leases.get(saleId)?.leaseToken ?? 0,
              kind: 'PERMANENT',
              sent: true,
              retryIn: null,
              code: 'NO',
              message: 'no',
            }
          : { saleId, status: 'SYNCED', erpReference },
      ),
    );
    await finishRun(shop.db, run);
  };

  it('is newest first: by business date, then by the time of the sale, not by when it was recorded', async () => {
    for (const day of ['04-30', '05-02', '04-29', '05-01', '05-02']) await sellOn(day);
    await shop.sell({ soldAt: '2026-05-01T09:00:00Z', lines: [[tea, 1]] });
    expect(await numbers()).toEqual(['05-02-02', '05-02-01', '05-01-01', '05-01-02', '04-30-01', '04-29-01']);
  });

  it('shows each sale once, page by page, of sales made at the same instant too, whatever is sold meanwhile', async () => {
    for (let n = 0; n < 12; n++) await sellOn('04-30', n % 2 ? coffee : tea);
    const whole = (await list({}, [shop.outletId], 200)).map((sale) => sale.id);
    expect(whole).toHaveLength(12);

    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await listSales(shop.db, [shop.outletId], {}, { first: 5, after });
      seen.push(...page.edges.map((edge) => edge.node.id));
      if (!page.hasNextPage) break;
      after = page.edges.at(-1)?.cursor;
      await sellOn('05-01');
    }
    expect(seen).toEqual(whole);
  });

  it('is of the outlets asked for, merged in one order', async () => {
    const airport = await createOutlet(shop.db, { ...MAIN, code: 'AIR' });
    const sell = (outletId: string, day: string) =>
      shop.sell({ soldAt: `2026-${day}T10:00:00Z`, lines: [[coffee, 1, 100]] }, outletId);
    await updateProduct(shop.db, coffee, { trackStock: false });
    for (const day of ['04-29', '05-01']) await sell(shop.outletId, day);
    for (const day of ['04-30', '05-02']) await sell(airport.id, day);
    const references = async (outletIds: string[]) =>
      (await list({}, outletIds, 1)).map((sale) => sale.reference);
    expect(await references([shop.outletId, airport.id])).toEqual([
      'AIR-00-2026-05-02-01',
      'MAIN-00-2026-05-01-01',
      'AIR-00-2026-04-30-01',
      'MAIN-00-2026-04-29-01',
    ]);
    expect(await references([airport.id])).toEqual(['AIR-00-2026-05-02-01', 'AIR-00-2026-04-30-01']);
    expect(await references([])).toEqual([]);
  });

  it('is narrowed down by business dates, both included', async () => {
    for (const day of ['04-29', '04-30', '05-01', '05-02']) await sellOn(day);
    expect(await numbers({ from: '2026-04-30', to: '2026-05-01' })).toEqual(['05-01-01', '04-30-01']);
    expect(await numbers({ from: '2026-05-02' })).toEqual(['05-02-01']);
    expect(await numbers({ to: '2026-04-29' })).toEqual(['04-29-01']);
    expect(await numbers({ from: '2026-05-02', to: '2026-04-29' })).toEqual([]);
  });

  it('is narrowed down by status, one or several', async () => {
    const [a, b, c, d] = [
      await sellOn('04-29'),
      await sellOn('04-30'),
      await sellOn('05-01'),
      await sellOn('05-02'),
    ];
    await send([
      [a, 'INV-1'],
      [c, undefined],
      [d, 'INV-2'],
    ]);
    expect(await numbers({ syncStatus: ['PENDING'] })).toEqual([b.number.slice(5)]);
    expect(await numbers({ syncStatus: ['SYNCED'] })).toEqual(['05-02-01', '04-29-01']);
    expect(await numbers({ syncStatus: ['FAILED', 'PENDING'] })).toEqual(['05-01-01', '04-30-01']);
    expect(await numbers({ syncStatus: ['PENDING', 'SYNCED', 'FAILED'] })).toHaveLength(4);
    expect(await numbers({ syncStatus: [] })).toEqual([]);
    expect(await numbers({ syncStatus: ['SYNCED'], from: '2026-05-01' })).toEqual(['05-02-01']);
  });

  it('is narrowed down by register and by product', async () => {
    const r1 = await shop.addRegister('R1');
    await sellOn('04-29', coffee);
    await sellOn('04-30', tea, r1);
    await sellOn('05-01', coffee, r1);
    expect(await numbers({ registerId: r1 })).toEqual(['05-01-01', '04-30-01']);
    expect(await numbers({ productId: coffee })).toEqual(['05-01-01', '04-29-01']);
    expect(await numbers({ registerId: r1, productId: coffee })).toEqual(['05-01-01']);
    expect(await numbers({ productId: 'nobody' })).toEqual([]);
  });

  it('finds the beginning of a number or reference, an ERP document, a SKU and a barcode', async () => {
    const r1 = await shop.addRegister('R1');
    const first = await sellOn('04-29', coffee);
    await sellOn('04-30', tea, r1);
    await sellOn('04-30', tea, r1);
    await send([[first, 'INV-2026-000001']]);
    const searches: Record<string, string[]> = {
      '2026-04-30': ['04-30-02', '04-30-01'],
      '2026-04-30-01': ['04-30-01'],
      '2026-04-': ['04-30-02', '04-30-01', '04-29-01'],
      '2026': ['04-30-02', '04-30-01', '04-29-01'],
      '2026-04-3_': [],
      '%': [],
      'MAIN-R1': ['04-30-02', '04-30-01'],
      'MAIN-00-2026-04-29-01': ['04-29-01'],
      'MAIN-': ['04-30-02', '04-30-01', '04-29-01'],
      'INV-2026-000001': ['04-29-01'],
      'INV-2026': [],
      'CAFE-250': ['04-29-01'],
      ' 3017620422003 ': ['04-29-01'],
      TEA: ['04-30-02', '04-30-01'],
      tea: [],
      '   ': ['04-30-02', '04-30-01', '04-29-01'],
    };
    for (const [search, found] of Object.entries(searches)) {
      expect({ search, found: await numbers({ search }) }).toEqual({ search, found });
    }
    expect(await numbers({ search: 'TEA', productId: coffee })).toEqual([]);
    expect(await numbers({ search: 'TEA', to: '2026-04-29' })).toEqual([]);
    expect(await numbers({ search: '2026-04-30', productId: tea, syncStatus: ['PENDING'] })).toHaveLength(2);
    expect(await numbers({ search: 'INV-2026-000001', syncStatus: ['PENDING'] })).toEqual([]);
  });

  it('finds a code also when it looks like a number', async () => {
    const bag = await shop.addProduct({ sku: '2026-04', barcodes: ['2025-01-01'] });
    const first = await sellOn('04-29', bag);
    await sellOn('04-30');
    await send([[first, '2026-000001']]);
    for (const search of ['2026-04', '2025-01-01', '2026-000001'])
      expect(await numbers({ search })).toEqual(['04-29-01']);
  });

  it('finds the same whether a product was sold a few times or thousands of times', async () => {
    // Three sales with more lines together than what is looked up and sorted.
    const often = Array.from({ length: 700 }, () => [coffee, 0.001] as const);
    for (const day of ['04-28', '04-29', '04-30']) {
      await shop.sell({ soldAt: `2026-${day}T10:00:00Z`, lines: often });
      await sellOn(day, tea);
    }
    const found = ['04-30-01', '04-29-01', '04-28-01'];
    expect(await numbers({ productId: coffee })).toEqual(found);
    expect(await numbers({ search: 'CAFE-250' })).toEqual(found);
    expect(await numbers({ search: 'CAFE-250', to: '2026-04-29' })).toEqual(found.slice(1));
    expect(await numbers({ productId: coffee, search: '2026-04-29' })).toEqual(['04-29-01']);
  });

  it('refuses page sizes and cursors that are none', async () => {
    for (const page of [
      { first: 0 },
      { first: 201 },
      { first: 1, after: 'nonsense' },
      { first: 1, after: 'WyJhIiwiYiIsImMiXQ' },
    ]) {
      await expect(listSales(shop.db, [shop.outletId], {}, page)).rejects.toThrow(Refusal);
    }
  });
});
