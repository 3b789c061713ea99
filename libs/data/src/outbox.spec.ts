import {
  failureGroups,
  findRun,
  finishBrokenRuns,
  finishRun,
  leaseSales,
  listRuns,
  outboxSummary,
  recordOutcomes,
  releaseLeases,
  runFailures,
  startRun,
  type LeasedSale,
  type SendOutcome,
} from './outbox';
import { findSale, type Sale } from './sale-rows';
import { DATABASES, useShop } from './test-shop';

describe.each(DATABASES)('the outbox on %s', (database) => {
  const shop = useShop(database);

  const sell = async (count: number): Promise<Sale[]> => {
    const product = await shop.addProduct({ stock: 1000 });
    const sales: Sale[] = [];
    for (let n = 0; n < count; n++) sales.push(await shop.sell({ lines: [[product, 1]] }));
    return sales;
  };
  const lease = (limit = 100, leaseSeconds = 60) => leaseSales(shop.db, { limit, leaseSeconds });
  const ids = (sales: readonly (Sale | LeasedSale)[]) =>
    sales.map((item) => ('sale' in item ? item.sale.id : item.id));
  const only = async (leased: Promise<LeasedSale[]>): Promise<LeasedSale> => {
    const [first, ...rest] = await leased;
    if (!first || rest.length > 0) throw new Error('exactly one sale was to be leased');
    return first;
  };
  const synced = ({ sale }: LeasedSale, erpReference = `INV-${sale.number}`): SendOutcome => ({
    saleId: sale.id,
    status: 'SYNCED',
    erpReference,
  });
  const failed = (
    { sale, leaseToken }: LeasedSale,
    details: Partial<Extract<SendOutcome, { status: 'FAILED' }>> = {},
  ): SendOutcome => ({
    saleId: sale.id,
    status: 'FAILED',
    leaseToken,
    kind: 'PERMANENT',
    code: 'PERIOD_CLOSED',
    message: 'The period is closed.',
    sent: true,
    ...details,
  });
  const record = async (...outcomes: SendOutcome[]) =>
    recordOutcomes(shop.db, await startRun(shop.db, 'MANUAL'), outcomes);
  const state = async ({ id }: { readonly id: string }) => {
    const sale = await findSale(shop.db, { id });
    if (!sale) throw new Error(`Sale ${id} has gone.`);
    return sale;
  };

  describe('lease', () => {
    it('takes the oldest first, so many at a time, with the sales as they are', async () => {
      const sales = await sell(5);
      const [first, second, rest, none] = [await lease(2), await lease(2), await lease(2), await lease(2)];
      expect([first, second, rest, none].map(ids)).toEqual([
        ids(sales.slice(0, 2)),
        ids(sales.slice(2, 4)),
        ids(sales.slice(4)),
        [],
      ]);
      expect(first[0]).toEqual({ sale: sales[0], leaseToken: 1 });
    });

    it('goes on behind a sale, or takes just the one named', async () => {
      const sales = await sell(4);
      const after = sales[1]?.id;
      expect(ids(await leaseSales(shop.db, { limit: 1, after, leaseSeconds: 60 }))).toEqual([sales[2]?.id]);
      expect(ids(await leaseSales(shop.db, { limit: 1, only: sales[3]?.id, leaseSeconds: 60 }))).toEqual([
        sales[3]?.id,
      ]);
      expect(await leaseSales(shop.db, { limit: 1, only: sales[3]?.id, leaseSeconds: 60 })).toEqual([]);
      expect(ids(await lease())).toEqual(ids(sales.slice(0, 2)));
    });

    it('gives each sale to one only, of many who ask at the same time', async () => {
      const sales = await sell(20);
      for (let round = 0; round < 5; round++) {
        const leased = await Promise.all(Array.from({ length: 8 }, () => lease(5)));
        const taken = leased.flat();
        expect(ids(taken).sort()).toEqual([...new Set(ids(taken))].sort());
        await releaseLeases(shop.db, [...taken, ...(await lease())]);
      }
      expect(ids(await lease())).toEqual(ids(sales));
    });

    it('may be taken by another when it has run out, and then the first one’s failure counts no more', async () => {
      await sell(1);
      const slow = await only(lease(1, 0));
      const quick = await only(lease());
      expect(quick.leaseToken).toBe(slow.leaseToken + 1);

      expect(await record(failed(slow))).toEqual({ synced: 0, failed: 0 });
      expect(await state(slow.sale)).toMatchObject({
        syncStatus: 'PENDING',
        syncAttempts: 0,
        syncError: null,
      });
      expect(await lease()).toEqual([]);

      await releaseLeases(shop.db, [slow]);
      expect(await lease()).toEqual([]);
      expect(await record(failed(quick))).toEqual({ synced: 0, failed: 1 });
    });

    it('is given back for what was not sent after all, with nothing held against the sale', async () => {
      const sales = await sell(3);
      const leased = await lease();
      await releaseLeases(shop.db, leased.slice(1));
      await releaseLeases(shop.db, []);
      const again = await lease();
      expect(ids(again)).toEqual(ids(sales.slice(1)));
      expect(again[0]?.sale).toMatchObject({ syncStatus: 'PENDING', syncAttempts: 0 });
    });

    it('ends with the outcome: what failed may be taken again at once, what is synced never', async () => {
      await sell(2);
      const [first, second] = await lease();
      if (!first || !second) throw new Error('two sales were to be leased');
      await record(failed(first), synced(second));
      expect(ids(await lease())).toEqual([first.sale.id]);
    });
  });

  describe('outcome', () => {
    it('synced carries the ERP’s document and clears what went wrong before', async () => {
      await sell(1);
      const first = await only(lease());
      await record(failed(first));
      expect(await state(first.sale)).toMatchObject({
        syncStatus: 'FAILED',
        syncAttempts: 1,
        syncError: {
          kind: 'PERMANENT',
          code: 'PERIOD_CLOSED',
          message: 'The period is closed.',
          nextAttemptAt: null,
        },
        syncedAt: null,
        erpReference: null,
      });
      await record(synced(await only(lease()), 'INV-1'));
      expect(await state(first.sale)).toMatchObject({
        syncStatus: 'SYNCED',
        syncAttempts: 2,
        syncError: null,
        syncedAt: expect.any(Date),
        erpReference: 'INV-1',
      });
    });

    it('synced is final: no later answer changes anything', async () => {
      await sell(1);
      const leased = await only(lease());
      await record(synced(leased, 'INV-1'));
      const before = await state(leased.sale);
      expect(await record(failed(leased))).toEqual({ synced: 0, failed: 0 });
      expect(await record(synced(leased, 'INV-2'))).toEqual({ synced: 0, failed: 0 });
      expect(await state(leased.sale)).toEqual(before);
    });

    it('synced counts whoever heard it, also late and after a failure of somebody else', async () => {
      await sell(1);
      const slow = await only(lease(1, 0));
      await record(failed(await only(lease())));
      expect(await record(synced(slow, 'INV-1'))).toEqual({ synced: 1, failed: 0 });
      expect(await state(slow.sale)).toMatchObject({
        syncStatus: 'SYNCED',
        erpReference: 'INV-1',
        syncError: null,
      });
    });

    it('failed is no attempt when the sale never left', async () => {
      await sell(1);
      await record(failed(await only(lease()), { kind: 'RETRYABLE', code: 'ERP_UNREACHABLE', sent: false }));
      const again = await only(lease());
      expect(again.sale).toMatchObject({
        syncStatus: 'FAILED',
        syncAttempts: 0,
        syncError: { code: 'ERP_UNREACHABLE' },
      });
      await record(failed(again, { kind: 'UNKNOWN_OUTCOME' }));
      expect(await state(again.sale)).toMatchObject({
        syncAttempts: 1,
        syncError: { kind: 'UNKNOWN_OUTCOME' },
      });
    });

    it('of a sale that nobody knows changes nothing', async () => {
      const before = await outboxSummary(shop.db);
      expect(await record({ saleId: 'nobody', status: 'SYNCED', erpReference: 'INV-1' })).toEqual({
        synced: 0,
        failed: 0,
      });
      expect(await outboxSummary(shop.db)).toEqual(before);
    });
  });

  describe('run', () => {
    it('counts what it recorded, batch by batch, and keeps its failures after a later run mended them', async () => {
      await sell(5);
      const run = await startRun(shop.db, 'MANUAL');
      expect(await findRun(shop.db, run)).toMatchObject({
        trigger: 'MANUAL',
        finishedAt: null,
        attempted: 0,
      });
      const [a, b, c, d, e] = await lease();
      if (!a || !b || !c || !d || !e) throw new Error('five sales were to be leased');
      const stale = { ...e, leaseToken: 0 };
      expect(
        await recordOutcomes(shop.db, run, [synced(a), failed(b), failed(c, { kind: 'RETRYABLE' })]),
      ).toEqual({
        synced: 1,
        failed: 2,
      });
      expect(await recordOutcomes(shop.db, run, [failed(d), failed(stale)])).toEqual({
        synced: 0,
        failed: 1,
      });
      expect(await recordOutcomes(shop.db, run, [])).toEqual({ synced: 0, failed: 0 });
      await finishRun(shop.db, run);
      expect(await findRun(shop.db, run)).toMatchObject({
        attempted: 4,
        synced: 1,
        failed: 3,
        finishedAt: expect.any(Date),
      });
      expect(ids(await runFailures(shop.db, run, 10))).toEqual(ids([b, c, d]));
      expect(ids(await runFailures(shop.db, run, 2))).toEqual(ids([b, c]));

      await record(synced(b));
      expect(await runFailures(shop.db, run, 1)).toMatchObject([{ id: b.sale.id, syncStatus: 'SYNCED' }]);
      expect(await findRun(shop.db, 'nobody')).toBeNull();
    });

    it('takes the second failure of one sale for the same one', async () => {
      await sell(1);
      const run = await startRun(shop.db, 'SCHEDULED');
      await recordOutcomes(shop.db, run, [failed(await only(lease()))]);
      await recordOutcomes(shop.db, run, [failed(await only(lease()))]);
      expect(await runFailures(shop.db, run, 10)).toHaveLength(1);
    });

    it('is listed newest first', async () => {
      const runs: string[] = [];
      for (let n = 0; n < 4; n++) runs.push(await startRun(shop.db, 'SCHEDULED'));
      expect((await listRuns(shop.db, 3)).map((run) => run.id)).toEqual(runs.reverse().slice(0, 3));
    });

    it('that a crash broke off is over at the next start, and what it had leased may be sent at once', async () => {
      const sales = await sell(2);
      const finished = await startRun(shop.db, 'MANUAL');
      await finishRun(shop.db, finished);
      const before = await findRun(shop.db, finished);
      const broken = await startRun(shop.db, 'MANUAL');
      const [first] = await lease();
      if (!first) throw new Error('a sale was to be leased');

      await finishBrokenRuns(shop.db);
      expect(await findRun(shop.db, broken)).toMatchObject({ finishedAt: expect.any(Date), attempted: 0 });
      expect(await findRun(shop.db, finished)).toEqual(before);
      expect(ids(await lease())).toEqual(ids(sales));
      expect(await record(failed(first))).toEqual({ synced: 0, failed: 0 });
    });
  });

  it('says how many sales are where, and since when the oldest waits', async () => {
    expect(await outboxSummary(shop.db)).toEqual({
      pending: 0,
      failed: 0,
      synced: 0,
      oldestUnsyncedAt: null,
    });
    const sales = await sell(6);
    const [a, b, c] = await lease(3);
    if (!a || !b || !c) throw new Error('three sales were to be leased');
    await record(synced(a), failed(b), synced(c));
    expect(await outboxSummary(shop.db)).toEqual({
      pending: 3,
      failed: 1,
      synced: 2,
      oldestUnsyncedAt: sales[1]?.recordedAt,
    });
  });

  it('says why sales failed, the most frequent reason first', async () => {
    await sell(6);
    const leased = await lease(5);
    const reasons = [
      { code: 'PERIOD_CLOSED', message: 'Closed until 1 May.' },
      { code: 'ERP_BUSY', kind: 'RETRYABLE' as const, message: 'Busy.' },
      { code: 'PERIOD_CLOSED', message: 'Closed until 2 May.' },
      { code: 'PERIOD_CLOSED', kind: 'RETRYABLE' as const, message: 'Closed?' },
    ];
    await record(
      ...leased.map((item, index) => (reasons[index] ? failed(item, reasons[index]) : synced(item))),
    );
    const groups = await failureGroups(shop.db);
    expect(groups[0]).toEqual({
      kind: 'PERMANENT',
      code: 'PERIOD_CLOSED',
      message: 'Closed until 1 May.',
      count: 2,
    });
    expect(groups.slice(1)).toEqual([
      { kind: 'RETRYABLE', code: 'ERP_BUSY', message: 'Busy.', count: 1 },
      { kind: 'RETRYABLE', code: 'PERIOD_CLOSED', message: 'Closed?', count: 1 },
    ]);
  });
});
