import { expect, test, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { Device } from './faults/device';
import { openHouse, type House } from './faults/house';
import { signIn } from './office';
import { add, changeCashier, lock, openClaim, payExactly, signInAs } from './till';
import { violations } from './violations';

// Who is at the till: by PIN, with and without a network, and what a cashier may not do alone.

/** As people type: faster is taken for a scanner. */
const PACE = { delay: 60 };

let house: House;
test.beforeEach(async () => {
  house = await openHouse();
});
test.afterEach(() => house.stop());

const looks = [
  { colorScheme: 'light', width: 1280, height: 800 },
  { colorScheme: 'dark', width: 360, height: 740 },
] as const;

test('cashiers change by PIN with no network after a cold start, and each sale says whose it is', async ({
  page,
  context,
}) => {
  await openLocked(page);
  await signInAs(page, 'Cam');
  await untilKept(page);

  await Promise.all([house.web.kill(), house.gateway.kill()]);
  await context.setOffline(true);
  await page.reload();
  await expect(lock(page)).toBeVisible();
  await signInAs(page, 'Cam');
  await add(page, 'baguette');
  const cams = await payExactly(page);
  await changeCashier(page, 'Cam').click();
  await signInAs(page, 'Mia');
  await expect(changeCashier(page, 'Mia')).toBeVisible();
  await add(page, 'croissant');
  const mias = await payExactly(page);

  await Promise.all([house.gateway.start(), house.web.start()]);
  await context.setOffline(false);
  await page.getByRole('button', { name: /not sent/ }).click();
  await page.getByRole('button', { name: 'Send now' }).click();
  await expect(page.getByText('Nothing: every sale has arrived')).toBeVisible();
  expect(await recorded()).toEqual([
    { number: mias, cashierName: 'Mia', flags: [] },
    { number: cams, cashierName: 'Cam', flags: [] },
  ]);
});

test('S24: wrong PINs lock somebody out, and neither a reload nor a killed browser lets them in', async () => {
  const device = new Device();
  try {
    let page = await device.open();
    await openLocked(page);
    await lock(page).getByRole('button', { name: 'Mia' }).click();
    for (let wrong = 0; wrong < 5; wrong++) {
      await expect(page.getByLabel('PIN of Mia', { exact: true })).toBeFocused();
      await page.keyboard.type('4711');
      await page.keyboard.press('Enter');
      await expect(
        page.getByText(wrong < 4 ? 'This is not Mia’s PIN.' : /Too many wrong PINs/).first(),
      ).toBeVisible();
    }
    const lockedOut = async () => {
      await lock(page).getByRole('button', { name: 'Mia' }).click();
      await expect(page.getByText(/Too many wrong PINs\. Try again in/)).toBeVisible();
      await expect(page.getByLabel('PIN of Mia', { exact: true })).toBeDisabled();
    };
    await page.reload();
    await lockedOut();
    await device.kill();
    page = await device.open();
    await page.goto(`${house.network.url}/register`);
    await lockedOut();
    await page.getByRole('button', { name: 'Somebody else' }).click();
    await signInAs(page, 'Cam');
    await expect(changeCashier(page, 'Cam')).toBeVisible();
  } finally {
    await device.remove();
  }
});

test('a till that is left alone warns, locks, and keeps the cart and the dialog that was open', async ({
  page,
}) => {
  await page.clock.install(); // before the page sets a timer: it could not take that back
  await openLocked(page);
  await signInAs(page, 'Cam');
  await add(page, 'baguette');
  await page.clock.fastForward('04:40');
  await expect(page.getByText(/Locks in \d+ s/)).toBeVisible();
  await page.getByRole('button', { name: 'Stay' }).click();
  await expect(page.getByText(/Locks in \d+ s/)).toBeHidden();
  await page.keyboard.press('F6');
  await page.getByLabel('Name (optional)').fill('Table 4');
  await page.clock.fastForward('05:01');
  await expect(lock(page)).toBeVisible();
  await page.keyboard.press('F9');
  await signInAs(page, 'Mia');
  await expect(page.getByLabel('Name (optional)')).toHaveValue('Table 4');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /1 × Baguette/ })).toBeVisible();
});

