import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { add, openTill, payExactly, signInWhenLocked } from '../till';
import { openHouse, type House } from './house';
import { expectNothingLostNothingDoubled } from './ledgers';

// One browser, more than one window, and fingers that press twice.

let house: House;
test.beforeAll(async () => {
  house = await openHouse();
});
test.afterAll(() => house.stop());

const elsewhere = { name: 'The register is open in another window' };

test('F05: two windows without Web Locks pay the same cart at once: it is sold once', async ({
  page,
  context,
}) => {
  await context.addInitScript(withoutLocks);
  await openTill(page, house.network.url);
  await add(page, 'baguette');
  await beginPayment(page);
  const second = await openAnother(context);
  await expect(exactAmount(second)).toBeFocused(); // the payment stands there, too
  await Promise.all([page, second].map((window) => exactAmount(window).evaluate(click)));
  await expect(second.getByRole('heading', { name: /^Sale \d/ })).toBeVisible();
  // The first one shows the same sale, or says that it does not sell any more.
  await expect(
    page.getByRole('heading', elsewhere).or(page.getByRole('heading', { name: /^Sale \d/ })),
  ).toBeVisible();
  expect(await expectNothingLostNothingDoubled(house, [second])).toHaveLength(1);
});

test('F05: two windows without Web Locks take turns: each writes only while it leads, and no number is given twice', async ({
  page,
  context,
}) => {
  await context.addInitScript(withoutLocks);
  await openTill(page, house.network.url);
  const second = await openAnother(context);
  await expect(products(second)).toBeVisible();
  await add(second, 'croissant');
  // The old window does not know yet that it leads no more.
  await page.bringToFront();
  await page.getByRole('button', { name: /^Baguette/ }).click();
  await expect(page.getByRole('heading', elsewhere)).toBeVisible();
  await second.bringToFront();
  await payExactly(second);
  await page.bringToFront();
  await page.getByRole('button', { name: 'Use this window' }).click();
  await expect(products(page)).toBeVisible();
  await add(page, 'baguette');
  await second.bringToFront();
  await second.getByRole('button', { name: /^Croissant/ }).click();
  await expect(second.getByRole('heading', elsewhere)).toBeVisible();
  await page.bringToFront();
  await payExactly(page);
  const sales = await expectNothingLostNothingDoubled(house, [page]);
  expect(sales.map(({ sent }) => sent.number.slice(-2))).toEqual(['01', '02']);
});

test('F07: a duplicated tab sells nothing until it is asked to', async ({ page, context }) => {
  await openTill(page, house.network.url);
  await add(page, 'baguette');
  const opened = context.waitForEvent('page');
  // As browsers duplicate a tab: with a copy of its sessionStorage.
  await page.evaluate(() => {
    sessionStorage.setItem('copied', 'yes');
    window.open(location.href);
  });
  const copy = await opened;
  await signInWhenLocked(copy);
  await expect(copy.getByRole('heading', elsewhere)).toBeVisible();
  expect(await copy.evaluate(() => sessionStorage.getItem('copied'))).toBe('yes');
  await page.bringToFront();
  await payExactly(page);
  await copy.bringToFront();
  await copy.getByRole('button', { name: 'Use this window' }).click();
  // What is sold is not open any more.
  await expect(copy.getByText('Scan an item, tap a product, or search.')).toBeVisible();
  await add(copy, 'croissant');
  await payExactly(copy);
  expect(await expectNothingLostNothingDoubled(house, [copy])).toHaveLength(2);
});

test('Two taps, and Enter held down, make one sale', async ({ page }) => {
  await openTill(page, house.network.url);
  await add(page, 'baguette');
  await beginPayment(page);
  await exactAmount(page).dblclick();
  await expect(page.getByRole('heading', { name: /^Sale \d/ })).toBeVisible();
  await page.keyboard.press('Enter');

  await add(page, 'croissant');
  await beginPayment(page);
  for (let repeats = 0; repeats < 30; repeats++) await page.keyboard.down('Enter'); // the key's own repetition
  await page.keyboard.up('Enter');
  await expect(page.getByRole('heading', { name: /^Sale \d/ })).toBeVisible();
  expect(await expectNothingLostNothingDoubled(house, [page])).toHaveLength(2);
});

test('A frozen window that thaws after another one has sold its cart sells nothing', async ({
  page,
  context,
}) => {
  await openTill(page, house.network.url);
  await add(page, 'baguette');
  await beginPayment(page);
  const session = await context.newCDPSession(page);
  // What it is about to do when it is frozen, it does when it thaws.
  await page.evaluate(() => {
    const exact = document.activeElement;
    const timer = setInterval(() => {
      if (!localStorage.getItem('sold') || !(exact instanceof HTMLElement)) return;
      clearInterval(timer);
      exact.click();
      document.body.dataset.clicked = String(exact.isConnected);
    }, 20);
  });
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });

  const second = await openAnother(context);
  await second.getByRole('button', { name: 'Use this window' }).click();
  // The payment stands there as it was.
  await expect(exactAmount(second)).toBeFocused();
  await second.keyboard.press('Enter');
  await expect(second.getByRole('heading', { name: /^Sale \d/ })).toBeVisible();
  await second.evaluate(() => localStorage.setItem('sold', 'yes'));

  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await expect(page.locator('body')).toHaveAttribute('data-clicked');
  await expect(page.getByRole('heading', elsewhere)).toBeVisible();
  expect(await expectNothingLostNothingDoubled(house, [second])).toHaveLength(1);
});

test('F13: an old window is not in the way of a newer version, and says that it is old', async ({
  page,
  context,
}) => {
  await openTill(page, house.network.url);
  await add(page, 'baguette');
  await payExactly(page);
  await add(page, 'baguette');
  const newer = await context.newPage();
  await newer.goto(`${house.network.url}/healthz`);
  const upgraded = await newer.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const opening = indexedDB.open('tillkeep-register', 4);
        opening.onblocked = () => resolve('blocked');
        opening.onsuccess = () => {
          resolve(`version ${opening.result.version}`);
          opening.result.close();
        };
      }),
  );
  expect(upgraded).toBe('version 4');
  await page.bringToFront();
  await expect(page.getByText('A newer version of the register runs in another window.')).toBeVisible();
  // I9: what can't be stored any more is not called saved.
  await beginPayment(page);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^NOT saved: a newer version/)).toBeVisible();
  expect(await expectNothingLostNothingDoubled(house, [page])).toHaveLength(1);
});

async function openAnother(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await signInWhenLocked(page);
  await page.goto(`${house.network.url}/register`);
  return page;
}

function click(button: HTMLElement | SVGElement): void {
  if (button instanceof HTMLElement) button.click();
}

function products(page: Page) {
  return page.getByRole('list', { name: 'Products' }).getByRole('button').first();
}

function exactAmount(page: Page) {
  return page.getByRole('group', { name: 'Quick amounts' }).getByRole('button').first();
}

async function beginPayment(page: Page): Promise<void> {
  await page.keyboard.press('F9');
  await expect(exactAmount(page)).toBeFocused();
}

function withoutLocks(): void {
  Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
}
