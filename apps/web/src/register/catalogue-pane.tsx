import { useQuery } from '@apollo/client/react';
import { CategoriesDocument, RegisterProductsDocument, type RegisterProductFragment } from '@tillkeep/client';
import { formatMoney } from '@tillkeep/domain';
import { EmptyState, Skeleton } from '@tillkeep/ui';
import { ScanBarcode } from 'lucide-react';
import { useState, type RefObject } from 'react';
import { ProblemNotice } from '../problem-notice';
import type { Ask } from './gateway';
import { OutOfStock } from './out-of-stock';
import { ProductSearch } from './product-search';
import { useRovingFocus } from './roving-focus';

/** How many products lie there as tiles; the search finds all others. */
const TILES = 60;

export function CataloguePane(props: {
  ask: Ask;
  currency: string;
  searchField: RefObject<HTMLInputElement | null>;
  onAdd: (product: RegisterProductFragment) => void;
  /** Escape in the search: back to the sale. */
  onLeaveSearch: () => void;
}) {
  const { ask, currency, searchField, onAdd, onLeaveSearch } = props;
  const [category, setCategory] = useState<string>();
  return (
    <section
      aria-labelledby="catalogue-heading"
      className="flex min-h-0 min-w-0 flex-col gap-3 p-3 desktop:p-4"
    >
      <h2 id="catalogue-heading" className="sr-only">
        Products
      </h2>
      <ProductSearch ask={ask} currency={currency} field={searchField} onAdd={onAdd} onLeave={onLeaveSearch}>
        <Categories chosen={category} onChoose={setCategory} />
        <Tiles category={category} currency={currency} onAdd={onAdd} />
      </ProductSearch>
    </section>
  );
}

function Categories(props: { chosen?: string; onChoose: (category?: string) => void }) {
  const { chosen, onChoose } = props;
  const { data } = useQuery(CategoriesDocument);
  const choices = [undefined, ...(data?.categories ?? [])];
  return (
    <fieldset className="relative -mx-3 min-w-0 shrink-0 overflow-x-auto px-3 py-1 desktop:-mx-4 desktop:px-4">
      <legend className="sr-only">Category</legend>
      <div className="flex h-11 w-max gap-2">
        {choices.map((category) => (
          <label
            key={category ?? ''}
            className="flex cursor-pointer items-center rounded-md border border-line bg-surface px-4 text-sm font-medium text-ink-muted hover:text-ink has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="category"
              className="sr-only"
              checked={category === chosen}
              onChange={() => onChoose(category)}
            />
            {category ?? 'All'}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Tiles(props: {
  category?: string;
  currency: string;
  onAdd: (product: RegisterProductFragment) => void;
}) {
  const { category, currency, onAdd } = props;
  const { data, previousData, error, refetch } = useQuery(RegisterProductsDocument, {
    variables: { first: TILES, filter: { active: true, category } },
  });
  const products = (data ?? previousData)?.products.nodes;
  const { listProps, itemProps } = useRovingFocus(products?.length ?? 0);

  if (!products && error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (products?.length === 0) {
    return (
      <EmptyState icon={<ScanBarcode />} title="No products to sell here yet">
        Create products in the back office, or import a list, and they lie here ready to tap.
      </EmptyState>
    );
  }
  return (
    <ul
      aria-label="Products"
      aria-busy={!products}
      {...listProps}
      className="-m-1 grid min-h-0 flex-1 auto-rows-max grid-cols-[repeat(auto-fill,minmax(min(9rem,45%),1fr))] gap-2 overflow-y-auto p-1 desktop:gap-3"
    >
      {products
        ? products.map((product, index) => (
            <li key={product.id} className="grid">
              <button
                type="button"
                {...itemProps(index)}
                onClick={() => onAdd(product)}
                className="flex min-h-24 flex-col gap-1 rounded-md border border-line bg-surface p-3 text-left select-none hover:border-line-strong active:bg-accent-soft"
              >
                <span className="line-clamp-2 text-sm leading-5 font-medium text-pretty break-words">
                  {product.name}
                </span>
                <span className="mt-auto flex flex-wrap-reverse items-baseline justify-between gap-x-2">
                  <span className="tabular text-sm text-ink-muted">
                    {formatMoney(product.price, currency)}
                  </span>
                  <OutOfStock product={product} />
                </span>
              </button>
            </li>
          ))
        : Array.from({ length: 12 }, (_, index) => (
            <li key={index} className="grid">
              <Skeleton className="h-24 rounded-md" />
            </li>
          ))}
    </ul>
  );
}
