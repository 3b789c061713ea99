import type { Page } from '@playwright/test';
import { withoutStream } from './office';
import { expect, test } from './shop';
import { openTill } from './till';
import { violations } from './violations';

// What holds on every page: it keeps the content security policy, asks no other host, and passes axe in light and dark.

const pages = [
  '/',
  '/register',
  '/offline',
  '/products',
  '/products/new',
  '/products/import',
  '/stock',
  '/sales',
  '/reports',
  '/sync',
  '/sync/reconciliation',
  '/registers',
  '/shifts',
  '/settings',
  '/settings/outlets',
  '/settings/api-keys',
  '/settings/activity',
  '/registers/favourites',
];

const viewports = [
  { name: 'desktop', width: 1280, height: 800 },
  { name: 'tablet', width: 820, height: 1180 },
  { name: 'phone', width: 360, height: 740 },
];

for (const path of [...pages, '/playground']) {
  test(`${path} asks no other host and breaks no content security policy`, async ({ page, shop }) => {
    const others: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      if (/^https?:/.test(request.url()) && !request.url().startsWith(shop.web)) others.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await withoutStream(page);
    const answer = await page.goto(path);
    await page.waitForLoadState('networkidle');
    expect(answer?.status()).toBe(200);
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("object-src 'none'");
    expect(/script-src[^;]*'unsafe-inline'/.test(policy)).toBe(false);
    expect(others).toEqual([]);
    expect(complaints).toEqual([]);
  });
}

for (const path of pages) {
  test(`${path} can be used by everybody`, async ({ page }) => {
    await withoutStream(page);
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    expect(await violationsInEachLook(page)).toEqual([]);
  });
}

test('the till and what lies behind its status can be used by everybody', async ({ page }) => {
  await openTill(page);
  expect(await violationsInEachLook(page)).toEqual([]);
  await page.getByRole('button', { name: 'Online' }).click();
  await expect(page.getByRole('dialog', { name: 'Online' })).toBeVisible();
  expect(await violationsInEachLook(page)).toEqual([]);
});

test('who wants less motion sees other colours at once', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.goto('/sync');
  await expect(page.getByRole('button', { name: 'Sync now' })).toBeVisible();
  const moving = await page.evaluate(() => {
    document.documentElement.dataset.theme = 'dark';
    return document.getAnimations().length;
  });
  expect(moving).toBe(0);
});

/** In light and dark, on each kind of screen: what breaks a rule, and what is wider than the screen. */
async function violationsInEachLook(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const { name, ...viewport } of viewports) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const violation of await violations(page)) found.push(`${colorScheme}, ${name}: ${violation}`);
    }
    if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth))
      found.push(`${name}: wider than the screen`);
  }
  return found;
}
