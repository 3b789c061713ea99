import { formatMoney } from '@tillkeep/domain';
import {
  catalogueState,
  listCategories,
  listFavourites,
  listProducts,
  type CatalogueProduct,
  type Store,
  type Sync,
  type SyncStatus,
} from '@tillkeep/offline';
import { EmptyState, Skeleton } from '@tillkeep/ui';
import { ScanBarcode } from 'lucide-react';
import { memo, useCallback, useState, type RefObject } from 'react';
import { later } from './later';
import { OutOfStock } from './out-of-stock';
import { ProductSearch } from './product-search';
import { sameFacts } from './same-facts';
import { useRovingFocus } from './roving-focus';
import { useStored } from './use-stored';

// On the first day of a device only.
const CatalogueLoad = later(() => import('./catalogue-load'));

/** How many products lie there as tiles; the search finds all others. */
const TILES = 60;

/** Among the names of categories, which are never blank. */
const ALL = '';
const FAVOURITES = ' ';

/** Apart from the sale: nothing in it is drawn again because a line has changed. */
export const CataloguePane = memo(function CataloguePane(props: {
  store: Store;
  sync: Sync;
  currency: string;
  /** False while the customer pays: the next look at it begins with all products and an empty search. */
  shown: boolean;
  searchField: RefObject<HTMLInputElement | null>;
  onAdd: (product: CatalogueProduct) => void;
  /** Escape in the search: back to the sale. */
  onLeaveSearch: () => void;
}) {
  const { store, sync, currency, shown, searchField, onAdd, onLeaveSearch } = props;
  const favourites = useStored(
    sync,
    useCallback(() => listFavourites(store), [store]),
    stockNews,
  );
  const [chosen, setChosen] = useState(FAVOURITES);
  if (!shown && chosen !== FAVOURITES) setChosen(FAVOURITES);
  const group = chosen === FAVOURITES && favourites?.length === 0 ? ALL : chosen;
  return (
    <section
      aria-labelledby="catalogue-heading"
      className="flex min-h-0 min-w-0 flex-col gap-3 p-3 desktop:p-4"
    >
      <h2 id="catalogue-heading" className="sr-only">
        Products
      </h2>
      <ProductSearch
        store={store}
        currency={currency}
        shown={shown}
        field={searchField}
        onAdd={onAdd}
        onLeave={onLeaveSearch}
      >
        <Categories
          store={store}
          sync={sync}
          special={favourites?.length ? [FAVOURITES, ALL] : [ALL]}
          chosen={group}
          onChoose={setChosen}
        />
        <Tiles
          store={store}
          sync={sync}
          group={group}
          favourites={favourites}
          currency={currency}
          onAdd={onAdd}
        />
      </ProductSearch>
    </section>
  );
});

function Categories(props: {
  store: Store;
  sync: Sync;
  /** Before the categories. */
  special: readonly string[];
  chosen: string;
  onChoose: (group: string) => void;
}) {
  const { store, sync, special, chosen, onChoose } = props;
  const categories = useStored(
    sync,
    useCallback(() => listCategories(store), [store]),
    categoryNews,
  );
  const choices = [...special, ...(categories ?? [])];
  return (
    <fieldset className="relative -mx-3 min-w-0 shrink-0 overflow-x-auto px-3 py-1 desktop:-mx-4 desktop:px-4">
      <legend className="sr-only">Category</legend>
      <div className="flex h-11 w-max gap-2">
        {choices.map((category) => (
          <label
            key={category}
            className="flex cursor-pointer items-center rounded-md border border-line bg-surface px-4 text-sm font-medium text-ink-muted hover:text-ink has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="category"
              className="sr-only"
              checked={category === chosen}
              onChange={() => onChoose(category)}
            />
            {category === FAVOURITES ? 'Favourites' : category || 'All'}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Tiles(props: {
  store: Store;
  sync: Sync;
  group: string;
  favourites?: readonly CatalogueProduct[];
  currency: string;
  onAdd: (product: CatalogueProduct) => void;
}) {
  const { store, sync, group, favourites, currency, onAdd } = props;
  const category = group.trim() || undefined;
  const found = useStored(
    sync,
    useCallback(async () => {
      const [products, catalogue] = await Promise.all([
        listProducts(store, { category, limit: TILES }),
        catalogueState(store),
      ]);
      return { products, catalogue };
    }, [store, category]),
    stockNews,
  );
  // Before the first page of products has come, there is nothing to say but that they are coming.
  const listed = group === FAVOURITES ? favourites : found?.products;
  const products = listed && (listed.length > 0 || found?.catalogue.loaded) ? listed : undefined;
  const loading = found?.catalogue.loading;
  const { listProps, active, setActive } = useRovingFocus(products?.length ?? 0);

  if (products?.length === 0 && !loading) {
    return (
      <EmptyState icon={<ScanBarcode />} title="No products to sell here yet">
        Create products in the back office, or import a list, and they lie here ready to tap.
      </EmptyState>
    );
  }
  return (
    <>
      {found && (loading || !found.catalogue.loaded) && <CatalogueLoad sync={sync} />}
      <ul
        aria-label="Products"
        aria-busy={!products}
        {...listProps}
        className="-m-1 grid min-h-0 flex-1 auto-rows-max grid-cols-[repeat(auto-fill,minmax(min(9rem,45%),1fr))] gap-2 overflow-y-auto p-1 desktop:gap-3"
      >
        {products
          ? products.map((product, index) => (
              <Tile
                key={product.id}
                product={product}
                currency={currency}
                index={index}
                isTabStop={index === active}
                onFocus={setActive}
                onAdd={onAdd}
              />
            ))
          : Array.from({ length: 12 }, (_, index) => (
              <li key={index} className="grid">
                <Skeleton className="h-24 rounded-md" />
              </li>
            ))}
      </ul>
    </>
  );
}

/** Drawn again only when something about it has changed, however often the products are read. */
const Tile = memo(function Tile(props: {
  product: CatalogueProduct;
  currency: string;
  index: number;
  isTabStop: boolean;
  onFocus: (index: number) => void;
  onAdd: (product: CatalogueProduct) => void;
}) {
  const { product, currency, index, isTabStop, onFocus, onAdd } = props;
  return (
    <li className="grid">
      <button
        type="button"
        data-roving
        tabIndex={isTabStop ? 0 : -1}
        onFocus={() => onFocus(index)}
        onClick={() => onAdd(product)}
        className="flex min-h-24 flex-col gap-1 rounded-md border border-line bg-surface p-3 text-left select-none hover:border-line-strong active:bg-accent-soft"
      >
        <span className="line-clamp-2 text-sm leading-5 font-medium text-pretty break-words">
          {product.name}
        </span>
        <span className="mt-auto flex flex-wrap-reverse items-baseline justify-between gap-x-2">
          <span className="tabular text-sm text-ink-muted">{formatMoney(product.price, currency)}</span>
          <OutOfStock product={product} />
        </span>
      </button>
    </li>
  );
}, sameFacts);

function categoryNews({ catalogue }: SyncStatus): unknown {
  return catalogue?.categories;
}

/** Changes also when a sale takes of their stock. */
function stockNews({ catalogue, progress, unsent }: SyncStatus): string {
  return `${catalogue?.products} ${progress?.what} ${unsent}`;
}
