import type { Browser, Locator, Page } from '@playwright/test';
import { signIn } from './office';
import { expect, test, type Shop } from './shop';
import { add, payExactly, signInAs } from './till';
import { violations } from './violations';

// A second outlet, from its opening to what its till asks and prints.

test.describe.configure({ mode: 'serial' });
test.use({ shopOf: 'outlets' });

const FOOTER = 'Goods may be returned within 14 days.';
let annex: Page;
let corner: Page;

test.afterAll(() => Promise.all([annex?.context().close(), corner?.context().close()]));

test('an administrator opens an outlet, with a till and receipts of its own, by keyboard alone', async ({
  page,
}) => {
  await page.goto('/settings');
  await press(page.getByRole('link', { name: 'Outlets' }));
  await expect(page.getByRole('heading', { name: 'Outlets' })).toBeVisible();
  await press(page.getByRole('button', { name: 'New outlet' }));
  const dialog = page.getByRole('dialog', { name: 'New outlet' });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Tab'); // from the button that closes it
  await page.keyboard.type('main');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Annex');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('There is an outlet MAIN already.')).toBeVisible();
  await write(dialog.getByLabel('Code'), 'ANNEX');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);

  await press(page.getByRole('link', { name: 'Annex' }));
  await expect(page.getByRole('heading', { name: 'Annex' })).toBeVisible();
  await press(page.getByRole('button', { name: 'Rename Till 1' }));
  await write(page.getByLabel('Name', { exact: true }), 'Annex till');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: /Annex till R1/ })).toBeVisible();
  await press(page.getByRole('button', { name: 'New register' }));
  await expect(page.getByLabel('Code')).toHaveValue('R2');
  await page.keyboard.type('Terrace');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('row', { name: /Terrace R2/ })).toBeVisible();
  await press(page.getByRole('button', { name: 'Change the text' }));
  await page.keyboard.type('12 Quay');
  await page.keyboard.press('Tab');
  await page.keyboard.type(FOOTER);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab'); // past Cancel
  await page.keyboard.press('Enter');
  await expect(page.getByRole('definition').filter({ hasText: FOOTER })).toBeVisible();

  await press(page.getByRole('button', { name: 'Change the outlet' }));
  await write(page.getByLabel('Price changes up to, %'), '25');
  await write(page.getByLabel('Drawer differences up to, EUR'), '20');
  await page.keyboard.press('Enter');
  const alone = 'Price changes up to 25%, drawer differences up to €20.00';
  await expect(page.getByRole('definition').filter({ hasText: alone })).toBeVisible();

  await press(page.getByRole('button', { name: 'Ada Administrator' }));
  await expect(page.getByRole('menuitemradio', { name: 'Annex' })).toBeVisible();
});

test('a product gets a price of its own there, and the common one again by undoing it', async ({
  page,
  shop,
}) => {
  await page.goto(`/products/${await idOf(shop, 'BAGUETTE')}`);
  const prices = page.getByRole('table', { name: 'Prices at the outlets' });
  await expect(prices.getByRole('row', { name: /Annex €1\.10 common price/ })).toBeVisible();
  const setPrice = async () => {
    await press(page.getByRole('button', { name: 'Change the price at Annex' }));
    await write(page.getByLabel('Outlet price, EUR'), '0.99');
    await page.keyboard.press('Enter');
    await expect(prices.getByRole('row', { name: /Annex €0\.99 outlet price/ })).toBeVisible();
  };
  await setPrice();
  await press(page.getByRole('button', { name: 'Undo' }));
  await expect(prices.getByRole('row', { name: /Annex €1\.10 common price/ })).toBeVisible();
  await setPrice();
  await expect(page.getByLabel('Common price, EUR')).toHaveValue('1.10');
});

