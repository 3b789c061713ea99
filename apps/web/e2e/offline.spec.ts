import { expect, test, type Page } from '@playwright/test';
import { openHouse, type House } from './faults/house';
import { withoutStream } from './office';
import { add, openClaim, openTill, payExactly, scan, signInWhenLocked } from './till';

// The register with nothing else running: neither network, nor web app, nor gateway.

let house: House;
test.beforeEach(async () => {
  house = await openHouse();
});
test.afterEach(() => house.stop());

test('a till opened once starts, finds, sells and prints in the dark, and both sales arrive exactly once', async ({
  page,
  context,
}) => {
  await openTill(page, house.network.url);
  await untilKept(page);
  const { products } = await house.ask<{ products: { nodes: { barcodes: string[] }[] } }>(
    '{products(first:1,filter:{search:"milk 1"}){nodes{barcodes}}}',
  );
  const barcode = products.nodes[0]?.barcodes[0] ?? '';

  await Promise.all([house.web.kill(), house.gateway.kill()]);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('button', { name: /No network|Gateway unreachable/ })).toBeVisible();

  await add(page, 'baguette');
  await scan(page, barcode);
  await expect(page.getByRole('button', { name: /1 × Milk 1 l/ })).toBeVisible();
  const numbers = [await payExactly(page)];
  await add(page, 'croissant');
  numbers.push(await payExactly(page));
  await expect(page.getByRole('button', { name: /2 not sent/ })).toBeVisible();

  await page.goto(`${house.network.url}/products`);
  await expect(page.getByRole('heading', { name: /needs the shop’s server/ })).toBeVisible();
  await page.getByRole('link', { name: 'Open the register' }).click();
  await expect(page.getByText(`Sale ${numbers[1]}`)).toBeVisible();

  await house.gateway.start();
  await house.web.start();
  await context.setOffline(false);
  await page.getByRole('button', { name: /2 not sent/ }).click();
  await page.getByRole('button', { name: 'Send now' }).click();
  await expect(page.getByText('Nothing: every sale has arrived')).toBeVisible();
  const { sales } = await house.ask<{ sales: { nodes: { number: string; flags: string[] }[] } }>(
    '{sales(first:10){nodes{number flags}}}',
  );
  expect(sales.nodes).toEqual([...numbers].reverse().map((number) => ({ number, flags: [] })));

  await house.ask('mutation{syncPendingSales{synced failed}}');
  await page.getByRole('button', { name: 'Send now' }).click();
  await expect(page.getByText(/In the ERP: INV-/)).toHaveCount(2);
});

test('a sale that is open and one that is held survive a reload, and the till says what is not sent', async ({
  page,
}) => {
  await openTill(page, house.network.url);
  await add(page, 'baguette');
  await page.keyboard.press('F6');
  await page.getByLabel('Name (optional)').fill('Table 4');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Scan an item, tap a product, or search.')).toBeVisible();
  await add(page, 'croissant');
  await expect.poll(() => page.evaluate(openCart)).toContain('Croissant');
  await page.reload();
  await expect(page.getByRole('button', { name: /1 × Croissant/ })).toBeVisible();
  await page.getByRole('button', { name: 'Held 1' }).click();
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Table 4' })
    .getByRole('button', { name: 'Take up' })
    .click();
  await expect(page.getByRole('button', { name: /1 × Baguette/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Held 1' })).toBeVisible();
});

test.describe('the network goes before the browser has kept anything', () => {
  test.use({ serviceWorkers: 'block' });

  test('what has not come yet says so in a line, selling goes on, and it comes with the network', async ({
    page,
    context,
  }) => {
    await withoutStream(page);
    await openTill(page, house.network.url);
    await expect(page.getByRole('button', { name: 'Online' })).toBeVisible();
    await page.waitForLoadState('networkidle');
    await context.setOffline(true);
    await page.getByRole('button', { name: /No network|Gateway unreachable/ }).click();
    const line = page.getByText('This part is not on this device yet.');
    await expect(line).toBeVisible();
    await page.keyboard.press('Enter'); // Close has the focus
    await expect(line).toBeHidden();
    await add(page, 'baguette');
    await payExactly(page);

    await page.getByRole('button', { name: /1 not sent/ }).click();
    await expect(line).toBeVisible();
    await context.setOffline(false);
    await expect(page.getByRole('dialog')).toBeVisible();
    await expect(page.getByText('Nothing: every sale has arrived')).toBeVisible();
    await expect(page.getByText('This page stopped working')).toHaveCount(0);
  });
});

test('a second window of the same browser sells only after it was asked to', async ({ page, context }) => {
  await openTill(page, house.network.url);
  await add(page, 'baguette');
  const second = await context.newPage();
  await signInWhenLocked(second);
  await second.goto(`${house.network.url}/register`);
  await expect(second.getByRole('heading', { name: 'The register is open in another window' })).toBeVisible();
  await second.getByRole('button', { name: 'Use this window' }).click();
  await expect(second.getByRole('button', { name: /1 × Baguette/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'The register is open in another window' })).toBeVisible();
  await payExactly(second);
  await expect
    .poll(
      async () =>
        (await house.ask<{ syncSummary: { pending: number } }>('{syncSummary{pending}}')).syncSummary,
    )
    .toEqual({ pending: 1 });
});

test('a device that takes a register over begins a series of numbers of its own', async ({
  page,
  browser,
}) => {
  await openTill(page, house.network.url);
  await add(page, 'baguette');
  const first = await payExactly(page);

  const other = await (await browser.newContext()).newPage();
  await openClaim(other, house.network.url);
  await expect(other.getByText(/are still accepted when it comes back/)).toBeVisible();
  await openTill(other, house.network.url);
  await add(other, 'baguette');
  expect(await payExactly(other)).toBe(first);
  await add(page, 'croissant');
  await payExactly(page);

  const references = async () => {
    const { sales } = await house.ask<{ sales: { nodes: { reference: string }[] } }>(
      '{sales(first:10){nodes{reference}}}',
    );
    return sales.nodes.map(({ reference }) => reference.slice(0, -first.length)).sort();
  };
  await expect.poll(references).toEqual(['MAIN-R1-', 'MAIN-R1-', 'MAIN-R1.2-']);
  await expect(page.getByText(/Another device has taken this register over/)).toBeVisible();
});

test('on a phone in the dark a result is tapped, and what is not sent has room in the head', async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openTill(page, house.network.url);
  await house.gateway.kill();
  await page.getByRole('combobox', { name: 'Search products' }).fill('baguette');
  await page.getByRole('option', { name: /Baguette/ }).click();
  await payExactly(page);
  await expect(page.getByRole('button', { name: 'Gateway unreachable 1 not sent' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});

/** The page, its files and the products are in the browser. */
async function untilKept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
  await expect(page.getByRole('button', { name: 'Online' })).toBeVisible();
}

/** What the device keeps of the open sale; runs in the page. */
function openCart(): Promise<string> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('tillkeep-register');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const reading = opening.result.transaction('drafts').objectStore('drafts').get('open');
      reading.onerror = () => reject(reading.error);
      reading.onsuccess = () => {
        opening.result.close();
        resolve(JSON.stringify(reading.result ?? null));
      };
    };
  });
}
