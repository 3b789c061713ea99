// On PostgreSQL, as it is run for many shops: what one process commits is heard by whoever subscribed at another.
import { Client } from 'pg';
import { useProcesses } from '../processes-under-test';
import { ShopApi, type RunAnswer } from '../shop-api';
import { FakeErp } from '../sync/fake-erp';
import { listen, until } from './listener-under-test';

const processes = useProcesses();
const erp = new FakeErp();
let environment: Record<string, string>;

beforeEach(async () => {
  await erp.start();
  environment = {
    DATABASE_URL: await processes.newPostgresDatabase(),
    ERP_URL: erp.url,
    DATA_DIR: processes.newFolder(),
    SYNC_INTERVAL_SECONDS: '30',
  };
}, 60_000);
afterEach(() => erp.close());

async function startApi(): Promise<ShopApi> {
  return new ShopApi(await processes.gateway({ ...environment, ROLE: 'api' }).url).signIn();
}

interface Stock {
  readonly stockChanged: readonly { readonly id: string; readonly stock: number }[];
}
const STOCK = 'subscription { stockChanged { id stock } }';

interface Progress {
  readonly syncProgress: RunAnswer;
}
const PROGRESS = 'subscription { syncProgress { id status attempted synced } }';

it('a sale at one process is heard within a second at the other', async () => {
  const here = await startApi();
  const there = await startApi();
  const product = await here.addProduct({ openingStock: 100 });
  const { heard } = await listen<Stock>(there, STOCK);
  const sold = Date.now();
  await here.sell([product, 1]);
  await until(() => heard.some(({ stockChanged }) => stockChanged.some(({ stock }) => stock === 99)));
  expect(Date.now() - sold).toBeLessThan(1000);
}, 60_000);

it('a worker’s run is heard at the API, to its end', async () => {
  const shop = await startApi();
  const product = await shop.addProduct({ openingStock: 1000 });
  const { heard } = await listen<Progress>(shop, PROGRESS);
  await shop.sellMany(product, 150);
  await processes.gateway({ ...environment, ROLE: 'worker' }).works;
  await until(
    () => heard.some(({ syncProgress: { status, synced } }) => status === 'FINISHED' && synced === 150),
    15,
  );
}, 60_000);

it('who may have missed something, because the database was away, is sent away to come again', async () => {
  const shop = await startApi();
  const product = await shop.addProduct();
  const broken = await listen<Stock>(shop, STOCK);
  const database = new Client(environment.DATABASE_URL);
  await database.connect();
  await database.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
  );
  await database.end();
  await until(() => broken.ended !== undefined, 10);
  expect(broken.ended).not.toBe('complete');
  const { heard } = await listen<Stock>(shop, STOCK);
  await shop.sell([product, 1]);
  await until(() => heard.length > 0);
}, 60_000);
