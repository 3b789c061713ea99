'use client';

import { useMutation } from '@apollo/client/react';
import { AdjustStockDocument, ProductMovementsDocument, type ProductRowFragment } from '@tillkeep/client';
import { parseQuantity, quantityToNumber } from '@tillkeep/domain';
import { Button, Field, TextInput, useToast } from '@tillkeep/ui';
import { ArrowRight } from 'lucide-react';
import { useId, useState, type FormEvent } from 'react';
import { formatDecimal } from '../format';
import { describeProblem } from '../problem';
import { ProblemNotice } from '../problem-notice';
import { ReorderPoint } from './reorder-point';
import { StockText } from './stock-text';

const REASONS = [
  'Delivery',
  'Stock count',
  'Damaged',
  'Expired',
  'Stolen',
  'Own use',
  'Returned to the supplier',
];

/** What is on hand, and a change to it with its reason; shows before and after. */
export function StockPanel({ product }: { product: ProductRowFragment }) {
  const [change, setChange] = useState('');
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState<{ delta?: string; reason?: string }>({});
  const toast = useToast();
  const reasons = useId();
  const [adjust, { loading, error }] = useMutation(AdjustStockDocument, {
    refetchQueries: [ProductMovementsDocument],
  });

  const typed = parseQuantity(change.replace(/^\s*\+/, ''));
  const delta = typed === undefined ? undefined : quantityToNumber(typed);
  const problem = error ? describeProblem(error) : undefined;
  const errors = { ...(problem?.field && { [problem.field]: problem.title }), ...missing };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const because = reason.trim();
    setMissing({
      ...(!delta && { delta: 'Type what came or went: 12, or −3.' }),
      ...(!because && { reason: 'Say why: it stays with the movement.' }),
    });
    if (!delta || !because) return;
    const send = (delta: number, reason: string) =>
      adjust({ variables: { input: { productId: product.id, delta, reason } } });
    const undo = () =>
      send(-delta, `Undone: ${because}`).then(
        () => toast({ text: 'The adjustment was taken back.' }),
        () => toast({ tone: 'failed', text: 'It could not be taken back. Adjust the stock by hand.' }),
      );
    try {
      await send(delta, because);
      setChange('');
      setReason('');
      toast({
        text: `Stock adjusted by ${signed(delta)}.`,
        action: { label: 'Undo', onSelect: () => void undo() },
      });
    } catch {
      // Shown below, from the mutation's error.
    }
  };

  return (
    <section aria-labelledby="stock" className="rounded-lg border border-line bg-surface p-5">
      <h2 id="stock" className="text-sm font-medium text-ink-muted">
        In stock
      </h2>
      <p className="mt-1 flex flex-wrap items-center gap-x-3 text-2xl font-semibold">
        <span className="tabular">{formatDecimal(product.stock)}</span>
        {delta ? (
          <span
            className="tabular inline-flex items-center gap-2 text-lg font-medium text-accent"
            aria-live="polite"
          >
            <ArrowRight aria-label="becomes" className="size-5" />
            {formatDecimal(Math.round((product.stock + delta) * 1000) / 1000)}
          </span>
        ) : (
          product.stock <= 0 && (
            <span className="text-sm font-normal">
              <StockText {...product} />
            </span>
          )
        )}
      </p>
      <form
        onSubmit={(event) => void submit(event)}
        noValidate
        className="mt-4 grid gap-3"
        aria-label="Adjust the stock"
      >
        {problem && !problem.field && <ProblemNotice error={error} />}
        <Field label="Change by" error={errors.delta}>
          <TextInput
            value={change}
            onChange={(event) => {
              setChange(event.target.value);
              setMissing({});
            }}
            placeholder="12 or −3"
            autoComplete="off"
            className="tabular text-right"
          />
        </Field>
        <Field label="Reason" error={errors.reason}>
          <TextInput
            list={reasons}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
              setMissing({});
            }}
            placeholder="Delivery"
            autoComplete="off"
          />
        </Field>
        <datalist id={reasons}>
          {REASONS.map((text) => (
            <option key={text} value={text} />
          ))}
        </datalist>
        <Button type="submit" busy={loading}>
          Adjust stock
        </Button>
      </form>
      <ReorderPoint product={product} />
    </section>
  );
}

function signed(delta: number): string {
  return delta > 0 ? `+${formatDecimal(delta)}` : formatDecimal(delta);
}
