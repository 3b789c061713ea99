import {
  formatMoney,
  money,
  parseMoney,
  tenderSuggestions,
  type Money,
  type Payment,
  type PaymentMethod,
  type SettledSale,
} from '@tillkeep/domain';
import { Button, classNames, Keypad, Notice, type KeypadKey } from '@tillkeep/ui';
import { ArrowLeft, Banknote, CreditCard, Wallet, X } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { methods } from './payment-methods';
import type { Tender } from './register-state';
import { stillDue, takePayment } from './split-tender';

/** Stands where the products stood: what is due, and how the customer pays it. */
export default function PayPane(props: {
  totals: SettledSale;
  tender: Tender;
  /** Why the sale could not be saved. */
  refusal: string | undefined;
  currency: string;
  onTake: (payment: Payment) => void;
  onGiveBack: (index: number) => void;
  /** The payment that settles the sale. */
  onComplete: (payment: Payment) => void;
  onBack: () => void;
}) {
  const { totals, tender, refusal, currency, onTake, onGiveBack, onComplete, onBack } = props;
  const [method, setMethod] = useState<PaymentMethod>('CASH');
  const [typed, setTyped] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const exact = useRef<HTMLButtonElement>(null);

  const { taken, saving } = tender;
  // As a rule it is saved before anybody could read that it is being saved. Presses meanwhile do nothing anyway.
  const isSaving = useLasting(saving !== undefined, SHOW_SAVING_MS);
  const due = stillDue(totals.total, taken);
  const show = (amount: number) => formatMoney(amount, currency);

  // The quick amount that settles the sale has the focus from the start, after every part payment and after a refusal:
  // Enter completes.
  useEffect(() => {
    if (!saving) exact.current?.focus();
  }, [taken.length, saving]);

  const given = typed === '' ? due : parseMoney(typed, currency);
  const result =
    given === undefined
      ? { ok: false as const, error: 'This is not an amount.' }
      : takePayment(due, method, given);

  const pay = (amount: Money) => {
    if (saving) return;
    const part = takePayment(due, method, amount);
    if (!part.ok) return;
    setTyped('');
    if (part.value.remaining === 0) onComplete(part.value.payment);
    else onTake(part.value.payment);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (saving || event.target === field.current || !/^[\d.,]$/.test(event.key)) return;
    // An amount typed with the quick amount in focus goes where it belongs.
    event.preventDefault();
    setTyped(typed + event.key);
    field.current?.focus();
  };
  const onKeypad = (key: KeypadKey) => {
    setTyped((text) => (key === 'backspace' ? text.slice(0, -1) : text + key));
  };

  return (
    <section
      aria-labelledby="pay-heading"
      onKeyDown={onKeyDown}
      className="flex min-h-0 flex-col gap-4 overflow-y-auto px-4 pt-2 desktop:px-6 desktop:pt-4"
    >
      <header className="flex items-center gap-3">
        <Button
          size="touch"
          variant="quiet"
          disabled={isSaving}
          onClick={onBack}
          icon={<ArrowLeft aria-hidden />}
          className="-ml-3"
          aria-keyshortcuts="Escape"
        >
          Back
        </Button>
        <h2 id="pay-heading" className="font-semibold">
          Payment
        </h2>
      </header>

      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <p>
          <span className="block text-sm text-ink-muted">{taken.length > 0 ? 'Remaining' : 'To pay'}</span>
          <span className="tabular block text-4xl font-semibold tracking-tight desktop:text-5xl">
            {show(due)}
          </span>
        </p>
        {taken.length > 0 && (
          <ul aria-label="Payments taken" className="flex flex-col">
            {taken.map((payment, index) => (
              <li key={index} className="flex items-center justify-end gap-2 text-sm">
                {methods[payment.method].name}{' '}
                <span className="tabular font-medium">{show(payment.amount)}</span>
                <button
                  type="button"
                  aria-label={`Remove ${methods[payment.method].name} ${show(payment.amount)}`}
                  disabled={isSaving}
                  onClick={() => onGiveBack(index)}
                  className="flex size-11 items-center justify-center rounded-md text-ink-muted hover:bg-sunken hover:text-ink"
                >
                  <X aria-hidden className="size-4" />
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>

      {refusal && (
        <Notice tone="failed" title={refusal}>
          The sale is as it was: nothing was sold and no receipt exists. Give the goods out once it is saved.
        </Notice>
      )}

      <fieldset disabled={isSaving}>
        <legend className="sr-only">How</legend>
        <div className="relative grid grid-cols-3 gap-1 rounded-lg bg-sunken p-1">
          {choices.map((choice) => {
            const { name } = methods[choice];
            const Icon = icons[choice];
            return (
              <label
                key={choice}
                className="flex h-11 cursor-pointer items-center justify-center gap-2 rounded-md border border-transparent font-medium text-ink-muted has-checked:border-line-strong has-checked:bg-surface has-checked:text-ink has-checked:shadow-raised has-focus-visible:outline-2 has-focus-visible:outline-accent"
              >
                <input
                  type="radio"
                  name="method"
                  className="sr-only"
                  checked={choice === method}
                  onChange={() => setMethod(choice)}
                />
                <Icon aria-hidden className="size-5" />
                {name}
              </label>
            );
          })}
        </div>
      </fieldset>

      <div className="grid gap-4 desktop:grid-cols-2">
        <div
          role="group"
          aria-label="Quick amounts"
          className="grid auto-rows-[4rem] grid-cols-2 content-start gap-2"
        >
          {quickAmounts(method, due, currency).map((amount, index) => (
            <button
              key={amount}
              ref={index === 0 ? exact : undefined}
              type="button"
              disabled={isSaving}
              onClick={() => pay(amount)}
              className={classNames(
                'flex flex-col items-center justify-center rounded-md border bg-surface select-none hover:bg-sunken active:bg-accent-soft disabled:opacity-50',
                index === 0 ? 'border-accent text-accent' : 'border-line-strong',
              )}
            >
              <span className="tabular text-lg font-semibold">{show(amount)}</span>
              <span className="tabular text-xs text-ink-muted">
                {amount === due ? methods[method].exactly : `change ${show(amount - due)}`}
              </span>
            </button>
          ))}
        </div>
        <div className="flex flex-col gap-2">
          <label className="flex items-center gap-3">
            <span className="text-sm font-medium">Amount</span>
            <input
              ref={field}
              type="text"
              inputMode="decimal"
              autoComplete="off"
              placeholder={show(due)}
              value={typed}
              readOnly={isSaving}
              aria-invalid={!result.ok || undefined}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                // Or the same keystroke would press the quick amount that gets the focus next.
                event.preventDefault();
                if (given !== undefined) pay(given);
              }}
              className="tabular h-12 w-full min-w-0 rounded-md border border-line-strong bg-surface px-3 text-right text-xl placeholder:text-ink-muted focus-visible:outline-offset-0 aria-invalid:border-failed"
            />
          </label>
          <Keypad corner="." onKey={onKeypad} disabled={isSaving} className="max-tablet:hidden" />
        </div>
      </div>

      <div className="sticky bottom-0 mt-auto bg-canvas pt-2 pb-4">
        <p
          role="status"
          className={classNames('mb-2 min-h-5 text-sm', result.ok ? 'text-ink-muted' : 'text-failed')}
        >
          {!result.ok
            ? result.error
            : result.value.change > 0
              ? `Change ${show(result.value.change)}`
              : result.value.remaining > 0
                ? `${show(result.value.remaining)} will remain`
                : ''}
        </p>
        <Button
          variant="primary"
          size="huge"
          className="w-full"
          busy={isSaving}
          disabled={!result.ok}
          onClick={() => pay(given ?? due)}
        >
          {isSaving
            ? 'Saving the sale'
            : result.ok && result.value.remaining > 0
              ? `Take ${show(result.value.payment.amount)} ${methods[method].by}`
              : `Complete sale ${methods[method].by}`}
        </Button>
      </div>
    </section>
  );
}

/** True while it is true and has been so for a while, in milliseconds. */
function useLasting(isTrue: boolean, milliseconds: number): boolean {
  const [hasLasted, setHasLasted] = useState(false);
  useEffect(() => {
    if (!isTrue) return;
    const timer = setTimeout(() => setHasLasted(true), milliseconds);
    return () => {
      clearTimeout(timer);
      setHasLasted(false);
    };
  }, [isTrue, milliseconds]);
  return isTrue && hasLasted;
}

const SHOW_SAVING_MS = 200;

function quickAmounts(method: PaymentMethod, due: Money, currency: string): Money[] {
  if (due < 0) return [];
  return method === 'CASH' ? tenderSuggestions(due, currency) : [money(due)];
}

const choices = ['CASH', 'CARD', 'OTHER'] as const;
const icons = { CASH: Banknote, CARD: CreditCard, OTHER: Wallet };
