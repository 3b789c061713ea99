import { expect, test, type Shop } from './shop';
import { add, openTill, payExactly, sell } from './till';

// A newcomer's first day, in the browser, against the three real services.

test.describe.configure({ mode: 'serial' });

test('a product is made, sold, Pending, synced, and Synced with the number of the ERP’s document', async ({
  context,
  page,
  shop,
}) => {
  await page.goto('/products');
  await page.getByRole('link', { name: 'New product' }).click();
  await page.getByLabel('Name').fill('Lavender soap');
  await page.getByLabel('Price, EUR').fill('4,50');
  await page.getByLabel('Tax rate, %').fill('20');
  await page.getByLabel('In stock now').fill('10');
  await page.getByRole('button', { name: /create|save/i }).click();
  await expect(page.getByRole('heading', { name: 'Lavender soap' })).toBeVisible();

  const number = await sell(page, 'lavender', 2);
  const latest = async () =>
    (await shop.ask('{sales(first:1){nodes{id reference number total syncStatus}}}')).sales.nodes[0];
  await expect.poll(latest).toMatchObject({ number, total: 900, syncStatus: 'PENDING' });
  const sale = await latest();

  await page.goto(`/sales/${sale.id}`);
  await expect(page.getByText('Waiting to be booked in the ERP')).toBeVisible();

  const elsewhere = await context.newPage();
  await elsewhere.goto('/sync');
  await elsewhere.getByRole('button', { name: 'Sync now' }).click();
  await expect(elsewhere.getByText('1 sale booked in the ERP.', { exact: true })).toBeVisible();
  await elsewhere.close();

  // The page that was open all the time finds out by itself.
  await expect(page.getByText(/Booked in the ERP as INV-\d{4}-\d{6}/)).toBeVisible();
  expect((await shop.ask(`{productByCode(code:"LAVENDER-SOAP"){stock}}`)).productByCode.stock).toBe(8);

  await page.goto(shop.erp);
  await expect(page.getByText(sale.reference)).toBeVisible();
});

test('the number of a sale is its business date and the till’s count of that day', async ({ page, shop }) => {
  const first = await sell(page, 'baguette');
  const second = await sell(page, 'baguette');
  expect(first).toMatch(/^\d{4}-\d{2}-\d{2}-\d{2}$/);
  expect(Number(second.slice(11))).toBe(Number(first.slice(11)) + 1);
  await expect.poll(async () => (await shop.ask('{syncSummary{pending}}')).syncSummary.pending).toBe(2);
});

test('a sale in a period that the ERP has closed is Failed with the reason, and heals when it is open again', async ({
  page,
  shop,
}) => {
  await askErp(shop, 'mutation{setLockDate(date:"2099-12-31")}');
  await page.goto('/sync');
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByText('PERIOD_CLOSED').first()).toBeVisible();
  await page.goto('/sales?status=FAILED');
  await expect(page.getByRole('row').filter({ hasText: 'Failed' })).toHaveCount(2);

  await askErp(shop, 'mutation{setLockDate(date:null)}');
  await page.goto('/sync');
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(page.getByText('2 sales booked in the ERP.', { exact: true })).toBeVisible();
  expect((await shop.ask('{syncSummary{pending failed}}')).syncSummary).toEqual({ pending: 0, failed: 0 });
});

test('what is not there by the books is sold all the same, with a note for the cashier and a flag for the manager', async ({
  page,
  shop,
}) => {
  await openTill(page);
  await add(page, 'battery');
  await expect(page.getByText('None here by this till’s books')).toBeVisible();
  const number = await payExactly(page);
  await expect
    .poll(async () => (await shop.ask('{sales(first:1){nodes{number flags}}}')).sales.nodes[0])
    .toEqual({ number, flags: ['OVERSOLD'] });
});

async function askErp(shop: Shop, query: string) {
  const answer = await fetch(`${shop.erp}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${shop.erpApiKey}` },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await answer.json();
  expect(errors).toBeUndefined();
  return data;
}
