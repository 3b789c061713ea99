import { useShop } from '../gateway-under-test';

const shop = useShop();

const PRODUCT = 'id sku barcodes name category price taxRate trackStock stock active createdAt updatedAt';
const CREATE = `mutation ($input: CreateProductInput!) { createProduct(input: $input) { ${PRODUCT} } }`;
const UPDATE = `mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { ${PRODUCT} } }`;
const ADJUST = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { ${PRODUCT} } }`;
const IMPORT = `mutation ($input: [ImportProductInput!]!) {
  importProducts(input: $input) { row outcome product { ${PRODUCT} } code message }
}`;

interface Product {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly stock: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const create = async (input: object) =>
  (await shop.answer<{ createProduct: Product }>(CREATE, { input })).createProduct;
const update = async (input: object) =>
  (await shop.answer<{ updateProduct: Product }>(UPDATE, { input })).updateProduct;
const product = async (id: string) =>
  (
    await shop.answer<{ product: Product | null }>(`query ($id: ID!) { product(id: $id) { ${PRODUCT} } }`, {
      id,
    })
  ).product;
const byCode = async (code: string) =>
  (
    await shop.answer<{ productByCode: Product | null }>(
      `query ($code: String!) { productByCode(code: $code) { ${PRODUCT} } }`,
      { code },
    )
  ).productByCode;

interface ProductPage {
  readonly nodes: Product[];
  readonly edges: { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly totalCount: number;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const LIST = `query ($first: Int, $after: String, $filter: ProductFilter) {
  products(first: $first, after: $after, filter: $filter) {
    nodes { ${PRODUCT} } edges { cursor node { id } } totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const list = async (page: object = {}) =>
  (await shop.answer<{ products: ProductPage }>(LIST, { ...page })).products;
const names = async (filter: object) => (await list({ filter })).nodes.map(({ name }) => name);

describe('a new product', () => {
  it('has what was given, and is on sale', async () => {
    const input = {
      sku: 'CAFE-250',
      barcodes: ['3017620422003', 'OLD-1'],
      name: 'Café moulu 250 g',
      category: 'Coffee',
      price: 449,
      taxRate: 5.5,
      trackStock: true,
    };
    const made = await create({ ...input, openingStock: 12.5 });
    expect(made).toEqual({
      ...input,
      id: expect.any(String),
      stock: 12.5,
      active: true,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(await product(made.id)).toEqual(made);
    for (const code of ['3017620422003', 'OLD-1', 'CAFE-250']) expect(await byCode(code)).toEqual(made);
    expect(await byCode('cafe-250')).toBeNull();
    expect(await product('no-such-id')).toBeNull();
  });

  it('gets what was left out from the name and the usual', async () => {
    expect(await create({ name: '  Brie de Meaux ', price: 0 })).toMatchObject({
      sku: 'BRIE-DE-MEAUX',
      name: 'Brie de Meaux',
      barcodes: [],
      category: null,
      taxRate: 0,
      trackStock: true,
      stock: 0,
    });
    expect((await create({ name: 'Brie de Meaux', price: 1 })).sku).toBe('BRIE-DE-MEAUX-2');
  });

  it('may have a SKU that differs from another by case only', async () => {
    const [upper, lower] = [
      await create({ sku: '15056BL', name: 'A', price: 1 }),
      await create({ sku: '15056bl', name: 'B', price: 1 }),
    ];
    expect((await byCode('15056BL'))?.id).toBe(upper.id);
    expect((await byCode('15056bl'))?.id).toBe(lower.id);
  });

  const MAX = Number.MAX_SAFE_INTEGER;
  it.each<[string, object, string]>([
    ['no name', { price: 1 }, 'name'],
    ['an empty name', { name: ' \t', price: 1 }, 'name'],
    ['a name without end', { name: 'x'.repeat(201), price: 1 }, 'name'],
    ['a name that is a number', { name: 7, price: 1 }, 'name'],
    ['no price', { name: 'A' }, 'price'],
    ['null for a price', { name: 'A', price: null }, 'price'],
    ['a negative price', { name: 'A', price: -1 }, 'price'],
    ['a fraction of a cent', { name: 'A', price: 4.49 }, 'price'],
    ['a price as text', { name: 'A', price: '449' }, 'price'],
    ['a price beyond 2^53', { name: 'A', price: MAX + 1 }, 'price'],
    ['a SKU of another', { name: 'A', price: 1, sku: 'TAKEN' }, 'sku'],
    ['an empty SKU', { name: 'A', price: 1, sku: '' }, 'sku'],
    ['a barcode of another', { name: 'A', price: 1, barcodes: ['B-1'] }, 'barcodes'],
    ['the same barcode twice', { name: 'A', price: 1, barcodes: ['X', 'X'] }, 'barcodes'],
    ['an empty barcode', { name: 'A', price: 1, barcodes: [''] }, 'barcodes'],
    ['null among its barcodes', { name: 'A', price: 1, barcodes: ['X', null] }, 'barcodes.1'],
    [
      'too many barcodes',
      { name: 'A', price: 1, barcodes: Array.from({ length: 51 }, (_, i) => `${i}`) },
      'barcodes',
    ],
    ['a negative tax rate', { name: 'A', price: 1, taxRate: -1 }, 'taxRate'],
    ['a tax rate of 4 places', { name: 'A', price: 1, taxRate: 5.5001 }, 'taxRate'],
    ['a tax rate beyond reason', { name: 'A', price: 1, taxRate: 1e9 }, 'taxRate'],
    ['a negative opening stock', { name: 'A', price: 1, openingStock: -1 }, 'openingStock'],
    ['an opening stock of 4 places', { name: 'A', price: 1, openingStock: 0.0001 }, 'openingStock'],
    ['an opening stock beyond reason', { name: 'A', price: 1, openingStock: 1e15 }, 'openingStock'],
    ['a category without end', { name: 'A', price: 1, category: 'x'.repeat(101) }, 'category'],
    ['a field that there is not', { name: 'A', price: 1, cost: 1 }, 'cost'],
  ])('with %s is refused, naming the field, and nothing is made', async (_what, input, field) => {
    await create({ sku: 'TAKEN', name: 'Taken', price: 1, barcodes: ['B-1'] });
    const refusal = await shop.refusal(CREATE, { input });
    expect(refusal.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
    expect(refusal.message).not.toMatch(/Refusal|Prisma|SQLITE|\bat \//);
    // The same, written into the document itself.
    const inline = await shop.refusal(`mutation { createProduct(input: ${literal(input)}) { id } }`);
    expect(inline.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
    expect((await list()).totalCount).toBe(1);
  });
});

/** An input value as GraphQL writes it. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, it]) => `${name}: ${literal(it)}`)
    .join(', ')} }`;
}

describe('a change of a product', () => {
  it('touches what is given and nothing else', async () => {
    const before = await create({
      name: 'Ham',
      price: 2190,
      taxRate: 5.5,
      category: 'Meat',
      barcodes: ['1', '2'],
      openingStock: 3,
    });
    const after = await update({ id: before.id, price: 1990, barcodes: ['2', '3'] });
    expect(after).toEqual({ ...before, price: 1990, barcodes: ['2', '3'], updatedAt: expect.any(String) });
    expect(after.updatedAt >= before.updatedAt).toBe(true);
    expect(await byCode('1')).toBeNull();
    expect(await byCode('3')).toEqual(after);
    expect(await update({ id: before.id, category: null, name: null, price: null, active: false })).toEqual({
      ...after,
      category: null,
      active: false,
      updatedAt: expect.any(String),
    });
  });

  it('is found under its new words, and no longer under the old', async () => {
    const { id } = await create({ name: 'Ham', price: 1 });
    await update({ id, name: 'Jambon cru' });
    expect(await names({ search: 'ham' })).toEqual(['Jambon cru']); // its SKU still says HAM
    await update({ id, sku: 'J-1' });
    expect(await names({ search: 'ham' })).toEqual([]);
    expect(await names({ search: 'cru jam' })).toEqual(['Jambon cru']);
  });

  it.each<[string, object, object]>([
    ['of a product that is not there', { id: 'none', price: 1 }, { code: 'NOT_FOUND', field: 'id' }],
    ['to the SKU of another', { sku: 'TAKEN' }, { code: 'BAD_USER_INPUT', field: 'sku' }],
    ['to a barcode of another', { barcodes: ['B-1'] }, { code: 'BAD_USER_INPUT', field: 'barcodes' }],
    ['to a negative price', { price: -1 }, { code: 'BAD_USER_INPUT', field: 'price' }],
    ['to an empty name', { name: '' }, { code: 'BAD_USER_INPUT', field: 'name' }],
  ])('%s is refused and changes nothing', async (_what, changes, extensions) => {
    await create({ sku: 'TAKEN', name: 'Taken', price: 1, barcodes: ['B-1'] });
    const before = await create({ name: 'Ham', price: 2190, barcodes: ['B-2'] });
    expect(await shop.refusal(UPDATE, { input: { id: before.id, ...changes } })).toMatchObject({
      extensions,
    });
    expect(await product(before.id)).toEqual(before);
  });
});

describe('stock', () => {
  it('is corrected by a difference, with the reason on record', async () => {
    const { id } = await create({ name: 'Flour', price: 120, openingStock: 10 });
    const adjust = (delta: number, reason: string) =>
      shop.answer(ADJUST, { input: { productId: id, delta, reason } });
    expect(await adjust(-2.25, '  broken bags ')).toMatchObject({ adjustStock: { id, stock: 7.75 } });
    await adjust(-10, 'thrown away');
    const sold = await shop.answer<{ product: { movements: { nodes: object[] } } }>(
      'query ($id: ID!) { product(id: $id) { movements { nodes { kind delta balance reason sale { id } } } } }',
      { id },
    );
    expect(sold.product.movements.nodes).toEqual([
      { kind: 'ADJUSTMENT', delta: -10, balance: -2.25, reason: 'thrown away', sale: null },
      { kind: 'ADJUSTMENT', delta: -2.25, balance: 7.75, reason: 'broken bags', sale: null },
      { kind: 'OPENING', delta: 10, balance: 10, reason: null, sale: null },
    ]);
  });

  it('corrected by many at once adds up', async () => {
    const { id } = await create({ name: 'Flour', price: 120 });
    const deltas = Array.from({ length: 20 }, (_, index) => (index % 3) - 0.5);
    await Promise.all(
      deltas.map((delta) => shop.answer(ADJUST, { input: { productId: id, delta, reason: 'count' } })),
    );
    expect(await shop.stock(id)).toBe(deltas.reduce((sum, delta) => sum + delta, 0));
  });

  it('has a list of movements that is read page by page, newest first, with the sale of each', async () => {
    const { id } = await create({ name: 'Flour', price: 120, openingStock: 10 });
    const sales = [await shop.sell([id, 1]), await shop.sell([id, 2])];
    type Movements = {
      nodes: { kind: string; delta: number; sale: { reference: string } | null }[];
      pageInfo: { endCursor: string | null; hasNextPage: boolean };
    };
    const page = async (after: string | null) =>
      (
        await shop.answer<{ product: { movements: Movements } }>(
          `query ($id: ID!, $after: String) { product(id: $id) {
            movements(first: 2, after: $after) { nodes { kind delta sale { reference } } pageInfo { endCursor hasNextPage } }
          } }`,
          { id, after },
        )
      ).product.movements;
    const first = await page(null);
    expect(first.nodes).toEqual([
      { kind: 'SALE', delta: -2, sale: { reference: sales[1]?.reference } },
      { kind: 'SALE', delta: -1, sale: { reference: sales[0]?.reference } },
    ]);
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect(await page(first.pageInfo.endCursor)).toMatchObject({
      nodes: [{ kind: 'OPENING', delta: 10, sale: null }],
      pageInfo: { hasNextPage: false },
    });
  });

  it.each<[string, object, object]>([
    ['by nothing', { delta: 0 }, { code: 'BAD_USER_INPUT', field: 'delta' }],
    ['by a part of a thousandth', { delta: 0.0001 }, { code: 'BAD_USER_INPUT', field: 'delta' }],
    ['beyond what can be counted', { delta: 1e12 }, { code: 'BAD_USER_INPUT', field: 'delta' }],
    ['without a reason', { reason: ' ' }, { code: 'BAD_USER_INPUT', field: 'reason' }],
    ['of a product that is not there', { productId: 'none' }, { code: 'NOT_FOUND', field: 'productId' }],
  ])('corrected %s is refused and stays as it is', async (_what, given, extensions) => {
    const { id } = await create({ name: 'Flour', price: 120, openingStock: 10 });
    const input = { productId: id, delta: 1, reason: 'count', ...given };
    expect(await shop.refusal(ADJUST, { input })).toMatchObject({ extensions });
    expect(await shop.stock(id)).toBe(10);
  });
});

describe('an import', () => {
  type Result = {
    row: number;
    outcome: string;
    product: Product | null;
    code: string | null;
    message: string | null;
  };
  const importRows = async (input: object[]) =>
    (await shop.answer<{ importProducts: Result[] }>(IMPORT, { input })).importProducts;

  it('answers for each row in its place: made, changed, or why not', async () => {
    const known = await create({
      sku: 'A',
      name: 'Apple',
      price: 100,
      taxRate: 5.5,
      category: 'Fruit',
      barcodes: ['1'],
      openingStock: 4,
    });
    const results = await importRows([
      { sku: 'B', name: 'Banana', price: 30, stock: 7, barcodes: ['2'] },
      { sku: 'A', name: 'Apple red', price: 120 },
      { sku: '', name: 'Nothing', price: 1 },
      { sku: 'C', name: 'Cherry', price: -5 },
      { sku: 'D', name: 'Date', price: 1, barcodes: ['2'] },
      { sku: 'B', name: 'Banana', price: 35, stock: 5.5 },
      { sku: 'E', name: 'Egg', price: 25, taxRate: 5.5001 },
    ]);
    expect(results.map(({ row, outcome, code, product: made }) => [row, outcome, code, made?.sku])).toEqual([
      [1, 'CREATED', null, 'B'],
      [2, 'UPDATED', null, 'A'],
      [3, 'REJECTED', 'BAD_USER_INPUT', undefined],
      [4, 'REJECTED', 'BAD_USER_INPUT', undefined],
      [5, 'REJECTED', 'BAD_USER_INPUT', undefined],
      [6, 'UPDATED', null, 'B'],
      [7, 'REJECTED', 'BAD_USER_INPUT', undefined],
    ]);
    expect(results[4]?.message).toBe('The barcode 2 belongs to “Banana”.');
    expect(await product(known.id)).toEqual({
      ...known,
      name: 'Apple red',
      price: 120,
      updatedAt: expect.any(String),
    });
    expect(await byCode('B')).toMatchObject({ price: 35, stock: 5.5, trackStock: true, barcodes: ['2'] });
    expect((await list()).totalCount).toBe(2);
  });

  it('leaves nothing behind of a row that it refuses', async () => {
    await importRows([
      { sku: 'A', name: 'Apple', price: 100, barcodes: ['1'] },
      { sku: 'B', name: 'Banana', price: 30, barcodes: ['9', '1'], stock: 7 },
    ]);
    expect(await byCode('B')).toBeNull();
    expect(await byCode('9')).toBeNull();
    expect(await names({ search: 'banana' })).toEqual([]);
    expect(await importRows([{ sku: 'C', name: 'Cherry', price: 1, barcodes: ['9'] }])).toMatchObject([
      { outcome: 'CREATED' },
    ]);
  });

  it('of the same file again changes nothing but the time of the change', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => ({
      sku: `S${index}`,
      name: `Thing ${index}`,
      price: index,
      stock: index,
      barcodes: [`B${index}`],
    }));
    const first = await importRows(rows);
    expect(first.map(({ row, outcome }) => [row, outcome])).toEqual(
      rows.map((_, index) => [index + 1, 'CREATED']),
    );
    const again = await importRows(rows);
    expect(again).toEqual(
      first.map((result) => ({
        ...result,
        outcome: 'UPDATED',
        product: { ...result.product, updatedAt: expect.any(String) },
      })),
    );
    const movements = await shop.answer(
      'query ($id: ID!) { product(id: $id) { movements { nodes { kind delta } } } }',
      { id: first[5]?.product?.id },
    );
    expect(movements).toEqual({ product: { movements: { nodes: [{ kind: 'IMPORT', delta: 5 }] } } });
  });

  it('takes at most 1000 rows, and none at all is fine', async () => {
    expect(await importRows([])).toEqual([]);
    const input = Array.from({ length: 1001 }, (_, index) => ({ sku: `S${index}`, name: 'x', price: 1 }));
    expect(await shop.refusal(IMPORT, { input })).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'input' },
    });
    expect((await list()).totalCount).toBe(0);
  });

  it('with a value of the wrong type says in which row', async () => {
    const input = [
      { sku: 'A', name: 'Apple', price: 100 },
      { sku: 'B', name: 'Banana', price: '30' },
    ];
    const extensions = { code: 'BAD_USER_INPUT', field: '1.price' };
    expect(await shop.refusal(IMPORT, { input })).toMatchObject({ extensions });
    expect(await shop.refusal(`mutation { importProducts(input: ${literal(input)}) { row } }`)).toMatchObject(
      { extensions },
    );
    expect((await list()).totalCount).toBe(0);
  });
});

describe('the list of products', () => {
  beforeEach(async () => {
    await shop.answer(IMPORT, {
      input: [
        {
          sku: 'CAFE-250',
          name: 'Café moulu',
          category: 'Coffee',
          price: 449,
          stock: 3,
          barcodes: ['3017620422003'],
        },
        { sku: 'CAFE-500', name: 'café en grains', category: 'Coffee', price: 849, stock: 30 },
        { sku: 'OMELETTE', name: 'Œufs frais', category: 'Eggs', price: 300 },
        { sku: 'ZEST', name: 'ábaco', price: 100, stock: 0 },
      ],
    });
    const { nodes } = await list();
    await update({ id: nodes.find(({ sku }) => sku === 'ZEST')?.id, active: false });
  });

  it('is in alphabetical order, whatever the case and accents', async () => {
    expect(await names({})).toEqual(['ábaco', 'café en grains', 'Café moulu', 'Œufs frais']);
  });

  it.each<[string, object, string[]]>([
    ['words of the name, without accents, from their beginning', { search: 'CAFE mou' }, ['Café moulu']],
    ['a part of a barcode from its beginning', { search: '30176' }, ['Café moulu']],
    ['a SKU', { search: 'cafe-500' }, ['café en grains']],
    ['words that no product has together', { search: 'cafe frais' }, []],
    [
      'nothing but spaces and signs',
      { search: ` %_'"\\ --;  ` },
      ['ábaco', 'café en grains', 'Café moulu', 'Œufs frais'],
    ],
    ['a category', { category: 'Coffee' }, ['café en grains', 'Café moulu']],
    ['what is on sale', { active: true }, ['café en grains', 'Café moulu', 'Œufs frais']],
    ['what is not', { active: false }, ['ábaco']],
    ['little stock', { lowStockBelow: 5 }, ['ábaco', 'Café moulu']],
    [
      'everything at once',
      { search: 'c', category: 'Coffee', active: true, lowStockBelow: 3.001 },
      ['Café moulu'],
    ],
  ])('is searched by %s', async (_what, filter, found) => {
    expect(await names(filter)).toEqual(found);
    expect((await list({ filter })).totalCount).toBe(found.length);
  });

  it('is read page by page, each product once', async () => {
    const whole = await list();
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const page: ProductPage = await list({ first: 3, after });
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      expect(page.pageInfo.startCursor).toBe(page.edges[0]?.cursor);
      expect(page.pageInfo.endCursor).toBe(page.edges.at(-1)?.cursor);
      expect(page.edges.map(({ node }) => node.id)).toEqual(page.nodes.map(({ id }) => id));
      expect(page.totalCount).toBe(4);
      seen.push(...page.nodes.map(({ id }) => id));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(seen).toEqual(whole.nodes.map(({ id }) => id));
    expect(await list({ filter: { search: 'nothing-like-that' } })).toMatchObject({
      nodes: [],
      totalCount: 0,
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it('keeps its place when products come and go between two pages', async () => {
    const first = await list({ first: 2 });
    await create({ name: 'Aaa', price: 1 });
    await create({ name: 'Café zzz', price: 1 });
    const rest = await list({ after: first.pageInfo.endCursor });
    expect(rest.nodes.map(({ name }) => name)).toEqual(['Café moulu', 'Café zzz', 'Œufs frais']);
  });

  it.each<[string, object, string]>([
    ['of no items', { first: 0 }, 'first'],
    ['of fewer than no items', { first: -1 }, 'first'],
    ['of too many items', { first: 201 }, 'first'],
    ['behind what is no cursor', { after: 'nonsense' }, 'after'],
    ['behind a cursor of another list', { after: Buffer.from('[1]').toString('base64url') }, 'after'],
    ['behind a cursor of the wrong kind', { after: Buffer.from('{"a":1}').toString('base64url') }, 'after'],
  ])('has no page %s', async (_what, page, field) => {
    expect(await shop.refusal(LIST, { ...page })).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field },
    });
  });

  it('takes null for a page size as none given', async () => {
    expect((await list({ first: null })).nodes).toHaveLength(4);
  });

  it('refuses a search of hundreds of words instead of looking for each', async () => {
    const filter = { search: Array.from({ length: 3000 }, (_, index) => `w${index}`).join(' ') };
    expect(await shop.refusal(LIST, { filter })).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'search' },
    });
  });

  it('names the categories in use', async () => {
    expect(await shop.answer('{ categories }')).toEqual({ categories: ['Coffee', 'Eggs'] });
  });
});

it('the shop is told: its outlets and registers', async () => {
  const { outlets, registers } = await shop.answer<{ outlets: { id: string }[]; registers: object[] }>(
    '{ outlets { id code name timeZone currency pricesIncludeTax } registers { id code name outlet { code } } }',
  );
  expect(outlets).toEqual([
    {
      id: expect.any(String),
      code: 'MAIN',
      name: 'Main street',
      timeZone: 'Europe/Paris',
      currency: 'EUR',
      pricesIncludeTax: true,
    },
  ]);
  expect(registers).toEqual([
    { id: expect.any(String), code: '00', name: 'Server', outlet: { code: 'MAIN' } },
    { id: expect.any(String), code: 'R1', name: 'Till 1', outlet: { code: 'MAIN' } },
  ]);
  expect(
    await shop.answer('query ($id: ID) { registers(outletId: $id) { code } }', { id: outlets[0]?.id }),
  ).toEqual({
    registers: [{ code: '00' }, { code: 'R1' }],
  });
  expect(await shop.answer('{ registers(outletId: "none") { code } }')).toEqual({ registers: [] });
});
