import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { expect, test } from './shop';

// What holds on every page: it keeps the content security policy, asks no other host, and passes axe in light and dark.

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const pages = ['/', '/register', '/products', '/products/new', '/products/import', '/sales', '/sync'];

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

/** WCAG 2.2 A and AA, as far as a program can tell: one line for each rule broken. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await window.axe.run({ runOnly: tags });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}
