import { formatMoney, formatQuantity, quantity, quantityFromNumber, type CartLine } from '@tillkeep/domain';
import { classNames } from '@tillkeep/ui';
import { TriangleAlert } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { later } from './later';
import type { RegisterAction } from './register-state';

// Not needed to begin a sale.
export const LineControls = later(() => import('./line-controls'));

/** One line of the sale; selected, it opens its controls. */
export const CartLineRow = memo(function CartLineRow(props: {
  line: CartLine;
  total: number;
  currency: string;
  selected: boolean;
  /** How much of the product all lines together sell, in thousandths. */
  sold: number;
  /** How many there were when it was added, a decimal; undefined where nobody counts them. */
  stock: number | undefined;
  index: number;
  isTabStop: boolean;
  onFocus: (index: number) => void;
  apply: (action: RegisterAction) => void;
}) {
  const { line, total, currency, selected, sold, stock, index, isTabStop, onFocus, apply } = props;
  const { lineId, product, unitPrice, listPrice, returned } = line;
  const changed = unitPrice !== listPrice;
  const row = useRef<HTMLLIElement>(null);
  const controlsId = `line-${lineId}`;

  useEffect(() => {
    if (selected) row.current?.scrollIntoView?.({ block: 'nearest' });
  }, [selected, line]);

  return (
    <li
      ref={row}
      className={classNames(
        'border-b border-line',
        selected && 'bg-accent-soft/60 shadow-[inset_3px_0_0_var(--color-accent)]',
      )}
    >
      <button
        type="button"
        aria-expanded={selected}
        aria-controls={controlsId}
        data-roving
        tabIndex={isTabStop ? 0 : -1}
        onFocus={() => onFocus(index)}
        onClick={() => apply({ type: 'select', lineId })}
        className="flex min-h-12 w-full items-baseline gap-2 px-4 py-2.5 text-left -outline-offset-4 select-none"
      >
        <span className="tabular min-w-9 text-right text-ink-muted">{formatQuantity(line.quantity)} ×</span>
        <span className="min-w-0 flex-1">
          <span className="line-clamp-2 font-medium break-words">{product.name}</span>
          {(changed || line.quantity !== ONE) && (
            <span className="tabular block text-sm text-ink-muted">
              {changed && (
                <>
                  <span className="sr-only">instead of </span>
                  <s>{formatMoney(listPrice, currency)}</s>{' '}
                </>
              )}
              {formatMoney(unitPrice, currency)} each
            </span>
          )}
          {returned && <span className="tabular block text-sm">Return from {returned.saleNumber}</span>}
          <StockNote stock={stock} sold={sold} />
        </span>
        <span className="tabular font-semibold">{formatMoney(total, currency)}</span>
      </button>
      {selected && <LineControls id={controlsId} line={line} currency={currency} apply={apply} />}
    </li>
  );
});

/** Says when the sale asks for more than this till knows of. It sells all the same: the goods are on the counter. */
function StockNote({ stock, sold }: { stock: number | undefined; sold: number }) {
  if (stock === undefined || sold <= stock * 1000) return null;
  const left = stock > 0 ? `Only ${formatQuantity(quantityFromNumber(stock))}` : 'None';
  return (
    <span className="flex items-center gap-1 text-sm font-medium text-pending">
      <TriangleAlert aria-hidden className="size-4 shrink-0" />
      {left} here by this till’s books
    </span>
  );
}

const ONE = quantity(1000);
