// Finding products among 100,000 without reading more of them than are shown: every look-up goes through an index and
// stops at a fixed number of rows, so none takes longer because the catalogue has grown.
import { searchText, searchWords } from '@tillkeep/domain';
import type { IDBPIndex, IDBPObjectStore } from 'idb';
import {
  CURSOR_ID,
  isCursor,
  isProduct,
  normalCode,
  otherSide,
  type CatalogueCursor,
  type Side,
  type StoredProduct,
} from './catalogue-rows';
import type { Reading, RegisterSchema, Store, StoreName } from './store';
import { readUnsentStock } from './unsent-stock';

/** A product to sell: price in minor units, taxRate in percent. */
export interface CatalogueProduct {
  readonly id: string;
  readonly sku: string;
  readonly barcodes: readonly string[];
  readonly name: string;
  readonly category: string | null;
  readonly price: number;
  readonly taxRate: number;
  readonly trackStock: boolean;
  /** by this till's books: what the gateway said last, less what this device sold and has not sent; may be negative */
  readonly stock: number;
}

export interface CatalogueState {
  /** the products can be sold from; while the first load is under way it is part of them */
  readonly loaded: boolean;
  /** when the gateway was last asked for changes */
  readonly pricesAsOf?: Date;
  readonly version?: CatalogueVersion;
  /** of the load under way, if any; total where it is known */
  readonly loading?: { readonly done: number; readonly total?: number };
}

/** Texts that say nothing but that something has changed since there was another one. */
export interface CatalogueVersion {
  /** of anything about any product and which are favourites, as the gateway told it */
  readonly products: string;
  /** of what listCategories answers */
  readonly categories: string;
}

/** The product with exactly this barcode or SKU, whatever the case. */
export async function findByCode(store: Store, code: string): Promise<CatalogueProduct | undefined> {
  const [product] = await toSell(store, async (rows) => {
    const row = await rows.index('codes').get(normalCode(code));
    return row ? [row] : [];
  });
  return product;
}

/**
 * Exactly that code first, then names that begin with the text, then products in which every word begins a word of the
 * name or SKU; each group by name. Where every word typed is a very common one, not all of the last group are looked at.
 */
export function searchProducts(store: Store, text: string, limit: number): Promise<CatalogueProduct[]> {
  return toSell(store, async (rows) => {
    const begin = searchText(text);
    const [exact, named] = await Promise.all([
      rows.index('codes').get(normalCode(text)),
      begin ? rows.index('name').getAll(beginningWith(begin), limit) : [],
    ]);
    // Names that begin so are shown first: where they fill the list, the rest need not be looked for.
    const words = [...new Set(searchWords(text))].slice(0, MOST_WORDS);
    const others = begin && named.length < limit ? await withWords(rows, words, limit) : [];
    const found = new Map<string, StoredProduct>();
    for (const row of [exact, ...named, ...others]) {
      if (isProduct(row) && !found.has(row.id)) found.set(row.id, row);
    }
    return [...found.values()].slice(0, limit);
  });
}

/** The first products by name, of one category or of all. */
export function listProducts(
  store: Store,
  { category, limit }: { category?: string; limit: number },
): Promise<CatalogueProduct[]> {
  return toSell(store, (rows) =>
    category === undefined
      ? rows.index('name').getAll(null, limit)
      : rows.index('shelf').getAll(IDBKeyRange.bound([category], [category, []]), limit),
  );
}

/** The favourites of the outlet that are sold, in the order in which they were put. */
export function listFavourites(store: Store): Promise<CatalogueProduct[]> {
  return toSell(store, async (rows) => {
    const cursor = await rows.get(CURSOR_ID);
    const ids = (isCursor(cursor) && cursor.favourites) || [];
    return (await Promise.all(ids.map((id) => rows.get(id)))).filter((row) => row !== undefined);
  });
}

/** The categories that products have, by name; at most CATEGORIES of them. */
export function listCategories(store: Store): Promise<string[]> {
  return inCatalogue(store, async (rows) => {
    const categories: string[] = [];
    let cursor = await rows.index('shelf').openKeyCursor();
    while (cursor && categories.length < CATEGORIES) {
      const [category] = cursor.key;
      categories.push(category);
      // A leap over all its products: no text lies between this category and the same with one more character.
      cursor = await cursor.continue([`${category}\0`, '']);
    }
    return categories;
  });
}

/** How old the prices are, and how far a load has come. */
export function catalogueState(store: Store): Promise<CatalogueState> {
  return store.read(['catalogue', 'productsA', 'productsB'], async (tx) => {
    const active = (await tx.objectStore('catalogue').get('pointer'))?.active ?? 'A';
    const [selling, beside] = await Promise.all(
      [active, otherSide(active)].map((side) => tx.objectStore(`products${side}`).get(CURSOR_ID)),
    );
    if (!isCursor(selling)) return { loaded: false };
    const load = [selling, beside].filter(isCursor).find(({ complete }) => !complete);
    return {
      loaded: true,
      pricesAsOf: selling.asOf,
      version: {
        products: `${active} ${selling.cursor} ${selling.favourites?.join()}`,
        categories: `${active} ${selling.shelvesSince}`,
      },
      ...(load && { loading: { done: load.loaded, total: load.total } }),
    };
  });
}

