import { request } from 'node:http';
import Database from 'better-sqlite3';
import { getIntrospectionQuery } from 'graphql';
import { useShop } from './gateway-under-test';
import { CREATE_SALE, toLine } from './shop-api';

const shop = useShop({ once: true });

const JSON_TYPE = { 'content-type': 'application/json' };
const send = (path: string, init: RequestInit = {}) =>
  fetch(shop.url + path, { redirect: 'manual', ...init });
const question = (query: string, variables?: object) => JSON.stringify({ query, variables });

/** fetch refuses some methods and headers. */
function sendRaw(
  path: string,
  method: string,
  headers: Record<string, string> = {},
): Promise<{ status?: number; allow?: string }> {
  return new Promise((resolve, reject) => {
    request(shop.url + path, { method, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, allow: response.headers.allow });
    })
      .on('error', reject)
      .end();
  });
}

/** Runs `work` while the shop's database lacks the table. */
async function without(table: string, work: () => Promise<void>): Promise<void> {
  const db = new Database(shop.file);
  db.exec(`ALTER TABLE "${table}" RENAME TO "Gone"`);
  try {
    await work();
  } finally {
    db.exec(`ALTER TABLE "Gone" RENAME TO "${table}"`);
    db.close();
  }
}

describe('what goes wrong inside', () => {
  it.each<[string, string, string, string]>([
    ['reading', 'Product', '{ products { nodes { id } } }', 'products'],
    [
      'writing',
      'StockMovement',
      'mutation { createProduct(input: { name: "x", price: 1, openingStock: 1 }) { id } }',
      'createProduct',
    ],
  ])(
    'while %s leaves as a support code, under which it stands in the log',
    async (_when, table, query, path) => {
      await without(table, async () => {
        const { message, extensions } = await shop.refusal(query);
        expect(extensions).toEqual({
          code: 'INTERNAL_SERVER_ERROR',
          correlationId: expect.stringMatching(/^[\w-]{36}$/),
        });
        expect(message).toBe(
          `Something went wrong on our side. Nothing was half done. Support code: ${String(extensions['correlationId'])}`,
        );
        const [logged, ...others] = shop.loggedErrors();
        expect(others).toEqual([]);
        expect(logged).toMatchObject({ correlationId: extensions['correlationId'], path: [path] });
        // In a Jest process that has run another file before, the driver's errors are of that file's Error class, and GraphQL
        // wraps what it does not know for one: then the code is all that is left.
        expect(logged?.err?.stack).toMatch(/no such table|SQLITE_ERROR/);
      });
      expect(
        (await shop.answer<{ products: { nodes: object[] } }>('{ products { nodes { id } } }')).products
          .nodes,
      ).toEqual([]);
    },
  );

  it('[S42] tells the caller nothing of what it is made of', async () => {
    await without('Product', async () => {
      const response = await shop.post(question('{ products { nodes { id } } categories }'));
      expect(await response.text()).not.toMatch(/Product\b|SELECT|sqlite|prisma|node_modules|stack|\.ts/i);
      expect(shop.loggedErrors()).toHaveLength(1);
    });
  });

  it('does not touch what else was asked', async () => {
    await without('Product', async () => {
      const { data, errors } = await shop.ask<object>('{ syncSummary { pending } product(id: "x") { id } }');
      expect(data).toEqual({ syncSummary: { pending: 0 }, product: null });
      expect(errors).toHaveLength(1);
      expect(shop.loggedErrors()).toHaveLength(1);
    });
  });
});

