import { expect, type Locator, type Page } from '@playwright/test';

// What a cashier does at /register, by keyboard.

/** Opens the register; a browser that has none yet takes the one that is offered first. */
export async function openTill(page: Page, web = ''): Promise<void> {
  await signInWhenLocked(page);
  await page.goto(`${web}/register`);
  const search = page.getByRole('combobox', { name: 'Search products' });
  await expect(search.or(unclaimed(page)).or(lock(page)).first()).toBeVisible();
  // The lock names people too, and not to give leave.
  if (!(await lock(page).isVisible()) && (await unclaimed(page).isVisible())) {
    await getLeave(page);
    await claimButton(page).click();
  }
  await expect(changeCashier(page)).toBeVisible(); // after Ada has signed in
  await expect(page.getByRole('list', { name: 'Products' }).getByRole('button').first()).toBeVisible();
}

/** With the PIN of somebody of the demo shop, who may do everything unless said otherwise. */
export async function signInAs(page: Page, name: 'Cam' | 'Mia' | 'Ada' = 'Ada'): Promise<void> {
  const pin = lock(page).getByLabel(`PIN of ${name}`);
  const person = lock(page).getByRole('button', { name });
  await expect(person.or(pin)).toBeVisible(); // whoever works there alone is asked at once
  if (await person.isVisible()) await person.click();
  await expect(pin).toBeFocused();
  await page.keyboard.type({ Cam: '1111', Mia: '2222', Ada: '3333' }[name]);
  await page.keyboard.press('Enter');
  await expect(lock(page)).toBeHidden();
}

/** What lies over a register until somebody says who they are. */
export function lock(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Who is at the till?' });
}

/** In the head of a register at which somebody is signed in; it locks. */
export function changeCashier(page: Page, name = ''): Locator {
  return page.getByRole('button', { name: `${name}: somebody else` });
}

const watched = new WeakSet<Page>();

/** For tests that are about something else: a register that opens locked, after a reload, is opened by Ada. */
export async function signInWhenLocked(page: Page): Promise<void> {
  if (watched.has(page)) return;
  watched.add(page);
  await page.addLocatorHandler(lock(page).getByRole('list', { name: 'People' }), () => signInAs(page));
}

/** Opens the register of a browser that has none yet: its choice of registers. */
export async function openClaim(page: Page, web = ''): Promise<void> {
  await page.goto(`${web}/register`);
  await expect(unclaimed(page)).toBeVisible();
  await getLeave(page);
}

/** What a browser without a register shows first, with a manager signed in to its office or not. */
export function unclaimed(page: Page): Locator {
  return claimButton(page).or(manager(page));
}

/** Of the demo shop's manager, where none is signed in. */
async function getLeave(page: Page): Promise<void> {
  if (await manager(page).isVisible()) await manager(page).click();
  await expect(claimButton(page)).toBeVisible();
}

function claimButton(page: Page): Locator {
  return page.getByRole('button', { name: /^(Start selling on|Take over) / });
}

function manager(page: Page): Locator {
  return page.getByRole('button', { name: 'Mia Manager' });
}

/** Adds the first product that is found. */
export async function add(page: Page, words: string): Promise<void> {
  const search = page.getByRole('combobox', { name: 'Search products' });
  // Again, where the till locked just then because its clock has been moved.
  await expect(async () => {
    await page.keyboard.press('F2');
    await expect(search).toBeFocused({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await search.fill(words);
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option')).toHaveCount(0);
}

/** What a scanner does: each key follows the one before at the scanner's pace, however busy the computer is. */
export async function scan(page: Page, code: string): Promise<void> {
  const keyboard = await page.context().newCDPSession(page);
  const keys = [...code].map((key) => ({ key, code: key, text: key }));
  keys.push({ key: 'Enter', code: 'Enter', text: '\r' });
  await Promise.all(
    keys.flatMap((key) => [
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key }),
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', key: key.key, code: key.code }),
    ]),
  );
  await keyboard.detach();
}

/** Pays what is open with exact cash, and begins the next sale. Answers the number of the sale. */
export async function payExactly(page: Page): Promise<string> {
  await page.keyboard.press('F9');
  await expect(page.getByRole('heading', { name: 'Payment' })).toBeVisible();
  await page.keyboard.press('Enter'); // exact cash has the focus
  const result = page.getByRole('heading', { name: /^Sale \d/ });
  await expect(result).toBeVisible();
  const number = /\d{4}-\d{2}-\d{2}-\d+/.exec(await result.innerText())?.[0] ?? '';
  await expect(page.getByRole('article', { name: `Receipt ${number}` })).toBeVisible();
  await page.keyboard.press('Enter'); // New sale has the focus
  return number;
}

/** From a till to a finished sale: so many of the first product that is found. */
export async function sell(page: Page, words: string, pieces = 1): Promise<string> {
  await openTill(page);
  for (let piece = 0; piece < pieces; piece++) await add(page, words);
  return payExactly(page);
}
