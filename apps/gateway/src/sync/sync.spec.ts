import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Database from 'better-sqlite3';
import { useShop } from '../gateway-under-test';
import { ERP_KEY, manners, type Manner } from './fake-erp';

const shop = useShop();
const { erp } = shop;

/** Each of the sales is in the ERP's books once, under the number that the gateway shows, and the totals agree. */
async function expectBookedOnce(...ids: string[]) {
  const sales = await shop.sales({}, 200);
  const wanted = sales.filter(({ id }) => ids.includes(id));
  expect(wanted).toHaveLength(ids.length);
  expect(erp.ledger.map(({ saleId }) => saleId).sort()).toEqual([...ids].sort());
  for (const sale of wanted) {
    expect(sale).toMatchObject({
      syncStatus: 'SYNCED',
      erpReference: erp.erpReference(sale.id),
      syncError: null,
      syncedAt: expect.any(String),
    });
  }
  const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
  expect(sum(erp.ledger.map(({ total }) => total))).toBe(sum(wanted.map(({ total }) => total)));
}

const ids = (sales: readonly { id: string }[]) => sales.map(({ id }) => id);

describe('Sync Now', () => {
  it('brings a Pending sale into the ERP’s books and marks it Synced with the ERP’s number', async () => {
    const sold = await shop.sell([await shop.addProduct(), 2]);
    expect(sold).toMatchObject({
      syncStatus: 'PENDING',
      syncAttempts: 0,
      syncError: null,
      syncedAt: null,
      erpReference: null,
    });

    expect(await shop.sync()).toMatchObject({
      trigger: 'MANUAL',
      status: 'FINISHED',
      finishedAt: expect.any(String),
      attempted: 1,
      synced: 1,
      failed: 0,
      failures: [],
    });
    expect(await shop.sale(sold.id)).toEqual({
      ...sold,
      syncStatus: 'SYNCED',
      syncAttempts: 1,
      syncedAt: expect.any(String),
      erpReference: 'DOC-1',
    });
  });

  it('tells the ERP what was sold, in its own terms', async () => {
    const coffee = await shop.addProduct({ sku: 'COFFEE' });
    const ham = await shop.addProduct({ sku: 'HAM', name: 'Ham', price: 2190, taxRate: 5.5 });
    const { id, reference, businessDate } = await shop.createSale({
      soldAt: '2026-04-30T08:00:00Z',
      lines: [
        { productId: coffee, quantity: 2 },
        { productId: ham, quantity: 0.342, unitPrice: 2000 },
      ],
      payments: [
        { method: 'CARD', amount: 1000 },
        { method: 'CASH', amount: 582, tendered: 1000 },
      ],
    });
    await shop.sync();
    expect(erp.ledger).toEqual([
      {
        saleId: id,
        reference,
        outletCode: 'MAIN',
        registerCode: '00',
        businessDate,
        soldAt: '2026-04-30T08:00:00.000Z',
        currency: 'EUR',
        lines: [
          { sku: 'COFFEE', name: 'Coffee', quantity: 2, unitPrice: 449, taxRate: 5.5, tax: 47, total: 898 },
          { sku: 'HAM', name: 'Ham', quantity: 0.342, unitPrice: 2000, taxRate: 5.5, tax: 36, total: 684 },
        ],
        payments: [
          { method: 'CARD', amount: 1000 },
          { method: 'CASH', amount: 582 },
        ],
        subtotal: 1499,
        tax: 83,
        total: 1582,
      },
    ]);
  });

  it('sends in batches, oldest first, each sale in one request', async () => {
    const sales = await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 230);
    expect(await shop.sync()).toMatchObject({ attempted: 230, synced: 230, failed: 0 });
    await expectBookedOnce(...ids(sales));
    expect(erp.requests.flat().sort()).toEqual(ids(sales).sort());
    expect(erp.requests).toHaveLength(3);
    expect(erp.requests[0]).toEqual(ids(sales).sort().slice(0, 100));
  });

  it('never sends a Synced sale again', async () => {
    const product = await shop.addProduct();
    const first = await shop.sell([product, 1]);
    await shop.sync();
    const second = await shop.sell([product, 1]);
    await shop.sync();
    await shop.sync();
    await shop.retry(first.id);
    expect(erp.requests).toEqual([[first.id], [second.id]]);
    expect((await shop.sale(first.id)).syncAttempts).toBe(1);
  });

  it('with nothing to send asks nothing of the ERP', async () => {
    expect(await shop.sync()).toMatchObject({ status: 'FINISHED', attempted: 0, synced: 0, failed: 0 });
    expect(erp.requests).toEqual([]);
  });

  it('sends no more than it is asked to, and takes up the rest at the next sync', async () => {
    const sales = await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 120);
    expect(await shop.sync(3)).toMatchObject({ attempted: 3, synced: 3 });
    expect(erp.requests).toEqual([ids(sales).sort().slice(0, 3)]);
    expect(await shop.sync(105)).toMatchObject({ attempted: 105, synced: 105 });
    expect(await shop.sync()).toMatchObject({ attempted: 12, synced: 12 });
    await expectBookedOnce(...ids(sales));
    expect(await shop.refusal('mutation { syncPendingSales(limit: 0) { id } }')).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'limit' },
    });
  });

  it('pressed twice at once is one run, and each sale is in one request', async () => {
    const sales = await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 150);
    const release = erp.hold();
    const clicks = [shop.sync(), shop.sync()];
    await erp.arrived(2);
    clicks.push(shop.sync());
    expect(await shop.summary()).toMatchObject({ pending: 150, lastRun: { status: 'RUNNING' } });
    release();
    const runs = await Promise.all(clicks);
    expect(new Set(ids(runs)).size).toBe(1);
    expect(runs[0]).toMatchObject({ status: 'FINISHED', attempted: 150, synced: 150 });
    expect(await shop.runs()).toHaveLength(1);
    expect(erp.requests.flat().sort()).toEqual(ids(sales).sort());
    await expectBookedOnce(...ids(sales));
  });

  it('lets the shop go on selling, and loses none of the sales made meanwhile', async () => {
    const product = await shop.addProduct({ openingStock: 1000 });
    const before = await shop.sellMany(product, 30);
    const release = erp.hold();
    const run = shop.sync();
    await erp.arrived(1);
    const meanwhile = await shop.sellMany(product, 30);
    release();
    await Promise.all([run, shop.sellMany(product, 30).then((sales) => meanwhile.push(...sales))]);
    await shop.sync();
    await expectBookedOnce(...ids(before), ...ids(meanwhile));
    expect(erp.requests.flat()).toHaveLength(90);
    expect(await shop.stock(product)).toBe(910);
  });

  it('shows the counts, the runs, and what failed and why', async () => {
    expect(await shop.summary()).toEqual({
      pending: 0,
      failed: 0,
      synced: 0,
      oldestUnsyncedAt: null,
      erpReachable: true,
      lastRun: null,
      failureGroups: [],
    });
    const product = await shop.addProduct();
    const [first, second, third] = [
      await shop.sell([product, 1]),
      await shop.sell([product, 1]),
      await shop.sell([product, 1]),
    ];
    erp.verdicts.set(first.id, {
      status: 'REJECTED',
      code: 'PERIOD_CLOSED',
      message: 'The period is closed.',
    });
    erp.verdicts.set(second.id, {
      status: 'REJECTED',
      code: 'PERIOD_CLOSED',
      message: 'The period is closed.',
    });
    const run = await shop.sync();
    expect(run).toMatchObject({
      attempted: 3,
      synced: 1,
      failed: 2,
      failures: [{ id: first.id }, { id: second.id }],
    });
    const fourth = await shop.sell([product, 1]);
    expect(await shop.summary()).toEqual({
      pending: 1,
      failed: 2,
      synced: 1,
      oldestUnsyncedAt: first.recordedAt,
      erpReachable: true,
      lastRun: { id: run.id, status: 'FINISHED' },
      failureGroups: [
        { kind: 'PERMANENT', code: 'PERIOD_CLOSED', message: 'The period is closed.', count: 2 },
      ],
    });
    expect(ids(await shop.sales({ syncStatus: ['FAILED'] }))).toEqual([second.id, first.id]);
    expect(ids(await shop.sales({ syncStatus: ['PENDING', 'SYNCED'] }))).toEqual([fourth.id, third.id]);
    expect(await shop.sales({ syncStatus: [] })).toEqual([]);

    erp.verdicts.clear();
    const healing = await shop.sync();
    expect(healing).toMatchObject({ attempted: 3, synced: 3, failed: 0, failures: [] });
    expect(ids(await shop.runs())).toEqual([healing.id, run.id]);
    expect(ids((await shop.runs())[1]?.failures ?? [])).toEqual([first.id, second.id]);
    expect((await shop.summary()).failureGroups).toEqual([]);
  });
});

