// The real process: the bundle that is shipped, started, asked, and stopped.
import { randomBytes } from 'node:crypto';
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { useProcesses } from './processes-under-test';
import { ShopApi } from './shop-api';
import { FakeErp, manners } from './sync/fake-erp';

const processes = useProcesses();

const mode = (file: string) => statSync(file).mode & 0o777;

describe('a first start', () => {
  it('[S22] knows no account and no password until somebody with its token sets it up', async () => {
    const shop = new ShopApi(await processes.gateway({ DATA_DIR: processes.newFolder(), DEMO: 'false' }).url);
    for (const [email, password] of [
      ['admin', 'admin'],
      ['admin@tillkeep.example', 'tillkeep-demo'],
      ['', ''],
    ]) {
      const login = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }';
      expect(await shop.refusal(login, { input: { email, password } })).toMatchObject({
        extensions: { code: 'UNAUTHENTICATED' },
      });
    }
    for (const token of ['', 'setup', 'tillkeep']) {
      expect(
        await shop.refusal('mutation ($token: String!) { openDemoShop(token: $token) }', { token }),
      ).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    }
    expect(await shop.answer('{ setup { needed } }')).toEqual({ setup: { needed: true } });
  });

  it('[S58] makes a demo shop, in files that are its owner’s only, and serves the playground', async () => {
    const DATA_DIR = join(processes.newFolder(), 'new');
    const url = await processes.gateway({ DATA_DIR }).url;
    const shop = await new ShopApi(url).signIn();
    const { products, outlets } = await shop.answer<{ products: { totalCount: number }; outlets: object[] }>(
      '{ products { totalCount } outlets { code } }',
    );
    expect(products.totalCount).toBeGreaterThan(10);
    expect(outlets).toEqual([{ code: 'MAIN' }]);
    expect(mode(DATA_DIR)).toBe(0o700);
    for (const suffix of ['', '-wal', '-shm'])
      expect(mode(join(DATA_DIR, `shop.sqlite${suffix}`))).toBe(0o600);

    const page = await fetch(`${url}/playground`);
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'self'"),
    ]);
    const script = /src="([^"]+)"/.exec(await page.text())?.[1];
    expect((await fetch(url + String(script))).status).toBe(200);
  });
});

it('a second start finds everything as it was, and adds nothing', async () => {
  const DATA_DIR = processes.newFolder();
  const first = processes.gateway({ DATA_DIR });
  const shop = await new ShopApi(await first.url).signIn();
  const product = await shop.addProduct();
  const sold = await shop.sell([product, 1]);
  const count = '{ products { totalCount } sales { totalCount } registers { code } }';
  const before = await shop.answer(count);
  first.process.kill('SIGTERM');
  await first.ended;
  const file = join(DATA_DIR, 'shop.sqlite');
  chmodSync(file, 0o644);

  const again = await new ShopApi(await processes.gateway({ DATA_DIR }).url).signIn();
  expect(await again.answer(count)).toEqual(before);
  expect(await again.sale(sold.id)).toEqual(sold);
  expect(await again.stock(product)).toBe(9);
  expect(mode(file)).toBe(0o600);
});

describe('ends cleanly within five seconds', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('on %s, with the answers that are under way', async (signal) => {
    const gateway = processes.gateway({ DATA_DIR: processes.newFolder() });
    const shop = await new ShopApi(await gateway.url).signIn();
    const product = await shop.addProduct({ openingStock: 1000 });
    const sales = Array.from({ length: 30 }, () => shop.sell([product, 1]).catch(() => undefined));
    const start = Date.now();
    await Promise.race(sales); // so that some are under way
    gateway.process.kill(signal);
    expect(await gateway.ended).toEqual({ code: 0, signal: null, stderr: '' });
    expect(Date.now() - start).toBeLessThan(5000);
  });

  it('while the ERP keeps a run waiting, whose sales are sent again after the next start', async () => {
    const erp = new FakeErp();
    await erp.start();
    const DATA_DIR = processes.newFolder();
    const gateway = processes.gateway({ DATA_DIR, ERP_URL: erp.url });
    const shop = await new ShopApi(await gateway.url).signIn();
    const sales = await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 210);
    Object.assign(erp, { manner: manners.never, booksFirst: true });
    const run = shop.sync().catch(() => undefined);
    await erp.arrived(2);
    const start = Date.now();
    gateway.process.kill('SIGTERM');
    expect(await gateway.ended).toEqual({ code: 0, signal: null, stderr: '' });
    expect(Date.now() - start).toBeLessThan(5000);
    await run;
    expect(erp.requests).toHaveLength(2);

    erp.manner = manners.properly;
    const again = await new ShopApi(await processes.gateway({ DATA_DIR, ERP_URL: erp.url }).url).signIn();
    expect(await again.sync()).toMatchObject({ attempted: 210, synced: 210, failed: 0 });
    expect(erp.ledger.map(({ saleId }) => saleId).sort()).toEqual(sales.map(({ id }) => id).sort());
    await erp.close();
  });

  it('when whoever started it has gone', async () => {
    const gateway = processes.gateway({ DATA_DIR: processes.newFolder() }, { withChannel: true });
    await gateway.url;
    gateway.process.disconnect();
    expect(await gateway.ended).toEqual({ code: 0, signal: null, stderr: '' });
  });
});

