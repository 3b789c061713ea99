import { adoptClaim } from './claims';
import {
  catalogueState,
  findByCode,
  listCategories,
  listFavourites,
  listProducts,
  searchProducts,
} from './catalogue';
import { startSync, type Sync } from './sync';
import { openTestGateway, type TestGateway } from './test-gateway';
import { COFFEE, newClaim, openTill, OUTLET, sell, testClock, type Till } from './test-till';
import type { GatewayProduct } from './transport';

let gateway: TestGateway;
let till: Till;
let sync: Sync;
const clock = testClock();

beforeEach(async () => {
  gateway = await openTestGateway(() => clock.now().getTime());
  till = await openTill();
});
afterEach(async () => {
  await sync.stop();
  till.store.close();
  await gateway.close();
});

function product(over: Partial<GatewayProduct> & { id: string }): GatewayProduct {
  return {
    ...{ sku: `SKU-${over.id}`, barcodes: [], name: `Product ${over.id}`, category: null, price: 100 },
    ...{ taxRate: 20, trackStock: true, stock: 10 },
    ...over,
  };
}

/** Puts the products into the gateway and fetches them. */
async function stock(...products: GatewayProduct[]): Promise<void> {
  gateway.setProducts(products);
  sync = startSync({ store: till.store, transport: gateway.transport, clock });
  await sync.now();
}

const names = (found: Promise<readonly { name: string }[]>) =>
  found.then((list) => list.map(({ name }) => name));

const LOADED = { loaded: true, pricesAsOf: clock.now(), version: expect.anything() };

const SHELF = [
  product({ id: 'milk', name: 'Milk 1 l', category: 'Dairy', barcodes: ['4006381333931'], price: 129 }),
  product({ id: 'oat', name: 'Oat milk', category: 'Dairy' }),
  product({ id: 'choc', name: 'Chocolate, milk', category: 'Sweets', sku: 'MILK' }),
  product({ id: 'cafe', name: 'Café moulu 250 g', category: 'Coffee', sku: 'CAFE-250' }),
  product({ id: 'straw', name: 'Straßenkäse', category: 'Dairy' }),
  product({ id: 'bag', name: 'Bag' }),
];

describe('the version of the catalogue', () => {
  const version = async () => (await catalogueState(till.store)).version;

  it('stays while nothing has changed', async () => {
    await stock(...SHELF);
    const before = await version();
    await sync.now();
    expect(await version()).toEqual(before);
    expect(sync.status().catalogue).toEqual(before);
  });

  it('of the products changes with a price, of the categories only when a product moves', async () => {
    await stock(...SHELF);
    const before = await version();
    gateway.setProducts(SHELF.map((row) => (row.id === 'milk' ? { ...row, price: 139 } : row)));
    await sync.now();
    const priced = await version();
    expect(priced?.products).not.toBe(before?.products);
    expect(priced?.categories).toBe(before?.categories);
    gateway.setProducts(SHELF.map((row) => (row.id === 'bag' ? { ...row, category: 'Home' } : row)));
    await sync.now();
    expect((await version())?.categories).not.toBe(before?.categories);
    expect(await listCategories(till.store)).toContain('Home');
  });
});

