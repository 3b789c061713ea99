// @ts-check
// A shop that is backed up, lost, brought back, and moved to a server, with real services and a real PostgreSQL.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { startPostgres } from './postgres.mjs';
import { ask, runTool, signIn, startService } from './services-for-test.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'tillkeep-backup-'));
const [folder, elsewhere] = [join(scratch, 'shop'), join(scratch, 'elsewhere')];
const server = mkdtempSync(join(tmpdir(), 'tillkeep-backup-postgres-'));
const backUps = join(folder, 'back-ups');

/** @typedef {import('./services-for-test.mjs').Service} Service */
/** @type {Service} */ let erp;
/** @type {Service} */ let gateway;

/** @param {Record<string, string>} [more] */
async function openShop(more = {}) {
  gateway = await startService('gateway', { DATA_DIR: folder, ERP_URL: `${erp.url}/graphql`, ...more });
}

before(async () => {
  erp = await startService('erp', { DATA_DIR: folder });
  await openShop();
});
after(async () => {
  await gateway.stop();
  await erp.stop();
  for (const used of [scratch, server]) rmSync(used, { recursive: true });
});

/** The references of that many sales. @param {number} count */
async function sell(count) {
  const token = await signIn(gateway.url);
  const { data } = await ask(
    gateway.url,
    '{ products(first: 1, filter: { active: true }) { nodes { id } } }',
    token,
  );
  const references = [];
  for (let sale = 0; sale < count; sale++) {
    const lines = `[{ productId: "${data.products.nodes[0].id}", quantity: 1 }]`;
    const sold = await ask(
      gateway.url,
      `mutation { createSale(input: { lines: ${lines} }) { reference } }`,
      token,
    );
    references.push(sold.data.createSale.reference);
  }
  return references;
}

async function sync() {
  const { data } = await ask(
    gateway.url,
    'mutation { syncPendingSales { attempted synced failed } }',
    await signIn(gateway.url),
  );
  return data.syncPendingSales;
}

/** The newest back-up there. */
const newest = (folder = backUps) => join(folder, readdirSync(folder).sort().at(-1) ?? 'none');

/** @param {string} tool @param {string[]} [options] @param {Record<string, string>} [more] */
const run = (tool, options, more = {}) => runTool({ DATA_DIR: folder, ...more }, tool, options);

test('a shop is backed up while it sells, for its owner’s eyes only, and old back-ups go', async () => {
  await sell(3);
  const first = run('backup');
  assert.equal(first.status, 0, first.output);
  assert.match(first.output, /^✓ 3 sales, the newest of \d{4}-\d\d-\d\dT\d\d:\d\d UTC, in /);
  const name = newest();
  assert.deepEqual(readdirSync(name), ['erp.sqlite', 'shop.sqlite']);
  assert.equal(statSync(join(name, 'shop.sqlite')).mode & 0o777, 0o600);
  await new Promise((resolve) => setTimeout(resolve, 1000)); // their names are seconds
  assert.match(
    run('backup', ['--keep', '1']).output,
    new RegExp(`^ {2}${basename(name)} was removed\\.$`, 'm'),
  );
  assert.equal(readdirSync(backUps).length, 1);
  assert.match(run('backup', ['--keep', 'all']).output, /^✗ --keep is how many/);
});

test('brought back, it has what it had; no number is given twice, and no sale is booked twice', async () => {
  assert.deepEqual(await sync(), { attempted: 3, synced: 3, failed: 0 });
  const lost = await sell(2);
  await sync();
  const inUse = run('restore', [newest()]);
  assert.equal(inUse.status, 1);
  assert.match(inUse.output, /^✗ .*shop\.sqlite is in use\. Stop Tillkeep first\.$/m);

  await gateway.stop();
  const restored = run('restore', [newest()]);
  assert.equal(restored.status, 0, restored.output);
  assert.match(restored.output, /^ {2}MAIN: 3 sales, /m);
  assert.match(restored.output, /^ {2}What was there is now .*shop\.before-.*\.sqlite\.$/m);
  assert.match(restored.output, /^✓ The shop is as it was in .*\. Start it again\.$/m);

  await openShop();
  const [next] = await sell(1);
  assert.match(next, /^MAIN-00\.2-/);
  assert.ok(!lost.includes(next));
  // The ERP knows the three of the back-up by their ids.
  assert.deepEqual(await sync(), { attempted: 4, synced: 4, failed: 0 });
});

test('a sealed back-up opens with its passphrase alone, and with not one bit changed', () => {
  const BACKUP_PASSPHRASE = 'four quiet otters knitting';
  const sealed = run('backup', ['--to', elsewhere], { BACKUP_PASSPHRASE });
  assert.equal(sealed.status, 0, sealed.output);
  const path = [newest(elsewhere)];
  const file = join(newest(elsewhere), 'shop.sqlite.sealed');
  assert.deepEqual(readdirSync(newest(elsewhere)), ['erp.sqlite.sealed', 'shop.sqlite.sealed']);
  assert.ok(!readFileSync(file).includes('SQLite format'));

  const other = { DATA_DIR: join(scratch, 'other') };
  assert.match(run('restore', path, other).output, /^✗ The back-up is sealed: set BACKUP_PASSPHRASE/);
  const wrong = run('restore', path, { ...other, BACKUP_PASSPHRASE: 'three quiet otters' });
  assert.match(wrong.output, /^✗ This passphrase does not open the back-up, or it is damaged\.$/m);
  const bytes = readFileSync(file);
  const whole = Buffer.from(bytes);
  bytes[5000] = (bytes[5000] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  assert.match(run('restore', path, { ...other, BACKUP_PASSPHRASE }).output, /or it is damaged\.$/m);
  assert.deepEqual(readdirSync(other.DATA_DIR), ['in-use.lock']);
  writeFileSync(file, whole);
  const { status, output } = run('restore', path, { ...other, BACKUP_PASSPHRASE });
  assert.equal(status, 0, output);
  assert.match(output, /and so are the ERP’s books/);
});

test('it moves to PostgreSQL, sells on there, and is backed up and brought back there', async () => {
  const postgres = await startPostgres(server);
  try {
    const DATABASE_URL = postgres.url;
    assert.match(
      run('move', [], { DATABASE_URL }).output,
      /^✗ The shop’s file is in use\. Stop the gateway first\.$/m,
    );
    await gateway.stop();
    const moved = run('move', [], { DATABASE_URL });
    assert.equal(moved.status, 0, moved.output);
    assert.match(moved.output, /^✓ [\d,]+ rows of \d+ tables are on PostgreSQL as they were in the file\.$/m);
    assert.match(moved.output, /^ {2}MAIN: 4 sales, /m);
    assert.match(
      run('move', [], { DATABASE_URL }).output,
      /^✗ There is a shop in the database that is to be filled/m,
    );

    await openShop({ DATABASE_URL });
    assert.match((await sell(1))[0], /^MAIN-00\.2-.*-02$/);
    const backedUp = run('backup', [], { DATABASE_URL });
    assert.match(backedUp.output, /^✓ 5 sales, /);
    await gateway.stop();
    const back = run('restore', [newest()]); // the same back-up also becomes a file again
    assert.equal(back.status, 0, back.output);
    assert.match(back.output, /^ {2}MAIN: 5 sales, /m);
    await openShop();
    assert.match((await sell(1))[0], /^MAIN-00\.3-/);
  } finally {
    await postgres.stop();
  }
});