describe('does not start, with one clear line for each reason,', () => {
  const secret = 'too-short-secret';
  it.each<[string, Record<string, string>, string[]]>([
    [
      'with every setting wrong',
      {
        ERP_API_KEY: secret,
        GATEWAY_PORT: '70000',
        HOST: '',
        DATA_DIR: ' ',
        ERP_URL: 'localhost:4100',
        DATABASE_URL: 'mysql://x',
        ROLE: 'everything',
        SYNC_INTERVAL_SECONDS: '-1',
        LOG_LEVEL: 'loud',
      },
      [
        'HOST is not usable: it is empty; leave it out for the default.',
        'GATEWAY_PORT is not usable: it is a whole number from 0 to 65535.',
        'DATA_DIR is not usable: it is empty; leave it out for the default.',
        'DATABASE_URL is not usable: it begins with postgresql://; leave it out for SQLite.',
        'ERP_URL is not usable: it begins with http:// or https://.',
        'ERP_API_KEY is not usable: it has at least 24 characters: letters, digits and signs, no spaces.',
        'ROLE is not usable: Value "everything" not in choices [all,api,worker].',
        'SYNC_INTERVAL_SECONDS is not usable: it is a whole number of seconds, 0 for only when asked.',
        'LOG_LEVEL is not usable: Value "loud" not in choices [debug,info,warn,error,silent].',
      ],
    ],
    [
      'as a worker beside SQLite',
      { ROLE: 'worker' },
      ['ROLE is not usable: with SQLite one process does all; worker needs a DATABASE_URL.'],
    ],
    [
      'as a worker that never works',
      { ROLE: 'worker', DATABASE_URL: 'postgresql://127.0.0.1/none', SYNC_INTERVAL_SECONDS: '0' },
      ['ROLE is not usable: SYNC_INTERVAL_SECONDS is 0, which leaves a worker nothing to do.'],
    ],
    [
      'on a foreign address',
      { HOST: '192.0.2.1' },
      ['HOST is not an address of this machine. Leave it out for 127.0.0.1.'],
    ],
    [
      'in a folder that can’t be made',
      { DATA_DIR: join(__filename, 'data') },
      ['DATA_DIR can’t be written to (ENOTDIR). Give the gateway a folder of its own.'],
    ],
  ])('[S53] %s', async (_what, environment, lines) => {
    const { code, stderr } = await processes.gateway({ DATA_DIR: processes.newFolder(), ...environment })
      .ended;
    expect(stderr).toBe(lines.map((line) => `${line}\n`).join(''));
    expect(stderr).not.toContain(secret);
    expect(code).toBe(1);
  });

  it('without a key', async () => {
    const { code, stderr } = await processes.gateway({ DATA_DIR: processes.newFolder() }, { key: undefined })
      .ended;
    expect([code, stderr]).toEqual([
      1,
      'ERP_API_KEY is not set: the secret of at least 24 characters that the ERP knows as its key.\n',
    ]);
  });

  it('with something else in the place of its database, which it leaves alone', async () => {
    const DATA_DIR = processes.newFolder();
    const file = join(DATA_DIR, 'shop.sqlite');
    writeFileSync(file, randomBytes(5000));
    const { size } = statSync(file);
    const { code, stderr } = await processes.gateway({ DATA_DIR }).ended;
    expect([code, stderr, statSync(file).size]).toEqual([
      1,
      'shop.sqlite in DATA_DIR is not a database. Move it away, or put a back-up in its place.\n',
      size,
    ]);
  });

  it('on a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await processes.gateway({
      DATA_DIR: processes.newFolder(),
      GATEWAY_PORT: String(port),
    }).ended;
    expect([code, stderr]).toEqual([
      1,
      `Port ${port} is taken by another program. Set GATEWAY_PORT to a free one.\n`,
    ]);
    await new Promise((resolve) => other.close(resolve));
  });
});
