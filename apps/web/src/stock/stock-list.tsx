'use client';

import { useQuery } from '@apollo/client/react';
import {
  ProductCountDocument,
  StockDocumentsDocument,
  type StockDocumentKind,
  type StockDocumentRowFragment,
  type StockDocumentStatus,
} from '@tillkeep/client';
import { Button, classNames, EmptyState, Field, Select, Skeleton, Table, Td, Th, Tr } from '@tillkeep/ui';
import { Boxes, ClipboardList, PackagePlus, SearchX, TriangleAlert, Truck } from 'lucide-react';
import Link from 'next/link';
import { useCallback, useMemo, useState } from 'react';
import { formatCount, formatShortDateTime, plural } from '../format';
import { useAddress } from '../list/address';
import { DateRange } from '../list/date-range';
import { Pager } from '../list/pager';
import { SearchField } from '../list/search-field';
import { useOutlet } from '../outlet';
import { useMay } from '../people/this-session';
import { ProblemNotice } from '../problem-notice';
import { dayEnd, dayStart } from '../settings/day-bounds';
import { PageHeader } from '../shell/shell';
import { StartCount, StartDelivery, StartTransfer } from './start-dialogs';
import { StatusMark } from './status-mark';
import { aboutDocument, documentName, kindWords, statusWords } from './stock-words';

const PAGE = 50;
const KINDS: readonly StockDocumentKind[] = ['DELIVERY', 'COUNT', 'TRANSFER'];
const STATUSES: readonly StockDocumentStatus[] = ['DRAFT', 'SENT', 'BOOKED', 'DISCARDED'];

