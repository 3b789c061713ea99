// @ts-check
// npm start: checks, builds what is not built, runs web, gateway and ERP until Ctrl-C, and says where to go.
// The script in package.json begins with `exec`: a shell between npm and this program would end at Ctrl-C at once, and
// npm with it, while the services are still stopping.
//
//   node tools/start.mjs --as-built    runs the last build, whatever has changed since: browser tests all see the same
//   node tools/start.mjs --demo        fills an empty shop with sample data and asks nobody; so does a start with no terminal and no SETUP_TOKEN
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { build, built, isBuilt } from './build.mjs';
import { claimDataFolder, keepErpApiKey, takenPorts } from './start/preflight.mjs';
import { pathForPeople, runServices } from './start/services.mjs';
import { addressOf, environment, readSettings } from './start/settings.mjs';
import { stopSignals } from './start/stop-signals.mjs';

/** @typedef {import('./start/settings.mjs').Settings} Settings */
/** @typedef {import('./start/services.mjs').Service} Service */

const OLDEST_NODE = [20, 19];

const signals = stopSignals();
process.exit(await main());

/** @returns {Promise<number>} the exit code */
async function main() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    return refuse([`Tillkeep needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}.`]);
  }
  const { settings, problems } = readSettings(environment());
  if (problems.length > 0) return refuse(problems);
  const notOurs = await claimDataFolder(settings.dataFolder);
  if (notOurs) return refuse([notOurs]);
  const taken = await takenPorts(settings);
  if (taken.length > 0) return refuse(taken);

  if (!process.argv.includes('--as-built') && !isBuilt()) {
    console.log('Building what is not built yet (about a minute the first time) …');
    const problem = await build({ signal: signals.stop });
    if (signals.stop.aborted) return signals.exitCode();
    if (problem) return refuse([problem, 'The build failed: the lines above say why.']);
  }

  console.log('Starting …');
  const isAlone = !process.stdin.isTTY || !process.stdout.isTTY;
  const givenToken = process.env.SETUP_TOKEN?.trim();
  const demo = process.argv.includes('--demo') || (isAlone && !givenToken);
  const setupToken = demo ? undefined : givenToken || randomBytes(12).toString('base64url');
  const ranWell = await runServices(servicesOf(settings, setupToken), {
    logFolder: join(settings.dataFolder, 'logs'),
    say: (line) => console.error(line),
    onReady: () => {
      const said = isEmpty(settings).then((empty) =>
        empty ? invitation(settings, setupToken) : welcome(settings),
      );
      // A gateway that has gone again by now is told of by runServices.
      said.then(console.log, () => undefined);
    },
    ...signals,
  });
  return ranWell ? signals.exitCode() : 1;
}

/** @param {string[]} lines */
function refuse(lines) {
  for (const line of lines) console.error(line);
  return 1;
}

/**
 * @param {Settings} settings
 * @param {string | undefined} setupToken opens an empty shop to whoever sets it up; without one it is filled with sample data
 * @returns {Service[]}
 */
function servicesOf(
  { host, ports, dataFolder, databaseUrl, erpUrl, erpApiKey, erpCurrency, syncIntervalSeconds, logLevel },
  setupToken,
) {
  const gatewayUrl = addressOf(host, ports.gateway);
  const localErpUrl = addressOf(host, ports.erp);
  const webUrl = addressOf(host, ports.web);
  const common = {
    NODE_ENV: 'production',
    HOST: host,
    DATA_DIR: dataFolder,
    LOG_LEVEL: logLevel,
    ERP_API_KEY: erpApiKey ?? keepErpApiKey(dataFolder),
  };
  const erp = {
    name: 'erp',
    command: ['--enable-source-maps', built.erp],
    env: { ...common, ERP_PORT: String(ports.erp), ERP_CURRENCY: erpCurrency },
    readyUrl: `${localErpUrl}/readyz`,
  };
  const gateway = {
    name: 'gateway',
    command: ['--enable-source-maps', built.gateway],
    env: {
      ...common,
      GATEWAY_PORT: String(ports.gateway),
      DATABASE_URL: databaseUrl,
      SYNC_INTERVAL_SECONDS: String(syncIntervalSeconds),
      ...(setupToken === undefined ? { DEMO: 'true' } : { SETUP_TOKEN: setupToken }),
      ERP_URL: erpUrl ?? `${localErpUrl}/graphql`,
    },
    readyUrl: `${gatewayUrl}/readyz`,
  };
  const web = {
    name: 'web',
    command: [built.web],
    env: { NODE_ENV: 'production', HOSTNAME: host, PORT: String(ports.web), GATEWAY_URL: gatewayUrl },
    readyUrl: `${webUrl}/readyz`,
  };
  return erpUrl ? [gateway, web] : [erp, gateway, web];
}

/**
 * Whether the shop is still to be set up.
 * @param {Settings} settings
 */
async function isEmpty({ host, ports }) {
  const response = await fetch(`${addressOf(host, ports.gateway)}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ setup { needed } }' }),
  });
  const { data } = await response.json();
  return data.setup.needed === true;
}

/**
 * @param {Settings} settings
 * @param {string | undefined} setupToken
 */
function invitation({ host, ports }, setupToken) {
  return `
  Tillkeep is running, and this is a new shop. Set it up, or load the demo shop:

    ${addressOf(host, ports.web)}/setup#${setupToken}

  The address opens the shop to whoever has it, once. Ctrl-C stops everything.
`;
}

/** @param {Settings} settings */
function welcome({ host, ports, dataFolder, erpUrl, syncIntervalSeconds }) {
  const shop = addressOf(host, ports.web);
  const books = erpUrl ?? addressOf(host, ports.erp);
  return `
  Tillkeep is running.

    Shop         ${shop}
    Register     ${shop}/register
    Products     ${shop}/products
    Sales        ${shop}/sales
    Sync         ${shop}/sync
    Playground   ${shop}/playground
    ERP's books  ${books}

  To try: sell something at the register and find it under Sales. It is Pending until it is booked
  in the ERP's books, ${syncIntervalSeconds === 0 ? 'which Sync now on the Sync page does.' : 'a second later; Sync now on the Sync page also sends what had failed.'}

  Data and logs are in ${pathForPeople(dataFolder)}. Ctrl-C stops everything.
`;
}
