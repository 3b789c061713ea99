import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { CASHIER, MANAGER, signIn } from './office';
import { expect, test, type Shop } from './shop';
import { sell } from './till';
import { violations } from './violations';

// How the day goes, and what a manager takes away of it.

test.describe.configure({ mode: 'serial' });
test.use({ shopOf: 'dashboard', signedInAs: MANAGER });

test('a shop without a sale says what to do next, and looks well empty', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'No sales yet' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open the register' })).toBeVisible();
  expect(await violationsInEachLook(page)).toEqual([]);
  await page.goto('/reports');
  await expect(page.getByRole('heading', { name: 'Nothing was sold in this time' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Export' })).toBeDisabled();
  expect(await violationsInEachLook(page)).toEqual([]);
});

test('what is sold at the register is in today’s figures, and another sale comes to them by itself', async ({
  page,
  shop,
}) => {
  await sell(page, 'baguette', 2);
  await expect.poll(() => total(shop)).toBeGreaterThan(0);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
  await expect(figure(page, 'Sales')).toHaveText('1');
  await expect(figure(page, 'Total')).toHaveText(euros(await total(shop)));
  await expect(page.getByText('1 sale pending')).toBeVisible();

  await sellOne(shop);
  await expect(figure(page, 'Sales')).toHaveText('2', { timeout: 40_000 }); // it asks every 15 seconds
  await expect(figure(page, 'Total')).toHaveText(euros(await total(shop)));
});

test('the parts of the day come to the whole', async ({ page, shop }) => {
  await page.goto('/');
  const whole = euros(await total(shop));
  await expect(figure(page, 'Total')).toHaveText(whole);
  for (const part of ['Top products', 'Top categories', 'Registers', 'Cashiers', 'Tenders']) {
    const amounts = page.getByRole('table', { name: part }).getByRole('cell').locator('span:first-child');
    expect(sumOf(await amounts.allInnerTexts()), part).toBe(whole);
  }
  await page.getByRole('button', { name: 'Show as table: By hour' }).click();
  const hours = page.getByRole('table', { name: 'By hour' }).locator('tbody tr td:nth-child(3)');
  await expect(hours.first()).toBeVisible();
  expect(sumOf(await hours.allInnerTexts())).toBe(whole);
});

test('a day is read by keyboard alone: as a table, the day before, its sales', async ({ page, shop }) => {
  await sellOne(shop, yesterday());
  await page.goto('/');
  await expect(figure(page, 'Sales')).toHaveText('2');
  await press(page, page.getByRole('button', { name: 'Show as table: Last 8 weeks' }));
  await expect(page.getByRole('table', { name: 'Last 8 weeks' }).getByRole('row')).toHaveCount(9);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('img', { name: /^The last eight weeks/ })).toBeVisible();

  await press(page, page.getByRole('button', { name: 'Day before' }));
  await expect(figure(page, 'Sales')).toHaveText('1');
  await expect(page).toHaveURL(/\?date=\d{4}-\d{2}-\d{2}$/);
  await page.reload();
  await expect(figure(page, 'Sales')).toHaveText('1');
  await press(page, page.getByRole('link', { name: 'Total: the sales of the day' }));
  await expect(page).toHaveURL(/\/sales\?from=(.+)&to=\1$/);
  await expect(page.getByRole('table', { name: 'Sales' }).getByRole('row')).toHaveCount(2);
});

test('a report is grouped as the address says, adds up, and is taken away as a file', async ({
  page,
  shop,
}) => {
  await page.goto(`/?date=${yesterday()}`);
  await page.getByRole('link', { name: 'Reports', exact: true }).first().click();
  await expect(page.getByRole('heading', { name: 'Reports' })).toBeVisible();
  const table = page.getByRole('table', { name: 'Report' });
  await expect(table).toBeVisible();

  await page.getByLabel('From', { exact: true }).fill(yesterday());
  await page.getByLabel('Group by').selectOption('By product');
  await page.getByLabel('In each').selectOption('in each day');
  await expect(page).toHaveURL(/by=PRODUCT/);
  await expect(page).toHaveURL(/each=DAY/);
  await page.reload();
  await expect(table.getByRole('columnheader')).toHaveText(
    ['Day', 'Product', 'Sales', 'Quantity', 'Net', 'Tax', 'Total'],
    { ignoreCase: true },
  );
  const both = (await total(shop)) + (await total(shop, yesterday()));
  const last = (rows: string) => table.locator(`${rows} tr td:last-child > span:first-child`);
  await expect(last('tfoot')).toHaveText(euros(both));
  expect(sumOf(await last('tbody').allInnerTexts())).toBe(euros(both));

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^sales-.*-day-product\.csv$/);
  const [head = '', ...lines] = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  expect(head).toBe('day,product,sku,sales,quantity,net,tax,total,refunds,refunded');
  expect(lines).toHaveLength(await table.locator('tbody tr').count());
  const cents = lines.map((line) => Math.round(100 * Number(line.split(',').at(-3))));
  expect(cents.reduce((a, b) => a + b)).toBe(both);
});

