'use client';

import { useQuery } from '@apollo/client/react';
import {
  StockLinesDocument,
  type StockDocumentRowFragment,
  type StockLineRowFragment,
  type StockLineState,
} from '@tillkeep/client';
import { parseQuantity, quantityToNumber } from '@tillkeep/domain';
import { EmptyState, Field, MoneyText, Select, Skeleton, Table, Td, TextInput, Th, Tr } from '@tillkeep/ui';
import { PackageOpen, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useState, type KeyboardEvent } from 'react';
import { formatDecimal } from '../format';
import { useAddress } from '../list/address';
import { Pager } from '../list/pager';
import { useOutlet } from '../outlet';
import { useMay } from '../people/this-session';
import { ProblemNotice } from '../problem-notice';
import type { Entries } from './use-entries';

const PAGE = 50;
const STATES: readonly StockLineState[] = ['UNCOUNTED', 'COUNTED', 'DIFFERENT'];

/** What is on a document; `entries` where it can be changed. */
export function DocumentLines(props: { document: StockDocumentRowFragment; entries?: Entries }) {
  const { document, entries } = props;
  const { kind, status, lineCount } = document;
  const isManager = useMay('MANAGER');
  const currency = useOutlet()?.currency;
  const { get, filter: setFilter, paging } = useAddress();
  const state = STATES.find((known) => known === get('state'));
  const { data, previousData, error, loading, refetch } = useQuery(StockLinesDocument, {
    variables: { id: document.id, first: PAGE, after: paging.after, state, isManager },
  });
  const lines = (data ?? previousData)?.stockDocument?.lines;
  const isCount = kind === 'COUNT';
  const isUnderWay = kind === 'TRANSFER' && (status === 'SENT' || status === 'BOOKED');
  return (
    <section className="mt-5">
      <div className="mb-2 flex flex-wrap items-end justify-between gap-2">
        <h2 className="text-base font-semibold">{isCount ? 'Sheet' : 'Lines'}</h2>
        {isCount && (
          <Field label="Show" hideLabel>
            <Select value={state ?? ''} onChange={({ target }) => setFilter({ state: target.value })}>
              <option value="">All lines</option>
              <option value="UNCOUNTED">Not counted yet</option>
              <option value="COUNTED">Counted</option>
              {isManager && <option value="DIFFERENT">With a difference</option>}
            </Select>
          </Field>
        )}
      </div>
      {error && !lines && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!error && !lines && <Skeleton className="h-60 w-full" />}
      {lines?.nodes.length === 0 && (
        <EmptyState
          icon={<PackageOpen aria-hidden />}
          title={state ? 'No line is like that' : 'Nothing on it yet'}
        >
          {state ? 'Show all lines to see the others.' : 'Scan or search the first product.'}
        </EmptyState>
      )}
      {lines && lines.nodes.length > 0 && (
        <>
          <Table label={isCount ? 'Sheet' : 'Lines'} aria-busy={loading}>
            <thead>
              <tr>
                <Th>Product</Th>
                <Th numeric>{isCount ? 'Counted' : isUnderWay ? 'Sent' : 'Quantity'}</Th>
                {isUnderWay && <Th numeric>Arrived</Th>}
                {kind === 'TRANSFER' && status === 'BOOKED' && <Th numeric>Missing</Th>}
                {isCount && isManager && (
                  <>
                    <Th numeric>Difference</Th>
                    <Th numeric className="max-tablet:hidden">
                      Worth
                    </Th>
                  </>
                )}
              </tr>
            </thead>
            <tbody>
              {lines.nodes.map((line) => (
                <Row key={line.id} {...{ line, document, entries, isManager, currency }} />
              ))}
            </tbody>
          </Table>
          <Pager
            paging={paging}
            shown={lines.nodes.length}
            pageSize={PAGE}
            total={state ? undefined : lineCount}
            thing="line"
            nextCursor={lines.pageInfo.hasNextPage ? (lines.pageInfo.endCursor ?? null) : null}
            isStale={!data}
          />
        </>
      )}
    </section>
  );
}

