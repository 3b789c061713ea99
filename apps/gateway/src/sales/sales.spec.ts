import worked from '@tillkeep/domain/worked-sale.json';
import Database from 'better-sqlite3';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { useShop } from '../gateway-under-test';
import { CREATE_SALE, SALE, toLine } from '../shop-api';

const shop = useShop({
  outlets: [
    { code: 'NORD', name: 'North', timeZone: 'Asia/Tokyo', currency: 'EUR', pricesIncludeTax: false },
  ],
});

const today = () => new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Paris' }).format(new Date());
const registers = async () =>
  (
    await shop.answer<{ registers: { id: string; code: string; outlet: { code: string } }[] }>(
      '{ registers { id code outlet { code } } }',
    )
  ).registers;
const registerId = async (outletCode: string, code: string) =>
  (await registers()).find((register) => register.outlet.code === outletCode && register.code === code)?.id;

/** Every row of every table, to see that nothing at all has changed. */
function everything(): unknown {
  const db = new Database(shop.file, { readonly: true });
  const tables = db.prepare<[], string>(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all();
  const rows = tables.map((table) => [table, db.prepare(`SELECT * FROM "${table}"`).all()]);
  db.close();
  return rows;
}

describe('a sale', () => {
  it('is priced, taxed, numbered and taken from the stock, and waits for the ERP', async () => {
    const coffee = await shop.addProduct({ sku: 'COFFEE' });
    const bag = await shop.addProduct({
      sku: 'BAG',
      name: 'Bag',
      price: 20,
      taxRate: 20,
      trackStock: false,
      openingStock: null,
    });
    const before = Date.now();
    const sold = await shop.sell([coffee, 2], [bag, 1], [coffee, 0.5, 400]);
    const id = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const [coffeeProduct, bagProduct] = [{ id: coffee }, { id: bag }];
    expect(sold).toEqual({
      id,
      number: `${today()}-01`,
      reference: `MAIN-00-${today()}-01`,
      businessDate: today(),
      soldAt: sold.recordedAt,
      recordedAt: expect.any(String),
      lines: [
        {
          id: `${sold.id}:0`,
          product: coffeeProduct,
          sku: 'COFFEE',
          name: 'Coffee',
          quantity: 2,
          unitPrice: 449,
          taxRate: 5.5,
          tax: 47,
          total: 898,
        },
        {
          id: `${sold.id}:1`,
          product: bagProduct,
          sku: 'BAG',
          name: 'Bag',
          quantity: 1,
          unitPrice: 20,
          taxRate: 20,
          tax: 3,
          total: 20,
        },
        {
          id: `${sold.id}:2`,
          product: coffeeProduct,
          sku: 'COFFEE',
          name: 'Coffee',
          quantity: 0.5,
          unitPrice: 400,
          taxRate: 5.5,
          tax: 10,
          total: 200,
        },
      ],
      payments: [{ method: 'CASH', amount: 1118, tendered: null, change: 0 }],
      subtotal: 1058,
      tax: 60,
      total: 1118,
      syncStatus: 'PENDING',
      syncAttempts: 0,
      syncError: null,
      syncedAt: null,
      erpReference: null,
      flags: [],
    });
    expect(Date.parse(sold.recordedAt)).toBeGreaterThanOrEqual(before);
    expect(await shop.stock(coffee)).toBe(7.5);
    expect(await shop.stock(bag)).toBe(0);
    expect(await shop.sale(sold.id)).toEqual(sold);
    expect(
      await shop.answer(
        `query ($reference: String!) { saleByReference(reference: $reference) { ${SALE} } }`,
        {
          reference: sold.reference,
        },
      ),
    ).toEqual({ saleByReference: sold });
    expect(
      await shop.answer('{ sale(id: "none") { id } saleByReference(reference: "none") { id } }'),
    ).toEqual({
      sale: null,
      saleByReference: null,
    });
  });

  it.each(worked.sales.map(({ input }, index) => ({ ...input, settled: worked.settled[index] })))(
    'of the worked example comes to what both ends agreed on ($number)',
    async ({ id, soldAt, lines, payments, subtotal, tax, total }) => {
      const products: string[] = [];
      for (const { sku, name, unitPrice, taxRate } of lines) {
        products.push(await shop.addProduct({ sku, name, price: unitPrice, taxRate }));
      }
      const sold = await shop.createSale({
        id,
        soldAt,
        lines: lines.map(({ quantity }, index) => ({ productId: products[index], quantity })),
        payments,
      });
      expect(sold).toMatchObject({ id, soldAt, subtotal, tax, total, number: '2026-04-30-01' });
      expect(sold.lines.map((line) => [line.sku, line.name, line.quantity, line.tax, line.total])).toEqual(
        lines.map((line) => [line.sku, line.name, line.quantity, line.tax, line.total]),
      );
    },
  );

  it('is numbered by its day, where the outlet is, each day from 01', async () => {
    const product = await shop.addProduct({ openingStock: 1000 });
    const at = async (soldAt: string) =>
      (await shop.createSale({ soldAt, lines: [toLine([product, 1])] })).number;
    expect(await at('2026-04-29T21:59:59.999Z')).toBe('2026-04-29-01');
    expect(await at('2026-04-29T22:00:00Z')).toBe('2026-04-30-01'); // midnight in Paris
    expect(await at('2026-04-30T23:59:00+02:00')).toBe('2026-04-30-02');
    expect(await at('2026-04-29T10:00:00Z')).toBe('2026-04-29-02');
    await Promise.all(Array.from({ length: 97 }, () => at('2026-04-30T12:00:00Z')));
    expect(await at('2026-04-30T12:00:00Z')).toBe('2026-04-30-100');
  });

  it('made on another register is counted there', async () => {
    const product = await shop.addProduct();
    await shop.sell([product, 1]);
    const sold = await shop.createSale({
      registerId: await registerId('MAIN', 'R1'),
      lines: [toLine([product, 1])],
    });
    expect(sold).toMatchObject({ number: `${today()}-01`, reference: `MAIN-R1-${today()}-01` });
    expect(
      await shop.answer(
        'query ($id: ID!) { sale(id: $id) { register { code outlet { code } } outlet { code } } }',
        { id: sold.id },
      ),
    ).toEqual({ sale: { register: { code: 'R1', outlet: { code: 'MAIN' } }, outlet: { code: 'MAIN' } } });
  });

  it('made by many at once has a number of its own, and the stock comes out right', async () => {
    const product = await shop.addProduct({ openingStock: 100 });
    const sales = await Promise.all(Array.from({ length: 40 }, () => shop.sell([product, 2])));
    const numbers = sales.map(({ number }) => number).sort();
    expect(numbers).toEqual(
      Array.from({ length: 40 }, (_, index) => `${today()}-${String(index + 1).padStart(2, '0')}`),
    );
    expect(await shop.stock(product)).toBe(20);
  });

  it('stays as it was sold, whatever becomes of the product', async () => {
    const product = await shop.addProduct({ sku: 'COFFEE' });
    const sold = await shop.sell([product, 1]);
    await shop.answer('mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { id } }', {
      input: { id: product, sku: 'KAFFEE', name: 'Kaffee', price: 1, taxRate: 20, active: false },
    });
    expect(await shop.sale(sold.id)).toEqual(sold);
  });

  it.each<[string, object[], object[]]>([
    [
      'exact cash',
      [{ method: 'CASH', amount: 898 }],
      [{ method: 'CASH', amount: 898, tendered: null, change: 0 }],
    ],
    [
      'cash with change',
      [{ method: 'CASH', amount: 898, tendered: 1000 }],
      [{ method: 'CASH', amount: 898, tendered: 1000, change: 102 }],
    ],
    [
      'card and cash',
      [
        { method: 'CARD', amount: 500 },
        { method: 'CASH', amount: 398, tendered: 400 },
      ],
      [
        { method: 'CARD', amount: 500, tendered: null, change: 0 },
        { method: 'CASH', amount: 398, tendered: 400, change: 2 },
      ],
    ],
    [
      'a voucher',
      [{ method: 'OTHER', amount: 898 }],
      [{ method: 'OTHER', amount: 898, tendered: null, change: 0 }],
    ],
  ])('is paid with %s', async (_with, payments, recorded) => {
    const lines = [toLine([await shop.addProduct(), 2])];
    expect((await shop.createSale({ lines, payments })).payments).toEqual(recorded);
  });

  it('may be of nothing for nothing', async () => {
    const gift = await shop.addProduct({ price: 0 });
    expect(await shop.sell([gift, 1])).toMatchObject({ total: 0, payments: [{ method: 'CASH', amount: 0 }] });
    expect(await shop.createSale({ lines: [toLine([gift, 1])], payments: [] })).toMatchObject({
      total: 0,
      payments: [],
    });
    expect(await shop.sync()).toMatchObject({ synced: 2, failed: 0 });
  });

  it('may have a thousand lines', async () => {
    const product = await shop.addProduct({ openingStock: 1000 });
    const sold = await shop.sell(...Array.from({ length: 1000 }, () => [product, 1] as const));
    expect(sold).toMatchObject({ total: 449_000 });
    expect(await shop.stock(product)).toBe(0);
  });
});

describe('the same sale again', () => {
  it('answers the first one, and sells nothing twice', async () => {
    const product = await shop.addProduct();
    const input = { id: uuidv7(), soldAt: '2026-04-30T08:00:00Z', lines: [toLine([product, 2])] };
    const first = await shop.createSale(input);
    const before = everything();
    expect(await shop.createSale(input)).toEqual(first);
    expect(await shop.createSale({ ...input, id: input.id.toUpperCase() })).toEqual(first);
    expect(await shop.createSale({ ...input, payments: null, registerId: null })).toEqual(first);
    expect(everything()).toEqual(before);
    expect(await shop.stock(product)).toBe(8);
  });

  it('sent twenty times at once is one sale', async () => {
    const product = await shop.addProduct();
    const input = { id: uuidv7(), lines: [toLine([product, 3])] };
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.createSale(input)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await shop.stock(product)).toBe(7);
    expect(await shop.sales()).toHaveLength(1);
  });

  it('after the product changed, or was sold out, still answers the first one', async () => {
    const product = await shop.addProduct({ openingStock: 2 });
    const input = { id: uuidv7(), lines: [toLine([product, 2])] };
    const first = await shop.createSale(input);
    await shop.answer('mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { id } }', {
      input: { id: product, price: 1, active: false },
    });
    await shop.sync();
    expect(await shop.createSale(input)).toEqual({ ...first, ...(await shop.sale(first.id)) });
  });

  it.each<[string, (product: string) => object]>([
    ['other lines', (product) => ({ lines: [toLine([product, 1])] })],
    ['another price', (product) => ({ lines: [toLine([product, 2, 448])] })],
    ['another time', () => ({ soldAt: '2026-04-30T08:00:01Z' })],
    ['other payments', () => ({ payments: [{ method: 'CARD', amount: 898 }] })],
  ])('with %s is a conflict, and the first one stays', async (_what, other) => {
    const product = await shop.addProduct();
    const input = { id: uuidv7(), soldAt: '2026-04-30T08:00:00Z', lines: [toLine([product, 2])] };
    const first = await shop.createSale(input);
    const before = everything();
    expect((await shop.refusedSale({ ...input, ...other(product) })).extensions).toEqual({
      code: 'CONFLICT',
      field: 'id',
    });
    expect(everything()).toEqual(before);
    expect(await shop.sale(first.id)).toEqual(first);
  });
});

