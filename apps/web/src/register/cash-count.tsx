import {
  cashTotal,
  denominations,
  formatMoney,
  parseMoney,
  type CashCount,
  type Money,
} from '@tillkeep/domain';
import { Button, Field, TextInput } from '@tillkeep/ui';
import { useId, useState } from 'react';

/** What was counted; undefined while it is not a number of coins, or not an amount. */
export interface CashEntry {
  readonly amount: Money;
  /** By coins and notes, where it was counted so. */
  readonly cash?: readonly CashCount[];
}

/** Money counted coin by coin and note by note, or just its sum. */
export function CashCounter(props: {
  label: string;
  currency: string;
  onChange: (entry: CashEntry | undefined) => void;
}) {
  const { label, currency, onChange } = props;
  const [byCoins, setByCoins] = useState(false);
  const [sum, setSum] = useState('');
  const [pieces, setPieces] = useState<ReadonlyMap<Money, string>>(new Map());
  const heading = useId();
  const counted = countOf(pieces);

  const typeSum = (text: string) => {
    setSum(text);
    const amount = parseMoney(text, currency);
    onChange(amount === undefined || amount < 0 ? undefined : { amount });
  };
  const typePieces = (value: Money, text: string) => {
    const next = new Map(pieces).set(value, text);
    setPieces(next);
    const cash = countOf(next);
    onChange(cash && { amount: cashTotal(cash), cash });
  };
  const change = (coins: boolean) => {
    setByCoins(coins);
    setSum('');
    setPieces(new Map());
    onChange(undefined);
  };

  return (
    <div className="grid gap-3">
      {byCoins ? (
        <fieldset aria-labelledby={heading} className="grid gap-2">
          <legend id={heading} className="mb-2 text-sm font-medium">
            {label}, by coins and notes
          </legend>
          <div className="grid grid-cols-2 gap-x-4 gap-y-2 tablet:grid-cols-3">
            {denominations(currency).map((value, index) => (
              <Field key={value} label={`× ${formatMoney(value, currency)}`}>
                <TextInput
                  autoFocus={index === 0}
                  inputMode="numeric"
                  autoComplete="off"
                  maxLength={6}
                  value={pieces.get(value) ?? ''}
                  onChange={(event) => typePieces(value, event.target.value)}
                  className="tabular h-11 text-right"
                />
              </Field>
            ))}
          </div>
          <p role="status" className="tabular text-right text-lg font-semibold">
            {counted ? formatMoney(cashTotal(counted), currency) : 'Only whole numbers'}
          </p>
        </fieldset>
      ) : (
        <Field label={label}>
          <TextInput
            autoFocus
            inputMode="decimal"
            autoComplete="off"
            value={sum}
            onChange={(event) => typeSum(event.target.value)}
            className="tabular h-11 text-right text-lg"
          />
        </Field>
      )}
      <Button variant="quiet" size="touch" className="justify-self-start" onClick={() => change(!byCoins)}>
        {byCoins ? 'Type just the sum' : 'Count by coins and notes'}
      </Button>
    </div>
  );
}

/** Undefined where something is not a number of pieces. */
function countOf(pieces: ReadonlyMap<Money, string>): CashCount[] | undefined {
  const cash: CashCount[] = [];
  for (const [value, text] of pieces) {
    if (text.trim() === '') continue;
    if (!/^\d{1,6}$/.test(text.trim())) return undefined;
    const count = Number(text);
    if (count > 0) cash.push({ value, count });
  }
  return cash;
}