const WORDS_FOR_PEOPLE = /^[A-Z](?:(?!ECONN|undefined|null|\bJSON|HTTP|Error:|[{}<>]|\bat line).)*\.$/;

describe('an ERP that', () => {
  type Failure = { manner: Manner; kind: string; code: string; message: string };
  const unknown = (
    manner: Manner,
    code = 'ERP_ANSWER_UNREADABLE',
    message = 'could not be read',
  ): Failure => ({
    manner,
    kind: 'UNKNOWN_OUTCOME',
    code,
    message,
  });
  const failures: [string, Failure][] = [
    ['hangs', unknown(manners.never, 'ERP_TIMEOUT', 'did not answer in time')],
    ['drops the connection', unknown(manners.drops)],
    ['answers 500', unknown(manners.breaks, 'ERP_TROUBLE', 'ran into an error over this sale')],
    [
      'answers an internal error within 200',
      unknown(manners.breaksWithin200, 'ERP_TROUBLE', 'ran into an error over this sale'),
    ],
    ['sends a login page with 200', unknown(manners.sendsItsLoginPage)],
    ['breaks off in the middle of its JSON', unknown(manners.breaksOff)],
    ['breaks off in the middle of the body', unknown(manners.breaksOffTheBody)],
    ['answers JSON of another shape', unknown(manners.answersOtherJson)],
    ['answers null', unknown(manners.answersNull)],
    ['answers with an empty body', unknown(manners.answersNothing)],
    ['answers items that mean nothing', unknown(manners.answersStrangeItems)],
    ['answers for sales that nobody sent', unknown(manners.answersForOthers)],
    ['leaves sales out of its answer', unknown(manners.answersForNobody)],
    ['leaves out its document number', unknown(manners.leavesOutReferences)],
    ['redirects', unknown(manners.redirects)],
    ['never stops talking', unknown(manners.neverStopsTalking)],
    [
      'answers 503',
      { manner: manners.isUnavailable, kind: 'RETRYABLE', code: 'ERP_BUSY', message: 'too busy just now' },
    ],
    [
      'answers 429',
      { manner: manners.isBusy, kind: 'RETRYABLE', code: 'ERP_BUSY', message: 'too busy just now' },
    ],
  ];

  it.each(failures)(
    '%s leaves sales Failed with a reason, booked or not, and the next sync heals them',
    async (_how, { manner, kind, code, message }) => {
      if (manner === manners.never) await shop.restart({ erpTimeoutMs: 500 });
      const product = await shop.addProduct();
      const sold: string[] = [];
      for (const booksFirst of [false, true]) {
        const { id } = await shop.sell([product, 1]);
        sold.push(id);
        Object.assign(erp, { manner, booksFirst });
        expect(await shop.sync()).toMatchObject({ attempted: 1, synced: 0, failed: 1, failures: [{ id }] });
        const { syncStatus, syncError, syncAttempts, erpReference } = await shop.sale(id);
        expect({ syncStatus, syncAttempts, erpReference }).toEqual({
          syncStatus: 'FAILED',
          syncAttempts: 1,
          erpReference: null,
        });
        expect(syncError).toEqual({
          kind,
          code,
          message: expect.stringContaining(message),
          at: expect.any(String),
        });
        expect(syncError?.message).toMatch(WORDS_FOR_PEOPLE);

        erp.manner = manners.properly;
        expect(await shop.sync()).toMatchObject({ attempted: 1, synced: 1, failed: 0 });
        await expectBookedOnce(...sold);
        expect((await shop.sale(id)).syncAttempts).toBe(2);
      }
    },
  );

  it('refuses connections is not waited for, and the attempt is not held against the sale', async () => {
    const sold = await shop.sell([await shop.addProduct(), 1]);
    await erp.close();
    expect(await shop.sync()).toMatchObject({ attempted: 1, failed: 1 });
    const { syncError, syncAttempts } = await shop.sale(sold.id);
    expect(syncError).toMatchObject({ kind: 'RETRYABLE', code: 'ERP_UNREACHABLE' });
    expect(syncError?.message).toBe(
      'The ERP can’t be reached. The sale is safe here and is sent at the next sync.',
    );
    expect(syncAttempts).toBe(0);
    expect(await shop.summary()).toMatchObject({ erpReachable: false, pending: 0, failed: 1 });

    await erp.open();
    await shop.sync();
    await expectBookedOnce(sold.id);
    expect(await shop.summary()).toMatchObject({ erpReachable: true, failed: 0, synced: 1 });
  });

  it('does not know our key is told apart, and the attempt is not held against the sale', async () => {
    const sold = await shop.sell([await shop.addProduct(), 1]);
    erp.key = 'another-key-than-the-gateway-has';
    await shop.sync();
    expect(await shop.sale(sold.id)).toMatchObject({
      syncStatus: 'FAILED',
      syncAttempts: 0,
      syncError: {
        kind: 'RETRYABLE',
        code: 'ERP_KEY_REFUSED',
        message: expect.stringContaining('ERP_API_KEY'),
      },
    });
    expect(await shop.summary()).toMatchObject({ erpReachable: false });
    erp.key = ERP_KEY;
    await shop.sync();
    await expectBookedOnce(sold.id);
  });

  it('[S39] redirects is not followed: no sale and no key goes elsewhere', async () => {
    let visits = 0;
    const elsewhere = createServer((_request, reply) => {
      visits += 1;
      reply.end('{}');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    erp.elsewhere = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
    erp.manner = manners.redirects;
    await shop.sell([await shop.addProduct(), 1]);
    await shop.sync();
    expect((await shop.summary()).erpReachable).toBe(false);
    expect(visits).toBe(0);
    await new Promise((resolve) => elsewhere.close(resolve));
  });

  it('answers twice for the same sale has answered for it', async () => {
    const sold = await shop.sell([await shop.addProduct(), 1]);
    erp.booksFirst = true;
    erp.manner = (reply, verdicts) => manners.properly(reply, [...verdicts, ...verdicts]);
    expect(await shop.sync()).toMatchObject({ attempted: 1, synced: 1, failed: 0 });
    await expectBookedOnce(sold.id);
  });

  it.each([
    ['refuses connections', async () => erp.close()],
    [
      'hangs',
      async () => {
        erp.manner = manners.never;
        await shop.restart({ erpTimeoutMs: 1000 });
      },
    ],
    ['answers 503', async () => void (erp.manner = manners.isUnavailable)],
    ['answers 500', async () => void (erp.manner = manners.breaks)],
    ['sends a login page', async () => void (erp.manner = manners.sendsItsLoginPage)],
    ['does not know our key', async () => void (erp.key = 'another-key-than-the-gateway-has')],
  ])(
    '%s is given up soon, however many sales wait, and all are sent when it is back',
    async (_how, breakDown) => {
      const sales = await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 210);
      await breakDown();
      expect(await shop.sync()).toMatchObject({ attempted: 210, synced: 0, failed: 210 });
      expect(erp.requests.length).toBeLessThanOrEqual(2); // both lanes, and not the batch behind them
      const { failureGroups, ...summary } = await shop.summary();
      expect(summary).toMatchObject({ pending: 0, failed: 210, erpReachable: false });
      expect(failureGroups).toHaveLength(1);

      Object.assign(erp, { manner: manners.properly, key: ERP_KEY });
      await erp.close();
      await erp.open();
      expect(await shop.sync()).toMatchObject({ attempted: 210, synced: 210 });
      await expectBookedOnce(...ids(sales));
    },
  );
});

describe('a sale that the ERP refuses', () => {
  it('is Failed with the ERP’s own reason, and holds up no other', async () => {
    const sales = await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 150);
    const [refused, later, ...others] = ids(sales).sort();
    if (!refused || !later) throw new Error('Too few sales.');
    erp.verdicts.set(refused, { status: 'REJECTED', code: 'PERIOD_CLOSED', message: 'April is closed.' });
    erp.verdicts.set(later, {
      status: 'RETRY_LATER',
      code: 'BOOKS_UNAVAILABLE',
      message: 'Come back later.',
    });
    expect(await shop.sync()).toMatchObject({ attempted: 150, synced: 148, failed: 2 });
    await expectBookedOnce(...others);
    expect((await shop.sale(refused)).syncError).toMatchObject({
      kind: 'PERMANENT',
      code: 'PERIOD_CLOSED',
      message: 'April is closed.',
    });
    expect((await shop.sale(later)).syncError).toMatchObject({
      kind: 'RETRYABLE',
      code: 'BOOKS_UNAVAILABLE',
      message: 'Come back later.',
    });

    erp.verdicts.clear();
    expect(await shop.sync()).toMatchObject({ attempted: 2, synced: 2 });
    await expectBookedOnce(...ids(sales));
    expect(erp.requests.flat().filter((id) => others.includes(id))).toHaveLength(148);
  });

  it('without saying why is Failed all the same', async () => {
    const product = await shop.addProduct();
    const [refused, later] = [await shop.sell([product, 1]), await shop.sell([product, 1])];
    erp.verdicts.set(refused.id, { status: 'REJECTED' });
    erp.verdicts.set(later.id, { status: 'RETRY_LATER' });
    await shop.sync();
    expect((await shop.sale(refused.id)).syncError).toMatchObject({ kind: 'PERMANENT', code: 'ERP_REFUSED' });
    expect((await shop.sale(later.id)).syncError).toMatchObject({ kind: 'RETRYABLE', code: 'ERP_BUSY' });
    for (const { id } of [refused, later])
      expect((await shop.sale(id)).syncError?.message).toMatch(WORDS_FOR_PEOPLE);
  });

  it.each([
    ['breaking over', 'first', 0, manners.breaks, 'ERP_TROUBLE'],
    ['breaking over', 'in the middle', 31, manners.breaks, 'ERP_TROUBLE'],
    ['breaking over', 'last', 63, manners.breaks, 'ERP_TROUBLE'],
    ['hanging up on', 'first', 0, manners.drops, 'ERP_ANSWER_UNREADABLE'],
    ['answering nonsense to', 'last', 63, manners.answersOtherJson, 'ERP_ANSWER_UNREADABLE'],
  ])(
    'by %s its whole batch (%s of 64) is found by halving, and the others go on',
    async (_how, _where, place, manner, code) => {
      const sales = ids(await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 64)).sort();
      const poison = sales[place] ?? '';
      erp.poison.add(poison);
      erp.poisonManner = manner;
      expect(await shop.sync()).toMatchObject({
        attempted: 64,
        synced: 63,
        failed: 1,
        failures: [{ id: poison }],
      });
      expect(erp.requests.length).toBeLessThanOrEqual(2 * Math.log2(64) + 1);
      expect((await shop.sale(poison)).syncError).toMatchObject({ kind: 'UNKNOWN_OUTCOME', code });

      erp.poison.clear();
      expect(await shop.sync()).toMatchObject({ attempted: 1, synced: 1 });
      await expectBookedOnce(...sales);
    },
  );

  it('by a refusal of the whole request is found by halving', async () => {
    const sales = ids(await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 40)).sort();
    const strange = sales[17] ?? '';
    erp.booksFirst = true;
    erp.manner = (reply, verdicts) => {
      if (!verdicts.some(({ saleId }) => saleId === strange)) return manners.properly(reply, verdicts);
      erp.ledger.splice(
        0,
        erp.ledger.length,
        ...erp.ledger.filter(({ saleId }) => verdicts.every((it) => it.saleId !== saleId)),
      );
      reply.writeHead(400).end(JSON.stringify({ errors: [{ message: 'Line 1 has no such unit.' }] }));
    };
    expect(await shop.sync()).toMatchObject({ synced: 39, failed: 1 });
    expect(await shop.sale(strange)).toMatchObject({
      syncError: {
        kind: 'PERMANENT',
        code: 'ERP_REFUSED',
        message: 'The ERP refused the sale: Line 1 has no such unit.',
      },
    });
    erp.manner = manners.properly;
    await shop.sync();
    await expectBookedOnce(...sales);
  });

  it('for the size of its batch is sent in smaller ones', async () => {
    const sales = await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 90);
    erp.largestRequest = 25;
    expect(await shop.sync()).toMatchObject({ attempted: 90, synced: 90, failed: 0 });
    await expectBookedOnce(...ids(sales));
  });
});

