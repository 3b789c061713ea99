import { eventHash } from '@tillkeep/domain';
import { deleteDB, openDB, type IDBPDatabase } from 'idb';
import { adoptClaim, claimsWithUnsent, currentClaim } from './claims';
import { listEvents, type StoredEvent } from './events';
import { takeLead } from './lead';
import { prune } from './prune';
import { recordEvent, type EventToRecord } from './record-event';
import { markTakenIn, rescueFile } from './rescue';
import { openStore } from './store';
import { startSync, type Sync } from './sync';
import { openTestGateway, type TestGateway, type Wire } from './test-gateway';
import {
  freshName,
  newClaim,
  openTill,
  saleId,
  sell,
  testClock,
  type TestClock,
  type Till,
} from './test-till';

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

async function start(): Promise<Sync> {
  sync = startSync({ store: till.store, transport: gateway.transport, clock });
  await sync.now();
  return sync;
}

const event = (given: Partial<EventToRecord> = {}): EventToRecord => ({
  ...{ id: saleId(), kind: 'DRAWER_OPENED', at: clock.now() },
  ...given,
});

async function happen(given: Partial<EventToRecord> = {}): Promise<StoredEvent> {
  const result = await recordEvent(till.store, till.lead, event(given));
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** The oldest first. */
const kept = async () => (await listEvents(till.store, 1000)).reverse();

/** All that happened is in the ledger, once and the same, without hole and chained. */
async function everythingArrived(): Promise<void> {
  const events = await kept();
  let previousHash = '0'.repeat(64);
  for (const [index, { sent, claimId, state }] of events.entries()) {
    expect({ state, sequence: sent.sequence, previousHash: sent.previousHash }).toEqual({
      ...{ state: 'ACKED', sequence: index + 1, previousHash },
    });
    expect(eventHash(sent, claimId)).toBe(sent.hash);
    expect(gateway.events.get(sent.id)?.sent).toEqual(sent);
    previousHash = sent.hash;
  }
  expect(gateway.events.size).toBe(events.length);
}

describe('what happens at the register', () => {
  it('is stored in its place, with its place among the sales, and survives a reload', async () => {
    await sell(till);
    const first = await happen({ kind: 'PAID_OUT', amount: 450, reason: 'Milk' });
    await sell(till);
    const second = await happen({ userId: 'u1', userName: 'Mia' });
    expect([first, second]).toMatchObject([
      { sequence: 1, state: 'FINAL', sent: { saleSequence: 1, amount: 450, businessDate: '2026-04-30' } },
      { sequence: 2, sent: { saleSequence: 2, previousHash: first.sent.hash, userName: 'Mia' } },
    ]);
    till.store.close();
    till = await openTill(name);
    expect(await kept()).toEqual([first, second]);
    expect((await happen()).sequence).toBe(3);
  });

  it('is stored once, however often it is asked for', async () => {
    const one = event();
    const answers = await Promise.all([1, 2, 3].map(() => recordEvent(till.store, till.lead, one)));
    expect(new Set(answers.map((answer) => answer.ok && answer.value.sequence))).toEqual(new Set([1]));
    expect(await kept()).toHaveLength(1);
  });

  it('is not stored by a window that does not lead any more', async () => {
    await till.store.write(['meta'], 'strict', (tx) =>
      tx.objectStore('meta').put({ key: 'leader', token: 'another window' }),
    );
    const result = await recordEvent(till.store, till.lead, event());
    expect(result).toMatchObject({ ok: false, error: { code: 'LEADER_LOST' } });
    expect(await kept()).toEqual([]);
  });

  it('opens one shift at a time, numbers it, and closes it', async () => {
    const shiftId = saleId();
    await happen({ kind: 'SHIFT_OPENED', id: shiftId, amount: 20_000, cash: [{ value: 5000, count: 4 }] });
    expect((await currentClaim(till.store))?.shift).toMatchObject({ id: shiftId, number: 1, float: 20_000 });
    const again = event({ kind: 'SHIFT_OPENED' });
    expect(await recordEvent(till.store, till.lead, again)).toMatchObject({
      ok: false,
      error: { code: 'SHIFT' },
    });
    const closed = await happen({ kind: 'SHIFT_CLOSED', shiftId, amount: 20_000, expected: 20_000 });
    expect(closed.sent).toMatchObject({ shiftId, shiftNumber: 1, sequence: 2 });
    const late = event({ kind: 'PAID_IN', shiftId, amount: 1 });
    expect(await recordEvent(till.store, till.lead, late)).toMatchObject({
      ok: false,
      error: { code: 'SHIFT' },
    });
    expect((await happen({ kind: 'SHIFT_OPENED' })).sent.shiftNumber).toBe(2);
    expect((await currentClaim(till.store))?.shift?.number).toBe(2);
  });
});

describe('sending', () => {
  it('comes after the sales, oldest first, in batches, and is counted until then', async () => {
    await sell(till);
    for (let n = 0; n < 120; n += 1) await happen();
    gateway.wire = 'cut before';
    const { status, now } = await start();
    expect(status()).toMatchObject({ unsent: 1, unsentEvents: 120 });
    gateway.wire = 'good';
    await now();
    await everythingArrived();
    expect(gateway.eventRequests.map(({ events }) => events.length)).toEqual([50, 50, 20]);
    expect(gateway.eventRequests[0]).toMatchObject({ claimId: 'claim-1', lastSequence: 120 });
    expect(status()).toMatchObject({ unsent: 0, unsentEvents: 0 });
  });

  it.each<Wire>(['answer lost', 'answer truncated', 'portal page', 'portal JSON', 'other answer'])(
    'takes “%s” for no answer, and sends again',
    async (wire) => {
      await happen();
      await start();
      await happen();
      gateway.wire = wire;
      await sync?.now();
      expect((await kept()).map(({ state }) => state)).toEqual(['ACKED', 'FINAL']);
      gateway.wire = 'good';
      await sync?.now();
      await everythingArrived();
    },
  );

  it('goes on beside one that is refused, waits for one to be sent again, and keeps one that is rejected', async () => {
    const events = [await happen(), await happen(), await happen(), await happen()];
    const [poisoned, busy, rejected] = events.map(({ id }) => id);
    gateway.poison.add(poisoned ?? '');
    gateway.retry.add(busy ?? '');
    gateway.reject.add(rejected ?? '');
    await start();
    expect((await kept()).map(({ state, outcome }) => [state, outcome])).toEqual([
      ['FINAL', undefined],
      ['FINAL', 'RETRY'],
      ['HELD', 'REJECTED'],
      ['ACKED', 'RECORDED'],
    ]);
    for (const trouble of [gateway.poison, gateway.retry, gateway.reject]) trouble.clear();
    await sync?.now();
    await everythingArrived();
  });

  it('gives a gateway that was restored from a back-up what it has lost', async () => {
    await happen();
    await start();
    const restore = gateway.backUp();
    await happen();
    await happen();
    await sync?.now();
    await everythingArrived();
    restore();
    await happen();
    await sync?.now();
    await everythingArrived();
    await sync?.stop();
    restore(); // and a till that was off meanwhile
    await start();
    await everythingArrived();
  });

  it('goes on for the claim before, after another register was chosen', async () => {
    gateway.wire = 'cut before';
    await happen();
    await adoptClaim(till.store, newClaim({ claimId: 'claim-2', token: 'tkd_2' }));
    expect((await happen()).sequence).toBe(1);
    gateway.wire = 'good';
    await start();
    expect([...gateway.events.values()].map(({ claimId }) => claimId).sort()).toEqual(['claim-1', 'claim-2']);
  });
});

describe('after ninety days', () => {
  it('what has arrived is given up, but nothing of an open shift and nothing that waits', async () => {
    await happen();
    const shiftId = saleId();
    await happen({ kind: 'SHIFT_OPENED', id: shiftId, amount: 100 });
    await happen({ kind: 'PAID_IN', shiftId, amount: 1 });
    await start();
    await sync?.stop();
    const waiting = await happen();
    clock.advance(91 * 24 * 60 * 60_000);
    await prune(till.store, clock, 0);
    expect((await kept()).map(({ sequence }) => sequence)).toEqual([2, 3, waiting.sequence]);
  });
});

describe('a rescue file', () => {
  it('has what was not sent, and the device knows when it was taken in', async () => {
    const { sent } = await happen();
    const { claims } = await rescueFile(till.store);
    expect(claims).toMatchObject([{ claimId: 'claim-1', sales: [], lastEventSequence: 1, events: [sent] }]);
    expect(await claimsWithUnsent(till.store)).toMatchObject([{ unsent: 0, unsentEvents: 1, held: 0 }]);
    await markTakenIn(till.store, [sent.id]);
    expect((await rescueFile(till.store)).claims).toEqual([]);
  });
});

describe('a device of the version before', () => {
  it('keeps its sales, and an old window does not hold it up', async () => {
    await sell(till);
    till.store.close();
    const rows = await dump(name);
    await deleteDB(name);
    const old = await openDB(name, 1, { upgrade: createVersion1, blocking: () => old.close() });
    for (const [store, values] of rows) for (const value of values) await old.put(store, value);

    till = { ...till, store: await openStore({ name }) };
    const lead = await takeLead(till.store, { steal: true });
    if (!lead.ok || !lead.value) throw new Error('no lead');
    till = { ...till, lead: lead.value };
    expect((await sell(till)).sequence).toBe(2);
    expect((await happen()).sent).toMatchObject({ sequence: 1, saleSequence: 2 });
    await start();
    await everythingArrived();
    expect(gateway.sales.size).toBe(2);
  });
});

async function dump(database: string): Promise<[store: string, values: unknown[]][]> {
  const db = await openDB(database);
  const names = ['meta', 'claims', 'sales'];
  const rows = await Promise.all(
    names.map(async (store): Promise<[string, unknown[]]> => [store, await db.getAll(store)]),
  );
  db.close();
  return rows;
}

/** As the register was, before it knew of events. */
function createVersion1(db: IDBPDatabase): void {
  for (const key of ['meta', 'drafts']) db.createObjectStore(key, { keyPath: 'key' });
  for (const key of ['catalogue', 'reserve']) db.createObjectStore(key);
  db.createObjectStore('claims', { keyPath: 'claimId' });
  db.createObjectStore('unsentStock', { keyPath: 'productId' });
  const sales = db.createObjectStore('sales', { keyPath: 'id' });
  sales.createIndex('place', ['claimId', 'sequence'], { unique: true });
  sales.createIndex('unsent', 'unsent');
  sales.createIndex('unbooked', 'unbooked');
  sales.createIndex('soldAt', ['sent.soldAt', 'id']);
  for (const side of ['productsA', 'productsB']) {
    const products = db.createObjectStore(side, { keyPath: 'id' });
    products.createIndex('codes', 'codes', { multiEntry: true });
    products.createIndex('words', 'words', { multiEntry: true });
    products.createIndex('name', 'searchName');
    products.createIndex('shelf', ['category', 'searchName']);
  }
}
