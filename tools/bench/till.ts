// A till as a shop has it, for benchmarks: the built services on a shop of their own, and a real Chromium with a profile on
// the disk, whose processor is slowed down to that of a cheap tablet.
import { join } from 'node:path';
import { chromium, type BrowserContext, type CDPSession, type Page } from '@playwright/test';
import type { RegisterSchema, StoreName } from '../../libs/offline/src/store';
import { addAdministrator, startGateway, startWeb, type Service } from './services';
import { inShop, openShop } from './shops';

export const SLOWED = 4;

export interface Till {
  readonly products: readonly ShopProduct[];
  readonly gateway: Service;
  readonly web: Service;
  readonly context: BrowserContext;
  /** Shows the register. */
  readonly page: Page;
  readonly session: CDPSession;
  /** From the press that claimed the register until the whole catalogue was there, in milliseconds. */
  readonly loaded: number;
  close(): Promise<void>;
}

export interface ShopProduct {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  /** In minor units. */
  readonly price: number;
  /** In thousandths of a percent. */
  readonly taxRate: number;
  readonly barcode: string;
}

/** A new device on a new shop with so many products: it has claimed the register and loaded the whole catalogue. */
export async function openTill(folder: string, executablePath: string, products: number): Promise<Till> {
  await openShop(folder, { products, sales: 0 });
  const list = inShop(folder, (db) =>
    db
      .prepare<[], ShopProduct>(
        `SELECT p."id", p."sku", p."name", p."price", p."taxRate", b."code" AS "barcode"
         FROM "Product" p JOIN "Barcode" b ON b."productId" = p."id" ORDER BY p."id"`,
      )
      .all(),
  );
  const gateway = await startGateway(folder);
  const web = await startWeb(gateway);
  // With a profile: what an anonymous window stores never reaches the disk.
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
  });
  await context.addInitScript(equipPage);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const { email, password } = await addAdministrator(folder);
  await page.goto(registerOf(web));
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const claim = page.getByRole('button', { name: /^Start selling on / });
  await claim.waitFor();
  const loaded = await slowly(session, async () => {
    const begun = performance.now();
    await claim.click();
    await untilRow(page, 'productsA', '', { complete: true });
    return performance.now() - begun;
  });
  await page.getByRole('list', { name: 'Products' }).getByRole('button').first().waitFor();
  return {
    products: list,
    ...{ gateway, web, context, page, session, loaded },
    async close() {
      await context.close();
      await web.stop();
      await gateway.stop();
    },
  };
}

export function registerOf(web: Service): string {
  return new URL('/register', web.url).href;
}

/** Slows the page's processor down for that long only: to be slow, even a page that does nothing keeps a core busy. */
export async function slowly<T>(session: CDPSession, work: () => Promise<T>): Promise<T> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  try {
    return await work();
  } finally {
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  }
}

export interface Wait {
  /** Milliseconds from the key going down until what it asked for was painted. */
  readonly sinceKey: number;
  /** The same from the moment in which a field took the character, if one did. */
  readonly sinceInput: number;
}

/** Does something with the keyboard, and says how long after its last keystroke the page had painted `shows`. */
export async function timed(
  page: Page,
  shows: string,
  act: () => Promise<unknown>,
  since: 'key' | 'input' = 'key',
): Promise<Wait> {
  await page.evaluate(([selector, event]) => window.bench.begin(selector, event), [shows, since] as const);
  await act();
  return page.evaluate(() => window.bench.painted());
}

/** What the machine itself takes: a page of the same app that does nothing else paints one word that a key has changed. */
export interface Machine {
  readonly key: number[];
  /** The word is changed once a row of the size of a cart is stored. */
  readonly relaxed: number[];
  /** The same once it is on the disk. */
  readonly strict: number[];
}

/** Measures each so many times, and shows the register again. */
export async function measureMachine(
  { page, session, web }: Till,
  times: number,
  machine: Machine,
): Promise<void> {
  await page.goto(new URL('/offline', web.url).href);
  await page.evaluate(() => window.bench.standIn());
  await slowly(session, async () => {
    for (let turn = 0; turn < times; turn++) {
      for (const kind of ['key', 'relaxed', 'strict'] as const) {
        const id = `${kind}-${turn}`;
        await page.evaluate(([what, name]) => window.bench.answerKey(what, name), [kind, id] as const);
        const { sinceKey } = await timed(page, `#${id}`, () => page.keyboard.press('a'));
        machine[kind].push(sinceKey);
      }
    }
  });
  await page.goto(registerOf(web));
  await page.getByRole('list', { name: 'Products' }).getByRole('button').first().waitFor();
}

/** As a scanner does, at once: on a busy machine the keystrokes that Playwright sends come too far apart for one. */
export function scan(page: Page, code: string): Promise<void> {
  return page.evaluate((text) => window.bench.scan(text), code);
}