const CATEGORIES = 500;
/** Words of a search that are looked at: a text pasted by mistake must not stop the till. */
const MOST_WORDS = 10;
/** How many ids of a word's products are read to find which word is rare: at first, and where those do not fill the list. */
const FIRST_IDS_PER_WORD = 200;
const IDS_PER_WORD = 800;
/** How many products of the rarest word a search reads when the words alone do not decide. */
const ROWS_LOOKED_AT = 100;

type ProductsName = 'productsA' | 'productsB';
type Rows = IDBPObjectStore<RegisterSchema, StoreName[], ProductsName, 'readonly'>;

/**
 * Reads from the side that is sold from. Which one that is may have changed since it was looked up, so it is asked again,
 * at the same time.
 */
async function inCatalogue<T>(store: Store, work: (rows: Rows, tx: Reading) => Promise<T>): Promise<T> {
  for (let side = sides.get(store) ?? 'A'; ; side = otherSide(side)) {
    const names: StoreName[] = ['catalogue', `products${side}`, 'unsentStock'];
    const found = await store.read(names, async (tx) => {
      const [pointer, value] = await Promise.all([
        tx.objectStore('catalogue').get('pointer'),
        work(tx.objectStore(`products${side}`), tx),
      ]);
      return (pointer?.active ?? 'A') === side ? { value } : undefined;
    });
    sides.set(store, side);
    if (found) return found.value;
  }
}

/** What was the active side when this window looked last; nearly always it still is. */
const sides = new WeakMap<Store, Side>();

/** The products among what is found, with the stock that is left of them. */
function toSell(
  store: Store,
  find: (rows: Rows) => Promise<readonly (StoredProduct | CatalogueCursor)[]>,
): Promise<CatalogueProduct[]> {
  return inCatalogue(store, async (rows, tx) => {
    const unsentStock = readUnsentStock(tx);
    const found = (await find(rows)).filter(isProduct);
    const unsent = await unsentStock(found.map(({ id }) => id));
    return found.map((row) => sellable(row, unsent.get(row.id) ?? 0));
  });
}

function sellable(row: StoredProduct, unsent: number): CatalogueProduct {
  const { id, sku, barcodes, name, category = null, price, taxRate, trackStock, stock } = row;
  const here = (Math.round(stock * 1000) - unsent) / 1000;
  return { id, sku, barcodes, name, category, price, taxRate, trackStock, stock: here };
}

/** Products in which every word typed begins one of their words, by name. */
async function withWords(rows: Rows, words: readonly string[], limit: number): Promise<StoredProduct[]> {
  const index = rows.index('words');
  const [only, second] = words;
  if (only !== undefined && second === undefined) {
    // Twice as many, because a product comes once for each of its words that begin so.
    const all = (await index.getAll(beginningWith(only), limit * 2)).filter(isProduct);
    const unique = new Map(all.map((row) => [row.id, row]));
    return byName([...unique.values()].slice(0, limit));
  }
  const few = await idsWithAll(index, words, FIRST_IDS_PER_WORD);
  const isEnough = few.certain.length >= limit || few.isAll;
  const { rarest, certain } = isEnough ? few : await idsWithAll(index, words, IDS_PER_WORD);
  if (rarest === undefined) return [];
  const [sure, perhaps] = await Promise.all([
    Promise.all(certain.slice(0, limit).map((id) => rows.get(id))),
    certain.length < limit ? index.getAll(beginningWith(rarest), ROWS_LOOKED_AT) : [],
  ]);
  const found = [...sure, ...perhaps].filter(isProduct).filter((row) => hasWords(row, words));
  return byName(found);
}

/**
 * The ids that are among the first so many of each word, the rarest word, and whether that is all there is. A list that is
 * full does not hold every product with its word, so some rows of the rarest word are to be looked at as well; of words
 * equally common the longest is likely to be the rarest. No rarest word where one of them is in no product.
 */
async function idsWithAll(
  index: IDBPIndex<RegisterSchema, StoreName[], ProductsName, 'words'>,
  words: readonly string[],
  most: number,
): Promise<{ rarest?: string; certain: string[]; isAll: boolean }> {
  const lists = await Promise.all(
    words.map(async (word) => ({ word, ids: await index.getAllKeys(beginningWith(word), most) })),
  );
  const [rarest, ...others] = lists.sort(
    (a, b) => a.ids.length - b.ids.length || b.word.length - a.word.length,
  );
  if (!rarest || rarest.ids.length === 0) return { certain: [], isAll: true };
  const known = others.map(({ ids }) => new Set(ids));
  const certain = [...new Set(rarest.ids)].filter((id) => known.every((ids) => ids.has(id)));
  return { rarest: rarest.word, certain, isAll: lists.every(({ ids }) => ids.length < most) };
}

function byName(found: StoredProduct[]): StoredProduct[] {
  return found.sort((a, b) => (a.searchName < b.searchName ? -1 : 1));
}

function hasWords(row: StoredProduct, words: readonly string[]): boolean {
  return words.every((word) => row.words.some((known) => known.startsWith(word)));
}

function beginningWith(text: string): IDBKeyRange {
  return IDBKeyRange.bound(text, `${text}\uffff`);
}
