import { listFavourites, setFavourites } from './favourites';
import { createOutlet } from './outlets';
import { DATABASES, MAIN, useShop } from './test-shop';

describe.each(DATABASES)('the favourites of an outlet on %s', (database) => {
  const shop = useShop(database);
  const favourites = () => listFavourites(shop.db, shop.outletId);
  const set = (...productIds: string[]) => setFavourites(shop.db, shop.outletId, productIds);

  it('are those that were set last, in their order, at this outlet only', async () => {
    const [tea, milk, bread] = [await shop.addProduct(), await shop.addProduct(), await shop.addProduct()];
    const other = await createOutlet(shop.db, { ...MAIN, code: 'AIR' });
    expect(await favourites()).toEqual([]);
    await set(bread, tea, milk);
    await setFavourites(shop.db, other.id, [milk]);
    expect(await favourites()).toEqual([bread, tea, milk]);
    await set(milk, bread);
    expect(await favourites()).toEqual([milk, bread]);
    await set();
    expect(await favourites()).toEqual([]);
    expect(await listFavourites(shop.db, other.id)).toEqual([milk]);
  });

  it('stay as they were when a product is unknown, named twice, or one too many', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 61; count++) ids.push(await shop.addProduct());
    await set(...ids.slice(0, 60));
    await expect(set('none')).rejects.toMatchObject({ code: 'NOT_FOUND', details: { field: 'productIds' } });
    await expect(set(ids[0] ?? '', ids[0] ?? '')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(set(...ids)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await favourites()).toEqual(ids.slice(0, 60));
  });

  it('are one list or the other when two people set them at once', async () => {
    const [tea, milk] = [await shop.addProduct(), await shop.addProduct()];
    await Promise.all(Array.from({ length: 6 }, (_, turn) => (turn % 2 ? set(tea, milk) : set(milk, tea))));
    expect((await favourites()).sort()).toEqual([tea, milk].sort());
  });
});
