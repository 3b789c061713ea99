import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import { expect, test, type Page } from '@playwright/test';
import { openHouse, type House } from './faults/house';
import { portOf } from './faults/line';
import { add, openTill, payExactly } from './till';

// F14: a new version of the register comes while somebody sells.

let house: House;
let server: Server;
/** What becomes of the service worker's script on its way: the next build is this one under another name. */
let deploy: (script: string) => string;
let web: string;

test.beforeEach(async () => {
  house = await openHouse();
  deploy = (script) => script;
  server = createServer((asked, answer) => {
    const { method, url } = asked;
    const { 'if-modified-since': _, 'if-none-match': __, ...others } = asked.headers;
    const headers = { ...others, 'accept-encoding': 'identity' };
    const forward = request(
      { port: house.web.port, host: '127.0.0.1', method, path: url, headers },
      async (got) => {
        if (url !== '/sw.js') {
          answer.writeHead(got.statusCode ?? 502, got.headers);
          return got.pipe(answer);
        }
        let script = '';
        for await (const part of got.setEncoding('utf8')) script += part;
        answer.writeHead(200, { 'content-type': 'text/javascript' }).end(deploy(script));
      },
    );
    forward.on('error', () => answer.destroy());
    asked.pipe(forward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  web = `http://127.0.0.1:${portOf(server)}`;
});
test.afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await house.stop();
});

test('it is offered between sales only, and nothing of an open sale is lost', async ({ page }) => {
  await openTill(page, web);
  const build = await untilKept(page);
  await add(page, 'baguette');

  deploy = (script) => script.replaceAll(build, 'the-next-build');
  await lookForNewVersion(page);
  await expect.poll(() => builds(page)).toEqual([build, 'the-next-build']);
  await expect(page.getByText('A new version of the register is ready.')).toHaveCount(0);

  await payExactly(page);
  const reloaded = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Update now' }).click();
  await reloaded;
  await openTill(page, web);
  await expect(page.getByText(/^Sale [\d-]+-01$/)).toBeVisible();
  expect(await page.evaluate(() => navigator.serviceWorker.getRegistration().then((r) => r?.waiting))).toBe(
    null,
  );
  // The build before stays for windows that still show it.
  expect(await builds(page)).toEqual([build, 'the-next-build']);
});

test('one that is only half in place changes nothing, and the register starts in the dark as before', async ({
  page,
  context,
}) => {
  await openTill(page, web);
  const build = await untilKept(page);

  // One of its files is not there yet, and its page is still the old one, which names another.
  deploy = (script) =>
    script
      .replaceAll(build, 'half-a-build')
      .replace(/\/_next\/static\/chunks\/[^"]+\.js/, '/not/there/yet.js');
  await lookForNewVersion(page);
  const state = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return [registration?.installing, registration?.waiting].map((worker) => worker?.state);
    });
  await expect.poll(state).toEqual([undefined, undefined]);
  await expect.poll(() => builds(page)).toEqual([build]);

  await house.web.kill();
  await context.setOffline(true);
  await openTill(page, web);
  await add(page, 'baguette');
  await payExactly(page);
});

/** Answers the name of the build that is in the browser. */
async function untilKept(page: Page): Promise<string> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
  const [build = ''] = await builds(page);
  return build;
}

function builds(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = await caches.keys();
    return names.map((name) => name.replace('tillkeep-build-', ''));
  });
}

async function lookForNewVersion(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update().catch(() => undefined);
  });
}
