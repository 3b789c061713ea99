'use client';

import { useMutation } from '@apollo/client/react';
import { SetReorderPointDocument, type ProductRowFragment } from '@tillkeep/client';
import { parseQuantity, quantityToNumber } from '@tillkeep/domain';
import { Button, Field, TextInput, useToast } from '@tillkeep/ui';
import { useState, type FormEvent } from 'react';
import { formatDecimal } from '../format';
import { describeProblem } from '../problem';
import { ProblemNotice } from '../problem-notice';

/** At which level the product is low at this outlet. */
export function ReorderPoint({ product }: { product: ProductRowFragment }) {
  const stored = product.reorderPoint === null ? '' : formatDecimal(product.reorderPoint);
  const [typed, setTyped] = useState(stored);
  const [unreadable, setUnreadable] = useState(false);
  const toast = useToast();
  const [set, { loading, error }] = useMutation(SetReorderPointDocument, {
    // Lists of what is low are asked again.
    update: (cache) => cache.evict({ fieldName: 'products' }),
  });
  const problem = error ? describeProblem(error) : undefined;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const read = typed.trim() === '' ? null : parseQuantity(typed);
    setUnreadable(read === undefined);
    if (read === undefined) return;
    const reorderPoint = read === null ? null : quantityToNumber(read);
    try {
      await set({ variables: { productId: product.id, reorderPoint } });
      toast({
        text:
          reorderPoint === null
            ? `${product.name} is never listed as low.`
            : `${product.name} is low at ${formatDecimal(reorderPoint)} and below.`,
      });
    } catch {
      // Shown below, from the mutation's error.
    }
  };

  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      aria-label="Set the reorder point"
      className="mt-5 grid gap-3 border-t border-line pt-4"
    >
      {problem && !problem.field && <ProblemNotice error={error} />}
      <Field
        label="Reorder point"
        hint="At this level or below it is listed as low here. Empty: never."
        error={unreadable ? 'Type a number: 5, or 2.5.' : problem?.field && problem.title}
      >
        <TextInput
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setUnreadable(false);
          }}
          inputMode="decimal"
          autoComplete="off"
          className="tabular text-right"
        />
      </Field>
      <Button type="submit" busy={loading} disabled={typed === stored}>
        Set reorder point
      </Button>
    </form>
  );
}
