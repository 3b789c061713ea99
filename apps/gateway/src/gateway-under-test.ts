// For specs: the real server on a free port with an SQLite file of its own, spoken to over HTTP, and a fake ERP beside it.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  applyMigrations,
  createOutlet,
  finishBrokenRuns,
  listOutlets,
  createUser,
  openDb,
  startSession,
  type Db,
  type NewOutlet,
} from '@tillkeep/data';
import { pino } from 'pino';
import { gatewayServer } from './server';
import { ShopApi } from './shop-api';
import { erpClient } from './sync/erp-client';
import { ERP_KEY, FakeErp } from './sync/fake-erp';
import { reconciler } from './sync/reconciler';
import { syncEngine } from './sync/sync-engine';
import { syncWorker } from './sync/sync-worker';

export const MAIN: NewOutlet = {
  code: 'MAIN',
  name: 'Main street',
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  pricesIncludeTax: true,
  registers: [{ code: 'R1', name: 'Till 1' }],
};

const GATEWAY = 'gateway';

/** A hash that no password has. */
const NO_PASSWORD =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

export interface ShopOptions {
  /** Besides MAIN, which is the caller's. */
  readonly outlets?: readonly NewOutlet[];
  /** How long the gateway waits for an answer of the ERP. */
  readonly erpTimeoutMs?: number;
  /** How long a sender's hold on its sales lasts. */
  readonly leaseSeconds?: number;
  /** Sales are sent by themselves, and at least so often; only when asked when left out. */
  readonly syncIntervalSeconds?: number;
  /** What is done to its files before the gateway opens them. */
  readonly beforeStart?: () => void;
  /** One shop for all tests of the file: for those that don't mind what the ones before have left in it. */
  readonly once?: boolean;
}

/** Each test gets a shop with the outlet MAIN and nothing in it, and fails when the gateway logs an error it did not expect. */
export function useShop(options: ShopOptions = {}): TestShop {
  const shop = new TestShop();
  if (options.once) {
    beforeAll(() => shop.open(options));
    afterAll(() => shop.close());
  } else {
    beforeEach(() => shop.open(options));
    afterEach(() => shop.close());
  }
  afterEach(() => expect(shop.loggedErrors()).toEqual([]));
  return shop;
}

/** A line of the gateway's log. */
export interface LoggedError {
  readonly msg: string;
  readonly correlationId?: string;
  readonly err?: { readonly message: string; readonly stack: string };
}

export class TestShop extends ShopApi {
  readonly erp = new FakeErp();
  /** Who asks, unless a test says otherwise. */
  administrator = { id: '', name: 'Ada' };
  private folder = '';
  private db!: Db;
  private logged: LoggedError[] = [];
  private stop = async () => undefined;
  private options: ShopOptions = {};

  async open(options: ShopOptions): Promise<void> {
    this.options = options;
    this.folder = mkdtempSync(join(tmpdir(), 'tillkeep-gateway-'));
    copyFileSync(await migratedFile(), this.file);
    await this.erp.start();
    await this.start(options);
  }

  /** The shop's database. */
  get file(): string {
    return join(this.folder, 'shop.sqlite');
  }

  async restart(options: ShopOptions = this.options): Promise<void> {
    await this.stop();
    await this.start(options);
  }

  async close(): Promise<void> {
    await this.erp.close();
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** What the gateway has logged as an error since this was last asked. */
  loggedErrors(): LoggedError[] {
    return this.logged.splice(0);
  }

  private async fill(db: Db, outlets: readonly NewOutlet[]): Promise<void> {
    for (const outlet of outlets) await createOutlet(db, outlet);
    const { name } = this.administrator;
    const admin = {
      name,
      email: 'ada@shop.test',
      role: 'ADMIN',
      outletIds: [],
      passwordHash: NO_PASSWORD,
    } as const;
    this.administrator = { id: await createUser(db, admin), name };
  }

  /** Another engine on the same database, as in another process, that can be killed. */
  anotherEngine(owner: string, { erpTimeoutMs, leaseSeconds }: ShopOptions = this.options) {
    const { db, kill, died } = mortal(this.db);
    const erp = erpClient({ url: this.erp.url, apiKey: ERP_KEY, timeoutMs: erpTimeoutMs });
    void died.then(() => erp.close());
    return { engine: syncEngine(db, erp, { owner, leaseSeconds }), kill, died };
  }

  private async start(options: ShopOptions): Promise<void> {
    const {
      erpTimeoutMs,
      leaseSeconds,
      syncIntervalSeconds: intervalSeconds,
      outlets = [],
      beforeStart,
    } = options;
    const log = pino({ level: 'error' }, { write: (line) => this.logged.push(JSON.parse(line)) });
    beforeStart?.();
    const db = await openDb(`file:${this.file}`);
    if ((await listOutlets(db)).length === 0) await this.fill(db, [MAIN, ...outlets]);
    this.db = db;
    await finishBrokenRuns(db, GATEWAY);
    const erp = erpClient({ url: this.erp.url, apiKey: ERP_KEY, timeoutMs: erpTimeoutMs });
    const sync = syncEngine(db, erp, { owner: GATEWAY, leaseSeconds });
    const worker = intervalSeconds === undefined ? undefined : syncWorker(db, sync, { intervalSeconds, log });
    if (worker) db.onSales(() => void worker.wake());
    const app = await gatewayServer({ db, sync, reconciler: reconciler(erp, sync) }, log);
    this.url = await app.listen({ host: '127.0.0.1', port: 0 });
    this.token = (await startSession(db, this.administrator)).accessToken;
    this.outletId = (await listOutlets(db)).find(({ code }) => code === MAIN.code)?.id;
    this.stop = async () => {
      await Promise.all([app.close(), worker?.stop(), sync.stop()]);
      await db.close();
    };
  }
}

/** From its death on nobody hears from it; what it had written by then is written. */
function mortal(db: Db): { db: Db; kill: () => void; died: Promise<void> } {
  let isDead = false;
  let kill: () => void = () => undefined;
  const died = new Promise<void>((resolve) => {
    kill = () => {
      isDead = true;
      resolve();
    };
  });
  const silence = new Promise<never>(() => undefined);
  const whileAlive = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isDead) return silence;
    const value = await work();
    return isDead ? silence : value;
  };
  const mortalDb: Db = {
    ...db,
    query: (statement) => whileAlive(() => db.query(statement)),
    transaction: (work) => whileAlive(() => db.transaction(work)),
    now: () => whileAlive(() => db.now()),
  };
  return { db: mortalDb, kill, died };
}

let base: Promise<string> | undefined;

/** Migrating takes half a second, copying nothing. */
function migratedFile(): Promise<string> {
  base ??= (async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tillkeep-gateway-base-')), 'base.sqlite');
    await applyMigrations(`file:${file}`, join(__dirname, '../../../prisma/sqlite'));
    return file;
  })();
  return base;
}
