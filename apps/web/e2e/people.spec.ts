import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { openHouse } from './faults/house';
import { ADMIN, CASHIER, MANAGER, PASSWORD, signIn } from './office';
import { expect, test } from './shop';
import { add, openTill, payExactly } from './till';
import { violations } from './violations';

// Who comes in, as whom, and what they find there.

test.describe.configure({ mode: 'serial' });
test.use({ shopOf: 'people', signedInAs: null });

const looks = [
  { colorScheme: 'light', width: 1280, height: 800 },
  { colorScheme: 'dark', width: 360, height: 740 },
] as const;

test('who is not signed in is led to the sign-in, and from there to where they wanted to go', async ({
  page,
}) => {
  await page.goto('/sales?status=FAILED');
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fsales%3Fstatus%3DFAILED$/);
  await page.getByLabel('E-mail').fill(MANAGER);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'E-mail or password is wrong.' })).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/sales\?status=FAILED$/);
  await expect(page.getByRole('heading', { name: 'Sales', exact: true })).toBeVisible();
  await expect(page.getByText('Demo shop – sample data')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Sales', exact: true })).toBeVisible();
});

test('an address that leads elsewhere leads to the start page', async ({ page, shop }) => {
  await page.goto('/sign-in?next=//elsewhere.invalid/');
  await page.getByRole('button', { name: 'Ada Administrator' }).click();
  await expect(page).toHaveURL(`${shop.web}/`);
});

test('a password can be looked at while it is typed', async ({ page }) => {
  await page.goto('/sign-in');
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('four words');
  await expect(password).toHaveAttribute('type', 'password');
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(password).toHaveAttribute('type', 'text');
});

test('a cashier finds what a cashier may use, and nothing else', async ({ page }) => {
  await enterAs(page, 'Cam Cashier');
  expect(await places(page)).toEqual(['Register', 'Products', 'Stock', 'Sales']);
  await page.goto('/products');
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await expect(page.getByRole('link', { name: 'New product' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Import' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Baguette', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Baguette' })).toBeVisible();
  await expect(page.getByText('BAGUETTE', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /save|adjust|stop selling/i })).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  for (const [path, needed] of [
    ['/sync', 'a manager'],
    ['/products/new', 'a manager'],
    ['/settings', 'a manager'],
    ['/settings/api-keys', 'an administrator'],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: `This page needs ${needed}` })).toBeVisible();
  }
});

