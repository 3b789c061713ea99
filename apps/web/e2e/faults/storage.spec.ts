import { expect, test } from '@playwright/test';
import { signIn } from '../office';
import { add, openTill, payExactly } from '../till';
import { openHouse, type House } from './house';
import {
  expectNothingLostNothingDoubled,
  expectToCountUp,
  gatewaySales,
  registerStore,
  unsent,
} from './ledgers';

// What a browser may do to what a till has stored.

let house: House;
test.beforeAll(async () => {
  house = await openHouse();
});
test.afterAll(() => house.stop());
test.beforeEach(() => house.network.become('through'));

test('F09: no room left: what is shown as sold is stored, then it is loudly not saved, and saved once there is room', async ({
  page,
  context,
}) => {
  const session = await context.newCDPSession(page);
  const origin = house.network.url;
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 12_000_000 });
  await openTill(page, origin);
  await page.evaluate(fillWithBallast);
  const notSaved = page.getByText(/^NOT saved: this device has no room left/);
  const saved = page.getByRole('heading', { name: /^Sale \d/ });
  const exact = page.getByRole('group', { name: 'Quick amounts' }).getByRole('button').first();
  let sold = 0;
  for (;;) {
    await add(page, 'baguette');
    await page.keyboard.press('F9');
    await expect(exact).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(saved.or(notSaved)).toBeVisible();
    if (await notSaved.isVisible()) break;
    sold += 1;
    expect(sold).toBeLessThan(40);
    // The reserve is room for many a sale; what else is on the device takes of it, too.
    if (sold % 5 === 0) await page.evaluate(fillWithBallast);
    await page.keyboard.press('Enter');
  }
  // I9
  await expect(page.getByText(/no receipt exists/)).toBeVisible();
  await expect(page.getByText('This device has hardly any room left.')).toBeVisible();
  expect((await registerStore(page)).sales).toHaveLength(sold);

  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await page.evaluate(dropBallast);
  await expect(exact).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(saved).toBeVisible();
  expect(await expectNothingLostNothingDoubled(house, [page])).toHaveLength(sold + 1);
});

test('F10: the store is wiped with five sales unsent: a new series begins, and the proof says how far the old one is known', async ({
  page,
  context,
}) => {
  await openTill(page, house.network.url);
  for (let sale = 0; sale < 2; sale++) {
    await add(page, 'baguette');
    await payExactly(page);
  }
  await expect.poll(() => unsent(page)).toEqual([]);
  // The gateway hears of seven, and gets none of the last five: its answers and the sales both get lost.
  house.network.become('cut');
  for (let sale = 0; sale < 5; sale++) {
    await add(page, 'baguette');
    await payExactly(page);
  }
  const {
    claims: [old],
  } = await registerStore(page);
  await house.ask(
    'mutation ($input: RecordSalesInput!) { recordSales(input: $input) { contiguousSequence } }',
    { input: { claimId: old?.claimId, lastSequence: 7, sales: [] } },
    { authorization: `Bearer ${old?.token}` },
  );

  await add(page, 'croissant');
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: house.network.url, storageTypes: 'all' });
  // I9: the window that is still open does not pretend to sell.
  await page.keyboard.press('F9');
  await expect(page.getByRole('group', { name: 'Quick amounts' }).getByRole('button').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nothing was saved: this device has no register yet.')).toBeVisible();
  await expect(page.getByRole('heading', { name: /^Sale \d/ })).toBeHidden();

  house.network.become('through');
  await openTill(page, house.network.url);
  await add(page, 'baguette');
  await payExactly(page);
  const [sale] = await expectNothingLostNothingDoubled(house, [page]);
  const [claim] = (await registerStore(page)).claims;
  // I5
  expect(claim?.epoch).toBeGreaterThan(old?.epoch ?? 0);
  expect(sale?.reference).toContain(`R1.${claim?.epoch}-`);
  expectToCountUp(gatewaySales(house).filter(({ claimId }) => claimId === old?.claimId));
  // I9: 2 of 7 proven, 5 on a device that may still be found.
  const registers = await page.context().newPage();
  await signIn(registers.context(), house.network.url);
  await registers.goto(`${house.network.url}/registers`);
  await expect(registers.getByText(/1–2 recorded, chain intact\. Missing: 3–7/)).toBeVisible();
});

test('F11: a window whose browser promises nothing says so, and says what to do', async ({ page }) => {
  await openTill(page, house.network.url);
  await page.getByRole('button', { name: 'Online' }).click();
  await expect(page.getByText('The browser may delete it should this device run out of room.')).toBeVisible();
  await expect(page.getByText(/used, .* free\./)).toBeVisible();
  await page.getByRole('button', { name: 'Ask the browser to keep it' }).click();
  await expect(page.getByText(/The browser refused\. Install the register as an app/)).toBeVisible();
});

// These run in the page.

/** Stores noise beside the register's store, in ever smaller pieces, until not even a little one finds room. */
async function fillWithBallast(): Promise<void> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('ballast');
    opening.onupgradeneeded = () => opening.result.createObjectStore('noise', { autoIncrement: true });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const fits = (bytes: number) =>
    new Promise<boolean>((resolve) => {
      const tx = db.transaction('noise', 'readwrite', { durability: 'strict' });
      const noise = new Uint8Array(bytes);
      for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
      tx.objectStore('noise').add(noise);
      tx.oncomplete = () => resolve(true);
      tx.onabort = () => resolve(false);
    });
  for (const bytes of [1_000_000, 100_000, 10_000, 1_000]) while (await fits(bytes));
  db.close();
}

function dropBallast(): Promise<void> {
  return new Promise((resolve, reject) => {
    const deleting = indexedDB.deleteDatabase('ballast');
    deleting.onsuccess = () => resolve();
    deleting.onerror = () => reject(deleting.error);
  });
}
