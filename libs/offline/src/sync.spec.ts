import { adoptClaim, currentClaim } from './claims';
import { checkClock } from './clock';
import { markTakenIn, rescueFile } from './rescue';
import { findSale, type StoredSale } from './sales';
import { openStore } from './store';
import { startSync, type Sync } from './sync';
import { openTestGateway, type TestGateway, type Wire } from './test-gateway';
import {
  allSales,
  freshName,
  mustBeWhole,
  newClaim,
  openTill,
  OUTLET,
  sell,
  testClock,
  type TestClock,
  type Till,
} from './test-till';
import type { Transport } from './transport';

let name: string;
let clock: TestClock;
let gateway: TestGateway;
let till: Till;
let sync: Sync | undefined;

beforeEach(async () => {
  name = freshName();
  clock = testClock();
  gateway = await openTestGateway(() => clock.now().getTime());
  till = await openTill(name);
});
afterEach(async () => {
  await sync?.stop();
  sync = undefined;
  till.store.close();
  await gateway.close();
});

/** Starts it and waits for its first round. */
async function start(): Promise<Sync> {
  sync = startSync({ store: till.store, transport: gateway.transport, clock });
  await sync.now();
  return sync;
}

async function sellMany(count: number): Promise<StoredSale[]> {
  const sales: StoredSale[] = [];
  for (let n = 0; n < count; n += 1) sales.push(await sell(till, { soldAt: clock.now() }));
  return sales;
}

/** What the till shows as sold is in the ledger, exactly once and the same. */
async function everythingArrived(): Promise<void> {
  const sales = await allSales(till.store);
  mustBeWhole(sales);
  expect(sales.map(({ state }) => state)).toEqual(sales.map(() => 'ACKED'));
  expect(gateway.sales.size).toBe(sales.length);
  for (const { id, sent } of sales) expect(gateway.sales.get(id)?.sent).toEqual(sent);
  expect(gateway.conflicts.size).toBe(0);
}

const sizes = () => gateway.requests.map(({ sales }) => sales.length).filter((size) => size > 0);

