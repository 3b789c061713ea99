import Database from 'better-sqlite3';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { askAsAdmin } from '../office';
import { Line, portOf } from './line';

const root = join(__dirname, '../../../..');
/** The web app as built, with all it needs. */
export const WEB = join(root, 'apps/web/.next/standalone');
const ERP_API_KEY = 'a-key-for-tests-only-0123456789';

/** None outlives the tests, however they end. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** One service, as built; it can be killed and started again on the same port and data. */
export class Service {
  private child?: ChildProcess;
  private said = '';

  constructor(
    readonly name: string,
    readonly port: number,
    /** What runs: another one takes its place with the next start. */
    public script: string,
    private readonly env: Record<string, string>,
  ) {}

  async start(): Promise<void> {
    const child = spawn(process.execPath, [this.script], {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'warn',
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'], // the channel: should this process be killed, the service ends too
    });
    this.child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.said = (this.said + text).slice(-4000)));
    }
    while (!(await answers(`http://127.0.0.1:${this.port}/healthz`))) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`The ${this.name} did not start:\n${this.said}`);
      }
      await sleep(25);
    }
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

/**
 * The three services with a line before the web app (`network`, between the till and the shop) and one before the gateway
 * (`gatewayLine`, between the web app and the gateway).
 */
export interface House {
  readonly web: Service;
  readonly gateway: Service;
  readonly erp: Service;
  readonly network: Line;
  readonly gatewayLine: Line;
  readonly shopFile: string;
  readonly booksFile: string;
  /** Asks the gateway past all lines, as the administrator unless a header says otherwise. Throws with the answer when it holds errors. */
  ask<Data>(query: string, variables?: object, headers?: Record<string, string>): Promise<Data>;
  /** Writes to the shop's database what no screen can change yet. */
  change(sql: string, ...values: (string | number)[]): void;
  stop(): Promise<void>;
}

/** @param setupToken leaves the shop empty, to be set up with it; without one it is the demo shop */
export async function openHouse(setupToken?: string): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'tillkeep-faults-'));
  const [webPort, gatewayPort, erpPort] = await freePorts();
  const gatewayLine = await Line.to(gatewayPort);
  const network = await Line.to(webPort);
  const common = { DATA_DIR: folder, ERP_API_KEY };
  const erp = new Service('ERP', erpPort, join(root, 'apps/erp/dist/main.js'), {
    ...common,
    ERP_PORT: `${erpPort}`,
  });
  const gateway = new Service('gateway', gatewayPort, join(root, 'apps/gateway/dist/main.js'), {
    ...common,
    GATEWAY_PORT: `${gatewayPort}`,
    ...(setupToken ? { SETUP_TOKEN: setupToken } : { DEMO: 'true' }),
    ERP_URL: `http://127.0.0.1:${erpPort}/graphql`,
    SYNC_INTERVAL_SECONDS: '0', // what has arrived is compared before it is sent on
  });
  const web = new Service('web app', webPort, join(WEB, 'apps/web/server.js'), {
    HOSTNAME: '127.0.0.1',
    PORT: `${webPort}`,
    GATEWAY_URL: gatewayLine.url,
  });
  const services = [erp, gateway, web];
  await Promise.all(services.map((service) => service.start()));
  const ask = askAsAdmin(`http://127.0.0.1:${gatewayPort}`);
  return {
    web,
    gateway,
    erp,
    network,
    gatewayLine,
    shopFile: join(folder, 'shop.sqlite'),
    booksFile: join(folder, 'erp.sqlite'),
    async ask<Data>(query: string, variables = {}, headers = {}) {
      const { data, errors } = await ask<Data>(query, variables, headers);
      if (!data || errors) throw new Error(JSON.stringify(errors));
      return data;
    },
    change(sql, ...values) {
      const db = new Database(join(folder, 'shop.sqlite'));
      db.prepare(sql).run(...values);
      db.close();
    },
    async stop() {
      await Promise.all(services.map((service) => service.kill()));
      await Promise.all([network.close(), gatewayLine.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
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

/** Three ports free at this moment, different from each other. */
async function freePorts(): Promise<[number, number, number]> {
  const servers = [1, 2, 3].map(() => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const [a = 0, b = 0, c = 0] = servers.map(portOf);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return [a, b, c];
}
