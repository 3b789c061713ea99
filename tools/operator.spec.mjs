// @ts-check
// What whoever runs the shop does at the command line, beside a gateway that is running.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { root } from './repository.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tillkeep-operator-'));
const env = {
  PATH: process.env.PATH,
  DATA_DIR: folder,
  DEMO: 'true',
  ERP_API_KEY: 'a-key-for-tests-only-0123456789',
};
const gateway = spawn(process.execPath, ['apps/gateway/dist/main.js'], {
  cwd: root,
  env: { ...env, GATEWAY_PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
/** @type {string} */
let url;

before(async () => {
  for await (const line of createInterface(gateway.stdout)) {
    const entry = JSON.parse(line);
    if (!entry.msg.endsWith(' listens')) continue;
    url = entry.url;
    return;
  }
});
after(async () => {
  gateway.kill();
  if (gateway.exitCode === null) await once(gateway, 'exit');
  rmSync(folder, { recursive: true });
});

/** @param {string} tool @param {string[]} options @param {string} [input] */
function run(tool, options = [], input = '') {
  const command = ['-r', '@swc-node/register', `tools/${tool}.ts`, ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: root,
    env,
    input,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

/** @param {string} query @param {string} [token] */
async function ask(query, token = '') {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** @param {string} password */
async function signIn(password) {
  const { data } = await ask(
    `mutation { login(input: { email: "admin@tillkeep.example", password: "${password}" }) { accessToken } }`,
  );
  return data?.login.accessToken;
}

test('who lost the last administrator’s password sets another, and whoever was signed in with the old one is out', async () => {
  const before = await signIn('tillkeep-demo');
  const { status, output } = run('set-password', ['Admin@tillkeep.example'], 'four quiet otters knitting\n');
  assert.equal(status, 0, output);
  assert.match(output, /^The password of Ada \(admin@tillkeep\.example\) is set/);
  assert.equal((await ask('{ me { name } }', before)).data.me, null);
  assert.equal(await signIn('tillkeep-demo'), undefined);
  const token = await signIn('four quiet otters knitting');
  const { data } = await ask(
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
  const command = ['-r', '@swc-node/register', 'tools/verify-audit.ts'];
  const elsewhere = spawnSync(process.execPath, command, {
    cwd: root,
    env: { ...env, DATA_DIR: tmpdir() },
    encoding: 'utf8',
  });
  assert.match(
    elsewhere.stderr,
    /^There is no shop in .*: set DATA_DIR or DATABASE_URL to the gateway's\.\n$/,
  );
});

test('roll-ups are compared with the sales, and made again where somebody has changed them', async () => {
  const token = await signIn('four quiet otters knitting');
  const { data } = await ask('{ products(first: 1, filter: { active: true }) { nodes { id } } }', token);
  const lines = `[{ productId: "${data.products.nodes[0].id}", quantity: 1 }]`;
  const sold = await ask(`mutation { createSale(input: { lines: ${lines} }) { id } }`, token);
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
  gateway.kill();
  await once(gateway, 'exit');
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
