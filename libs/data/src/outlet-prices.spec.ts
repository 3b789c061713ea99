import { money } from '@tillkeep/domain';
import { listAuditEntries } from './audit';
import { catalogueChanges } from './catalogue-changes';
import { listOutletPrices, setOutletPrice } from './outlet-prices';
import { createOutlet } from './outlets';
import { findProduct, updateProduct } from './products';
import { DATABASES, MAIN, useShop } from './test-shop';

describe.each(DATABASES)('the price list of an outlet on %s', (database) => {
  const shop = useShop(database);
  let annexId: string;
  let tea: string;
  beforeEach(async () => {
    annexId = (await createOutlet(shop.db, { ...MAIN, code: 'ANNEX', name: 'Annex' })).id;
    tea = await shop.addProduct({ name: 'Tea', price: 449 });
  });

  const set = (price: number | null, outletId = annexId, db = shop.db) =>
    setOutletPrice(db, { outletId, productId: tea, price: price === null ? null : money(price) });
  const asked = async (outletId = annexId) => (await findProduct(shop.db, outletId, tea))?.price;
  const own = async (outletId = annexId) => (await findProduct(shop.db, outletId, tea))?.outletPrice;
  const soldFor = async (outletId: string) =>
    (await shop.sell({ lines: [[tea, 0.001]] }, outletId)).lines[0]?.unitPrice;
  /** The products that a device of the outlet hears of behind the cursor, and the cursor behind them. */
  const changes = async (after: string | undefined, outletId: string) => {
    const page = await catalogueChanges(shop.db, outletId, after, 100);
    return { ids: page.products.map(({ id }) => id), cursor: page.cursor };
  };

  it('goes before the common price, at that outlet and no other, until it is taken away', async () => {
    await set(399);
    expect([await own(), await own(shop.outletId)]).toEqual([399, null]);
    expect([await asked(), await asked(shop.outletId)]).toEqual([399, 449]);
    await updateProduct(shop.db, tea, { price: money(500) });
    expect(await asked()).toBe(399);
    await set(null);
    expect([await own(), await asked()]).toEqual([null, 500]);
  });

  it('is what the API sells at there', async () => {
    await set(399);
    await updateProduct(shop.db, tea, { trackStock: false });
    expect([await soldFor(annexId), await soldFor(shop.outletId)]).toEqual([399, 449]);
    await set(0);
    expect(await soldFor(annexId)).toBe(0);
  });

  it('reaches the devices of that outlet, and theirs alone', async () => {
    const [here, there] = [await changes(undefined, shop.outletId), await changes(undefined, annexId)];
    expect(there.ids).toEqual([tea]);
    await set(399);
    expect((await changes(here.cursor, shop.outletId)).ids).toEqual([]);
    const news = await changes(there.cursor, annexId);
    expect(news.ids).toEqual([tea]);
    await set(399);
    expect((await changes(news.cursor, annexId)).ids).toEqual([]);
    await set(null);
    expect((await changes(news.cursor, annexId)).ids).toEqual([tea]);
  });

  it('passes over none of many that are set at once', async () => {
    const products = await Promise.all(Array.from({ length: 12 }, () => shop.addProduct()));
    let { cursor } = await changes(undefined, annexId);
    const heard = new Set<string>();
    const setting = Promise.all(
      products.map((productId, index) =>
        setOutletPrice(shop.db, { outletId: annexId, productId, price: money(index) }),
      ),
    );
    for (let round = 0; round < 5; round++) {
      if (round === 4) await setting;
      const news = await changes(cursor, annexId);
      for (const id of news.ids) heard.add(id);
      cursor = news.cursor;
    }
    expect([...heard].sort()).toEqual([...products].sort());
  });

  it('is on the trail with the outlet, the price before and the one after', async () => {
    await set(399);
    await set(399);
    await set(null);
    const { edges } = await listAuditEntries(shop.db, { action: 'product.price-set' }, { first: 10 });
    expect(edges.map(({ node }) => [node.outletId, node.subjectName, node.before, node.after])).toEqual([
      [annexId, 'Tea', '{"price":399}', '{"price":null}'],
      [annexId, 'Tea', '{"price":null}', '{"price":399}'],
    ]);
  });

  it('is another outlet’s to see and to change by nobody who does not belong there', async () => {
    await set(399);
    await set(420, shop.outletId);
    const { outletId } = shop;
    const mia = shop.db.onBehalfOf({ id: null, name: 'Mia', outlets: [outletId] });
    expect(await listOutletPrices(shop.db, tea)).toEqual([
      { outletId: annexId, price: 399 },
      { outletId, price: 420 },
    ]);
    expect(await listOutletPrices(mia, tea)).toEqual([{ outletId, price: 420 }]);
    await expect(set(1, annexId, mia)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { field: 'outletId' },
    });
    expect(await own()).toBe(399);
  });

  it('has no prices of products that are not there', async () => {
    const missing = setOutletPrice(shop.db, { outletId: annexId, productId: 'none', price: money(1) });
    await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND', details: { field: 'productId' } });
  });
});
