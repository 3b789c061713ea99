import { expect, test, type Browser, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { signIn } from '../office';
import { add, openClaim, openTill, payExactly } from '../till';
import { openHouse, type House } from './house';
import { expectNothingLostNothingDoubled, gatewaySales, registerStore, stockOf, unsent } from './ledgers';

// More than one device, one that is taken over, and one whose sales come by another way.

let house: House;
test.beforeAll(async () => {
  house = await openHouse();
  // Two registers beside the demo shop's one.
  for (const code of ['R2', 'R3']) {
    house.change(
      `INSERT INTO "Register" ("id", "outletId", "code", "name") SELECT ?, "id", ?, ? FROM "Outlet"`,
      ...[`register-${code}`, code, `Till ${code.slice(1)}`],
    );
  }
});
test.afterAll(() => house.stop());
test.beforeEach(() => house.network.become('through'));

test('F51: three registers sell the last one while they are cut off: stock −2, flagged, none refused', async ({
  browser,
}) => {
  const sku = 'CROISSANT';
  const { productByCode } = await house.ask<{ productByCode: { id: string } }>(
    `{ productByCode(code: "${sku}") { id } }`,
  );
  await house.ask('mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { id } }', {
    input: { productId: productByCode.id, delta: 1 - stockOf(house, sku), reason: 'The last one' },
  });
  expect(stockOf(house, sku)).toBe(1);
  const tills: Page[] = [];
  for (let till = 0; till < 3; till++) tills.push(await newTill(browser));
  house.network.become('cut');
  for (const till of tills) {
    await add(till, 'croissant');
    await payExactly(till);
    await expect(till.getByRole('button', { name: /1 not sent/ })).toBeVisible();
  }
  house.network.become('through');
  const sales = await expectNothingLostNothingDoubled(house, tills);
  expect(stockOf(house, sku)).toBe(-2); // I4
  const flags = gatewaySales(house).filter(({ id }) => sales.some((sale) => sale.id === id));
  expect(flags.map((sale) => sale.flags).sort()).toEqual(['', 'OVERSOLD', 'OVERSOLD']);
  expect(new Set(flags.map(({ reference }) => reference)).size).toBe(3);
  await Promise.all(tills.map((till) => till.context().close()));
});

test('A device that was taken over comes back with unsent sales: all arrive, marked late, and no number collides', async ({
  page,
  browser,
}) => {
  await openTill(page, house.network.url);
  await add(page, 'baguette');
  await payExactly(page);
  await expect.poll(() => unsent(page)).toEqual([]);
  await page.context().setOffline(true);
  for (let sale = 0; sale < 2; sale++) {
    await add(page, 'baguette');
    await payExactly(page);
  }

  const taker = await newTill(browser, (await registerOf(page)).name);
  for (let sale = 0; sale < 3; sale++) {
    await add(taker, 'baguette');
    await payExactly(taker);
  }
  await page.context().setOffline(false);
  await add(page, 'baguette');
  await payExactly(page);
  const sales = await expectNothingLostNothingDoubled(house, [page, taker]);
  expect(sales).toHaveLength(7);
  await expect(page.getByText(/Another device has taken this register over/)).toBeVisible();
  const flags = (claimId: string | undefined) =>
    gatewaySales(house)
      .filter((sale) => sale.claimId === claimId)
      .map((sale) => sale.flags);
  const [old, taken] = await Promise.all([page, taker].map(registerStore));
  expect(flags(old?.claims[0]?.claimId)).toEqual(['', 'LATE', 'LATE', 'LATE']);
  expect(flags(taken?.claims[0]?.claimId)).toEqual(['', '', '']);
  await taker.context().close();
});

test('A rescue file is taken in once and only once, also beside the device that wrote it', async ({
  page,
  browser,
}) => {
  await openTill(page, house.network.url);
  // Kept whole in the browser: the sheet's code is loaded when it is first opened.
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
  await page.context().setOffline(true);
  for (let sale = 0; sale < 3; sale++) {
    await add(page, 'baguette');
    await payExactly(page);
  }
  await page.getByRole('button', { name: /3 not sent/ }).click();
  // I9: nothing that would lose them is offered meanwhile.
  await expect(page.getByRole('button', { name: 'Reset this device' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Use another register' })).toBeDisabled();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Rescue file' }).click(),
  ]);
  const file = {
    name: 'rescue.json',
    mimeType: 'application/json',
    buffer: readFileSync(await download.path()),
  };

  const office = await (await browser.newContext()).newPage();
  await signIn(office.context(), house.network.url);
  await office.goto(`${house.network.url}/registers`);
  for (const outcome of ['3 sales recorded, 0 already there', '0 sales recorded, 3 already there']) {
    await office.getByLabel('Rescue file').setInputFiles(file);
    await expect(office.getByText(`rescue.json: ${outcome}.`)).toBeVisible();
  }
  await office.context().close();
  await page.context().setOffline(false);
  const sales = await expectNothingLostNothingDoubled(house, [page]);
  expect(sales.map(({ outcome }) => outcome)).toEqual(['DUPLICATE', 'DUPLICATE', 'DUPLICATE']);
});

test('F35: one sale that the gateway can’t read holds up no other, and is shown', async ({ page }) => {
  await openTill(page, house.network.url);
  await page.context().setOffline(true);
  for (let sale = 0; sale < 5; sale++) {
    await add(page, 'baguette');
    await payExactly(page);
  }
  const { sales } = await registerStore(page);
  const bad = sales[2]?.id ?? '';
  await page.evaluate(damage, bad);
  await page.context().setOffline(false);
  // I8: no other waits more than one cycle.
  const claimed = () => gatewaySales(house).filter(({ id }) => sales.some((sale) => sale.id === id));
  await expect.poll(() => claimed().map(({ sequence }) => sequence)).toEqual([1, 2, 4, 5]);
  await expect.poll(async () => (await unsent(page)).map(({ id }) => id)).toEqual([bad]);
  await page.getByRole('button', { name: /1 not sent/ }).click(); // I9
  await expect(page.getByText(/It is kept here and sent again/)).toBeVisible();
  await page.keyboard.press('Escape');
  await add(page, 'baguette');
  await payExactly(page);
  await expect.poll(() => claimed().length + 1).toBe(5);
  await expect.poll(async () => (await unsent(page)).map(({ id }) => id)).toEqual([bad]);
});

/** A browser of its own, on the first register that is free, or on the one with that name. */
async function newTill(browser: Browser, takeOver?: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  if (takeOver) {
    await openClaim(page, house.network.url);
    await page.getByRole('radio', { name: takeOver }).check();
    await expect(page.getByText(/are still accepted when it comes back/)).toBeVisible();
    await page.getByRole('button', { name: `Take over ${takeOver}` }).click();
  }
  await openTill(page, house.network.url);
  return page;
}

async function registerOf(page: Page): Promise<{ name: string }> {
  const heading = await page.getByRole('heading', { level: 1 }).innerText();
  return { name: /Till \d/.exec(heading)?.[0] ?? '' };
}

/** Runs in the page: makes of a stored sale something that is none. */
async function damage(id: string): Promise<void> {
  const result = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const db = await result(indexedDB.open('tillkeep-register'));
  const sales = db.transaction('sales', 'readwrite').objectStore('sales');
  const sale = await result(sales.get(id));
  await result(sales.put({ ...sale, sent: { ...sale.sent, businessDate: 'the day before' } }));
  db.close();
}
