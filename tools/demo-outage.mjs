// @ts-check
// npm run demo:outage: plays an outage for people to watch, with services, ports and a data folder of its own. The ERP is
// killed, the shop sells on, the ERP comes back, the queue drains by itself, and the day is compared to the cent.
// Takes about 40 seconds. Exit code 0 when all is booked once and the day matches.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { built } from './build.mjs';

const DEADLINE_MS = 58_000;
const POLL_MS = 250;
/** In polls. */
const TELL_EVERY = 24;

const folder = mkdtempSync(join(tmpdir(), 'tillkeep-outage-'));
const ERP_API_KEY = randomBytes(24).toString('hex');
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
const begin = performance.now();

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end(130));
setTimeout(() => {
  say('This has taken too long.');
  void end(1);
}, DEADLINE_MS).unref();

play().then(
  (isGreen) => end(isGreen ? 0 : 1),
  (error) => {
    say(error instanceof Error ? error.message : String(error));
    return end(1);
  },
);

/** @returns {Promise<boolean>} whether the end is green */
async function play() {
  const [gatewayPort = 0, erpPort = 0] = await freePorts(2);
  const erpUrl = `http://127.0.0.1:${erpPort}`;
  const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
  const startErp = () => start(built.erp, { ERP_PORT: String(erpPort) }, erpUrl);
  let erp = await startErp();
  const gateway = { GATEWAY_PORT: String(gatewayPort), ERP_URL: `${erpUrl}/graphql`, DEMO: 'true' };
  await start(built.gateway, { ...gateway, SYNC_INTERVAL_SECONDS: '30' }, gatewayUrl);
  const ask = await asManager(gatewayUrl);
  const sell = await seller(ask);

  say('The shop is open, and the ERP keeps its books.');
  await sell(5);
  say('5 sales at the till.');
  await untilBooked(ask);
  say('All 5 are in the ERP’s books, with nobody pressing anything.');

  say('');
  say('Now the ERP is killed.');
  erp.kill('SIGKILL');
  await once(erp, 'exit');
  for (let round = 1; round <= 4; round++) {
    await sell(10);
    await sleep(1_000);
    say(`10 more sales. ${waiting(await summaryOf(ask))}`);
  }
  say('Selling goes on as if nothing were wrong: each sale is safe in the shop’s own database.');

  say('');
  say('The ERP comes back. The shop leaves it alone for up to half a minute, then asks how it is.');
  erp = await startErp();
  await untilBooked(ask, (summary) => say(waiting(summary)));
  say('The queue has drained by itself.');

  say('');
  const { reconciliation } = await ask(
    `query ($from: Date!, $to: Date!) {
      reconciliation(from: $from, to: $to) {
        outlet { name } businessDate posCount posTotal erpCount erpTotal difference matches
      }
    }`,
    datesAround(),
  );
  for (const day of reconciliation) say(dayWords(day));
  const sold = reconciliation.reduce(
    (/** @type {number} */ sum, /** @type {{ posCount: number }} */ day) => sum + day.posCount,
    0,
  );
  const matches = reconciliation.every((/** @type {{ matches: boolean }} */ { matches }) => matches);
  say(matches && sold === 45 ? 'Reconciliation is green.' : 'Reconciliation is NOT green.');
  return matches && sold === 45;
}

/**
 * @typedef {{ pending: number, failed: number, synced: number, erpReachable: boolean }} Summary
 * @typedef {(query: string, variables?: object) => Promise<any>} Ask
 */

/** @param {Ask} ask @returns {Promise<Summary>} */
async function summaryOf(ask) {
  return (await ask('{ syncSummary { pending failed synced erpReachable } }')).syncSummary;
}

/**
 * @param {Ask} ask
 * @param {(summary: Summary) => void} [tell] how it stands, every few seconds
 */
async function untilBooked(ask, tell) {
  for (let poll = 1; ; poll++) {
    const summary = await summaryOf(ask);
    if (summary.pending + summary.failed === 0) return;
    if (poll % TELL_EVERY === 0) tell?.(summary);
    await sleep(POLL_MS);
  }
}

/** @param {Summary} summary */
function waiting({ pending, failed, synced, erpReachable }) {
  return `Booked ${synced}, waiting ${pending + failed}; the ERP ${erpReachable ? 'answers' : 'does not answer'}.`;
}

/** @param {{ outlet: { name: string }, businessDate: string, posCount: number, posTotal: number, erpCount: number, erpTotal: number, difference: number, matches: boolean }} day */
function dayWords({ outlet, businessDate, posCount, posTotal, erpCount, erpTotal, difference, matches }) {
  const amount = (/** @type {number} */ cents) => (cents / 100).toFixed(2);
  return `${outlet.name}, ${businessDate}: sold ${posCount} for ${amount(posTotal)}, booked ${erpCount} for ${amount(erpTotal)}, difference ${amount(difference)}: ${matches ? 'matches' : 'DIFFERS'}`;
}

/** @param {Ask} ask @returns {Promise<(count: number) => Promise<void>>} makes so many sales */
async function seller(ask) {
  const { createProduct } = await ask(
    `mutation { createProduct(input: { name: "Coffee to go", price: 249, taxRate: 5.5, trackStock: false }) { id } }`,
  );
  return async (count) => {
    for (let sale = 0; sale < count; sale++) {
      const lines = [{ productId: createProduct.id, quantity: 1 + (sale % 3) }];
      await ask('mutation ($input: CreateSaleInput!) { createSale(input: $input) { id } }', {
        input: { lines },
      });
    }
  };
}

/** The outlet's date may be another one than this machine's. */
function datesAround() {
  const day = (/** @type {number} */ days) =>
    new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  return { from: day(-1), to: day(1) };
}

/** @param {string} url of the gateway @returns {Promise<Ask>} */
async function asManager(url) {
  let token = '';
  /** @type {Ask} */
  const ask = async (query, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(`The gateway refused: ${errors[0].message}`);
    return data;
  };
  const input = { email: 'manager@tillkeep.example', password: 'tillkeep-demo' };
  token = (await ask('mutation ($input: LoginInput!) { login(input: $input) { accessToken } }', { input }))
    .login.accessToken;
  return ask;
}

/**
 * Answers once it is alive. The channel: should this program be killed, the service ends too.
 * @param {string} script
 * @param {Record<string, string>} env
 * @param {string} url
 */
async function start(script, env, url) {
  const child = spawn(process.execPath, [script], {
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      DATA_DIR: folder,
      ERP_API_KEY,
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  while (
    !(await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error('A service did not start: the lines above say why.');
    await sleep(50);
  }
  return child;
}

/** @param {number} count */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return address && typeof address === 'object' ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** @param {string} text */
function say(text) {
  const seconds = ((performance.now() - begin) / 1000).toFixed(1).padStart(5);
  console.log(text && `${seconds} s  ${text}`);
}

/** @param {number} code */
async function end(code) {
  const ended = [...running].map((child) => once(child, 'exit'));
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(ended);
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
