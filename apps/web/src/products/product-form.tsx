'use client';

import { useQuery } from '@apollo/client/react';
import { CategoriesDocument, type ProductRowFragment } from '@tillkeep/client';
import {
  parseMoney,
  parseQuantity,
  plainMoney,
  quantity,
  quantityToNumber,
  skuFromName,
} from '@tillkeep/domain';
import { Button, Checkbox, Field, TextInput } from '@tillkeep/ui';
import { useId, useLayoutEffect, useRef, useState, type FormEvent } from 'react';
import type { OutletHere } from '../outlet';
import { describeProblem } from '../problem';
import { ProblemNotice } from '../problem-notice';
import { BarcodesField } from './barcodes-field';

/** What the form hands over when every field can be read. Empty texts are null: the field is emptied. */
export type ProductValues = {
  name: string;
  sku: string | null;
  barcodes: string[];
  category: string | null;
  price: number;
  taxRate: number;
  trackStock: boolean;
  /** Only for a new product. */
  openingStock: number | null;
};

export function ProductForm(props: {
  outlet: OutletHere;
  /** The product to change; a new one when left out. */
  product?: ProductRowFragment;
  saveLabel: string;
  busy: boolean;
  error: unknown;
  onSave: (values: ProductValues) => void;
}) {
  const { outlet, product, saveLabel, busy, error, onSave } = props;
  const [typed, setTyped] = useState(() => textsOf(product, outlet));
  const [unread, setUnread] = useState<Errors>({});
  const categories = useQuery(CategoriesDocument);
  const form = useRef<HTMLFormElement>(null);
  const listId = useId();

  const problem = error ? describeProblem(error) : undefined;
  const refused: Errors = problem?.field && problem.field in typed ? { [problem.field]: problem.title } : {};
  const errors: Errors = { ...refused, ...unread };
  const change = (some: Partial<typeof typed>) => {
    setTyped({ ...typed, ...some });
    setUnread({});
  };

  const firstError = Object.keys(errors)[0];
  useLayoutEffect(() => {
    if (firstError) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [firstError, error]);

  const save = (event: FormEvent) => {
    event.preventDefault();
    const { values, errors } = read(typed, outlet.currency, !product);
    setUnread(errors);
    if (values) onSave(values);
  };

  return (
    <form ref={form} noValidate onSubmit={save} className="grid gap-4" aria-label={saveLabel}>
      {problem && !(problem.field && problem.field in typed) && <ProblemNotice error={error} />}
      <Field label="Name" error={errors.name}>
        <TextInput
          required
          autoFocus={!product}
          value={typed.name}
          onChange={(event) => change({ name: event.target.value })}
          autoComplete="off"
        />
      </Field>
      <div className="grid gap-4 tablet:grid-cols-2">
        <Field
          label={outlet.isOnly ? `Price, ${outlet.currency}` : `Common price, ${outlet.currency}`}
          error={errors.price}
          hint={outlet.pricesIncludeTax ? 'Tax included: what the customer pays.' : 'Tax is added on top.'}
        >
          <TextInput
            required
            inputMode="decimal"
            value={typed.price}
            onChange={(event) => change({ price: event.target.value })}
            autoComplete="off"
            className="tabular text-right"
          />
        </Field>
        <Field label="Tax rate, %" error={errors.taxRate}>
          <TextInput
            required
            inputMode="decimal"
            value={typed.taxRate}
            onChange={(event) => change({ taxRate: event.target.value })}
            autoComplete="off"
            className="tabular text-right"
          />
        </Field>
        <Field
          label="SKU"
          error={errors.sku}
          hint={product ? undefined : 'Left empty, it is made from the name.'}
        >
          <TextInput
            value={typed.sku}
            onChange={(event) => change({ sku: event.target.value })}
            placeholder={product || !typed.name.trim() ? undefined : skuFromName(typed.name)}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        <Field label="Category" error={errors.category}>
          <TextInput
            list={listId}
            value={typed.category}
            onChange={(event) => change({ category: event.target.value })}
            autoComplete="off"
          />
        </Field>
        <datalist id={listId}>
          {categories.data?.categories.map((category) => (
            <option key={category} value={category} />
          ))}
        </datalist>
      </div>
      <BarcodesField
        barcodes={typed.barcodes}
        error={errors.barcodes}
        onChange={(barcodes) => change({ barcodes })}
      />
      <div className="grid items-start gap-4 tablet:grid-cols-2">
        <Checkbox
          label="Keep count of the stock"
          checked={typed.trackStock}
          onChange={(event) => change({ trackStock: event.target.checked })}
        />
        {!product && typed.trackStock && (
          <Field label="In stock now" error={errors.openingStock}>
            <TextInput
              inputMode="decimal"
              value={typed.openingStock}
              onChange={(event) => change({ openingStock: event.target.value })}
              placeholder="0"
              autoComplete="off"
              className="tabular text-right"
            />
          </Field>
        )}
      </div>
      <div>
        <Button type="submit" variant="primary" busy={busy} className="max-tablet:w-full">
          {saveLabel}
        </Button>
      </div>
    </form>
  );
}

type Texts = ReturnType<typeof textsOf>;
type Errors = Partial<Record<keyof Texts, string>>;

function textsOf(product: ProductRowFragment | undefined, { currency, defaultTaxRate }: OutletHere) {
  return {
    name: product?.name ?? '',
    sku: product?.sku ?? '',
    barcodes: product?.barcodes ?? [],
    category: product?.category ?? '',
    price: product ? plainMoney(product.commonPrice, currency) : '',
    taxRate: String(product?.taxRate ?? (defaultTaxRate || '')),
    trackStock: product?.trackStock ?? true,
    openingStock: '',
  };
}

function read(typed: Texts, currency: string, isNew: boolean): { values?: ProductValues; errors: Errors } {
  const price = parseMoney(typed.price, currency);
  // Both have three decimal places, so a rate is read as a quantity is.
  const taxRate = parseQuantity(typed.taxRate);
  const stock = typed.openingStock.trim() === '' ? quantity(0) : parseQuantity(typed.openingStock);
  const errors: Errors = {
    ...(typed.name.trim() === '' && { name: 'Give it a name: it stands on the button and on the receipt.' }),
    ...(price === undefined && { price: 'Type an amount such as 12.50.' }),
    ...(price !== undefined && price < 0 && { price: 'A price is not below zero.' }),
    ...((taxRate === undefined || taxRate < 0) && { taxRate: 'Type a percentage such as 20 or 5.5.' }),
    ...(stock === undefined && { openingStock: 'Type a quantity such as 12 or 0.75.' }),
  };
  if (price === undefined || taxRate === undefined || stock === undefined || Object.keys(errors).length > 0) {
    return { errors };
  }
  const values = {
    name: typed.name.trim(),
    sku: typed.sku.trim() || null,
    barcodes: typed.barcodes,
    category: typed.category.trim() || null,
    price,
    taxRate: quantityToNumber(taxRate),
    trackStock: typed.trackStock,
    openingStock: isNew && typed.trackStock ? quantityToNumber(stock) : null,
  };
  return { values, errors };
}
