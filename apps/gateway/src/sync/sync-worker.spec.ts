import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { useShop } from '../gateway-under-test';
import { manners } from './fake-erp';

const shop = useShop();
const { erp } = shop;

const ids = (sales: readonly { id: string }[]) => sales.map(({ id }) => id).sort();

/** Writes to the shop's database as if its time had passed. */
function change(sql: string): void {
  const db = new Database(shop.file);
  db.prepare(sql).run();
  db.close();
}

const makeDue = () =>
  change(`UPDATE "Sale" SET "nextAttemptAt" = "syncErrorAt" WHERE "nextAttemptAt" IS NOT NULL`);

async function until(isTrue: () => Promise<boolean>, seconds = 5): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`It did not come true within ${seconds} seconds.`);
    await sleep(50);
  }
}

const isSynced = (id: string) => async () => (await shop.sale(id)).syncStatus === 'SYNCED';

describe('with an interval', () => {
  const start = () => shop.restart({ syncIntervalSeconds: 30 });
  beforeEach(start);

  it('a sale is Pending when it is recorded, and booked by itself within two seconds', async () => {
    const product = await shop.addProduct();
    for (let round = 0; round < 3; round++) {
      const sold = await shop.sell([product, 1]);
      expect(sold.syncStatus).toBe('PENDING');
      await until(isSynced(sold.id), 2);
    }
    const run = { trigger: 'SCHEDULED', attempted: 1, synced: 1, failed: 0 };
    expect(await shop.runs()).toMatchObject([run, run, run]);
  });

  it('sales that are made shortly after each other go together', async () => {
    const sales = await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 40);
    for (const { id } of sales) await until(isSynced(id));
    expect(erp.requests.length).toBeLessThanOrEqual(3);
  });

  it('a sale that failed is tried again when its time has come', async () => {
    erp.manner = manners.isUnavailable;
    const sold = await shop.sell([await shop.addProduct(), 1]);
    await until(async () => (await shop.sale(sold.id)).syncStatus === 'FAILED');
    erp.manner = manners.properly;
    await until(isSynced(sold.id), 10);
    expect((await shop.sale(sold.id)).syncAttempts).toBeGreaterThan(1);
  });

  it('a stop loses nothing that was not sent yet, and the next start sends it', async () => {
    const sold = await shop.sell([await shop.addProduct(), 1]);
    await start();
    await until(isSynced(sold.id), 2);
    expect(erp.sent(sold.id)).toBe(1);
  });
});

it('sends every so often what nobody was woken for', async () => {
  const sold = await shop.sell([await shop.addProduct(), 1]);
  await shop.restart({ syncIntervalSeconds: 1 });
  await until(isSynced(sold.id), 2);
  change(`UPDATE "Sale" SET "syncStatus" = 'PENDING', "leaseUntil" = NULL`);
  await until(isSynced(sold.id));
  expect(erp.ledger).toHaveLength(1);
});

it('without an interval nothing is sent until somebody asks', async () => {
  const sold = await shop.sell([await shop.addProduct(), 1]);
  await sleep(1000);
  expect((await shop.sale(sold.id)).syncStatus).toBe('PENDING');
  expect(await shop.runs()).toEqual([]);
});

