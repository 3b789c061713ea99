import { expect, test, type Page, type Request } from '@playwright/test';
import { add, openTill, payExactly } from '../till';
import { openHouse, type House } from './house';
import {
  expectNothingLostNothingDoubled,
  gatewaySales,
  latestSale,
  unsent,
  type DeviceSale,
} from './ledgers';

// The way from the till to the gateway, and all that can stand in it.

let house: House;
test.beforeAll(async () => {
  house = await openHouse();
});
test.afterAll(() => house.stop());
test.beforeEach(() => {
  house.network.become('through');
  house.gatewayLine.become('through');
});

test('F22: the network says it is there and the gateway is gone: it sells in under a second, says so, and drains', async ({
  page,
}) => {
  await openTill(page, house.network.url);
  house.gatewayLine.become('cut');
  expect(await page.evaluate(() => navigator.onLine)).toBe(true);
  await add(page, 'baguette');
  expect(await payWithinMs(page)).toBeLessThan(1000); // I7
  await expect(page.getByText('Not sent yet')).toBeVisible(); // I9
  await expect(page.getByRole('button', { name: 'Gateway unreachable 1 not sent' })).toBeVisible();
  house.gatewayLine.become('through');
  expect(await expectNothingLostNothingDoubled(house, [page])).toHaveLength(1);
  await expect(page.getByText('At the gateway')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Online' })).toBeVisible();
});

const otherAnswers = [
  ['a sign-in page', 'text/html', '<html><body>Welcome to Hotel Wi-Fi. Please sign in.</body></html>'],
  ['other JSON', 'application/json', '{"status":"login required","url":"http://portal"}'],
  ['data of another shape', 'application/json', '{"data":{"recordSales":{"ok":true}}}'],
  [
    'an answer about no sale',
    'application/json',
    '{"data":{"recordSales":{"results":[],"contiguousSequence":0,"generation":"g"}}}',
  ],
] as const;
test('F23: what a captive portal answers with status 200 is no answer', async ({ page }) => {
  await openTill(page, house.network.url);
  house.network.become('portal');
  await add(page, 'baguette');
  const { id } = await payAndGetSale(page);
  for (const [what, type, body] of otherAnswers) {
    house.network.become('portal', { type, body });
    // Sent again each time: so what came before was not taken for an answer.
    const answered = page.waitForResponse(
      async (answer) => carries(answer.request(), id) && (await answer.text()) === body,
    );
    await page.evaluate(() => dispatchEvent(new Event('online')));
    expect((await answered).status(), what).toBe(200);
    await expect(
      page.getByRole('button', { name: /^(Connecting|Gateway unreachable) 1 not sent$/ }),
    ).toBeVisible();
  }
  house.network.become('through');
  expect(await expectNothingLostNothingDoubled(house, [page])).toHaveLength(1);
  expect(await latestSale(page)).toMatchObject({ outcome: 'RECORDED' });
});

test('An answer that breaks off in the middle is no answer', async ({ page }) => {
  await openTill(page, house.network.url);
  house.network.become('truncated');
  await add(page, 'baguette');
  const { id } = await payAndGetSale(page);
  await expect.poll(() => timesAtGateway(id)).toBe(1);
  await expect(page.getByRole('button', { name: /Gateway unreachable.*1 not sent/ })).toBeVisible();
  expect(await unsent(page)).toHaveLength(1);
  house.network.become('through');
  await expectNothingLostNothingDoubled(house, [page]);
});

test('F34: the answer is lost after the commit: it is sent again, and recorded once', async ({ page }) => {
  await openTill(page, house.network.url);
  house.gatewayLine.become('deaf');
  await add(page, 'baguette');
  const { id } = await payAndGetSale(page);
  await expect.poll(() => timesAtGateway(id)).toBe(1);
  await expect(page.getByRole('button', { name: /1 not sent/ })).toBeVisible();
  house.gatewayLine.become('through');
  await expectNothingLostNothingDoubled(house, [page]);
  expect(await latestSale(page)).toMatchObject({ state: 'ACKED', outcome: 'DUPLICATE' });
});

test('F25: over a line of 1 KB a second a queue drains, and selling goes on undisturbed', async ({
  page,
}) => {
  await openTill(page, house.network.url);
  house.gatewayLine.become('cut');
  for (let sale = 0; sale < 10; sale++) await sellOne(page, 'baguette');
  house.gatewayLine.become('through');
  house.gatewayLine.bytesPerSecond = 1024;
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await add(page, 'croissant');
  expect(await payWithinMs(page)).toBeLessThan(1000); // I7
  expect((await unsent(page)).length).toBe(11); // it is still under way
  const waiting: number[] = [];
  await expect
    .poll(async () => waiting.push((await unsent(page)).length) && waiting.at(-1), { timeout: 60_000 })
    .toBe(0);
  expect(waiting).toEqual([...waiting].sort((a, b) => b - a));
  house.gatewayLine.become('through');
  expect(await expectNothingLostNothingDoubled(house, [page])).toHaveLength(11);
});

test('F26: three days dark: every sale arrives, on the day on which it was sold', async ({ page }) => {
  const today = Date.now();
  const daysAgo = (days: number) => new Date(today - days * 24 * 60 * 60_000);
  await page.clock.setFixedTime(daysAgo(3));
  await openTill(page, house.network.url);
  house.gatewayLine.become('cut');
  const dates: string[] = [];
  for (const days of [3, 2, 1]) {
    await page.clock.setFixedTime(daysAgo(days));
    await add(page, 'baguette');
    const { sent } = await payAndGetSale(page);
    await page.keyboard.press('Enter');
    dates.push(sent.businessDate);
    expect(sent.number).toBe(`${sent.businessDate}-01`);
  }
  expect(new Set(dates).size).toBe(3);
  await page.clock.setFixedTime(new Date());
  await page.reload();
  house.gatewayLine.become('through');
  const sales = await expectNothingLostNothingDoubled(house, [page]);
  expect(sales.map(({ sent }) => sent.businessDate)).toEqual(dates);
});

test('F28: every reason to send at the same instant: one upload', async ({ page }) => {
  await openTill(page, house.network.url);
  house.gatewayLine.become('cut');
  await sellOne(page, 'baguette');
  await page.getByRole('button', { name: /1 not sent/ }).click();
  const send = page.getByRole('button', { name: 'Send now' });
  await expect(send).toBeEnabled();
  const { id } = await latestSale(page);
  const uploads: string[] = [];
  house.gatewayLine.become('through');
  page.on('response', (response) => {
    if (response.ok() && carries(response.request(), id)) uploads.push(id);
  });
  await send.evaluate((button: HTMLButtonElement) => {
    for (let times = 0; times < 3; times++) {
      for (const hint of ['online', 'focus', 'pageshow']) dispatchEvent(new Event(hint));
      button.click();
    }
  });
  await expectNothingLostNothingDoubled(house, [page]);
  expect(uploads).toEqual([id]);
  expect(await latestSale(page)).toMatchObject({ outcome: 'RECORDED' });
});

test('F29: a browser without background sync drains as well', async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, 'SyncManager');
    Reflect.deleteProperty(ServiceWorkerRegistration.prototype, 'sync');
  });
  await openTill(page, house.network.url);
  house.network.become('cut');
  await sellOne(page, 'baguette');
  await sellOne(page, 'croissant');
  expect(await unsent(page)).toHaveLength(2);
  house.network.become('through');
  expect(await expectNothingLostNothingDoubled(house, [page])).toHaveLength(2);
});

