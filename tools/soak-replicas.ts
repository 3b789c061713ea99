// npm run soak:replicas -- [--sales <n>] [--seed <n>] [--sqlite]: three API replicas and two workers on PostgreSQL (with --sqlite one gateway on
// its file) record sales and send them to the ERP, while all of them, the database and the ERP are killed, stopped, paused and cut off at random.
// When everything runs again, each sale must be once in the gateway and once in the ERP, with the same total. Exit code 0: it is.
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  checkRollups,
  createApiKey,
  createProduct,
  listOutlets,
  openDb,
  registerProof,
  verifyAudit,
} from '@tillkeep/data';
import { money, quantityFromNumber, taxRateFromPercent } from '@tillkeep/domain';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { freePort } from './bench/services';
import { startPostgres } from './postgres.mjs';
import { startService } from './services-for-test.mjs';
import { runTool, Stop } from './terminal';

/** Cashiers who sell at the same time. */
const TILLS = 12;
/** However quickly the sales are made. */
const FEWEST_TROUBLES = 5;
/** In minor units. */
const PRICES = [1, 99, 249, 1_299, 49_990];
const OPENING_STOCK = quantityFromNumber(1_000_000_000);
/** In milliseconds: longer than a lease, after which somebody else may send what a paused worker has taken. */
const BEYOND_THE_LEASE = 65_000;

/** A service that is started again, at the same place, whatever happened to it. */
class Part {
  private running: Promise<Awaited<ReturnType<typeof startService>>>;
  constructor(
    readonly name: string,
    private readonly start: () => ReturnType<typeof startService>,
  ) {
    this.running = start();
  }

  async isUp(): Promise<void> {
    await this.running;
  }

  /** Down for so many milliseconds. */
  async restart(signal: NodeJS.Signals, down: number): Promise<void> {
    const service = await this.running;
    service.signal(signal);
    if (signal === 'SIGTERM') await service.stop();
    await sleep(down);
    this.running = this.startAgain();
    await this.running;
  }

  /** Neither dead nor alive for so many milliseconds. */
  async pause(milliseconds: number): Promise<void> {
    const service = await this.running;
    service.signal('SIGSTOP');
    await sleep(milliseconds);
    service.signal('SIGCONT');
  }

  async stop(): Promise<void> {
    await (await this.running).stop();
  }

  /** As a service manager does: until it runs. */
  private async startAgain(): ReturnType<typeof startService> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.start();
      } catch (error) {
        if (tries === 60) throw error;
        await sleep(500);
      }
    }
  }
}

interface Sold {
  readonly id: string;
  readonly reference: string;
  readonly total: number;
}

runTool(async () => {
  const { values } = parseArgs({
    options: { sales: { type: 'string' }, seed: { type: 'string' }, sqlite: { type: 'boolean' } },
  });
  const sales = wholeNumber(values.sales ?? '100000');
  const seed = wholeNumber(values.seed ?? `${Date.now() % 1_000_000}`);
  const scratch = mkdtempSync(join(tmpdir(), 'tillkeep-soak-'));
  const server = mkdtempSync(join(tmpdir(), 'tillkeep-soak-postgres-'));
  const postgres = values.sqlite ? undefined : await startPostgres(server);
  try {
    const house = await openHouse(scratch, postgres?.url);
    console.log(
      `At least ${sales.toLocaleString('en')} sales, seed ${seed}, on ${postgres ? 'PostgreSQL' : 'SQLite'} …`,
    );
    const start = Date.now();
    const troubles: string[] = [];
    const load = sell(house, (begun) => begun >= sales && troubles.length >= FEWEST_TROUBLES);
    const kinds = sales < LONG_RUN ? SHORT_TROUBLES : TROUBLES;
    await makeTrouble(house, postgres, kinds, seed, troubles, load);
    const sold = await load;
    const number = sold.length.toLocaleString('en');
    const seconds = Math.round((Date.now() - start) / 1000);
    console.log(
      `${number} were sold in ${seconds} s, through ${countEach(troubles)}. Now everything runs, and what is left goes to the ERP …`,
    );
    await drain(house);
    await compare(house, sold);
    await Promise.all(house.parts.map((part) => part.stop()));
    console.log(
      `✓ ${number} sales: each is once in the gateway and once in the ERP, totals equal to the cent; numbers, chains, stock, roll-ups and audit trail in order.`,
    );
  } finally {
    await postgres?.stop();
    for (const folder of [scratch, server]) rmSync(folder, { recursive: true, force: true });
  }
});

interface House {
  readonly parts: readonly Part[];
  /** Where the API replicas listen. */
  readonly urls: readonly string[];
  readonly databaseUrl: string;
  readonly booksFile: string;
  readonly token: string;
  readonly productIds: readonly string[];
  readonly registerIds: readonly string[];
}

