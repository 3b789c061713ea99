import { listAuditEntries } from './audit';
import { leaseSales, type Holder } from './leases';
import { recordOutcomes, resolveSale, type SendOutcome } from './outbox';
import { createOutlet } from './outlets';
import {
  checkedNights,
  endNight,
  keepChecks,
  knownSales,
  leaseNight,
  oldestDifference,
  reconciliationSummary,
  recordRebooked,
  salesOfDay,
  soldDays,
} from './reconciliation';
import { findSale, type Sale } from './sale-rows';
import { startRun } from './sync-runs';
import { DATABASES, MAIN, useShop } from './test-shop';

describe.each(DATABASES)('reconciliation on %s', (database) => {
  const shop = useShop(database);
  const holder: Holder = { owner: 'gateway', leaseSeconds: 60 };

  const sell = async (businessDate: string, pieces = 1): Promise<Sale> => {
    const product = await shop.addProduct({ stock: 100 });
    return shop.sell({ lines: [[product, pieces]], soldAt: `${businessDate}T10:00:00Z` });
  };
  const failed = (saleId: string, leaseToken: number): SendOutcome => ({
    ...({ status: 'FAILED', saleId, leaseToken, kind: 'PERMANENT' } as const),
    ...{ code: 'PERIOD_CLOSED', message: 'Closed.', sent: true, retryIn: null },
  });
  const book = async (sale: Sale, erpReference: string | null) => {
    const [leased] = await leaseSales(shop.db, holder, [sale.id]);
    if (!leased) throw new Error('It can be leased.');
    const { id: saleId } = sale;
    await recordOutcomes(shop.db, await startRun(shop.db, 'MANUAL', holder), [
      erpReference === null ? failed(saleId, leased.leaseToken) : { saleId, status: 'SYNCED', erpReference },
    ]);
  };

  it('[RECON2] adds up every recorded sale on its own date, and says where they stand', async () => {
    const [booked, refused, byHand] = [
      await sell('2026-04-29'),
      await sell('2026-04-30'),
      await sell('2026-04-30', 2),
    ];
    await sell('2026-04-30', 3);
    await sell('2026-05-01');
    await book(booked, 'INV-1');
    await book(refused, null);
    await book(byHand, null);
    await resolveSale(shop.db, byHand.id, { erpReference: 'HAND-1', note: 'By hand' });
    const days = await soldDays(shop.db, [shop.outletId], '2026-04-29', '2026-04-30');
    const { outletId } = shop;
    expect(days.sort((a, b) => (a.businessDate < b.businessDate ? -1 : 1))).toEqual([
      {
        ...{ outletId, businessDate: '2026-04-29', count: 1, total: 449, pending: 0, failed: 0 },
        byHand: { count: 0, total: 0 },
      },
      {
        ...{ outletId, businessDate: '2026-04-30', count: 3, total: 2694, pending: 1, failed: 1 },
        byHand: { count: 1, total: 898 },
      },
    ]);
    expect(await salesOfDay(shop.db, outletId, '2026-04-30')).toMatchObject([
      { saleId: refused.id, total: 449, syncStatus: 'FAILED', erpReference: null, isByHand: false },
      { saleId: byHand.id, total: 898, syncStatus: 'SYNCED', erpReference: 'HAND-1', isByHand: true },
      { total: 1347, syncStatus: 'PENDING' },
    ]);
    expect(await knownSales(shop.db, [booked.id, 'unknown'])).toEqual(
      new Map([[booked.id, { outletId, businessDate: '2026-04-29' }]]),
    );
  });

  it('speaks of the caller’s outlets alone', async () => {
    const { id } = await sell('2026-04-30');
    const annex = await createOutlet(shop.db, { ...MAIN, code: 'ANNEX', name: 'Annex' });
    const stranger = shop.db.onBehalfOf({ id: 'mia', name: 'Mia', outlets: [annex.id] });
    await keepChecks(shop.db, [], [differs('2026-04-30')]);
    expect(await soldDays(stranger, [shop.outletId], '2026-04-30', '2026-04-30')).toEqual([]);
    expect(await salesOfDay(stranger, shop.outletId, '2026-04-30')).toEqual([]);
    expect(await knownSales(stranger, [id])).toEqual(new Map());
    expect(await reconciliationSummary(stranger)).toMatchObject({ differing: 0 });
  });

  const differs = (businessDate: string, given: object = {}) => ({
    ...{ outletId: shop.outletId, businessDate, posCount: 1, posTotal: 449, erpCount: 0, erpTotal: 0 },
    matches: false,
    ...given,
  });

  it('keeps what was found last of each day, and forgets a day on which there is nothing any more', async () => {
    const { db, outletId: id } = shop;
    const check = (from: string, to: string, ...days: ReturnType<typeof differs>[]) =>
      keepChecks(db, [{ id, from, to }], days);
    expect(await reconciliationSummary(db)).toEqual({ differing: 0, from: null, to: null, checkedAt: null });
    const dates = ['2026-04-01', '2026-04-02', '2026-04-03'];
    await check('2026-04-01', '2026-04-03', ...dates.map((date) => differs(date)));
    expect(await reconciliationSummary(db)).toMatchObject({ differing: 3, from: dates[0], to: dates[2] });
    expect(await oldestDifference(db, id, '2026-04-02')).toBe('2026-04-02');
    await check('2026-04-02', '2026-04-03', differs('2026-04-02', { matches: true }));
    expect(await reconciliationSummary(db)).toMatchObject({ differing: 1, from: dates[0], to: dates[0] });
    expect(await oldestDifference(db, id, '2026-04-02')).toBeUndefined();
  });

  it('whoever compares the same days at once keeps theirs', async () => {
    const { db, outletId: id } = shop;
    const dates = Array.from({ length: 28 }, (_, day) => `2026-02-${String(day + 1).padStart(2, '0')}`);
    const days = dates.map((date) => differs(date));
    const outlets = [{ id, from: '2026-02-01', to: '2026-02-28' }];
    for (let round = 0; round < 5; round++)
      await Promise.all(Array.from({ length: 6 }, () => keepChecks(db, outlets, days)));
    expect(await reconciliationSummary(db)).toMatchObject({ differing: 28 });
  });

  it('a night is one caller’s, until it is over or its lease has run out', async () => {
    const { db, outletId } = shop;
    const night = (to: string, seconds = 60) => leaseNight(db, outletId, to, seconds);
    const leases = await Promise.all(Array.from({ length: 5 }, () => night('2026-04-29')));
    expect(leases.filter(Boolean)).toHaveLength(1);
    await endNight(db, outletId); // the ERP did not answer
    expect(await night('2026-04-29', -1)).toBe(true); // and here somebody died over it
    expect(await night('2026-04-29')).toBe(true);
    await endNight(db, outletId, '2026-04-29');
    expect(await night('2026-04-29')).toBe(false);
    expect(await checkedNights(db)).toEqual(new Map([[outletId, '2026-04-29']]));
    expect((await reconciliationSummary(db)).checkedAt).toBeInstanceOf(Date);
    expect(await night('2026-04-30')).toBe(true);
  });

  it('[RECON8] a sale that is booked again stays Synced, and names the new document; the trail keeps the one before', async () => {
    const { db } = shop;
    const [lost, pending] = [await sell('2026-04-30'), await sell('2026-04-30')];
    await book(lost, 'INV-1');
    const before = await findSale(db, { id: lost.id });
    const again = { saleId: lost.id, status: 'SYNCED', erpReference: 'INV-2' } as const;
    await recordRebooked(db, [failed(lost.id, 0), again, again, { ...again, saleId: pending.id }]);
    expect(await findSale(db, { id: lost.id })).toEqual({ ...before, erpReference: 'INV-2' });
    expect(await findSale(db, { id: pending.id })).toEqual(pending);
    const { edges } = await listAuditEntries(db, { action: 'sale.rebooked' }, { first: 10 });
    expect(edges.map(({ node }) => [node.subjectId, node.before, node.after])).toEqual([
      [lost.id, '{"erpReference":"INV-1"}', '{"erpReference":"INV-2"}'],
    ]);
  });
});
