// (f) The register as a cashier has it: what one waits for with few and with many products and stored sales, how the first
// catalogue and changed prices arrive, how a long queue drains, and how it starts when there is nothing but the device.
import 'fake-indexeddb/auto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateProductDocument } from '@tillkeep/client';
import { RecordSalesDocument } from '@tillkeep/client/register';
import { money, quantity, taxRate } from '@tillkeep/domain';
import { completeSale, openStore, takeLead } from '@tillkeep/offline';
import { v7 as uuid } from 'uuid';
import { withState } from '../../libs/offline/src/sales';
import { findBrowser } from '../browser.mjs';
import { loadPage } from './first-load';
import {
  Client,
  judged,
  median,
  medianRatio,
  percentile,
  printTable,
  type Options,
  type Target,
} from './measure';
import { ask, root } from './services';
import { count } from './shops';
import {
  measureMachine,
  openTill,
  readRows,
  registerOf,
  scan,
  SLOWED,
  slowly,
  timed,
  untilRow,
  writeRows,
  type Machine,
  type ShopProduct,
  type Till,
} from './till';

/** Of each till, in each round. */
const SALES_PER_ROUND = 4;
const SCANS_PER_SALE = 4;
const LINES = 5;
/** So many different products are in the sales made before: the till fetches the stock of each anew. */
const SOLD = 200;
const PRICES_AT_ONCE = 5;
const SALES_PER_REQUEST = 100;

export async function benchRegister({ quick }: Options, folder: string): Promise<void> {
  if (!existsSync(join(root, 'apps/web/.next/standalone'))) {
    return console.log('The web app is not built: npm run build.');
  }
  const executablePath = findBrowser((line) => console.error(line));
  if (!executablePath) return;
  const [few, many, stored, unsent] = quick ? [500, 2000, 300, 300] : [1000, 100_000, 50_000, 10_000];
  const tills: Till[] = [];
  const open = async (name: string, products: number) => {
    const till = await openTill(join(folder, name), executablePath, products);
    tills.push(till);
    return till;
  };
  try {
    const small = await open('small', few);
    const large = await open('large', many);
    const full = await open('full', many);
    await storeSales(full, stored);
    await compareTills([small, large, full], { few, many, stored, rounds: quick ? 2 : 8 });
    const loaded = median([large.loaded, full.loaded]);
    printTable(`The catalogue, processor slowed ${SLOWED} times`, [
      {
        'first load': `${count(many)} products`,
        seconds: (loaded / 1000).toFixed(1),
        'a second': count(Math.round((many * 1000) / loaded)),
        ...(await slowly(full.session, () => changePrices(full, quick ? 3 : 15))),
      },
    ]);
    await drain(large, unsent);
    await startWithoutNetwork(full, quick ? 2 : 9);
  } finally {
    for (const till of tills) await till.close();
  }
}

// What one waits for

interface Waits {
  readonly scan: number[];
  readonly search: number[];
  readonly heldBack: number[];
  readonly rareSearch: number[];
  readonly pay: number[];
}

/** Two words of which many products have both, and whose products fill the list in any shop. */
const COMMON = [
  'coffee red',
  'aurora',
  'mug blue',
  'lamp grey',
  'dupont',
  'tea white',
  'green',
  'soap black',
];

