import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applyMigrations, finishBrokenRuns, listOutlets, openDb } from '@tillkeep/data';
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
  const applied = await applyMigrations(url, schemaFolder);
  if (url.startsWith('file:')) chmodSync(url.slice('file:'.length), 0o600);
  const db = await openDb(url);
  if ((await listOutlets(db)).length === 0) await openDemoShop(db);
  await finishBrokenRuns(db);
  const [outlet] = await listOutlets(db);
  if (!outlet) throw new Error('The shop has no outlet.');

  const erp = erpClient({ url: env.ERP_URL, apiKey: env.ERP_API_KEY });
  const sync = syncEngine(db, erp);
  const app = await gatewayServer({ db, sync, outlet }, log);
  await app.listen({ host: env.HOST, port: env.GATEWAY_PORT });
  log.info({ applied, outlet: outlet.code }, `listening on http://${env.HOST}:${env.GATEWAY_PORT}`);

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
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return `file:${join(folder, 'shop.sqlite')}`;
}

start().catch((error: unknown) => {
  console.error(startProblem(error));
  process.exit(1);
});

/** One line that says what to do about it. */
function startProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return 'The gateway’s port is taken by another program. Set GATEWAY_PORT to a free one.';
  if (code === 'EACCES' || code === 'EROFS' || code === 'SQLITE_READONLY' || code === 'SQLITE_CANTOPEN') {
    return 'DATA_DIR can’t be written to. Give the gateway a folder of its own.';
  }
  return `The gateway can’t start: ${error.message}`;
}
