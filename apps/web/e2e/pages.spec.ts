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
  '/sales',
  '/sync',
  '/registers',
  '/settings',
  '/settings/api-keys',
  '/settings/activity',
  '/registers/favourites',
];

const looks = [
  { colorScheme: 'light', name: 'desktop', width: 1280, height: 800 },
  { colorScheme: 'dark', name: 'phone', width: 360, height: 740 },
] as const;

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
  for (const { colorScheme, name, ...viewport } of looks) {
    test(`${path} can be used by everybody: ${colorScheme}, ${name}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      expect(await violations(page)).toEqual([]);
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      expect(tooWide).toBe(false);
    });
  }
}

for (const { colorScheme, name, ...viewport } of looks) {
  test(`the till and what lies behind its status can be used by everybody: ${colorScheme}, ${name}`, async ({
    page,
  }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openTill(page);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Online' }).click();
    await expect(page.getByRole('dialog', { name: 'Online' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
}