describe('one sale tried again by itself', () => {
  it('is sent alone, at once, as a run of its own', async () => {
    const product = await shop.addProduct();
    const [first, second] = [await shop.sell([product, 1]), await shop.sell([product, 1])];
    erp.manner = manners.isUnavailable;
    await shop.sync();
    erp.manner = manners.properly;
    expect(await shop.retry(second.id)).toMatchObject({
      id: second.id,
      syncStatus: 'SYNCED',
      erpReference: 'DOC-1',
    });
    expect((await shop.sale(first.id)).syncStatus).toBe('FAILED');
    expect((await shop.runs())[0]).toMatchObject({ status: 'FINISHED', attempted: 1, synced: 1 });
  });

  it('answers why it failed again', async () => {
    const sold = await shop.sell([await shop.addProduct(), 1]);
    erp.verdicts.set(sold.id, { status: 'REJECTED', code: 'PERIOD_CLOSED', message: 'April is closed.' });
    expect(await shop.retry(sold.id)).toMatchObject({
      syncStatus: 'FAILED',
      syncError: { code: 'PERIOD_CLOSED' },
    });
  });

  it('is left to the run that is sending it', async () => {
    const sold = await shop.sell([await shop.addProduct(), 1]);
    const release = erp.hold();
    const run = shop.sync();
    await erp.arrived(1);
    expect(await shop.retry(sold.id)).toMatchObject({ syncStatus: 'PENDING' });
    release();
    await run;
    expect(erp.requests).toEqual([[sold.id]]);
    await expectBookedOnce(sold.id);
  });

  it('must be a sale', async () => {
    expect(await shop.refusal('mutation { retrySale(id: "none") { id } }')).toMatchObject({
      extensions: { code: 'NOT_FOUND', field: 'id' },
    });
  });
});

