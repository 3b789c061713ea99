// Whatever happens to a till, in whatever order: each sale that the cashier saw complete is at the gateway exactly once
// and unchanged, numbers and chain have no gap, and nothing waits for ever.
import fc from 'fast-check';
import { deleteDB } from 'idb';
import { adoptClaim } from './claims';
import { findByCode } from './catalogue';
import { completeSale } from './complete-sale';
import { listParked, loadDraft, parkCart, resumeParked, saveDraft } from './drafts';
import { takeLead } from './lead';
import { openStore } from './store';
import { startSync, type Sync } from './sync';
import { openTestGateway, type TestGateway, type Wire } from './test-gateway';
import {
  allSales,
  COFFEE,
  freshName,
  mustBeWhole,
  newClaim,
  openTill,
  saleId,
  testClock,
  type TestClock,
  type Till,
} from './test-till';
import { money, quantity } from '@tillkeep/domain';

const SEED = process.env.SEED ? Number(process.env.SEED) : undefined;
const ROUNDS = Number(process.env.ROUNDS ?? 60);

/** What the cashier knows. */
interface Model {
  /** sales shown as complete, by id, with their hash */
  readonly complete: Map<string, string>;
  /** sales begun whose window died before it said anything */
  readonly unknown: Set<string>;
  parked: number;
  epoch: number;
}

interface Real {
  readonly name: string;
  readonly gateway: TestGateway;
  readonly clock: TestClock;
  till: Till;
  sync: Sync;
  backUp?: () => void;
}

type Command = fc.AsyncCommand<Model, Real>;

function command(name: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return { check: () => true, run, toString: () => name };
}

/** A sale of what the draft holds; the id is given before anything is tried. */
async function sellOnce(real: Real, id: string, pieces: number, taps = 1): ReturnType<typeof completeSale> {
  const { store, lead } = real.till;
  const product = await findByCode(store, 'CAFE-250');
  const line = {
    ...COFFEE,
    productId: product ? 'coffee' : undefined,
    quantity: quantity(pieces * 1000),
    unitPrice: product ? money(product.price) : COFFEE.unitPrice,
  };
  const soldAt = real.clock.now();
  const answers = await Promise.all(
    Array.from({ length: taps }, () => completeSale(store, lead, { id, soldAt, lines: [line, COFFEE] })),
  );
  const [answer] = answers;
  if (!answer) throw new Error('no answer');
  for (const other of answers) expect(other).toEqual(answer);
  return answer;
}

async function mustSell(model: Model, real: Real, id: string, pieces: number, taps = 1): Promise<void> {
  const answer = await sellOnce(real, id, pieces, taps);
  if (!answer.ok) throw new Error(answer.error.message);
  model.complete.set(id, answer.value.sent.hash);
  model.unknown.delete(id);
}

const sell = fc
  .record({ pieces: fc.integer({ min: 1, max: 9 }), taps: fc.integer({ min: 1, max: 3 }) })
  .map(({ pieces, taps }) =>
    command(`sell ${pieces}, tap ${taps}×`, (model, real) => mustSell(model, real, saleId(), pieces, taps)),
  );

const park = fc.constant(
  command('park', async (model, { till, clock }) => {
    await saveDraft(till.store, till.lead, { saleId: saleId(), state: 'a cart' });
    const cart = { id: saleId(), name: 'Anna', parkedAt: clock.now(), state: 'a cart' };
    expect(await parkCart(till.store, till.lead, cart)).toMatchObject({ ok: true });
    model.parked += 1;
  }),
);

const resume = fc.constant(
  command('resume', async (model, { till }) => {
    const [cart] = await listParked(till.store);
    if (!cart) return;
    expect(await resumeParked(till.store, till.lead, cart.id)).toMatchObject({ ok: true, value: cart });
    model.parked -= 1;
    expect(await loadDraft(till.store)).toMatchObject({ state: 'a cart' });
  }),
);