async function compareTills(
  tills: readonly [Till, Till, Till],
  sizes: { few: number; many: number; stored: number; rounds: number },
): Promise<void> {
  const waits = tills.map((): Waits[] => []);
  const machine: Machine = { key: [], relaxed: [], strict: [] };
  for (let round = -1; round < sizes.rounds; round++) {
    for (const [index, till] of tills.entries()) {
      const waited: Waits = { scan: [], search: [], heldBack: [], rareSearch: [], pay: [] };
      await slowly(till.session, async () => {
        for (let sale = 0; sale < SALES_PER_ROUND; sale++) {
          await sell(till, (round + 1) * SALES_PER_ROUND + sale, waited);
        }
      });
      if (round >= 0) waits[index]?.push(waited); // the round before the first warms up
    }
    if (round >= 0) await measureMachine(tills[0], SALES_PER_ROUND, machine);
  }
  const row = (
    name: string,
    read: (waits: Waits) => number[],
    most: number,
    { grows = true, against = machine.key } = {},
  ) => {
    const [small, large, full] = waits.map((rounds) => rounds.map(read));
    const cell = (rounds: number[][] = [], target?: Target) => {
      const p95 = percentile(rounds.flat(), 95);
      return `${median(rounds.flat()).toFixed(0)} / ${target ? judged(p95, target) : p95.toFixed(0)}`;
    };
    const middles = (rounds: number[][] = []) => rounds.map(median);
    const growth = (ours?: number[][], theirs?: number[][]) =>
      grows ? judged(medianRatio(middles(ours), middles(theirs)), { atMost: 1.2 }) : '';
    return {
      'from the key to the painted frame': name,
      [`${count(sizes.few)} products`]: cell(small),
      [`${count(sizes.many)} products`]: cell(large, { atMost: most }),
      [`and ${count(sizes.stored)} sales`]: cell(full, { atMost: most }),
      'times an empty page': (median((full ?? []).flat()) / median(against)).toFixed(1),
      'growth with products': growth(large, small),
      'with sales': growth(full, large),
    };
  };
  printTable(
    `Selling, median / p95 in ms and growth of the median, processor slowed ${SLOWED} times, ${sizes.rounds} rounds`,
    [
      row('scan to line', ({ scan }) => scan, 50),
      row('letter of common words to results', ({ search }) => search, 50),
      row('letter of an SKU to results', ({ rareSearch }) => rareSearch, 50, { grows: false }),
      row('pay to saved', ({ pay }) => pay, 100, { against: machine.strict }),
    ],
  );
  const own = (times: number[]) => `${median(times).toFixed(0)} / ${percentile(times, 95).toFixed(0)}`;
  printTable('The machine itself on an empty page of the app, median / p95 in ms, in the same rounds', [
    {
      'key to a changed word': own(machine.key),
      'and a relaxed write': own(machine.relaxed),
      'and a strict one': own(machine.strict),
    },
  ]);
  const heldBack = waits.flat().flatMap((waited) => waited.heldBack);
  console.log(
    `\nA letter counts from when the field has it. Before that it is held back, in case it begins a scan: ${median(heldBack).toFixed(0)} ms.`,
  );
}

/** One sale by keyboard and scanner, from the empty till to the empty till. */
async function sell(till: Till, turn: number, waits: Waits): Promise<void> {
  const { page } = till;
  for (let line = 1; line <= SCANS_PER_SALE; line++) {
    const { barcode } = productAt(till, turn * SCANS_PER_SALE + line);
    const row = `section[aria-labelledby="sale-heading"] ol > li:nth-child(${line})`;
    const wait = await timed(page, row, () => scan(page, barcode));
    waits.scan.push(wait.sinceKey);
  }
  const words = COMMON[turn % COMMON.length] ?? '';
  const sku = productAt(till, turn * 31 + 7).sku.toLowerCase();
  for (const [text, into] of [
    [words, waits.search],
    [sku, waits.rareSearch],
  ] as const) {
    await page.keyboard.press('F2');
    await page.locator('input[role="combobox"]:focus').waitFor();
    for (const letter of text) {
      const press = () => page.keyboard.press(letter);
      // A blank asks for nothing new.
      if (letter === ' ') {
        await press();
        continue;
      }
      const wait = await timed(page, RESULTS, press, 'input');
      into.push(wait.sinceInput);
      waits.heldBack.push(wait.sinceKey - wait.sinceInput);
    }
    await page.keyboard.press('Enter');
    await page.locator('[role="listbox"]').waitFor({ state: 'detached' });
  }
  waits.pay.push(await payExactly(till));
}

const RESULTS = '[role="listbox"][aria-busy="false"] [role="option"]';

/** Answers how long it took from the press that paid until the sale was saved and the page said so. */
async function payExactly({ page }: Till): Promise<number> {
  await page.keyboard.press('F9');
  await page.getByRole('heading', { name: 'Payment' }).waitFor();
  // The exact amount has the focus.
  const wait = await timed(page, '#result-heading', () => page.keyboard.press('Enter'));
  await page.keyboard.press('Enter');
  await page.locator('#catalogue-heading').waitFor();
  return wait.sinceKey;
}

