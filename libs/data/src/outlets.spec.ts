import { createOutlet, listOutlets, listRegisters } from './outlets';
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
    await expect(createOutlet(shop.db, MAIN)).rejects.toMatchObject({ code: 'CONFLICT', details: { field: 'code' } });
    expect(await shop.everything()).toEqual(before);
  });
});
