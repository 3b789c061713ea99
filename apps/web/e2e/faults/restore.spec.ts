import { expect, test } from '@playwright/test';
import Database from 'better-sqlite3';
import { copyFileSync, rmSync } from 'node:fs';
import { add, openTill, payExactly } from '../till';
import { openHouse, type House } from './house';
import { expectNothingLostNothingDoubled, gatewaySales, registerStore, unsent } from './ledgers';

let house: House;
test.beforeAll(async () => {
  house = await openHouse();
});
test.afterAll(() => house.stop());

test('F44: yesterday’s back-up is restored at the gateway: the till sends again what it lost, and the books have it once', async ({
  page,
}) => {
  await openTill(page, house.network.url);
  for (const words of ['baguette', 'croissant']) {
    await add(page, words);
    await payExactly(page);
  }
  await expect.poll(() => unsent(page)).toEqual([]);
  const backUp = `${house.shopFile}.back-up`;
  const shop = new Database(house.shopFile, { readonly: true });
  shop.prepare('VACUUM INTO ?').run(backUp);
  shop.close();

  for (const words of ['baguette', 'milk', 'croissant']) {
    await add(page, words);
    await payExactly(page);
  }
  await expectNothingLostNothingDoubled(house, [page]);

  await house.gateway.kill();
  for (const tail of ['', '-wal', '-shm']) rmSync(`${house.shopFile}${tail}`, { force: true });
  copyFileSync(backUp, house.shopFile);
  await house.gateway.start();
  expect(gatewaySales(house)).toHaveLength(2);
  await page.evaluate(() => dispatchEvent(new Event('focus'))); // or it is asked within 15 s
  await expect.poll(() => gatewaySales(house).length, { timeout: 60_000 }).toBe(5);
  const sales = await expectNothingLostNothingDoubled(house, [page]);
  expect(sales).toHaveLength(5);
  // And goes on after it.
  await add(page, 'baguette');
  await payExactly(page);
  expect(await expectNothingLostNothingDoubled(house, [page])).toHaveLength(6);
  expect((await registerStore(page)).claims[0]?.sequence).toBe(6);
});
