import { formatMoney, outcomeOf, type Payment, type PaymentMethod, type SettledSale } from '@tillkeep/domain';
import { Button, Notice } from '@tillkeep/ui';
import { ArrowLeft, Banknote, CreditCard, Wallet } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { methods } from './payment-methods';
import type { Tender } from './register-state';

/** Stands where payment does when goods have come back: what is given back and how, or that nothing is. */
export default function RefundPane(props: {
  totals: SettledSale;
  tender: Tender;
  /** Why the sale could not be saved. */
  refusal: string | undefined;
  currency: string;
  onComplete: (payment: Payment) => void;
  onBack: () => void;
}) {
  const { totals, tender, refusal, currency, onComplete, onBack } = props;
  const { total } = totals;
  const isEven = outcomeOf(total) === 'EVEN';
  const isSaving = tender.saving !== undefined;
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isSaving) first.current?.focus();
  }, [isSaving]);
  const give = (method: PaymentMethod) => {
    if (!isSaving) onComplete({ method, amount: total });
  };
  return (
    <section
      aria-labelledby="pay-heading"
      className="col-start-1 row-start-1 flex min-h-0 flex-col gap-4 overflow-y-auto px-4 pt-2 pb-4 desktop:px-6 desktop:pt-4"
    >
      <header className="flex items-center gap-3">
        <Button
          size="touch"
          variant="quiet"
          onClick={onBack}
          icon={<ArrowLeft aria-hidden />}
          className="-ml-3"
          aria-keyshortcuts="Escape"
        >
          Back
        </Button>
        <h2 id="pay-heading" className="font-semibold">
          {isEven ? 'Exchange' : 'Refund'}
        </h2>
      </header>
      <p>
        <span className="block text-sm text-ink-muted">
          {isEven ? 'Even: nothing to pay or to give back' : 'To give back'}
        </span>
        <span className="tabular block text-4xl font-semibold tracking-tight desktop:text-5xl">
          {formatMoney(Math.abs(total), currency)}
        </span>
      </p>
      {refusal && (
        <Notice tone="failed" title={refusal}>
          Nothing was returned and no receipt exists. Give money back once it is saved.
        </Notice>
      )}
      {isEven ? (
        <Button ref={first} variant="primary" size="huge" onClick={() => give('CASH')}>
          Complete exchange
        </Button>
      ) : (
        <div role="group" aria-label="How" className="grid gap-2 tablet:max-w-md">
          {choices.map((method, index) => {
            const Icon = icons[method];
            return (
              <Button
                key={method}
                ref={index === 0 ? first : undefined}
                variant={index === 0 ? 'primary' : 'secondary'}
                size="huge"
                icon={<Icon aria-hidden />}
                onClick={() => give(method)}
              >
                Give back {methods[method].by}
              </Button>
            );
          })}
        </div>
      )}
    </section>
  );
}

const choices = ['CASH', 'CARD', 'OTHER'] as const;
const icons = { CASH: Banknote, CARD: CreditCard, OTHER: Wallet };