/** From all over the catalogue. */
function productAt({ products }: Till, turn: number): ShopProduct {
  const product = products[(turn * 7919) % products.length];
  if (!product) throw new Error('The shop has no products.');
  return product;
}

// Sales that were made before

/** The till has so many sales of the last two months behind it, all of them at the gateway and in the ERP. */
async function storeSales(till: Till, sales: number): Promise<void> {
  await leaveRegister(till);
  const { made, claim } = await makeSales(till, sales, 60 * 86_400_000);
  const client = new Client(till.gateway.url, 1, { authorization: `Bearer ${claim.token}` });
  const bodies: string[] = [];
  for (let start = 0; start < made.length; start += SALES_PER_REQUEST) {
    const sent = made.slice(start, start + SALES_PER_REQUEST).map((sale) => sale.sent);
    const input = { claimId: claim.claimId, lastSequence: claim.sequence, sales: sent };
    bodies.push(JSON.stringify({ query: RecordSalesDocument, variables: { input } }));
  }
  await client.sendAll(bodies, 1);
  await client.close();
  const news = { outcome: 'RECORDED', syncStatus: 'SYNCED' } as const;
  const booked = made.map((sale) =>
    withState(sale, 'ACKED', { ...news, erpReference: `INV-${sale.sequence}` }),
  );
  await writeRows(till.page, 'sales', booked);
  await writeRows(till.page, 'claims', [{ ...claim, contiguousSequence: claim.sequence }]);
  await till.page.goto(registerOf(till.web));
  await till.page.getByRole('list', { name: 'Products' }).getByRole('button').first().waitFor();
}

/**
 * Sales under the till's claim, as its own code makes and stores them, but here and not on the till: the last one now, the
 * first `over` milliseconds ago. Answers what there is to write into the till's store.
 */
async function makeSales(till: Till, sales: number, over: number) {
  const [claimBefore] = await readRows(till.page, 'claims');
  if (!claimBefore) throw new Error('The till has claimed no register.');
  const store = await openStore({ name: uuid() });
  await store.write(['meta', 'claims'], 'relaxed', async (tx) => {
    await tx.objectStore('claims').put(claimBefore);
    await tx.objectStore('meta').put({ key: 'device', claimId: claimBefore.claimId });
  });
  const taken = await takeLead(store);
  if (!taken.ok || !taken.value) throw new Error('Nobody else can hold the lead of a new store.');
  const end = Date.now();
  for (let index = 0; index < sales; index++) {
    const result = await completeSale(store, taken.value, {
      id: uuid(),
      soldAt: new Date(end - over + Math.floor((over * (index + 1)) / sales)),
      lines: Array.from({ length: LINES }, (_, line) => {
        const { id, sku, name, price, taxRate: rate } = productAt(till, (index * LINES + line) % SOLD);
        const facts = { productId: id, sku, name, unitPrice: money(price), taxRate: taxRate(rate) };
        return { ...facts, quantity: quantity(1000) };
      }),
    });
    if (!result.ok) throw new Error(result.error.message);
  }
  const [made, claims, unsentStock] = await store.read(['sales', 'claims', 'unsentStock'], (tx) =>
    Promise.all([
      tx.objectStore('sales').index('place').getAll(),
      tx.objectStore('claims').getAll(),
      tx.objectStore('unsentStock').getAll(),
    ]),
  );
  store.close();
  const [claim] = claims;
  if (!claim) throw new Error('The claim has gone.');
  return { made, claim, unsentStock };
}

/** To a page of the same address that does not open the store. */
async function leaveRegister({ page, web }: Till): Promise<void> {
  await page.goto(new URL('/healthz', web.url).href);
}

// Prices

/** From the changes at the gateway until the till has them, when it asks right after. */
async function changePrices({ gateway, page, products }: Till, rounds: number) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const changed = products.slice(round * PRICES_AT_ONCE, (round + 1) * PRICES_AT_ONCE);
    const begun = performance.now();
    for (const { id, price } of changed) {
      await ask(gateway.url, UpdateProductDocument, { input: { id, price: price + 1 } });
    }
    // As when its window is looked at again.
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    for (const { id, price } of changed) await untilRow(page, 'productsA', id, { price: price + 1 });
    times.push(performance.now() - begun);
  }
  return {
    [`${PRICES_AT_ONCE} new prices on the till after ms`]: judged(median(times), { atMost: 1000 }),
    'at most': Math.max(...times).toFixed(0),
  };
}