async function sellOne(page: Page, words: string): Promise<void> {
  await add(page, words);
  await payExactly(page);
}

/** Leaves the finished sale on the screen. */
async function payAndGetSale(page: Page): Promise<DeviceSale> {
  await page.keyboard.press('F9');
  await expect(page.getByRole('group', { name: 'Quick amounts' }).getByRole('button').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /^Sale \d/ })).toBeVisible();
  return latestSale(page);
}

/** From the press on the paying button to the finished sale on the screen, by the page's own clock. */
async function payWithinMs(page: Page): Promise<number> {
  await page.keyboard.press('F9');
  await expect(page.getByRole('group', { name: 'Quick amounts' }).getByRole('button').first()).toBeFocused();
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const begun = performance.now();
        new MutationObserver((_, observer) => {
          if (!document.querySelector('#result-heading')) return;
          observer.disconnect();
          requestAnimationFrame(() => resolve(performance.now() - begun));
        }).observe(document.body, { childList: true, subtree: true });
        const exact = document.activeElement;
        if (exact instanceof HTMLElement) exact.click();
      }),
  );
}

/** An upload that has the sale in it. */
function carries(request: Request, id: string): boolean {
  const sent = request.postData() ?? '';
  return sent.includes('RecordSalesInput') && sent.includes(id);
}

function timesAtGateway(id: string): number {
  return gatewaySales(house).filter((sale) => sale.id === id).length;
}
