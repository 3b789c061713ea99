'use client';

import { useMutation, useQuery } from '@apollo/client/react';
import {
  FavouritesDocument,
  ProductListDocument,
  SetFavouritesDocument,
  type ProductRowFragment,
} from '@tillkeep/client';
import { Button, EmptyState, IconButton, Skeleton, useAnnounce } from '@tillkeep/ui';
import { ArrowDown, ArrowUp, ChevronLeft, Plus, Star, X } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useRef, useState } from 'react';
import { SearchField } from '../list/search-field';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';

const FOUND = 8;

/** What lies first on the tills: found and added above, put in order below. Every step is stored at once. */
export function FavouritesPage() {
  const { data, error, refetch } = useQuery(FavouritesDocument);
  return (
    <>
      <Link
        href="/registers"
        className="-ml-1 inline-flex min-h-8 items-center gap-1 text-sm text-ink-muted hover:text-ink hover:underline"
      >
        <ChevronLeft aria-hidden className="size-4" />
        Registers
      </Link>
      <PageHeader title="Favourites">
        They lie first on every till of this outlet, in this order, and reach it with its next prices.
      </PageHeader>
      {error && !data && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton className="h-40 w-full" />}
      {data && <Editor stored={data.favourites} />}
    </>
  );
}

function Editor({ stored }: { stored: readonly ProductRowFragment[] }) {
  const [favourites, setFavourites] = useState(stored);
  const [save, { error }] = useMutation(SetFavouritesDocument, {
    update: (cache, { data }) =>
      data && cache.writeQuery({ query: FavouritesDocument, data: { favourites: data.setFavourites } }),
  });
  const announce = useAnnounce();
  /** Steps are stored one after the other, so that the last one holds. */
  const saving = useRef<Promise<unknown>>(Promise.resolve());
  const store = (list: readonly ProductRowFragment[]) => {
    const productIds = list.map(({ id }) => id);
    // What could not be stored is shown below, from the mutation's error.
    saving.current = saving.current.then(() => save({ variables: { productIds } })).catch(() => undefined);
    return saving.current;
  };
  const change = (next: readonly ProductRowFragment[], said: string) => {
    setFavourites(next);
    announce(said);
    void store(next);
  };

  /** The button that was pressed stays under the finger, wherever its product goes. */
  const list = useRef<HTMLOListElement>(null);
  const pressed = useRef<string>(undefined);
  useEffect(() => {
    if (!pressed.current) return;
    list.current?.querySelector<HTMLElement>(`[data-button="${pressed.current}"]`)?.focus();
    pressed.current = undefined;
  }, [favourites]);
  const move = (from: number, step: -1 | 1) => {
    const product = favourites[from];
    const other = favourites[from + step];
    if (!product || !other) return;
    pressed.current = `${step < 0 ? 'up' : 'down'} ${product.id}`;
    const next = favourites.with(from, other).with(from + step, product);
    change(next, `${product.name} is number ${from + step + 1} now.`);
  };
  const remove = (at: number) => {
    const product = favourites[at];
    if (!product) return;
    const neighbour = favourites[at + 1] ?? favourites[at - 1];
    pressed.current = neighbour && `remove ${neighbour.id}`;
    change(favourites.toSpliced(at, 1), `${product.name} is no favourite any more.`);
  };

  return (
    <div className="grid max-w-2xl gap-5">
      <Search
        chosen={favourites}
        onAdd={(product) => change([...favourites, product], `${product.name} is a favourite now.`)}
      />
      {error && <ProblemNotice error={error} onRetry={() => store(favourites)} />}
      {favourites.length === 0 ? (
        <EmptyState icon={<Star aria-hidden />} title="No favourites yet">
          Search a product above and add it. Until then tills begin with all products.
        </EmptyState>
      ) : (
        <ol ref={list} aria-label="Favourites" className="divide-y divide-line rounded-lg border border-line">
          {favourites.map(({ id, name, active }, index) => (
            <li key={id} className="flex items-center gap-2 bg-surface py-1 pr-1 pl-4">
              <span className="tabular w-6 shrink-0 text-right text-sm text-ink-muted">{index + 1}</span>
              <span className="min-w-0 flex-1 break-words">
                {name}
                {!active && (
                  <span className="block text-sm text-ink-muted">Not sold any more: tills leave it out.</span>
                )}
              </span>
              <IconButton
                label={`Move ${name} up`}
                icon={<ArrowUp aria-hidden className="size-4" />}
                data-button={`up ${id}`}
                aria-disabled={index === 0}
                onClick={() => move(index, -1)}
              />
              <IconButton
                label={`Move ${name} down`}
                icon={<ArrowDown aria-hidden className="size-4" />}
                data-button={`down ${id}`}
                aria-disabled={index === favourites.length - 1}
                onClick={() => move(index, 1)}
              />
              <IconButton
                label={`Remove ${name}`}
                icon={<X aria-hidden className="size-4" />}
                data-button={`remove ${id}`}
                onClick={() => remove(index)}
              />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function Search(props: {
  chosen: readonly ProductRowFragment[];
  onAdd: (product: ProductRowFragment) => void;
}) {
  const { chosen, onAdd } = props;
  const [search, setSearch] = useState('');
  const { data, previousData, error } = useQuery(ProductListDocument, {
    variables: { first: FOUND, filter: { search, active: true } },
    skip: search === '',
  });
  const found = search === '' ? undefined : (data ?? previousData)?.products.nodes;
  return (
    <section aria-label="Add a favourite">
      <SearchField
        label="Search products"
        placeholder="Name, SKU or barcode"
        value={search}
        onSearch={setSearch}
      />
      {error && !found && <ProblemNotice error={error} />}
      {found?.length === 0 && (
        <p role="status" className="mt-2 text-sm text-ink-muted">
          No product is called that.
        </p>
      )}
      {found && found.length > 0 && (
        <ul aria-label="Found products" className="mt-2 divide-y divide-line rounded-lg border border-line">
          {found.map((product) => {
            const isChosen = chosen.some(({ id }) => id === product.id);
            return (
              <li key={product.id} className="flex items-center gap-3 bg-surface py-1 pr-1 pl-4">
                <span className="min-w-0 flex-1 break-words">
                  {product.name} <span className="text-sm text-ink-muted">{product.sku}</span>
                </span>
                <Button
                  variant="quiet"
                  icon={<Plus aria-hidden />}
                  aria-label={`${isChosen ? 'Added:' : 'Add'} ${product.name}`}
                  aria-disabled={isChosen}
                  onClick={() => !isChosen && onAdd(product)}
                >
                  {isChosen ? 'Added' : 'Add'}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