describe('what is not there', () => {
  it.each<[string, (product: string) => (readonly [string, number])[], string, number]>([
    ['at all', (product) => [[product, 3]], 'lines.0.quantity', 2],
    ['by a thousandth', (product) => [[product, 2.001]], 'lines.0.quantity', 2],
    [
      'over two lines',
      (product) => [
        [product, 1],
        [product, 1.5],
      ],
      'lines.0.quantity',
      2,
    ],
  ])('%s is not sold, and nothing changes', async (_how, lines, field, available) => {
    const product = await shop.addProduct({ openingStock: 2 });
    await shop.sell([await shop.addProduct({ name: 'Tea' }), 1]);
    const before = everything();
    const refusal = await shop.refusedSale({ lines: lines(product).map(toLine) });
    expect(refusal).toMatchObject({
      message: 'Only 2 of “Coffee” left.',
      extensions: { code: 'INSUFFICIENT_STOCK', field, productId: product, available },
    });
    expect(everything()).toEqual(before);
    expect(await shop.sell([product, 2])).toMatchObject({ number: `${today()}-02` });
  });

  it('of the second product takes back the first, and the line is named', async () => {
    const [tea, coffee] = [
      await shop.addProduct({ name: 'Tea' }),
      await shop.addProduct({ openingStock: 1 }),
    ];
    const before = everything();
    expect(await shop.refusedSale({ lines: [toLine([tea, 1]), toLine([coffee, 2])] })).toMatchObject({
      extensions: { code: 'INSUFFICIENT_STOCK', field: 'lines.1.quantity' },
    });
    expect(everything()).toEqual(before);
  });

  it('is sold once when many want the last one', async () => {
    const product = await shop.addProduct({ openingStock: 3 });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        shop.ask<{ createSale: object }>(CREATE_SALE, { input: { lines: [toLine([product, 1])] } }),
      ),
    );
    const refused = answers.flatMap(({ errors }) => errors ?? []);
    expect(refused.map(({ extensions }) => extensions.code)).toEqual(Array(9).fill('INSUFFICIENT_STOCK'));
    expect(await shop.stock(product)).toBe(0);
    expect((await shop.sales()).map(({ number }) => number).sort()).toEqual(
      [1, 2, 3].map((count) => `${today()}-0${count}`),
    );
  });

  it('does not matter where stock is not counted', async () => {
    const bag = await shop.addProduct({ trackStock: false, openingStock: null });
    await shop.sell([bag, 1_000_000]);
    expect(await shop.stock(bag)).toBe(0);
  });
});