// A long queue

/** So many sales that were made without a network go to the gateway, while the till goes on selling. */
async function drain(till: Till, unsent: number): Promise<void> {
  const { page, context } = till;
  await leaveRegister(till);
  const { made, claim, unsentStock } = await makeSales(till, unsent, 60_000);
  await writeRows(page, 'sales', made);
  await writeRows(page, 'unsentStock', unsentStock);
  await writeRows(page, 'claims', [claim]);
  await context.setOffline(true);
  await page.goto(registerOf(till.web));
  await till.session.send('HeapProfiler.enable');
  const { seconds, heaps, progress, waits } = await slowly(till.session, () => watchQueue(till, unsent));
  const [before = NaN, first = NaN, ...later] = heaps;
  const steps = progress.slice(1).map((done, index) => done - (progress[index] ?? 0));
  printTable(`${count(unsent)} unsent sales drain, processor slowed ${SLOWED} times`, [
    {
      seconds: seconds.toFixed(1),
      'sales a second': (unsent / seconds).toFixed(0),
      'heap MiB before': before.toFixed(1),
      'at a tenth': first.toFixed(1),
      'most later against that': judged(Math.max(...later) / first, { atMost: 1.2 }),
      'progress went back': judged(steps.filter((step) => step < 0).length, { atMost: 0 }),
      'sales meanwhile': count(waits.pay.length),
      'longest pay to saved, ms': judged(Math.max(...waits.pay), { atMost: 1000 }),
      'longest scan to line, ms': Math.max(...waits.scan).toFixed(0),
    },
  ]);
}

/** From when the network comes back until everything has arrived. At each tenth it measures the heap, and sells. */
async function watchQueue(till: Till, unsent: number) {
  const { page, session, context } = till;
  const heap = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
  };
  const chip = page.locator('header button[aria-haspopup="dialog"]');
  await chip.click();
  const heaps = [await heap()];
  const progress: number[] = [];
  const waits: Waits = { scan: [], search: [], heldBack: [], rareSearch: [], pay: [] };
  await context.setOffline(false);
  const begun = performance.now();
  for (;;) {
    const text = await page.locator('[role="dialog"]').innerText();
    if (text.includes('every sale has arrived')) break;
    const sent = /([\d,]+) of [\d,]+ sent/.exec(text)?.[1];
    if (sent) progress.push(Number(sent.replaceAll(',', '')));
    if ((progress.at(-1) ?? 0) > (heaps.length * unsent) / 10) {
      heaps.push(await heap());
      await page.keyboard.press('Escape');
      await sell(till, heaps.length, waits);
      await chip.click();
    }
    await sleep(50);
  }
  const seconds = (performance.now() - begun) / 1000;
  heaps.push(await heap());
  return { seconds, heaps, progress, waits };
}

// Without a network

/** Web server and gateway are gone: the register, and an empty page of the same app, come from the device alone. */
async function startWithoutNetwork(till: Till, rounds: number): Promise<void> {
  const { context, page, web } = till;
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.close();
  await web.stop();
  await till.gateway.stop();
  const pages = [
    { path: '/register', shows: 'Aurora' },
    { path: '/offline', shows: 'does not answer' },
  ] as const;
  const loads: number[][] = pages.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, { path, shows }] of pages.entries()) {
      const opened = await context.newPage();
      const session = await context.newCDPSession(opened);
      await session.send('ServiceWorker.enable');
      await session.send('ServiceWorker.stopAllWorkers');
      const load = () => loadPage(opened, new URL(path, web.url).href, shows);
      const { interactive } = await slowly(session, load);
      await opened.close();
      if (round >= 0) loads[index]?.push(interactive);
    }
  }
  const [register = [], empty = []] = loads;
  printTable(`Start with no network, processor slowed ${SLOWED} times, median of ${rounds} rounds`, [
    {
      'register interactive after s': judged(median(register) / 1000, { atMost: 1.5 }),
      'empty page': (median(empty) / 1000).toFixed(2),
      'against the empty page': medianRatio(register, empty).toFixed(2),
    },
  ]);
}