async function openHouse(folder: string, postgresUrl: string | undefined): Promise<House> {
  const databaseUrl = postgresUrl ?? `file:${join(folder, 'shop.sqlite')}`;
  const erpPort = await freePort();
  const erp = new Part('the ERP', () => startService('erp', { DATA_DIR: folder, ERP_PORT: `${erpPort}` }));
  const common = {
    DATA_DIR: folder,
    ERP_URL: `http://127.0.0.1:${erpPort}/graphql`,
    SYNC_INTERVAL_SECONDS: '2',
    ...(postgresUrl && { DATABASE_URL: postgresUrl }),
  };
  const gateway = async (name: string, role: string) => {
    const port = await freePort();
    const env = { ...common, GATEWAY_PORT: `${port}`, ROLE: role };
    const part = new Part(name, () => startService('gateway', env));
    await part.isUp(); // one after the other: the first one makes the tables
    return { part, url: `http://127.0.0.1:${port}/graphql` };
  };
  const apis = postgresUrl
    ? [await gateway('API 1', 'api'), await gateway('API 2', 'api'), await gateway('API 3', 'api')]
    : [await gateway('the gateway', 'all')];
  const workers = postgresUrl
    ? [await gateway('worker 1', 'worker'), await gateway('worker 2', 'worker')]
    : [];
  const db = await openDb(databaseUrl);
  const [outlet] = await listOutlets(db);
  if (!outlet) throw new Error('The demo shop has no outlet.');
  const { secret } = await createApiKey(db, { name: 'Soak', role: 'ADMIN', outletId: outlet.id });
  const productIds = [];
  for (const [index, price] of PRICES.entries())
    productIds.push(
      await createProduct(db, outlet.id, {
        ...{ name: `Soak ${index}`, sku: `SOAK-${index}`, barcodes: [], category: null, trackStock: true },
        ...{ price: money(price), taxRate: taxRateFromPercent(5.5), openingStock: OPENING_STOCK },
      }),
    );
  const registers = await db.read.register.findMany({ where: { outletId: outlet.id } });
  await db.close();
  return {
    ...{ databaseUrl, productIds, token: secret, booksFile: join(folder, 'erp.sqlite') },
    parts: [...apis, ...workers].map(({ part }) => part).concat(erp),
    urls: apis.map(({ url }) => url),
    registerIds: registers.map(({ id }) => id),
  };
}

/** All tills together; each sells on, whichever replica answers, until that is enough. */
async function sell(house: House, isEnough: (begun: number) => boolean): Promise<Sold[]> {
  const sold: Sold[] = [];
  let begun = 0;
  async function till() {
    while (!isEnough(begun)) {
      begun++;
      sold.push(await sellOne(house));
    }
  }
  await Promise.all(Array.from({ length: TILLS }, till));
  return sold;
}

async function sellOne(house: House): Promise<Sold> {
  const input = {
    id: uuid(),
    registerId: oneOf(house.registerIds),
    lines: Array.from({ length: randomInt(1, 4) }, () => ({
      productId: oneOf(house.productIds),
      quantity: randomInt(1, 3),
    })),
  };
  for (;;) {
    const answer = await ask<{ createSale: Sold }>(oneOf(house.urls), house.token, CREATE_SALE, { input });
    if (answer.data) return answer.data.createSale;
    // Whether it was recorded nobody knows: the same id is sent again.
    if (answer.code !== undefined && answer.code !== 'INTERNAL_SERVER_ERROR')
      throw new Stop(`A sale was refused: ${answer.code}`);
    await sleep(randomInt(50, 500));
  }
}

const CREATE_SALE =
  'mutation ($input: CreateSaleInput!) { createSale(input: $input) { id reference total } }';

/** Neither data nor a code where there was no answer. */
async function ask<Data>(
  url: string,
  token: string,
  query: string,
  variables: object = {},
): Promise<{ readonly data?: Data; readonly code?: string }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(15_000),
    });
    const { data, errors }: { data?: Data | null; errors?: { extensions: { code: string } }[] } =
      await response.json();
    return errors ? { code: errors[0]?.extensions.code } : { data: data ?? undefined };
  } catch {
    return {};
  }
}

type Postgres = Awaited<ReturnType<typeof startPostgres>>;

/** Until the load is through. Says in `troubles` what it did. */
async function makeTrouble(
  { parts, databaseUrl }: House,
  postgres: Postgres | undefined,
  kinds: fc.Arbitrary<string>,
  seed: number,
  troubles: string[],
  load: Promise<unknown>,
): Promise<void> {
  const troubled = new Set<string>();
  const underWay: Promise<void>[] = [];
  let isThrough = false;
  const through = load.finally(() => (isThrough = true));
  for (const { kind, part: index, rest, down } of fc.sample(troubleOf(kinds), { seed, numRuns: 5000 })) {
    await Promise.race([sleep(rest), through]);
    if (isThrough) break;
    const part = parts[index % parts.length];
    const target = kind.startsWith('database') ? 'the database' : (part?.name ?? '');
    if (!part || troubled.has(target) || (!postgres && target === 'the database')) continue;
    troubles.push(kind);
    troubled.add(target);
    const done = (async () => {
      if (kind === 'kill -9') await part.restart('SIGKILL', down);
      else if (kind === 'stop') await part.restart('SIGTERM', down);
      else if (kind === 'pause') await part.pause(down);
      else if (kind === 'pause beyond the lease') await part.pause(BEYOND_THE_LEASE);
      else if (kind === 'database: connections cut') await cutConnections(databaseUrl);
      else {
        await postgres?.crash();
        await sleep(down);
        await postgres?.recover();
      }
      troubled.delete(target);
    })();
    underWay.push(done);
  }
  await Promise.all(underWay);
}