describe('finding a product', () => {
  it('by barcode or SKU is exact, whatever the case and the blanks around it', async () => {
    await stock(...SHELF);
    expect(await findByCode(till.store, '4006381333931')).toEqual({
      ...{ id: 'milk', sku: 'SKU-milk', barcodes: ['4006381333931'], name: 'Milk 1 l', category: 'Dairy' },
      ...{ price: 129, taxRate: 20, trackStock: true, stock: 10 },
    });
    expect((await findByCode(till.store, ' cafe-250 '))?.id).toBe('cafe');
    expect(await findByCode(till.store, '400638133393')).toBeUndefined();
    expect(await findByCode(till.store, '')).toBeUndefined();
  });

  it('by text begins with the exact code, then names that begin so, then the rest by name', async () => {
    await stock(...SHELF);
    expect(await names(searchProducts(till.store, 'milk', 10))).toEqual([
      ...['Chocolate, milk', 'Milk 1 l', 'Oat milk'],
    ]);
    expect(await names(searchProducts(till.store, 'mi', 10))).toEqual([
      ...['Milk 1 l', 'Chocolate, milk', 'Oat milk'],
    ]);
    expect(await names(searchProducts(till.store, 'mi', 2))).toEqual(['Milk 1 l', 'Chocolate, milk']);
  });

  it.each([
    ['CAFE', 'Café moulu 250 g'],
    ['250 mou', 'Café moulu 250 g'],
    ['strasse', 'Straßenkäse'],
    ['choc mil', 'Chocolate, milk'],
    ['cafe-2', 'Café moulu 250 g'],
  ])('[SEARCH1] [SEARCH2] finds “%s”', async (text, name) => {
    await stock(...SHELF);
    expect(await names(searchProducts(till.store, text, 10))).toEqual([name]);
  });

  it.each(['milk tea', 'ilk', '   ', '…', 'xyz'])('finds nothing for “%s”', async (text) => {
    await stock(...SHELF);
    expect(await names(searchProducts(till.store, text, 10))).toEqual([]);
  });

  it('looks at the first words only of a text that was pasted by mistake', async () => {
    await stock(...SHELF);
    const pasted = 'milk 1 '.repeat(100_000);
    expect(await names(searchProducts(till.store, pasted, 10))).toEqual(['Milk 1 l']);
  });

  it('by shelf lists the first ones by name, and the categories that there are', async () => {
    await stock(...SHELF);
    expect(await listCategories(till.store)).toEqual(['Coffee', 'Dairy', 'Sweets']);
    expect(await names(listProducts(till.store, { category: 'Dairy', limit: 2 }))).toEqual([
      'Milk 1 l',
      'Oat milk',
    ]);
    expect(await names(listProducts(till.store, { limit: 3 }))).toEqual([
      'Bag',
      'Café moulu 250 g',
      'Chocolate, milk',
    ]);
    expect(await names(listProducts(till.store, { category: 'Dair', limit: 9 }))).toEqual([]);
  });

  it('by the favourites, in the order in which they were put; those that are not sold are left out', async () => {
    gateway.favourites = ['oat', 'gone', 'bag', 'milk'];
    await stock(...SHELF);
    expect(await names(listFavourites(till.store))).toEqual(['Oat milk', 'Bag', 'Milk 1 l']);
    await sell(till, { lines: [{ ...COFFEE, productId: 'bag' }] });
    expect((await listFavourites(till.store))[1]).toMatchObject({ id: 'bag', stock: 8 });
    gateway.favourites = ['bag', 'cafe'];
    gateway.removeProduct('bag');
    await sync.now();
    expect(await names(listFavourites(till.store))).toEqual(['Café moulu 250 g']);
  });

  it('takes off what has been sold here and not been sent', async () => {
    await stock(product({ id: 'coffee', sku: 'CAFE-250', stock: 1.5 }));
    gateway.wire = 'cut before';
    await sell(till);
    expect((await findByCode(till.store, 'CAFE-250'))?.stock).toBe(-0.5);
  });

  it('reads no more rows in a large catalogue than in a small one', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) =>
        product({
          ...{
            id: `p${n}`,
            name: `Shirt ${['blue', 'red', 'green'][n % 3]} ${n}`,
            category: `Shelf ${n % 7}`,
          },
          barcodes: [`20000${String(n).padStart(7, '0')}`],
        }),
      );
    const read = async () => {
      let rows = 0;
      const count = (request: IDBRequest) =>
        request.addEventListener(
          'success',
          () => (rows += Array.isArray(request.result) ? request.result.length : 1),
        );
      const spies = [
        ...([IDBObjectStore.prototype, IDBIndex.prototype] as const).map((prototype) => {
          const { get } = prototype;
          return jest.spyOn(prototype, 'get').mockImplementation(function (this: never, key) {
            const request = Reflect.apply(get, this, [key]);
            count(request);
            return request;
          });
        }),
      ];
      for (const text of ['shirt', 'shirt b', 's b', 'red 17', 'blue shirt', '200000000017', 'shirt blue 1'])
        await searchProducts(till.store, text, 20);
      await findByCode(till.store, '200000000017');
      await listProducts(till.store, { category: 'Shelf 3', limit: 60 });
      await listCategories(till.store);
      for (const spy of spies) spy.mockRestore();
      return rows;
    };
    await stock(...many(1500));
    const small = await read();
    gateway.setProducts(many(6000));
    await sync.now();
    expect(await names(searchProducts(till.store, 'blue 4500', 5))).toEqual(['Shirt blue 4500']);
    expect(await read()).toBeLessThan(small * 1.5 + 50);
  });
});

