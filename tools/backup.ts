// npm run backup [-- --to <folder>] [--keep <number>]: backs up the shop, and the books of the local ERP, beside services that are
// running, into a folder of its own under DATA_DIR/back-ups. BACKUP_PASSPHRASE seals the files. --keep leaves only that many.
// Exit code 0: the back-up is whole and on the disk. 1: it is not, and none was left behind.
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { applyMigrations, copyShop } from '@tillkeep/data';
import Database from 'better-sqlite3';
import { root } from './repository.mjs';
import { seal } from './sealed-file';
import { environment, readSettings } from './start/settings.mjs';
import { runTool, Stop, watch } from './terminal';

runTool(async () => {
  const { to, keep } = parseArgs({ options: { to: { type: 'string' }, keep: { type: 'string' } } }).values;
  if (keep !== undefined && !/^[1-9]\d*$/.test(keep))
    throw new Stop('--keep is how many back-ups stay: 1 or more.');
  const env = environment();
  if (env.BACKUP_PASSPHRASE && env.BACKUP_PASSPHRASE.length < 12)
    throw new Stop('BACKUP_PASSPHRASE must have 12 characters at least.');
  const { settings, problems } = readSettings(env);
  if (problems.length > 0) throw new Stop(problems.join('\n'));
  const { dataFolder, databaseUrl } = settings;
  const shop = join(dataFolder, 'shop.sqlite');
  if (!databaseUrl && !existsSync(shop))
    throw new Stop(`There is no shop in ${dataFolder}: set DATA_DIR or DATABASE_URL to the gateway's.`);

  process.umask(0o077); // its owner's only
  const folder = resolve(to ?? join(dataFolder, 'back-ups'));
  const name = new Date().toISOString().replace(/\.\d+/, '').replaceAll(':', '-');
  const unfinished = join(folder, `.${name}`);
  mkdirSync(unfinished, { recursive: true });
  try {
    const copy = join(unfinished, 'shop.sqlite');
    if (databaseUrl) await copyFromServer(databaseUrl, copy);
    else copyFile(shop, copy);
    const says = summary(copy);
    const books = join(dataFolder, 'erp.sqlite');
    if (existsSync(books)) copyFile(books, join(unfinished, 'erp.sqlite'));
    for (const file of readdirSync(unfinished)) await finish(join(unfinished, file), env.BACKUP_PASSPHRASE);
    flush(unfinished);
    renameSync(unfinished, join(folder, name));
    flush(folder);
    console.log(`✓ ${says}, in ${join(folder, name)}`);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  if (keep === undefined) return;
  const old = readdirSync(folder).filter((entry) => /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/.test(entry));
  for (const entry of old.sort().slice(0, -Number(keep))) {
    rmSync(join(folder, entry), { recursive: true });
    console.log(`  ${entry} was removed.`);
  }
});

/** As of one moment, beside whoever writes. */
function copyFile(from: string, to: string) {
  const db = new Database(from, { readonly: true, timeout: 10_000 });
  try {
    db.prepare('VACUUM INTO ?').run(to);
  } finally {
    db.close();
  }
}

async function copyFromServer(url: string, to: string) {
  await applyMigrations(`file:${to}`, join(root, 'prisma/sqlite'));
  await copyShop(url, `file:${to}`, watch('Backed up'));
  const db = new Database(to);
  db.pragma('journal_mode = DELETE'); // one file, without those beside it
  db.close();
}

/** What it holds, once it is seen to be in order. */
function summary(file: string): string {
  const db = new Database(file, { readonly: true });
  try {
    if (db.pragma('quick_check', { simple: true }) !== 'ok')
      throw new Stop('The copy is damaged; is the disk?');
    const [sales, newest] = db
      .prepare<[], [number, string | null]>('SELECT COUNT(*), MAX("soldAt") FROM "Sale"')
      .raw()
      .get() ?? [0, null];
    return newest
      ? `${sales.toLocaleString('en')} sales, the newest of ${newest.slice(0, 16)} UTC`
      : 'A shop without a sale';
  } finally {
    db.close();
  }
}

async function finish(file: string, passphrase: string | undefined) {
  chmodSync(file, 0o600);
  if (!passphrase) return flush(file);
  await seal(file, `${file}.sealed`, passphrase);
  rmSync(file);
}

function flush(path: string) {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