test('dashboard and reports can be used by everybody', async ({ page }) => {
  await page.goto('/');
  await expect(figure(page, 'Sales')).toHaveText('2');
  expect(await violationsInEachLook(page)).toEqual([]);
  for (const chart of ['By hour', 'Last 8 weeks'])
    await page.getByRole('button', { name: `Show as table: ${chart}` }).click();
  expect(await violationsInEachLook(page)).toEqual([]);
  for (const query of [`from=${yesterday()}`, 'by=HOUR', 'by=PRODUCT&each=WEEK', 'by=PAYMENT_METHOD']) {
    await page.goto(`/reports?${query}`);
    await expect(page.getByRole('table', { name: 'Report' })).toBeVisible();
    expect(await violationsInEachLook(page)).toEqual([]);
  }
});

test('a cashier sees what to do next, and no figures', async ({ context, page, shop }) => {
  await context.clearCookies();
  await signIn(context, shop.web, CASHIER);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'What next?' })).toBeVisible();
  await expect(page.getByText('Average sale')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Reports' })).toHaveCount(0);
  await page.goto('/reports');
  await expect(page.getByRole('heading', { name: 'Not for your role' })).toBeVisible();
});

/** One of the figures of the day. */
function figure(page: Page, name: string): Locator {
  return page
    .locator('dl > div')
    .filter({ has: page.getByRole('term').filter({ hasText: new RegExp(`^${name}$`) }) })
    .getByRole('definition')
    .first();
}

/** In cents, by the gateway; today's. */
async function total(shop: Shop, date?: string): Promise<number> {
  const query = 'query($date:Date){dashboard(date:$date){today{total}}}';
  return (await shop.ask(query, { date })).dashboard.today.total;
}

async function sellOne(shop: Shop, day?: string): Promise<void> {
  const { products } = await shop.ask('{products(first:5,filter:{search:"croissant"}){nodes{id}}}');
  await shop.ask('mutation($input:CreateSaleInput!){createSale(input:$input){id}}', {
    input: {
      lines: [{ productId: products.nodes[0].id, quantity: 1 }],
      ...(day && { soldAt: `${day}T12:00:00Z` }),
    },
  });
}

function yesterday(): string {
  return new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
}

async function press(page: Page, control: Locator): Promise<void> {
  await control.focus();
  await expect(control).toBeFocused();
  await page.keyboard.press('Enter');
}

function euros(cents: number): string {
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' }).format(cents / 100);
}

function sumOf(amounts: readonly string[]): string {
  const cents = amounts.map((amount) => Math.round(100 * Number(amount.replace(/[^\d.-]/g, ''))));
  return euros(cents.reduce((a, b) => a + b, 0));
}

/** In light and dark, on a desk and a phone: what breaks a rule, and what is wider than the screen. */
async function violationsInEachLook(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const violation of await violations(page)) found.push(`${colorScheme}, ${width}: ${violation}`);
    }
    if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth))
      found.push(`${width}: wider than the screen`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  return found;
}
