// @ts-check
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { root } from './repository.mjs';

/** @typedef {{ sku: string, name: string, price: number, taxRate?: number, category?: string }} Product */
/** @typedef {import('node:http').ServerResponse} Response */

/** @type {string} */
let folder;
/** @type {Map<string, Product>} */
let shop;
/** How many products each call of the mutation brought. @type {number[]} */
let calls;
/** What happens to a call before or instead of its answer; true when it has been answered. @type {(call: number, response: Response, input: Product[]) => boolean} */
let disturb;
/** @type {string} */
let gateway;

const server = createServer(async (request, response) => {
  const { query, variables } = /** @type {{ query: string, variables: { input: Product[] } }} */ (
    await json(request)
  );
  if (query.includes('outlets')) return answer(response, 200, { data: { outlets: [{ currency: 'EUR' }] } });
  const { input } = variables;
  calls.push(input.length);
  const results = input.map((product, index) => importOne(product, index + 1));
  if (disturb(calls.length, response, input)) return;
  answer(response, 200, { data: { importProducts: results } });
});

/** @param {Product} product @param {number} row */
function importOne(product, row) {
  if (product.sku === 'TAKEN')
    return { row, outcome: 'REJECTED', code: 'CONFLICT', message: 'Another product has it.' };
  const outcome = shop.has(product.sku) ? 'UPDATED' : 'CREATED';
  shop.set(product.sku, product);
  return { row, outcome, code: null, message: null };
}