describe('a pass', () => {
  const pass = () => shop.anotherEngine('worker').engine.pass();

  it('that finds nothing to send asks nothing of the ERP and leaves no run', async () => {
    expect(await pass()).toBeUndefined();
    expect([erp.requests, await shop.runs()]).toEqual([[], []]);
  });

  it('leaves what the ERP refused to people, who send it again with a click', async () => {
    const sold = await shop.sell([await shop.addProduct(), 1]);
    erp.verdicts.set(sold.id, { status: 'REJECTED', code: 'PERIOD_CLOSED', message: 'April is closed.' });
    expect(await pass()).toBeUndefined();
    erp.verdicts.clear();
    expect(await pass()).toBeUndefined();
    expect(erp.sent(sold.id)).toBe(1);
    expect(await shop.sync()).toMatchObject({ attempted: 1, synced: 1 });
  });

  it('leaves what is not due, and says when it will be', async () => {
    const sold = await shop.sell([await shop.addProduct(), 1]);
    erp.verdicts.set(sold.id, { status: 'RETRY_LATER', code: 'BOOKS_UNAVAILABLE', message: 'Later.' });
    expect(await pass()).toBeLessThanOrEqual(4_000);
    change(`UPDATE "Sale" SET "nextAttemptAt" = '2999-01-01T00:00:00.000+00:00'`);
    expect(await pass()).toBeGreaterThan(60_000);
    expect(erp.sent(sold.id)).toBe(1);
    makeDue();
    erp.verdicts.clear();
    expect(await pass()).toBeUndefined();
    expect((await shop.sale(sold.id)).syncStatus).toBe('SYNCED');
  });

  it('I8: sends what was never tried apart from what has failed, so that no new sale waits for one that makes the ERP fail', async () => {
    const product = await shop.addProduct({ openingStock: 100 });
    const old = await shop.sellMany(product, 20);
    for (const { id } of old) erp.verdicts.set(id, { status: 'RETRY_LATER' });
    await pass();
    makeDue();
    const fresh = await shop.sellMany(product, 20);
    erp.requests = [];
    await pass();
    expect(erp.requests.map((request) => [...request].sort()).sort()).toEqual([ids(old), ids(fresh)].sort());
  });

  it('F60: a sale over which the ERP hangs is found by halving, and the others are booked in the same pass', async () => {
    const [poison = '', ...others] = ids(
      await shop.sellMany(await shop.addProduct({ openingStock: 100 }), 32),
    );
    erp.poison.add(poison);
    erp.poisonManner = manners.never;
    await shop.anotherEngine('worker', { erpTimeoutMs: 300 }).engine.pass();
    expect(erp.ledger.map(({ saleId }) => saleId).sort()).toEqual(others);
    expect(await shop.sale(poison)).toMatchObject({
      syncAttempts: 1,
      syncError: { kind: 'UNKNOWN_OUTCOME', code: 'ERP_TIMEOUT' },
    });
    expect(erp.requests.length).toBeLessThanOrEqual(2 * Math.log2(32) + 1);
  });

  it('an ERP that fails over everything, but for its health, is not asked without end', async () => {
    await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 210);
    erp.poison = new Set((await shop.sales({}, 200)).map(({ id }) => id));
    await pass();
    expect(erp.requests.length).toBeLessThanOrEqual(2 * 16);
    expect(await shop.summary()).toMatchObject({ pending: 10, failed: 200 });
  });

  it('two sales that each make the ERP fail by themselves do not close it to the others', async () => {
    const product = await shop.addProduct({ openingStock: 100 });
    const { engine } = shop.anotherEngine('worker');
    for (let count = 0; count < 3; count++) {
      erp.poison.add((await shop.sell([product, 1])).id);
      await engine.pass();
    }
    const sold = await shop.sell([product, 1]);
    await engine.pass();
    expect((await shop.sale(sold.id)).syncStatus).toBe('SYNCED');
  });

  it('F62: leaves sales Pending while the ERP can’t be reached, burns no attempt, and a click tries at once', async () => {
    const { engine } = shop.anotherEngine('worker');
    const product = await shop.addProduct({ openingStock: 1000 });
    erp.key = 'another-key-than-the-gateway-has';
    const tried = await shop.sellMany(product, 210);
    const rest = await engine.pass();
    expect(rest).toBeGreaterThan(25_000);
    expect(await shop.summary()).toMatchObject({ pending: 10, failed: 200 });
    await shop.sell([product, 1]);
    await engine.pass();
    expect(await shop.summary()).toMatchObject({ pending: 11, failed: 200 });

    await erp.start();
    expect(await engine.run()).toEqual(expect.any(String));
    expect(await shop.summary()).toMatchObject({ pending: 0, failed: 0, synced: tried.length + 1 });
    expect(new Set((await shop.sales({}, 200)).map(({ syncAttempts }) => syncAttempts))).toEqual(
      new Set([1]),
    );
  });

  it('makes way for a click, which takes over what is left', async () => {
    const { engine } = shop.anotherEngine('worker');
    const sales = await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 330);
    const release = erp.hold();
    const passing = engine.pass();
    await erp.arrived(2);
    const click = engine.run();
    const secondClick = engine.run();
    release();
    expect(await click).toBe(await secondClick);
    await passing;
    expect(await shop.runs()).toMatchObject([
      { trigger: 'MANUAL', attempted: 130, synced: 130 },
      { trigger: 'SCHEDULED', attempted: 200, synced: 200 },
    ]);
    expect(erp.requests.flat().sort()).toEqual(ids(sales));
  });

  it('that is asked for while another waits for its turn is the same one, and a click goes before it', async () => {
    const { engine } = shop.anotherEngine('worker');
    await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 330);
    const release = erp.hold();
    const passes = [engine.pass()];
    await erp.arrived(2);
    for (let count = 0; count < 5; count++) passes.push(engine.pass());
    expect(new Set(passes).size).toBe(2);
    const click = engine.run();
    release();
    await Promise.all([click, ...passes]);
    expect(await shop.runs()).toMatchObject([
      { trigger: 'MANUAL', attempted: 130, synced: 130 },
      { trigger: 'SCHEDULED', attempted: 200, synced: 200 },
    ]);
  });

  it('whose leases run out while it halves leaves to another what that one has taken', async () => {
    const sales = ids(await shop.sellMany(await shop.addProduct({ openingStock: 100 }), 8));
    erp.poison.add(sales[0] ?? '');
    erp.poisonManner = manners.never;
    const slow = shop.anotherEngine('slow', { erpTimeoutMs: 300, leaseSeconds: 0.5 });
    const passing = slow.engine.pass();
    await sleep(700);
    await shop.anotherEngine('quick', { erpTimeoutMs: 300 }).engine.pass();
    await passing;
    const secondHalf = sales.slice(4).map((id) => erp.sent(id)); // once with the first half, and once by the other
    expect(secondHalf).toEqual([2, 2, 2, 2]);
    expect(await shop.summary()).toMatchObject({ failed: 1, synced: 7 });
  });

  it('F54: of two engines at once sends each sale in one request', async () => {
    const sales = await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 330);
    const engines = ['one', 'two', 'three'].map((owner) => shop.anotherEngine(owner).engine);
    await Promise.all([...engines.map((engine) => engine.pass()), shop.sync(), shop.sync()]);
    await shop.sync();
    expect(erp.requests.flat().sort()).toEqual(ids(sales));
    expect(await shop.summary()).toMatchObject({ pending: 0, failed: 0, synced: 330 });
  });
});
