import { signIn } from './office';
import { expect, startShop, test, type Shop } from './shop';
import { add, openTill, payExactly } from './till';
import { violations } from './violations';

// What the ERP refuses: found on the sync page by its reason, sent again by itself or as a group, or resolved by hand.

test.describe.configure({ mode: 'serial' });
test.use({ shopOf: 'sync' });

test('with nobody pressing anything a sale is booked, and the list that showed it as Pending says so', async ({
  browser,
}) => {
  const { shop, stop } = await startShop({ SYNC_INTERVAL_SECONDS: '30' });
  try {
    const context = await browser.newContext({ baseURL: shop.web });
    await signIn(context, shop.web);
    const [till, office] = [await context.newPage(), await context.newPage()];
    await openTill(till, shop.web);
    await setLockDate(shop, '2099-12-31');
    await add(till, 'baguette');
    const refused = await payExactly(till);
    await expect.poll(async () => (await shop.ask('{syncSummary{failed}}')).syncSummary.failed).toBe(1);
    await setLockDate(shop, null);

    await add(till, 'baguette');
    const number = await payExactly(till);
    await office.goto('/sales');
    await expect(office.getByRole('row', { name: number })).toContainText('Synced');
    // What the ERP has refused waits for people.
    await expect(office.getByRole('row', { name: refused })).toContainText('Failed');
    await context.close();
  } finally {
    await stop();
  }
});

test('what failed stands there by reason, and each reason is sent again on its own', async ({
  page,
  shop,
}) => {
  await sellThree(shop);
  await setLockDate(shop, '2099-12-31');
  await page.goto('/sync');
  await page.getByRole('button', { name: 'Sync now' }).click();
  const reasons = page.getByRole('region', { name: 'Why they failed' });
  await expect(reasons.getByText('The ERP has closed the period of this sale.').first()).toBeVisible();
  await expect(reasons.getByText('Ask your accountant to reopen the period')).toBeVisible();

  await reasons.getByRole('button', { name: /^Send all 3 now/ }).click();
  await expect(page.getByText('0 sales booked in the ERP, 3 still not.', { exact: true })).toBeVisible();
});

test('a sale that was entered in the ERP by hand is resolved with its document and a note', async ({
  page,
  shop,
}) => {
  await page.goto('/sync');
  const sale = page.getByRole('table', { name: 'Failed sales' }).getByRole('row').nth(1);
  await sale.getByRole('button', { name: /^Resolve by hand/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(dialog.getByText('Give the number of the document that you made there.')).toBeVisible();
  await dialog.getByLabel('Document in the ERP').fill('HAND-2026-7');
  await dialog.getByLabel('Note').fill('Entered by the accountant, April is closed');
  await dialog.getByRole('button', { name: 'Resolve', exact: true }).press('Enter');
  await expect(page.getByText(/is booked by hand as HAND-2026-7/).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Send all 2 now/ })).toBeVisible();

  const [resolved] = (await shop.ask('{sales(filter:{search:"HAND-2026-7"},first:1){nodes{id}}}')).sales
    .nodes;
  await page.goto(`/sales/${resolved.id}`);
  await expect(page.getByText('Booked by hand in the ERP as HAND-2026-7')).toBeVisible();
  await expect(page.getByText('Entered by the accountant, April is closed')).toBeVisible();
  await page.goto('/settings/activity');
  await expect(page.getByText(/Resolved by hand, as booked in the ERP/)).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1280]) {
    test(`the page of what failed can be used by everybody (${colorScheme}, ${width} px)`, async ({
      page,
    }, info) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.goto('/sync');
      await expect(page.getByRole('button', { name: /^Send all 2 now/ })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.screenshot({ path: info.outputPath(`sync-${colorScheme}-${width}.png`), fullPage: true });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await page
        .getByRole('button', { name: /^Resolve by hand/ })
        .first()
        .click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.screenshot({ path: info.outputPath(`resolve-${colorScheme}-${width}.png`) });
    });
  }
}

test('when the cause is mended, the group goes through', async ({ page, shop }) => {
  await setLockDate(shop, null);
  await page.goto('/sync');
  await page.getByRole('button', { name: /^Send all 2 now/ }).click();
  await expect(page.getByText('2 sales booked in the ERP.', { exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Why they failed' })).toBeHidden();
  expect((await shop.ask('{syncSummary{pending failed}}')).syncSummary).toEqual({ pending: 0, failed: 0 });
});

async function sellThree(shop: Shop) {
  const { products } = await shop.ask('{products(first:1){nodes{id}}}');
  const input = `{lines:[{productId:"${products.nodes[0].id}",quantity:1}]}`;
  for (let count = 0; count < 3; count++) await shop.ask(`mutation{createSale(input:${input}){id}}`);
}

async function setLockDate(shop: Shop, date: string | null) {
  const query = `mutation{setLockDate(date:${JSON.stringify(date)})}`;
  const answer = await fetch(`${shop.erp}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${shop.erpApiKey}` },
    body: JSON.stringify({ query }),
  });
  expect((await answer.json()).errors).toBeUndefined();
}
