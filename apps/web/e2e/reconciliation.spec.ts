import Database from 'better-sqlite3';
import { join } from 'node:path';
import { signIn } from './office';
import { expect, startShop, test, type Shop } from './shop';
import { violations } from './violations';

// POS beside ERP in the browser: days that match, a document that the ERP has lost, one that only it has; and an ERP that is away.

test.describe.configure({ mode: 'serial' });
test.use({ shopOf: 'reconciliation' });

const [GOOD, BAD] = ['2026-03-02', '2026-03-03'];
const MARCH = '/sync/reconciliation?from=2026-03-01&to=2026-03-31';
let lost = '';

test.beforeAll(async ({ shop }) => {
  const sales = [await sell(shop, GOOD, 1), await sell(shop, BAD, 2), await sell(shop, BAD, 3)];
  await shop.ask('mutation{syncPendingSales{failed}}');
  lost = sales[2]?.reference ?? '';
  loseDocument(shop, sales[2]?.id ?? '');
  await bookStranger(shop);
});

test('the days stand there with what was sold and what is booked, and those that differ can be asked for alone', async ({
  page,
}) => {
  await page.goto(MARCH);
  await expect(page.getByText('1 day of 2 differs.')).toBeVisible();
  await expect(page.getByRole('row', { name: /Mon,? 2 Mar 2026/ })).toContainText('Matches');
  const bad = page.getByRole('row', { name: /Tue,? 3 Mar 2026/ });
  await expect(bad).toContainText('Differs');
  await expect(bad).toContainText('2 sales');
  await expect(bad).toContainText('2 documents');
  await page.getByLabel('Show').selectOption('Only days that differ');
  await expect(page.getByRole('row', { name: /2 Mar 2026/ })).toBeHidden();
  expect(page.url()).toContain('show=differing');
  await page.reload();
  await expect(page.getByRole('row', { name: /3 Mar 2026/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /2 Mar 2026/ })).toBeHidden();
});

