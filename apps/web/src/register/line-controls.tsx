import {
  formatMoney,
  parseMoney,
  parseQuantity,
  plainMoney,
  quantity,
  quantityToNumber,
  type CartLine,
} from '@tillkeep/domain';
import { classNames } from '@tillkeep/ui';
import { Minus, Plus, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { MOST_PIECES, MOST_PRICE, type RegisterAction } from './register-state';

/** What can be done with a selected line: quantity, price, and taking it out. */
export default function LineControls(props: {
  id: string;
  line: CartLine;
  currency: string;
  apply: (action: RegisterAction) => void;
}) {
  const { id, line, currency, apply } = props;
  const { lineId, unitPrice, returned } = line;
  // How many come back is said without a sign.
  const pieces = quantity(Math.abs(line.quantity));
  const { name } = line.product;
  const setQuantity = (thousandths: number) => {
    const next = Math.min(Math.max(thousandths, 0), MOST_PIECES);
    apply({ type: 'setQuantity', lineId, quantity: quantity(next) });
  };
  return (
    <div id={id} className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 pb-3">
      <div className="flex">
        <Step label={`One less ${name}`} onClick={() => setQuantity(pieces - ONE)} side="left">
          <Minus aria-hidden className="size-5" />
        </Step>
        <NumberField
          label={`Quantity of ${name}`}
          value={String(quantityToNumber(pieces))}
          read={(text) => {
            const read = parseQuantity(text);
            return read !== undefined && read >= 0 && read <= MOST_PIECES ? read : undefined;
          }}
          onCommit={setQuantity}
          className="w-13 border-x-0 text-center"
        />
        <Step label={`One more ${name}`} onClick={() => setQuantity(pieces + ONE)} side="right">
          <Plus aria-hidden className="size-5" />
        </Step>
      </div>
      {!returned && (
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
      )}
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

const ONE = quantity(1000);
