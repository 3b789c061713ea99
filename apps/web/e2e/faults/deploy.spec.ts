import { expect, test, type Page } from '@playwright/test';
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { add, openTill, payExactly } from '../till';
import { openHouse, WEB, type House } from './house';
import { expectNothingLostNothingDoubled } from './ledgers';

// The server has only the new version; ../update.spec.ts is about a version that is half in place.

let house: House;
let folder: string;
test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillkeep-deploy-'));
  house = await openHouse();
});
test.afterEach(async () => {
  await house.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('F14: a new version is deployed in mid-cart: old files are still there, nothing reloads, and it is taken up between sales', async ({
  page,
}) => {
  const [oldFile = ''] = scriptsOf(WEB);
  const next = makeNextBuild(folder);
  await openTill(page, house.network.url);
  await untilKept(page);
  await add(page, 'baguette');
  await page.evaluate(() => document.documentElement.setAttribute('data-before', ''));
  const before = page.locator('html[data-before]');

  await deploy(next);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect.poll(() => waitingWorker(page)).toBe('installed');
  // The server does not have the old files any more; this window does.
  const path = `/_next/static/chunks/${oldFile}`;
  expect((await fetch(`${house.network.url}${path}`)).status).toBe(404);
  expect(await page.evaluate(async (file) => (await fetch(file)).status, path)).toBe(200);
  await page.keyboard.press('F1'); // drawn by code that was not loaded before
  await expect(page.getByRole('heading', { name: 'Keys of the register' })).toBeVisible();
  await page.keyboard.press('Escape');
  const offer = page.getByText('A new version of the register is ready.');
  await expect(offer).toBeHidden();
  await payExactly(page); // I7
  await expect(offer).toBeVisible();
  await expect(before).toBeAttached();

  await page.getByRole('button', { name: 'Update now' }).click();
  await expect(before).not.toBeAttached();
  await expect(page.getByText('Scan an item, tap a product, or search.')).toBeVisible();
  const scripts = await page.evaluate(() => [...document.scripts].map(({ src }) => src));
  expect(scripts.filter((src) => src.endsWith('.next.js')).length).toBeGreaterThan(0);
  await add(page, 'croissant');
  await payExactly(page);
  expect(await expectNothingLostNothingDoubled(house, [page])).toHaveLength(2);
});

async function deploy(build: string): Promise<void> {
  await house.web.kill();
  house.web.script = join(build, 'apps/web/server.js');
  await house.web.start();
}

/** A copy of the build in which every script has another name, as after a change; the old ones are gone. */
function makeNextBuild(folder: string): string {
  const build = join(folder, 'next');
  cpSync(WEB, build, { recursive: true, verbatimSymlinks: true });
  const app = join(build, 'apps/web');
  const id = readFileSync(join(app, '.next/BUILD_ID'), 'utf8');
  const scripts = scriptsOf(build);
  const texts = [join(app, 'public/sw.js'), ...filesIn(join(app, '.next'))].filter((file) =>
    /\.(js|json|html|rsc|meta|body)$|BUILD_ID$/.test(file),
  );
  for (const file of texts) {
    const text = readFileSync(file, 'utf8');
    const changed = scripts
      .reduce((all, script) => all.replaceAll(script, script.replace(/\.js$/, '.next.js')), text)
      .replaceAll(id, `${id}-next`);
    if (changed !== text) writeFileSync(file, changed);
  }
  const files = join(app, '.next/static');
  for (const script of scripts)
    renameSync(join(files, 'chunks', script), join(files, 'chunks', script.replace(/\.js$/, '.next.js')));
  renameSync(join(files, id), join(files, `${id}-next`));
  return build;
}

/** The names of the scripts of a build, those that other names contain last. */
function scriptsOf(build: string): string[] {
  const names = readdirSync(join(build, 'apps/web/.next/static/chunks'));
  return names.filter((name) => name.endsWith('.js')).sort((a, b) => b.length - a.length);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The page, its files and the products are in the browser. */
async function untilKept(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
  await expect(page.getByRole('button', { name: 'Online' })).toBeVisible();
}

function waitingWorker(page: Page): Promise<string | undefined> {
  return page.evaluate(
    async () => (await navigator.serviceWorker.getRegistration('/register'))?.waiting?.state,
  );
}
