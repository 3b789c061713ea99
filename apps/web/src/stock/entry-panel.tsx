import { useQuery } from '@apollo/client/react';
import { ProductListDocument, type StockDocumentPageQuery } from '@tillkeep/client';
import { Button, IconButton, Notice } from '@tillkeep/ui';
import { ClipboardPaste, Minus, Plus, ScanBarcode, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { formatDecimal, formatShortDateTime, plural } from '../format';
import { SearchField } from '../list/search-field';
import { ProblemNotice } from '../problem-notice';
import { useScanner } from '../register/use-scanner';
import { PasteDialog } from './paste-dialog';
import type { Entries } from './use-entries';

const FOUND = 6;

type Entry = NonNullable<StockDocumentPageQuery['stockDocument']>['entries'][number];

/** Where scans, searches and lists come in; what was entered last is the largest on it, and can be taken back. */
export function EntryPanel(props: { entries: Entries; recent: readonly Entry[]; timeZone: string }) {
  const { entries, recent, timeZone } = props;
  const { last, refused, waiting, error } = entries;
  const [pasting, setPasting] = useState(false);
  useScanner((code) => void entries.enter([{ code, add: 1 }]));
  return (
    <section aria-label="Enter goods" className="grid gap-3 rounded-lg border border-line bg-surface p-4">
      {refused.length > 0 && (
        <Notice
          tone="failed"
          title={plural(refused.length, 'entry was not taken', 'entries were not taken')}
          actions={<Button onClick={entries.dismiss}>Dismiss</Button>}
        >
          <ul>
            {refused.slice(0, 8).map(({ entry, message }) => (
              <li key={entry.id}>{message}</li>
            ))}
            {refused.length > 8 && <li>and {refused.length - 8} more</li>}
          </ul>
        </Notice>
      )}
      {error !== undefined && <ProblemNotice error={error} onRetry={entries.retry} />}
      {waiting > 0 && <p className="text-sm text-pending">{plural(waiting, 'entry')} not stored yet …</p>}
      {last ? (
        <div className="flex items-center gap-3 rounded-md bg-accent-soft px-4 py-3">
          <p className="min-w-0 flex-1">
            <span className="tabular text-3xl font-semibold">
              {formatDecimal(last.received ?? last.quantity ?? 0)}
            </span>
            <span className="block truncate font-medium">{last.product.name}</span>
          </p>
          <IconButton
            size="touch"
            variant="secondary"
            label={`One ${last.product.name} less`}
            icon={<Minus aria-hidden className="size-5" />}
            onClick={() => void entries.enter([{ productId: last.product.id, add: -1 }])}
          />
          <IconButton
            size="touch"
            variant="secondary"
            label={`One more ${last.product.name}`}
            icon={<Plus aria-hidden className="size-5" />}
            onClick={() => void entries.enter([{ productId: last.product.id, add: 1 }])}
          />
        </div>
      ) : (
        <p className="flex items-center gap-2 text-sm text-ink-muted">
          <ScanBarcode aria-hidden className="size-5" />
          Scan: each scan is one more. Or search, or type quantities below.
        </p>
      )}
      <Search onAdd={(productId) => void entries.enter([{ productId, add: 1 }])} />
      <div className="flex flex-wrap items-center gap-2">
        <Button icon={<ClipboardPaste aria-hidden />} onClick={() => setPasting(true)}>
          Paste a list
        </Button>
      </div>
      {recent.length > 0 && (
        <div>
          <h2 className="text-xs font-medium text-ink-muted">Entered last</h2>
          <ul aria-label="Entered last" className="divide-y divide-line">
            {recent.map(({ id, product, delta, at, by }) => (
              <li key={id} className="flex items-center gap-2 text-sm">
                <span className="tabular w-14 shrink-0 text-right font-medium">
                  {delta > 0 ? `+${formatDecimal(delta)}` : formatDecimal(delta)}
                </span>
                <span className="min-w-0 flex-1 truncate">
                  {product.name}
                  <span className="block truncate text-xs text-ink-muted">
                    {by}, {formatShortDateTime(at, timeZone)}
                  </span>
                </span>
                <IconButton
                  label={`Take back ${formatDecimal(delta)} ${product.name}`}
                  icon={<Undo2 aria-hidden className="size-4" />}
                  onClick={() => void entries.undo(id)}
                />
              </li>
            ))}
          </ul>
        </div>
      )}
      {pasting && <PasteDialog onEnter={entries.enter} onClose={() => setPasting(false)} />}
    </section>
  );
}

function Search({ onAdd }: { onAdd: (productId: string) => void }) {
  const [search, setSearch] = useState('');
  const { data, previousData } = useQuery(ProductListDocument, {
    variables: { first: FOUND, filter: { search } },
    skip: search === '',
  });
  const found = search === '' ? undefined : (data ?? previousData)?.products.nodes;
  return (
    <div>
      <SearchField
        label="Search products"
        placeholder="Name, SKU or barcode"
        value={search}
        onSearch={setSearch}
      />
      {found?.length === 0 && (
        <p role="status" className="mt-2 text-sm text-ink-muted">
          No product is called that.
        </p>
      )}
      {found && found.length > 0 && (
        <ul aria-label="Found products" className="mt-2 divide-y divide-line rounded-lg border border-line">
          {found.map(({ id, name, sku }) => (
            <li key={id} className="flex items-center gap-3 py-1 pr-1 pl-3">
              <span className="min-w-0 flex-1 break-words">
                {name} <span className="text-sm text-ink-muted">{sku}</span>
              </span>
              <Button
                variant="quiet"
                icon={<Plus aria-hidden />}
                aria-label={`Add ${name}`}
                onClick={() => onAdd(id)}
              >
                Add
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
