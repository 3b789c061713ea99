import { money, quantity, quantityFromNumber, taxRate } from '@tillkeep/domain';
import {
  createProduct,
  findProductByCode,
  findProducts,
  importProducts,
  listCategories,
  updateProduct,
  type ImportedProduct,
} from './products';
import { DATABASES, useShop } from './test-shop';

describe.each(DATABASES)('products on %s', (database) => {
  const shop = useShop(database);
  const find = async (id: string) => (await findProducts(shop.db, shop.outletId, [id])).get(id);
  const row = (sku: string, details: Partial<ImportedProduct> = {}): ImportedProduct => ({
    sku,
    name: sku,
    price: money(100),
    ...details,
  });

  it('are read back as they were written', async () => {
    const id = await createProduct(shop.db, shop.outletId, {
      sku: 'CAFE-250',
      name: 'Café moulu 250 g',
      barcodes: ['3017620422003', '0000042'],
      category: 'Épicerie',
      price: money(Number.MAX_SAFE_INTEGER),
      taxRate: taxRate(5500),
      trackStock: false,
    });
    const product = await find(id);
    expect(product).toMatchObject({
      id,
      sku: 'CAFE-250',
      name: 'Café moulu 250 g',
      barcodes: ['3017620422003', '0000042'],
      category: 'Épicerie',
      price: 9007199254740991,
      taxRate: 5500,
      trackStock: false,
      active: true,
    });
    expect(Math.abs((product?.createdAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(await shop.movements(id)).toEqual([]);
  });

  it('begin with the opening stock, as a movement', async () => {
    const id = await shop.addProduct({ stock: 2.5 });
    expect(await shop.stock(id)).toBe(2.5);
    expect(await shop.movements(id)).toMatchObject([{ kind: 'OPENING', delta: 2500, balance: 2500 }]);
  });

  it('get a SKU of their own from the name', async () => {
    const skus: (string | undefined)[] = [];
    for (const name of ['Café moulu', 'Café moulu', 'CAFE MOULU', 'Café moulu 2', '???']) {
      skus.push((await find(await shop.addProduct({ name })))?.sku);
    }
    expect(skus).toEqual(['CAFE-MOULU', 'CAFE-MOULU-2', 'CAFE-MOULU-3', 'CAFE-MOULU-2-2', 'PRODUCT']);
  });

  it('get SKUs of their own also when they are made at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => shop.addProduct({ name: 'Tea' })));
    const products = await findProducts(shop.db, shop.outletId, ids);
    expect([...products.values()].map((product) => product.sku).sort()).toEqual([
      'TEA',
      'TEA-2',
      'TEA-3',
      'TEA-4',
      'TEA-5',
    ]);
  });

  it('are refused, and nothing is kept of them, when a code is another’s', async () => {
    await shop.addProduct({ name: 'Tea', sku: 'TEA', barcodes: ['111', '222'] });
    const before = await shop.everything();
    await expect(shop.addProduct({ sku: 'TEA' })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'The SKU TEA belongs to “Tea”.',
      details: { field: 'sku' },
    });
    await expect(shop.addProduct({ sku: 'OTHER', barcodes: ['333', '222'] })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'The barcode 222 belongs to “Tea”.',
      details: { field: 'barcodes' },
    });
    await expect(shop.addProduct({ sku: 'OTHER', barcodes: ['333', '333'] })).rejects.toMatchObject({
      message: 'The barcode 333 is given twice.',
    });
    expect(await shop.everything()).toEqual(before);
  });

  it('refuse one of two that take the same code at the same time', async () => {
    const outcomes = await Promise.allSettled(
      ['A', 'B', 'C'].map((sku) => shop.addProduct({ sku, barcodes: ['1'] })),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused).toMatchObject([{ code: 'BAD_USER_INPUT' }, { code: 'BAD_USER_INPUT' }]);
  });

  it('keep codes apart that differ only by case', async () => {
    const upper = await shop.addProduct({ sku: '15056BL', barcodes: ['ABC'] });
    const lower = await shop.addProduct({ sku: '15056bl', barcodes: ['abc'] });
    for (const [code, id] of [
      ['15056BL', upper],
      ['15056bl', lower],
      ['ABC', upper],
      ['abc', lower],
    ] as const) {
      expect((await findProductByCode(shop.db, shop.outletId, code))?.id).toBe(id);
    }
    expect(await findProductByCode(shop.db, shop.outletId, 'Abc')).toBeUndefined();
  });

  it('are found by barcode first, because that is what a scanner reads', async () => {
    await shop.addProduct({ name: 'With the SKU', sku: '4711' });
    await shop.addProduct({ name: 'With the barcode', sku: 'OTHER', barcodes: ['4711'] });
    expect((await findProductByCode(shop.db, shop.outletId, '4711'))?.name).toBe('With the barcode');
  });

  it('change where they are asked to and nowhere else', async () => {
    const id = await shop.addProduct({
      sku: 'TEA',
      name: 'Tea',
      barcodes: ['1', '2'],
      category: 'Drinks',
      percent: 20,
    });
    const before = await find(id);
    await updateProduct(shop.db, id, { price: money(499), name: undefined });
    expect(await find(id)).toEqual({ ...before, price: 499, commonPrice: 499, updatedAt: expect.any(Date) });

    await updateProduct(shop.db, id, {
      sku: 'THÉ',
      name: 'Thé',
      barcodes: ['2', '3'],
      category: null,
      active: false,
    });
    expect(await find(id)).toMatchObject({
      sku: 'THÉ',
      name: 'Thé',
      barcodes: ['2', '3'],
      category: null,
      active: false,
    });
    expect(await findProductByCode(shop.db, shop.outletId, '1')).toBeUndefined();
    expect(await findProductByCode(shop.db, shop.outletId, 'TEA')).toBeUndefined();
    expect(await shop.stock(id)).toBe(10);
  });

  it('refuse a change that would take another’s code, and the change of what is not there', async () => {
    await shop.addProduct({ name: 'Tea', sku: 'TEA', barcodes: ['1'] });
    const id = await shop.addProduct({ sku: 'COFFEE' });
    const before = await shop.everything();
    await expect(updateProduct(shop.db, id, { sku: 'TEA' })).rejects.toMatchObject({
      details: { field: 'sku' },
    });
    await expect(updateProduct(shop.db, id, { barcodes: ['1'] })).rejects.toMatchObject({
      details: { field: 'barcodes' },
    });
    await expect(updateProduct(shop.db, 'nobody', { sku: 'NEW' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await shop.everything()).toEqual(before);
  });

  it('keep both changes when two people change different fields at the same time', async () => {
    const id = await shop.addProduct();
    for (let round = 0; round < 10; round++) {
      await Promise.all([
        updateProduct(shop.db, id, { name: `Coffee ${round}` }),
        updateProduct(shop.db, id, { price: money(round) }),
        updateProduct(shop.db, id, { category: `Drinks ${round}` }),
      ]);
      expect(await find(id)).toMatchObject({
        name: `Coffee ${round}`,
        price: round,
        category: `Drinks ${round}`,
      });
    }
  });

  it('have categories, listed once each in alphabetical order', async () => {
    expect(await listCategories(shop.db)).toEqual([]);
    for (const category of ['Thés', 'Épicerie', 'drinks', 'Thés', null, 'Cheese'])
      await shop.addProduct({ category });
    expect(await listCategories(shop.db)).toEqual(['Cheese', 'drinks', 'Épicerie', 'Thés']);
  });

  describe('import', () => {
    it('makes new products and changes known ones, by SKU, where the row says something', async () => {
      const id = await shop.addProduct({
        sku: 'TEA',
        name: 'Tea',
        barcodes: ['1'],
        category: 'Drinks',
        percent: 20,
        stock: 3,
      });
      const outcomes = await importProducts(shop.db, shop.outletId, [
        row('TEA', { name: 'Green tea', price: money(390) }),
        row('BOWL', {
          barcodes: ['2'],
          category: 'Kitchen',
          taxRate: taxRate(20000),
          stock: quantityFromNumber(7),
        }),
        row('CARD'),
      ]);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['UPDATED', 'CREATED', 'CREATED']);
      expect(outcomes[0]).toEqual({ outcome: 'UPDATED', productId: id });
      expect(await find(id)).toMatchObject({
        name: 'Green tea',
        price: 390,
        barcodes: ['1'],
        category: 'Drinks',
        taxRate: 20000,
      });
      expect(await shop.stock(id)).toBe(3);
      const bowl = await findProductByCode(shop.db, shop.outletId, '2');
      expect(bowl).toMatchObject({ sku: 'BOWL', category: 'Kitchen', taxRate: 20000, trackStock: true });
      expect(await shop.stock(bowl?.id ?? '')).toBe(7);
      expect(await findProductByCode(shop.db, shop.outletId, 'CARD')).toMatchObject({
        category: null,
        taxRate: 0,
        trackStock: false,
        active: true,
      });
    });

    it('brings the stock to what was counted, as a movement, and says nothing of what is so already', async () => {
      await importProducts(shop.db, shop.outletId, [row('TEA', { stock: quantityFromNumber(5) })]);
      const id = (await findProductByCode(shop.db, shop.outletId, 'TEA'))?.id ?? '';
      await shop.sell({ lines: [[id, 2]] });
      await importProducts(shop.db, shop.outletId, [row('TEA', { stock: quantityFromNumber(10) })]);
      await importProducts(shop.db, shop.outletId, [row('TEA', { stock: quantityFromNumber(10) })]);
      await importProducts(shop.db, shop.outletId, [row('TEA', { stock: quantity(0) })]);
      expect((await shop.movements(id)).map(({ kind, delta, balance }) => [kind, delta, balance])).toEqual([
        ['IMPORT', -10000, 0],
        ['IMPORT', 7000, 10000],
        ['SALE', -2000, 3000],
        ['IMPORT', 5000, 5000],
      ]);
    });

    it('refuses the rows whose codes are taken, each for itself, and lets the others through', async () => {
      await shop.addProduct({ name: 'Tea', sku: 'TEA', barcodes: ['1'] });
      const rows = Array.from({ length: 130 }, (_, index) =>
        row(`P${index}`, {
          barcodes: [index % 10 === 3 ? '1' : `code ${index}`],
          stock: quantityFromNumber(1),
        }),
      );
      const outcomes = await importProducts(shop.db, shop.outletId, rows);
      expect(outcomes).toHaveLength(130);
      for (const [index, outcome] of outcomes.entries()) {
        expect(outcome.outcome).toBe(index % 10 === 3 ? 'REJECTED' : 'CREATED');
        expect(await findProductByCode(shop.db, shop.outletId, `P${index}`)).toEqual(
          index % 10 === 3 ? undefined : expect.objectContaining({ sku: `P${index}` }),
        );
      }
      expect(outcomes[3]).toMatchObject({
        refusal: {
          code: 'BAD_USER_INPUT',
          message: 'The barcode 1 belongs to “Tea”.',
          details: { field: 'barcodes' },
        },
      });
      expect((await importProducts(shop.db, shop.outletId, rows)).map(({ outcome }) => outcome)).toEqual(
        outcomes.map(({ outcome }) => (outcome === 'CREATED' ? 'UPDATED' : outcome)),
      );
    });

    it('takes a SKU that comes twice as a product and its change', async () => {
      const outcomes = await importProducts(shop.db, shop.outletId, [
        row('TEA'),
        row('tea'),
        row('TEA', { name: 'Green tea' }),
      ]);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['CREATED', 'CREATED', 'UPDATED']);
      expect(await findProductByCode(shop.db, shop.outletId, 'TEA')).toMatchObject({ name: 'Green tea' });
    });
  });
});
