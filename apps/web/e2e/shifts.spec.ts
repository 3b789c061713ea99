import { expect, test, type Locator, type Page } from '@playwright/test';
import { openHouse, type House } from './faults/house';
import { MANAGER, signIn } from './office';
import { add, openTill, payExactly } from './till';
import { violations } from './violations';

// A shift from its float to its count, by keyboard only, with and without a network; and what the back office has of it.

/** As people type: faster is taken for a scanner. */
const PACE = { delay: 60 };

let house: House;
test.beforeEach(async () => {
  house = await openHouse();
});
test.afterEach(() => house.stop());

test('a shift is opened, sold in, closed in the dark, and its Z is the same in the back office', async ({
  page,
  context,
}) => {
  await openTill(page, house.network.url);
  await expect(drawer(page)).toHaveText(/No shift/);
  await page.keyboard.press('F7');
  await expect(dialog(page, 'Open a shift')).toBeVisible();
  await expect(page.getByLabel('Float')).toBeFocused();
  await press(page, page.getByRole('button', { name: 'Count by coins and notes' }));
  await press(page, page.getByLabel('× €50.00'), '4');
  await expect(page.getByText('€200.00', { exact: true })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(dialog(page, 'Shift 1')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer(page)).toHaveText(/Shift 1/);

  for (let sale = 0; sale < 2; sale++) {
    await add(page, 'baguette');
    await payExactly(page);
  }
  await page.reload();
  await expect(drawer(page)).toHaveText(/Shift 1/);
  await page.keyboard.press('F7');
  await press(page, page.getByRole('button', { name: 'Pay out' }), 'Enter');
  await page.getByLabel('Amount').pressSequentially('4.50', PACE);
  await press(page, page.getByLabel('Reason'), ...'Milk', 'Enter');
  await press(page, page.getByRole('button', { name: 'X report' }), 'Enter');
  const x = page.getByRole('article', { name: 'X report, shift 1' });
  await expect(x).toContainText('Sales 1–2, none missing');
  await expect(x).toContainText('Out: Milk');
  await expect(x).not.toContainText('Expected');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /not sent/ })).toBeHidden();

  await Promise.all([house.web.kill(), house.gateway.kill()]);
  await context.setOffline(true);
  await add(page, 'baguette');
  await payExactly(page);
  await page.keyboard.press('F7');
  await press(page, page.getByRole('button', { name: 'Close the shift' }), 'Enter');
  await expect(page.getByText('Expected')).toBeHidden(); // the count is blind
  await page.getByLabel('Counted').pressSequentially('150', PACE);
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 sale of this shift is not sent yet.')).toBeVisible();
  await expect(page.getByText('A difference above €5.00 needs a reason.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await expect(
    dialog(page, 'Close the shift').getByRole('button', { name: 'Close the shift' }),
  ).toBeDisabled();
  await page.getByLabel('Reason').pressSequentially('Lent to the shop next door', PACE);
  await page.keyboard.press('Enter');
  const z = page.getByRole('article', { name: 'Z report, shift 1' });
  await expect(z).toContainText('Sales 1–3, none missing');
  await expect(z).toContainText('Lent to the shop next door');
  await expect(z).toContainText(/Difference.*short/);
  const printed = await z.innerText();
  await page.emulateMedia({ media: 'print' });
  await expect(z).toBeVisible();
  await expect(page.getByRole('main')).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await page.keyboard.press('Escape');
  await expect(drawer(page)).toHaveText(/No shift/);
  await expect(page.getByRole('button', { name: /1 not sent/ })).toBeVisible();

  await house.gateway.start();
  await house.web.start();
  await context.setOffline(false);
  await page.getByRole('button', { name: /1 not sent/ }).click();
  await page.getByRole('button', { name: 'Send now' }).click();
  await expect(page.getByText('Nothing: every sale has arrived')).toBeVisible();

  await signIn(context, house.network.url, MANAGER);
  const office = await context.newPage();
  await office.goto(`${house.network.url}/shifts?state=difference`);
  await office.getByRole('link', { name: /shift 1$/ }).click();
  const recorded = office.getByRole('article', { name: 'Z report, shift 1' });
  await expect(recorded).toBeVisible();
  expect(await recorded.innerText()).toBe(printed);
  expect(await violations(office)).toEqual([]);
  await office.getByRole('link', { name: /what happened there/ }).click();
  await expect(office.getByRole('table', { name: 'What happened at this register' })).toContainText(
    'Paid out',
  );
});

test('a manager closes the shift of a device that was lost', async ({ page, context, browser }) => {
  await openTill(page, house.network.url);
  await page.keyboard.press('F7');
  await page.getByLabel('Float').pressSequentially('100', PACE);
  await page.keyboard.press('Enter');
  await expect(dialog(page, 'Shift 1')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer(page)).toHaveText(/Shift 1/);
  await page.getByRole('button', { name: 'Online' }).click();
  await expect(page.getByText('Held back until the shift is closed: press F7.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Use another register' })).toBeDisabled();
  await page.close();

  const other = await browser.newContext();
  await signIn(other, house.network.url, MANAGER);
  await openTill(await other.newPage(), house.network.url);
  await signIn(context, house.network.url, MANAGER);
  const office = await context.newPage();
  await office.goto(`${house.network.url}/shifts`);
  await office.getByRole('link', { name: /shift 1$/ }).click();
  await office.getByRole('button', { name: 'Close the shift …' }).click();
  await office.getByRole('button', { name: 'Close the shift', exact: true }).click();
  await expect(office.getByText('Type the sum that was in the drawer.')).toBeVisible();
  await office.getByLabel('Counted').fill('98');
  await office.getByLabel('What happened to the device').fill('It fell into the dough');
  await office.keyboard.press('Enter');
  await expect(office.getByText('Closed in the back office, because its device could not.')).toBeVisible();
  await expect(office.getByRole('article', { name: 'Z report, shift 1' })).toContainText('€2.00 short');
  await other.close();
});

function drawer(page: Page): Locator {
  return page.getByRole('button', { name: /^Drawer:/ });
}

function dialog(page: Page, name: string): Locator {
  return page.getByRole('dialog', { name, exact: true });
}

/** Goes there with the Tab key, and types. */
async function press(page: Page, target: Locator, ...keys: string[]): Promise<void> {
  await expect(target).toBeVisible();
  for (let step = 0; step < 40 && !(await isFocused(target)); step++) await page.keyboard.press('Tab');
  await expect(target).toBeFocused();
  for (const key of keys.length > 0 ? keys : ['Enter']) await page.keyboard.press(key, PACE);
}

function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement);
}