describe('the catalogue', () => {
  it('comes in pages, can be sold from meanwhile, and says how far it is', async () => {
    const all = Array.from({ length: 2300 }, (_, n) => product({ id: `p${n}`, barcodes: [`code${n}`] }));
    const seen: unknown[] = [];
    let early: unknown;
    gateway.setProducts(all);
    sync = startSync({
      store: till.store,
      transport: gateway.transport,
      clock,
      onStatus({ progress }) {
        if (progress) seen.push(progress);
        if (progress?.done === 1000) early ??= findByCode(till.store, 'code3');
      },
    });
    await sync.now();
    expect(seen).toContainEqual({ what: 'CATALOGUE', done: 1000, total: 2300 });
    expect(seen).toContainEqual({ what: 'CATALOGUE', done: 2000, total: 2300 });
    expect(await early).toMatchObject({ id: 'p3' });
    expect(await catalogueState(till.store)).toEqual(LOADED);
    expect((await findByCode(till.store, 'code2299'))?.id).toBe('p2299');
  });

  it('lets a sale that is made while it comes go to the gateway first, and says that the line is up', async () => {
    gateway.setProducts(Array.from({ length: 4300 }, (_, n) => product({ id: `p${n}` })));
    let sold: Promise<unknown> | undefined;
    const loadedWhenSent: (number | undefined)[] = [];
    const lines: string[] = [];
    sync = startSync({
      store: till.store,
      transport: gateway.transport,
      clock,
      onStatus({ progress, line }) {
        if (progress?.what === 'CATALOGUE') lines.push(line);
        if (progress?.done === 2000) sold ??= sell(till);
        if (gateway.sales.size > 0 && progress) loadedWhenSent.push(progress.done);
      },
    });
    await sync.now();
    await sold;
    await sync.now();
    expect(lines.every((line) => line === 'ONLINE')).toBe(true);
    expect(gateway.sales.size).toBe(1);
    expect(loadedWhenSent[0]).toBeLessThan(4300);
    expect(await catalogueState(till.store)).toEqual(LOADED);
  });

  it('goes on where it was stopped', async () => {
    gateway.setProducts(
      Array.from({ length: 2300 }, (_, n) => product({ id: `p${n}`, barcodes: [`code${n}`] })),
    );
    sync = startSync({
      store: till.store,
      transport: gateway.transport,
      clock,
      onStatus({ progress }) {
        if (progress?.done === 1000) gateway.wire = 'cut before';
      },
    });
    await sync.now();
    expect(await catalogueState(till.store)).toMatchObject({
      loaded: true,
      loading: { done: 1000, total: 2300 },
    });
    await sync.stop();
    gateway.wire = 'good';
    gateway.pagesServed = 0;
    sync = startSync({ store: till.store, transport: gateway.transport, clock });
    await sync.now();
    expect(await findByCode(till.store, 'code2299')).toBeDefined();
    expect((await catalogueState(till.store)).loading).toBeUndefined();
  });

  it('follows changed prices, moved codes and products taken out', async () => {
    await stock(...SHELF);
    gateway.setProducts([product({ id: 'milk', name: 'Fresh milk', barcodes: ['999'], price: 139 })]);
    gateway.removeProduct('oat');
    await sync.now();
    expect(await findByCode(till.store, '999')).toMatchObject({ name: 'Fresh milk', price: 139 });
    expect(await findByCode(till.store, '4006381333931')).toBeUndefined();
    expect(await names(searchProducts(till.store, 'oat', 5))).toEqual([]);
    expect(await names(listProducts(till.store, { category: 'Dairy', limit: 9 }))).toEqual(['Straßenkäse']);
  });

  it('is loaded anew beside the old one when the gateway was restored, and swapped at once', async () => {
    await stock(...SHELF);
    gateway.generation = 'g2';
    gateway.setProducts(Array.from({ length: 1500 }, (_, n) => product({ id: `new${n}` })));
    for (const { id } of SHELF) gateway.removeProduct(id);
    let between: unknown;
    sync.subscribe(() => {
      if (sync.status().progress?.what === 'CATALOGUE') between ??= findByCode(till.store, '4006381333931');
    });
    await sync.now();
    expect(await between).toMatchObject({ id: 'milk' });
    expect(await findByCode(till.store, '4006381333931')).toBeUndefined();
    expect(await findByCode(till.store, 'SKU-new1499')).toBeDefined();
    // And back again, to the side that was left.
    gateway.generation = 'g3';
    gateway.setProducts(SHELF);
    await sync.now();
    expect(await findByCode(till.store, '4006381333931')).toMatchObject({ id: 'milk' });
    expect(await findByCode(till.store, 'SKU-new1499')).toBeDefined();
  });

  it('is another one for another outlet', async () => {
    await stock(...SHELF);
    await sync.stop();
    await adoptClaim(till.store, newClaim({ claimId: 'claim-2', outlet: { ...OUTLET, id: 'outlet-2' } }));
    const elsewhere = await openTestGateway();
    elsewhere.setProducts([product({ id: 'milk', price: 200, barcodes: ['1'] })]);
    sync = startSync({ store: till.store, transport: elsewhere.transport, clock });
    await sync.now();
    expect(await findByCode(till.store, '1')).toMatchObject({ price: 200 });
    expect(await findByCode(till.store, 'SKU-bag')).toBeUndefined();
    await elsewhere.close();
  });

  it('keeps what it has when the gateway answers something else', async () => {
    await stock(...SHELF);
    for (const wire of ['portal page', 'portal JSON', 'other answer', 'answer truncated'] as const) {
      gateway.wire = wire;
      await sync.now();
      expect(await findByCode(till.store, '4006381333931')).toMatchObject({ id: 'milk' });
    }
  });
});
