import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { playground } from './playground';

const BUILD_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'tillkeep-playground-'));
const app = fastify({ forceCloseConnections: 'idle' });
let address = '';
let page = '';

beforeAll(async () => {
  execFileSync(process.execPath, ['build.mjs', folder], { cwd: join(__dirname, '../..') });
  await app.register(playground, { folder: join(folder, 'playground') });
  address = await app.listen({ host: '127.0.0.1', port: 0 });
  page = await (await get('/playground')).text();
}, BUILD_MS);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string, encoding = 'gzip, deflate, br') =>
  fetch(address + path, { headers: { 'accept-encoding': encoding } });

it('has no script in its page, only the names of files from the same place', async () => {
  const sources = Array.from(page.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g), ([, source = '']) => source);
  expect(sources).toEqual([
    expect.stringMatching(/^\/playground\/app-\w+\.css$/),
    expect.stringMatching(/^\/playground\/app-\w+\.js$/),
  ]);
  expect(page).toMatch(/<script[^>]*><\/script>/);
  for (const source of sources) expect((await get(source)).status).toBe(200);
});

it('is asked for anew each time, its files never again', async () => {
  expect((await get('/playground')).headers.get('cache-control')).toBe('no-cache');
  for (const file of readdirSync(join(folder, 'playground')).filter((name) =>
    /-\w+\.(js|css|woff2)$/.test(name),
  ))
    expect((await get(`/playground/${file}`)).headers.get('cache-control')).toMatch(/immutable/);
});

it('sends script and stylesheet zipped to who can unzip them', async () => {
  const [script = ''] = /\/playground\/app-\w+\.js/.exec(page) ?? [];
  const zipped = await get(script);
  const plain = await get(script, 'identity');
  expect(zipped.headers.get('content-encoding')).toBe('gzip');
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(plain.headers.get('vary')).toBe('accept-encoding');
  expect(await zipped.text()).toBe(await plain.text());
  expect(Number(zipped.headers.get('content-length'))).toBeLessThan(500_000);
});

it('loads nothing from the internet: no stylesheet, font or picture has an address elsewhere', async () => {
  const [style = ''] = /\/playground\/app-\w+\.css/.exec(page) ?? [];
  const addresses = Array.from(
    (await (await get(style)).text()).matchAll(/url\(["']?([^"')]+)/g),
    ([, address]) => address,
  );
  expect(addresses.length).toBeGreaterThan(0);
  expect(addresses.filter((address) => !/^(data:image\/|\.\/)/.test(address ?? ''))).toEqual([]);
});

it.each(['/playground/page.html', '/playground/nothing.js', '/playground/..%2fmain.js'])(
  'has no %s',
  async (url) => {
    expect((await get(url)).status).toBe(404);
  },
);

it('says at the gateway’s own address where the shop is', async () => {
  expect(await (await get('/')).text()).toContain('The shop has an address of its own');
});
