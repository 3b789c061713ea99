'use client';

import { gs1CheckDigit } from '@tillkeep/domain';
import { Button, Field, IconButton, TextInput } from '@tillkeep/ui';
import { TriangleAlert, X } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';

/** The barcodes of a product. A scanner types into the field and ends with Enter, which adds instead of saving. */
export function BarcodesField(props: {
  barcodes: string[];
  error?: string;
  onChange: (barcodes: string[]) => void;
}) {
  const { barcodes, error, onChange } = props;
  const [typed, setTyped] = useState('');
  const add = () => {
    const added = typed.split(/[\s,;]+/).filter((code) => code && !barcodes.includes(code));
    onChange([...barcodes, ...new Set(added)]);
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || typed.trim() === '') return;
    event.preventDefault();
    add();
  };
  return (
    <div className="flex flex-col gap-2">
      <Field label="Barcodes" error={error} hint="Scan or type one, then Enter.">
        <div className="flex gap-2">
          <TextInput
            inputMode="numeric"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={onKeyDown}
            onBlur={() => typed.trim() && add()}
            autoComplete="off"
            spellCheck={false}
            className="tabular"
          />
          <Button onClick={add} disabled={typed.trim() === ''}>
            Add
          </Button>
        </div>
      </Field>
      {barcodes.length > 0 && (
        <ul className="flex flex-wrap gap-2" aria-label="Barcodes of this product">
          {barcodes.map((code) => (
            <li key={code} className="flex items-center gap-1 rounded-md bg-sunken pl-3 text-sm">
              <span className="tabular">{code}</span>
              {gs1CheckDigit(code) === 'bad' && (
                <span className="flex items-center gap-1 text-xs text-pending">
                  <TriangleAlert aria-hidden className="size-3.5" />
                  check digit does not fit
                </span>
              )}
              <IconButton
                label={`Remove barcode ${code}`}
                icon={<X aria-hidden className="size-4" />}
                onClick={() => onChange(barcodes.filter((other) => other !== code))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
