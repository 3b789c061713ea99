// npm run restore -- <back-up> [--erp]: puts a back-up in the place of the shop, with the gateway stopped; with --erp, or where there are
// none, the books of the local ERP too. What was there is set aside, not deleted. On PostgreSQL the database at DATABASE_URL must be empty.
// Devices then hand in again what they sold after the back-up, and the ERP knows what it has already booked.
// Exit code 0: it is restored. 1: it is not, and what was there is there.
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { applyMigrations, copyShop, endGeneration, openDb, readGeneration } from '@tillkeep/data';
import Database from 'better-sqlite3';
import { tryLock } from './file-lock.mjs';
import { root } from './repository.mjs';
import { unseal } from './sealed-file';
import { proveShop } from './shop-proof';
import { environment, readSettings } from './start/settings.mjs';
import { runTool, Stop, watch } from './terminal';

runTool(async () => {
  const { values, positionals } = parseArgs({
    options: { erp: { type: 'boolean' } },
    allowPositionals: true,
  });
  const [name] = positionals;
  if (!name || positionals.length > 1)
    throw new Stop('Say which: npm run restore -- data/back-ups/<back-up>');
  const env = environment();
  const { settings, problems } = readSettings(env);
  if (problems.length > 0) throw new Stop(problems.join('\n'));
  const { dataFolder, databaseUrl } = settings;
  process.umask(0o077);
  if (!tryLock(join(dataFolder, 'in-use.lock')))
    throw new Stop(`Tillkeep is running on the data folder ${dataFolder}. Stop it first.`);

  const take = (file: string) =>
    takeOut(join(resolve(name), file), join(dataFolder, `.restored-${file}`), env.BACKUP_PASSPHRASE);
  const shop = await take('shop.sqlite');
  if (!shop) throw new Stop(`There is no back-up in ${resolve(name)}.`);
  const books = join(dataFolder, 'erp.sqlite');
  const restored = (values.erp || !existsSync(books)) && (await take('erp.sqlite'));
  try {
    await prepare(shop);
    if (databaseUrl) {
      await applyMigrations(databaseUrl, join(root, 'prisma/postgresql'));
      await copyShop(`file:${shop}`, databaseUrl, watch('Restored'));
    } else putInPlace(shop, join(dataFolder, 'shop.sqlite'));
    if (restored) putInPlace(restored, books);
  } finally {
    for (const file of [shop, restored]) if (file) rmSync(file, { force: true });
  }
  console.log(
    `✓ The shop is as it was in ${name}${restored ? ', and so are the ERP’s books' : ''}. Start it again.`,
  );
  console.log('  Registers hand in again what they have sold since, as soon as they reach it.');
});

/** Answers where it is now, as a file that can be opened; undefined when the back-up has none. */
async function takeOut(
  from: string,
  to: string,
  passphrase: string | undefined,
): Promise<string | undefined> {
  const sealed = `${from}.sealed`;
  if (existsSync(from)) copyFileSync(from, to);
  else if (!existsSync(sealed)) return undefined;
  else if (!passphrase) throw new Stop('The back-up is sealed: set BACKUP_PASSPHRASE to its passphrase.');
  else
    await unseal(sealed, to, passphrase).catch(() => {
      rmSync(to, { force: true });
      throw new Stop('This passphrase does not open the back-up, or it is damaged.');
    });
  const db = new Database(to);
  const isWhole = db.pragma('quick_check', { simple: true }) === 'ok';
  db.close();
  if (isWhole) return to;
  rmSync(to);
  throw new Stop(`${from} is damaged.`);
}

/** Brings it to this version, says what it holds and whether that was altered, and begins its next life. */
async function prepare(file: string) {
  await applyMigrations(`file:${file}`, join(root, 'prisma/sqlite'));
  const db = await openDb(`file:${file}`);
  try {
    await proveShop(db); // what was altered is better than nothing, and whoever restores it knows
    await endGeneration(db, await readGeneration(db));
  } finally {
    await db.close();
  }
  closeWhole(file);
}

/** What is there is set aside under a name that says when. */
function putInPlace(file: string, place: string) {
  if (existsSync(place)) {
    closeWhole(place);
    const aside = place.replace('.sqlite', `.before-${new Date().toISOString().replaceAll(':', '-')}.sqlite`);
    renameSync(place, aside);
    console.log(`  What was there is now ${aside}.`);
  }
  for (const beside of ['-wal', '-shm']) rmSync(`${place}${beside}`, { force: true });
  renameSync(file, place);
}

/** Nothing of it is left in the files beside it. Refuses while another program has it open. */
function closeWhole(file: string) {
  const db = new Database(file, { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = DELETE');
  } catch {
    throw new Stop(`${file} is in use. Stop Tillkeep first.`);
  } finally {
    db.close();
  }
}
