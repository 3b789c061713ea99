import Database from 'better-sqlite3';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { openHouse, type House } from './faults/house';
import { signIn } from './office';
import { add, changeCashier, lock, openClaim, openTill, payExactly, scan, signInAs } from './till';
import { violations } from './violations';

// Goods that come back: by keyboard, with and without a network, by a cashier with leave, and in exchange for others.

/** As people type: faster is taken for a scanner. */
const PACE = { delay: 60 };

let house: House;
test.beforeEach(async () => {
  house = await openHouse();
});
test.afterEach(() => house.stop());

test('a return by keyboard alone: at what was paid, back to stock, on paper, in the office and in the books', async ({
  page,
  context,
}) => {
  await openTill(page, house.network.url);
  const before = await stock();
  for (let piece = 0; piece < 3; piece++) await add(page, 'baguette');
  const sold = await payExactly(page);
  await expect.poll(totals).toEqual([330]);
  const { reference } = await newest();
  await page.keyboard.press('F8');
  await expect(page.getByLabel('Receipt number')).toBeFocused();
  await scan(page, reference);
  await expect(dialog(page, `Return from sale ${sold}`)).toBeVisible();
  await expect(page.getByLabel('How many Baguette')).toBeFocused();
  await expect(page.getByLabel('How many Baguette')).toHaveValue('3');
  await page.keyboard.press('1');
  expect(await violations(page)).toEqual([]);
  await press(page, page.getByLabel('Reason', { exact: true }), ...'Stale', 'Enter');
  await expect(page.getByRole('button', { name: /-1 × Baguette/ })).toContainText(`Return from ${sold}`);
  await expect(page.getByText('To give back')).toBeVisible();
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { name: 'Refund' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await expect(page.getByRole('button', { name: 'Give back in cash' })).toBeFocused();
  await page.keyboard.press('Enter');
  const done = page.getByRole('heading', { name: /^Return \d/ });
  await expect(done).toBeVisible();
  await expect(page.getByRole('article', { name: /^Receipt/ })).toContainText(`Return from ${sold}`);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Enter');

  await expect.poll(async () => (await newest()).total).toBe(-110);
  const back = await newest();
  expect(back.flags).toEqual([]);
  expect(await stock()).toBe(before - 2);
  await house.ask('mutation{syncPendingSales{synced failed}}');
  expect(entries(back.id)).toEqual([
    { account: '1000 Cash', debit: 0, credit: 110 },
    { account: '4000 Sales 5.5 %', debit: 104, credit: 0 },
    { account: '2200 Tax payable 5.5 %', debit: 6, credit: 0 },
  ]);

  await signIn(context, house.network.url);
  await page.goto(`${house.network.url}/sales/${back.id}`);
  await expect(page.getByRole('heading', { name: `Return ${back.number}` })).toBeVisible();
  await expect(page.getByText(/Return from sale .*: Stale, back to stock/)).toBeVisible();
  await page.getByRole('link', { name: `sale ${sold}` }).click();
  await expect(page.getByText(`Returned 1 of 3 by sale ${back.number}`)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.goto(`${house.network.url}/`);
  await expect(page.getByText('€1.10 refunded in 1 sale')).toBeVisible();
  await page.goto(`${house.network.url}/reports?by=PRODUCT`);
  await expect(page.getByRole('columnheader', { name: 'Refunds' })).toBeVisible();
});

test('with no network a cashier gives back with a manager’s leave, nothing twice, and both names are kept', async ({
  page,
  context,
}) => {
  await openClaim(page, house.network.url);
  await page.getByRole('button', { name: /^(Start selling on|Take over) / }).click();
  await expect(lock(page)).toBeVisible();
  await signInAs(page, 'Cam');
  await untilKept(page);
  await context.setOffline(true);
  for (let piece = 0; piece < 2; piece++) await add(page, 'baguette');
  await payExactly(page);
  await takeBack(page, '1', 'Damaged');
  await page.keyboard.press('F9');
  const leave = dialog(page, 'A manager has to approve this');
  await expect(leave.getByText('€2.20')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await leave.getByRole('button', { name: 'Mia' }).click();
  await expect(leave.getByLabel('PIN of Mia')).toBeFocused();
  await page.keyboard.type('2222');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Give back in cash' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /^Return \d/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('F8');
  await page.getByLabel('Receipt number').pressSequentially('1', PACE);
  await page.keyboard.press('Enter');
  await expect(page.getByText('All of this sale has come back already.')).toBeVisible();
  await expect(page.getByText('The gateway does not answer')).toBeVisible();
  await page.keyboard.press('Escape');

  await context.setOffline(false);
  await page.getByRole('button', { name: /not sent/ }).click();
  await page.getByRole('button', { name: 'Send now' }).click();
  await expect(page.getByText('Nothing: every sale has arrived')).toBeVisible();
  const back = await newest();
  expect(back).toMatchObject({
    ...{ total: -220, flags: [], cashierName: 'Cam' },
    approvals: [{ action: 'REFUND', approverName: 'Mia', amount: 220 }],
  });
  await signIn(context, house.network.url);
  await page.goto(`${house.network.url}/sales/${back.id}`);
  await expect(page.getByText('Refund approved by Mia')).toBeVisible();
});

test('goods are exchanged in one sale, even or for money, and a drawer that gave money back expects less', async ({
  page,
}) => {
  await openTill(page, house.network.url);
  await page.keyboard.press('F7');
  await page.getByLabel('Float').pressSequentially('100', PACE);
  await page.keyboard.press('Enter');
  await expect(dialog(page, 'Shift 1')).toBeVisible();
  await page.keyboard.press('Escape');
  for (let piece = 0; piece < 3; piece++) await add(page, 'baguette');
  await payExactly(page);

  await takeBack(page, '1', 'Wrong item', '1');
  await add(page, 'baguette');
  await page.keyboard.press('F9');
  await expect(page.getByText('Even: nothing to pay or to give back')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Complete exchange' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /^Sale \d/ })).toBeVisible();
  await page.keyboard.press('Enter');

  await takeBack(page, '1', 'Wrong item', '1');
  await add(page, 'croissant');
  await payExactly(page); // 1.25 less 1.10
  await takeBack(page, '1', 'Wrong item', '1');
  await page.keyboard.press('F9');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /^Return \d/ })).toBeVisible();
  await page.keyboard.press('Enter');

  await expect.poll(totals).toEqual([-110, 15, 0, 330]);
  await page.keyboard.press('F7');
  await press(page, page.getByRole('button', { name: 'Close the shift' }), 'Enter');
  await page.getByLabel('Counted').pressSequentially('102.35', PACE); // 100 + 3.30 + 0.15 - 1.10
  await page.keyboard.press('Enter');
  await expect(dialog(page, 'Close the shift')).toContainText('No difference');
});

test('F50: what came back at one till is not given back at another that can ask; in the dark it is, and is flagged', async ({
  page,
  browser,
}) => {
  await openTill(page, house.network.url);
  for (let piece = 0; piece < 2; piece++) await add(page, 'baguette');
  await payExactly(page);
  await expect.poll(totals).toEqual([220]);
  const { reference } = await newest();
  const others = await browser.newContext();
  const other = await others.newPage();
  await house.ask('mutation($id:ID!){createRegister(input:{outletId:$id,code:"R2",name:"Till 2"}){id}}', {
    id: (await house.ask<{ outlets: { id: string }[] }>('{outlets{id}}')).outlets[0]?.id,
  });
  await openTill(other, house.network.url);

  await takeBack(other, reference, 'Damaged', '1');
  await other.keyboard.press('F9');
  await expect(other.getByRole('button', { name: 'Give back in cash' })).toBeFocused();
  await other.keyboard.press('Enter');
  await other.keyboard.press('Enter');
  await expect.poll(totals).toEqual([-110, 220]);

  await page.keyboard.press('F8');
  await page.getByLabel('Receipt number').pressSequentially('1', PACE);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/1 of 2 left/)).toBeVisible();
  await page.keyboard.press('Escape');

  await page.context().setOffline(true);
  await takeBack(page, '1', 'Damaged', '2'); // nobody can know
  await page.keyboard.press('F9');
  await expect(page.getByRole('button', { name: 'Give back in cash' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.context().setOffline(false);
  await expect.poll(totals, { timeout: 30_000 }).toEqual([-220, -110, 220]);
  expect((await newest()).flags).toEqual(['OVER_RETURN']);
  await others.close();
});

const looks = [
  { colorScheme: 'light', width: 1280, height: 800 },
  { colorScheme: 'dark', width: 360, height: 740 },
] as const;

for (const { colorScheme, ...viewport } of looks) {
  test(`returns can be used at ${viewport.width} px in ${colorScheme}`, async ({ page }, info) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    const look = async (name: string) => {
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        viewport.width,
      );
      await page.screenshot({ path: info.outputPath(`${name}.png`) });
    };
    await openTill(page, house.network.url);
    for (let piece = 0; piece < 2; piece++) await add(page, 'baguette');
    await add(page, 'croissant');
    await payExactly(page);
    await page.keyboard.press('F8');
    await expect(page.getByText('Latest sales on this till')).toBeVisible();
    await look('find');
    await page.getByLabel('Receipt number').pressSequentially('1', PACE);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'One more Baguette' }).click();
    await page.getByRole('button', { name: 'Damaged' }).click();
    await look('lines');
    await page.getByRole('button', { name: /^Take back for/ }).click();
    if (viewport.width < 600) await page.getByRole('button', { name: '1 line' }).click();
    await look('cart');
    await page.keyboard.press('F9');
    await expect(page.getByRole('heading', { name: 'Refund' })).toBeVisible();
    await look('refund');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: /^Return \d/ })).toBeVisible();
    await look('receipt');
    await expect.poll(totals).toEqual([-110, 345]);
    await signIn(page.context(), house.network.url);
    const [back, sold] = await recorded();
    for (const [name, path] of [
      ['office-return', `/sales/${back?.id}`],
      ['office-sale', `/sales/${sold?.id}`],
      ['office-sales', '/sales'],
      ['office-report', '/reports?by=PRODUCT'],
      ['office-dashboard', '/'],
    ] as const) {
      await page.goto(`${house.network.url}${path}`);
      await expect(
        page
          .getByText(/€1\.10|€3\.45/)
          .filter({ visible: true })
          .first(),
      ).toBeVisible();
      await look(name);
    }
  });
}