describe('what failed for one reason', () => {
  it('is sent again by itself, and what failed for another or waits stays as it is', async () => {
    const product = await shop.addProduct({ openingStock: 100 });
    const [closed, other] = [await shop.sell([product, 1]), await shop.sell([product, 1])];
    erp.verdicts.set(closed.id, { status: 'REJECTED', code: 'PERIOD_CLOSED', message: 'April is closed.' });
    erp.verdicts.set(other.id, { status: 'REJECTED', code: 'TOTALS_MISMATCH', message: 'Not the same.' });
    await shop.sync();
    const pending = await shop.sell([product, 1]);
    erp.verdicts.clear();
    const { retrySales } = await shop.answer<{ retrySales: object }>(
      'mutation { retrySales(code: "PERIOD_CLOSED") { status attempted synced failed } }',
    );
    expect(retrySales).toEqual({ status: 'FINISHED', attempted: 1, synced: 1, failed: 0 });
    expect((await shop.sale(closed.id)).syncStatus).toBe('SYNCED');
    expect((await shop.sale(other.id)).syncStatus).toBe('FAILED');
    expect((await shop.sale(pending.id)).syncStatus).toBe('PENDING');
  });
});

describe('resolving by hand', () => {
  const mutation = `mutation ($id: ID!, $erpReference: String!, $note: String!) {
    resolveSale(id: $id, erpReference: $erpReference, note: $note) { syncStatus erpReference syncNote syncError { code } }
  }`;

  it('takes a refused sale for booked, under the document that a person made, and never sends it again', async () => {
    const { id } = await shop.sell([await shop.addProduct(), 1]);
    erp.verdicts.set(id, { status: 'REJECTED', code: 'PERIOD_CLOSED', message: 'April is closed.' });
    await shop.sync();
    for (const field of ['erpReference', 'note'] as const) {
      const missing = { id, erpReference: 'HAND-7', note: 'By the accountant', [field]: ' ' };
      expect(await shop.refusal(mutation, missing)).toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', field },
      });
    }
    const given = { id, erpReference: 'HAND-7', note: 'By the accountant' };
    expect(await shop.answer(mutation, given)).toEqual({
      resolveSale: {
        syncStatus: 'SYNCED',
        erpReference: 'HAND-7',
        syncNote: 'By the accountant',
        syncError: null,
      },
    });
    erp.verdicts.clear();
    await shop.sync();
    await shop.retry(id);
    expect(erp.sent(id)).toBe(1);
    expect(await shop.refusal(mutation, given)).toMatchObject({ extensions: { code: 'CONFLICT' } });
  });
});

