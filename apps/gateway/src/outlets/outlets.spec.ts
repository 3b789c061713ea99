import { claimDevice, coffee, type TestDevice } from '../device-under-test';
import { MAIN, useShop } from '../gateway-under-test';
import type { ApiError, ShopApi } from '../shop-api';

const PASSWORD = 'four words are enough';
const ANNEX = { ...MAIN, code: 'ANNEX', name: 'Annex', registers: [{ code: 'A1', name: 'Annex till' }] };

const shop = useShop({ outlets: [ANNEX] });
let annexId: string;
/** Of MAIN only. */
let manager: ShopApi;

beforeEach(async () => {
  const { outlets } = await shop.answer<{ outlets: { id: string; code: string }[] }>(
    '{ outlets { id code } }',
  );
  annexId = outlets.find(({ code }) => code === 'ANNEX')?.id ?? '';
  const input = {
    ...{ name: 'Mia', email: 'mia@shop.test', role: 'MANAGER' },
    ...{ outletIds: [shop.outletId], password: PASSWORD },
  };
  await shop.answer('mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }', { input });
  manager = await shop.as().signIn('mia@shop.test', PASSWORD);
});

const OUTLET = `id code name timeZone currency pricesIncludeTax cutOverMinutes defaultTaxRate receiptHeader receiptFooter priceChangeLimit differenceLimit`;
const CREATE = `mutation ($input: CreateOutletInput!) { createOutlet(input: $input) { ${OUTLET} } }`;
const UPDATE = `mutation ($id: ID!, $input: UpdateOutletInput!) { updateOutlet(id: $id, input: $input) { ${OUTLET} } }`;
const SET_TEXT = `mutation ($input: SetReceiptTextInput!) { setReceiptText(input: $input) { ${OUTLET} } }`;
const CREATE_REGISTER =
  'mutation ($input: CreateRegisterInput!) { createRegister(input: $input) { code name outlet { code } } }';
const RENAME = 'mutation ($id: ID!, $name: String!) { updateRegister(id: $id, name: $name) { code name } }';
const SET_PRICE = `mutation ($input: SetOutletPriceInput!) {
  setOutletPrice(input: $input) { price commonPrice outletPrice outletPrices { price outlet { code } } }
}`;
const PRICES = 'price commonPrice outletPrice outletPrices { price outlet { code } }';

const NORTH = {
  code: 'NORTH',
  name: 'North',
  timeZone: 'Europe/Oslo',
  currency: 'EUR',
  pricesIncludeTax: false,
};

/** Where a mistake is, of which kind, and in which words. */
const problem = ({ message, extensions }: ApiError) => [extensions.code, extensions.field, message];

/** The administrator in the office of an outlet. */
function at(outletId: string): ShopApi {
  const api = shop.as(shop.token);
  api.outletId = outletId;
  return api;
}

const setPrice = (productId: string, price: number | null, outletId = annexId) =>
  shop.answer(SET_PRICE, { input: { productId, price, outletId } });

