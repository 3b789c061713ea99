import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { openDb, type Db } from './db';
import type { News } from './news';
import { finishBrokenRuns, finishRun, startRun } from './sync-runs';
import { DATABASES, newPostgresDatabase, useShop } from './test-shop';

/** Longer than news is gathered and travels. */
const A_WHILE = 400;

const OWNER = { owner: 'a test', leaseSeconds: 60 };

/** What is heard from here on; on PostgreSQL once its connection stands, and without what that begins with. */
async function heardBy(db: Db): Promise<News[]> {
  const heard: News[] = [];
  db.onNews((news) => heard.push(news));
  await sleep(A_WHILE);
  heard.length = 0;
  return heard;
}

describe.each(DATABASES)('on %s', (database) => {
  const shop = useShop(database);

  it('of many sales in a moment the products are told once, with their outlet', async () => {
    const [coffee, tea] = [await shop.addProduct({ stock: 100 }), await shop.addProduct({ name: 'Tea' })];
    const heard = await heardBy(shop.db);
    await Promise.all([...Array(10)].map(() => shop.sell({ lines: [[coffee, 1]] })));
    await shop.sell({ lines: [[tea, 1]] });
    await sleep(A_WHILE);
    const { outletId } = shop;
    for (const news of heard) expect(news).toMatchObject({ kind: 'STOCK', outletId });
    expect(heard.length).toBeLessThan(6);
    const told = heard.flatMap((news) => (news.kind === 'STOCK' ? news.productIds : []));
    expect(new Set(told)).toEqual(new Set([coffee, tea]));
  });

  it('what is refused is not told', async () => {
    const product = await shop.addProduct({ stock: 1 });
    const heard = await heardBy(shop.db);
    await expect(shop.sell({ lines: [[product, 2]] })).rejects.toThrow();
    await expect(
      shop.db.transaction(async (tx) => {
        tx.tell({ kind: 'SYNC_RUN', runId: 'none' });
        throw new Error('taken back');
      }),
    ).rejects.toThrow('taken back');
    await sleep(A_WHILE);
    expect(heard).toEqual([]);
  });

  it('more products than one message holds are told in several', async () => {
    const heard = await heardBy(shop.db);
    const productIds = [...Array(1000).keys()].map((n) => `${n}`.padStart(36, '0'));
    await shop.db.transaction(async (tx) => tx.tell({ kind: 'STOCK', outletId: shop.outletId, productIds }));
    await sleep(A_WHILE);
    expect(heard.flatMap((news) => (news.kind === 'STOCK' ? news.productIds : []))).toEqual(productIds);
  });

  it('a sync run is told of when it begins, when it ends, and when a crash had ended it', async () => {
    const heard = await heardBy(shop.db);
    const [first, broken] = [
      await startRun(shop.db, 'MANUAL', OWNER),
      await startRun(shop.db, 'MANUAL', { ...OWNER, owner: 'a former life' }),
    ];
    await sleep(A_WHILE);
    expect(heard.splice(0)).toEqual([first, broken].map((runId) => ({ kind: 'SYNC_RUN', runId })));
    await finishRun(shop.db, first);
    await finishBrokenRuns(shop.db, 'a former life');
    await sleep(A_WHILE);
    expect(heard).toEqual([first, broken].map((runId) => ({ kind: 'SYNC_RUN', runId })));
  });
});

it('on PostgreSQL, whoever lost the connection is told that news may be lost, and hears again', async () => {
  const url = await newPostgresDatabase();
  const db = await openDb(url);
  const heard = await heardBy(db);
  const administrator = new Client(url);
  await administrator.connect();
  await administrator.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
  );
  await administrator.end();
  await sleep(2000);
  expect(heard.splice(0)).toEqual([{ kind: 'LOST' }]);
  await db.transaction(async (tx) => tx.tell({ kind: 'SYNC_RUN', runId: 'next' }));
  await sleep(A_WHILE);
  expect(heard).toEqual([{ kind: 'SYNC_RUN', runId: 'next' }]);
  await db.close();
});

it('on PostgreSQL one process hears what another tells, also what it told last before it ended', async () => {
  const url = await newPostgresDatabase();
  const [here, there] = [await openDb(url), await openDb(url)];
  const heard = await heardBy(here);
  await there.transaction(async (tx) => tx.tell({ kind: 'SYNC_RUN', runId: 'last' }));
  await there.close();
  await sleep(A_WHILE);
  expect(heard).toEqual([{ kind: 'SYNC_RUN', runId: 'last' }]);
  await here.close();
});