const changePrice = fc.integer({ min: 0, max: 100_000 }).map((price) =>
  command(`price ${price}`, async (_model, { gateway }) => {
    const { sku, name } = COFFEE;
    gateway.setProducts([
      { id: 'coffee', sku, name, barcodes: [], price, taxRate: 5.5, trackStock: true, stock: 7 },
    ]);
  }),
);

const wires: Wire[] = [
  ...(['good', 'cut before', 'answer lost', 'answer truncated', 'portal page'] as const),
  ...(['portal JSON', 'other answer', 'no such document'] as const),
];
const setWire = fc.constantFrom(...wires).map((wire) =>
  command(`wire: ${wire}`, async (_model, { gateway }) => {
    gateway.wire = wire;
  }),
);

const trouble = fc
  .record({ what: fc.constantFrom('retry', 'reject', 'poison'), which: fc.nat({ max: 9 }) })
  .map(({ what, which }) =>
    command(`${what} sale ${which}`, async (_model, { gateway, till }) => {
      const sales = await allSales(till.store);
      const sale = sales[sales.length - 1 - which];
      if (sale && what === 'retry') gateway.retry.add(sale.id);
      if (sale && what === 'reject') gateway.reject.add(sale.id);
      if (sale && what === 'poison') gateway.poison.add(sale.id);
    }),
  );

const send = fc.constant(command('send now', (_model, { sync }) => sync.now()));

const jump = fc
  .integer({ min: -3 * 86_400_000, max: 3 * 86_400_000 })
  .map((milliseconds) =>
    command(`clock jumps ${milliseconds} ms`, async (_model, { clock }) => clock.jump(milliseconds)),
  );

const takeOver = fc.constant(
  command('take over', async (model, { till, clock }) => {
    model.epoch += 1;
    const { epoch } = model;
    await adoptClaim(till.store, newClaim({ claimId: `claim-${epoch}`, epoch, claimedAt: clock.now() }));
  }),
);

const otherWindow = fc.constant(
  command('another window sells', async (model, real) => {
    const old = real.till;
    const store = await openStore({ name: real.name });
    const lead = await takeLead(store);
    if (!lead.ok || !lead.value) throw new Error('no lead');
    await real.sync.stop();
    real.till = { store, lead: lead.value };
    real.sync = startSync({ store, transport: real.gateway.transport, clock: real.clock });
    const refused = await sellOnce({ ...real, till: old }, saleId(), 1);
    expect(refused).toMatchObject({ ok: false, error: { code: 'LEADER_LOST' } });
    await mustSell(model, real, saleId(), 2);
    old.store.close();
  }),
);

const backUp = fc.constant(
  command('back up the gateway', async (_model, real) => {
    real.backUp = real.gateway.backUp();
  }),
);
const restore = fc.constant(command('restore the gateway', async (_model, real) => real.backUp?.()));

/** The window dies at its nth write: while a sale is paid, or while sales are sent. Then it is opened again. */
const kill = fc
  .record({ writes: fc.integer({ min: 1, max: 8 }), during: fc.constantFrom('sale', 'sending') })
  .map(({ writes, during }) =>
    command(`kill at write ${writes} of a ${during}`, async (model, real) => {
      const id = saleId();
      const revive = dieAtWrite(writes);
      if (during === 'sale') {
        model.unknown.add(id);
        const answer = await sellOnce(real, id, 1).catch(() => undefined);
        // Answered before it died: the cashier has seen it.
        if (answer?.ok) model.complete.set(id, answer.value.sent.hash);
      } else await real.sync.now();
      await real.sync.stop();
      real.till.store.close();
      revive();
      real.till = await openTill(real.name, undefined);
      real.sync = startSync({ store: real.till.store, transport: real.gateway.transport, clock: real.clock });
      // The cart is still there, with its id: the cashier pays it again.
      if (during === 'sale') await mustSell(model, real, id, 1);
      expect(await listParked(real.till.store)).toHaveLength(model.parked);
    }),
  );

