import { useEffect, useState, type RefObject } from 'react';
import { formatQuantity, quantity, type SettledSale } from '@tillkeep/domain';
import type { StoredSale } from '@tillkeep/offline';
import { Button } from '@tillkeep/ui';
import { ShoppingBasket, Undo2 } from 'lucide-react';
import { plural } from '../format';
import { CartLineRow, LineControls } from './cart-line';
import { later } from './later';
import type { RegisterAction, RegisterState } from './register-state';
import { canHold } from './register-store';
import { useRovingFocus } from './roving-focus';

// Not needed to begin a sale.
const LastSale = later(() => import('./last-sale'));
const UndoBar = later(() => import('./undo-bar'));

export function CartPane(props: {
  state: RegisterState;
  totals: SettledSale;
  currency: string;
  heading: RefObject<HTMLHeadingElement | null>;
  /** How many sales are put aside. */
  held: number;
  apply: (action: RegisterAction) => void;
  onReturn: () => void;
  onHold: () => void;
  onShowHeld: () => void;
  onClear: () => void;
}) {
  const { state, totals, currency, heading, held, apply, onReturn, onHold, onShowHeld, onClear } = props;
  const { cart, selectedId, lastSale, finished } = state;
  const { listProps, active, setActive } = useRovingFocus(cart.lines.length);

  const selectedIndex = cart.lines.findIndex((line) => line.lineId === selectedId);
  // The Tab stop goes along with the selection.
  const [followed, setFollowed] = useState(-1);
  if (selectedIndex !== followed) {
    setFollowed(selectedIndex);
    if (selectedIndex >= 0) setActive(selectedIndex);
  }
  useEffect(() => {
    LineControls.preload();
    UndoBar.preload();
  }, []);

  return (
    <section aria-labelledby="sale-heading" className="relative flex min-h-0 flex-col">
      <header className="flex h-14 shrink-0 items-center gap-3 border-b border-line px-4">
        <h2 id="sale-heading" ref={heading} tabIndex={-1} className="font-semibold outline-none">
          Sale
        </h2>
        {cart.lines.length > 0 && (
          <span className="text-sm text-ink-muted">{plural(cart.lines.length, 'line')}</span>
        )}
        <Entry state={state} />
        <div className="-mr-3 ml-auto flex">
          {held > 0 && (
            <Button variant="quiet" size="touch" className="px-3" onClick={onShowHeld}>
              Held
              <span className="tabular rounded-full bg-accent-soft px-2 text-sm text-accent">{held}</span>
            </Button>
          )}
          <Button
            variant="quiet"
            size="touch"
            className="px-3"
            onClick={onReturn}
            aria-label="Return"
            aria-keyshortcuts="F8"
            icon={<Undo2 aria-hidden />}
          >
            {cart.lines.length === 0 && 'Return'}
          </Button>
          {cart.lines.length > 0 && (
            <>
              <Button
                variant="quiet"
                size="touch"
                className="px-3"
                disabled={!canHold(state)}
                onClick={onHold}
                aria-keyshortcuts="F6"
              >
                Hold
                <kbd className="text-sm font-normal text-ink-muted max-desktop:hidden pointer-coarse:hidden">
                  F6
                </kbd>
              </Button>
              <Button variant="quiet" size="touch" className="px-3" onClick={onClear}>
                Clear
              </Button>
            </>
          )}
        </div>
      </header>
      {cart.lines.length > 0 ? (
        <ol
          aria-labelledby="sale-heading"
          {...listProps}
          className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-2"
        >
          {cart.lines.map((line, index) => (
            <CartLineRow
              key={line.lineId}
              line={line}
              total={totals.lines[index]?.total ?? 0}
              currency={currency}
              selected={line.lineId === selectedId}
              sold={cart.lines.reduce(
                (sum, other) =>
                  other.product.productId === line.product.productId ? sum + other.quantity : sum,
                0,
              )}
              stock={state.stock[line.product.productId]}
              index={index}
              isTabStop={index === active}
              onFocus={setActive}
              apply={apply}
            />
          ))}
        </ol>
      ) : (
        <EmptyCart
          lastSale={finished ? undefined : lastSale}
          currency={currency}
          onShowReceipt={(sale) => apply({ type: 'showReceipt', sale })}
        />
      )}
      {state.removedId && (
        <UndoBar
          key={state.removedId}
          name={cart.removed.find((line) => line.lineId === state.removedId)?.product.name ?? ''}
          onUndo={() => {
            apply({ type: 'restore' });
            heading.current?.focus();
          }}
          onExpire={(hadFocus) => {
            apply({ type: 'forgetRemoved' });
            if (hadFocus) heading.current?.focus();
          }}
        />
      )}
    </section>
  );
}

/** Digits typed so far, and what they will do. */
function Entry({ state }: { state: RegisterState }) {
  const { entry, nextQuantity } = state;
  if (!entry && !nextQuantity) return null;
  return (
    <span role="status" className="tabular rounded-md bg-accent-soft px-3 py-1 font-semibold text-accent">
      {entry ? `${entry} ×` : `Next item: ${formatQuantity(nextQuantity ?? quantity(0))} ×`}
    </span>
  );
}

function EmptyCart(props: {
  lastSale?: StoredSale;
  currency: string;
  onShowReceipt: (sale: StoredSale) => void;
}) {
  const { lastSale, currency, onShowReceipt } = props;
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto p-4">
      <div className="m-auto flex flex-col items-center gap-2 py-6 text-center text-ink-muted">
        <ShoppingBasket aria-hidden className="size-8 stroke-[1.5]" />
        <p>Scan an item, tap a product, or search.</p>
      </div>
      {lastSale && <LastSale sale={lastSale} currency={currency} onShowReceipt={onShowReceipt} />}
    </div>
  );
}
