// @ts-check
// What must be true of this computer before anything is built or started. Each finding is one line for a person.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** @typedef {import('./settings.mjs').Settings} Settings */

/**
 * Makes the data folder and claims it for as long as this process lives.
 * @param {string} folder
 * @returns {Promise<string | undefined>} why it can't be used
 */
export async function claimDataFolder(folder) {
  const probe = join(folder, `.write-test-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    return `The data folder ${folder} can't be written (${codeOf(error)}). Make it writable or set DATA_DIR to another.`;
  }
  let lock;
  try {
    const { tryLock } = await import('../file-lock.mjs');
    lock = tryLock(join(folder, 'in-use.lock'));
  } catch (error) {
    return `The installed packages don't fit Node ${process.version} (${codeOf(error)}). Run \`npm ci\` again.`;
  }
  if (lock) return undefined;
  return `Tillkeep is already running on the data folder ${folder}. Stop it there first, or set DATA_DIR to another.`;
}

/**
 * The key that the gateway shows to the local ERP; made on first use, readable by its owner only.
 * @param {string} dataFolder
 */
export function keepErpApiKey(dataFolder) {
  const file = erpApiKeyFile(dataFolder);
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

/** @param {string} dataFolder */
export const erpApiKeyFile = (dataFolder) => join(dataFolder, 'erp-api-key');

/**
 * @param {Settings} settings
 * @returns {Promise<string[]>} a line for each port that can't be listened on
 */
export async function takenPorts({ host, ports, erpUrl }) {
  const ours = Object.entries(ports).filter(([service]) => service !== 'erp' || !erpUrl);
  const checks = ours.map(async ([service, port]) => {
    const problem = await tryToListen(host, port);
    const variable = `${service.toUpperCase()}_PORT`;
    if (problem === 'EADDRINUSE') {
      return `Port ${port} (${service}) is taken by another program. Set ${variable} to a free one, or stop that program.`;
    }
    if (problem === 'EACCES') {
      return `Port ${port} (${service}) needs more rights than you have. Set ${variable} to one above 1023.`;
    }
    if (problem)
      return `The ${service} can't listen on ${host}, port ${port} (${problem}). HOST must be an address of this computer.`;
    return undefined;
  });
  return (await Promise.all(checks)).filter((line) => line !== undefined);
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<string | undefined>} the code of the error
 */
function tryToListen(host, port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(codeOf(error)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
