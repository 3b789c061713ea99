import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ADMIN, CASHIER, signIn } from './office';
import { expect, test, type Shop } from './shop';
import { add, openTill, payExactly, scan } from './till';
import { violations } from './violations';

test.use({ shopOf: 'stock' });

const MILK = '2000000010014';
const BUTTER = '2000000010021';

test('goods are received by scanner and keyboard alone, and the product says by which delivery', async ({
  page,
  shop,
}) => {
  const before = await stockOf(shop, 'Milk 1 l');
  await page.goto('/stock');
  await press(page, 'Receive goods');
  await page.getByLabel('Supplier').fill('Dairy Ltd');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Delivery 1' })).toBeVisible();
  for (let count = 0; count < 3; count++) await scan(page, MILK);
  await scan(page, BUTTER);
  await scan(page, '9999999999999');
  await expect(page.getByText('No product has the code 9999999999999.')).toBeVisible();
  await press(page, 'Dismiss');
  const milk = page.getByLabel('Quantity: Milk 1 l');
  await expect(milk).toHaveValue('3');
  await milk.focus();
  await page.keyboard.type('12');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Quantity: Butter 250 g')).toBeFocused();
  await expect(page.getByRole('list', { name: 'Entered last' }).getByRole('listitem').first()).toContainText(
    '+9',
  );
  await page.getByRole('button', { name: 'Take back 1 Butter 250 g' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Quantity: Butter 250 g')).toHaveCount(0);

  await press(page, 'Paste a list');
  await page.getByRole('textbox', { name: 'List' }).fill(`${BUTTER}\t2\nno-such-code\t1`);
  await press(page, 'Enter 2 lines');
  await expect(page.getByText('No product has the code no-such-code.')).toBeVisible();
  await expect(page.getByLabel('Quantity: Butter 250 g')).toHaveValue('2');
  expect(await violations(page)).toEqual([]);
  await page.reload(); // as another device would open it
  await expect(milk).toHaveValue('12');

  await press(page, 'Put into stock');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Put into stock' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Booked', { exact: true }).first()).toBeVisible();
  await expect(milk).toHaveCount(0); // nothing to type any more
  expect(await stockOf(shop, 'Milk 1 l')).toBe(before + 12);
  await page.getByRole('link', { name: 'Milk 1 l' }).click();
  await page.getByRole('link', { name: 'Delivery 1' }).click();
  await expect(page.getByRole('heading', { name: 'Delivery 1' })).toBeVisible();
});

test('a cashier counts on a phone while another one sells, and the manager’s booking is right', async ({
  browser,
  page,
  shop,
}) => {
  const before = await stockOf(shop, 'Butter 250 g');
  await page.goto('/stock');
  await press(page, 'Count');
  await page.getByLabel('What is counted').selectOption('One category');
  await page.getByLabel('Category').selectOption('Dairy');
  await press(page, 'Start');
  await expect(page.getByRole('heading', { name: /^Count \d+$/ })).toBeVisible();

  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    colorScheme: 'dark',
    baseURL: shop.web,
  });
  await signIn(context, shop.web, CASHIER);
  const phone = await context.newPage();
  await phone.goto('/stock');
  await phone.getByRole('link', { name: /^Count \d+$/ }).click();
  await expect(phone.getByText(/^0 of \d+ lines counted$/)).toBeVisible();
  for (let count = 0; count < 4; count++) await scan(phone, BUTTER);
  const enter = phone.getByRole('region', { name: 'Enter goods' });
  await expect(enter.getByText('4', { exact: true })).toBeVisible();
  await expect(phone.getByRole('columnheader', { name: 'Difference' })).toHaveCount(0);
  expect(await violations(phone)).toEqual([]);
  expect(await phone.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);

  const till = await context.newPage();
  await openTill(till);
  await add(till, 'Butter');
  await payExactly(till);
  await expect.poll(() => stockOf(shop, 'Butter 250 g')).toBe(before - 1);
  await context.close();

  await page.getByLabel('Show').selectOption('With a difference');
  await expect(page.getByRole('row', { name: /Butter 250 g/ })).toContainText(String(4 - before));
  await press(page, 'Review and book');
  await expect(page.getByText('1 line', { exact: true }).first()).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await press(page, 'Book the count');
  await expect(page.getByText('Booked', { exact: true }).first()).toBeVisible();
  expect(await stockOf(shop, 'Butter 250 g')).toBe(3); // 4 were there, and one was sold
});

