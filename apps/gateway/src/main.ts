import { chmodSync, mkdirSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { applyMigrations, finishBrokenCounts, finishBrokenRuns, openDb, readSetup } from '@tillkeep/data';
import { pino } from 'pino';
import { openDemoShop } from './demo-shop';
import { readEnvironment } from './environment';
import { gatewayServer } from './server';
import { erpClient } from './sync/erp-client';
import { syncEngine } from './sync/sync-engine';

async function start() {
  const env = readEnvironment(process.env);
  const log = pino({ name: 'gateway', level: env.LOG_LEVEL });
  const url = env.DATABASE_URL || sqliteUrl(env.DATA_DIR);
  const schemaFolder = resolve(
    __dirname,
    '../../../prisma',
    url.startsWith('file:') ? 'sqlite' : 'postgresql',
  );
  await (await openDb(url)).close(); // it says better than the schema engine why a file can't be opened
  if (url.startsWith('file:')) chmodSync(url.slice('file:'.length), 0o600);
  const applied = await applyMigrations(url, schemaFolder);
  const db = await openDb(url);
  const { needed } = await readSetup(db);
  if (needed && env.DEMO) await openDemoShop(db);
  const setupToken =
    needed && !env.DEMO ? env.SETUP_TOKEN || randomBytes(12).toString('base64url') : undefined;
  await finishBrokenRuns(db);
  await finishBrokenCounts(db);

  const erp = erpClient({ url: env.ERP_URL, apiKey: env.ERP_API_KEY });
  const sync = syncEngine(db, erp);
  const app = await gatewayServer({ db, sync, setupToken }, log);
  const address = await app.listen({ host: env.HOST, port: env.GATEWAY_PORT });
  log.info({ url: address, applied }, 'the gateway listens');
  // For whoever sits at the terminal, and nobody else: it is no line of the log.
  if (setupToken && !env.SETUP_TOKEN) console.log(`setup token: ${setupToken}`);

  let stopping = false;
  async function stop() {
    if (stopping) return;
    stopping = true;
    await Promise.all([app.close(), sync.stop()]); // together: a request may wait for a run
    await db.close();
    process.exit(0);
  }
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop); // whoever started us has gone
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
    return `Port ${port} is taken by another program. Set GATEWAY_PORT to a free one.`;
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
