// The real process: the bundle that `npm run build` makes, started, asked, and killed.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { apiKey, client, expectBalanced, sale, temporaryFolder, type SaleSent } from './erp-under-test';

const bundle = join(temporaryFolder(), 'main.js');
const modules = join(__dirname, '../../../node_modules');
const started: ChildProcess[] = [];

beforeAll(() => {
  execFileSync('npm', ['run', 'build', '--silent', '--', `--outfile=${bundle}`], {
    cwd: join(__dirname, '..'),
    stdio: 'pipe',
  });
});
afterEach(() => {
  for (const process of started.splice(0)) process.kill('SIGKILL');
});

function start(environment: Record<string, string>) {
  const erp = spawn(process.execPath, [bundle], {
    env: { PATH: process.env.PATH, NODE_PATH: modules, ERP_PORT: '0', ERP_API_KEY: apiKey, ...environment },
  });
  started.push(erp);
  let stderr = '';
  erp.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const ended = new Promise<{ code: number | null; signal: string | null; stderr: string }>((resolve) =>
    erp.once('close', (code, signal) => resolve({ code, signal, stderr })),
  );
  const url = new Promise<string>((resolve, reject) => {
    void ended.then(() => reject(new Error(`ended: ${stderr}`)));
    createInterface(erp.stdout).on('line', (line) => {
      const entry: { msg: string; url: string } = JSON.parse(line); // each line of the log is JSON
      if (entry.msg === 'the ERP listens') resolve(entry.url);
    });
  });
  url.catch(() => undefined); // those that are to fail are asked for how they ended
  return { process: erp, url, ended };
}

describe('what was answered IMPORTED is in the books', () => {
  it.each([1, 2, 3])('after a kill -9 in the midst of it (round %d)', async () => {
    const dataDir = temporaryFolder();
    const sent: SaleSent[] = [];
    const answered = new Map<string, string | null | undefined>();
    const erp = start({ DATA_DIR: dataDir });
    const { importSales } = client(await erp.url);
    const cashier = async () => {
      for (;;) {
        const batch = Array.from({ length: randomInt(1, 20) }, () => sale());
        sent.push(...batch);
        const results = await importSales(...batch).catch(cutOff);
        if (results === undefined) return;
        for (const { saleId, status, erpReference } of results) {
          expect(status).toBe('IMPORTED');
          answered.set(saleId, erpReference);
        }
        if (answered.size > 50) setTimeout(() => erp.process.kill('SIGKILL'), randomInt(0, 60));
      }
    };
    const cashiers = [cashier(), cashier(), cashier()];
    await Promise.all(cashiers);
    expect((await erp.ended).signal).toBe('SIGKILL');
    expect(answered.size).toBeGreaterThan(0);

    const again = start({ DATA_DIR: dataDir });
    const books = client(await again.url);
    const documents = await allDocuments(books);
    const booked = new Map(documents.map(({ saleId, erpReference }) => [saleId, erpReference]));
    for (const [saleId, erpReference] of answered) expect(booked.get(saleId)).toBe(erpReference);
    documents.forEach(expectBalanced);

    // Sent again, each is booked once: what nobody heard of is a duplicate or new, and no number is missing.
    for (let at = 0; at < sent.length; at += 500)
      for (const { saleId, status, erpReference } of await books.importSales(...sent.slice(at, at + 500)))
        expect([saleId, status, erpReference]).toEqual([
          saleId,
          booked.has(saleId) ? 'DUPLICATE' : 'IMPORTED',
          booked.get(saleId) ?? erpReference,
        ]);
    const numbers = (await allDocuments(books)).map(({ erpReference }) => erpReference).reverse();
    expect(numbers).toEqual(sent.map((_, index) => `INV-2026-${String(index + 1).padStart(6, '0')}`));
  });

  /** Passes over what fetch says of a connection that ended, and nothing else. */
  function cutOff(error: Error): undefined {
    if (error.name !== 'TypeError') throw error;
  }

  async function allDocuments({ documents }: ReturnType<typeof client>) {
    const all: Awaited<ReturnType<typeof documents>> = [];
    for (;;) {
      const page = await documents({ first: 500, after: all.at(-1)?.erpReference });
      all.push(...page);
      if (page.length < 500) return all;
    }
  }
});

