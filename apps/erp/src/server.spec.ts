import { getIntrospectionQuery } from 'graphql';
import { apiKey, sale, startForTest } from './erp-under-test';

let erp: Awaited<ReturnType<typeof startForTest>>;
beforeAll(async () => {
  erp = await startForTest();
});
afterAll(() => erp.stop());

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${erp.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
    body,
  });
const question = (query: string) => JSON.stringify({ query });

describe('the key', () => {
  it.each([
    ['none', ''],
    ['a wrong one', `Bearer ${apiKey.replace('9', '8')}`],
    ['a longer one', `Bearer ${apiKey}0`],
    ['its beginning', `Bearer ${apiKey.slice(0, -1)}`],
    ['another scheme', `Basic ${apiKey}`],
    ['the bare key', apiKey],
  ])('[S40] %s is UNAUTHENTICATED, and nothing happens', async (_what, authorization) => {
    for (const query of [
      '{ health { ok } }',
      '{ __schema { types { name } } }',
      'mutation { setLockDate(date: "2099-01-01") }',
    ]) {
      const response = await post(question(query), { authorization });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({
        errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
    expect((await erp.ask<{ lockDate: null }>('{ lockDate }')).data.lockDate).toBeNull();
  });

  it('opens health and introspection', async () => {
    expect((await erp.ask('{ health { ok version } }')).data).toEqual({
      health: { ok: true, version: '0.1.0' },
    });
    expect((await erp.ask<object>(getIntrospectionQuery())).data).toHaveProperty('__schema');
  });

  it('is not needed for the probes', async () => {
    expect(await (await fetch(`${erp.url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${erp.url}/readyz`)).json()).toEqual({ status: 'ok', database: 'ok' });
  });
});

describe('limits', () => {
  const ofFragments = `{ documents { ...A } } fragment A on Document { ... { ... { ... { ... { entries { account } } } } } }`;
  it.each([
    ['a deep question', question(ofFragments), 400, 'depth limit'],
    [
      'many aliases',
      question(`{ ${Array.from({ length: 16 }, (_, i) => `a${i}: lockDate`).join(' ')} }`),
      400,
      'Aliases limit',
    ],
    ['many tokens', question(`{ ${'lockDate '.repeat(1000)} }`), 400, 'more that 1000 tokens'],
    ['an array of questions', `[${question('{ lockDate }')}]`, 400, 'batching'],
    ['a body over 5 MB', question(`{ lockDate } #${'x'.repeat(5 * 1024 * 1024)}`), 413, 'too large'],
    ['half a body', '{"query":', 400, 'JSON'],
    ['nothing', '{}', 400, 'POST body missing'],
  ])('%s is refused', async (_what, body, status, message) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(text).toContain(message);
    expect(text).not.toMatch(/node_modules|\.ts:|INTERNAL/);
  });

  it('a plain form from a foreign page is refused, whatever it knows', async () => {
    const response = await post(question('{ lockDate }'), { 'content-type': 'text/plain' });
    expect(response.status).toBe(400);
  });

  it('no other origin is allowed in', async () => {
    const response = await post(question('{ lockDate }'), { origin: 'https://evil.example' });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('%s is no way to ask', async (method) => {
    const response = await fetch(`${erp.url}/graphql`, {
      method,
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });
});

it('every answer carries the strict headers, and none says what it is made of', async () => {
  for (const path of ['/', '/books.css', '/graphql', '/healthz', '/nothing', '/?after=1&after=2']) {
    const { headers } = await fetch(erp.url + path);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';style-src 'self';img-src data:;object-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  }
});

it('an address that cannot be decoded is answered like any other error', async () => {
  const response = await fetch(`${erp.url}/%zz`);
  expect(response.status).toBe(400);
  expect(response.headers.get('content-security-policy')).toBe("default-src 'none'");
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
});

it('what goes wrong inside is answered with a correlation id only, and stands in the log under it', async () => {
  const broken = await startForTest();
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(broken.database);
  db.exec('DROP TABLE day_totals');
  db.close();
  const { errors } = await broken.ask('{ dayTotals(from: "2026-01-01", to: "2026-01-02") { count } }');
  expect(errors).toEqual([
    {
      message: expect.stringMatching(
        /^Something went wrong inside the ERP\. If it stays so, quote [\w-]{36}\.$/,
      ),
      path: ['dayTotals'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: expect.stringMatching(/^[\w-]{36}$/) },
    },
  ]);
  await broken.stop();
});

describe('the page of the books', () => {
  it('shows the documents with their double entry, the days and that debits equal credits', async () => {
    await erp.importSales(
      sale({ reference: 'MAIN-00-2026-04-30-07', lines: [{ total: 123456, tax: 20576, taxRate: 20 }] }),
    );
    const page = await (await fetch(erp.url)).text();
    for (const text of [
      'INV-2026-000001',
      'MAIN-00-2026-04-30-07',
      '4000 Sales 20 %',
      '1,028.80',
      '1,234.56',
      'debits equal credits',
      'No period is closed',
    ])
      expect(page).toContain(text);
    await erp.setLockDate('2026-03-31');
    expect(await (await fetch(erp.url)).text()).toContain('Closed up to <time>2026-03-31</time>');
    await erp.setLockDate(null);
  });

  it('shows every text as text, and runs no script', async () => {
    const attack = `"'><img src=x onerror=alert(1)><script>alert(1)</script>&amp;`;
    await erp.importSales(
      sale({
        reference: attack,
        outletCode: attack,
        lines: [{ sku: attack, name: attack, total: 1, tax: 0, taxRate: 0 }],
      }),
    );
    const page = await (await fetch(erp.url)).text();
    expect(page).not.toMatch(/<img|<script|<[^>]+\son\w+=/);
    // Reference, outlet twice (document and day), name and sku.
    expect(page.split('&#34;&#39;&#62;&#60;img src=x onerror=alert(1)&#62;&#60;script&#62;')).toHaveLength(6);
  });

  it('pages through the documents', async () => {
    await erp.importSales(
      ...Array.from({ length: 30 }, (_, index) =>
        sale({ businessDate: '2024-01-01', reference: `P${index}` }),
      ),
    );
    const newest = await (await fetch(erp.url)).text();
    expect(newest.match(/<article/g)).toHaveLength(25);
    const older = /href="(\/\?after=[^"#]+)#documents"/.exec(newest)?.[1];
    expect(older).toBe('/?after=INV-2024-000006');
    const next = await (await fetch(erp.url + older)).text();
    expect(next).toContain('id="INV-2024-000005"');
    expect(next).not.toContain('id="INV-2024-000006"');
    expect(next).not.toContain('rel="next"');
  });

  it('is not shown under a foreign name that points to this machine', async () => {
    // fetch would not send another Host.
    const { request } = await import('node:http');
    const status = await new Promise((resolve) =>
      request(erp.url, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end(),
    );
    expect(status).toBe(401);
  });

  it('asks for the key as password where others can reach it', async () => {
    const open = await startForTest({ host: '0.0.0.0' });
    const basic = (password: string) => ({
      authorization: `Basic ${Buffer.from(`any:${password}`).toString('base64')}`,
    });
    const refused = await fetch(open.url);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect((await fetch(open.url, { headers: basic('wrong') })).status).toBe(401);
    expect((await fetch(open.url, { headers: basic(apiKey) })).status).toBe(200);
    await open.stop();
  });
});
