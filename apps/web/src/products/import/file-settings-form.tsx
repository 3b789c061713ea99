'use client';

import {
  FIELDS,
  type DecimalMark,
  type Delimiter,
  type Field as ProductField,
} from '@tillkeep/catalogue-file';
import { parseMoney, parseQuantity, quantityToNumber } from '@tillkeep/domain';
import { Checkbox, Field, Select, TextInput } from '@tillkeep/ui';
import { useState } from 'react';
import type { FileSettings, Reading } from './read-file';

/** How the file is read: detected, and all of it to be set by hand. */
export function FileSettingsForm(props: {
  reading: Reading;
  settings: FileSettings;
  currency: string;
  onChange: (settings: FileSettings) => void;
}) {
  const { reading, settings, currency, onChange } = props;
  const { table, marks } = reading;
  // What was just set shows at once, though the file is still being read that way.
  const mapping = settings.mapping ?? reading.mapping;
  const encoding = settings.encoding ?? reading.encoding;
  const delimiter = settings.delimiter ?? table.delimiter;
  // Other columns need another mapping: it is guessed afresh.
  const changeColumns = (change: FileSettings) => onChange({ ...settings, ...change, mapping: undefined });
  const assign = (field: ProductField, column: string) =>
    onChange({ ...settings, mapping: { ...mapping, [field]: column === '' ? undefined : Number(column) } });
  const hasHeader =
    settings.header ?? table.headers.some((header, index) => header !== `Column ${index + 1}`);

  return (
    <div className="mb-5 grid gap-5 rounded-lg border border-line bg-surface p-5 desktop:grid-cols-[18rem_minmax(0,1fr)]">
      <section aria-labelledby="file" className="grid content-start gap-3">
        <h2 id="file" className="text-sm font-semibold">
          The file
        </h2>
        <div className="grid grid-cols-2 gap-3">
          <Field label="Between columns">
            <Select
              value={delimiter}
              onChange={(event) => changeColumns({ delimiter: delimiterOf(event.target.value) })}
            >
              {delimiters.map(({ sign, name }) => (
                <option key={sign} value={sign}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Decimal sign">
            <Select
              value={settings.decimal ?? ''}
              onChange={(event) => onChange({ ...settings, decimal: markOf(event.target.value) })}
            >
              <option value="">{detected(marks.price)}</option>
              <option value=".">Point (1.50)</option>
              <option value=",">Comma (1,50)</option>
            </Select>
          </Field>
          <Field label="Letters" className="col-span-2">
            <Select
              value={encoding}
              onChange={(event) => onChange({ ...settings, encoding: event.target.value })}
            >
              {[...new Set([...encodings, encoding])].map((name) => (
                <option key={name} value={name}>
                  {name.toUpperCase()}
                </option>
              ))}
            </Select>
          </Field>
          <DefaultField
            label="Tax if none, %"
            wrong="Type a percentage such as 20."
            read={readPercent}
            onChange={(defaultTaxRate) => onChange({ ...settings, defaultTaxRate })}
          />
          <DefaultField
            label={`Price if none, ${currency}`}
            wrong="Type an amount such as 1.50."
            read={(text) => notNegative(parseMoney(text, currency))}
            onChange={(defaultPrice) => onChange({ ...settings, defaultPrice })}
          />
        </div>
        <Checkbox
          label="The first line names the columns"
          checked={hasHeader}
          onChange={(event) => changeColumns({ header: event.target.checked })}
        />
      </section>
      <section aria-labelledby="columns">
        <h2 id="columns" className="mb-3 text-sm font-semibold">
          Which column is what
        </h2>
        <div className="grid gap-x-4 gap-y-3 tablet:grid-cols-2 wide:grid-cols-3">
          {FIELDS.map((field) => {
            const column = mapping[field];
            const sample = column === undefined ? undefined : firstFilled(reading, column);
            return (
              <Field
                key={field}
                label={fieldNames[field]}
                error={
                  column === undefined && isNeeded(field, settings) ? 'Every product needs one.' : undefined
                }
                hint={
                  column === undefined ? missing[field] : sample ? `First: ${sample}` : 'An empty column.'
                }
              >
                <Select value={column ?? ''} onChange={(event) => assign(field, event.target.value)}>
                  <option value="">Not in the file</option>
                  {table.headers.map((header, index) => (
                    <option key={index} value={index}>
                      {header}
                    </option>
                  ))}
                </Select>
              </Field>
            );
          })}
        </div>
      </section>
    </div>
  );
}

export const fieldNames: Record<ProductField, string> = {
  sku: 'SKU',
  barcode: 'Barcode',
  name: 'Name',
  category: 'Category',
  price: 'Price',
  taxRate: 'Tax rate',
  stock: 'Stock',
};

/** What rows get that say nothing themselves; empty: nothing. */
function DefaultField<Value>(props: {
  label: string;
  wrong: string;
  read: (text: string) => Value | undefined;
  onChange: (value: Value | undefined) => void;
}) {
  const { label, wrong, read, onChange } = props;
  const [text, setText] = useState('');
  // "1." is on its way to "1.50": it must neither be called wrong nor refuse all rows for a moment.
  const valueOf = (typed: string) => read(typed.replace(/[.,]\s*$/, ''));
  return (
    <Field label={label} error={text.trim() !== '' && valueOf(text) === undefined ? wrong : undefined}>
      <TextInput
        inputMode="decimal"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          onChange(valueOf(event.target.value));
        }}
        autoComplete="off"
        className="tabular text-right"
      />
    </Field>
  );
}

function readPercent(text: string): number | undefined {
  // A rate has three decimal places at most, as a quantity has.
  const percent = notNegative(parseQuantity(text));
  return percent === undefined ? undefined : quantityToNumber(percent);
}

function notNegative<Value extends number>(value: Value | undefined): Value | undefined {
  return value === undefined || value < 0 ? undefined : value;
}

const delimiters: { sign: Delimiter; name: string }[] = [
  { sign: ',', name: 'Comma' },
  { sign: ';', name: 'Semicolon' },
  { sign: '\t', name: 'Tab' },
  { sign: '|', name: 'Bar |' },
];

const encodings = ['utf-8', 'windows-1252', 'iso-8859-15', 'utf-16le'];

const missing: Partial<Record<ProductField, string>> = {
  sku: 'The first barcode is taken.',
  barcode: 'Left as they are.',
  category: 'Left as it is.',
  price: 'Choose a column, or type a price for all.',
  taxRate: 'As typed on the left, or left as it is.',
  stock: 'Left as it is.',
};

function isNeeded(field: ProductField, { defaultPrice }: FileSettings): boolean {
  return field === 'name' || (field === 'price' && defaultPrice === undefined);
}

function delimiterOf(sign: string): Delimiter | undefined {
  return delimiters.find((delimiter) => delimiter.sign === sign)?.sign;
}

function markOf(sign: string): DecimalMark | undefined {
  return sign === '.' || sign === ',' ? sign : undefined;
}

function detected(mark: DecimalMark): string {
  return mark === '.' ? 'Found: point' : 'Found: comma';
}

function firstFilled({ table }: Reading, column: number): string | undefined {
  return table.rows.slice(0, 100).find((row) => row.cells[column]?.trim())?.cells[column];
}