describe('a sale is refused, naming the field, and nothing changes', () => {
  const line = { quantity: 1 };
  const later = new Date(Date.now() + 3_600_000).toISOString();
  it.each<[string, object, object]>([
    ['without lines', { lines: [] }, { code: 'BAD_USER_INPUT', field: 'lines' }],
    ['with null for lines', { lines: null }, { code: 'BAD_USER_INPUT', field: 'lines' }],
    ['without a quantity', { lines: [{}] }, { code: 'BAD_USER_INPUT', field: 'lines.0.quantity' }],
    [
      'of no quantity',
      { lines: [line, { quantity: 0 }] },
      { code: 'BAD_USER_INPUT', field: 'lines.1.quantity' },
    ],
    [
      'of a negative quantity',
      { lines: [{ quantity: -1 }] },
      { code: 'BAD_USER_INPUT', field: 'lines.0.quantity' },
    ],
    [
      'of a part of a thousandth',
      { lines: [{ quantity: 0.0005 }] },
      { code: 'BAD_USER_INPUT', field: 'lines.0.quantity' },
    ],
    [
      'of more than a million',
      { lines: [{ quantity: 1_000_000.001 }] },
      { code: 'BAD_USER_INPUT', field: 'lines.0.quantity' },
    ],
    [
      'of a quantity as text',
      { lines: [{ quantity: '1' }] },
      { code: 'BAD_USER_INPUT', field: 'lines.0.quantity' },
    ],
    [
      'of an infinite quantity',
      { lines: [{ quantity: 1e308 }] },
      { code: 'BAD_USER_INPUT', field: 'lines.0.quantity' },
    ],
    [
      'at a negative price',
      { lines: [{ ...line, unitPrice: -1 }] },
      { code: 'BAD_USER_INPUT', field: 'lines.0.unitPrice' },
    ],
    [
      'at a fraction of a cent',
      { lines: [{ ...line, unitPrice: 0.5 }] },
      { code: 'BAD_USER_INPUT', field: 'lines.0.unitPrice' },
    ],
    [
      'at a price beyond 2^53',
      { lines: [{ ...line, unitPrice: 2 ** 53 }] },
      { code: 'BAD_USER_INPUT', field: 'lines.0.unitPrice' },
    ],
    [
      'that comes to more than 2^53',
      { lines: [{ quantity: 2, unitPrice: 2 ** 53 - 1 }] },
      { code: 'BAD_USER_INPUT', field: 'lines' },
    ],
    [
      'of a product that is not there',
      { lines: [line, { ...line, productId: 'none' }] },
      { code: 'NOT_FOUND', field: 'lines.1.productId' },
    ],
    ['with an id that is no UUID', { id: 'my-sale' }, { code: 'BAD_USER_INPUT', field: 'id' }],
    ['with a UUID of version 4', { id: uuidv4() }, { code: 'BAD_USER_INPUT', field: 'id' }],
    ['with an empty id', { id: '' }, { code: 'BAD_USER_INPUT', field: 'id' }],
    ['in the future', { soldAt: later }, { code: 'BAD_USER_INPUT', field: 'soldAt' }],
    ['at a time that is none', { soldAt: 'yesterday' }, { code: 'BAD_USER_INPUT', field: 'soldAt' }],
    [
      'at a time without a zone',
      { soldAt: '2026-04-30T08:00:00' },
      { code: 'BAD_USER_INPUT', field: 'soldAt' },
    ],
    ['on a register that is not there', { registerId: 'none' }, { code: 'NOT_FOUND', field: 'registerId' }],
    [
      'paid too little',
      { payments: [{ method: 'CARD', amount: 448 }] },
      { code: 'BAD_USER_INPUT', field: 'payments' },
    ],
    ['not paid', { payments: [] }, { code: 'BAD_USER_INPUT', field: 'payments' }],
    [
      'paid too much',
      { payments: [{ method: 'CARD', amount: 450 }] },
      { code: 'BAD_USER_INPUT', field: 'payments.0.amount' },
    ],
    [
      'paid with a negative amount',
      {
        payments: [
          { method: 'CARD', amount: 549 },
          { method: 'CASH', amount: -100 },
        ],
      },
      { code: 'BAD_USER_INPUT', field: expect.stringMatching(/^payments\.[01]\.amount$/) },
    ],
    [
      'paid with less than is handed over',
      { payments: [{ method: 'CASH', amount: 449, tendered: 448 }] },
      { code: 'BAD_USER_INPUT', field: 'payments.0.tendered' },
    ],
    [
      'paid by card with change',
      { payments: [{ method: 'CARD', amount: 449, tendered: 500 }] },
      { code: 'BAD_USER_INPUT', field: 'payments.0.tendered' },
    ],
    [
      'paid with a cheque',
      { payments: [{ method: 'CHEQUE', amount: 449 }] },
      { code: 'BAD_USER_INPUT', field: 'payments.0.method' },
    ],
  ])('[S46] %s', async (_what, given, extensions) => {
    const productId = await shop.addProduct();
    const withProduct = (value: unknown) =>
      Array.isArray(value) ? value.map((it) => ({ productId, ...it })) : value;
    const input = { lines: [line], ...given };
    const before = everything();
    const refusal = await shop.refusedSale({ ...input, lines: withProduct(input.lines) });
    expect(refusal.extensions).toEqual(extensions);
    expect(refusal.message).not.toMatch(/Refusal|Prisma|SQLITE|\bat \//);
    const {
      lines,
      payments = null,
      ...rest
    } = { ...input, lines: withProduct(input.lines) } as Record<string, unknown>;
    const inline = await shop.refusal(
      `mutation { createSale(input: ${literal({ ...rest, lines, payments })}) { id } }`,
    );
    expect(inline.extensions).toEqual(extensions);
    expect(everything()).toEqual(before);
  });

  it('with more than 1000 lines', async () => {
    const lines = Array<object>(1001).fill(toLine([await shop.addProduct({ openingStock: 5000 }), 1]));
    expect((await shop.refusedSale({ lines })).extensions).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'lines',
    });
  });

  it('on a register of another outlet', async () => {
    const lines = [toLine([await shop.addProduct(), 1])];
    expect(await shop.refusedSale({ lines, registerId: await registerId('NORD', '00') })).toMatchObject({
      extensions: { code: 'NOT_FOUND', field: 'registerId' },
    });
  });

  it('of a product that is no longer sold', async () => {
    const product = await shop.addProduct();
    await shop.answer('mutation ($id: ID!) { updateProduct(input: { id: $id, active: false }) { id } }', {
      id: product,
    });
    expect(await shop.refusedSale({ lines: [toLine([product, 1])] })).toMatchObject({
      message: '“Coffee” is no longer sold.',
      extensions: { code: 'BAD_USER_INPUT', field: 'lines.0.productId' },
    });
  });
});