test('the start page and the sync page raise the alarm in words, and lead to the days', async ({
  page,
}, info) => {
  const alarm = 'On 1 day the ERP’s books differ from what was sold.';
  for (const path of ['/', '/sync']) {
    await page.goto(path);
    await expect(page.getByText(alarm)).toBeVisible();
    await page.screenshot({ path: info.outputPath(`alarm-${path.slice(1) || 'start'}.png`) });
  }
  await page.getByRole('link', { name: 'See which' }).click();
  await expect(page.getByRole('row', { name: /3 Mar 2026/ })).toContainText('Differs');
  await page.getByRole('link', { name: 'Sync', exact: true }).first().click();
  await page.getByRole('link', { name: 'Reconciliation' }).click();
  await expect(page.getByRole('heading', { name: 'Reconciliation' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1280]) {
    test(`both pages can be used by everybody (${colorScheme}, ${width} px)`, async ({ page }, info) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      for (const [name, path] of [
        ['days', MARCH],
        ['day', `/sync/reconciliation/${BAD}`],
      ] as const) {
        await page.goto(path);
        await expect(page.getByText('Differs').first()).toBeVisible();
        await expect(page.getByText('Tillkeep', { exact: true })).toBeAttached();
        expect(await violations(page)).toEqual([]);
        await page.screenshot({
          path: info.outputPath(`${name}-${colorScheme}-${width}.png`),
          fullPage: true,
        });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
      }
    });
  }
}

test('the printer gets the day with its sales, and nothing of the screen', async ({ page }, info) => {
  await page.goto(`/sync/reconciliation/${BAD}`);
  await expect(page.getByRole('table', { name: 'What differs' })).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  const paper = page.getByRole('article', { name: /^Reconciliation with the ERP/ });
  await expect(paper).toContainText(lost);
  await expect(paper).toContainText('Checked by');
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  await expect(page.getByRole('navigation')).toBeHidden();
  await page.screenshot({ path: info.outputPath('paper.png') });
});

test('a day says of each sale why it differs; what is missing is sent again, what is too much is left to people', async ({
  page,
  shop,
}) => {
  await page.goto(MARCH);
  await page.getByRole('link', { name: /3 Mar 2026/ }).click();
  const missing = page.getByRole('row', { name: lost });
  await expect(missing).toContainText(/It was booked as INV-2026-\d+, and the ERP has lost that\./);
  await expect(page.getByRole('row', { name: 'BY-HAND-1' })).toContainText('Only the ERP has it');
  await page.getByRole('button', { name: 'Send what is missing' }).press('Enter');
  await expect(page.getByText('1 sale booked in the ERP.', { exact: true })).toBeVisible();
  await expect(missing).toBeHidden();
  await expect(page.getByRole('row', { name: 'BY-HAND-1' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send what is missing' })).toBeHidden();
  const { reconciliation } = await shop.ask(
    `{reconciliation(from:"${BAD}",to:"${BAD}"){posCount erpCount matches}}`,
  );
  expect(reconciliation).toEqual([{ posCount: 2, erpCount: 3, matches: false }]);
  await page.goto('/settings/activity');
  await expect(page.getByText(/Sent to the ERP again what it lacked of/)).toBeVisible();
  await expect(page.getByText(/The ERP booked again, under another document:/)).toBeVisible();
});

test('a day without sales, and one that is none, say so', async ({ page }) => {
  await page.goto('/sync/reconciliation/2026-03-09');
  await expect(page.getByRole('heading', { name: 'Everything is booked' })).toBeVisible();
  await page.goto('/sync/reconciliation/2026-02-30');
  await expect(page.getByRole('heading', { name: 'There is no such day' })).toBeVisible();
  await page.goto('/sync/reconciliation?from=2026-03-09&to=2026-03-10');
  await expect(page.getByRole('heading', { name: 'Nothing to compare' })).toBeVisible();
});

test('an ERP that does not answer is told of kindly, and nothing is guessed', async ({ browser }) => {
  const { shop, stop } = await startShop({
    ERP_URL: 'http://127.0.0.1:9/graphql',
    ERP_API_KEY: 'a-key-for-tests-only-0123456789',
  });
  try {
    const context = await browser.newContext({ baseURL: shop.web });
    await signIn(context, shop.web);
    const page = await context.newPage();
    await page.goto(MARCH);
    await expect(page.getByText('The ERP can’t be reached. Nothing was compared.')).toBeVisible();
    await expect(page.getByText('All sales are safe here')).toBeVisible();
    await expect(page.getByRole('table')).toHaveCount(0);
    await context.close();
  } finally {
    await stop();
  }
});

async function sell(
  shop: Shop,
  businessDate: string,
  quantity: number,
): Promise<{ id: string; reference: string }> {
  const { products } = await shop.ask('{products(first:1){nodes{id}}}');
  const lines = [{ productId: products.nodes[0].id, quantity }];
  const { createSale } = await shop.ask(
    'mutation($input:CreateSaleInput!){createSale(input:$input){id reference}}',
    { input: { lines, soldAt: `${businessDate}T10:00:00Z` } },
  );
  return createSale;
}

/** As the books' own database refuses to. */
function loseDocument(shop: Shop, saleId: string): void {
  const folder = /Data and logs are in (.+)\. Ctrl-C/.exec(shop.said())?.[1] ?? '';
  const db = new Database(join(folder, 'erp.sqlite'));
  db.exec('DROP TRIGGER documents_are_never_removed; DROP TRIGGER entries_are_never_removed');
  const document = db.prepare('SELECT id, subtotal, tax, total FROM documents WHERE sale_id = ?').get(saleId);
  if (!isRow(document)) throw new Error(`There is no document of ${saleId}.`);
  const { id, subtotal, tax, total } = document;
  db.prepare(
    `UPDATE day_totals SET count = count - 1, subtotal = subtotal - ?, tax = tax - ?, total = total - ?
     WHERE business_date = ?`,
  ).run(subtotal, tax, total, BAD);
  db.prepare('DELETE FROM journal_entries WHERE document_id = ?').run(id);
  db.prepare('DELETE FROM documents WHERE id = ?').run(id);
  db.close();
}

function isRow(row: unknown): row is { id: number; subtotal: number; tax: number; total: number } {
  return typeof row === 'object' && row !== null && 'id' in row;
}

async function bookStranger(shop: Shop): Promise<void> {
  const line = { sku: 'X', name: 'X', quantity: 1, unitPrice: 1000, taxRate: 0, tax: 0, total: 1000 };
  const input = {
    ...{ saleId: 'entered-by-hand', reference: 'BY-HAND-1', outletCode: 'MAIN', registerCode: '00' },
    ...{ businessDate: BAD, soldAt: `${BAD}T10:00:00Z`, currency: 'EUR', lines: [line] },
    ...{ payments: [{ method: 'CASH', amount: 1000 }], subtotal: 1000, tax: 0, total: 1000 },
  };
  const answer = await fetch(`${shop.erp}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${shop.erpApiKey}` },
    body: JSON.stringify({
      query: 'mutation($input:[ErpSaleInput!]!){importSales(input:$input){status}}',
      variables: { input: [input] },
    }),
  });
  expect((await answer.json()).data.importSales).toEqual([{ status: 'IMPORTED' }]);
}
