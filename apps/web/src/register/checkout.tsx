import { formatMoney, taxRateToPercent, type SettledSale } from '@tillkeep/domain';
import { Button, classNames } from '@tillkeep/ui';
import type { ReactNode } from 'react';
import { formatPercent } from '../format';

/** What the sale comes to, and Pay: below the lines, or a bar along the bottom of a phone. */
export function Checkout(props: {
  totals: SettledSale;
  currency: string;
  /** The phone's bar is short while it stands below the products. */
  short: boolean;
  /** Switches between products and lines; only a phone shows it. */
  paneSwitch: ReactNode;
  canPay: boolean;
  onPay: () => void;
}) {
  const { totals, currency, short, paneSwitch, canPay, onPay } = props;
  const { subtotal, taxByRate, total } = totals;
  const amount = (of: number) => <dd className="tabular">{formatMoney(of, currency)}</dd>;
  return (
    <section
      aria-label="Total"
      className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-3 border-t border-line px-4 pt-3 pb-[max(1rem,env(safe-area-inset-bottom))] tablet:grid-cols-1"
    >
      <dl className={classNames('col-span-full', short && 'max-tablet:hidden')}>
        <Row className="text-sm text-ink-muted">
          <dt>Subtotal</dt>
          {amount(subtotal)}
        </Row>
        {taxByRate.map(({ rate, tax }) => (
          <Row key={rate} className="text-sm text-ink-muted">
            <dt>Tax {formatPercent(taxRateToPercent(rate))}</dt>
            {amount(tax)}
          </Row>
        ))}
        <Row className="mt-1 text-2xl font-semibold max-tablet:hidden">
          <dt>{total < 0 ? 'To give back' : 'Total'}</dt>
          {amount(Math.abs(total))}
        </Row>
      </dl>
      {paneSwitch}
      <Button
        variant="primary"
        size="huge"
        disabled={!canPay}
        onClick={onPay}
        aria-keyshortcuts="F9"
        className="min-w-0 max-tablet:flex-col max-tablet:gap-0 max-tablet:px-3 max-tablet:leading-tight"
      >
        {total < 0 ? 'Give back' : 'Pay'}
        <span className="tabular tablet:hidden">{formatMoney(Math.abs(total), currency)}</span>
        <kbd className="text-sm font-normal opacity-80 max-tablet:hidden pointer-coarse:hidden">F9</kbd>
      </Button>
    </section>
  );
}

function Row({ className, children }: { className: string; children: ReactNode }) {
  return <div className={classNames('flex items-baseline justify-between gap-4', className)}>{children}</div>;
}
