// (d) What the register's page costs before one can sell: its JavaScript, and how much later than an empty page of the same
// app it can be used. In a real Chromium with an empty cache, its processor slowed down to that of a cheap tablet.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser } from '@playwright/test';
import { findBrowser } from '../browser.mjs';
import { median, medianRatio, printTable, type Options } from './measure';
import { freePort, root, start, startGateway } from './services';
import { openShop } from './shops';

const SLOWED = 4;

/** Without a task of more than 50 ms for so long, a page is taken to have come to rest. */
const REST_MS = 1000;

const pages = [
  // The first product in the list of the generated shop: with it on the screen one can sell.
  { name: '/register', path: '/register', shows: 'Aurora' },
  { name: 'empty page (not found)', path: '/nothing-here', shows: 'There is no such page' },
] as const;

export async function benchFirstLoad({ quick }: Options, folder: string): Promise<void> {
  const server = join(root, 'apps/web/.next/standalone/apps/web/server.js');
  if (!existsSync(server)) return console.log('The web app is not built: npm run build.');
  const executablePath = findBrowser((line) => console.error(line));
  if (!executablePath) return;
  await openShop(folder, { products: 1000, sales: 0 });
  const gateway = await startGateway(folder);
  const port = await freePort();
  const env = { HOSTNAME: '127.0.0.1', PORT: `${port}`, GATEWAY_URL: new URL(gateway.url).origin };
  const web = await start([server], port, env);
  const browser = await chromium.launch({ executablePath });
  const rounds = quick ? 2 : 9;
  const loads: Load[][] = pages.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, { path, shows }] of pages.entries()) {
      const load = await loadPage(browser, `http://127.0.0.1:${port}${path}`, shows);
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
      const interactive = loads[index]?.map((load) => load.interactive) ?? [];
      return {
        page: name,
        'JavaScript, gzip': `${(median(loads[index]?.map((load) => load.script) ?? []) / 1024).toFixed(1)} KiB`,
        'interactive after ms': median(interactive).toFixed(0),
        'against the empty page': medianRatio(interactive, empty).toFixed(2),
      };
    }),
  );
}

interface Load {
  /** Bytes of all scripts, gzipped. */
  readonly script: number;
  /** Milliseconds until it shows what it is for and no long task holds up a click. */
  readonly interactive: number;
}

async function loadPage(browser: Browser, url: string, shows: string): Promise<Load> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  const scripts: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const task of list.getEntries())
        performance.mark('busy', { startTime: task.startTime + task.duration });
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(url);
  await page.getByText(shows).first().waitFor();
  const interactive = await page.evaluate(async (rest) => {
    const shown = performance.now();
    const lastBusy = () =>
      Math.max(shown, ...performance.getEntriesByName('busy').map((mark) => mark.startTime));
    while (performance.now() - lastBusy() < rest) await new Promise((wake) => setTimeout(wake, 50));
    return lastBusy();
  }, REST_MS);
  const sizes = await Promise.all(scripts);
  await context.close();
  return { script: sizes.reduce((sum, size) => sum + size, 0), interactive };
}
