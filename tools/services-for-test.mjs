// @ts-check
// For specs: built services as whoever runs the shop starts them, and the tools beside them.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './repository.mjs';

export const ERP_API_KEY = 'a-key-for-tests-only-0123456789';

/**
 * @typedef {object} Service
 * @property {string} url of a worker ''
 * @property {() => Promise<void>} stop
 * @property {(signal: NodeJS.Signals) => void} signal
 */

/**
 * On a free port, with the demo shop where there is none, and a sync that runs only when asked.
 * @param {'gateway' | 'erp'} name
 * @param {Record<string, string>} env
 * @returns {Promise<Service>}
 */
export async function startService(name, env) {
  const child = spawn(process.execPath, [join(root, `apps/${name}/dist/main.js`)], {
    env: {
      PATH: process.env.PATH,
      ...{ DEMO: 'true', ERP_API_KEY, SYNC_INTERVAL_SECONDS: '0', GATEWAY_PORT: '0', ERP_PORT: '0', ...env },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  /** @param {NodeJS.Signals} signal */
  const signal = (signal) => void child.kill(signal);
  const stop = async () => {
    signal('SIGTERM');
    await ended;
  };
  const isReady = env.ROLE === 'worker' ? ' works' : ' listens';
  for await (const line of createInterface(child.stdout)) {
    const entry = JSON.parse(line);
    if (!entry.msg.endsWith(isReady)) continue;
    child.stdout.resume(); // nobody reads on, and it must not wait for that
    return { url: entry.url ?? '', stop, signal };
  }
  throw new Error(`The ${name} did not start.`);
}

/**
 * @param {Record<string, string | undefined>} env
 * @param {string} tool
 * @param {string[]} [options]
 * @param {string} [input]
 */
export function runTool(env, tool, options = [], input = '') {
  const command = ['-r', '@swc-node/register', `tools/${tool}.ts`, ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
    input,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

/** @param {string} url @param {string} query @param {string} [token] */
export async function ask(url, query, token = '') {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** The administrator's token; undefined when the password is another. @param {string} url */
export async function signIn(url, password = 'tillkeep-demo') {
  const { data } = await ask(
    url,
    `mutation { login(input: { email: "admin@tillkeep.example", password: "${password}" }) { accessToken } }`,
  );
  return data?.login.accessToken;
}