describe('sending', () => {
  it('takes the oldest first, at most 50 at a time, and says how many the till has made', async () => {
    await sellMany(120);
    const { status } = await start();
    await everythingArrived();
    expect(sizes()).toEqual([50, 50, 20]);
    const sequences = gateway.requests.flatMap(({ sales }) => sales.map(({ sequence }) => sequence));
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(gateway.lastSequences.get('claim-1')).toBe(120);
    expect(status()).toMatchObject({ line: 'ONLINE', unsent: 0, held: 0, oldestUnsentAt: undefined });
  });

  it('starts by itself after each sale', async () => {
    const { subscribe, status } = await start();
    const sent = new Promise<void>((resolve) =>
      subscribe(() => {
        if (gateway.sales.size === 1 && status().unsent === 0 && status().nextTryAt) resolve();
      }),
    );
    await sell(till);
    await sent;
    await everythingArrived();
  });

  it('sends once, however many reasons there are at the same instant', async () => {
    await sellMany(3);
    sync = startSync({ store: till.store, transport: gateway.transport, clock });
    clock.advance(15_000);
    till.store.changed();
    await Promise.all([sync.now(), sync.now(), sync.now()]);
    expect(sizes()).toEqual([3]);
  });

  it.each<Wire>([
    'cut before',
    'answer lost',
    'answer truncated',
    'portal page',
    'portal JSON',
    'other answer',
  ])('takes “%s” for no answer, and a sale for sent only when the gateway says so', async (wire) => {
    await sellMany(3);
    gateway.wire = wire;
    const { status, now } = await start();
    expect((await allSales(till.store)).map(({ state }) => state)).toEqual(['FINAL', 'FINAL', 'FINAL']);
    expect(status()).toMatchObject({ line: 'GATEWAY_UNREACHABLE', unsent: 3, lastAnswerAt: undefined });
    expect(status().nextTryAt).toBeInstanceOf(Date);
    gateway.wire = 'good';
    await now();
    await everythingArrived();
    expect(status()).toMatchObject({ line: 'ONLINE', unsent: 0, lastAnswerAt: clock.now() });
  });

  it('waits no longer than 20 s for an answer, and sends less over a line that is too thin', async () => {
    await sellMany(8);
    gateway.wire = 'silent';
    sync = startSync({ store: till.store, transport: gateway.transport, clock });
    for (let tries = 0; tries < 2; tries += 1) {
      const round = sync.now();
      while (!(await arrived(1))) clock.advance(0);
      clock.advance(20_000);
      await round;
      gateway.requests.length = 0;
    }
    gateway.wire = 'good';
    await sync.now();
    await everythingArrived();
    expect(sizes()[0]).toBeLessThan(8);
  });

  it('halves what is too large until it fits', async () => {
    await sellMany(20);
    gateway.mostSales = 6;
    await start();
    await everythingArrived();
    // Now and then it tries more again: what was too large may have been one sale.
    expect(gateway.requests.length).toBeLessThan(20);
  });

  it('finds the one sale that makes a batch fail, and lets the 49 others go on', async () => {
    const sales = await sellMany(50);
    const bad = sales[17];
    if (!bad) throw new Error('too few sales');
    gateway.poison.add(bad.id);
    const { status, now } = await start();
    expect(gateway.sales.size).toBe(49);
    expect(await findSale(till.store, bad.id)).toMatchObject({
      state: 'FINAL',
      code: 'INTERNAL_SERVER_ERROR',
      message: 'Something went wrong.',
    });
    expect(status()).toMatchObject({ line: 'ONLINE', unsent: 1 });

    // It does not hold up later ones either, and is left alone for a while.
    gateway.requests.length = 0;
    await sell(till);
    clock.advance(0);
    await sync?.now();
    gateway.poison.clear();
    await now();
    await everythingArrived();
  });

  it('stops blaming sales when none goes through', async () => {
    const sales = await sellMany(50);
    for (const { id } of sales) gateway.poison.add(id);
    const { status } = await start();
    expect(gateway.requests.length).toBeLessThan(20);
    expect(status()).toMatchObject({ unsent: 50 });
    gateway.poison.clear();
    await sync?.now();
    await everythingArrived();
  });

  it('does not blame a sale for a document that the gateway does not know', async () => {
    await sellMany(50);
    gateway.wire = 'no such document';
    const { status } = await start();
    expect(status()).toMatchObject({
      line: 'ONLINE',
      unsent: 50,
      refusal: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
    expect((await allSales(till.store)).every(({ code }) => code === undefined)).toBe(true);
  });

  it('asks for less of the catalogue over a line that is too thin, until it comes', async () => {
    const asked: number[] = [];
    const { catalogueChanges } = gateway.transport;
    const thin: Transport = {
      ...gateway.transport,
      async catalogueChanges(token, after, first, signal) {
        asked.push(first);
        clock.advance(first * 50);
        return first > 300 ? new Promise(() => {}) : catalogueChanges(token, after, first, signal);
      },
    };
    sync = startSync({ store: till.store, transport: thin, clock });
    for (const tries of [1, 2]) {
      const round = sync.now();
      while (asked.length < tries) await arrived(0);
      clock.advance(20_000);
      await round;
    }
    await sync.now();
    expect(asked.slice(0, 3)).toEqual([1000, 500, 250]);
    expect(sync.status().line).toBe('ONLINE');
  });

  it('leaves RETRY on the till for later and lets the others go on', async () => {
    const [first] = await sellMany(3);
    if (!first) throw new Error('too few sales');
    gateway.retry.add(first.id);
    const { status, now } = await start();
    expect(gateway.sales.size).toBe(2);
    expect(status()).toMatchObject({ unsent: 1, held: 0 });
    expect(await findSale(till.store, first.id)).toMatchObject({
      state: 'FINAL',
      outcome: 'RETRY',
      code: 'BUSY',
    });
    gateway.retry.clear();
    await now();
    await everythingArrived();
  });

  it('holds what is rejected, loudly, keeps it exportable, and sends it again after a restart', async () => {
    const [first, second] = await sellMany(2);
    if (!first || !second) throw new Error('too few sales');
    gateway.reject.add(first.id);
    const { status } = await start();
    expect(status()).toMatchObject({ unsent: 1, held: 1 });
    expect(await findSale(till.store, first.id)).toMatchObject({
      ...{ state: 'HELD', outcome: 'REJECTED', code: 'UNKNOWN_CLAIM' },
      message: 'There is no such claim.',
    });
    expect(await rescueFile(till.store)).toEqual({
      format: 'tillkeep-rescue-1',
      claims: [
        {
          ...{ claimId: 'claim-1', registerId: 'register-1', epoch: 1, deviceName: 'Tablet by the door' },
          lastEventSequence: 0,
          events: [],
          lastSequence: 2,
          sales: [first.sent],
        },
      ],
    });
    gateway.requests.length = 0;
    clock.advance(15_000);
    await sync?.stop();
    expect(sizes()).toEqual([]);

    gateway.reject.clear();
    const restarted = startSync({ store: till.store, transport: gateway.transport, clock });
    sync = restarted;
    await new Promise<void>((resolve) => {
      restarted.subscribe(() => restarted.status().nextTryAt && resolve());
    });
    await everythingArrived();
  });

  it('holds no longer what a person has handed in by the rescue file', async () => {
    const [first, second] = await sellMany(2);
    if (!first || !second) throw new Error('too few sales');
    for (const { id } of [first, second]) gateway.reject.add(id);
    await start();
    expect(await markTakenIn(till.store, [first.id, 'from another till'])).toEqual({
      ok: true,
      value: undefined,
    });
    expect((await rescueFile(till.store)).claims[0]?.sales).toEqual([second.sent]);
    await sync?.now();
    expect(sync?.status()).toMatchObject({ unsent: 1, held: 1 });
  });

  it('marks a sale sent that the gateway knows with another content, and keeps its answer', async () => {
    const [first] = await sellMany(1);
    if (!first) throw new Error('no sale');
    gateway.sales.set(first.id, { claimId: 'claim-1', sent: { ...first.sent, hash: 'f'.repeat(64) } });
    await start();
    expect(await findSale(till.store, first.id)).toMatchObject({ state: 'ACKED', outcome: 'CONFLICT' });
  });

  it('remembers nothing of a request that was under way when the window died', async () => {
    await sellMany(3);
    gateway.wire = 'answer lost';
    await start();
    await sync?.stop();
    till.store.close();
    expect(gateway.sales.size).toBe(3);

    gateway.wire = 'good';
    till = { ...till, store: await openStore({ name }) };
    await start();
    await everythingArrived();
  });

  it('shows the way through a long queue, and sells meanwhile', async () => {
    await sellMany(200);
    const seen: number[] = [];
    let extra = 0;
    sync = startSync({
      store: till.store,
      transport: gateway.transport,
      clock,
      onStatus({ progress }) {
        if (progress?.what === 'SALES') seen.push(progress.done);
      },
    });
    const selling = (async () => {
      for (; extra < 10; extra += 1) await sell(till);
    })();
    await Promise.all([sync.now(), selling]);
    await sync.now();
    await everythingArrived();
    expect(gateway.sales.size).toBe(210);
    expect(seen.length).toBeGreaterThan(3);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(sync.status().progress).toBeUndefined();
  });
});

describe('a register that was taken over', () => {
  it('hands in what the old claim still has, and sells on under the new one', async () => {
    await sellMany(3);
    gateway.wire = 'cut before';
    await start();
    await adoptClaim(
      till.store,
      newClaim({ claimId: 'claim-2', epoch: 2, claimedAt: new Date('2026-04-30T09:00:00Z') }),
    );
    const fresh = await sell(till);
    expect(fresh.reference).toBe('MAIN-R1.2-2026-04-30-01');
    expect((await allSales(till.store)).filter(({ state }) => state === 'FINAL')).toHaveLength(4);
    gateway.wire = 'good';
    await sync?.now();
    await everythingArrived();
  });

  it('is told that its sales come late', async () => {
    const [first] = await sellMany(1);
    if (!first) throw new Error('no sale');
    gateway.flags.set(first.id, ['LATE']);
    expect((await start()).status().takenOver).toBe(true);
    expect(await findSale(till.store, first.id)).toMatchObject({ state: 'ACKED', flags: ['LATE'] });
  });

  it('goes on with its counts when the same claim is adopted again', async () => {
    await sellMany(2);
    await adoptClaim(till.store, newClaim({ deviceName: 'Renamed' }));
    expect(await currentClaim(till.store)).toMatchObject({ sequence: 2, deviceName: 'Renamed' });
    expect((await sell(till)).sequence).toBe(3);
  });
});

describe('a gateway restored from a back-up', () => {
  it('gets again what it has lost, of every claim, also while nothing is sold', async () => {
    await sellMany(60);
    await start();
    const restore = gateway.backUp();
    await adoptClaim(till.store, newClaim({ claimId: 'claim-2', epoch: 2, claimedAt: clock.now() }));
    await sellMany(70);
    await sync?.now();
    await everythingArrived();

    gateway.requests.length = 0;
    restore();
    expect(gateway.sales.size).toBe(60);
    await sync?.now();
    await sync?.now();
    await everythingArrived();
    expect(sizes().reduce((a, b) => a + b, 0)).toBe(70);
  });

  it('without another generation is noticed by how far it had come', async () => {
    await sellMany(5);
    await start();
    const { generation } = gateway;
    const restore = gateway.backUp();
    await sellMany(5);
    await sync?.now();
    restore();
    gateway.generation = generation;
    await sell(till);
    await sync?.now();
    await everythingArrived();
  });

  it('fills a gap that it must have had, and tries that once', async () => {
    const [, second, third] = await sellMany(4);
    if (!second || !third) throw new Error('too few sales');
    await start();
    gateway.sales.delete(third.id);
    await sell(till);
    await sync?.now();
    await everythingArrived();

    // Known there with another place: the gap stays, and is not filled for ever.
    gateway.sales.set(second.id, { claimId: 'elsewhere', sent: second.sent });
    await sell(till);
    await sync?.now();
    gateway.requests.length = 0;
    await sell(till);
    await sync?.now();
    expect(sizes()).toEqual([1]);
  });

  it('goes on healing where a crash has interrupted it', async () => {
    await sellMany(20);
    await start();
    await sync?.stop();
    gateway.backUp()();
    for (const id of [...gateway.sales.keys()].slice(5)) gateway.sales.delete(id);
    // As a crash would leave it: some marked to be sent again, and the claim not yet.
    gateway.wire = 'good';
    const crash = jest.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      value,
      key,
    ) {
      if (this.name === 'claims') throw new Error('the power is gone');
      return originalPut.call(this, value, key);
    });
    const uncaught = jest.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined);
    await start();
    await sync?.stop();
    crash.mockRestore();
    uncaught.mockRestore();
    await start();
    await everythingArrived();
  });
  const originalPut = IDBObjectStore.prototype.put;
});

