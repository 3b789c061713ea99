// Fetches what the gateway knows and this device does not: changed products, and what has become of sales in the ERP.
import type { IDBPObjectStore } from 'idb';
import {
  CURSOR_ID,
  isCursor,
  isProduct,
  otherSide,
  storedProduct,
  type CatalogueCursor,
  type Side,
} from './catalogue-rows';
import type { Claim } from './claims';
import { BatchSize, type Clock } from './pace';
import type { RegisterPeople } from './people';
import { withState } from './sales';
import type { RegisterSchema, Store, StoreName } from './store';
import type { CatalogueAnswer, ClaimedSale, Reply } from './transport';

export type PullEnd = 'done' | 'unanswered' | 'refused';

export interface CatalogueExchange {
  readonly store: Store;
  readonly clock: Clock;
  /** whose stock and prices are wanted; those of another outlet are replaced */
  readonly outletId: string;
  readonly pages: PageSizes;
  /** Ends in time, and answers only what has the right shape. */
  catalogueChanges(after: string | undefined, first: number): Promise<Reply<CatalogueAnswer>>;
  /** after each page of a load that takes several */
  onLoaded(): Promise<void>;
  /** with the last page, where the gateway says them */
  onFacts(facts: unknown): Promise<void>;
  /** There is something to send: the products still missing come after it. */
  isUrgent(): boolean;
  /** Its database may be another one than sending has heard from: it does not know our cursor, or a first page came, which has none to know. */
  onDoubt(): void;
}

export interface PageSizes {
  /** of everything, at first */
  readonly load: BatchSize;
  /** of what has changed: few, because scans wait while a page is written to the side that is sold from */
  readonly changes: BatchSize;
}

export function pageSizes(): PageSizes {
  return { load: new BatchSize(1_000), changes: new BatchSize(200) };
}

/** Brings the catalogue up to date. A page and its cursor are one transaction, so none is skipped and none half there. */
export async function pullCatalogue(exchange: CatalogueExchange): Promise<PullEnd> {
  const { store, clock, outletId } = exchange;
  const { active, cursors } = await readCursors(store);
  let selling = cursors[active];
  const beside = otherSide(active);
  if (!selling?.complete) return load(exchange, active, selling);
  if (selling.outletId !== outletId) return load(exchange, beside, cursors[beside]);

  for (let after = selling.cursor; ;) {
    const reply = await askForPage(exchange, after, exchange.pages.changes);
    if (reply.kind !== 'answered') return reply.kind;
    const page = reply.data;
    if (page.resetRequired) {
      exchange.onDoubt();
      return load(exchange, beside, cursors[beside]);
    }
    if (page.hasMore && page.cursor === after) return 'unanswered';
    const favourites = page.favourites ?? selling.favourites;
    const cursor = { ...selling, cursor: page.cursor, asOf: clock.now(), favourites };
    selling = await writeChanges(store, active, page, cursor);
    if (page.register) await exchange.onFacts(page.register);
    if (!page.hasMore || exchange.isUrgent()) return 'done';
    after = page.cursor;
  }
}

/**
 * Asks how sales that the gateway has stand with the ERP, from the given place on, and answers the place to go on from;
 * no place once all have been asked about. `ask` is the transport's claimedSales, in time and of the right shape.
 */
export async function pullBookings(
  store: Store,
  after: BookingPlace | undefined,
  ask: (claim: Claim, ids: readonly string[]) => Promise<Reply<readonly ClaimedSale[]>>,
): Promise<{ end: PullEnd; next?: BookingPlace }> {
  for (let place = after; ;) {
    const range = place && IDBKeyRange.lowerBound([...place], true);
    const asked = await store.read(['sales', 'claims'], async (tx) => {
      const sales = await tx.objectStore('sales').index('unbooked').getAll(range, BOOKINGS_AT_ONCE);
      const claim = sales[0] && (await tx.objectStore('claims').get(sales[0].claimId));
      return claim && { claim, sales: sales.filter(({ claimId }) => claimId === claim.claimId) };
    });
    if (!asked) return { end: 'done' };
    const reply = await ask(
      asked.claim,
      asked.sales.map(({ id }) => id),
    );
    if (reply.kind === 'unanswered') return { end: 'unanswered', next: place };
    const { claimId } = asked.claim;
    if (reply.kind === 'refused') {
      // A refusal of one claim says nothing about the next.
      place = [claimId, Infinity];
      continue;
    }
    await writeBookings(store, reply.data);
    place = [claimId, asked.sales.at(-1)?.sequence ?? Infinity];
    // When all are booked there are likely to be more; when the ERP has stopped, the others can wait their turn.
    if (!reply.data.every(({ syncStatus }) => syncStatus === 'SYNCED')) return { end: 'done', next: place };
  }
}

export type BookingPlace = readonly [claimId: string, sequence: number];

const BOOKINGS_AT_ONCE = 100;

export async function keepPeople(store: Store, claimId: string, people: RegisterPeople): Promise<void> {
  await store.write(['meta'], 'relaxed', (tx) =>
    tx.objectStore('meta').put({ key: 'people', claimId, people }),
  );
}