it.each(['SIGTERM', 'SIGINT'] as const)('%s ends it cleanly, after the running requests', async (signal) => {
  const erp = start({ DATA_DIR: temporaryFolder() });
  const { importSales } = client(await erp.url);
  const running = importSales(...Array.from({ length: 300 }, () => sale()));
  setTimeout(() => erp.process.kill(signal), 30);
  expect((await running).every(({ status }) => status === 'IMPORTED')).toBe(true);
  expect(await erp.ended).toEqual({ code: 0, signal: null, stderr: '' });
});

it('a second signal does not cut the first one short', async () => {
  const erp = start({ DATA_DIR: temporaryFolder() });
  const { hostname, port } = new URL(await erp.url);
  const halfSent = connect(Number(port), hostname);
  const head = `Host: ${hostname}\r\nAuthorization: Bearer ${apiKey}\r\nContent-Type: application/json\r\nContent-Length: 9`;
  halfSent.write(`POST /graphql HTTP/1.1\r\n${head}\r\n\r\n{`);
  await fetch(`http://${hostname}:${port}/healthz`); // by then the ERP waits for the rest of the other one
  erp.process.stdout.on('data', (text: Buffer) => {
    if (!text.includes('the ERP stops')) return;
    erp.process.kill('SIGINT');
    setTimeout(() => halfSent.destroy(), 200);
  });
  erp.process.kill('SIGINT');
  expect(await erp.ended).toEqual({ code: 0, signal: null, stderr: '' });
});

describe('does not start, with one clear line each,', () => {
  it.each([
    ['without a key', { ERP_API_KEY: '' }, /^ERP_API_KEY: must have at least 24 characters.*\n$/],
    [
      'with a short key',
      { ERP_API_KEY: 'short-secret' },
      /^ERP_API_KEY: must have at least 24 characters.*\n$/,
    ],
    [
      'with a wrong port',
      { ERP_PORT: '70000' },
      /^ERP_PORT: must be a whole number from 0 to 65535, not "70000"\.\n$/,
    ],
    [
      'with an unknown currency',
      { ERP_CURRENCY: 'EURO' },
      /^ERP_CURRENCY: must be a currency code .* not "EURO"\.\n$/,
    ],
    ['with an unknown log level', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL: .*loud.*\n$/],
    [
      'with a foreign address',
      { HOST: '192.0.2.1' },
      /^HOST: 192\.0\.2\.1 is not an address of this machine\.\n$/,
    ],
    ['with several wrong', { ERP_PORT: 'x', ERP_CURRENCY: 'x' }, /^ERP_PORT: .*\nERP_CURRENCY: .*\n$/],
    [
      'with a file for a folder',
      { DATA_DIR: __filename },
      /^DATA_DIR: .* can't be written to \(\w+\)\. Choose a folder that is yours\.\n$/,
    ],
  ])('%s', async (_what, environment, line) => {
    const { code, stderr } = await start({ DATA_DIR: temporaryFolder(), ...environment }).ended;
    expect(stderr).toMatch(line);
    expect(stderr).not.toContain('secret');
    expect(code).toBe(1);
  });

  it('on a port that is taken', async () => {
    const first = start({ DATA_DIR: temporaryFolder() });
    const { port } = new URL(await first.url);
    const { code, stderr } = await start({ DATA_DIR: temporaryFolder(), ERP_PORT: port }).ended;
    expect(stderr).toBe(
      `ERP_PORT: ${port} on 127.0.0.1 is taken. Stop what listens there or choose another port.\n`,
    );
    expect(code).toBe(1);
  });
});