function Row(props: {
  line: StockLineRowFragment;
  document: StockDocumentRowFragment;
  entries: Entries | undefined;
  isManager: boolean;
  currency: string | undefined;
}) {
  const { line, document, entries, isManager, currency } = props;
  const { product, quantity, received, enteredBy, movedMeanwhile, difference, differenceValue } = line;
  const { kind, status } = document;
  const isUnderWay = kind === 'TRANSFER' && (status === 'SENT' || status === 'BOOKED');
  const enter = (typed: number) => entries?.enter([{ productId: product.id, quantity: typed }]);
  const shown = (value: number | null | undefined) => (value == null ? '–' : formatDecimal(value));
  return (
    <Tr>
      <Td className="w-full min-w-0">
        <Link href={`/products/${product.id}`} prefetch={false} className="font-medium hover:underline">
          {product.name}
        </Link>
        <span className="block text-xs text-ink-muted">
          {product.sku}
          {kind === 'COUNT' && enteredBy.length > 0 && ` · ${enteredBy.join(', ')}`}
        </span>
        {movedMeanwhile && status === 'DRAFT' && (
          <span className="flex items-center gap-1 text-xs text-pending">
            <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
            Stock moved while this was counted. Type what is there in all now.
          </span>
        )}
      </Td>
      <Td numeric>
        {entries && !isUnderWay ? (
          <QuantityField
            label={`${kind === 'COUNT' ? 'Counted' : 'Quantity'}: ${product.name}`}
            value={quantity ?? null}
            onEnter={enter}
          />
        ) : (
          shown(quantity)
        )}
      </Td>
      {isUnderWay && (
        <Td numeric>
          {entries ? (
            <QuantityField label={`Arrived: ${product.name}`} value={received ?? null} onEnter={enter} />
          ) : (
            shown(received)
          )}
        </Td>
      )}
      {kind === 'TRANSFER' && status === 'BOOKED' && (
        <Td numeric className={quantity === received ? 'text-ink-muted' : 'text-failed'}>
          {shown(minus(quantity, received))}
        </Td>
      )}
      {kind === 'COUNT' && isManager && (
        <>
          <Td numeric className={difference ? 'text-failed' : 'text-ink-muted'}>
            {difference != null && difference > 0 ? `+${formatDecimal(difference)}` : shown(difference)}
          </Td>
          <Td numeric className="text-ink-muted max-tablet:hidden">
            {differenceValue != null && currency && (
              <MoneyText amount={differenceValue} currency={currency} />
            )}
          </Td>
        </>
      )}
    </Tr>
  );
}

/** Stores what is typed when it is left; Enter goes on to the next line. */
function QuantityField(props: {
  label: string;
  value: number | null;
  onEnter: (typed: number) => Promise<unknown> | undefined;
}) {
  const { label, value, onEnter } = props;
  const [typed, setTyped] = useState<string>();
  const [unreadable, setUnreadable] = useState(false);
  const commit = () => {
    if (typed === undefined) return;
    const read = parseQuantity(typed);
    setUnreadable(read === undefined && typed.trim() !== '');
    if (read === undefined) return typed.trim() === '' ? setTyped(undefined) : undefined;
    if (quantityToNumber(read) === value) return setTyped(undefined);
    void onEnter(quantityToNumber(read))?.then(() => setTyped(undefined));
  };
  const next = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const fields = [...(event.currentTarget.closest('table')?.querySelectorAll('input') ?? [])];
    const following = fields[fields.indexOf(event.currentTarget) + 1];
    if (following) following.focus();
    else event.currentTarget.blur();
  };
  return (
    <TextInput
      aria-label={label}
      aria-invalid={unreadable || undefined}
      inputMode="decimal"
      autoComplete="off"
      value={typed ?? (value === null ? '' : String(value))}
      onFocus={(event) => event.currentTarget.select()}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={commit}
      onKeyDown={next}
      className="tabular w-20 text-right"
    />
  );
}

function minus(sent: number | null | undefined, received: number | null | undefined): number {
  return Math.round(((sent ?? 0) - (received ?? 0)) * 1000) / 1000;
}
