import type { SaleReceiptFragment } from '@tillkeep/client';
import { formatMoney } from '@tillkeep/domain';
import { Button, classNames, StatusBadge } from '@tillkeep/ui';
import { CircleCheck, Printer } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { changeOf } from './receipt';

/** The sale is saved: what to give back, large enough to read from where the customer stands. */
export function ReceiptPane(props: { sale: SaleReceiptFragment; number: string; onNewSale: () => void }) {
  const { sale, number, onNewSale } = props;
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => next.current?.focus(), []);
  const change = changeOf(sale);
  const show = (amount: number) => formatMoney(amount, sale.outlet.currency);
  const cash = sale.payments.find((payment) => payment.tendered !== null);

  return (
    <section
      aria-labelledby="result-heading"
      className="flex min-h-0 flex-col overflow-y-auto p-4 desktop:p-6"
    >
      <div className="m-auto flex w-full max-w-xl flex-col gap-6">
        <h2 id="result-heading" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-lg font-semibold">
          <CircleCheck aria-hidden className="size-6 text-synced" />
          Sale {number}
          <StatusBadge status={sale.syncStatus} />
        </h2>
        <p>
          <span className="block text-lg text-ink-muted">Change due</span>
          <span
            className={classNames(
              'tabular block text-[clamp(4rem,9vw,8rem)] leading-none font-semibold tracking-tight',
              change === 0 && 'text-ink-muted',
            )}
          >
            {show(change)}
          </span>
        </p>
        <p className="tabular text-ink-muted">
          {cash?.tendered ? `${show(cash.tendered)} given, ` : ''}
          {show(sale.total)} paid
        </p>
        <div className="flex flex-wrap gap-3">
          <Button ref={next} variant="primary" size="huge" onClick={onNewSale} className="flex-1">
            New sale
          </Button>
          <Button size="huge" icon={<Printer aria-hidden />} onClick={() => window.print()}>
            Print
          </Button>
        </div>
        <p className="text-sm text-ink-muted">Or scan the next item.</p>
      </div>
    </section>
  );
}