describe('an outlet', () => {
  it('is opened with a till, a server register and the stock of every product, and sells at once', async () => {
    const product = await shop.addProduct({ trackStock: false });
    const input = {
      ...NORTH,
      cutOverMinutes: 120,
      defaultTaxRate: 25,
      receiptHeader: ' North\r\nHarbour ',
      receiptFooter: '',
    };
    const { createOutlet } = await shop.answer<{ createOutlet: { id: string } }>(CREATE, { input });
    expect(createOutlet).toMatchObject({ ...input, receiptHeader: 'North\nHarbour' });
    const there = at(createOutlet.id);
    const { registers } = await there.answer<{ registers: { code: string }[] }>(
      'query ($outletId: ID) { registers(outletId: $outletId) { code } }',
      { outletId: createOutlet.id },
    );
    expect(registers.map(({ code }) => code)).toEqual(['00', 'R1']);
    const sale = await there.sell([product, 1]);
    expect(sale.reference).toMatch(/^NORTH-00-/);
    expect(await there.stock(product)).toBe(0);
    const made = await there.addProduct({ name: 'Tea', taxRate: undefined });
    expect(
      await there.answer('query ($id: ID!) { product(id: $id) { taxRate } }', { id: made }),
    ).toMatchObject({ product: { taxRate: 25 } });
  });

  it('says which fact is wrong, and then there is no outlet', async () => {
    const wrong: [object, string, string][] = [
      [{ code: 'no-rth' }, 'code', 'A code has 1 to 12 capital letters and digits.'],
      [{ code: 'ANNEX' }, 'code', 'There is an outlet ANNEX already.'],
      [{ name: ' ' }, 'name', 'This can’t be empty.'],
      [{ timeZone: 'Europe/Nowhere' }, 'timeZone', 'This is no time zone.'],
      [{ currency: 'EURO' }, 'currency', 'This is no currency code.'],
      [{ currency: 'JPY' }, 'currency', 'The shop’s prices are in EUR, at all of its outlets.'],
      [{ cutOverMinutes: 1440 }, 'cutOverMinutes', 'The day ends 0 to 1439 minutes after midnight.'],
      [{ receiptHeader: 'x'.repeat(501) }, 'receiptHeader', 'This has more than 500 characters.'],
      [{ receiptFooter: 'x\n'.repeat(12) + 'x' }, 'receiptFooter', 'This has more than 12 lines.'],
    ];
    for (const [given, field, message] of wrong) {
      const [, ...where] = problem(await shop.refusal(CREATE, { input: { ...NORTH, ...given } }));
      expect(where).toEqual([field, message]);
    }
    expect((await shop.refusal(CREATE, { input: { ...NORTH, defaultTaxRate: -1 } })).extensions.field).toBe(
      'defaultTaxRate',
    );
    const { outlets } = await shop.answer<{ outlets: object[] }>('{ outlets { id } }');
    expect(outlets).toHaveLength(2);
  });

  it('is changed field by field, and keeps the code that devices number with', async () => {
    const change = (input: object) => shop.answer(UPDATE, { id: annexId, input });
    expect(await change({ name: 'The annex', timeZone: 'Asia/Tokyo', defaultTaxRate: 5.5 })).toMatchObject({
      updateOutlet: { code: 'ANNEX', name: 'The annex', timeZone: 'Asia/Tokyo', defaultTaxRate: 5.5 },
    });
    expect(await change({ code: 'SHED' })).toMatchObject({
      updateOutlet: { code: 'SHED', name: 'The annex' },
    });
    expect(await change({ priceChangeLimit: 0, differenceLimit: 2000 })).toMatchObject({
      updateOutlet: { code: 'SHED', priceChangeLimit: 0, differenceLimit: 2000 },
    });
    for (const wrong of [{ priceChangeLimit: -1 }, { priceChangeLimit: 101 }, { differenceLimit: -1 }]) {
      const [code, field] = problem(await shop.refusal(UPDATE, { id: annexId, input: wrong }));
      expect([code, field]).toEqual(['BAD_USER_INPUT', Object.keys(wrong)[0]]);
    }
    await claimDevice(shop, { code: 'A1' });
    expect(problem(await shop.refusal(UPDATE, { id: annexId, input: { code: 'ANNEX' } }))).toEqual([
      'CONFLICT',
      'code',
      'Sales are numbered with this code already, so it stays.',
    ]);
    expect(problem(await shop.refusal(UPDATE, { id: 'none', input: { name: 'x' } }))[0]).toBe('NOT_FOUND');
  });

  it('has its receipts worded and its tills named by its own manager, and by no other’s', async () => {
    const text = { receiptHeader: 'Main street 1', receiptFooter: 'Goods may be returned within 14 days.' };
    expect(await manager.answer(SET_TEXT, { input: { outletId: shop.outletId, ...text } })).toMatchObject({
      setReceiptText: text,
    });
    expect(
      await manager.answer(SET_TEXT, { input: { outletId: shop.outletId, receiptHeader: '' } }),
    ).toMatchObject({ setReceiptText: { ...text, receiptHeader: '' } });
    const { registers } = await shop.answer<{ registers: { id: string; code: string }[] }>(
      '{ registers { id code } }',
    );
    const id = (wanted: string) => registers.find(({ code }) => code === wanted)?.id;
    expect(await manager.answer(RENAME, { id: id('R1'), name: 'By the door' })).toEqual({
      updateRegister: { code: 'R1', name: 'By the door' },
    });

    const refused = await Promise.all([
      manager.refusal(SET_TEXT, { input: { outletId: annexId, ...text } }),
      manager.refusal(RENAME, { id: id('A1'), name: 'Ours' }),
    ]);
    expect(refused.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    expect(await manager.answer('{ outletCount outlets { code receiptFooter } }')).toEqual({
      outletCount: 2,
      outlets: [{ code: 'MAIN', receiptFooter: text.receiptFooter }],
    });
    const { outlets } = await shop.answer<{ outlets: object[] }>('{ outlets { code receiptFooter } }');
    expect(outlets).toContainEqual({ code: 'ANNEX', receiptFooter: '' });
  });

  it('gets registers with codes of their own', async () => {
    const create = (code: string) => ({ input: { outletId: annexId, code, name: 'Terrace' } });
    expect(await shop.answer(CREATE_REGISTER, create('A2'))).toEqual({
      createRegister: { code: 'A2', name: 'Terrace', outlet: { code: 'ANNEX' } },
    });
    expect(problem(await shop.refusal(CREATE_REGISTER, create('A2')))).toEqual([
      'CONFLICT',
      'code',
      'There is a register A2 here already.',
    ]);
    expect(problem(await shop.refusal(CREATE_REGISTER, create('a-2'))).slice(0, 2)).toEqual([
      'BAD_USER_INPUT',
      'code',
    ]);
    expect((await claimDevice(shop, { code: 'A2' })).claim.register.code).toBe('A2');
  });
});

describe('a price of an outlet’s own', () => {
  it('stands before the common one there, wherever the product is read, and is taken away again', async () => {
    const product = await shop.addProduct({ sku: 'COFFEE' });
    await setPrice(product, 399);
    const read = async (api: ShopApi) =>
      api.answer<Record<string, unknown>>(
        `query ($id: ID!) {
          product(id: $id) { ${PRICES} }
          productByCode(code: "COFFEE") { price }
          products { nodes { price commonPrice } }
          catalogueChanges { products { price } }
        }`,
        { id: product },
      );
    const outletPrices = [{ price: 399, outlet: { code: 'ANNEX' } }];
    expect(await read(at(annexId))).toEqual({
      product: { price: 399, commonPrice: 449, outletPrice: 399, outletPrices },
      productByCode: { price: 399 },
      products: { nodes: [{ price: 399, commonPrice: 449 }] },
      catalogueChanges: { products: [{ price: 399 }] },
    });
    expect(await read(shop)).toMatchObject({
      product: { price: 449, commonPrice: 449, outletPrice: null, outletPrices },
      catalogueChanges: { products: [{ price: 449 }] },
    });
    await shop.answer('mutation ($id: ID!) { updateProduct(input: { id: $id, price: 500 }) { id } }', {
      id: product,
    });
    expect(await setPrice(product, null)).toEqual({
      setOutletPrice: { price: 500, commonPrice: 500, outletPrice: null, outletPrices: [] },
    });
  });

  it('is the manager’s to set where they belong, and theirs alone to see', async () => {
    const product = await shop.addProduct();
    await setPrice(product, 399);
    const set = (input: object) =>
      manager.refusal(SET_PRICE, { input: { productId: product, price: 1, ...input } });
    expect(await manager.answer(SET_PRICE, { input: { productId: product, price: 420 } })).toEqual({
      setOutletPrice: {
        ...{ price: 420, commonPrice: 449, outletPrice: 420 },
        outletPrices: [{ price: 420, outlet: { code: 'MAIN' } }],
      },
    });
    expect(problem(await set({ outletId: annexId })).slice(0, 2)).toEqual(['NOT_FOUND', 'outletId']);
    expect(problem(await set({ price: -1 })).slice(0, 2)).toEqual(['BAD_USER_INPUT', 'price']);
    expect(problem(await set({ productId: 'none' })).slice(0, 2)).toEqual(['NOT_FOUND', 'productId']);
    expect(
      await at(annexId).answer('query ($id: ID!) { product(id: $id) { price } }', { id: product }),
    ).toEqual({ product: { price: 399 } });
  });

  it('is what the API sells at, and what a device’s sale is judged by', async () => {
    const product = await shop.addProduct({ trackStock: false });
    await setPrice(product, 399);
    expect((await at(annexId).sell([product, 0.001])).lines[0]?.unitPrice).toBe(399);
    expect((await shop.sell([product, 1])).lines[0]?.unitPrice).toBe(449);

    const [main, annex] = [await claimDevice(shop), await claimDevice(shop, { code: 'A1' })];
    const flags = async (device: TestDevice, unitPrice: number) =>
      (await device.send([device.sell([{ ...coffee(product), unitPrice }])])).results[0]?.flags.filter(
        (flag) => flag === 'PRICE_DIFFERS',
      );
    expect([await flags(main, 449), await flags(main, 399)]).toEqual([[], ['PRICE_DIFFERS']]);
    expect([await flags(annex, 449), await flags(annex, 399)]).toEqual([['PRICE_DIFFERS'], []]);
  });
});

it('a device hears of its outlet and its register with the last page of what has changed', async () => {
  await shop.addProduct();
  await shop.addProduct();
  await shop.answer(UPDATE, { id: annexId, input: { name: 'The annex', cutOverMinutes: 60 } });
  const device = await claimDevice(shop, { code: 'A1' });
  const ask = `query ($first: Int = 1, $after: String) { catalogueChanges(first: $first, after: $after) {
    cursor hasMore register { code name outlet { ${OUTLET} } }
  } }`;
  type Page = { catalogueChanges: { cursor: string; hasMore: boolean; register: unknown } };
  const first = (await device.ask<Page>(ask)).data?.catalogueChanges;
  expect(first).toMatchObject({ hasMore: true, register: null });
  const second = (await device.ask<Page>(ask, { after: first?.cursor })).data?.catalogueChanges;
  expect(second).toMatchObject({
    hasMore: false,
    register: {
      code: 'A1',
      name: 'Annex till',
      outlet: { code: 'ANNEX', name: 'The annex', cutOverMinutes: 60 },
    },
  });
  const person = await shop.answer<Page>(ask, { first: 10 });
  expect(person.catalogueChanges).toMatchObject({ hasMore: false, register: null });
});
