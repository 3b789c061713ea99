import { quantity, quantityFromNumber } from '@tillkeep/domain';
import { createOutlet } from './outlets';
import { adjustStock, importProducts } from './products';
import { listStockMovements, stockLevels } from './stock';
import { DATABASES, MAIN, useShop } from './test-shop';

describe.each(DATABASES)('stock on %s', (database) => {
  const shop = useShop(database);
  const adjust = (productId: string, pieces: number, reason = 'counted') =>
    adjustStock(shop.db, shop.outletId, { productId, delta: quantityFromNumber(pieces), reason });

  it('is the sum of its movements, each with the level after it', async () => {
    const id = await shop.addProduct({ sku: 'TEA', stock: 10 });
    await adjust(id, -0.5, 'broken');
    const sale = await shop.sell({
      lines: [
        [id, 2],
        [id, 1.25],
      ],
    });
    await adjust(id, 3, 'found again');
    const row = { sku: 'TEA', name: 'Tea', price: sale.total };
    await importProducts(shop.db, shop.outletId, [{ ...row, stock: quantityFromNumber(4) }]);

    const movements = await shop.movements(id);
    expect(
      movements.map(({ kind, delta, balance, reason, saleId }) => [kind, delta, balance, reason, saleId]),
    ).toEqual([
      ['IMPORT', -5250, 4000, null, null],
      ['ADJUSTMENT', 3000, 9250, 'found again', null],
      ['SALE', -3250, 6250, null, sale.id],
      ['ADJUSTMENT', -500, 9500, 'broken', null],
      ['OPENING', 10000, 10000, null, null],
    ]);
    expect(movements[2]?.at).toEqual(sale.recordedAt);
    expect(await shop.stock(id)).toBe(4);
  });

  it('adds up when many change it at the same time', async () => {
    const ids = [await shop.addProduct({ stock: 0 }), await shop.addProduct({ stock: 0 })];
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => adjust(ids[index % 2] ?? '', index % 4 < 2 ? 3 : -1)),
    );
    for (const id of ids) expect(await shop.stock(id)).toBe(20);
  });

  it('may be corrected below zero, and is each outlet’s own', async () => {
    const id = await shop.addProduct({ stock: 1 });
    await adjust(id, -3);
    expect(await shop.stock(id)).toBe(-2);

    const airport = await createOutlet(shop.db, { ...MAIN, code: 'AIR' });
    expect(await stockLevels(shop.db, airport.id, [id])).toEqual(new Map([[id, 0]]));
    await adjustStock(shop.db, airport.id, { productId: id, delta: quantity(1), reason: 'delivered' });
    expect(await stockLevels(shop.db, airport.id, [id, 'nobody'])).toEqual(new Map([[id, 1]]));
    expect(await shop.stock(id)).toBe(-2);
  });

  it('is not changed for a product that does not exist, nor beyond what can be counted', async () => {
    const id = await shop.addProduct({ stock: 1 });
    const before = await shop.everything();
    await expect(adjust('nobody', 1)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { field: 'productId' },
    });
    const delta = quantity(10 ** 15);
    await expect(
      adjustStock(shop.db, shop.outletId, { productId: id, delta, reason: 'slip' }),
    ).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field: 'delta' },
    });
    expect(await shop.everything()).toEqual(before);
  });

  it('has movements that are read page by page, newest first', async () => {
    const id = await shop.addProduct({ stock: 1 });
    const other = await shop.addProduct();
    for (let n = 2; n <= 7; n++) {
      await adjust(id, 1);
      await adjust(other, 1);
    }
    const balances: number[] = [];
    let after: string | undefined;
    do {
      const page = await listStockMovements(shop.db, shop.outletId, id, { first: 3, after });
      expect(page.hasPreviousPage).toBe(after !== undefined);
      balances.push(...page.edges.map(({ node }) => node.balance));
      after = page.hasNextPage ? page.edges.at(-1)?.cursor : undefined;
      if (after) await adjust(id, 1);
    } while (after);
    expect(balances).toEqual([7000, 6000, 5000, 4000, 3000, 2000, 1000]);
    await expect(
      listStockMovements(shop.db, shop.outletId, id, { first: 3, after: 'WyJ4Il0' }),
    ).rejects.toMatchObject({
      details: { field: 'after' },
    });
  });
});
