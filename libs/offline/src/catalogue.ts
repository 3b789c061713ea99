// Finding products among 100,000 without reading more of them than are shown: every look-up goes through an index and
// stops at a fixed number of rows, so none takes longer because the catalogue has grown.
import { searchText, searchWords } from '@tillkeep/domain';
import type { IDBPObjectStore } from 'idb';
import {
  CURSOR_ID,
  isCursor,
  isProduct,
  normalCode,
  otherSide,
  type Side,
  type StoredProduct,
} from './catalogue-rows';
import type { RegisterSchema, Store, StoreName } from './store';

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
  /** of the load under way, if any; total where it is known */
  readonly loading?: { readonly done: number; readonly total?: number };
}

/** The product with exactly this barcode or SKU, whatever the case. */
export function findByCode(store: Store, code: string): Promise<CatalogueProduct | undefined> {
  return inCatalogue(store, async ({ rows, toSell }) => {
    const row = await rows.index('codes').get(normalCode(code));
    return isProduct(row) ? (await toSell([row]))[0] : undefined;
  });
}

/**
 * Exactly that code first, then names that begin with the text, then products in which every word begins a word of the
 * name or SKU; each group by name. Where every word typed is a very common one, not all of the last group are looked at.
 */
export function searchProducts(store: Store, text: string, limit: number): Promise<CatalogueProduct[]> {
  return inCatalogue(store, async ({ rows, toSell }) => {
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
    return toSell([...found.values()].slice(0, limit));
  });
}

/** The first products by name, of one category or of all. */
export function listProducts(
  store: Store,
  { category, limit }: { category?: string; limit: number },
): Promise<CatalogueProduct[]> {
  return inCatalogue(store, async ({ rows, toSell }) => {
    const found =
      category === undefined
        ? await rows.index('name').getAll(null, limit)
        : await rows.index('shelf').getAll(IDBKeyRange.bound([category], [category, []]), limit);
    return toSell(found.filter(isProduct));
  });
}

/** The favourites of the outlet that are sold, in the order in which they were put. */
export function listFavourites(store: Store): Promise<CatalogueProduct[]> {
  return inCatalogue(store, async ({ rows, toSell }) => {
    const cursor = await rows.get(CURSOR_ID);
    const ids = (isCursor(cursor) && cursor.favourites) || [];
    return toSell((await Promise.all(ids.map((id) => rows.get(id)))).filter(isProduct));
  });
}

/** The categories that products have, by name; at most CATEGORIES of them. */
export function listCategories(store: Store): Promise<string[]> {
  return inCatalogue(store, async ({ rows }) => {
    const categories: string[] = [];
    // One leap per category, over all its products: a list comes after every text.
    let cursor = await rows.index('shelf').openKeyCursor();
    while (cursor && categories.length < CATEGORIES) {
      const [category] = cursor.key;
      categories.push(category);
      cursor = await rows.index('shelf').openKeyCursor(IDBKeyRange.lowerBound([category, []]));
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
      ...(load && { loading: { done: load.loaded, total: load.total } }),
    };
  });
}

const CATEGORIES = 500;
/** Words of a search that are looked at: a text pasted by mistake must not stop the till. */
const MOST_WORDS = 10;
/** How many ids of a word's products are read to find which word is rare. */
const IDS_PER_WORD = 800;
/** How many products of the rarest word a search reads when the words alone do not decide. */
const ROWS_LOOKED_AT = 100;

type ProductsName = 'productsA' | 'productsB';
type Rows = IDBPObjectStore<RegisterSchema, StoreName[], ProductsName, 'readonly'>;

interface Catalogue {
  readonly rows: Rows;
  toSell(rows: readonly StoredProduct[]): Promise<CatalogueProduct[]>;
}

/** Reads from the side that is sold from. Which one that is may have changed since it was looked up, so it is read again. */
async function inCatalogue<T>(store: Store, work: (catalogue: Catalogue) => Promise<T>): Promise<T> {
  for (let side = sides.get(store) ?? 'A'; ; side = otherSide(side)) {
    const names: StoreName[] = ['catalogue', `products${side}`, 'unsentStock'];
    const found = await store.read(names, async (tx) => {
      const pointer = await tx.objectStore('catalogue').get('pointer');
      if ((pointer?.active ?? 'A') !== side) return undefined;
      const unsent = tx.objectStore('unsentStock');
      const toSell = async (rows: readonly StoredProduct[]) => {
        // As a rule hardly anything is unsent, and one request says all of it.
        const some = await unsent.getAll(null, rows.length + 1);
        const taken =
          some.length <= rows.length ? some : await Promise.all(rows.map(({ id }) => unsent.get(id)));
        const quantities = new Map(taken.map((row) => [row?.productId, row?.quantity]));
        return rows.map((row) => sellable(row, quantities.get(row.id) ?? 0));
      };
      return { value: await work({ rows: tx.objectStore(`products${side}`), toSell }) };
    });
    sides.set(store, side);
    if (found) return found.value;
  }
}

/** What was the active side when this window looked last; nearly always it still is. */
const sides = new WeakMap<Store, Side>();

function sellable(row: StoredProduct, unsent: number): CatalogueProduct {
  const { id, sku, barcodes, name, category = null, price, taxRate, trackStock, stock } = row;
  const here = (Math.round(stock * 1000) - unsent) / 1000;
  return { id, sku, barcodes, name, category, price, taxRate, trackStock, stock: here };
}

/** Products in which every word typed begins one of their words, by name. */
async function withWords(rows: Rows, words: readonly string[], limit: number): Promise<StoredProduct[]> {
  const index = rows.index('words');
  const lists = await Promise.all(
    words.map(async (word) => ({ word, ids: await index.getAllKeys(beginningWith(word), IDS_PER_WORD) })),
  );
  const [rarest, ...others] = lists.sort(
    (a, b) => a.ids.length - b.ids.length || b.word.length - a.word.length,
  );
  if (!rarest || rarest.ids.length === 0) return [];
  // Ids in all lists have all the words. A list that is full does not hold every product with its word, so some rows of
  // the rarest word are looked at as well; of words equally common the longest is likely to be the rarest.
  const known = others.map(({ ids }) => new Set(ids));
  const certain = [...new Set(rarest.ids)].filter((id) => known.every((ids) => ids.has(id))).slice(0, limit);
  const [sure, perhaps] = await Promise.all([
    Promise.all(certain.map((id) => rows.get(id))),
    certain.length < limit ? index.getAll(beginningWith(rarest.word), ROWS_LOOKED_AT) : [],
  ]);
  const found = [...sure, ...perhaps].filter(isProduct).filter((row) => hasWords(row, words));
  return found.sort((a, b) => (a.searchName < b.searchName ? -1 : 1));
}

function hasWords(row: StoredProduct, words: readonly string[]): boolean {
  return words.every((word) => row.words.some((known) => known.startsWith(word)));
}

function beginningWith(text: string): IDBKeyRange {
  return IDBKeyRange.bound(text, `${text}\uffff`);
}