/** Deliveries, counts and transfers of this outlet; for a cashier the counts that are being made. */
export function StockList() {
  const outlet = useOutlet();
  const isManager = useMay('MANAGER');
  const [dialog, setDialog] = useState<StockDocumentKind>();
  const { get, filter: setFilter, paging } = useAddress();
  const [search, from, to] = [get('q'), get('from'), get('to')];
  const kind = KINDS.find((known) => known === get('kind'));
  const status = STATUSES.find((known) => known === get('status'));
  const filter = useMemo(
    () => ({ search: search || undefined, kind, status, from: dayStart(from), to: dayEnd(to) }),
    [search, kind, status, from, to],
  );
  const list = useQuery(StockDocumentsDocument, { variables: { first: PAGE, after: paging.after, filter } });
  const documents = (list.data ?? list.previousData)?.stockDocuments;
  const onSearch = useCallback((text: string) => setFilter({ q: text }, 'replace'), [setFilter]);
  const isFiltered = Boolean(search || kind || status || from || to);
  const close = () => setDialog(undefined);

  return (
    <>
      <PageHeader
        title="Stock"
        actions={
          isManager && (
            <>
              <Button icon={<Truck aria-hidden />} onClick={() => setDialog('TRANSFER')}>
                Transfer
              </Button>
              <Button icon={<ClipboardList aria-hidden />} onClick={() => setDialog('COUNT')}>
                Count
              </Button>
              <Button
                variant="primary"
                icon={<PackagePlus aria-hidden />}
                onClick={() => setDialog('DELIVERY')}
              >
                Receive goods
              </Button>
            </>
          )
        }
      >
        {isManager
          ? 'What was delivered, counted, and sent to other outlets.'
          : 'Counts that are being made.'}
      </PageHeader>
      <LowStock />
      {isManager && (
        <search className="mb-3 grid grid-cols-2 gap-2 tablet:flex tablet:flex-wrap">
          <SearchField
            label="Search documents"
            placeholder="Number, supplier, reference or note"
            value={search}
            onSearch={onSearch}
            className="col-span-2 tablet:min-w-48 tablet:flex-1"
          />
          <Field label="Kind" hideLabel>
            <Select value={kind ?? ''} onChange={(event) => setFilter({ kind: event.target.value })}>
              <option value="">All kinds</option>
              {KINDS.map((each) => (
                <option key={each} value={each}>
                  {kindWords[each].many}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="State" hideLabel>
            <Select value={status ?? ''} onChange={(event) => setFilter({ status: event.target.value })}>
              <option value="">Any state</option>
              {STATUSES.map((each) => (
                <option key={each} value={each}>
                  {statusWords[each]}
                </option>
              ))}
            </Select>
          </Field>
          <DateRange from={from} to={to} onChange={setFilter} className="col-span-2" />
        </search>
      )}
      {list.error && <ProblemNotice error={list.error} onRetry={() => list.refetch()} />}
      {!list.error && !documents && <Skeleton className="h-80 w-full" />}
      {!list.error && documents?.nodes.length === 0 && (
        <Nothing
          isFiltered={isFiltered}
          isManager={isManager}
          onClear={() => setFilter({ q: '', kind: '', status: '', from: '', to: '' })}
        />
      )}
      {!list.error && documents && documents.nodes.length > 0 && (
        <>
          <Table
            label="Stock documents"
            aria-busy={list.loading}
            className={classNames(list.loading && 'opacity-60 transition-opacity delay-300')}
          >
            <thead>
              <tr>
                <Th>Document</Th>
                <Th className="max-tablet:hidden">Begun</Th>
                <Th className="max-desktop:hidden">By</Th>
                <Th numeric className="max-tablet:hidden">
                  Lines
                </Th>
                <Th>State</Th>
              </tr>
            </thead>
            <tbody>
              {documents.nodes.map((document) => (
                <Row key={document.id} document={document} timeZone={outlet?.timeZone ?? 'UTC'} />
              ))}
            </tbody>
          </Table>
          <Pager
            paging={paging}
            shown={documents.nodes.length}
            pageSize={PAGE}
            total={undefined}
            thing="document"
            nextCursor={documents.pageInfo.hasNextPage ? (documents.pageInfo.endCursor ?? null) : null}
            isStale={!list.data}
          />
        </>
      )}
      {dialog === 'DELIVERY' && <StartDelivery onClose={close} />}
      {dialog === 'COUNT' && <StartCount onClose={close} />}
      {dialog === 'TRANSFER' && <StartTransfer onClose={close} />}
    </>
  );
}

/** How much is at its reorder point or below, and the way there. */
function LowStock() {
  const { data } = useQuery(ProductCountDocument, {
    variables: { filter: { lowStock: true, active: true } },
  });
  const low = data?.products.totalCount ?? 0;
  if (low === 0) return null;
  return (
    <Link
      href="/products?low=reorder"
      className="mb-4 inline-flex min-h-9 items-center gap-2 rounded-md bg-pending-soft px-3 text-sm font-medium text-pending hover:underline pointer-coarse:min-h-11"
    >
      <TriangleAlert aria-hidden className="size-4" />
      {plural(low, 'product runs low', 'products run low')}
    </Link>
  );
}

function Row({ document, timeZone }: { document: StockDocumentRowFragment; timeZone: string }) {
  const { id, kind, status, createdAt, createdBy, lineCount, countedCount, canReceive } = document;
  return (
    <Tr>
      <Td className="w-full max-w-0">
        <Link
          href={`/stock/${id}`}
          prefetch={false}
          className="font-medium after:absolute after:inset-0 after:content-[''] hover:underline"
        >
          {documentName(document)}
        </Link>
        {canReceive && (
          <span className="ml-2 text-xs whitespace-nowrap text-pending">to be taken in here</span>
        )}
        <span className="block truncate text-xs text-ink-muted">{aboutDocument(document)}</span>
      </Td>
      <Td className="tabular whitespace-nowrap text-ink-muted max-tablet:hidden">
        {formatShortDateTime(createdAt, timeZone)}
      </Td>
      <Td className="max-w-40 truncate text-ink-muted max-desktop:hidden">{createdBy}</Td>
      <Td numeric className="text-ink-muted max-tablet:hidden">
        {kind === 'COUNT' && lineCount !== countedCount
          ? `${formatCount(countedCount)} of ${formatCount(lineCount)}`
          : formatCount(lineCount)}
      </Td>
      <Td>
        <StatusMark status={status} />
      </Td>
    </Tr>
  );
}

function Nothing(props: { isFiltered: boolean; isManager: boolean; onClear: () => void }) {
  const { isFiltered, isManager, onClear } = props;
  if (isFiltered)
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="No document fits"
        actions={<Button onClick={onClear}>Clear search and filters</Button>}
      >
        Try another kind, state or date.
      </EmptyState>
    );
  return isManager ? (
    <EmptyState icon={<Boxes aria-hidden />} title="No stock documents yet">
      Receive goods with a scanner, count the shelves, or send goods to another outlet.
    </EmptyState>
  ) : (
    <EmptyState icon={<ClipboardList aria-hidden />} title="Nothing is being counted">
      A manager begins a count; then you count here, with a scanner or by typing.
    </EmptyState>
  );
}