test('its till sells at that price and prints its receipt; the first outlet’s keeps the common price', async ({
  browser,
  shop,
}) => {
  annex = await tillOf(browser, shop, 'Annex till');
  corner = await tillOf(browser, shop, 'Till 1');
  await add(annex, 'baguette');
  await annex.keyboard.press('F9');
  await annex.keyboard.press('Enter');
  const receipt = annex.getByRole('article', { name: /^Receipt/ });
  await expect(receipt).toContainText('Annex');
  await expect(receipt).toContainText('12 Quay');
  await expect(receipt).toContainText('€0.99');
  await expect(receipt).toContainText(FOOTER);
  await expect(receipt).not.toContainText('Thank you');
  await annex.keyboard.press('Enter');

  await add(corner, 'baguette');
  await corner.keyboard.press('F9');
  await corner.keyboard.press('Enter');
  const other = corner.getByRole('article', { name: /^Receipt/ });
  await expect(other).toContainText('€1.10');
  await expect(other).toContainText('Thank you');
  await corner.keyboard.press('Enter');

  await expect
    .poll(async () => {
      const { sales } = await shop.ask('{ sales { nodes { total flags outlet { code } } } }');
      return sales.nodes;
    })
    .toEqual([
      { total: 110, flags: [], outlet: { code: 'MAIN' } },
      { total: 99, flags: ['OVERSOLD'], outlet: { code: 'ANNEX' } }, // nothing has been delivered there yet
    ]);
});

test('what changes about the outlet reaches its till between two sales, and the sale in hand stays', async ({
  shop,
}) => {
  const id = await idOfAnnex(shop);
  await add(annex, 'baguette');
  await shop.ask(
    'mutation ($id: ID!, $input: UpdateOutletInput!) { updateOutlet(id: $id, input: $input) { id } }',
    {
      id,
      input: { name: 'By the sea', pricesIncludeTax: false },
    },
  );
  const heard = annex.waitForResponse((response) => response.url().endsWith('/graphql'));
  await annex.evaluate(() => dispatchEvent(new Event('focus')));
  await heard;
  await expect(annex.getByRole('heading', { level: 1 })).toContainText('Annex');
  await payExactly(annex);
  await expect(annex.getByRole('heading', { level: 1 })).toContainText('By the sea');
  await add(annex, 'baguette');
  await annex.keyboard.press('F9');
  await annex.keyboard.press('Enter');
  await expect(annex.getByRole('article', { name: /^Receipt/ })).toContainText('€1.04'); // 5.5 % on top
});

for (const { colorScheme, ...viewport } of [
  { colorScheme: 'light', width: 1280, height: 800 },
  { colorScheme: 'dark', width: 360, height: 740 },
] as const) {
  test(`its pages can be used by everybody: ${colorScheme}`, async ({ page, shop }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const usable = async (name: string) => {
      expect(await violations(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      await page.screenshot({ path: test.info().outputPath(`${name}.png`), fullPage: true });
    };
    await page.goto('/settings/outlets');
    await expect(page.getByRole('row').nth(2)).toBeVisible();
    await usable('outlets');
    await page.getByRole('button', { name: 'New outlet' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await usable('new-outlet');
    await page.goto(`/settings/outlets/${await idOfAnnex(shop)}`);
    await expect(page.getByRole('row', { name: /Terrace/ })).toBeVisible();
    await usable('outlet');
    await page.getByRole('button', { name: 'Change the outlet' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await usable('change-outlet');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Change the text' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await usable('receipt-text');
    await page.goto(`/products/${await idOf(shop, 'BAGUETTE')}`);
    await expect(page.getByRole('row', { name: /By the sea/ })).toBeVisible();
    await usable('product');
    await page.getByRole('button', { name: 'Change the price at By the sea' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await usable('price');
  });
}

async function press(control: Locator): Promise<void> {
  await expect(control).toBeEnabled();
  await control.focus();
  await control.press('Enter');
}

async function write(field: Locator, text: string): Promise<void> {
  await field.focus();
  await field.press('Control+a');
  await field.pressSequentially(text);
}

/** The register of another device, which has claimed the till of that name. */
async function tillOf(browser: Browser, shop: Shop, name: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: shop.web });
  await signIn(context, shop.web);
  const page = await context.newPage();
  await page.goto('/register');
  const choice = page.getByRole('radio', { name: new RegExp(`^${name} R1`) });
  await choice.focus();
  await choice.press('Space');
  await press(page.getByRole('button', { name: `Start selling on ${name}` }));
  await signInAs(page);
  await expect(page.getByRole('list', { name: 'Products' }).getByRole('button').first()).toBeVisible();
  return page;
}

async function idOf({ ask }: Shop, sku: string): Promise<string> {
  return (await ask('query ($code: String!) { productByCode(code: $code) { id } }', { code: sku }))
    .productByCode.id;
}

async function idOfAnnex({ ask }: Shop): Promise<string> {
  const { outlets } = await ask('{ outlets { id code } }');
  return outlets.find(({ code }: { code: string }) => code === 'ANNEX').id;
}
