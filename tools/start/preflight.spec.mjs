// @ts-check
// npm start itself, refusing to: each reason is one line, exit code 1, and nothing has been built or started by then.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { claimDataFolder, keepErpApiKey } from './preflight.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tillkeep-preflight-'));
after(() => rmSync(folder, { recursive: true }));

test('a wrong variable', async () => {
  assert.deepEqual(await start({ WEB_PORT: 'http' }), [
    'WEB_PORT must be a whole number from 1 to 65535, not "http".',
  ]);
});

test('a taken port', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  assert.deepEqual(await start({ GATEWAY_PORT: `${port}` }), [
    `Port ${port} (gateway) is taken by another program. Set GATEWAY_PORT to a free one, or stop that program.`,
  ]);
  other.close();
});

test('a HOST that is not an address of this computer', async () => {
  const lines = await start({ HOST: '192.0.2.1' });
  assert.match(lines[0] ?? '', /can't listen on 192\.0\.2\.1, port \d+ \(EADDRNOTAVAIL\)\. HOST must be/);
});

test('a data folder that can only be read', async () => {
  const readOnly = mkdtempSync(join(folder, 'read-only-'));
  chmodSync(readOnly, 0o500);
  // Root may write anywhere but into the kernel's own files.
  const path = process.getuid?.() === 0 ? '/sys/tillkeep' : readOnly;
  const lines = await start({ DATA_DIR: path });
  assert.equal(lines.length, 1);
  assert.match(
    lines[0] ?? '',
    new RegExp(`^The data folder ${path} can't be written \\(E[A-Z]+\\)\\. Make it`),
  );
});

test('a data folder that is a file', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  assert.match((await start({ DATA_DIR: file }))[0] ?? '', /can't be written \(EEXIST\)/);
});

test('a data folder that another start uses, until that one ends', async (t) => {
  const dataFolder = join(folder, 'shop');
  const holder = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { claimDataFolder } from '${new URL('preflight.mjs', import.meta.url)}';
     console.log(String(await claimDataFolder(${JSON.stringify(dataFolder)})));
     setInterval(() => {}, 1000);`,
  ]);
  t.after(() => holder.kill('SIGKILL'));
  const [answer] = await once(holder.stdout, 'data');
  assert.equal(String(answer), 'undefined\n');
  assert.deepEqual(await start({ DATA_DIR: dataFolder }), [
    `Tillkeep is already running on the data folder ${dataFolder}. Stop it there first, or set DATA_DIR to another.`,
  ]);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  assert.equal(await claimDataFolder(dataFolder), undefined);
});

test("the local ERP's key is made once and for its owner only", () => {
  const key = keepErpApiKey(folder);
  assert.match(key, /^[\w-]{43}$/);
  assert.equal(keepErpApiKey(folder), key);
  assert.equal(statSync(join(folder, 'erp-api-key')).mode & 0o777, 0o600);
});

/**
 * Starts Tillkeep where it must refuse to.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string[]>} the lines that it says
 */
async function start(env) {
  const clean = {
    DATABASE_URL: '',
    ERP_URL: '',
    ERP_API_KEY: '',
    LOG_LEVEL: '',
    ERP_CURRENCY: '',
  };
  const ports = { HOST: '127.0.0.1', WEB_PORT: '43117', GATEWAY_PORT: '43118', ERP_PORT: '43119' };
  const dataFolder = { DATA_DIR: mkdtempSync(join(folder, 'data-')) };
  const child = spawn(process.execPath, [new URL('../start.mjs', import.meta.url).pathname], {
    env: { ...process.env, ...clean, ...ports, ...dataFolder, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  assert.equal(code, 1, output);
  return output.trimEnd().split('\n');
}
