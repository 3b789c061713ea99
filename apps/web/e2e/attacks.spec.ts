// What somebody finds who types markup where text belongs, or sits down at a browser that others used.
import type { Page } from '@playwright/test';
import { expect, test, type Shop } from './shop';
import { add, openTill, payExactly } from './till';

test.use({ shopOf: 'attacks' });

const MARKUP = `<img src=x onerror="window.hit=1">"'<script>window.hit=1</script>{{7*7}}`;

test('[S36] markup that is typed as text is shown as text, on every page and on the receipt', async ({
  page,
  shop,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
  const { createProduct: product } = await shop.ask(
    'mutation ($input: CreateProductInput!) { createProduct(input: $input) { id } }',
    { input: { name: `Attack ${MARKUP}`, price: 100, openingStock: 5 } },
  );
  await shop.ask('mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { id } }', {
    input: { productId: product.id, delta: 1, reason: MARKUP },
  });

  await openTill(page);
  await add(page, 'attack');
  await expectOnlyText(page);
  await payExactly(page);
  await expect.poll(() => saleIds(shop)).toHaveLength(1);
  const [sale] = await saleIds(shop);
  for (const path of ['/products', `/products/${product.id}`, `/sales/${sale}`, `/sales/${sale}/receipt`]) {
    await page.goto(path);
    await expectOnlyText(page);
  }
  expect(complaints).toEqual([]);
});

test('[S50] who signs out leaves no token and no password behind, and every sale that is not sent', async ({
  page,
  context,
  shop,
}) => {
  await openTill(page);
  await context.route('**/graphql', (route) =>
    route.request().postData()?.includes('recordSales') ? route.abort() : route.continue(),
  );
  await add(page, 'milk');
  const number = await payExactly(page);
  const left = JSON.stringify(await page.evaluate(everythingKept));
  expect(left).not.toMatch(/tk[ark]_|tillkeep-demo/);

  await page.goto('/');
  await page.getByRole('button', { name: 'Ada Administrator' }).click();
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  const afterwards = JSON.stringify(await page.evaluate(everythingKept));
  expect(afterwards).not.toMatch(/tk[ark]_|tillkeep-demo|tillkeep\.example/);
  expect(afterwards).toContain(number);
  expect((await context.cookies(shop.web)).filter(({ name }) => name === '__Host-tillkeep')).toEqual([]);
});

async function expectOnlyText(page: Page): Promise<void> {
  await expect(page.getByText(MARKUP).filter({ visible: true }).first()).toBeVisible();
  expect(await page.evaluate(() => 'hit' in window)).toBe(false);
}

async function saleIds(shop: Shop): Promise<string[]> {
  const { sales } = await shop.ask('{ sales { nodes { id } } }');
  return sales.nodes.map(({ id }: { id: string }) => id);
}

/** In the page: all that script can read of what the browser keeps. */
async function everythingKept(): Promise<unknown> {
  const rows: unknown[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store).getAll();
      rows.push(await new Promise((resolve) => (all.onsuccess = () => resolve(all.result))));
    }
    db.close();
  }
  return [document.cookie, { ...localStorage }, { ...sessionStorage }, rows];
}
