import { expect, test, type Page } from '@playwright/test';
import { add, openTill, payExactly, signInWhenLocked } from '../till';
import { openHouse, type House } from './house';
import { expectNothingLostNothingDoubled } from './ledgers';

// The day of a sale is the outlet's, whatever the device's clock and zone say.

let house: House;
test.beforeAll(async () => {
  house = await openHouse();
});
test.afterAll(() => house.stop());

// An hour that comes twice, one that is left out, a half hour that comes twice, and a day that was left out.
const changes = [
  ['Europe/Paris', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', ['2026-10-25-01', '2026-10-25-02']],
  ['America/New_York', '2026-03-08T06:59:00Z', '2026-03-08T07:01:00Z', ['2026-03-08-01', '2026-03-08-02']],
  ['Australia/Lord_Howe', '2026-04-04T14:45:00Z', '2026-04-04T15:15:00Z', ['2026-04-05-01', '2026-04-05-02']],
  ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-30T10:00:01Z', ['2011-12-29-01', '2011-12-31-01']],
] as const;
for (const [timeZone, before, after, numbers] of changes) {
  test.describe(timeZone, () => {
    test.use({ timezoneId: 'Asia/Tokyo' });
    test(`F18: the clock is set in ${timeZone}: the days and numbers are right`, async ({ page }) => {
      await moveOutletTo(timeZone);
      await page.clock.setFixedTime(new Date(before));
      await openTill(page, house.network.url);
      const sold = [await sellAt(page, before), await sellAt(page, after)];
      expect(sold).toEqual(numbers);
      await expectNothingLostNothingDoubled(house, [page]);
    });
  });
}

test('F19: midnight passes while two windows pay: each day has exactly one -01', async ({
  page,
  context,
}) => {
  await moveOutletTo('Europe/Paris');
  await context.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }),
  );
  const midnight = midnightInParis();
  await openTill(page, house.network.url);
  await page.evaluate(standStill, midnight - 1_000);
  await add(page, 'baguette');
  expect(await payExactly(page)).toMatch(/-01$/);

  await add(page, 'baguette');
  await page.keyboard.press('F9');
  await expect(exactAmount(page)).toBeFocused();
  // The same payment in two windows, before midnight here, after it there.
  const second = await context.newPage();
  await signInWhenLocked(second);
  await second.goto(`${house.network.url}/register`);
  await expect(exactAmount(second)).toBeFocused();
  await page.evaluate(standStill, midnight - 1);
  await second.evaluate(standStill, midnight + 1_000);
  await Promise.all([exactAmount(page).evaluate(click), exactAmount(second).evaluate(click)]);
  await expect(second.getByRole('heading', { name: /^Sale \d.*-01$/ })).toBeVisible();
  await second.keyboard.press('Enter');
  await add(second, 'baguette');
  expect(await payExactly(second)).toMatch(/-02$/);
  const sales = await expectNothingLostNothingDoubled(house, [second]);
  expect(sales.map(({ sent }) => sent.number.slice(-3))).toEqual(['-01', '-01', '-02']);
});

/** The gateway reads its outlets when it starts. */
async function moveOutletTo(timeZone: string): Promise<void> {
  await house.gateway.kill();
  house.change(`UPDATE "Outlet" SET "timeZone" = ?`, timeZone);
  await house.gateway.start();
}

async function sellAt(page: Page, instant: string): Promise<string> {
  await page.clock.setFixedTime(new Date(instant));
  await add(page, 'baguette');
  return payExactly(page);
}

/** The last one, in milliseconds since 1970. */
function midnightInParis(): number {
  const now = new Date();
  const at = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Paris', timeStyle: 'medium' }).format(now);
  const [hours = 0, minutes = 0, seconds = 0] = at.split(':').map(Number);
  return now.getTime() - ((hours * 60 + minutes) * 60 + seconds) * 1000 - now.getMilliseconds();
}

function exactAmount(page: Page) {
  return page.getByRole('group', { name: 'Quick amounts' }).getByRole('button').first();
}

// These run in the page.

/** Of one window only, which page.clock can't do. */
function standStill(instant: number): void {
  globalThis.Date = new Proxy(Date, {
    construct: (date, values, target) => Reflect.construct(date, values.length ? values : [instant], target),
    get: (date, key) => (key === 'now' ? () => instant : Reflect.get(date, key)),
  });
}

function click(button: HTMLElement | SVGElement): void {
  if (button instanceof HTMLElement) button.click();
}
