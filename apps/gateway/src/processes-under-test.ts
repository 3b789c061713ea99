// For specs: gateway and ERP as they ship, each a process of its own that is asked over HTTP, stopped and killed.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { ShopApi } from './shop-api';

export const ERP_KEY = 'a-key-for-tests-only-0123456789';

export interface Running {
  readonly process: ChildProcess;
  /** Where it listens; throws with its last words when it ends before. */
  readonly url: Promise<string>;
  /** Of a worker: when it works; throws as above. */
  readonly works: Promise<void>;
  /** Where its metrics are read; throws as above. */
  readonly metricsUrl: Promise<string>;
  /** How it ended, and what it wrote to stderr. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly signal: string | null;
    readonly stderr: string;
  }>;
}

/** Inside a spec: builds both before its tests, and kills after each test what still runs. */
export function useProcesses(): Processes {
  const processes = new Processes();
  beforeAll(() => processes.build(), 60_000);
  afterEach(() => processes.killAll());
  afterAll(() => processes.remove());
  return processes;
}

export class Processes {
  private readonly home = mkdtempSync(join(tmpdir(), 'tillkeep-processes-'));
  private running: Running[] = [];
  private folders = 0;

  /** Into a house of the same plan, so that what a developer has built stays as it is. */
  build(): void {
    const root = join(__dirname, '../../..');
    for (const shared of ['prisma', 'node_modules']) symlinkSync(join(root, shared), join(this.home, shared));
    const build = (app: string, command: string, ...args: string[]) =>
      execFileSync(command, args, { cwd: join(root, 'apps', app), stdio: 'pipe' });
    build('gateway', process.execPath, 'build.mjs', this.bundleFolder('gateway'));
    build(
      'erp',
      'npm',
      'run',
      'build',
      '--silent',
      '--',
      `--outfile=${join(this.bundleFolder('erp'), 'main.js')}`,
    );
  }

  newFolder(): string {
    const folder = join(this.home, `data-${++this.folders}`);
    mkdirSync(folder);
    return folder;
  }

  /** The address of an empty database on the server that Jest's globalSetup has started. */
  async newPostgresDatabase(): Promise<string> {
    const server = process.env.TEST_POSTGRES_URL ?? '';
    const name = `processes_${randomUUID().replaceAll('-', '')}`; // several specs share this process
    const client = new Client(server);
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    return server.replace(/[^/]+$/, name);
  }

  /** `withChannel`: with a line to whoever started it, by which it notices when that one has gone. */
  gateway(
    environment: Record<string, string>,
    options: { key?: string; withChannel?: boolean } = {},
  ): Running {
    return this.start(
      'gateway',
      { GATEWAY_PORT: '0', DEMO: 'true', SYNC_INTERVAL_SECONDS: '0', ...environment },
      options,
    );
  }

  erp(environment: Record<string, string>): Running {
    return this.start('erp', { ERP_PORT: '0', ...environment });
  }

  async killAll(): Promise<void> {
    for (const { process } of this.running) process.kill('SIGKILL');
    await Promise.all(this.running.map(({ ended }) => ended));
    this.running = [];
  }

  remove(): void {
    rmSync(this.home, { recursive: true });
  }

  private bundleFolder(app: string): string {
    return join(this.home, 'apps', app, 'dist');
  }

  private start(
    app: string,
    environment: Record<string, string>,
    options: { key?: string; withChannel?: boolean } = {},
  ): Running {
    const { key: ERP_API_KEY } = { key: ERP_KEY, ...options };
    const child = spawn(process.execPath, [join(this.bundleFolder(app), 'main.js')], {
      env: { PATH: process.env.PATH, ERP_API_KEY, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', options.withChannel ? 'ipc' : 'ignore'],
    });
    const { stdout, stderr: errors } = child;
    if (!stdout || !errors) throw new Error('The process can’t be listened to.');
    let stderr = '';
    errors.on('data', (text: Buffer) => (stderr += text.toString()));
    // Its own `close` does not come once the channel has been closed from here.
    const silent = Promise.all([stdout, errors].map((stream) => once(stream, 'close')));
    const ended = new Promise<[number | null, string | null]>((resolve) =>
      child.once('exit', (code, signal) => resolve([code, signal])),
    ).then(async ([code, signal]) => {
      await silent;
      return { code, signal, stderr };
    });
    const lines = createInterface(stdout);
    const says = (what: string) => {
      const said = new Promise<LogEntry>((resolve, reject) => {
        void ended.then(() => reject(new Error(`The ${app} has ended: ${stderr}`)));
        lines.on('line', (line) => {
          if (!line.startsWith('{')) return; // each line of the log is JSON; what is said to the terminal is not
          const entry: LogEntry = JSON.parse(line);
          if (entry.msg.endsWith(what)) resolve(entry);
        });
      });
      said.catch(() => undefined); // those that are to fail are asked for how they ended
      return said;
    };
    const [listens, worksEntry] = [says(' listens'), says('the worker works')];
    const url = listens.then((entry) => entry.url);
    const metricsUrl = says('metrics are there to be read').then((entry) => entry.url);
    const works = worksEntry.then(() => undefined);
    for (const promise of [url, works, metricsUrl]) promise.catch(() => undefined);
    const running = { process: child, url, works, metricsUrl, ended };
    this.running.push(running);
    return running;
  }
}

interface LogEntry {
  readonly msg: string;
  readonly url: string;
}

export interface Booked {
  readonly saleId: string;
  readonly erpReference: string;
  readonly outletCode: string;
  readonly businessDate: string;
  readonly total: number;
}

export interface DayTotals {
  readonly outletCode: string;
  readonly businessDate: string;
  readonly count: number;
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
}

/** The ERP's books, as a bookkeeper reads them. */
export class Books extends ShopApi {
  override post(body: string): Promise<Response> {
    return super.post(body, { authorization: `Bearer ${ERP_KEY}` });
  }

  async documents(): Promise<Booked[]> {
    const all: Booked[] = [];
    for (;;) {
      const { documents } = await this.answer<{ documents: Booked[] }>(
        `query ($after: String) { documents(first: 500, after: $after) { saleId erpReference outletCode businessDate total } }`,
        { after: all.at(-1)?.erpReference },
      );
      all.push(...documents);
      if (documents.length < 500) return all;
    }
  }

  async dayTotals(): Promise<DayTotals[]> {
    const { dayTotals } = await this.answer<{ dayTotals: DayTotals[] }>(
      '{ dayTotals(from: "2000-01-01", to: "2100-01-01") { outletCode businessDate count subtotal tax total } }',
    );
    return dayTotals;
  }

  async setLockDate(date: string | null): Promise<void> {
    await this.answer('mutation ($date: Date) { setLockDate(date: $date) }', { date });
  }
}