test('a transfer leaves one outlet, is taken in at the other, and says what is missing', async ({
  page,
  shop,
}) => {
  const port = await openOutlet(shop);
  const before = await stockOf(shop, 'Milk 1 l');
  await page.goto('/stock');
  await press(page, 'Transfer');
  await expect(page.getByRole('dialog').getByLabel('To')).toContainText('Airport');
  await press(page, 'Start');
  await expect(page.getByRole('heading', { name: /^Transfer \d+$/ })).toBeVisible();
  for (let count = 0; count < 5; count++) await scan(page, MILK);
  await expect(page.getByLabel('Quantity: Milk 1 l')).toHaveValue('5');
  await press(page, 'Send');
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText('On its way', { exact: true })).toBeVisible();
  expect(await stockOf(shop, 'Milk 1 l')).toBe(before - 5);
  await page.getByRole('link', { name: 'Print' }).click();
  await expect(page.getByRole('article', { name: /^Transfer/ })).toContainText('Milk 1 l');
  expect(await violations(page)).toEqual([]);

  await page.evaluate((id) => localStorage.setItem('tillkeep-outlet', id), port);
  await page.goto('/stock');
  await expect(page.getByText('to be taken in here')).toBeVisible();
  await page.getByRole('link', { name: /^Transfer/ }).click();
  await expect(page.getByRole('region', { name: 'Enter goods' })).toBeVisible();
  for (let count = 0; count < 4; count++) await scan(page, MILK);
  await expect(page.getByLabel('Arrived: Milk 1 l')).toHaveValue('4');
  await press(page, 'Take in');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Take in' }).click();
  await expect(dialog.getByText(/Not everything arrived/)).toBeVisible();
  await dialog.getByLabel('Why something differs').fill('One carton leaked');
  await dialog.getByRole('button', { name: 'Take in' }).click();
  await expect(page.getByText('Booked', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('One carton leaked')).toBeVisible();
  await expect(page.getByRole('row', { name: /Milk 1 l/ })).toContainText('541');
  expect(await violations(page)).toEqual([]);
  expect(await stockOf(shop, 'Milk 1 l', port)).toBe(4);
});

test('a product that reaches its reorder point is listed as low', async ({ page, shop }) => {
  const id = await productId(shop, 'Milk 1 l');
  await page.goto(`/products/${id}`);
  await page.getByRole('textbox', { name: 'Reorder point' }).fill('9999');
  await press(page, 'Set reorder point');
  await expect(page.getByText('Milk 1 l is low at 9,999 and below.', { exact: true })).toBeVisible();
  await page.goto('/stock');
  await page.getByRole('link', { name: '1 product runs low' }).click();
  await expect(page.getByRole('link', { name: 'Milk 1 l' })).toBeVisible();
  await expect(page.getByLabel('Stock', { exact: true })).toHaveValue('reorder');
  await expect(page.getByRole('row')).toHaveCount(2);
});

for (const look of [
  { colorScheme: 'light', width: 1280, height: 800 },
  { colorScheme: 'dark', width: 360, height: 740 },
] as const) {
  test(`stock can be used by everybody: ${look.colorScheme}, ${look.width} px`, async ({ page, shop }) => {
    await page.setViewportSize(look);
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
    const { startCount } = await shop.ask(
      'mutation { startCount(input: { scope: {}, note: "Dairy" }) { id } }',
    );
    for (const path of ['/stock', `/stock/${startCount.id}`, `/stock/${startCount.id}/paper`]) {
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
      if (process.env.STOCK_PICTURES)
        await page.screenshot({
          path: join(process.env.STOCK_PICTURES, `${path.split('/').length}-${look.width}.png`),
          fullPage: true,
        });
    }
  });
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).last().focus();
  await page.keyboard.press('Enter');
}

async function productId(shop: Shop, name: string): Promise<string> {
  const { products } = await shop.ask(
    'query ($s: String) { products(filter: { search: $s }) { nodes { id name } } }',
    {
      s: name,
    },
  );
  return products.nodes.find((product: { name: string }) => product.name === name).id;
}

/** On hand at the demo shop's own outlet, or at another one. */
async function stockOf(shop: Shop, name: string, outletId?: string): Promise<number> {
  const login =
    'mutation ($input: LoginInput!) { login(input: $input) { accessToken user { outlets { id code } } } }';
  const session = await (
    await fetch(`${shop.gateway}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: login,
        variables: { input: { email: ADMIN, password: 'tillkeep-demo' } },
      }),
    })
  ).json();
  const { accessToken, user } = session.data.login;
  const main = user.outlets.find(({ code }: { code: string }) => code === 'MAIN').id;
  const answer = await fetch(`${shop.gateway}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${accessToken}`,
      'x-tillkeep-outlet': outletId ?? main,
    },
    body: JSON.stringify({
      query: 'query ($id: ID!) { product(id: $id) { stock } }',
      variables: { id: await productId(shop, name) },
    }),
  });
  return (await answer.json()).data.product.stock;
}

/** A second outlet. Answers its id. */
async function openOutlet(shop: Shop): Promise<string> {
  const { createOutlet } = await shop.ask(
    'mutation ($input: CreateOutletInput!) { createOutlet(input: $input) { id } }',
    {
      input: {
        ...{ code: 'PORT', name: 'Airport' },
        ...{ timeZone: 'Europe/Paris', currency: 'EUR', pricesIncludeTax: true },
      },
    },
  );
  return createOutlet.id;
}