describe('what the ERP has booked', () => {
  it('is learnt for every sale, with the reason where it was not', async () => {
    const sales = await sellMany(230);
    await start();
    expect(sync?.status().line).toBe('ONLINE');
    for (const { id } of sales)
      gateway.bookings.set(id, { syncStatus: 'SYNCED', erpReference: `INV-${id.slice(-3)}` });
    const [first] = sales;
    if (!first) throw new Error('no sale');
    const syncError = { kind: 'PERMANENT', code: 'NO_ACCOUNT', message: 'No account for 5.5 %.' } as const;
    gateway.bookings.set(first.id, { syncStatus: 'FAILED', syncError });
    await rounds(4);
    expect(await findSale(till.store, first.id)).toMatchObject({ syncStatus: 'FAILED', syncError });
    const booked = (await allSales(till.store)).filter(({ syncStatus }) => syncStatus === 'SYNCED');
    expect(booked).toHaveLength(229);
    expect(booked[0]?.erpReference).toMatch(/^INV-/);
    expect(sync?.status().line).toBe('ERP_DELAYED');

    gateway.bookings.set(first.id, { syncStatus: 'SYNCED' });
    await rounds(2);
    expect(sync?.status().line).toBe('ONLINE');
  });

  it('is learnt of every claim, also when the gateway refuses to answer for one', async () => {
    const [old] = await sellMany(1);
    await adoptClaim(till.store, newClaim({ claimId: 'claim-2', epoch: 2, claimedAt: clock.now() }));
    const [fresh] = await sellMany(1);
    if (!old || !fresh) throw new Error('too few sales');
    for (const { id } of [old, fresh]) gateway.bookings.set(id, { syncStatus: 'SYNCED' });
    const { claimedSales } = gateway.transport;
    const strict: Transport = {
      ...gateway.transport,
      claimedSales: async (token, claimId, ids, signal) =>
        claimId === 'claim-1'
          ? { kind: 'refused', code: 'FORBIDDEN', message: 'Not yours.', status: 200 }
          : claimedSales(token, claimId, ids, signal),
    };
    sync = startSync({ store: till.store, transport: strict, clock });
    await rounds(2);
    expect(await findSale(till.store, fresh.id)).toMatchObject({ syncStatus: 'SYNCED' });
    expect((await findSale(till.store, old.id))?.syncStatus).toBeUndefined();
  });

  it('is delayed when it waits for more than an hour', async () => {
    await sellMany(1);
    await start();
    clock.advance(61 * 60_000);
    await sync?.now();
    expect(sync?.status().line).toBe('ERP_DELAYED');
  });
});

