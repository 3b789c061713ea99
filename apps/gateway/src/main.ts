import { chmodSync, mkdirSync } from 'node:fs';
import { randomBytes, randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { applyMigrations, finishBrokenCounts, finishBrokenRuns, openDb, readSetup } from '@tillkeep/data';
import { pino, type Logger } from 'pino';
import type { Shop } from './context';
import { openDemoShop } from './demo-shop';
import { readEnvironment, type Environment } from './environment';
import { gatewayMetrics, type Metrics } from './metrics';
import { gatewayServer } from './server';
import { erpClient } from './sync/erp-client';
import { nightlyReconciliation } from './sync/nightly-reconciliation';
import { reconciler } from './sync/reconciler';
import { syncEngine } from './sync/sync-engine';
import { prepareSyncQueue, startSyncQueue } from './sync/sync-queue';
import { syncWorker } from './sync/sync-worker';

async function start() {
  const { values: argument } = parseArgs({ options: { role: { type: 'string' } } });
  const env = readEnvironment({
    ...process.env,
    ...(argument.role !== undefined && { ROLE: argument.role }),
  });
  const log = pino({ name: 'gateway', level: env.LOG_LEVEL });
  const url = env.DATABASE_URL || sqliteUrl(env.DATA_DIR);
  const isFile = url.startsWith('file:');
  const schemaFolder = resolve(__dirname, '../../../prisma', isFile ? 'sqlite' : 'postgresql');
  await (await openDb(url)).close(); // it says better than the schema engine why a file can't be opened
  if (isFile) chmodSync(url.slice('file:'.length), 0o600);
  const applied = await applyMigrations(url, schemaFolder);
  const db = await openDb(url);
  // A file has one process, which finds what its former life has leased; a server's clients have names of their own.
  const owner = isFile ? 'gateway' : randomUUID();
  await finishBrokenRuns(db, owner);
  await finishBrokenCounts(db);

  const metrics = gatewayMetrics(db);
  const erp = metrics.watch(erpClient({ url: env.ERP_URL, apiKey: env.ERP_API_KEY }));
  const sync = syncEngine(db, erp, { owner });
  const shop = { db, sync, reconciler: reconciler(erp, sync) };
  if (!isFile) await prepareSyncQueue(url);
  const stopApi = env.ROLE === 'worker' ? undefined : await serve(shop, metrics, log, { ...env, applied });
  const stopWorker = env.ROLE === 'api' ? undefined : await work(shop, log, { ...env, url });
  const scraped =
    env.METRICS_PORT === undefined ? undefined : await metrics.listen(env.HOST, env.METRICS_PORT);
  if (scraped) log.info({ url: scraped.url }, 'metrics are there to be read');

  let stopping = false;
  async function stop() {
    if (stopping) return;
    stopping = true;
    await Promise.all([stopApi?.(), stopWorker?.(), scraped?.stop(), sync.stop()]); // together: a request may wait for a run
    await db.close();
    process.exit(0);
  }
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop); // whoever started us has gone
}

type Stop = () => Promise<unknown>;

async function serve(
  shop: Shop,
  metrics: Metrics,
  log: Logger,
  { applied, ...env }: Environment & { applied: string[] },
): Promise<Stop> {
  const { needed } = await readSetup(shop.db);
  if (needed && env.DEMO) await openDemoShop(shop.db);
  const setupToken =
    needed && !env.DEMO ? env.SETUP_TOKEN || randomBytes(12).toString('base64url') : undefined;
  const app = await gatewayServer({ ...shop, setupToken }, log, [metrics.plugin]);
  const address = await app.listen({ host: env.HOST, port: env.GATEWAY_PORT });
  log.info({ url: address, applied }, 'the gateway listens');
  // For whoever sits at the terminal, and nobody else: it is no line of the log.
  if (setupToken && !env.SETUP_TOKEN) console.log(`setup token: ${setupToken}`);
  return () => app.close();
}

/**
 * Lets the sync run, and the days be compared with the ERP, by themselves. On SQLite this process records the sales; on
 * PostgreSQL any may, and a queue tells of them.
 */
async function work(
  { db, sync, reconciler }: Shop,
  log: Logger,
  { SYNC_INTERVAL_SECONDS: intervalSeconds, url }: Environment & { url: string },
): Promise<Stop | undefined> {
  if (intervalSeconds === 0) return undefined;
  const worker = syncWorker(db, sync, { intervalSeconds, log });
  const nights = nightlyReconciliation(db, reconciler, log);
  if (url.startsWith('file:')) {
    db.onSales(
      () => void worker.wake().catch((err: unknown) => log.error({ err }, 'the sync could not run')),
    );
    return () => Promise.all([worker.stop(), nights.stop()]);
  }
  const queue = await startSyncQueue(url, () => worker.wake(), log);
  log.info('the worker works');
  return () => Promise.all([queue.stop(), worker.stop(), nights.stop()]);
}

function sqliteUrl(folder: string): string {
  process.umask(0o077); // what is made from here on is its owner's only
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return `file:${join(folder, 'shop.sqlite')}`;
}

const FOLDER_PROBLEMS = new Set([
  'EACCES',
  'EEXIST',
  'EISDIR',
  'ENOTDIR',
  'EPERM',
  'EROFS',
  'SQLITE_CANTOPEN',
  'SQLITE_READONLY',
]);

start().catch((error: unknown) => {
  console.error(startProblem(error));
  process.exit(1);
});

/** One line that says what to do about it. */
function startProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, syscall, port }: NodeJS.ErrnoException & { port?: number } = error;
  if (syscall === 'listen' && code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Set ${`${port}` === process.env.METRICS_PORT ? 'METRICS' : 'GATEWAY'}_PORT to a free one.`;
  if (syscall === 'listen' && code === 'EACCES')
    return `Port ${port} may not be used by this user. Set GATEWAY_PORT to one above 1023.`;
  if (syscall === 'listen' || syscall === 'getaddrinfo')
    return 'HOST is not an address of this machine. Leave it out for 127.0.0.1.';
  if (code !== undefined && FOLDER_PROBLEMS.has(code))
    return `DATA_DIR can’t be written to (${code}). Give the gateway a folder of its own.`;
  if (code === 'SQLITE_NOTADB')
    return 'shop.sqlite in DATA_DIR is not a database. Move it away, or put a back-up in its place.';
  return `The gateway can’t start: ${error.message.trim().replace(/\s*\n\s*/g, ' ')}`;
}