describe('a sender that is overtaken', () => {
  /** As if the minute of the lease had passed while the ERP kept the sender waiting. */
  function runOutLeases() {
    const db = new Database(shop.file);
    db.prepare(
      `UPDATE "Sale" SET "leaseUntil" = '2000-01-01T00:00:00.000+00:00' WHERE "leaseUntil" IS NOT NULL`,
    ).run();
    db.close();
  }

  it('does not record its failure over what the newer one heard', async () => {
    const sold = await shop.sell([await shop.addProduct(), 1]);
    const release = erp.hold();
    const overtaken = shop.sync(1);
    await erp.arrived(1);
    runOutLeases();
    const releaseSecond = erp.hold();
    const newer = shop.retry(sold.id);
    await erp.arrived(2);
    erp.verdicts.set(sold.id, { status: 'REJECTED', code: 'PERIOD_CLOSED', message: 'April is closed.' });
    releaseSecond();
    expect(await newer).toMatchObject({ syncAttempts: 1, syncError: { code: 'PERIOD_CLOSED' } });
    erp.manner = manners.drops;
    release();
    expect(await overtaken).toMatchObject({ status: 'FINISHED', attempted: 0, failed: 0 });
    expect(await shop.sale(sold.id)).toMatchObject({ syncAttempts: 1, syncError: { code: 'PERIOD_CLOSED' } });
  });

  it('records its success, and the newer one’s failure does not take it back', async () => {
    const sold = await shop.sell([await shop.addProduct(), 1]);
    const release = erp.hold();
    const overtaken = shop.sync();
    await erp.arrived(1);
    runOutLeases();
    const releaseSecond = erp.hold();
    const newer = shop.retry(sold.id);
    await erp.arrived(2);
    release();
    expect(await overtaken).toMatchObject({ synced: 1, failed: 0 });
    erp.manner = manners.drops;
    releaseSecond();
    expect(await newer).toMatchObject({ syncStatus: 'SYNCED', erpReference: 'DOC-1', syncError: null });
    expect(await shop.runs()).toMatchObject([{ attempted: 0 }, { attempted: 1, synced: 1 }]);
    await expectBookedOnce(sold.id);
  });

  it('and succeeds like the newer one: the sale is Synced once, by whom the ERP told first', async () => {
    const sold = await shop.sell([await shop.addProduct(), 1]);
    const release = erp.hold();
    const overtaken = shop.sync();
    await erp.arrived(1);
    runOutLeases();
    const releaseSecond = erp.hold();
    const newer = shop.retry(sold.id);
    await erp.arrived(2);
    releaseSecond();
    const synced = await newer;
    expect(synced).toMatchObject({ syncStatus: 'SYNCED', syncAttempts: 1 });
    release();
    expect(await overtaken).toMatchObject({ status: 'FINISHED', attempted: 0, synced: 0 });
    const { syncedAt } = synced;
    expect(await shop.sale(sold.id)).toMatchObject({ syncStatus: 'SYNCED', syncAttempts: 1, syncedAt });
    await expectBookedOnce(sold.id);
  });
});

it('a run that the database breaks off is over, and the next one sends its sales', async () => {
  const sold = await shop.sell([await shop.addProduct(), 1]);
  const db = new Database(shop.file);
  db.exec('ALTER TABLE "SyncFailure" RENAME TO "Gone"');
  erp.manner = manners.drops;
  expect(await shop.refusal('mutation { syncPendingSales { id } }')).toMatchObject({
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  });
  expect(shop.loggedErrors()).toHaveLength(1);
  expect(await shop.summary()).toMatchObject({ pending: 1, lastRun: { status: 'FINISHED' } });
  db.exec('ALTER TABLE "Gone" RENAME TO "SyncFailure"');
  db.close();
  erp.manner = manners.properly;
  expect(await shop.sync()).toMatchObject({ attempted: 1, synced: 1 });
  await expectBookedOnce(sold.id);
});