/** An input value as GraphQL writes it; a method of payment is a name there. */
function literal(value: unknown, field = ''): string {
  if (field === 'method') return String(value);
  if (Array.isArray(value)) return `[${value.map((it) => literal(it)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, it]) => `${name}: ${literal(it, name)}`)
    .join(', ')} }`;
}

describe('the list of sales', () => {
  const ids = (sales: readonly { id: string }[]) => sales.map(({ id }) => id);

  it('is newest first, and read page by page each sale once', async () => {
    const product = await shop.addProduct({ openingStock: 1000 });
    const times = [
      '2026-04-28T10:00:00Z',
      '2026-04-30T08:00:00Z',
      '2026-04-30T08:00:00Z',
      '2026-04-29T10:00:00Z',
      '2026-04-30T07:00:00Z',
    ];
    const sold: { id: string; soldAt: string }[] = [];
    for (const soldAt of times) sold.push(await shop.createSale({ soldAt, lines: [toLine([product, 1])] }));
    const newestFirst = [...sold].sort((a, b) => (`${a.soldAt}${a.id}` < `${b.soldAt}${b.id}` ? 1 : -1));
    expect(ids(await shop.sales())).toEqual(ids(newestFirst));
    expect(ids(await shop.sales({}, 2))).toEqual(ids(newestFirst));
    const page = await shop.salePage({ first: 2 });
    expect(page).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    // One that is made meanwhile does not shift the pages behind.
    await shop.sell([product, 1]);
    const next = await shop.salePage({ first: 2, after: page.pageInfo.endCursor });
    expect(ids(next.nodes)).toEqual(ids(newestFirst.slice(2, 4)));
    expect(next.pageInfo.hasPreviousPage).toBe(true);
  });

  it('is narrowed down by date, register, product, status and text', async () => {
    const coffee = await shop.addProduct({ sku: 'COFFEE', barcodes: ['3017620422003'] });
    const tea = await shop.addProduct({ sku: 'TEA', name: 'Tea' });
    const r1 = await registerId('MAIN', 'R1');
    const sell = (soldAt: string, product: string, register?: string) =>
      shop.createSale({ soldAt, registerId: register, lines: [toLine([product, 1])] });
    const a = await sell('2026-04-28T10:00:00Z', coffee);
    await shop.sync();
    const b = await sell('2026-04-29T10:00:00Z', tea, r1);
    const c = await sell('2026-04-30T10:00:00Z', coffee, r1);
    const outlet = (await shop.answer<{ outlets: { id: string; code: string }[] }>('{ outlets { id code } }'))
      .outlets;
    const cases: [object, { id: string }[]][] = [
      [{ from: '2026-04-29' }, [c, b]],
      [{ to: '2026-04-29' }, [b, a]],
      [{ from: '2026-04-29', to: '2026-04-29' }, [b]],
      [{ from: '2026-05-01', to: '2026-04-01' }, []],
      [{ registerId: r1 }, [c, b]],
      [{ registerId: 'none' }, []],
      [{ productId: coffee }, [c, a]],
      [{ productId: coffee, registerId: r1 }, [c]],
      [{ outletId: outlet.find(({ code }) => code === 'MAIN')?.id }, [c, b, a]],
      [{ outletId: outlet.find(({ code }) => code === 'NORD')?.id }, []],
      [{ syncStatus: ['SYNCED'] }, [a]],
      [{ syncStatus: ['PENDING', 'FAILED'] }, [c, b]],
      [{ search: '2026-04-29' }, [b]],
      [{ search: '2026-04-30-01' }, [c]],
      [{ search: '2026-0' }, [c, b, a]],
      [{ search: 'MAIN-R1' }, [c, b]],
      [{ search: ` ${c.reference} ` }, [c]],
      [{ search: 'DOC-1' }, [a]],
      [{ search: 'COFFEE' }, [c, a]],
      [{ search: '3017620422003' }, [c, a]],
      [{ search: 'COFFEE', syncStatus: ['PENDING'] }, [c]],
      [{ search: '%' }, []],
      [{ search: '2026-%' }, []],
      [{ search: '' }, [c, b, a]],
    ];
    for (const [filter, found] of cases) {
      const page = await shop.salePage({ filter });
      expect([filter, ids(page.nodes), page.totalCount]).toEqual([filter, ids(found), found.length]);
      expect(ids(await shop.sales(filter, 1))).toEqual(ids(found));
    }
  });

  it.each<[string, object, string]>([
    ['of no items', { first: 0 }, 'first'],
    ['of too many items', { first: 201 }, 'first'],
    ['behind what is no cursor', { after: '%%%' }, 'after'],
    [
      'behind a cursor whose time is none',
      { after: Buffer.from('["2026-04-30","soon","x"]').toString('base64url') },
      'after',
    ],
    ['from a date that is not in the calendar', { filter: { from: '2026-02-30' } }, 'from'],
    ['of a status that there is not', { filter: { syncStatus: ['LOST'] } }, 'syncStatus.0'],
  ])('has no page %s', async (_what, page, field) => {
    const query =
      'query ($first: Int, $after: String, $filter: SaleFilter) { sales(first: $first, after: $after, filter: $filter) { nodes { id } } }';
    expect(await shop.refusal(query, { ...page })).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field },
    });
  });
});
