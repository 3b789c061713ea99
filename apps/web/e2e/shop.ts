import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { ADMIN, askAsAdmin, signIn } from './office';

/** A running Tillkeep with the demo shop in a data folder of its own. */
export interface Shop {
  /** Addresses without a path. */
  web: string;
  gateway: string;
  erp: string;
  erpApiKey: string;
  /** Asks the gateway as the administrator, or with another token. Fails the test when there are errors. */
  ask: ReturnType<typeof askWithoutErrors>;
  /** What `npm start` has printed so far. */
  said: () => string;
}

/** Each worker gets a shop of its own, started the way a user starts it; `page.goto('/sync')` goes to its web app. */
export const test = base.extend<{ signedInAs: string | null }, { shop: Shop; shopOf: string }>({
  /** A file that sets this to its own name gets a worker, and so a shop, that no other file has sold in. */
  shopOf: ['all', { option: true, scope: 'worker' }],
  shop: [
    async ({}, use) => {
      const { shop, stop } = await startShop();
      await use(shop);
      await stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  baseURL: async ({ shop }, use) => use(shop.web),
  /** Who is signed in to the office when a test begins: an e-mail address, or null for nobody. */
  signedInAs: [ADMIN, { option: true }],
  context: async ({ context, shop, signedInAs }, use) => {
    if (signedInAs) await signIn(context, shop.web, signedInAs);
    await use(context);
  },
});

export { expect } from '@playwright/test';

const root = join(__dirname, '../../..');
const STOP_WITHIN_MS = 10_000;

/**
 * @param env variables of .env.example that differ from a user's first start
 * @throws Error with what was printed, when it does not come up
 */
export async function startShop(
  env: Record<string, string> = {},
): Promise<{ shop: Shop; stop: () => Promise<void> }> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'tillkeep-e2e-'));
  const [web, gateway, erp] = await freePorts();
  const child = spawn(process.execPath, [join(root, 'tools/start.mjs'), '--as-built'], {
    cwd: root,
    env: {
      ...process.env,
      ...{ HOST: '127.0.0.1', WEB_PORT: `${web}`, GATEWAY_PORT: `${gateway}`, ERP_PORT: `${erp}` },
      ...{ DATA_DIR: dataFolder, DATABASE_URL: '', ERP_URL: '', ERP_API_KEY: '' },
      SYNC_INTERVAL_SECONDS: '0', // tests press Sync now, and see what is Pending before
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'], // the channel: should this process die, the shop ends too
    detached: true, // a process group of its own, to be killed whole
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const killGroup = () => kill(child);
  process.on('exit', killGroup);

  const deleteData = () => rmSync(dataFolder, { recursive: true, force: true });
  await untilSaid(child, 'Tillkeep is running', () => output).catch((error: unknown) => {
    deleteData();
    throw error;
  });
  const shop = {
    web: `http://127.0.0.1:${web}`,
    gateway: `http://127.0.0.1:${gateway}`,
    erp: `http://127.0.0.1:${erp}`,
    erpApiKey: env.ERP_API_KEY ?? readFileSync(join(dataFolder, 'erp-api-key'), 'utf8').trim(),
    said: () => output,
    ask: askWithoutErrors(`http://127.0.0.1:${gateway}`),
  };
  const stop = async () => {
    const ended = once(child, 'exit');
    const late = setTimeout(killGroup, STOP_WITHIN_MS);
    child.kill('SIGINT');
    const [code] = await ended;
    clearTimeout(late);
    process.off('exit', killGroup);
    deleteData();
    if (code !== 0) throw new Error(`Tillkeep did not stop cleanly (exit code ${code}):\n${output}`);
  };
  return { shop, stop };
}

function askWithoutErrors(gateway: string) {
  const ask = askAsAdmin(gateway);
  return async (query: string, variables = {}, token?: string) => {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    // JSON: what is in it each test says by what it looks for.
    const { data, errors } = await ask<ReturnType<typeof JSON.parse>>(query, variables, headers);
    expect(errors).toBeUndefined();
    return data;
  };
}

function untilSaid(child: ChildProcess, text: string, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', () => output().includes(text) && resolve());
    child.once('exit', (code) =>
      reject(new Error(`Tillkeep did not start (exit code ${code}):\n${output()}`)),
    );
  });
}

function kill({ pid }: ChildProcess) {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

/** Three ports free at this moment, different from each other. */
async function freePorts(): Promise<number[]> {
  const servers = [1, 2, 3].map(() => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    if (!address || typeof address === 'string')
      throw new Error('A listening server has an address with a port.');
    return address.port;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
