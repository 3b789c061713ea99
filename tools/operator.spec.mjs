// @ts-check
// What whoever runs the shop does at the command line, beside a gateway that is running.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { ask, runTool, signIn, startService } from './services-for-test.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tillkeep-operator-'));
/** @type {import('./services-for-test.mjs').Service} */
let gateway;

before(async () => {
  gateway = await startService('gateway', { DATA_DIR: folder });
});
after(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

/** @param {string} tool @param {string[]} [options] @param {string} [input] */
const run = (tool, options, input) => runTool({ DATA_DIR: folder }, tool, options, input);

test('who lost the last administrator’s password sets another, and whoever was signed in with the old one is out', async () => {
  const before = await signIn(gateway.url);
  const { status, output } = run('set-password', ['Admin@tillkeep.example'], 'four quiet otters knitting\n');
  assert.equal(status, 0, output);
  assert.match(output, /^The password of Ada \(admin@tillkeep\.example\) is set/);
  assert.equal((await ask(gateway.url, '{ me { name } }', before)).data.me, null);
  assert.equal(await signIn(gateway.url), undefined);
  const token = await signIn(gateway.url, 'four quiet otters knitting');
  const { data } = await ask(
    gateway.url,
    '{ auditEntries(filter: { action: "user.password-set" }) { nodes { actorName subjectName } } }',
    token,
  );
  assert.deepEqual(data.auditEntries.nodes, [{ actorName: 'Command line', subjectName: 'Ada' }]);
});

test('an easy password, an unknown address and a folder without a shop are told in a line, and change nothing', () => {
  const easy = run('set-password', ['admin@tillkeep.example'], 'password\n');
  assert.equal(easy.status, 1);
  assert.match(easy.output, /^This password is easily guessed\..*\n$/);
  const unknown = run('set-password', ['nobody@tillkeep.example'], 'four quiet otters knitting\n');
  assert.match(
    unknown.output,
    /^Nobody has the e-mail address .* Administrators: admin@tillkeep\.example\.\n$/,
  );
  const elsewhere = runTool({ DATA_DIR: tmpdir() }, 'verify-audit');
  assert.match(
    elsewhere.output,
    /^There is no shop in .*: set DATA_DIR or DATABASE_URL to the gateway's\.\n$/,
  );
});

test('roll-ups are compared with the sales, and made again where somebody has changed them', async () => {
  const token = await signIn(gateway.url, 'four quiet otters knitting');
  const { data } = await ask(
    gateway.url,
    '{ products(first: 1, filter: { active: true }) { nodes { id } } }',
    token,
  );
  const lines = `[{ productId: "${data.products.nodes[0].id}", quantity: 1 }]`;
  const sold = await ask(gateway.url, `mutation { createSale(input: { lines: ${lines} }) { id } }`, token);
  assert.equal(sold.errors, undefined);
  assert.deepEqual(run('rollups', ['--check']), {
    status: 0,
    output: '✓ The roll-ups are what the recorded sales come to: 1 business date.\n',
  });
  const file = new Database(join(folder, 'shop.sqlite'));
  file.exec(`UPDATE "Rollup" SET "total" = 0 WHERE "by" = 'PRODUCT'`);
  file.close();
  const changed = run('rollups', ['--check']);
  assert.equal(changed.status, 1);
  assert.match(changed.output, /^✗ MAIN \d{4}-\d\d-\d\d: parts that are not what the sales say: 1\.$/m);
  assert.match(run('rollups', ['--rebuild']).output, /^Made again from the sales: 1 business date\.\n✓/);
  assert.match(run('rollups').output, /^Say what is to be done:/);
});

test('[S44] the audit trail is verified, and the first row that somebody altered in the file is named', async () => {
  const { status, output } = run('verify-audit');
  assert.equal(status, 0, output);
  assert.match(output, /^✓ The audit trail is as it was written: \d+ entries, none missing or altered\.$/m);
  await gateway.stop();
  const file = new Database(join(folder, 'shop.sqlite'));
  assert.throws(() => file.exec(`UPDATE "AuditEntry" SET "actorName" = 'Nobody' WHERE "id" = 2`), /audit/i);
  file.exec('DROP TRIGGER "AuditEntry_is_not_changed"');
  file.exec(`UPDATE "AuditEntry" SET "actorName" = 'Nobody' WHERE "id" = 2`);
  file.close();
  const altered = run('verify-audit');
  assert.equal(altered.status, 1);
  assert.equal(
    altered.output,
    '✗ The audit trail was altered: entry 2 is missing or not as it was written.\n',
  );
});