function countEach(troubles: readonly string[]): string {
  const times = (kind: string) => troubles.filter((other) => other === kind).length;
  return [...new Set(troubles)].map((kind) => `${times(kind)} × ${kind}`).join(', ');
}

/** In a run of so many sales a worker may also be paused for longer than its lease, which takes a minute. */
const LONG_RUN = 10_000;
const BY_WEIGHT = [
  { weight: 8, arbitrary: fc.constant('kill -9') },
  { weight: 4, arbitrary: fc.constant('stop') },
  { weight: 3, arbitrary: fc.constant('pause') },
  { weight: 3, arbitrary: fc.constant('database: connections cut') },
  { weight: 2, arbitrary: fc.constant('database: stopped at once') },
];
const SHORT_TROUBLES = fc.oneof(...BY_WEIGHT);
const TROUBLES = fc.oneof(...BY_WEIGHT, { weight: 1, arbitrary: fc.constant('pause beyond the lease') });

function troubleOf(kind: fc.Arbitrary<string>) {
  return fc.record({
    kind,
    part: fc.nat(1000),
    rest: fc.integer({ min: 500, max: 4000 }),
    down: fc.integer({ min: 0, max: 3000 }),
  });
}

async function cutConnections(url: string): Promise<void> {
  const client = new Client(url);
  client.on('error', () => undefined);
  await client.connect();
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
  );
  await client.end();
}

/** What waits for its next attempt is not waited for: somebody presses Sync now. */
async function drain({ urls, token, databaseUrl }: House): Promise<void> {
  const db = await openDb(databaseUrl);
  const end = Date.now() + 600_000;
  for (;;) {
    const left = await db.read.sale.count({ where: { syncStatus: { not: 'SYNCED' } } });
    if (left === 0) break;
    if (Date.now() > end) throw new Stop(`${left} sales are still not in the ERP after ten minutes.`);
    await ask(oneOf(urls), token, 'mutation { syncPendingSales { id } }');
    await sleep(500);
  }
  await db.close();
}

async function compare(house: House, sold: readonly Sold[]): Promise<void> {
  const db = await openDb(house.databaseUrl);
  const books = new Database(house.booksFile, { readonly: true });
  const faults: string[] = [];
  const expect = (what: string, isSo: boolean) => void (isSo || faults.push(what));

  const answered = new Map(sold.map((sale) => [sale.id, sale]));
  const recorded = await db.read.sale.findMany({
    select: { id: true, reference: true, total: true, erpReference: true },
  });
  expect('a sale was answered twice', answered.size === sold.length);
  expect(`${recorded.length} of ${sold.length} sales are in the gateway`, recorded.length === sold.length);
  expect(
    'a reference was given twice',
    new Set(recorded.map((sale) => sale.reference)).size === recorded.length,
  );
  const booked = new Map(
    books
      .prepare<[], { sale_id: string; erp_reference: string; total: number }>(
        'SELECT sale_id, erp_reference, total FROM documents',
      )
      .all()
      .map((document) => [document.sale_id, document]),
  );
  books.close();
  expect(`${booked.size} of ${sold.length} sales are in the ERP`, booked.size === sold.length);
  for (const { id, reference, total, erpReference } of recorded) {
    const [sale, document] = [answered.get(id), booked.get(id)];
    expect(
      `${reference} was answered otherwise`,
      sale?.reference === reference && sale.total === Number(total),
    );
    expect(
      `${reference} is booked otherwise`,
      document?.erp_reference === erpReference && document.total === Number(total),
    );
  }
  for (const id of house.registerIds) {
    const { complete, chainIntact, register } = await registerProof(db, id);
    expect(`register ${register.code} has a hole or a broken chain`, complete && chainIntact);
  }
  for (const { productId, _sum } of await db.read.saleLine.groupBy({
    by: ['productId'],
    _sum: { quantity: true },
  })) {
    const level = await db.read.stockLevel.findFirst({ where: { productId: productId ?? '' } });
    expect(
      `the stock of ${productId} is not what was not sold`,
      Number(level?.quantity) === OPENING_STOCK - Number(_sum.quantity),
    );
  }
  expect('roll-ups differ from the sales', (await checkRollups(db)).faults.length === 0);
  expect('the audit trail was altered', (await verifyAudit(db)).intact);
  await db.close();
  if (faults.length > 0) throw new Stop(`${faults.length} faults:\n  ${faults.slice(0, 20).join('\n  ')}`);
}

function oneOf<T>(things: readonly T[]): T {
  const thing = things[randomInt(things.length)];
  if (thing === undefined) throw new Error('There is nothing to choose from.');
  return thing;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Stop('--sales and --seed are whole numbers.');
  return Number(text);
}