/** From the nth write on every transaction is gone, and so is the database, until revived. */
function dieAtWrite(nth: number): () => void {
  const { put, add, clear } = IDBObjectStore.prototype;
  const { transaction } = IDBDatabase.prototype;
  const { open } = IDBFactory.prototype;
  let left = nth;
  let isDead = false;
  const dying = (request: IDBRequest, store: IDBObjectStore) => {
    left -= 1;
    if (left > 0 || isDead) return request;
    isDead = true;
    request.addEventListener('success', () => store.transaction.abort());
    return request;
  };
  IDBObjectStore.prototype.put = function (value, key) {
    return dying(put.call(this, value, key), this);
  };
  IDBObjectStore.prototype.add = function (value, key) {
    return dying(add.call(this, value, key), this);
  };
  IDBObjectStore.prototype.clear = function () {
    return dying(clear.call(this), this);
  };
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    if (isDead) throw new DOMException('dead', 'InvalidStateError');
    return transaction.call(this, stores, mode, options);
  };
  IDBFactory.prototype.open = function (name, version) {
    if (isDead) throw new DOMException('dead', 'UnknownError');
    return open.call(this, name, version);
  };
  return () => {
    Object.assign(IDBObjectStore.prototype, { put, add, clear });
    Object.assign(IDBDatabase.prototype, { transaction });
    Object.assign(IDBFactory.prototype, { open });
  };
}

/** Everything is mended, and what waited has been sent. */
async function heal({ gateway, sync }: Real): Promise<void> {
  gateway.wire = 'good';
  for (const troubled of [gateway.retry, gateway.reject, gateway.poison]) troubled.clear();
  for (let rounds = 0; rounds < 3; rounds += 1) await sync.now();
}

async function check(model: Model, { till, gateway, sync }: Real): Promise<void> {
  const sales = await allSales(till.store);
  mustBeWhole(sales);
  for (const [id, hash] of model.complete) {
    expect(gateway.sales.get(id)?.sent.hash).toBe(hash);
    expect(sales.find((sale) => sale.id === id)?.sent.hash).toBe(hash);
  }
  // Nothing was sold that nobody has seen, or begun: no second sale of a cart.
  for (const { id } of sales) expect(model.complete.has(id) || model.unknown.has(id)).toBe(true);
  expect(gateway.sales.size).toBe(sales.length);
  const numbers = sales.map(({ reference }) => reference);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(sales.filter(({ state }) => state !== 'ACKED')).toEqual([]);
  expect(gateway.conflicts.size).toBe(0);
  expect(sync.status()).toMatchObject({
    unsent: 0,
    held: 0,
    line: expect.stringMatching('ONLINE|ERP_DELAYED'),
  });
  const unsentStock = await till.store.read(['unsentStock'], (tx) => tx.objectStore('unsentStock').getAll());
  expect(unsentStock).toEqual([]);
}

it('a finished sale is never lost and never doubled', async () => {
  const commands = fc.commands(
    [
      ...[sell, sell, sell, park, resume, changePrice, setWire, setWire, trouble, send, send, jump],
      ...[takeOver, otherWindow, backUp, restore, kill, kill],
    ],
    { maxCommands: 40, size: 'max' },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (cmds) => {
      const model: Model = { complete: new Map(), unknown: new Set(), parked: 0, epoch: 1 };
      const name = freshName();
      const clock = testClock();
      const gateway = await openTestGateway(() => clock.now().getTime());
      const till = await openTill(name);
      const sync = startSync({ store: till.store, transport: gateway.transport, clock });
      const real: Real = { name, gateway, clock, till, sync };
      try {
        await fc.asyncModelRun(() => ({ model, real }), cmds);
        await heal(real);
        await check(model, real);
      } finally {
        await real.sync.stop();
        real.till.store.close();
        await gateway.close();
        await deleteDB(name);
      }
    }),
    { numRuns: ROUNDS, ...(SEED !== undefined && { seed: SEED }) },
  );
}, 600_000);