/** @param {Response} response @param {number} status @param {object} body */
function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert(address && typeof address === 'object');
  gateway = `http://127.0.0.1:${address.port}/graphql`;
});
after(() => server.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillkeep-import-'));
  shop = new Map();
  calls = [];
  disturb = () => false;
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @param {string} name @param {string | Buffer} content */
function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/**
 * Runs the program as `npm run import` does.
 * @param {string[]} options
 * @returns {Promise<{ code: number | null, output: string, errors: string }>}
 */
async function importProducts(...options) {
  const program = spawn(
    process.execPath,
    ['-r', '@swc-node/register', 'tools/import-products.ts', '--gateway', gateway, ...options],
    { cwd: root, env: { ...process.env, TILLKEEP_API_KEY: 'tkk_any' } },
  );
  let [output, errors] = ['', ''];
  program.stdout.on('data', (text) => (output += text));
  program.stderr.on('data', (text) => (errors += text));
  const [code] = await once(program, 'close');
  return { code, output, errors };
}

const rows = (/** @type {number} */ count) =>
  Array.from({ length: count }, (_, index) => `S${index},Product ${index},1.50\n`).join('');

test('every row comes in, in batches of 500, in the currency of the shop', async () => {
  const { code, output, errors } = await importProducts(file('list.csv', `sku,name,price\n${rows(1200)}`));
  assert.equal(errors, '');
  assert.equal(code, 0);
  assert.match(output, /list\.csv: 1,200 rows, utf-8, separated by ",", prices in EUR/);
  assert.match(output, /line 2 +S0 \| {2}\| Product 0 \| {2}\| 1\.50/);
  assert.match(output, /1,200 created, 0 updated, 0 refused here, 0 refused by the shop/);
  assert.deepEqual(calls, [500, 500, 200]);
  assert.deepEqual(shop.get('S7'), { sku: 'S7', name: 'Product 7', price: 150 });
});

test('rows refused here and by the shop are in the refused file, which imports once mended', async () => {
  const refused = join(folder, 'refused.csv');
  const list = file('list.csv', 'sku;name;price\nA;Tea;1,50\nB;Salt;\nTAKEN;Milk;2,00\nC;;3,00\n');
  const first = await importProducts(list, '--refused', refused);
  assert.equal(first.code, 2, first.errors);
  assert.match(first.output, /1 created, 0 updated, 2 refused here, 1 refused by the shop/);
  assert.match(first.output, /refused PRICE_MISSING: 1/);
  assert.deepEqual(readFileSync(refused, 'utf8').split('\r\n'), [
    '\uFEFFrefused_line;refused_reason;sku;name;price',
    '3;PRICE_MISSING: There is no price.;B;Salt;',
    '4;CONFLICT: Another product has it.;TAKEN;Milk;2,00',
    '5;NAME_MISSING: There is no name.;C;;3,00',
    '',
  ]);

  writeFileSync(
    refused,
    readFileSync(refused, 'utf8')
      .replace('B;Salt;', 'B;Salt;0,80')
      .replace('TAKEN;', 'D;')
      .replace('C;;', 'C;Oil;'),
  );
  const second = await importProducts(refused);
  assert.equal(second.code, 0, second.errors);
  assert.deepEqual([...shop.keys()], ['A', 'B', 'D', 'C']);
});

test('everything that is detected can be said by hand', async () => {
  const list = file('list.txt', Buffer.from('N1|Th\xe9|1.250|x\nN2|Caf\xe9||y\n', 'latin1'));
  const { code, output, errors } = await importProducts(
    ...[
      list,
      '--no-header',
      '--delimiter',
      '|',
      '--encoding',
      'iso-8859-1',
      '--decimal',
      ',',
      '--currency',
      'jpy',
    ],
    ...[
      '--map',
      'sku=Column 1',
      '--map',
      'name=column 2',
      '--map',
      'price=Column 3',
      '--map',
      'category=Column 4',
      '--map',
      'category=',
    ],
    ...['--default-price', '100', '--default-tax', '5.5'],
  );
  assert.equal(code, 0, errors);
  assert.match(output, /windows-1252, separated by "\|", prices in JPY/);
  assert.deepEqual(
    [...shop.values()],
    [
      { sku: 'N1', name: 'Thé', price: 1250, taxRate: 5.5 },
      { sku: 'N2', name: 'Café', price: 100, taxRate: 5.5 },
    ],
  );
});

test('a dry run shows what would happen and sends nothing', async () => {
  const { code, output } = await importProducts(
    file('list.csv', 'sku,name,price\nA,Tea,1.50\nB,Salt,\n'),
    '--dry-run',
  );
  assert.equal(code, 2);
  assert.match(output, /line 3: There is no price\./);
  assert.match(output, /Nothing was sent/);
  assert.deepEqual(calls, []);
});

test('a batch whose answer was lost is sent again, and no product is there twice', async () => {
  disturb = (call, response) => {
    if (call === 1) response.destroy();
    if (call === 2)
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in to the guest network</h1>');
    if (call === 3)
      answer(response, 503, {
        errors: [{ message: 'Busy.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
      });
    return call < 4;
  };
  const { code, output, errors } = await importProducts(file('list.csv', `sku,name,price\n${rows(3)}`));
  assert.equal(code, 0, errors);
  assert.match(output, /0 created, 3 updated, 0 refused here, 0 refused by the shop/);
  assert.deepEqual(calls, [3, 3, 3, 3]);
  assert.equal(shop.size, 3);
});

test('one row that the gateway can not even read does not keep the others out', async () => {
  disturb = (_, response, input) => {
    if (!input.some(({ sku }) => sku === 'S5')) return false;
    answer(response, 400, {
      errors: [{ message: 'No such product.', extensions: { code: 'BAD_USER_INPUT' } }],
    });
    return true;
  };
  const { code, output } = await importProducts(file('list.csv', `sku,name,price\n${rows(9)}`));
  assert.equal(code, 2);
  assert.match(output, /line 7: No such product\./);
  assert.match(output, /1 refused by the shop/);
  assert.equal(shop.size, 9);
});

test('a gateway that does not want to talk ends the import with its reason and how far it came', async () => {
  disturb = (call, response) => {
    if (call === 2)
      answer(response, 200, {
        errors: [{ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } }],
      });
    return call === 2;
  };
  const { code, errors } = await importProducts(file('list.csv', `sku,name,price\n${rows(600)}`));
  assert.equal(code, 1);
  assert.equal(
    errors,
    'The gateway refused: Sign in first. (UNAUTHENTICATED)\n' +
      'Stopped after 500 of 600 rows. Run the same command again: rows that are in already are known by their SKU.\n',
  );
});

test('what can not run says why in a line', async () => {
  const list = file('list.csv', 'nom,prix ttc,rayon\nThé,1.50,Boissons\n');
  const zip = file('list.xlsx', Buffer.from('PK\x03\x04\0\0'));
  const eachSays = [
    { options: [], line: /^Name one file\./ },
    { options: [join(folder, 'none.csv')], line: /none\.csv can't be read \(ENOENT\)\.\n$/ },
    { options: [zip], line: /This is a spreadsheet or a zip archive\. .*\n$/ },
    {
      options: [list],
      line: /^No column was found for the SKU or the barcode: name it with --map sku="…"\. Its columns are: nom, prix ttc, rayon\.\n$/,
    },
    { options: [list, '--map', 'sku=réf'], line: /^The file has no column "réf"\./ },
    { options: [list, '--map', 'colour=rayon'], line: /^--map is <field>=<column>/ },
    {
      options: [list, '--map', 'sku=nom', '--currency', 'euro'],
      line: /^--currency is a code such as EUR, not "EURO"\.\n$/,
    },
    {
      options: [list, '--map', 'sku=nom', '--gateway', 'http://127.0.0.1:59999/graphql'],
      line: /^The gateway at http:\/\/127\.0\.0\.1:59999\/graphql can't be reached \(ECONNREFUSED\).*\n$/,
    },
    { options: [list, '--refused', list], line: /^--refused would overwrite the file to import\./ },
    { options: [list, '--colour', 'red'], line: /^Unknown option '--colour'/ },
  ];
  for (const { options, line } of eachSays) {
    const { code, errors } = await importProducts(...options);
    assert.equal(code, 1);
    assert.match(errors, line);
  }
  assert.deepEqual(calls, []);
});