describe('keeping', () => {
  const days = 24 * 60 * 60_000;

  it('removes sales after 90 days when they have arrived everywhere, and never others', async () => {
    const [booked, unbooked, waiting] = await sellMany(3);
    if (!booked || !unbooked || !waiting) throw new Error('too few sales');
    gateway.retry.add(waiting.id);
    for (const { id } of [booked, waiting]) gateway.bookings.set(id, { syncStatus: 'SYNCED' });
    await start();
    clock.advance(89 * days);
    await sync?.now();
    expect(await allSales(till.store)).toHaveLength(3);
    clock.advance(2 * days);
    await sync?.now();
    expect((await allSales(till.store)).map(({ id }) => id)).toEqual([unbooked.id, waiting.id]);
  });

  it('does not believe a clock that is years ahead', async () => {
    const [first] = await sellMany(1);
    if (!first) throw new Error('no sale');
    gateway.bookings.set(first.id, { syncStatus: 'SYNCED' });
    await start();
    await sync?.now();
    gateway.clockAheadMs = -400 * days;
    clock.jump(400 * days);
    await sync?.now();
    expect(await allSales(till.store)).toHaveLength(1);
    expect(await checkClock(till.store, clock.now())).toMatchObject({ confirmDate: true });
    expect((await checkClock(till.store, clock.now())).offBySeconds).toBeLessThan(-399 * 86_400);
  });

  it('forgets an ended claim only with the last of its sales', async () => {
    await sellMany(1);
    await adoptClaim(
      till.store,
      newClaim({ claimId: 'claim-2', epoch: 2, claimedAt: clock.now(), outlet: OUTLET }),
    );
    const claims = () => till.store.read(['claims'], (tx) => tx.objectStore('claims').getAllKeys());
    await start();
    expect(await claims()).toEqual(['claim-1', 'claim-2']);
    for (const id of gateway.sales.keys()) gateway.bookings.set(id, { syncStatus: 'SYNCED' });
    await sync?.now();
    clock.advance(91 * days);
    await sync?.now();
    expect(await claims()).toEqual(['claim-2']);
  });
});

