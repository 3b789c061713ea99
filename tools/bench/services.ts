// The built gateway and ERP, and servers to compare them with, as real processes on free ports. None outlives this one.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { hash } from '@node-rs/argon2';
import { createApiKey, createUser, listOutlets, openDb } from '@tillkeep/data';
import { print } from 'graphql';

export interface Service {
  /** Of its GraphQL. */
  readonly url: string;
  /** Processor time that it has used so far, in milliseconds. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

export const root = join(__dirname, '../..');
const NO_ERP = 'http://127.0.0.1:9/graphql';

export const ERP_API_KEY = 'a-key-for-one-run-on-this-machine';

/** The ERP with its books in `dataFolder`. */
export async function startErp(dataFolder: string, currency: string): Promise<Service> {
  const port = await freePort();
  const env = { ERP_PORT: `${port}`, ERP_CURRENCY: currency, ERP_API_KEY, DATA_DIR: dataFolder };
  return start([join(root, 'apps/erp/dist/main.js')], port, env);
}

/** The gateway on the database in `dataFolder`; without `erpUrl` there is no ERP to reach. It syncs when told to, or by itself. */
export async function startGateway(
  dataFolder: string,
  { erpUrl = NO_ERP, syncIntervalSeconds = 0, program = join(root, 'apps/gateway/dist/main.js') } = {},
): Promise<Service> {
  const port = await freePort();
  const env = {
    GATEWAY_PORT: `${port}`,
    DEMO: 'true',
    DATA_DIR: dataFolder,
    ERP_URL: erpUrl,
    ERP_API_KEY,
    SYNC_INTERVAL_SECONDS: `${syncIntervalSeconds}`,
    DATABASE_URL: undefined,
  };
  const gateway = await start([program], port, env);
  apiKeys.set(gateway.url, await apiKeyOf(dataFolder));
  return gateway;
}

/** By the gateway's address, what `ask` opens it with. */
const apiKeys = new Map<string, string>();

/** An administrator's, for the outlet of that code or else the first. The gateway has brought the database up to date. */
export async function apiKeyOf(dataFolder: string, outletCode?: string): Promise<string> {
  const db = await openDb(`file:${join(dataFolder, 'shop.sqlite')}`);
  const outlets = await listOutlets(db);
  const outlet = outlets.find(({ code }) => outletCode === undefined || code === outletCode);
  if (!outlet) throw new Error(`There is no outlet in ${dataFolder}.`);
  const { secret } = await createApiKey(db, { name: 'Tools', role: 'ADMIN', outletId: outlet.id });
  await db.close();
  return secret;
}

/** An administrator who signs in on a page. */
export async function addAdministrator(dataFolder: string): Promise<{ email: string; password: string }> {
  const [email, password] = ['bench@tillkeep.example', 'for one run on this machine'];
  const db = await openDb(`file:${join(dataFolder, 'shop.sqlite')}`);
  const passwordHash = await hash(password);
  await createUser(db, { name: 'Bench', email, role: 'ADMIN', outletIds: [], passwordHash });
  await db.close();
  return { email, password };
}

/** The header that opens this gateway. */
export function keyFor(url: string): Record<string, string> {
  const key = apiKeys.get(url);
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}

/** The web app, which hands /graphql on to that gateway. */
export async function startWeb(gateway: Service): Promise<Service> {
  const port = await freePort();
  const env = { HOSTNAME: '127.0.0.1', PORT: `${port}`, GATEWAY_URL: new URL(gateway.url).origin };
  return start([join(root, 'apps/web/.next/standalone/apps/web/server.js')], port, env);
}

/** Starts `node <command>` and waits until its /healthz answers. Throws with its last words when it ends before. */
export async function start(command: string[], port: number, env: NodeJS.ProcessEnv): Promise<Service> {
  const [file = ''] = command.slice(-1);
  if (!existsSync(file)) throw new Error(`${file} is not there. Build first: npm run build`);
  const child = spawn(process.execPath, ['-r', join(__dirname, 'child.cjs'), ...command], {
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-4000)));
  }
  const ended = once(child, 'exit');
  running.add(child);
  child.once('exit', () => running.delete(child));
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(`${url}/healthz`))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${file} did not start:\n${output}`);
    await sleep(20);
  }
  return {
    url: `${url}/graphql`,
    cpu: () => askForCpu(child),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL'))); // after an error nobody has stopped them

/** Throws when the answer has errors. */
export async function ask<Answer, Variables>(
  url: string,
  document: TypedDocumentNode<Answer, Variables>,
  variables: Variables,
): Promise<Answer> {
  return post<Answer>(url, print(document), variables, keyFor(url));
}

/** Asks the ERP, with its key. */
export function askErp<Answer>(url: string, query: string, variables: object): Promise<Answer> {
  return post<Answer>(url, query, variables, { authorization: `Bearer ${ERP_API_KEY}` });
}

/** Asks the gateway; with a token as the device whose it is. */
export function askWithToken<Answer>(
  url: string,
  query: string,
  variables: object,
  token?: string,
): Promise<Answer> {
  return post<Answer>(url, query, variables, token === undefined ? {} : { authorization: `Bearer ${token}` });
}

async function post<Answer>(url: string, query: string, variables: unknown, headers = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors }: { data?: Answer; errors?: { message: string }[] } = await response.json();
  if (!data || errors) {
    throw new Error(errors?.[0]?.message ?? `${url} answered ${response.status}.`);
  }
  return data;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // it does not listen yet
  }
}

async function askForCpu(child: ChildProcess): Promise<number> {
  const answer = once(child, 'message');
  child.send('cpu');
  const [milliseconds] = await answer;
  return Number(milliseconds);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await once(server.close(), 'close');
  if (!address || typeof address === 'string')
    throw new Error('A listening server has an address with a port.');
  return address.port;
}