/** Goes on where a load of this side stopped, if it did; sells from this side once all is there. */
async function load(
  exchange: CatalogueExchange,
  side: Side,
  stopped: CatalogueCursor | undefined,
): Promise<PullEnd> {
  const { store, clock, outletId } = exchange;
  let from = stopped;
  if (from && (from.complete || from.outletId !== outletId)) {
    await clearSide(store, side);
    from = undefined;
  }
  let isRestarted = false;
  for (;;) {
    const reply = await askForPage(exchange, from?.cursor, exchange.pages.load);
    if (reply.kind !== 'answered') return reply.kind;
    const page = reply.data;
    if (page.resetRequired) {
      if (!from || isRestarted) return 'unanswered';
      isRestarted = true;
      exchange.onDoubt();
      await clearSide(store, side);
      from = undefined;
      continue;
    }
    if (page.hasMore && page.cursor === from?.cursor) return 'unanswered';
    if (!from) exchange.onDoubt();
    const loaded: number = (from?.loaded ?? 0) + page.products.length;
    from = {
      id: CURSOR_ID,
      cursor: page.cursor,
      shelvesSince: page.cursor,
      outletId,
      complete: !page.hasMore,
      loaded,
      total: page.remaining == null ? from?.total : loaded + page.remaining,
      asOf: clock.now(),
      favourites: page.favourites ?? undefined,
    };
    await writePage(store, side, page, from, { isSwap: from.complete });
    if (page.register) await exchange.onFacts(page.register);
    await exchange.onLoaded();
    if (from.complete) break;
    if (exchange.isUrgent()) return 'done';
  }
  await clearSide(store, otherSide(side));
  return 'done';
}

async function askForPage(
  { clock, catalogueChanges }: CatalogueExchange,
  after: string | undefined,
  page: BatchSize,
): Promise<Reply<CatalogueAnswer>> {
  const asked = page.size;
  const begun = clock.now().getTime();
  const reply = await catalogueChanges(after, asked);
  const took = clock.now().getTime() - begun;
  if (reply.kind === 'answered') page.answered(asked, took);
  if (reply.kind === 'unanswered') page.unanswered(asked, took);
  return reply;
}

async function readCursors(
  store: Store,
): Promise<{ active: Side; cursors: Record<Side, CatalogueCursor | undefined> }> {
  return store.read(['catalogue', 'productsA', 'productsB'], async (tx) => {
    const [pointer, a, b] = await Promise.all([
      tx.objectStore('catalogue').get('pointer'),
      tx.objectStore('productsA').get(CURSOR_ID),
      tx.objectStore('productsB').get(CURSOR_ID),
    ]);
    return {
      active: pointer?.active ?? 'A',
      cursors: { A: isCursor(a) ? a : undefined, B: isCursor(b) ? b : undefined },
    };
  });
}

/** Answers the cursor as it was written. */
async function writeChanges(
  store: Store,
  side: Side,
  page: CatalogueAnswer,
  cursor: CatalogueCursor,
): Promise<CatalogueCursor> {
  const name = `products${side}` as const;
  return store.write([name], 'relaxed', async (tx) => {
    const products = tx.objectStore(name);
    const before = await Promise.all(page.products.map(({ id }) => products.get(id)));
    const isMoved = before.some(
      (row, index) => !isProduct(row) || row.category !== (page.products[index]?.category || undefined),
    );
    const shelvesSince = isMoved || page.removedIds.length > 0 ? page.cursor : cursor.shelvesSince;
    const written = { ...cursor, shelvesSince };
    await putPage(products, page, written);
    return written;
  });
}

async function writePage(
  store: Store,
  side: Side,
  page: CatalogueAnswer,
  cursor: CatalogueCursor,
  { isSwap = false } = {},
): Promise<void> {
  const name = `products${side}` as const;
  // Look-ups read the pointer, and would wait for every page.
  const stores: StoreName[] = isSwap ? ['catalogue', name] : [name];
  await store.write(stores, 'relaxed', async (tx) => {
    await putPage(tx.objectStore(name), page, cursor);
    if (isSwap) await tx.objectStore('catalogue').put({ active: side }, 'pointer');
  });
}

async function putPage(
  products: IDBPObjectStore<RegisterSchema, StoreName[], 'productsA' | 'productsB', 'readwrite'>,
  page: CatalogueAnswer,
  cursor: CatalogueCursor,
): Promise<void> {
  await Promise.all([
    ...page.removedIds.map((id) => products.delete(id)),
    ...page.products.map((product) => products.put(storedProduct(product))),
    products.put(cursor),
  ]);
}

async function clearSide(store: Store, side: Side): Promise<void> {
  await store.write([`products${side}`], 'relaxed', (tx) => tx.objectStore(`products${side}`).clear());
}

async function writeBookings(store: Store, answers: readonly ClaimedSale[]): Promise<void> {
  await store.write(['sales'], 'relaxed', async (tx) => {
    const sales = tx.objectStore('sales');
    await Promise.all(
      answers.map(async ({ id, syncStatus, erpReference, syncError }) => {
        const sale = await sales.get(id);
        if (sale?.state !== 'ACKED') return;
        const news = {
          syncStatus,
          erpReference: erpReference ?? undefined,
          syncError: syncError ?? undefined,
        };
        await sales.put(withState(sale, 'ACKED', news));
      }),
    );
  });
}
