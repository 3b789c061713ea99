import { money, quantityFromNumber } from '@tillkeep/domain';
import { createOutlet } from './outlets';
import { countProducts, listProducts, type ProductFilter } from './product-list';
import { importProducts, updateProduct, type Product } from './products';
import { Refusal } from './refusal';
import { DATABASES, MAIN, useShop } from './test-shop';

describe.each(DATABASES)('the product list on %s', (database) => {
  const shop = useShop(database);

  /** All pages, of a size that makes several, with what a page says of its neighbours checked on the way. */
  const list = async (
    filter: ProductFilter = {},
    first = 2,
    between?: (page: number) => Promise<unknown>,
  ) => {
    const products: Product[] = [];
    let after: string | undefined;
    for (let page = 1; ; page++) {
      const { edges, hasNextPage, hasPreviousPage } = await listProducts(shop.db, shop.outletId, filter, {
        first,
        after,
      });
      expect(hasPreviousPage).toBe(page > 1);
      expect(hasNextPage ? edges.length === first : edges.length <= first).toBe(true);
      products.push(...edges.map((edge) => edge.node));
      if (!hasNextPage) break;
      after = edges.at(-1)?.cursor;
      await between?.(page);
    }
    if (!between) expect(await countProducts(shop.db, shop.outletId, filter)).toBe(products.length);
    return products;
  };
  const names = async (filter?: ProductFilter) => (await list(filter)).map((product) => product.name);

  it('is in the order of the names, without regard to case and accents', async () => {
    for (const name of ['Zebra', 'apple', 'Éclair', 'Eclipse', 'banana', 'Apple', 'Épée'])
      await shop.addProduct({ name });
    expect(await names()).toEqual(['apple', 'Apple', 'banana', 'Éclair', 'Eclipse', 'Épée', 'Zebra']);
  });

  it('finds words of name, SKU and barcode from their beginning, all of them, whatever their case and accents', async () => {
    await shop.addProduct({ name: 'Café moulu 250 g', sku: 'CAFE-250', barcodes: ['3017620422003', 'ABC'] });
    await shop.addProduct({ name: 'Café en grains 1 kg', sku: 'CAFE-1000' });
    await shop.addProduct({ name: 'Décaféiné moulu', sku: 'DECA' });
    await shop.addProduct({ name: 'Thé 100 % 网 グリーン', sku: 'TEA_1' });
    const searches: Record<string, string[]> = {
      cafe: ['Café en grains 1 kg', 'Café moulu 250 g'],
      'CAFÉ mou': ['Café moulu 250 g'],
      'mou caf': ['Café moulu 250 g'],
      moulu: ['Café moulu 250 g', 'Décaféiné moulu'],
      oulu: [],
      '  250  ': ['Café moulu 250 g'],
      'cafe-250': ['Café moulu 250 g'],
      '3017': ['Café moulu 250 g'],
      abc: ['Café moulu 250 g'],
      'cafe thé': [],
      'thé 100 %': ['Thé 100 % 网 グリーン'],
      '%': ['Café en grains 1 kg', 'Café moulu 250 g', 'Décaféiné moulu', 'Thé 100 % 网 グリーン'],
      グリ: ['Thé 100 % 网 グリーン'],
      te_: ['Thé 100 % 网 グリーン'],
      "'; DROP TABLE": [],
      'cafe cafe cafe': ['Café en grains 1 kg', 'Café moulu 250 g'],
    };
    for (const [search, found] of Object.entries(searches)) {
      expect({ search, found: await names({ search }) }).toEqual({ search, found });
    }
  });

  it('follows a product when its name or codes change', async () => {
    const id = await shop.addProduct({ name: 'Coffee', sku: 'COF', barcodes: ['111'] });
    await updateProduct(shop.db, id, { name: 'Tea', barcodes: ['222'] });
    for (const search of ['coffee', '111']) expect(await names({ search })).toEqual([]);
    for (const search of ['tea', 'cof', '222']) expect(await names({ search })).toEqual(['Tea']);
    const words = await shop.db.read.productWord.findMany({
      where: { productId: id },
      orderBy: { word: 'asc' },
    });
    expect(words.map(({ word }) => word)).toEqual(['222', 'cof', 'tea']);
  });

  it('narrows down by category, by whether they are sold, and by what runs low, all at once', async () => {
    await shop.addProduct({ name: 'Tea, green', category: 'Tea', stock: 2 });
    await shop.addProduct({ name: 'Tea, black', category: 'Tea', stock: 20 });
    await shop.addProduct({ name: 'Tea, never counted', category: 'Tea', openingStock: undefined });
    await shop.addProduct({
      name: 'Tea course',
      category: 'Services',
      trackStock: false,
      openingStock: undefined,
    });
    const gone = await shop.addProduct({ name: 'Tea, white', category: 'Tea', stock: 0 });
    await updateProduct(shop.db, gone, { active: false });
    const five = quantityFromNumber(5);

    expect(await names({ category: 'Tea' })).toHaveLength(4);
    expect(await names({ category: 'tea' })).toEqual([]);
    expect(await names({ active: false })).toEqual(['Tea, white']);
    expect(await names({ lowStockBelow: five })).toEqual(['Tea, green', 'Tea, never counted', 'Tea, white']);
    expect(await names({ search: 'tea', category: 'Tea', active: true, lowStockBelow: five })).toEqual([
      'Tea, green',
      'Tea, never counted',
    ]);
    expect(await names({ search: '', category: null, active: null, lowStockBelow: null })).toHaveLength(5);

    const airport = await createOutlet(shop.db, { ...MAIN, code: 'AIR' });
    expect(await countProducts(shop.db, airport.id, { lowStockBelow: five })).toBe(4);
  });

  it('shows each product once, page by page, whatever is added meanwhile', async () => {
    // In pairs whose SKUs differ only by case, which sort the same.
    await importProducts(
      shop.db,
      shop.outletId,
      Array.from({ length: 100 }, (_, index) => ({
        sku: `${index % 2 ? 's' : 'S'}${index >> 1}`,
        name: `Same name ${(index >> 1) % 3}`,
        price: money(100),
      })),
    );
    const whole = (await list({}, 200)).map((product) => product.id);
    expect((await list({}, 7)).map((product) => product.id)).toEqual(whole);

    const meanwhile = await list({}, 9, async (page) => {
      await shop.addProduct({ name: `Aardvark ${page}` });
      await shop.addProduct({ name: `Same name 1 ${page}` });
      await shop.addProduct({ name: `Zebra ${page}` });
    });
    const seen = meanwhile.map((product) => product.id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => whole.includes(id))).toEqual(whole);
    expect(meanwhile.filter((product) => product.name.startsWith('Aardvark'))).toEqual([]);
  });

  it('refuses page sizes and cursors that are none', async () => {
    for (const first of [0, -1, 1.5, 201]) {
      await expect(listProducts(shop.db, shop.outletId, {}, { first })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        details: { field: 'first' },
      });
    }
    for (const after of ['', 'nonsense', 'WzFd', Buffer.from('["a"]').toString('base64url')]) {
      await expect(listProducts(shop.db, shop.outletId, {}, { first: 10, after })).rejects.toThrow(Refusal);
    }
  });

  it('finds the same whether a word is on few products or on thousands', async () => {
    // Enough to go beyond the number up to which the rarest word's products are looked up and sorted.
    const products = Array.from({ length: 3000 }, (_, index) => ({
      sku: `P${index}`,
      name: `Lager article ${index % 7 === 0 ? 'rouge' : 'vert'} ${String(index).padStart(4, '0')}${index % 500 === 0 ? ' rare' : ''}`,
      price: money(100),
    }));
    await importProducts(shop.db, shop.outletId, products);
    const expected = (matches: (name: string) => boolean) =>
      products
        .map(({ name }) => name)
        .filter(matches)
        .sort();
    const found = async (filter: ProductFilter) =>
      (await list(filter, 200)).map((product) => product.name).sort();

    expect(await found({ search: 'lager' })).toEqual(expected(() => true));
    expect(await found({ search: 'lager art' })).toEqual(expected(() => true));
    expect(await found({ search: 'lager rouge' })).toEqual(expected((name) => name.includes('rouge')));
    expect(await found({ search: 'lager rare rouge' })).toEqual(
      expected((name) => /rouge .* rare/.test(name)),
    );
    expect(await found({ search: 'lager p29' })).toEqual(
      expected((name) => /(0029|029\d|29\d\d)( |$)/.test(name)),
    );
    expect(await found({ search: 'lager nothing' })).toEqual([]);
  });
});