test('a manager finds more, and an administrator all', async ({ page }) => {
  await enterAs(page, 'Mia Manager');
  await page.goto('/settings');
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  await expect(row('Mia').getByRole('button')).toHaveCount(0);
  await expect(row('Ada')).toHaveCount(0);
  await row('Cam').getByRole('button', { name: 'Change the PIN of Cam' }).click();
  await page.getByLabel('New PIN').fill('8041');
  await page.getByRole('button', { name: 'Set it' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const manager = ['Register', 'Products', 'Stock', 'Sales', 'Reports', 'Sync', 'Registers', 'Shifts'];
  expect(await places(page)).toEqual([...manager, 'Settings', 'Playground']);
  await signOut(page);
  await enterAs(page, 'Ada Administrator');
  expect(await places(page)).toEqual([...manager, 'Settings', 'Playground']);
});

test('who signs out is out in every window, and does not come back by the back button', async ({
  page,
  context,
}) => {
  await enterAs(page, 'Mia Manager');
  const other = await context.newPage();
  await other.goto('/products');
  await expect(other.getByRole('link', { name: 'New product' })).toBeVisible();
  await page.getByRole('link', { name: 'Sales', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Sales', exact: true })).toBeVisible();
  await signOut(page);
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(other).toHaveURL(/\/sign-in/);
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in/);
});

test('two windows that get new tokens in turn both stay signed in', async ({ page, context }) => {
  await enterAs(page, 'Mia Manager');
  const other = await context.newPage();
  for (let turn = 0; turn < 3; turn++) {
    for (const window of [other, page]) {
      await window.goto('/products'); // which begins with a new token
      await expect(window.getByRole('link', { name: 'New product' })).toBeVisible();
    }
    await other.getByRole('link', { name: 'Sales' }).click();
    await expect(other.getByRole('heading', { name: 'Sales', exact: true })).toBeVisible();
    await other.getByRole('link', { name: 'Sync' }).click();
    await expect(other.getByText('Nothing is waiting.')).toBeVisible();
  }
});

test('somebody is added, signs in, is given more, and is out at their next click once they are switched off', async ({
  page,
  browser,
  shop,
}) => {
  await enterAs(page, 'Ada Administrator');
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Add somebody' }).click();
  await page.getByLabel('Name').fill('Noor');
  await page.getByLabel('E-mail').fill('noor@shop.test');
  await page.getByLabel('Password', { exact: true }).fill('password');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('This password is easily guessed.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByLabel('Password', { exact: true }).fill('bread before sunrise');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: 'noor@shop.test' });
  await expect(row).toContainText('Cashier');

  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto(`${shop.web}/sign-in`);
  await theirs.getByLabel('E-mail').fill('noor@shop.test');
  await theirs.getByLabel('Password', { exact: true }).fill('bread before sunrise');
  await theirs.keyboard.press('Enter');
  await expect(theirs.getByRole('button', { name: 'Noor Cashier' })).toBeVisible();

  await page.getByRole('button', { name: 'Noor', exact: true }).click();
  await page.getByLabel('Role').selectOption('Manager');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('Manager');
  await theirs.reload();
  await expect(theirs.getByRole('button', { name: 'Noor Manager' })).toBeVisible();

  await page.getByRole('button', { name: 'Noor', exact: true }).click();
  await page.getByLabel('May sign in').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('switched off');
  await theirs.getByRole('link', { name: 'Products', exact: true }).click();
  await expect(theirs).toHaveURL(/\/sign-in/);
  await theirs.getByLabel('E-mail').fill('noor@shop.test');
  await theirs.getByLabel('Password', { exact: true }).fill('bread before sunrise');
  await theirs.keyboard.press('Enter');
  await expect(theirs.getByText('E-mail or password is wrong.')).toBeVisible();
  await theirs.context().close();
});

test('the shop is never left without an administrator', async ({ page }) => {
  await enterAs(page, 'Ada Administrator');
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Ada', exact: true }).click();
  await page.getByLabel('May sign in').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The shop needs an administrator who can sign in.')).toBeVisible();
});

test('an API key is shown once, opens the gateway as its role, and nothing once it is revoked', async ({
  page,
  shop,
}) => {
  await enterAs(page, 'Ada Administrator');
  await page.goto('/settings/api-keys');
  await expect(page.getByRole('heading', { name: 'No program has a key yet' })).toBeVisible();
  await page.getByRole('button', { name: 'New API key' }).click();
  await page.getByLabel('Program').fill('Web shop');
  await page.getByLabel('Role').selectOption('Cashier');
  await page.getByRole('button', { name: 'Make the key' }).click();
  const key = (await page.getByLabel('API key', { exact: true }).innerText()).trim();
  expect(key).toMatch(/^tkk_/);
  expect(await violations(page)).toEqual([]);
  expect((await shop.ask('{products(first:1){nodes{id}}}', {}, key)).products.nodes).toHaveLength(1);
  expect(await codeOf(shop.gateway, '{users{id}}', key)).toBe('FORBIDDEN');
  await page.getByRole('button', { name: 'I have it' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Web shop' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('row').filter({ hasText: 'Web shop' })).toBeVisible();
  expect(await page.content()).not.toContain(key);

  await page.getByRole('button', { name: 'Revoke the key of Web shop' }).click();
  await page.getByRole('button', { name: 'Revoke it' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Web shop' })).toContainText('revoked');
  expect(await codeOf(shop.gateway, '{products(first:1){nodes{id}}}', key)).toBe('UNAUTHENTICATED');
});

test('the activity tells all of that, by kind and person', async ({ page }) => {
  await enterAs(page, 'Ada Administrator');
  await page.goto('/settings/activity');
  await page.getByLabel('About').selectOption('API keys');
  await expect(page).toHaveURL(/action=api-key/);
  await expect(page.getByRole('row').filter({ hasText: 'Revoked the API key of Web shop' })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'Made an API key for Web shop' })).toContainText(
    'Ada',
  );
  await page.getByLabel('About').selectOption('People');
  const promoted = page.getByRole('row').filter({ hasText: /role: Cashier/ });
  await expect(promoted.filter({ hasText: 'Changed Noor' })).toContainText('Manager');
  await page.getByLabel('Person').selectOption('Cam');
  await expect(page.getByRole('heading', { name: 'Nothing fits' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Wrong password for' }).first()).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export', exact: true }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('activity.csv');
  expect(readFileSync(await download.path(), 'utf8')).toMatch(
    /^\uFEFFentry,at,who,outlet,action,what,.*\r\n\d+,20/,
  );
});

test('one’s own password is changed with the one before', async ({ page, browser, shop }) => {
  const input = {
    ...{ name: 'Bo', email: 'bo@shop.test', role: 'CASHIER', password: 'two old herrings' },
    outletIds: (await shop.ask('{outlets{id}}')).outlets.map(({ id }: { id: string }) => id),
  };
  await shop.ask('mutation($input:CreateUserInput!){createUser(input:$input){id}}', { input });
  const enter = async (window: Page, password: string) => {
    await window.goto(`${shop.web}/sign-in`);
    await window.getByLabel('E-mail').fill(input.email);
    await window.getByLabel('Password', { exact: true }).fill(password);
    await window.keyboard.press('Enter');
  };
  await enter(page, input.password);
  const menu = page.getByRole('button', { name: 'Bo Cashier' });
  await menu.click();
  await page.getByRole('menuitem', { name: 'Change password' }).click();
  await page.getByLabel('Current password', { exact: true }).fill('wrong');
  await page.getByLabel('New password', { exact: true }).fill('three new herrings');
  await page.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByText('This is not your password.')).toBeVisible();
  await page.getByLabel('Current password', { exact: true }).fill(input.password);
  await page.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByText('Your password is changed.').first()).toBeVisible();
  const elsewhere = await (await browser.newContext()).newPage();
  await enter(elsewhere, 'three new herrings');
  await expect(elsewhere.getByRole('button', { name: 'Bo Cashier' })).toBeVisible();
  await elsewhere.context().close();

  await menu.click();
  await page.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
});

test('a device becomes a register by a manager’s leave, who stays signed in nowhere, and then sells without anybody', async ({
  page,
  shop,
}) => {
  await page.goto('/register');
  await expect(page.getByRole('button', { name: 'Cam Cashier' })).toHaveCount(0);
  await page.getByLabel('E-mail').fill(CASHIER);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Cam is no manager.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await openTill(page);
  await add(page, 'baguette');
  const number = await payExactly(page);
  await expect
    .poll(async () => (await shop.ask('{sales(first:1){nodes{number}}}')).sales.nodes[0])
    .toEqual({ number });
  await page.goto('/products');
  await expect(page).toHaveURL(/\/sign-in/);
});

test('a cashier who is signed in to the office stays so while a manager makes the device a register', async ({
  page,
  context,
  shop,
}) => {
  await signIn(context, shop.web, CASHIER);
  await page.goto('/register');
  await expect(page.getByText('Cam is signed in here, who is no manager.')).toBeVisible();
  await openTill(page);
  await page.goto('/products');
  await expect(page.getByRole('button', { name: 'Cam Cashier' })).toBeVisible();
});

test('a gateway that does not answer is not taken for being signed out', async ({ page, context, shop }) => {
  await signIn(context, shop.web, ADMIN);
  await page.route('**/graphql', (route) => route.abort());
  await page.goto('/products');
  await expect(page.getByText('The shop’s server does not answer.')).toBeVisible();
  await page.unroute('**/graphql');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('link', { name: 'New product' })).toBeVisible();
});

for (const { colorScheme, ...viewport } of looks) {
  test(`signing in and the settings can be used by everybody: ${colorScheme}`, async ({
    page,
    context,
    shop,
  }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/sign-in');
    await expect(page.getByRole('button', { name: 'Cam Cashier' })).toBeVisible();
    await expectUsable(page);
    await signIn(context, shop.web);
    for (const [path, heading] of [
      ['/settings', 'People'],
      ['/settings/api-keys', 'API keys'],
      ['/settings/activity', 'Activity'],
    ] as const) {
      await page.goto(path);
      await expect(page.getByRole('heading', { name: heading })).toBeVisible();
      await expect(page.getByRole('row').nth(1)).toBeVisible();
      await expectUsable(page);
    }
    await page.getByRole('button', { name: 'Ada Administrator' }).click();
    await expect(page.getByRole('menuitem', { name: 'Sign out', exact: true })).toBeVisible();
    await expectUsable(page);
  });
}

test('a new shop is set up with the token from the terminal, and its administrator is in', async ({
  page,
}) => {
  const house = await openHouse('token-of-the-terminal');
  try {
    await page.goto(`${house.network.url}/#`);
    await expect(page).toHaveURL(/\/setup$/);
    await page.goto(`${house.network.url}/setup#token-of-the-terminal`);
    await page.reload(); // only the part after # was another
    await expect(page.getByLabel('Token from the terminal')).toHaveValue('token-of-the-terminal');
    await expectUsable(page);
    await page.getByLabel('Outlet name').fill('Corner shop');
    await page.getByLabel('Currency').selectOption('JPY');
    await page.getByLabel('Your name').fill('Kim');
    await page.getByLabel('E-mail').fill('kim');
    await page.getByLabel('Password', { exact: true }).fill('rain on a tin roof');
    await page.getByRole('button', { name: 'Open the shop' }).click();
    await expect(page.getByText('This is no e-mail address.')).toBeVisible();
    await page.getByLabel('E-mail').fill('kim@shop.test');
    await page.getByRole('button', { name: 'Open the shop' }).click();
    await expect(page.getByRole('button', { name: 'Kim Administrator' })).toBeVisible();
    await expect(page.getByText('Corner shop')).toBeVisible();
    await expect(page.getByText('Demo shop – sample data')).toHaveCount(0);
    await page.reload();
    await expect(page.getByRole('button', { name: 'Kim Administrator' })).toBeVisible();
  } finally {
    await house.stop();
  }
});

test('who sees several outlets says which one it is about, and everything on the screen is asked anew', async ({
  page,
}) => {
  const house = await openHouse();
  try {
    // No screen opens a second outlet yet.
    house.change(
      `INSERT INTO "Outlet" ("id", "code", "name", "timeZone", "currency", "pricesIncludeTax") VALUES (?, ?, ?, ?, ?, ?)`,
      ...['019ae000-0000-7000-8000-000000000001', 'ANNEX', 'Annex', 'Asia/Tokyo', 'JPY', 1],
    );
    house.change(
      `INSERT INTO "StockLevel" ("outletId", "productId", "quantity") SELECT ?, "id", 77000 FROM "Product"`,
      '019ae000-0000-7000-8000-000000000001',
    );
    await signIn(page.context(), house.network.url);
    await page.goto(`${house.network.url}/products`);
    const baguette = page.getByRole('row').filter({ hasText: 'BAGUETTE' });
    await expect(baguette).toBeVisible();
    await page.getByRole('button', { name: 'Ada Administrator' }).click();
    await page.getByRole('menuitemradio', { name: 'The Corner Shop' }).click();
    await expect(baguette).toContainText('€');
    await expect(baguette).not.toContainText('77');
    await page.reload();
    await expect(baguette).toContainText('€');
    await page.getByRole('button', { name: 'Ada Administrator' }).click();
    await page.getByRole('menuitemradio', { name: 'Annex' }).click();
    await expect(baguette).toContainText('77');
    await expect(baguette).toContainText('¥');
    await expect(page.getByRole('link', { name: 'Tillkeep Annex' })).toBeVisible();
  } finally {
    await house.stop();
  }
});

test('a new shop can be the demo shop instead', async ({ page }) => {
  const house = await openHouse('token-of-the-terminal');
  try {
    await page.goto(`${house.network.url}/setup#a-wrong-one`);
    await page.getByRole('button', { name: 'Load the demo shop' }).click();
    await expect(page.getByText('This is not the token that the terminal shows.')).toBeVisible();
    await page.getByLabel('Token from the terminal').fill('token-of-the-terminal');
    await page.getByRole('button', { name: 'Load the demo shop' }).click();
    await page.getByRole('button', { name: 'Ada Administrator' }).click();
    await expect(page.getByText('Demo shop – sample data')).toBeVisible();
  } finally {
    await house.stop();
  }
});

async function enterAs(page: Page, who: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: who }).click();
  await expect(page.getByRole('navigation', { name: 'Back office' })).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: / (Cashier|Manager|Administrator)$/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
}

function places(page: Page): Promise<string[]> {
  return page.getByRole('navigation', { name: 'Back office' }).getByRole('link').allInnerTexts();
}

async function codeOf(gateway: string, query: string, token: string): Promise<string> {
  const answer = await fetch(`${gateway}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return (await answer.json()).errors[0].extensions.code;
}

async function expectUsable(page: Page): Promise<void> {
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
}