/** All rows of a store of the register's database. */
export function readRows<Name extends StoreName>(page: Page, store: Name): Promise<Row<Name>[]> {
  return page.evaluate((name) => window.bench.readRows(name), store);
}

export async function writeRows<Name extends StoreName>(
  page: Page,
  store: Name,
  rows: readonly Row<Name>[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await page.evaluate(([name, some]) => window.bench.writeRows(name, some), [
      store,
      rows.slice(start, start + ROWS_AT_ONCE),
    ] as const);
  }
}

/** Resolves as soon as the row with that key has these values. */
export function untilRow(page: Page, store: StoreName, key: string, values: object): Promise<void> {
  return page.evaluate(([name, id, wanted]) => window.bench.untilRow(name, id, wanted), [
    store,
    key,
    values,
  ] as const);
}

type Row<Name extends StoreName> = RegisterSchema[Name]['value'];

const ROWS_AT_ONCE = 1000;

interface Bench {
  /** What was there before that event does not count. */
  begin(selector: string, since: 'key' | 'input'): void;
  painted(): Promise<Wait>;
  scan(code: string): void;
  /** Empties the page, and opens a database for answerKey. */
  standIn(): Promise<void>;
  /** The next key gives the word on the page that id, at once or when a row is stored. */
  answerKey(kind: keyof Machine, id: string): void;
  readRows<Name extends StoreName>(store: Name): Promise<Row<Name>[]>;
  writeRows(store: StoreName, rows: readonly unknown[]): Promise<void>;
  untilRow(store: StoreName, key: string, values: object): Promise<void>;
}

declare global {
  interface Window {
    bench: Bench;
  }
}

/** Runs in the page before anything of its own; it reads and writes the store past the register. */
function equipPage(): void {
  let [key, input] = [NaN, NaN];
  addEventListener(
    'keydown',
    ({ timeStamp, code }) => {
      // Keystrokes that the till held back and gives to the page later have no code.
      if (code) key = timeStamp;
    },
    true,
  );
  addEventListener('input', ({ timeStamp }) => (input = timeStamp), true);
  let wait: Promise<Wait>;
  let standInDb: IDBDatabase;

  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const withStore = async <T>(
    name: string,
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => Promise<T>,
  ) => {
    const db = await done(indexedDB.open('tillkeep-register'));
    const tx = db.transaction(name, mode);
    const completed = new Promise((resolve) => (tx.oncomplete = resolve));
    const result = await work(tx.objectStore(name));
    await completed;
    db.close();
    return result;
  };

  window.bench = {
    begin(selector, since) {
      [key, input] = [NaN, NaN];
      wait = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error(`${selector} was not painted.`)), 20_000);
        const observer = new MutationObserver(() => {
          if (Number.isNaN(since === 'key' ? key : input) || !document.querySelector(selector)) return;
          observer.disconnect();
          // A task that is posted while a frame begins runs after that frame has been painted.
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => {
              const now = performance.now();
              resolve({ sinceKey: now - key, sinceInput: now - input });
            };
            port2.postMessage(null);
          });
        });
        observer.observe(document, { subtree: true, childList: true, attributeFilter: ['aria-busy'] });
      });
    },
    painted: () => wait,
    scan(text) {
      for (const key of [...text, 'Enter']) {
        const stroke = { key, code: key === 'Enter' ? key : `Digit${key}`, bubbles: true, cancelable: true };
        (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', stroke));
      }
    },
    async standIn() {
      const opening = indexedDB.open('bench');
      opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
      standInDb = await done(opening);
      document.body.innerHTML = '<p id="word">Word</p>';
    },
    answerKey(kind, id) {
      const answer = () => {
        const word = document.querySelector('p');
        if (!word) return;
        word.id = id;
        word.textContent = id;
      };
      const store = () => {
        if (kind === 'key') return answer();
        const tx = standInDb.transaction('rows', 'readwrite', { durability: kind });
        tx.oncomplete = answer;
        tx.objectStore('rows').put({ text: 'x'.repeat(1000) }, 'row');
      };
      addEventListener('keydown', store, { once: true });
    },
    readRows: (name) => withStore(name, 'readonly', (store) => done(store.getAll())),
    writeRows: (name, rows) =>
      withStore(name, 'readwrite', async (store) => {
        await Promise.all(rows.map((row) => done(store.put(row))));
      }),
    async untilRow(name, id, values) {
      for (;;) {
        const row = await withStore(name, 'readonly', (store) => done(store.get(id)));
        if (row && Object.entries(values).every(([field, value]) => row[field] === value)) return;
        await new Promise((wake) => setTimeout(wake, 20));
      }
    },
  };
}