describe('stock by this till’s books', () => {
  it('is the gateway’s less what has not been sent', async () => {
    const unsent = () => till.store.read(['unsentStock'], (tx) => tx.objectStore('unsentStock').getAll());
    gateway.wire = 'cut before';
    await start();
    await sellMany(2);
    expect(await unsent()).toEqual([{ productId: 'coffee', quantity: 4000 }]);
    gateway.wire = 'good';
    await sync?.now();
    expect(await unsent()).toEqual([]);
  });
});

async function rounds(count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) await sync?.now();
}

/** Waits a moment for a request to arrive at the gateway. */
async function arrived(count: number): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return gateway.requests.length >= count;
}

describe('stock that changes elsewhere', () => {
  /** The lines on which the gateway tells of stock, one after the other. */
  const lines: {
    token: string;
    onNews: () => void;
    breakOff: () => void;
    signal: AbortSignal;
  }[] = [];
  const stockNews: Transport['stockNews'] = (token, onNews, signal) =>
    new Promise((breakOff) => {
      lines.push({ token, onNews, breakOff, signal });
      signal.addEventListener('abort', () => breakOff());
    });

  beforeEach(async () => {
    lines.length = 0;
    sync = startSync({ store: till.store, transport: { ...gateway.transport, stockNews }, clock });
    await sync.now();
  });

  it('is fetched within half a second after the gateway has told of it, once for all that it tells', async () => {
    const rounds = gateway.requests.length;
    for (let n = 0; n < 10; n += 1) lines[0]?.onNews();
    clock.advance(500);
    await until(() => gateway.requests.length > rounds);
    await sync?.stop();
    expect(gateway.requests.length).toBe(rounds + 1);
  });

  it('is heard of on a new line when one breaks off, and later and later when none stands', async () => {
    clock.advance(60_000);
    lines[0]?.breakOff();
    await settled();
    clock.advance(1_500);
    await until(() => lines.length === 2);
    const random = jest.spyOn(Math, 'random').mockReturnValue(1);
    for (const rest of [2_500, 4_500, 8_500, 16_500]) {
      const count = lines.length;
      lines.at(-1)?.breakOff();
      await settled();
      clock.advance(rest - 1);
      await settled();
      expect(lines).toHaveLength(count);
      clock.advance(1);
      await until(() => lines.length > count);
    }
    random.mockRestore();
    expect(new Set(lines.map(({ token }) => token)).size).toBe(1);
  });

  it('is not listened for after the end', async () => {
    await sync?.stop();
    await settled();
    clock.advance(120_000);
    await settled();
    expect(lines.map(({ signal }) => signal.aborted)).toEqual([true]);
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await settled();
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