/** Finds a receipt and takes so many pieces of its first line back, by keyboard. */
async function takeBack(page: Page, receipt: string, reason: string, pieces?: string): Promise<void> {
  await page.keyboard.press('F8');
  await expect(page.getByLabel('Receipt number')).toBeFocused();
  await page.getByLabel('Receipt number').pressSequentially(receipt, PACE);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('How many Baguette')).toBeFocused();
  if (pieces) await page.keyboard.press(pieces);
  await press(page, page.getByLabel('Reason', { exact: true }), ...reason, 'Enter');
  await expect(page.getByRole('button', { name: /-\d × Baguette/ })).toBeVisible();
}

/** Tab by Tab to it, and then the keys. */
async function press(page: Page, target: Locator, ...keys: string[]): Promise<void> {
  for (let tab = 0; tab < 40; tab++) {
    if (await target.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
  for (const key of keys) await page.keyboard.press(key === ' ' ? 'Space' : key, PACE);
}

function dialog(page: Page, name: string): Locator {
  return page.getByRole('dialog', { name });
}

interface Recorded {
  readonly id: string;
  readonly number: string;
  readonly reference: string;
  readonly total: number;
  readonly flags: readonly string[];
  readonly cashierName: string | null;
  readonly approvals: readonly object[];
}

async function recorded(): Promise<Recorded[]> {
  const { sales } = await house.ask<{ sales: { nodes: Recorded[] } }>(
    '{sales(first:10){nodes{id number reference total flags cashierName approvals{action approverName amount}}}}',
  );
  return sales.nodes;
}

async function newest(): Promise<Recorded> {
  const [sale] = await recorded();
  if (!sale) throw new Error('nothing is recorded');
  return sale;
}

const totals = async () => (await recorded()).map(({ total }) => total);

async function stock(): Promise<number> {
  const { products } = await house.ask<{ products: { nodes: { stock: number }[] } }>(
    '{products(first:1,filter:{search:"baguette"}){nodes{stock}}}',
  );
  return products.nodes[0]?.stock ?? 0;
}

/** Of the ERP's document of the sale, read from its books. */
function entries(saleId: string): unknown[] {
  const books = new Database(house.booksFile, { readonly: true });
  const found = books
    .prepare(
      `SELECT account, debit, credit FROM journal_entries e JOIN documents d ON d.id = e.document_id
       WHERE d.sale_id = ? ORDER BY position`,
    )
    .all(saleId);
  books.close();
  return found;
}

/** The page, its files and the products are in the browser. */
async function untilKept(page: Page): Promise<void> {
  await expect(changeCashier(page)).toBeVisible();
  await expect(page.getByRole('list', { name: 'Products' }).getByRole('button').first()).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
  await expect(page.getByRole('button', { name: 'Online' })).toBeVisible();
}
