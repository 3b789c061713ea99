import {
  formatMoney,
  formatQuantity,
  parseMoney,
  parseQuantity,
  plainMoney,
  quantity,
  quantityFromNumber,
  quantityToNumber,
  type CartLine,
} from '@tillkeep/domain';
import { classNames } from '@tillkeep/ui';
import { Minus, Plus, Trash2, TriangleAlert } from 'lucide-react';
import { memo, useEffect, useRef, useState, type ReactNode } from 'react';
import { MOST_PIECES, MOST_PRICE, type RegisterAction } from './register-state';

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
  const { lineId, product, unitPrice, listPrice } = line;
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
          <StockNote stock={stock} sold={sold} />
        </span>
        <span className="tabular font-semibold">{formatMoney(total, currency)}</span>
      </button>
      {selected && <LineControls id={controlsId} line={line} currency={currency} apply={apply} />}
    </li>
  );
});

function LineControls(props: {
  id: string;
  line: CartLine;
  currency: string;
  apply: (action: RegisterAction) => void;
}) {
  const { id, line, currency, apply } = props;
  const { lineId, unitPrice } = line;
  const { name } = line.product;
  const setQuantity = (thousandths: number) => {
    const next = Math.min(Math.max(thousandths, 0), MOST_PIECES);
    apply({ type: 'setQuantity', lineId, quantity: quantity(next) });
  };
  return (
    <div id={id} className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 pb-3">
      <div className="flex">
        <Step label={`One less ${name}`} onClick={() => setQuantity(line.quantity - ONE)} side="left">
          <Minus aria-hidden className="size-5" />
        </Step>
        <NumberField
          label={`Quantity of ${name}`}
          value={String(quantityToNumber(line.quantity))}
          read={(text) => {
            const read = parseQuantity(text);
            return read !== undefined && read >= 0 && read <= MOST_PIECES ? read : undefined;
          }}
          onCommit={setQuantity}
          className="w-13 border-x-0 text-center"
        />
        <Step label={`One more ${name}`} onClick={() => setQuantity(line.quantity + ONE)} side="right">
          <Plus aria-hidden className="size-5" />
        </Step>
      </div>
      <NumberField
        label={`Price of ${name}`}
        value={plainMoney(unitPrice, currency)}
        read={(text) => {
          const read = parseMoney(text, currency);
          return read !== undefined && read >= 0 && read <= MOST_PRICE ? read : undefined;
        }}
        onCommit={(price) => apply({ type: 'changePrice', lineId, price })}
        preview={(price) => `${formatMoney(unitPrice, currency)} → ${formatMoney(price, currency)} each`}
        className="w-22 rounded-md text-right"
      />
      <button
        type="button"
        aria-label={`Remove ${name}`}
        title={`Remove ${name}`}
        onClick={() => apply({ type: 'remove', lineId })}
        className="ml-auto flex size-11 items-center justify-center rounded-md text-failed hover:bg-failed-soft"
      >
        <Trash2 aria-hidden className="size-5" />
      </button>
    </div>
  );
}

function Step(props: { label: string; side: 'left' | 'right'; onClick: () => void; children: ReactNode }) {
  const { label, side, onClick, children } = props;
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className={classNames(
        'flex size-11 items-center justify-center border border-line-strong bg-surface hover:bg-sunken active:bg-accent-soft',
        side === 'left' ? 'rounded-l-md' : 'rounded-r-md',
      )}
    >
      {children}
    </button>
  );
}

/** A number typed by hand: taken on Enter and on leaving the field, given up on Escape or when it can't be read. */
function NumberField<T extends number>(props: {
  label: string;
  value: string;
  read: (text: string) => T | undefined;
  onCommit: (value: T) => void;
  /** What would change, shown while it is typed. */
  preview?: (value: T) => string;
  className: string;
}) {
  const { label, value, read, onCommit, preview, className } = props;
  const [typed, setTyped] = useState<string>();
  const number = typed === undefined ? undefined : read(typed);
  const wrong = typed !== undefined && typed !== '' && number === undefined;
  const commit = () => {
    setTyped(undefined);
    if (typed !== undefined && typed !== value && number !== undefined) onCommit(number);
  };
  return (
    <>
      <input
        type="text"
        inputMode="decimal"
        autoComplete="off"
        aria-label={label}
        aria-invalid={wrong || undefined}
        value={typed ?? value}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === 'Enter') commit();
          else setTyped(undefined);
          event.currentTarget.select();
        }}
        className={classNames(
          'tabular h-11 border border-line-strong bg-surface px-2 focus-visible:z-10 focus-visible:outline-offset-0 aria-invalid:border-failed',
          className,
        )}
      />
      {preview && number !== undefined && typed !== value && (
        <span role="status" className="tabular order-last w-full text-sm text-ink-muted">
          {preview(number)}
        </span>
      )}
    </>
  );
}

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
