import { money, taxRateFromPercent } from '@tillkeep/domain';
import { join, sqltag as sql } from '@prisma/client/runtime/client';
import { listAuditEntries } from './audit';
import { claimRegister } from './claims';
import {
  createOutlet,
  createRegister,
  findOutlet,
  listOutlets,
  listRegisters,
  renameRegister,
  updateOutlet,
} from './outlets';
import { createProduct, findProduct, importProducts } from './products';
import { DATABASES, MAIN, useShop } from './test-shop';

describe.each(DATABASES)('outlets and registers on %s', (database) => {
  const shop = useShop(database);

  it('open with a server register, on which the outlet sells at once', async () => {
    expect(await listOutlets(shop.db)).toMatchObject([{ ...MAIN, id: shop.outletId, cutOverMinutes: 0 }]);
    expect(await listRegisters(shop.db)).toMatchObject([{ code: '00', outlet: { code: 'MAIN' } }]);

    const sale = await shop.sell({ lines: [[await shop.addProduct(), 1]] });
    expect(sale.reference).toMatch(/^MAIN-00-\d{4}-\d\d-\d\d-01$/);
  });

  it('are listed in the order of their codes, of one outlet or of all', async () => {
    await shop.addRegister('R2');
    await shop.addRegister('R1');
    const airport = await createOutlet(shop.db, {
      ...MAIN,
      code: 'AIR',
      name: 'Airport',
      pricesIncludeTax: false,
    });

    expect(
      (await listOutlets(shop.db)).map(({ code, pricesIncludeTax }) => [code, pricesIncludeTax]),
    ).toEqual([
      ['AIR', false],
      ['MAIN', true],
    ]);
    const codes = async (outletId?: string) =>
      (await listRegisters(shop.db, outletId)).map(({ outlet, code }) => `${outlet.code}-${code}`);
    expect(await codes()).toEqual(['AIR-00', 'MAIN-00', 'MAIN-R1', 'MAIN-R2']);
    expect(await codes(airport.id)).toEqual(['AIR-00']);
    expect(await codes('no such outlet')).toEqual([]);
  });

  it('never share a code, and of a second one nothing is kept', async () => {
    const before = await shop.everything();
    await expect(createOutlet(shop.db, MAIN)).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { field: 'code' },
    });
    expect(await shop.everything()).toEqual(before);
  });

  it('have a level for each of many products, and for those made while they open', async () => {
    await addMany(2_500);
    const opening = createOutlet(shop.db, { ...MAIN, code: 'AIR' });
    for (let count = 0; count < 20; count++) await shop.addProduct();
    const { id } = await opening; // the test looks afterwards whether each product has one level at each outlet
    expect(await shop.db.read.stockLevel.count({ where: { outletId: id } })).toBe(2_520);
  });

  it('leave no levels behind when they can’t be opened', async () => {
    await addMany(10);
    const both = [1, 2].map(() => createOutlet(shop.db, { ...MAIN, code: 'AIR' }));
    const done = await Promise.allSettled(both);
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await shop.db.read.stockLevel.count()).toBe(20);
  });

  it('have the currency of the shop, which stays once there are prices', async () => {
    const yen = { ...MAIN, code: 'AIR', currency: 'JPY' };
    await updateOutlet(shop.db, shop.outletId, { currency: 'JPY' });
    await createOutlet(shop.db, yen);
    const refused = { code: 'BAD_USER_INPUT', details: { field: 'currency' } };
    await expect(createOutlet(shop.db, { ...yen, code: 'C', currency: 'EUR' })).rejects.toMatchObject(
      refused,
    );
    await expect(updateOutlet(shop.db, shop.outletId, { currency: 'EUR' })).rejects.toMatchObject(refused);
  });

  it('keep their currency once a product has a price, also where they are the only one', async () => {
    await shop.addProduct();
    await expect(updateOutlet(shop.db, shop.outletId, { currency: 'JPY' })).rejects.toMatchObject({
      message: 'There are prices in EUR already, so it stays.',
    });
  });

  it('[NUM5] keep their code from the first sale or device on, and never take another’s', async () => {
    await updateOutlet(shop.db, shop.outletId, { code: 'CORNER' });
    await createOutlet(shop.db, { ...MAIN, code: 'AIR' });
    const taken = {
      code: 'CONFLICT',
      message: 'There is an outlet AIR already.',
      details: { field: 'code' },
    };
    await expect(updateOutlet(shop.db, shop.outletId, { code: 'AIR' })).rejects.toMatchObject(taken);
    const registerId = await shop.addRegister('R1');
    await claimRegister(shop.db, { registerId, deviceName: 'Counter', takeOver: false });
    await expect(updateOutlet(shop.db, shop.outletId, { code: 'SQUARE' })).rejects.toMatchObject({
      message: 'Sales are numbered with this code already, so it stays.',
    });
    await updateOutlet(shop.db, shop.outletId, { code: 'CORNER', name: 'The corner' });
    expect(await findOutlet(shop.db, shop.outletId)).toMatchObject({ code: 'CORNER', name: 'The corner' });
  });

  it('change as a whole, with before and after on the trail', async () => {
    const changes = {
      name: 'By the sea',
      timeZone: 'Asia/Tokyo',
      pricesIncludeTax: false,
      cutOverMinutes: 240,
      defaultTaxRate: 5500,
      receiptHeader: 'By the sea\n12 Quay',
      receiptFooter: 'See you',
    };
    await updateOutlet(shop.db, shop.outletId, changes);
    expect(await findOutlet(shop.db, shop.outletId)).toMatchObject({ ...MAIN, ...changes });
    await updateOutlet(shop.db, shop.outletId, { receiptFooter: 'See you', name: 'By the sea' });
    const { edges } = await listAuditEntries(shop.db, { action: 'outlet.updated' }, { first: 10 });
    expect(
      edges.map(({ node }) => [node.outletId, JSON.parse(node.before ?? ''), JSON.parse(node.after ?? '')]),
    ).toEqual([
      [
        shop.outletId,
        {
          ...{ name: 'Main street', timeZone: 'Europe/Paris', pricesIncludeTax: true, cutOverMinutes: 0 },
          ...{ defaultTaxRate: 0, receiptHeader: '', receiptFooter: '' },
        },
        changes,
      ],
    ]);
  });

  it('give products that come without a tax rate their own', async () => {
    await updateOutlet(shop.db, shop.outletId, { defaultTaxRate: 20_000 });
    const fields = { name: 'Tea', barcodes: [], category: null, price: money(100), trackStock: false };
    const typed = await createProduct(shop.db, shop.outletId, fields);
    const given = await createProduct(shop.db, shop.outletId, { ...fields, taxRate: taxRateFromPercent(0) });
    const row = { sku: 'TEA-3', name: 'Tea', price: money(100) };
    const [read] = await importProducts(shop.db, shop.outletId, [row]);
    const imported = read?.outcome === 'CREATED' ? read.productId : '';
    const rates = [typed, given, imported].map(
      async (id) => (await findProduct(shop.db, shop.outletId, id))?.taxRate,
    );
    expect(await Promise.all(rates)).toEqual([20_000, 0, 20_000]);
  });

  it('get registers, each with a code of its own and a name that may change', async () => {
    const { id } = await createRegister(shop.db, { outletId: shop.outletId, code: 'R1', name: 'Till 1' });
    await expect(
      createRegister(shop.db, { outletId: shop.outletId, code: 'R1', name: 'Again' }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { field: 'code' },
    });
    await renameRegister(shop.db, id, 'By the door');
    await renameRegister(shop.db, id, 'By the door');
    expect((await listRegisters(shop.db)).map(({ code, name }) => [code, name])).toEqual([
      ['00', 'Server'],
      ['R1', 'By the door'],
    ]);
    const { edges } = await listAuditEntries(shop.db, { action: 'register' }, { first: 10 });
    expect(edges.map(({ node }) => [node.action, node.subjectName, node.before, node.after])).toEqual([
      ['register.updated', 'By the door', '{"name":"Till 1"}', '{"name":"By the door"}'],
      ['register.created', 'Till 1', null, '{"code":"R1","name":"Till 1"}'],
    ]);
  });

  it('are another’s to change as little as to see', async () => {
    const annex = await createOutlet(shop.db, { ...MAIN, code: 'ANNEX' });
    const registerId = await shop.addRegister('R1');
    const before = await shop.everything();
    const there = shop.db.onBehalfOf({ id: null, name: 'Mia', outlets: [annex.id] });
    const refused = { code: 'NOT_FOUND' };
    await expect(updateOutlet(there, shop.outletId, { receiptHeader: 'Ours' })).rejects.toMatchObject(
      refused,
    );
    await expect(renameRegister(there, registerId, 'Ours')).rejects.toMatchObject(refused);
    await expect(
      createRegister(there, { outletId: shop.outletId, code: 'X', name: 'X' }),
    ).rejects.toMatchObject(refused);
    expect(await shop.everything()).toEqual(before);
  });

  /** Products as they lie in the table, as fast as it takes them. */
  async function addMany(count: number): Promise<void> {
    const { db, outletId } = shop;
    await db.transaction(async (tx) => {
      const ids = Array.from({ length: count }, (_, index) => `p${index}`);
      const now = new Date();
      const rows = ids.map((id) => sql`(${id}, ${id}, ${id}, ${id}, 100, 0, ${false}, ${now}, ${now})`);
      await tx.execute(sql`
        INSERT INTO "Product" ("id", "sku", "name", "searchText", "price", "taxRate", "trackStock", "createdAt", "updatedAt")
        VALUES ${join(rows)}`);
      await tx.execute(sql`
        INSERT INTO "StockLevel" ("outletId", "productId", "quantity") SELECT ${outletId}, "id", 0 FROM "Product"`);
    });
  }
});