test('S48: another price by a cashier needs a manager, with no network too; both names are on the sale', async ({
  page,
  context,
}) => {
  await openLocked(page);
  await signInAs(page, 'Cam');
  await untilKept(page);
  await add(page, 'baguette');
  await context.setOffline(true);
  await page.getByRole('button', { name: /1 × Baguette/ }).click();
  const price = page.getByLabel('Price of Baguette');
  await price.fill('0.50');
  await page.keyboard.press('Enter');
  const leave = page.getByRole('dialog', { name: 'A manager has to approve this' });
  await expect(leave.getByText(/→ €0\.50 each/)).toBeVisible();
  await givesLeave(leave, 'Mia');
  await expect(page.getByRole('button', { name: /€0\.50 each/ })).toBeVisible();
  // Put aside and taken up again it is still the sale that was approved.
  await page.keyboard.press('F6');
  await expect(page.getByLabel('Name (optional)')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Held 1' }).click();
  await page.getByRole('button', { name: 'Take up' }).click();
  await expect(page.getByRole('button', { name: /€0\.50 each/ })).toBeVisible();
  await payExactly(page);
  await context.setOffline(false);
  await expect.poll(recorded).toMatchObject([{ cashierName: 'Cam', flags: ['PRICE_DIFFERS'] }]);

  await signIn(context, house.network.url);
  const { sales } = await house.ask<{ sales: { nodes: { id: string }[] } }>('{sales(first:1){nodes{id}}}');
  await page.goto(`${house.network.url}/sales/${sales.nodes[0]?.id}`);
  await expect(page.getByText('Sold by Cam')).toBeVisible();
  await expect(page.getByText('Price approved by Mia')).toBeVisible();
});

test('a cashier clears a sale only with a manager’s leave, a manager alone; the back office knows both', async ({
  page,
  context,
}) => {
  await openLocked(page);
  await signInAs(page, 'Cam');
  await add(page, 'baguette');
  const clear = dialog(page, 'Clear 1 line?');
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(clear.getByText('A manager has to approve this.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await expect(clear.getByRole('button', { name: 'Clear' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /1 × Baguette/ })).toBeVisible();
  await page.getByRole('button', { name: 'Clear' }).click();
  await givesLeave(clear, 'Mia');
  await expect(page.getByText('Scan an item, tap a product, or search.')).toBeVisible();
  await changeCashier(page, 'Cam').click();
  await signInAs(page, 'Mia');
  await add(page, 'croissant');
  await page.getByRole('button', { name: 'Clear' }).click();
  await dialog(page, 'Clear 1 line?').getByRole('button', { name: 'Clear' }).click();
  await expect(page.getByText('Scan an item, tap a product, or search.')).toBeVisible();

  expect((await happened(context, 6)).reverse()).toEqual([
    'Cam Signed in',
    'Cam Cleared a sale Approved by Mia €1.10',
    'Cam Signed out',
    'Mia Signed in',
    'Mia Cleared a sale €1.25',
  ]);
});

test('the drawer by a cashier: opened without a sale, and closed with a difference, only with leave; with no network too', async ({
  page,
  context,
}) => {
  await openLocked(page);
  await signInAs(page, 'Cam');
  await untilKept(page);
  await context.setOffline(true);
  await page.keyboard.press('F7');
  await page.getByLabel('Float').pressSequentially('100', PACE);
  await page.keyboard.press('Enter');
  await dialog(page, 'Shift 1').getByRole('button', { name: 'Open without a sale' }).click();
  await page.getByLabel('Reason').pressSequentially('Change for a guest', PACE);
  await page.keyboard.press('Enter');
  await givesLeave(dialog(page, 'A manager has to approve this'), 'Ada');
  await dialog(page, 'Shift 1').getByRole('button', { name: 'Close the shift' }).click();
  await page.getByLabel('Counted').pressSequentially('90', PACE);
  await page.keyboard.press('Enter');
  await page.getByLabel('Reason').pressSequentially('Nobody knows', PACE);
  await page.keyboard.press('Enter');
  const leave = dialog(page, 'A manager has to approve this');
  await expect(leave.getByText('€10.00 short')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await givesLeave(leave, 'Mia');
  await expect(page.getByRole('article', { name: 'Z report, shift 1' })).toContainText('Cam');
  await page.keyboard.press('Escape');
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Online' }).click();
  await page.getByRole('button', { name: 'Send now' }).click();

  expect((await happened(context, 5)).reverse()).toEqual([
    'Cam Signed in',
    'Cam Opened shift 1 €100.00',
    'Cam Opened the drawer without a sale Change for a guest Approved by Ada',
    'Cam Closed shift 1 Nobody knows Approved by Mia €90.00 €10.00 short',
  ]);
});

test('S26: an approval that was edited on the device is recorded with its sale, and flagged', async ({
  page,
  context,
}) => {
  await openLocked(page);
  await signInAs(page, 'Ada');
  await add(page, 'baguette');
  await page.getByRole('button', { name: /1 × Baguette/ }).click();
  await page.getByLabel('Price of Baguette').fill('0.50');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /€0\.50 each/ })).toBeVisible();
  await changeCashier(page, 'Ada').click();
  await signInAs(page, 'Cam');
  await context.setOffline(true);
  await payExactly(page);
  expect(await page.evaluate(forge)).toBe('Ada');
  await context.setOffline(false);
  await expect
    .poll(recorded)
    .toMatchObject([{ cashierName: 'Cam', flags: expect.arrayContaining(['NOT_APPROVED']) }]);
});

test('two weeks in the dark, with people changed meanwhile: selling goes on without a name, and it all arrives', async ({
  page,
  context,
}) => {
  await openLocked(page);
  await signInAs(page, 'Cam');
  await untilKept(page);
  await context.setOffline(true);
  await add(page, 'baguette');
  await payExactly(page);
  const { users } = await house.ask<{ users: { id: string; name: string }[] }>('{users{id name}}');
  const idOf = (name: string) => users.find((user) => user.name === name)?.id;
  await house.ask('mutation($id:ID!){updateUser(id:$id,input:{active:false}){id}}', { id: idOf('Cam') });
  await house.ask('mutation($id:ID!){setUserPin(userId:$id,pin:"4711"){id}}', { id: idOf('Mia') });
  // A week later Cam still sells: the till can't know.
  await page.clock.setSystemTime(Date.now() + 7 * 86_400_000);
  await page.goto(`${house.network.url}/register`);
  await signInAs(page, 'Cam');
  await add(page, 'croissant');
  await page.keyboard.press('F9');
  await page.getByRole('button', { name: 'Yes, go on' }).click();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /^Sale \d/ })).toBeVisible();
  // Two weeks later nobody can be told apart any more.
  await page.clock.setSystemTime(Date.now() + 15 * 86_400_000);
  await page.goto(`${house.network.url}/register`);
  await expect(lock(page).getByText('PINs can’t be checked any more')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Sell without a name' }).click();
  await add(page, 'baguette');
  await page.keyboard.press('F9');
  await page.getByRole('button', { name: 'Yes, go on' }).click();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /^Sale \d/ })).toBeVisible();

  await context.setOffline(false);
  await expect
    .poll(async () => (await recorded()).map(({ cashierName }) => cashierName))
    .toEqual([null, 'Cam', 'Cam']);
  await expect(lock(page)).toBeVisible();
  await expect(lock(page).getByRole('button', { name: 'Cam' })).toHaveCount(0);
  await lock(page).getByRole('button', { name: 'Mia' }).click();
  await page.keyboard.type('4711');
  await page.keyboard.press('Enter');
  await expect(changeCashier(page, 'Mia')).toBeVisible();
});

