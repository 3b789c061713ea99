// @ts-check
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const here = new URL('.', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'tillkeep-services-'));
after(() => rmSync(folder, { recursive: true }));

test('all are ready, and one Ctrl-C, which npm doubles, stops all of them cleanly', async () => {
  const shop = await open({ erp: 'well', gateway: 'well', web: 'well' });
  await shop.until('READY');
  shop.signalGroup('SIGINT');
  await sleep(50);
  shop.signalGroup('SIGINT');
  assert.equal(await shop.exitCode, 0);
  for (const service of ['erp', 'gateway', 'web']) assert.match(shop.log(service), /stopped cleanly/);
  assert.deepEqual(await shop.survivors(), []);
});

test('a second Ctrl-C kills what does not stop', async () => {
  const shop = await open({ erp: 'well', gateway: 'hangs' });
  await shop.until('READY');
  shop.signalGroup('SIGINT');
  await sleep(1_000);
  assert.equal((await shop.survivors(0)).length, 1);
  shop.signalGroup('SIGINT');
  assert.equal(await shop.exitCode, 130);
  assert.deepEqual(await shop.survivors(), []);
});

test('what does not stop in time is killed and named', async () => {
  const shop = await open({ erp: 'hangs' }, { stopWithinMs: 500 });
  await shop.until('READY');
  shop.signalGroup('SIGTERM');
  assert.equal(await shop.exitCode, 0);
  assert.match(shop.said(), /The erp did not stop within 0.5 s and was killed\./);
});

test('a request left open does not hold up the end for long', async () => {
  const shop = await open({ web: 'busy' });
  await shop.until('READY');
  shop.signalGroup('SIGINT');
  assert.equal(await shop.exitCode, 0);
  assert.match(shop.log('web'), /Still busy 3 s after it was told to stop/);
});

test('one that dies takes the others along and its log is named', async () => {
  const shop = await open({ erp: 'well', gateway: 'dies' });
  assert.equal(await shop.exitCode, 1);
  assert.match(
    shop.said(),
    /The gateway ended by itself with exit code 7\..*gateway\.log\n {4}listening, pid/,
  );
  assert.match(shop.log('erp'), /stopped cleanly/);
  assert.deepEqual(await shop.survivors(), []);
});

test('one that does not become ready is named with its last answer and log lines', async () => {
  const shop = await open({ erp: 'well', gateway: 'never-ready' }, { readyWithinMs: 800 });
  assert.equal(await shop.exitCode, 1);
  assert.match(
    shop.said(),
    /The gateway was not ready within 0.8 s \(it answers 503 {"database":"locked"}\)/,
  );
  assert.match(shop.said(), / {4}listening, pid/);
  assert.doesNotMatch(shop.said(), /READY|The erp/);
  assert.deepEqual(await shop.survivors(), []);
});

test('none outlives a starter that was killed', async () => {
  const shop = await open({ erp: 'well', web: 'well' });
  await shop.until('READY');
  shop.kill();
  await shop.exitCode;
  assert.deepEqual(await shop.survivors(), []);
  for (const service of ['erp', 'web']) assert.match(shop.log(service), /stopped cleanly/);
});

test('an error in a log shows in one line', async () => {
  const shop = await open({ gateway: 'complains' });
  await shop.until('gateway: sync failed: no ERP (more in ');
  shop.signalGroup('SIGINT');
  assert.equal(await shop.exitCode, 0);
});

/**
 * Runs fake services in a program of their own, as npm start does.
 * @param {Record<string, string>} behaviours by name of service
 * @param {{ readyWithinMs?: number, stopWithinMs?: number }} [limits]
 */
async function open(behaviours, limits = {}) {
  const logFolder = mkdtempSync(join(folder, 'logs-'));
  const services = await Promise.all(
    Object.entries(behaviours).map(async ([name, behaviour]) => {
      const port = await freePort();
      const command = [new URL('fake-service.mjs', here).pathname, `${port}`, behaviour];
      return { name, command, env: {}, readyUrl: `http://127.0.0.1:${port}/readyz` };
    }),
  );
  const program = `
    import { runServices } from '${new URL('services.mjs', here)}';
    import { stopSignals } from '${new URL('stop-signals.mjs', here)}';
    const signals = stopSignals();
    const options = { ...signals, ...${JSON.stringify({ logFolder, ...limits })} };
    const say = (line) => console.log(line);
    const ranWell = await runServices(${JSON.stringify(services)}, { ...options, say, onReady: () => say('READY') });
    process.exit(ranWell ? signals.exitCode() : 1);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const exitCode = once(child, 'exit').then(([code]) => code);
  const { pid = 0 } = child;
  /** @param {string} service */
  const log = (service) => readFileSync(join(logFolder, `${service}.log`), 'utf8');
  return {
    exitCode,
    log,
    said: () => output,
    kill: () => child.kill('SIGKILL'),
    /** As a terminal does. @param {NodeJS.Signals} signal */
    signalGroup: (signal) => process.kill(-pid, signal),
    /** @param {string} text */
    until: async (text) => {
      for (let waited = 0; !output.includes(text); waited += 20) {
        assert.ok(waited < 10_000, `waited in vain for "${text}" in:\n${output}`);
        await sleep(20);
      }
    },
    /** The services that still run after `withinMs`. */
    survivors: async (withinMs = 5_000) => {
      let pids = Object.keys(behaviours).map((service) => Number(/pid (\d+)/.exec(log(service))?.[1]));
      for (let waited = 0; pids.length > 0 && waited <= withinMs; waited += 50) {
        await sleep(50);
        pids = pids.filter(isAlive);
      }
      return pids;
    },
  };
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  assert.ok(address && typeof address === 'object');
  return address.port;
}
