import { formatMoney } from '@tillkeep/domain';
import { searchProducts, type CatalogueProduct, type Store } from '@tillkeep/offline';
import { classNames } from '@tillkeep/ui';
import { Search, X } from 'lucide-react';
import {
  memo,
  useCallback,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { Kept } from './kept';
import { OutOfStock } from './out-of-stock';
import { sameFacts } from './same-facts';
import { usePainted } from './use-painted';
import { MOST_FOUND, useProductSearch } from './use-product-search';

/** So many fit on most screens. */
const FIRST_DRAWN = 12;

/** The search field; while something is typed, its results stand in the place of the children. */
export function ProductSearch(props: {
  store: Store;
  currency: string;
  shown: boolean;
  field: RefObject<HTMLInputElement | null>;
  onAdd: (product: CatalogueProduct) => void;
  onLeave: () => void;
  children: ReactNode;
}) {
  const { store, currency, shown, field, onAdd, onLeave, children } = props;
  const listId = useId();
  const [typed, setTyped] = useState('');
  /** The product that the arrows went to; it stays chosen when a later answer moves it. */
  const [pointedId, setPointedId] = useState<string>();
  /** What stood in the field when Enter was pressed before its products were drawn. */
  const awaited = useRef<string>(undefined);
  const list = useRef<HTMLUListElement>(null);
  const change = useCallback((text: string) => {
    setTyped(text);
    setPointedId(undefined);
    awaited.current = undefined;
    if (list.current) list.current.scrollTop = 0;
  }, []);
  if (!shown && typed !== '') {
    setTyped('');
    setPointedId(undefined);
  }
  const choose = useCallback(
    (product: CatalogueProduct) => {
      change('');
      onAdd(product);
      onLeave();
    },
    [change, onAdd, onLeave],
  );

  const chooseFirstOf = (text: string) => {
    awaited.current = text;
    searchProducts(store, text, MOST_FOUND).then(
      ([first]) => {
        if (awaited.current === text && first) choose(first);
      },
      // The list below asks the same and says what is wrong.
      () => undefined,
    );
  };

  const answer = useProductSearch(store, typed);
  const products = answer?.products ?? [];
  // Those that are in sight come a moment earlier than the rest.
  const drawn = usePainted(answer) ? products : products.slice(0, FIRST_DRAWN);
  const upToDate = answer?.text === typed.trim();
  const pointed = products.findIndex((product) => product.id === pointedId);
  const active = Math.max(0, pointed);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      change('');
      onLeave();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setPointedId(products.at((active + step) % Math.max(1, products.length))?.id);
    } else if (event.key === 'Enter' && typed.trim()) {
      const product = products[active];
      if (!upToDate && pointed < 0) chooseFirstOf(typed.trim());
      else if (product) choose(product);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div role="search" className="relative shrink-0">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-3.5 size-5 -translate-y-1/2 text-ink-muted"
        />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label="Search products"
          aria-expanded={answer !== undefined}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={products[active] && `${listId}-${active}`}
          placeholder="Search, or scan"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="done"
          value={typed}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          className="h-12 w-full rounded-md border border-line-strong bg-surface pr-16 pl-11 text-base placeholder:text-ink-muted focus-visible:border-accent focus-visible:outline-offset-0"
        />
        {typed ? (
          <button
            type="button"
            aria-label="Clear the search"
            onClick={() => {
              change('');
              field.current?.focus();
            }}
            className="absolute top-0.5 right-0.5 flex size-11 items-center justify-center rounded-md text-ink-muted hover:text-ink"
          >
            <X aria-hidden className="size-5" />
          </button>
        ) : (
          <kbd className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 rounded-sm border border-line px-1.5 text-xs text-ink-muted pointer-coarse:hidden">
            F2
          </kbd>
        )}
      </div>
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)]">
        <Kept shown={!answer} className="-m-1 flex min-h-0 flex-col gap-3 p-1">
          {children}
        </Kept>
        {answer && (
          <div className="col-start-1 row-start-1 flex min-h-0 flex-col rounded-md border border-line bg-surface">
            <ul
              ref={list}
              id={listId}
              role="listbox"
              aria-label="Products found"
              aria-busy={!upToDate}
              className="min-h-0 divide-y divide-line overflow-y-auto"
            >
              {drawn.map((product, index) => (
                <Found
                  key={product.id}
                  id={`${listId}-${index}`}
                  product={product}
                  currency={currency}
                  isActive={index === active}
                  isPointed={index === pointed}
                  onChoose={choose}
                />
              ))}
            </ul>
            {upToDate && products.length === 0 && (
              <p role="status" className="px-4 py-6 text-ink-muted">
                {answer.problem ?? `Nothing is called “${typed.trim()}”.`}
              </p>
            )}
          </div>
        )}
      </div>
    </>
  );
}

/** Drawn again only when something about it has changed: most letters leave most of the list as it was. */
const Found = memo(function Found(props: {
  id: string;
  product: CatalogueProduct;
  currency: string;
  isActive: boolean;
  /** The arrows went to it. */
  isPointed: boolean;
  onChoose: (product: CatalogueProduct) => void;
}) {
  const { id, product, currency, isActive, isPointed, onChoose } = props;
  return (
    <li
      id={id}
      role="option"
      aria-selected={isActive}
      ref={isPointed ? scrollIntoView : undefined}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onChoose(product)}
      className={classNames(
        'flex min-h-14 cursor-pointer items-center gap-4 px-4 py-2 select-none',
        isActive ? 'bg-accent-soft' : 'hover:bg-sunken',
      )}
    >
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{product.name}</span>
        <span className="flex flex-wrap gap-x-3 text-xs text-ink-muted">
          <span>{product.sku}</span>
          <span>{product.category}</span>
          <OutOfStock product={product} />
        </span>
      </span>
      <span className="tabular">{formatMoney(product.price, currency)}</span>
    </li>
  );
}, sameFacts);

function scrollIntoView(option: HTMLElement | null): void {
  option?.scrollIntoView?.({ block: 'nearest' });
}
