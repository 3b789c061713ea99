import {
  leaseFailed,
  leaseFirstAttempts,
  leaseSales,
  releaseLeases,
  renewLeases,
  untilNextAttempt,
  type Holder,
  type LeasedSale,
} from './leases';
import { failureGroups, outboxSummary, recordOutcomes, resolveSale, type SendOutcome } from './outbox';
import { findRun, finishBrokenRuns, finishRun, listRuns, runFailures, startRun } from './sync-runs';
import { quantityFromNumber } from '@tillkeep/domain';
import { createOutlet } from './outlets';
import { listAuditEntries } from './audit';
import { adjustStock } from './products';
import { findSale, type Sale } from './sale-rows';

import { DATABASES, MAIN, useShop } from './test-shop';

describe.each(DATABASES)('the outbox on %s', (database) => {
  const shop = useShop(database);

  const sell = async (count: number, outletId = shop.outletId): Promise<Sale[]> => {
    const product = await shop.addProduct({ stock: 1000 });
    if (outletId !== shop.outletId) {
      const delta = quantityFromNumber(1000);
      await adjustStock(shop.db, outletId, { productId: product, delta, reason: 'Opening' });
    }
    const sales: Sale[] = [];
    for (let n = 0; n < count; n++) sales.push(await shop.sell({ lines: [[product, 1]] }, outletId));
    return sales;
  };
  const holder: Holder = { owner: 'gateway', leaseSeconds: 60 };
  const lease = async (limit = 100, leaseSeconds = 60) =>
    (await leaseFirstAttempts(shop.db, { ...holder, leaseSeconds }, { limit })).leased;
  /** Whatever failed, as somebody asks for. */
  const leaseAgain = (limit = 100) => leaseFailed(shop.db, holder, { limit, butIn: 'another run' });
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
    retryIn: null,
    ...details,
  });
  const record = async (...outcomes: SendOutcome[]) =>
    recordOutcomes(shop.db, await startRun(shop.db, 'MANUAL', holder), outcomes);
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

    it('takes just the one named, failed or not, unless somebody has it', async () => {
      const sales = await sell(4);
      const third = sales[2]?.id ?? '';
      const leased = await leaseSales(shop.db, holder, [third]);
      expect(ids(leased)).toEqual([third]);
      expect(await leaseSales(shop.db, holder, [third])).toEqual([]);
      await record(...leased.map((item) => failed(item)));
      expect(ids(await leaseSales(shop.db, holder, [third]))).toEqual([third]);
      expect(ids(await lease(2))).toEqual(ids(sales.slice(0, 2)));
    });

    it('is fair: each outlet gets its share of a batch, in turn, and who has less leaves the rest to the others', async () => {
      const outlets = [shop.outletId];
      for (const code of ['NORTH', 'SOUTH'])
        outlets.push((await createOutlet(shop.db, { ...MAIN, code })).id);
      const [busy = '', quiet = '', other = ''] = [...outlets].sort();
      const [many, few, some] = [await sell(20, busy), await sell(1, quiet), await sell(5, other)];
      const outletsOf = (sales: readonly LeasedSale[]) => sales.map(({ sale }) => sale.outletId);

      const first = await leaseFirstAttempts(shop.db, holder, { limit: 9 });
      expect(ids(first.leased).sort()).toEqual(
        ids([...many.slice(0, 4), ...few, ...some.slice(0, 4)]).sort(),
      );
      expect(first.lastOutlet).toBe(other);

      const second = await leaseFirstAttempts(shop.db, holder, { limit: 1, after: busy });
      expect(outletsOf(second.leased)).toEqual([other]);
      const third = await leaseFirstAttempts(shop.db, holder, { limit: 1, after: second.lastOutlet });
      expect(outletsOf(third.leased)).toEqual([busy]); // what the quiet one has is leased, so it has no turn
    });

    it('of what failed takes what is due, longest first, and nothing that waits for a person', async () => {
      await sell(4);
      const [a, b, c, d] = await lease();
      if (!a || !b || !c || !d) throw new Error('four sales were to be leased');
      await record(
        failed(a, { kind: 'RETRYABLE', retryIn: 50 }),
        failed(b, { kind: 'UNKNOWN_OUTCOME', retryIn: 0 }),
        failed(c, { kind: 'RETRYABLE', retryIn: 3_600_000 }),
        failed(d),
      );
      expect(await untilNextAttempt(shop.db)).toBe(0);
      const in1Second = new Date(Date.now() + 1000);
      expect(ids(await leaseFailed(shop.db, holder, { limit: 1, dueBy: in1Second }))).toEqual(ids([b]));
      expect(ids(await leaseFailed(shop.db, holder, { limit: 9, dueBy: in1Second }))).toEqual(ids([a]));
      expect(await leaseFailed(shop.db, holder, { limit: 9, dueBy: in1Second })).toEqual([]);
      expect(await untilNextAttempt(shop.db)).toBeGreaterThan(3_500_000);
      expect((await state(c.sale)).syncError?.nextAttemptAt?.getTime()).toBeGreaterThan(
        Date.now() + 3_500_000,
      );

      expect(ids(await leaseAgain())).toEqual(ids([c, d]));
      expect(await untilNextAttempt(shop.db)).toBeUndefined();
    });

    it('for somebody who asks leaves what failed in the same run, whatever the clock says meanwhile', async () => {
      await sell(2);
      const [a, b] = await lease();
      if (!a || !b) throw new Error('two sales were to be leased');
      await record(failed(a, { kind: 'RETRYABLE', retryIn: 3_600_000 }));
      const run = await startRun(shop.db, 'MANUAL', holder);
      await recordOutcomes(shop.db, run, [failed(b)]);
      expect(ids(await leaseFailed(shop.db, holder, { limit: 9, butIn: run }))).toEqual(ids([a]));
      expect(ids(await leaseAgain())).toEqual(ids([b]));
    });

    it('may be of what failed for one reason alone', async () => {
      await sell(2);
      const [a, b] = await lease();
      if (!a || !b) throw new Error('two sales were to be leased');
      await record(failed(a), failed(b, { code: 'TOTALS_MISMATCH' }));
      const ofReason = { limit: 9, butIn: 'another run', code: 'TOTALS_MISMATCH' };
      expect(ids(await leaseFailed(shop.db, holder, ofReason))).toEqual(ids([b]));
    });

    it('is renewed for those who still have it', async () => {
      await sell(3);
      const [a, b, c] = await lease(3, 0);
      if (!a || !b || !c) throw new Error('three sales were to be leased');
      await leaseSales(shop.db, holder, [b.sale.id]);
      await record(synced(c));
      expect(await renewLeases(shop.db, holder, [a, b, c])).toEqual([a]);
      expect(await lease()).toEqual([]);
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
      expect(ids([...(await lease()), ...(await leaseAgain())])).toEqual([first.sale.id]);
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
      await record(synced(await only(leaseAgain()), 'INV-1'));
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
      const again = await only(leaseAgain());
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

  describe('resolved by hand', () => {
    const byHand = { erpReference: 'HAND-7', note: 'Entered by the accountant' };

    it('a sale that the ERP refused is Synced with the note, for good, and the deed is written down', async () => {
      await sell(1);
      const refused = await only(lease());
      await record(failed(refused));
      await resolveSale(shop.db, refused.sale.id, byHand);
      const resolved = {
        syncStatus: 'SYNCED',
        syncError: null,
        syncedAt: expect.any(Date),
        erpReference: 'HAND-7',
        syncNote: 'Entered by the accountant',
      };
      expect(await state(refused.sale)).toMatchObject(resolved);
      expect(await leaseAgain()).toEqual([]);
      await record(synced(refused, 'INV-1'));
      expect(await state(refused.sale)).toMatchObject(resolved);
      const { edges } = await listAuditEntries(shop.db, {}, { first: 1 });
      expect(edges).toMatchObject([{ node: { action: 'sale.resolved', subjectId: refused.sale.id } }]);
    });

    it('is none that the ERP may book itself: not tried, of unknown outcome, sent just now, or booked', async () => {
      await sell(4);
      const [pending, unknown, refused, booked] = await lease();
      if (!pending || !unknown || !refused || !booked) throw new Error('four sales were to be leased');
      await record(failed(unknown, { kind: 'UNKNOWN_OUTCOME' }), failed(refused), synced(booked));
      await leaseSales(shop.db, holder, [refused.sale.id]);
      for (const { sale } of [pending, unknown, refused, booked]) {
        const before = await state(sale);
        await expect(resolveSale(shop.db, sale.id, byHand)).rejects.toMatchObject({ code: 'CONFLICT' });
        expect(await state(sale)).toEqual(before);
      }
    });

    it('is none of another outlet', async () => {
      await sell(1);
      const refused = await only(lease());
      await record(failed(refused));
      const stranger = shop.db.onBehalfOf({ ...shop.db.caller, outlets: [] });
      await expect(resolveSale(stranger, refused.sale.id, byHand)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    });
  });

  describe('run', () => {
    it('counts what it recorded, batch by batch, and keeps its failures after a later run mended them', async () => {
      await sell(5);
      const run = await startRun(shop.db, 'MANUAL', holder);
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

    it('knows how many there were to send when it began', async () => {
      await sell(4);
      const [a, b] = await lease(2);
      if (!a || !b) throw new Error('two sales were to be leased');
      await record(failed(a), failed(b, { kind: 'RETRYABLE', code: 'ERP_BUSY', retryIn: 0 }));
      const planned = async (run: Promise<string>) => (await findRun(shop.db, await run))?.planned;
      expect(await planned(startRun(shop.db, 'MANUAL', holder))).toBe(4);
      expect(await planned(startRun(shop.db, 'MANUAL', holder, { limit: 3 }))).toBe(3);
      expect(await planned(startRun(shop.db, 'MANUAL', holder, { code: 'PERIOD_CLOSED' }))).toBe(1);
      expect(await planned(startRun(shop.db, 'SCHEDULED', holder))).toBe(3);
    });

    it('takes the second failure of one sale for the same one', async () => {
      await sell(1);
      const run = await startRun(shop.db, 'SCHEDULED', holder);
      await recordOutcomes(shop.db, run, [failed(await only(lease()))]);
      await recordOutcomes(shop.db, run, [failed(await only(leaseAgain()))]);
      expect(await runFailures(shop.db, run, 10)).toHaveLength(1);
    });

    it('is listed newest first', async () => {
      const runs: string[] = [];
      for (let n = 0; n < 4; n++) runs.push(await startRun(shop.db, 'SCHEDULED', holder));
      expect((await listRuns(shop.db, 3)).map((run) => run.id)).toEqual(runs.reverse().slice(0, 3));
    });

    it('that a crash broke off is over at the next start, and what it had leased may be sent at once', async () => {
      const sales = await sell(2);
      const finished = await startRun(shop.db, 'MANUAL', holder);
      await finishRun(shop.db, finished);
      const before = await findRun(shop.db, finished);
      const broken = await startRun(shop.db, 'MANUAL', holder);
      const [first] = await lease();
      if (!first) throw new Error('a sale was to be leased');

      await finishBrokenRuns(shop.db, holder.owner);
      expect(await findRun(shop.db, broken)).toMatchObject({ finishedAt: expect.any(Date), attempted: 0 });
      expect(await findRun(shop.db, finished)).toEqual(before);
      expect(ids(await lease())).toEqual(ids(sales));
      expect(await record(failed(first))).toEqual({ synced: 0, failed: 0 });
    });

    it('of another process goes on while one starts, and is over when its lease has run out', async () => {
      await sell(1);
      const other = { owner: 'another', leaseSeconds: 60 };
      const live = await startRun(shop.db, 'SCHEDULED', { ...other, leaseSeconds: 0 });
      const halving = await startRun(shop.db, 'SCHEDULED', { ...other, leaseSeconds: 0 });
      const lost = await startRun(shop.db, 'SCHEDULED', { ...other, leaseSeconds: 0 });
      const { leased } = await leaseFirstAttempts(shop.db, { ...other, runId: live }, { limit: 9 });
      await renewLeases(shop.db, { ...other, runId: halving }, leased);

      await finishBrokenRuns(shop.db, holder.owner);
      expect(await findRun(shop.db, live)).toMatchObject({ finishedAt: null });
      expect(await findRun(shop.db, halving)).toMatchObject({ finishedAt: null });
      expect(await findRun(shop.db, lost)).toMatchObject({ finishedAt: expect.any(Date) });
      expect(await lease()).toEqual([]);
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
