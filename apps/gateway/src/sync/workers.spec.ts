// On PostgreSQL, as it is run for many shops: the API in one process, workers in others, each killed in the midst of its work.
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { useProcesses, type Running } from '../processes-under-test';
import { ShopApi } from '../shop-api';
import { FakeErp, manners } from './fake-erp';

const processes = useProcesses();
const erp = new FakeErp();
const shop = new ShopApi();
let database: Client;
let environment: Record<string, string>;

beforeEach(async () => {
  await erp.start();
  const DATABASE_URL = await processes.newPostgresDatabase();
  environment = {
    DATABASE_URL,
    ERP_URL: erp.url,
    DATA_DIR: processes.newFolder(),
    SYNC_INTERVAL_SECONDS: '30',
  };
  shop.url = await processes.gateway({ ...environment, ROLE: 'api' }).url;
  await shop.signIn();
  database = new Client(DATABASE_URL);
  await database.connect();
}, 60_000);
afterEach(async () => {
  await database.end();
  await erp.close();
});

async function startWorker(given: Record<string, string> = {}): Promise<Running> {
  const worker = processes.gateway({ ...environment, ROLE: 'worker', ...given });
  await worker.works;
  return worker;
}

async function count(sql: string): Promise<number> {
  const { rows } = await database.query<{ count: string }>(`SELECT COUNT(*) AS "count" FROM ${sql}`);
  return Number(rows[0]?.count);
}

const unsynced = () => count(`"Sale" WHERE "syncStatus" <> 'SYNCED'`);

async function untilAllSynced(seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while ((await unsynced()) > 0) {
    if (Date.now() > end)
      throw new Error(`${await unsynced()} sales are not synced after ${seconds} seconds.`);
    await sleep(50);
  }
}

/** Invariants I2 and I3: each sale is in the ERP's books once, under the number that the gateway shows. */
async function expectBookedOnce(): Promise<void> {
  const { rows } = await database.query<{ id: string; erpReference: string }>(
    'SELECT "id", "erpReference" FROM "Sale" ORDER BY "id"',
  );
  expect(erp.ledger.map(({ saleId }) => saleId).sort()).toEqual(rows.map(({ id }) => id));
  for (const { id, erpReference } of rows) expect(erpReference).toBe(erp.erpReference(id));
}

it('a sale that the API records is booked by a worker at once', async () => {
  await startWorker();
  const product = await shop.addProduct({ openingStock: 100 });
  for (let round = 0; round < 3; round++) {
    expect((await shop.sell([product, 1])).syncStatus).toBe('PENDING');
    await untilAllSynced(10);
  }
  await expectBookedOnce();
});

it('the news of a sale is in the queue when the sale is recorded, once for each outlet, and not when it is refused', async () => {
  const product = await shop.addProduct({ openingStock: 100 });
  expect(await count('graphile_worker.jobs')).toBe(0);
  await shop.refusedSale({ lines: [{ productId: product, quantity: 101 }] });
  expect(await count('graphile_worker.jobs')).toBe(0);
  await shop.sellMany(product, 40);
  expect(await count('graphile_worker.jobs')).toBe(1);
});

it('the loss of every job, and of the queue itself, loses no sale: the workers look by themselves', async () => {
  const product = await shop.addProduct({ openingStock: 100 });
  await shop.sellMany(product, 20);
  await database.query('DELETE FROM graphile_worker._private_jobs');
  await startWorker({ SYNC_INTERVAL_SECONDS: '1' });
  await untilAllSynced(10);

  await database.query('DROP SCHEMA graphile_worker CASCADE');
  await shop.sellMany(product, 20);
  await untilAllSynced(10);
  await expectBookedOnce();
});

it.each([1, 2])(
  'of two workers one is killed in the midst of a batch and the other sends what it had leased (round %d)',
  async () => {
    const [first, second] = [await startWorker(), await startWorker()];
    const product = await shop.addProduct({ openingStock: 10_000 });
    // By the time the worker dies the ERP has booked what it was sent, or it hasn't.
    const release = randomInt(2) === 0 ? erp.hold() : () => undefined;
    erp.booksFirst = true;
    erp.manner = (reply, verdicts) => void setTimeout(() => manners.properly(reply, verdicts), 500);
    await shop.sellMany(product, 150);
    await erp.arrived(2);
    first.process.kill('SIGKILL');
    await first.ended;
    await shop.sellMany(product, 30);
    erp.manner = manners.properly;
    release();
    // As if the minute of the dead one's leases had passed.
    await database.query(
      `UPDATE "Sale" SET "leaseUntil" = "leaseUntil" - interval '1 minute' WHERE "syncStatus" <> 'SYNCED'`,
    );
    await shop.sell([product, 1]);
    await untilAllSynced(20);
    await expectBookedOnce();
    second.process.kill('SIGTERM');
    expect(await second.ended).toEqual({ code: 0, signal: null, stderr: '' });
  },
  60_000,
);

it('a worker that stands still beyond its lease and then goes on takes nothing back', async () => {
  const sleeper = await startWorker();
  const product = await shop.addProduct({ openingStock: 100 });
  const release = erp.hold();
  const sold = await shop.sell([product, 1]);
  await erp.arrived(1);
  sleeper.process.kill('SIGSTOP');
  await database.query(`UPDATE "Sale" SET "leaseUntil" = "leaseUntil" - interval '1 minute'`);
  const other = await startWorker();
  await erp.arrived(2);
  release();
  await untilAllSynced(10);
  const before = await shop.sale(sold.id);
  sleeper.process.kill('SIGCONT');
  for (const worker of [sleeper, other]) {
    worker.process.kill('SIGTERM');
    await worker.ended;
  }
  expect(await shop.sale(sold.id)).toEqual(before);
  await expectBookedOnce();
});

it('F46: connections that the database cuts are made again, and nothing is lost', async () => {
  await startWorker();
  const product = await shop.addProduct({ openingStock: 100 });
  await shop.sell([product, 1]);
  await untilAllSynced(10);
  await database.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await sleep(1000);
  await shop.sell([product, 1]);
  await untilAllSynced(20);
  await expectBookedOnce();
});

it('with PostgreSQL one process can do it all', async () => {
  const shop = new ShopApi(await processes.gateway({ ...environment, ROLE: 'all' }).url);
  await shop.signIn();
  await shop.sell([await shop.addProduct(), 1]);
  await untilAllSynced(10);
});

it('F54: three processes and two clicks at once send each sale in one request', async () => {
  const product = await shop.addProduct({ openingStock: 1000 });
  const sales = await shop.sellMany(product, 150);
  await Promise.all([startWorker(), startWorker(), shop.sync(), shop.sync()]);
  await untilAllSynced(10);
  expect(erp.requests.flat().sort()).toEqual(sales.map(({ id }) => id).sort());
  await expectBookedOnce();
});
