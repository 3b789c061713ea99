import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { Line } from './faults/line';
import { signIn } from './office';
import { expect, startShop, test, type Shop } from './shop';
import { add, openTill, payExactly } from './till';

// What happens elsewhere shows by itself: stock in the office, and how far a sync run is.

test.describe.configure({ mode: 'serial' });
test.use({ shopOf: 'live' });

/** Longer than a stream takes, and shorter than any page waits before it asks again. */
const AT_ONCE = { timeout: 1000 };

test('what is left of a product that is sold elsewhere shows within a second, and nothing typed is lost', async ({
  page,
  shop,
}) => {
  const id = await addProduct(shop, 'Live lemonade', 50);
  let isFollowed = follows(page);
  await page.goto('/products?q=lemonade');
  const row = page.getByRole('row', { name: 'Live lemonade' });
  await expect(row).toContainText('50');
  await isFollowed;
  await sell(shop, id, 3);
  await expect(row).toContainText('47', AT_ONCE);

  isFollowed = follows(page);
  await row.getByRole('link').click();
  const stock = page.getByRole('region', { name: 'In stock' });
  await isFollowed;
  await page.getByLabel('Reason').fill('half typed');
  await sell(shop, id, 2);
  await expect(stock).toContainText('45', AT_ONCE);
  const movements = page.getByRole('table', { name: 'Stock movements' });
  await expect(movements.getByRole('row').nth(1)).toContainText('-2');
  await expect(page.getByLabel('Reason')).toHaveValue('half typed');
});

test('what a register sells shows in the office', async ({ context, page, shop }) => {
  await addProduct(shop, 'Live liquorice', 5);
  const isFollowed = follows(page);
  await page.goto('/products?q=liquorice');
  await isFollowed;
  const till = await context.newPage();
  await openTill(till);
  await add(till, 'liquorice');
  await payExactly(till);
  await expect(page.getByRole('row', { name: 'Live liquorice' })).toContainText('4', AT_ONCE);
  await till.close();
});

test('what is sold elsewhere shows at a register within a second', async ({ page, shop }) => {
  const id = await addProduct(shop, 'Live linseed', 2);
  const isFollowed = follows(page);
  await openTill(page);
  await isFollowed;
  const tile = page.getByRole('list', { name: 'Products' }).getByRole('button', { name: 'Live linseed' });
  await expect(tile).toBeVisible();
  await expect(tile).not.toContainText('Out of stock');
  await sell(shop, id, 2);
  await expect(tile).toContainText('Out of stock', AT_ONCE);
});

test('a page that was cut off comes back by itself, and shows what it has missed', async ({ page, shop }) => {
  const id = await addProduct(shop, 'Live liver', 9);
  const line = await Line.to(Number(new URL(shop.web).port));
  const isFollowed = follows(page);
  await page.goto(`${line.url}/products?q=liver`);
  await isFollowed;
  line.become('cut');
  await sell(shop, id, 1);
  line.become('through');
  await expect(page.getByRole('row', { name: 'Live liver' })).toContainText('8');
  await line.close();
});

test('a page that nobody looks at leaves the gateway alone, and is right when somebody does again', async ({
  page,
  shop,
}) => {
  const id = await addProduct(shop, 'Live liniment', 9);
  const isFollowed = follows(page);
  await page.goto('/products?q=liniment');
  const request = (await isFollowed).request();
  const isCut = page.waitForEvent('requestfailed', (failed) => failed === request);
  await setHidden(page, true);
  await isCut;
  await sell(shop, id, 1);
  await setHidden(page, false);
  await expect(page.getByRole('row', { name: 'Live liniment' })).toContainText('8', AT_ONCE);
});

test('how far a run is shows as it goes on, and that it is over', async ({ browser }) => {
  const erp = await slowErp();
  const { shop, stop } = await startShop({
    ERP_URL: erp.url,
    ERP_API_KEY: 'a-key-for-tests-only-0123456789',
  });
  try {
    const context = await browser.newContext({ baseURL: shop.web });
    await signIn(context, shop.web);
    const id = await addProduct(shop, 'Live lemonade', 1000);
    await Promise.all(Array.from({ length: 250 }, () => sell(shop, id, 1)));
    const page = await context.newPage();
    const isFollowed = follows(page);
    await page.goto('/sync');
    await isFollowed;
    await page.getByRole('button', { name: 'Sync now' }).click();
    const progress = page.getByRole('region', { name: 'Running sync' });
    await expect(progress).toContainText('0 of 250');
    // From here on the stream alone can tell.
    await page.route('**/graphql', () => {});
    await erp.answerOne();
    await expect(progress).toContainText('100 of 250', AT_ONCE);
    await erp.answerOne();
    await expect(progress).toContainText('200 of 250', AT_ONCE);
    await page.unroute('**/graphql');
    await erp.answerOne();
    await expect(progress).toBeHidden(AT_ONCE);
    await expect(page.getByRole('table', { name: 'Last runs' }).getByRole('row').nth(1)).toContainText('250');
    await context.close();
  } finally {
    await stop();
    await erp.stop();
  }
});

/** Begun before what makes it happen: answers when the page has its stream. */
function follows(page: Page) {
  return page.waitForResponse((response) => response.url().endsWith('/graphql/stream'));
}

async function setHidden(page: Page, isHidden: boolean) {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}

async function addProduct(shop: Shop, name: string, openingStock: number): Promise<string> {
  const input = { name, price: 250, openingStock };
  const { createProduct } = await shop.ask(
    'mutation($input:CreateProductInput!){createProduct(input:$input){id}}',
    { input },
  );
  return createProduct.id;
}

async function sell(shop: Shop, productId: string, quantity: number) {
  await shop.ask('mutation($input:CreateSaleInput!){createSale(input:$input){id}}', {
    input: { lines: [{ productId, quantity }] },
  });
}

/** An ERP that books everything, one request each time that it is told to. */
async function slowErp() {
  const waiting: (() => void)[] = [];
  const server = createServer(async (request, reply) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const sales: { saleId: string }[] | undefined = JSON.parse(text).variables?.input;
    if (sales) await new Promise<void>((resolve) => waiting.push(resolve));
    const importSales = sales?.map(({ saleId }) => ({
      ...{ saleId, status: 'IMPORTED', erpReference: `DOC-${saleId}`, code: null, message: null },
    }));
    reply.setHeader('content-type', 'application/json');
    reply.end(
      JSON.stringify({ data: importSales ? { importSales } : { health: { ok: true, version: '1' } } }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string')
    throw new Error('A listening server has an address with a port.');
  return {
    url: `http://127.0.0.1:${address.port}/graphql`,
    async answerOne() {
      while (waiting.length === 0) await sleep(10);
      waiting.shift()?.();
    },
    async stop() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
