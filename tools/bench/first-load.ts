// (d) What the register's page costs before one can sell: its JavaScript, and how much later than an empty page of the same
// app it can be used. In a real Chromium with an empty cache, its processor slowed down to that of a cheap tablet.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from '@playwright/test';
import { findBrowser } from '../browser.mjs';
import { judged, median, medianRatio, printTable, type Options } from './measure';
import { root, startGateway, startWeb } from './services';
import { openShop } from './shops';
import { slowly, SLOWED } from './till';

/** Without a task of more than 50 ms for so long, a page is taken to have come to rest. */
const REST_MS = 1000;

const pages = [
  // A browser that has no register yet asks for a manager, who says which one it is to be.
  { name: '/register', path: '/register', shows: 'Sign in for this once' },
  { name: 'empty page (not found)', path: '/nothing-here', shows: 'There is no such page' },
] as const;

export async function benchFirstLoad({ quick }: Options, folder: string): Promise<void> {
  if (!existsSync(join(root, 'apps/web/.next/standalone'))) {
    return console.log('The web app is not built: npm run build.');
  }
  const executablePath = findBrowser((line) => console.error(line));
  if (!executablePath) return;
  await openShop(folder, { products: 1000, sales: 0 });
  const gateway = await startGateway(folder);
  const web = await startWeb(gateway);
  const browser = await chromium.launch({ executablePath });
  const rounds = quick ? 2 : 9;
  const loads: Load[][] = pages.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, { path, shows }] of pages.entries()) {
      const context = await browser.newContext();
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      const load = await slowly(session, () => loadPage(page, new URL(path, web.url).href, shows));
      await context.close();
      if (round >= 0) loads[index]?.push(load);
    }
  }
  await browser.close();
  await web.stop();
  await gateway.stop();
  const empty = loads[1]?.map((load) => load.interactive) ?? [];
  printTable(
    `First load, processor slowed ${SLOWED} times, median of ${rounds} rounds`,
    pages.map(({ name }, index) => {
      const of = (read: (load: Load) => number) => loads[index]?.map(read) ?? [];
      const interactive = of((load) => load.interactive);
      return {
        page: name,
        'JavaScript, KiB gzip': judged(median(of((load) => load.named)) / 1024, { atMost: 165 }),
        'fetched later': (median(of((load) => load.fetched)) / 1024).toFixed(1),
        'interactive after ms': median(interactive).toFixed(0),
        'against the empty page': medianRatio(interactive, empty).toFixed(2),
      };
    }),
  );
}

export interface Load {
  /** Bytes, gzipped, of the scripts that the page names when it comes. */
  readonly named: number;
  /** Of those that it asks for by itself, until it has come to rest. */
  readonly fetched: number;
  /** Milliseconds until it shows what it is for and no long task holds up a click. */
  readonly interactive: number;
}

/** The page is a new one. */
export async function loadPage(page: Page, url: string, shows: string): Promise<Load> {
  const scripts: Promise<{ path: string; size: number }>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    const path = new URL(response.url()).pathname;
    scripts.push(response.body().then((body) => ({ path, size: gzipSync(body).length })));
  });
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const task of list.getEntries())
        performance.mark('busy', { startTime: task.startTime + task.duration });
    }).observe({ type: 'longtask', buffered: true });
  });
  const html = (await (await page.goto(url))?.text()) ?? '';
  await page.getByText(shows).first().waitFor();
  const interactive = await page.evaluate(async (rest) => {
    const shown = performance.now();
    const lastBusy = () =>
      Math.max(shown, ...performance.getEntriesByName('busy').map((mark) => mark.startTime));
    while (performance.now() - lastBusy() < rest) await new Promise((wake) => setTimeout(wake, 50));
    return lastBusy();
  }, REST_MS);
  const loaded = await Promise.all(scripts);
  const sum = (isNamed: boolean) =>
    loaded
      .filter(({ path }) => html.includes(`src="${path}"`) === isNamed)
      .reduce((bytes, { size }) => bytes + size, 0);
  return { named: sum(true), fetched: sum(false), interactive };
}