for (const { colorScheme, ...viewport } of looks) {
  test(`the lock and the leave of a manager can be used by everybody: ${colorScheme}`, async ({
    page,
  }, testInfo) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const look = async (name: string) => {
      expect(await violations(page)).toEqual([]);
      await page.screenshot({ path: testInfo.outputPath(`${name}-${colorScheme}.png`) });
    };
    await openLocked(page);
    await look('lock');
    // Keyboard only: the first name has the focus.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel(/^PIN of/).first()).toBeVisible();
    await look('pin');
    await page.keyboard.press('Escape');
    await signInAs(page, 'Cam');
    await look('till');
    await page.getByRole('list', { name: 'Products' }).getByRole('button').first().click();
    if (viewport.width < 600) await page.getByRole('button', { name: '1 line' }).click();
    await page.getByRole('button', { name: /1 × / }).click();
    await page.getByLabel(/^Price of/).fill('0.10');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'A manager has to approve this' })).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: 'Mia' }).click();
    await look('leave');
  });
}

test('a PIN is set by oneself, and for others under Settings', async ({ page, context }) => {
  await signIn(context, house.network.url);
  await page.goto(`${house.network.url}/settings`);
  await page.getByRole('button', { name: 'Change the PIN of Cam' }).click();
  await page.getByLabel('New PIN').fill('1234');
  await page.getByRole('button', { name: 'Set it' }).click();
  await expect(page.getByText(/guessed first/)).toBeVisible();
  await page.getByRole('button', { name: 'Take the PIN away' }).click();
  await expect(page.getByRole('button', { name: 'Set the PIN of Cam' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Ada Administrator' }).click();
  await page.getByRole('menuitem', { name: 'Set my PIN' }).click();
  await page.getByLabel('Current password', { exact: true }).fill('tillkeep-demo');
  await page.getByLabel('New PIN').fill('80415');
  await page.getByRole('button', { name: 'Set it' }).click();
  await expect(page.getByText('Your PIN is set.').first()).toBeVisible();
  await page.goto(`${house.network.url}/settings/activity`);
  await expect(page.getByText('Set the PIN of').first()).toBeVisible();
});

/** A register that has been claimed by Mia, who is signed in nowhere: it asks who is there. */
async function openLocked(page: Page): Promise<void> {
  await openClaim(page, house.network.url);
  await page.getByRole('button', { name: /^(Start selling on|Take over) / }).click();
  await expect(lock(page)).toBeVisible();
}

function dialog(page: Page, name: string): Locator {
  return page.getByRole('dialog', { name });
}

async function givesLeave(asked: Locator, name: 'Mia' | 'Ada'): Promise<void> {
  await asked.getByRole('button', { name }).click();
  await expect(asked.getByLabel(`PIN of ${name}`)).toBeFocused();
  await asked.page().keyboard.type({ Mia: '2222', Ada: '3333' }[name]);
  await asked.page().keyboard.press('Enter');
  await expect(asked).toBeHidden();
}

/** What the back office says has happened at the register, the newest first: who, and what. */
async function happened(context: BrowserContext, rows: number): Promise<string[]> {
  await signIn(context, house.network.url);
  const office = await context.newPage();
  await office.goto(`${house.network.url}/registers`);
  await office.getByRole('link', { name: 'Till 1' }).click();
  const table = office.getByRole('table', { name: 'What happened at this register' });
  await expect(table.getByRole('row')).toHaveCount(rows);
  const texts = await table.getByRole('row').allInnerTexts();
  // Without when, by the clock.
  return texts.slice(1).map((text) =>
    text
      .replace(/\s+/g, ' ')
      .replace(/^.*?\d\d:\d\d /, '')
      .trim(),
  );
}

/** The page, its files and the products are in the browser. */
async function untilKept(page: Page): Promise<void> {
  await expect(page.getByRole('list', { name: 'Products' }).getByRole('button').first()).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
  await expect(page.getByRole('button', { name: 'Online' })).toBeVisible();
}

async function recorded(): Promise<{ number: string; cashierName: string | null; flags: string[] }[]> {
  const { sales } = await house.ask<{
    sales: { nodes: { number: string; cashierName: string | null; flags: string[] }[] };
  }>('{sales(first:10){nodes{number cashierName flags}}}');
  return sales.nodes;
}

/** Runs in the page: whoever has the device in their hands changes what was approved. Answers by whom it was. */
async function forge(): Promise<string> {
  const result = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const db = await result(indexedDB.open('tillkeep-register'));
  const sales = db.transaction('sales', 'readwrite').objectStore('sales');
  const [sale] = await result(sales.getAll());
  const [approval] = sale.sent.approvals;
  const forged = { ...approval, approverName: 'Mia' };
  await result(sales.put({ ...sale, sent: { ...sale.sent, approvals: [forged] } }));
  db.close();
  return approval.approverName;
}
