// The examples of the playground, as a newcomer runs them: in the demo shop, one after another, as they stand.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { applyMigrations, openDb } from '@tillkeep/data';
import { buildSchema, parse, validate } from 'graphql';
import { pino } from 'pino';
import { openDemoShop } from '../demo-shop';
import { gatewayServer } from '../server';
import { erpClient } from '../sync/erp-client';
import { reconciler } from '../sync/reconciler';
import { syncEngine } from '../sync/sync-engine';
import { accessTokenIn, idsFor, idsIn } from './carry-over';

const API_KEY = 'a-key-for-tests-only-0123456789';
/** The ERP is built first. */
const START_MS = 60_000;

const root = join(__dirname, '../../../..');
const client = join(root, 'libs/client');
const names = readdirSync(join(client, 'examples'))
  .filter((name) => name.endsWith('.graphql'))
  .sort((a, b) => parseInt(a) - parseInt(b));
const read = (name: string) => readFileSync(join(client, 'examples', name), 'utf8');

describe.each(names)('%s', (name) => {
  it('is what the schema allows', () => {
    const schema = buildSchema(readFileSync(join(client, 'schema.graphql'), 'utf8'));
    expect(validate(schema, parse(read(name)))).toEqual([]);
  });

  it('begins with what it shows and what to try, in lines that fit beside the answer', () => {
    const [comment = ''] = /^(#.*\n)+(?=query|mutation|subscription)/.exec(read(name)) ?? [];
    expect(comment).toMatch(/^# \d+ · .+\n#\n# [^]+\n#\n# Try: /);
    expect(Math.max(...comment.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50);
  });
});

describe('a first day', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillkeep-examples-'));
  const toClose: (() => unknown)[] = [() => rmSync(folder, { recursive: true })];
  let url = '';

  beforeAll(async () => {
    const erp = await startErp(folder);
    toClose.unshift(() => erp.process.kill());
    await applyMigrations(`file:${join(folder, 'shop.sqlite')}`, join(root, 'prisma/sqlite'));
    const db = await openDb(`file:${join(folder, 'shop.sqlite')}`);
    toClose.unshift(() => db.close());
    await openDemoShop(db);
    const toErp = erpClient({ url: `${erp.url}/graphql`, apiKey: API_KEY });
    toClose.unshift(() => toErp.close());
    const sync = syncEngine(db, toErp, { owner: 'examples' });
    const shop = { db, sync, reconciler: reconciler(toErp, sync) };
    const app = await gatewayServer(shop, pino({ level: 'silent' }));
    toClose.unshift(() => app.close());
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  }, START_MS);
  afterAll(async () => {
    for (const close of toClose) await close();
  });

  /** The answers to all examples that have one, with ids carried over as the playground does. */
  async function runAll() {
    const ids: Record<string, string> = {};
    const answers: unknown[] = [];
    let accessToken: string | undefined;
    for (const query of names.map(read).filter((text) => !isSubscription(text))) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
        body: JSON.stringify({ query, variables: idsFor(query, ids) }),
      });
      const answer: { data?: unknown } = JSON.parse(await response.text());
      Object.assign(ids, idsIn(answer.data));
      accessToken ??= accessTokenIn(answer.data);
      answers.push(answer);
    }
    return answers;
  }

  const refused = (code: string, field: string) => ({ errors: [{ extensions: { code, field } }] });
  const signedIn = { data: { login: { user: { role: 'ADMIN' } } } };
  const created = { data: { createProduct: { name: 'Ground coffee 250 g', stock: 10 } } };
  const soldTo = (balance: number) => expect.objectContaining({ kind: 'SALE', delta: -2, balance });
  /** All examples but the first two, with so many on hand before. */
  const theRest = (stock: number) => [
    { data: { productByCode: { name: 'Ground coffee 250 g', stock } } },
    { data: { createSale: { total: 900, tax: 47, syncStatus: 'PENDING' } } },
    {
      data: {
        syncSummary: { pending: 1, failed: 0 },
        sales: { nodes: [{ total: 900, syncStatus: 'PENDING' }] },
      },
    },
    { data: { syncPendingSales: { status: 'FINISHED', synced: 1, failed: 0 } } },
    { data: { sale: { total: 900, syncStatus: 'SYNCED', erpReference: expect.stringMatching(/^INV-/) } } },
    refused('INSUFFICIENT_STOCK', 'lines.0.quantity'),
    {
      data: {
        product: { stock: stock - 2, movements: { nodes: expect.arrayContaining([soldTo(stock - 2)]) } },
      },
    },
    {
      data: {
        dashboard: {
          today: { total: (12 - stock) * 450 },
          parts: [{ name: 'Ground coffee 250 g', figures: { quantity: 12 - stock } }],
          unsynced: { pending: 0, failed: 0 },
        },
        salesReport: { currency: 'EUR', rows: { nodes: [{ name: 'Coffee' }] } },
      },
    },
  ];

  it('goes from a new product to its sale in the ERP’s books', async () => {
    expect(await runAll()).toMatchObject([signedIn, created, ...theRest(10)]);
  });

  it('can be gone through again: only the product is there already', async () => {
    expect(await runAll()).toMatchObject([signedIn, refused('BAD_USER_INPUT', 'sku'), ...theRest(8)]);
  });
});

const isSubscription = (text: string) => /^subscription/m.test(text);

/** The ERP as its own build makes it, in a process and a folder of its own. */
async function startErp(folder: string): Promise<{ url: string; process: ChildProcess }> {
  const bundle = join(folder, 'erp.js');
  execFileSync('npm', ['run', 'build', '--silent', '--', `--outfile=${bundle}`], {
    cwd: join(root, 'apps/erp'),
    stdio: 'pipe',
  });
  const erp = spawn(process.execPath, [bundle], {
    env: {
      PATH: process.env.PATH,
      NODE_PATH: join(root, 'node_modules'),
      ERP_PORT: '0',
      ERP_API_KEY: API_KEY,
      DATA_DIR: folder,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(erp.stdout)) {
    const entry: { msg: string; url: string } = JSON.parse(line); // each line of its log is JSON
    if (entry.msg === 'the ERP listens') return { url: entry.url, process: erp };
  }
  throw new Error('The ERP did not start.');
}
