// @ts-check
// The variables of .env.example: read, checked, and told about in one line each when wrong.
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { root } from '../repository.mjs';

/**
 * @typedef {object} Settings
 * @property {string} host the address that the services listen on
 * @property {{ web: number, gateway: number, erp: number }} ports
 * @property {string} dataFolder absolute
 * @property {string | undefined} databaseUrl PostgreSQL; undefined: SQLite in the data folder
 * @property {string | undefined} erpUrl an ERP of somebody else's; undefined: the local one
 * @property {string | undefined} erpApiKey undefined: the one kept in the data folder
 * @property {string} erpCurrency of the local ERP's books
 * @property {number} syncIntervalSeconds how often the sync looks for what it was not told of; 0: it runs only when asked
 * @property {string} logLevel
 */

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'];

/** This process's variables, completed from the file .env if there is one. */
export function environment() {
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return process.env;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ settings: Settings, problems: string[] }} the settings are usable only without problems
 */
export function readSettings(env) {
  /** @type {string[]} */
  const problems = [];
  /** @param {string} name */
  const text = (name) => env[name]?.trim() || undefined;

  /** @param {string} name @param {number} fallback */
  const port = (name, fallback) => {
    const value = text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= 1 && number <= 65_535) return number;
    problems.push(`${name} must be a whole number from 1 to 65535, not "${value}".`);
    return fallback;
  };

  /** @param {string} name @param {string[]} protocols */
  const address = (name, protocols) => {
    const value = text(name);
    if (value === undefined) return undefined;
    const known = URL.canParse(value) && protocols.includes(new URL(value).protocol);
    // The value may hold a password, so it is not repeated.
    if (!known) problems.push(`${name} must be an address that begins with ${protocols.join('// or ')}//.`);
    return value;
  };

  const host = text('HOST') ?? '127.0.0.1';
  if (!isIP(host) && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host)) {
    problems.push(`HOST must be an address of this computer, such as 127.0.0.1, not "${host}".`);
  }

  const ports = {
    web: port('WEB_PORT', 3000),
    gateway: port('GATEWAY_PORT', 4000),
    erp: port('ERP_PORT', 4100),
  };
  if (new Set(Object.values(ports)).size < 3) {
    const all = `WEB_PORT ${ports.web}, GATEWAY_PORT ${ports.gateway}, ERP_PORT ${ports.erp}`;
    problems.push(`The three ports must differ from each other: ${all}.`);
  }

  const erpUrl = address('ERP_URL', ['http:', 'https:']);
  const erpApiKey = text('ERP_API_KEY');
  if (erpApiKey && !/^[\x21-\x7e]{24,}$/.test(erpApiKey)) {
    problems.push('ERP_API_KEY must be at least 24 letters, digits and signs, without spaces.');
  }
  if (erpUrl && !erpApiKey) {
    problems.push("ERP_URL names an ERP of your own, so ERP_API_KEY must hold that ERP's key.");
  }

  const syncInterval = text('SYNC_INTERVAL_SECONDS') ?? '30';
  if (!/^\d{1,5}$/.test(syncInterval)) {
    problems.push(
      `SYNC_INTERVAL_SECONDS must be a whole number of seconds, 0 for only when asked, not "${syncInterval}".`,
    );
  }

  const logLevel = text('LOG_LEVEL') ?? 'info';
  if (!LOG_LEVELS.includes(logLevel)) {
    problems.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${logLevel}".`);
  }
  const erpCurrency = text('ERP_CURRENCY') ?? 'EUR';
  if (!Intl.supportedValuesOf('currency').includes(erpCurrency)) {
    problems.push(`ERP_CURRENCY must be a currency code such as EUR or GBP, not "${erpCurrency}".`);
  }

  const settings = {
    host,
    ports,
    dataFolder: resolve(root, text('DATA_DIR') ?? 'data'),
    databaseUrl: address('DATABASE_URL', ['postgresql:', 'postgres:']),
    erpUrl,
    erpApiKey,
    erpCurrency,
    syncIntervalSeconds: Number(syncInterval),
    logLevel,
  };
  return { settings, problems };
}

/**
 * Where a service that listens on `host` is reached from this computer.
 * @param {string} host
 * @param {number} port
 */
export function addressOf(host, port) {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
