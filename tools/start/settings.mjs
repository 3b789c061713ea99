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
 * @property {number} syncIntervalSeconds 0: by hand only
 * @property {boolean} demo whether an empty data folder gets the demo shop
 */

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

  /** @param {string} name @param {number} fallback @param {number} min @param {number} max */
  const wholeNumber = (name, fallback, min, max) => {
    const value = text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    problems.push(`${name} must be a whole number from ${min} to ${max}, not "${value}".`);
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
    web: wholeNumber('WEB_PORT', 3000, 1, 65_535),
    gateway: wholeNumber('GATEWAY_PORT', 4000, 1, 65_535),
    erp: wholeNumber('ERP_PORT', 4100, 1, 65_535),
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

  const demo = text('TILLKEEP_DEMO') ?? '1';
  if (demo !== '0' && demo !== '1') problems.push(`TILLKEEP_DEMO must be 0 or 1, not "${demo}".`);

  const settings = {
    host,
    ports,
    dataFolder: resolve(root, text('DATA_DIR') ?? 'data'),
    databaseUrl: address('DATABASE_URL', ['postgresql:', 'postgres:']),
    erpUrl,
    erpApiKey,
    syncIntervalSeconds: wholeNumber('SYNC_INTERVAL_SECONDS', 30, 0, 86_400),
    demo: demo === '1',
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