describe('limits', () => {
  const nested = (depth: number): string =>
    depth === 0 ? 'id' : `lines { product { movements { nodes { sale { ${nested(depth - 1)} } } } } }`;
  const expensive =
    'nodes { lines { product { movements(first: 200) { nodes { id sale { id number } } } } } }';
  it.each<[string, string, number, RegExp]>([
    ['a deep question', question(`{ sales { nodes { ${nested(4)} } } }`), 400, /depth/i],
    ['an expensive question', question(`{ sales(first: 200) { ${expensive} } }`), 400, /at most 50000/],
    [
      'one that hides its cost in a variable',
      question(`query ($first: Int) { sales(first: $first) { ${expensive} } }`, { first: 200 }),
      400,
      /at most 50000/,
    ],
    [
      'one that hides its cost in a fragment',
      question(
        `{ sales(first: 200) { ...Expensive } } fragment Expensive on SaleConnection { ${expensive} }`,
      ),
      400,
      /at most 50000/,
    ],
    [
      'many aliases',
      question(`{ ${Array.from({ length: 16 }, (_, index) => `a${index}: categories`).join(' ')} }`),
      400,
      /alias/i,
    ],
    ['a long document', question(`{ ${'categories '.repeat(2001)} }`), 400, /tokens/],
    ['an array of questions', `[${question('{ categories }')}]`, 400, /batch/i],
    ['a body over 2 MB', question(`{ categories } #${'x'.repeat(2 * 1024 * 1024)}`), 413, /too large/],
    ['half a body', '{"query":', 400, /JSON/],
    ['an empty body', '', 400, /body|empty/i],
    ['no question', '{}', 400, /./],
    ['what is no GraphQL', question('SELECT 1'), 400, /Syntax Error/],
    ['a field that there is not', question('{ secrets }'), 400, /Cannot query field/],
    [
      'two operations and no name',
      question('query A { categories } query B { categories }'),
      400,
      /operation/,
    ],
  ])('[S18] [S29] %s is refused as bad input', async (_what, body, status, message) => {
    const response = await shop.post(body);
    const text = await response.text();
    expect(text).toMatch(message);
    expect(text).not.toMatch(/node_modules|\.ts:|INTERNAL|stack/);
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(response.status).toBe(status);
  });

  it('an expensive part can’t hide behind @include', async () => {
    const query =
      'query ($all: Boolean!) { sales { nodes { id lines @include(if: $all) { product { movements { nodes { sale { lines { product { movements { nodes { sale { id } } } } } } } } } } } } }';
    expect(await shop.ask(query, { all: false })).toMatchObject({ status: 200 });
    expect(await shop.refusal(query, { all: true })).toMatchObject({
      message: expect.stringMatching(/at most 50000/),
    });
  });

  it('an expensive operation can’t hide behind a cheap one in its document', async () => {
    const query =
      'query Cheap { categories } query Dear { sales { nodes { lines { product { movements { nodes { sale { lines { product { movements { nodes { sale { id number } } } } } } } } } } } } }';
    const ask = async (operationName: string) =>
      (await shop.post(JSON.stringify({ query, operationName }))).text();
    expect(await ask('Cheap')).toBe('{"data":{"categories":[]}}\n');
    expect(await ask('Dear')).toMatch(/at most 50000/);
  });

  it('[S49] who pulls the whole catalogue again and again is told to wait, and nobody else is', async () => {
    const program = await shop.answer<{ createApiKey: { secret: string } }>(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
      { input: { name: 'Scraper', role: 'CASHIER', outletId: shop.outletId } },
    );
    const body = question(
      '{ catalogueChanges { products { id sku barcodes name category price taxRate trackStock stock } cursor hasMore } }',
    );
    const authorization = `Bearer ${program.createApiKey.secret}`;
    let pulls = 0;
    let response: Response;
    do response = await shop.post(body, { authorization });
    while (response.status === 200 && ++pulls < 1_000_000);
    expect(response.status).toBe(429);
    expect(pulls).toBeLessThan(1000);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: expect.stringMatching(
            /^This is more than anybody is answered in a minute\. Ask again in \d+ s\.$/,
          ),
          extensions: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) },
        },
      ],
    });
    await shop.answer('{ categories }');
  });

  it('a body is refused before it is read to its end', async () => {
    const body = Buffer.alloc(30 * 1024 * 1024, ' ');
    const response = await send('/graphql', { method: 'POST', headers: JSON_TYPE, body }).catch(
      () => undefined,
    );
    expect(response?.status ?? 413).toBe(413);
  });

  it('leave room for the playground’s look at the schema, and for what the screens ask', async () => {
    expect(await shop.answer(getIntrospectionQuery())).toHaveProperty('__schema.queryType');
    await shop.answer(
      '{ sales(first: 200) { nodes { id number total register { code } lines { name product { sku stock } } } } }',
    );
  });
});

describe('a page of somebody else’s', () => {
  it.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text', { 'content-type': 'text/plain' }, 400],
    ['nothing said about its type', {}, 415],
    ['a file', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
  ])('can’t ask by sending %s', async (_what, headers, status) => {
    const body = new Blob([question('mutation { createProduct(input: { name: "x", price: 1 }) { id } }')]);
    const response = await send('/graphql', { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(await shop.answer('{ products { totalCount } }')).toEqual({ products: { totalCount: 0 } });
  });

  it('can’t ask by a link, and nobody writes by one', async () => {
    const link = (query: string) => `/graphql?query=${encodeURIComponent(query)}`;
    expect((await send(link('{ categories }'))).status).toBe(400);
    const knowing = {
      headers: { 'apollo-require-preflight': 'yes', authorization: `Bearer ${shop.token}` },
    };
    expect(await (await send(link('{ categories }'), knowing)).json()).toEqual({ data: { categories: [] } });
    const writing = await send(
      link('mutation { createProduct(input: { name: "x", price: 1 }) { id } }'),
      knowing,
    );
    expect(writing.status).toBe(405);
    expect(await shop.answer('{ products { totalCount } }')).toEqual({ products: { totalCount: 0 } });
  });

  it.each(['https://evil.example', 'null', 'http://localhost:3000'])(
    '[S34] is not let in from %s',
    async (origin) => {
      const asked = await shop.post(question('{ categories }'), { origin });
      const preflight = await sendRaw('/graphql', 'OPTIONS', {
        origin,
        'access-control-request-method': 'POST',
      });
      expect(preflight.status).toBe(405);
      expect([...asked.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );
});

describe('every answer', () => {
  const posted = (body: string) => ({ method: 'POST', headers: JSON_TYPE, body });
  it.each<[string, string, RequestInit]>([
    ['the front page', '/', {}],
    ['the probe of life', '/healthz', {}],
    ['the probe of readiness', '/readyz', {}],
    ['nothing', '/nothing', {}],
    ['an address that can’t be read', '/%E0%A4%A', {}],
    ['the way to the playground', '/graphql', { headers: { accept: 'text/html' } }],
    ['an answer', '/graphql', posted('{"query":"{ categories }"}')],
    ['half a question', '/graphql', posted('{"query":')],
    ['a wrong question', '/graphql', posted('{"query":"{ nothing }"}')],
    ['too much', '/graphql', posted(' '.repeat(3 * 1024 * 1024))],
    ['a wrong method', '/graphql', { method: 'PUT', body: 'x' }],
  ])(
    '[S35] carries the strict headers and does not say what it is made of: %s',
    async (_what, path, init) => {
      const { headers, status } = await send(path, init);
      const policy = headers.get('content-security-policy') ?? '';
      for (const part of [
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ])
        expect(policy.split(';')).toContain(part);
      expect(policy).not.toMatch(/script-src[^;]*unsafe|default-src[^;]*unsafe/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/);
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      for (const name of ['x-powered-by', 'server', 'access-control-allow-origin'])
        expect(headers.get(name)).toBeNull();
      expect(status).toBeLessThan(500);
    },
  );

  it.each(['TRACE', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('[S56] to %s is 405', async (method) => {
    for (const path of ['/graphql', '/healthz', '/nothing']) {
      expect(await sendRaw(path, method)).toEqual({ status: 405, allow: 'GET, HEAD, POST' });
    }
  });

  it('[S55] where there is nothing is 404', async () => {
    const response = await send('/nothing');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      errors: [{ message: 'There is nothing here.', extensions: { code: 'NOT_FOUND' } }],
    });
  });

  it('to a browser at /graphql leads to the playground', async () => {
    const response = await send('/graphql', { headers: { accept: 'text/html,application/xhtml+xml' } });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/playground']);
  });
});

describe('health', () => {
  it('is alive, and ready with database and ERP', async () => {
    expect(await (await send('/healthz')).json()).toEqual({ ok: true });
    expect(await (await send('/readyz')).json()).toEqual({ ok: true, database: true, erp: true });
  });

  it('is ready although the ERP is not there: selling goes on', async () => {
    await shop.erp.close();
    await shop.restart(); // what it remembers of the ERP is a few seconds old
    const response = await send('/readyz');
    expect([response.status, await response.json()]).toEqual([200, { ok: true, database: true, erp: false }]);
    expect((await shop.sell([await shop.addProduct(), 1])).syncStatus).toBe('PENDING');
    await shop.erp.open();
    await shop.restart();
  });

  it('is not ready without its database, and alive all the same', async () => {
    await without('Outlet', async () => {
      const response = await send('/readyz');
      expect([response.status, await response.json()]).toEqual([
        503,
        { ok: false, database: false, erp: true },
      ]);
      expect((await send('/healthz')).status).toBe(200);
    });
  });
});

describe('text is only text', () => {
  const attacks = [
    `<img src=x onerror=alert(1)>`,
    `"><script>alert(1)</script>`,
    `'; DROP TABLE "Product"; --`,
    `" OR 1=1 --`,
    `x' UNION SELECT "tokenHash" FROM "RegisterClaim" --`,
    `=HYPERLINK("http://evil.example","x")`,
    `@SUM(1+1)*cmd|' /C calc'!A0`,
    `%00\\u0000\\x00`,
    `\${7*7}{{7*7}}`,
    `Zoë 👩‍👩‍👧‍👦 \u202Eevil`,
  ];
  const noText = ['\uD800', 'a\u0000b'];

  it.each([...attacks, ...noText])(
    '[S38] %j finds nothing and breaks nothing as any argument',
    async (text) => {
      const product = await shop.addProduct();
      await shop.sell([product, 1]);
      const count = () => shop.answer('{ products { totalCount } sales { totalCount } }');
      const before = await count();
      const questions: [string, object][] = [
        ['query ($x: ID!) { product(id: $x) { id } }', {}],
        ['query ($x: String!) { productByCode(code: $x) { id } }', {}],
        ['query ($x: ID!) { sale(id: $x) { id } }', {}],
        ['query ($x: String!) { saleByReference(reference: $x) { id } }', {}],
        ['query ($x: ID) { registers(outletId: $x) { id } }', {}],
        ['query ($f: ProductFilter) { products(filter: $f) { nodes { id } } }', { f: { category: text } }],
        ...['search', 'outletId', 'registerId', 'productId'].map((name): [string, object] => [
          'query ($f: SaleFilter) { sales(filter: $f) { nodes { id } totalCount } }',
          { f: { [name]: text } },
        ]),
      ];
      for (const [query, variables] of questions) {
        const { data, errors } = await shop.ask<object>(query, { x: text, ...variables });
        expect([query, errors]).toEqual([query, undefined]);
        expect(JSON.stringify(data)).not.toMatch(/"id":/);
      }
      await shop.ask('query ($f: ProductFilter) { products(filter: $f) { nodes { id } } }', {
        f: { search: text },
      });
      for (const query of [
        'query ($x: String) { products(after: $x) { nodes { id } } }',
        'query ($x: String) { sales(after: $x) { nodes { id } } }',
      ]) {
        expect(await shop.refusal(query, { x: text })).toMatchObject({
          extensions: { code: 'BAD_USER_INPUT', field: 'after' },
        });
      }
      const refused = [
        shop.refusal('mutation ($x: ID!) { retrySale(id: $x) { id } }', { x: text }),
        shop.refusal('mutation ($x: ID!) { updateProduct(input: { id: $x, price: 1 }) { id } }', { x: text }),
        shop.refusal(
          'mutation ($x: ID!) { adjustStock(input: { productId: $x, delta: 1, reason: "x" }) { id } }',
          { x: text },
        ),
        shop.refusal(CREATE_SALE, { input: { id: text, lines: [toLine([product, 1])] } }),
        shop.refusal(CREATE_SALE, { input: { registerId: text, lines: [toLine([product, 1])] } }),
        shop.refusal(CREATE_SALE, { input: { lines: [toLine([text, 1])] } }),
      ];
      for (const { extensions } of await Promise.all(refused))
        expect(extensions.code).toMatch(/^(NOT_FOUND|BAD_USER_INPUT)$/);
      expect(await count()).toEqual(before);
      expect(await shop.stock(product)).toBe(9);
    },
  );

  it.each(attacks)('[S36] %j comes back as it went in, and has no effect', async (text) => {
    const id = await shop.addProduct({ name: text, sku: text, category: text, barcodes: [text] });
    const fields = { sku: text, name: text, category: text, barcodes: [text] };
    expect(
      await shop.answer('query ($id: ID!) { product(id: $id) { sku name category barcodes } }', { id }),
    ).toEqual({ product: fields });
    expect(await shop.answer('{ categories }')).toEqual({ categories: expect.arrayContaining([text]) });
    const response = await shop.post(question('{ products { nodes { name } } }'));
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);

    await shop.answer('mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { id } }', {
      input: { productId: id, delta: 1, reason: text },
    });
    const sold = await shop.sell([id, 1]);
    expect(sold.lines).toMatchObject([{ sku: text, name: text }]);
    shop.erp.verdicts.set(sold.id, { status: 'REJECTED', code: text, message: text });
    await shop.sync();
    expect(await shop.sale(sold.id)).toMatchObject({ syncError: { code: text, message: text } });
  });

  it.each(noText)('%j is no text', async (text) => {
    const product = await shop.addProduct();
    for (const field of ['name', 'sku', 'category']) {
      const input = { name: 'A', price: 1, [field]: text };
      expect(
        await shop.refusal('mutation ($input: CreateProductInput!) { createProduct(input: $input) { id } }', {
          input,
        }),
      ).toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', field },
      });
    }
    const sold = await shop.sell([product, 1]);
    shop.erp.verdicts.set(sold.id, {
      status: 'REJECTED',
      code: 'ODD',
      message: `${text} ${'x'.repeat(5000)}`,
    });
    await shop.sync();
    const { syncError } = await shop.sale(sold.id);
    expect(syncError?.message).toMatch(/^a?\uFFFDb? x{900,1000}$/);
  });
});
