'use client';

import { useQuery } from '@apollo/client/react';
import { SaleCountDocument, SaleListDocument, type SaleRowFragment, type SyncStatus } from '@tillkeep/client';
import { businessDate } from '@tillkeep/domain';
import {
  Button,
  ButtonLink,
  classNames,
  EmptyState,
  MoneyText,
  Skeleton,
  StatusBadge,
  Table,
  Td,
  Th,
  Tr,
} from '@tillkeep/ui';
import { Flag, ReceiptText, SearchX } from 'lucide-react';
import Link from 'next/link';
import { useCallback, useMemo } from 'react';
import { formatDecimal, formatShortDateTime } from '../format';
import { useAddress } from '../list/address';
import { DateRange } from '../list/date-range';
import { Pager } from '../list/pager';
import { SearchField } from '../list/search-field';
import { useOutlet, type OutletHere } from '../outlet';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { failureWords } from '../sync/failure-words';
import { paymentWords } from './payment-words';
import { FlagMark } from './sale-flags';
import { saleName } from './sale-name';
import { useFollow } from './use-follow';

const PAGE = 50;
const STATUSES: { status: SyncStatus; word: string }[] = [
  { status: 'PENDING', word: 'Pending' },
  { status: 'FAILED', word: 'Failed' },
  { status: 'SYNCED', word: 'Synced' },
];

export function SaleList() {
  const outlet = useOutlet();
  const { get, filter: setFilter, paging } = useAddress();
  const [search, status, flagged, from, to] = [
    get('q'),
    get('status'),
    get('flagged'),
    get('from'),
    get('to'),
  ];
  const statuses = useMemo(
    () => STATUSES.map((known) => known.status).filter((known) => status.includes(known)),
    [status],
  );
  const filter = useMemo(
    () => ({
      search: search || undefined,
      syncStatus: statuses.length > 0 ? statuses : undefined,
      from: from || undefined,
      to: to || undefined,
      flagged: flagged ? true : undefined,
    }),
    [search, statuses, from, to, flagged],
  );
  const list = useQuery(SaleListDocument, { variables: { first: PAGE, after: paging.after, filter } });
  const sales = (list.data ?? list.previousData)?.sales;
  useFollow(sales?.nodes.some(({ syncStatus }) => syncStatus === 'PENDING') ?? false, list);
  const count = useQuery(SaleCountDocument, { variables: { filter }, skip: !list.data });
  const onSearch = useCallback((text: string) => setFilter({ q: text }, 'replace'), [setFilter]);
  const toggle = (clicked: SyncStatus) => {
    const chosen = statuses.includes(clicked)
      ? statuses.filter((other) => other !== clicked)
      : [...statuses, clicked];
    setFilter({ status: chosen.join(',') });
  };
  const isFiltered = Boolean(search || status || flagged || from || to);

  return (
    <>
      <PageHeader title="Sales" />
      <search className="mb-3 grid grid-cols-1 gap-2 desktop:flex desktop:items-center">
        <SearchField
          label="Search sales"
          placeholder="Number, product or ERP document"
          value={search}
          onSearch={onSearch}
          className="desktop:min-w-60 desktop:flex-1"
        />
        <div className="flex flex-wrap gap-2">
          <div role="group" aria-label="Status" className="flex flex-1 tablet:flex-none">
            {STATUSES.map(({ status, word }, index) => {
              const pressed = statuses.includes(status);
              return (
                <Button
                  key={status}
                  aria-pressed={pressed}
                  onClick={() => toggle(status)}
                  className={classNames(
                    'flex-1 rounded-none',
                    index === 0 ? 'rounded-l-md' : '-ml-px',
                    index === STATUSES.length - 1 && 'rounded-r-md',
                    pressed && 'z-1',
                  )}
                >
                  {word}
                </Button>
              );
            })}
          </div>
          <Button
            aria-pressed={Boolean(flagged)}
            icon={<Flag aria-hidden />}
            onClick={() => setFilter({ flagged: flagged ? '' : 'yes' })}
          >
            Flagged
          </Button>
          {outlet && (
            <Today
              outlet={outlet}
              from={from}
              to={to}
              onChoose={(day) => setFilter({ from: day, to: day })}
            />
          )}
          <DateRange from={from} to={to} onChange={setFilter} className="basis-full tablet:basis-auto" />
        </div>
      </search>

      {list.error && <ProblemNotice error={list.error} onRetry={() => list.refetch()} />}
      {!list.error && sales?.nodes.length === 0 && (
        <NoSales
          isFiltered={isFiltered}
          onClear={() => setFilter({ q: '', status: '', flagged: '', from: '', to: '' })}
        />
      )}
      {!list.error && sales?.nodes.length !== 0 && (
        <Table
          label="Sales"
          aria-busy={list.loading}
          className={classNames(list.loading && sales && 'opacity-60 transition-opacity delay-300')}
        >
          <thead>
            <tr>
              <Th>Sale</Th>
              <Th className="max-tablet:hidden">Sold</Th>
              <Th className="max-tablet:hidden">Items</Th>
              <Th className="max-desktop:hidden">Paid by</Th>
              <Th numeric>Total</Th>
              <Th className="max-tablet:hidden">Status</Th>
              <Th className="max-desktop:hidden">In the ERP</Th>
            </tr>
          </thead>
          <tbody>
            {sales && outlet
              ? sales.nodes.map((sale) => <Row key={sale.id} sale={sale} outlet={outlet} />)
              : Array.from({ length: 12 }, (_, index) => (
                  <Tr key={index}>
                    <Td colSpan={7}>
                      <Skeleton className="h-5 w-full" />
                    </Td>
                  </Tr>
                ))}
          </tbody>
        </Table>
      )}
      {sales && sales.nodes.length > 0 && (
        <Pager
          paging={paging}
          shown={sales.nodes.length}
          pageSize={PAGE}
          total={count.data?.sales.totalCount}
          thing="sale"
          nextCursor={sales.pageInfo.hasNextPage ? sales.pageInfo.endCursor : null}
          isStale={!list.data}
        />
      )}
    </>
  );
}

function Row({ sale, outlet }: { sale: SaleRowFragment; outlet: OutletHere }) {
  const soldAt = formatShortDateTime(sale.soldAt, outlet.timeZone);
  return (
    <Tr>
      <Td className="whitespace-nowrap max-tablet:w-full">
        <span className="flex items-center gap-2">
          <Link
            href={`/sales/${sale.id}`}
            prefetch={false}
            className="tabular font-medium after:absolute after:inset-0 after:content-[''] hover:underline"
          >
            {saleName(sale, outlet)}
          </Link>
          <FlagMark flags={sale.flags} />
        </span>
        <span className="tabular block text-xs text-ink-muted tablet:hidden">{soldAt}</span>
      </Td>
      <Td className="tabular whitespace-nowrap text-ink-muted max-tablet:hidden">{soldAt}</Td>
      <Td className="w-full max-w-0 truncate text-ink-muted max-tablet:hidden">{itemsText(sale)}</Td>
      <Td className="whitespace-nowrap text-ink-muted max-desktop:hidden">{paymentWords(sale.payments)}</Td>
      <Td numeric className="font-medium">
        <MoneyText amount={sale.total} currency={outlet.currency} />
        <span className="mt-0.5 block tablet:hidden">
          <StatusBadge status={sale.syncStatus} />
        </span>
      </Td>
      <Td className="max-tablet:hidden">
        <StatusBadge status={sale.syncStatus} />
      </Td>
      <Td className="max-w-44 truncate text-ink-muted max-desktop:hidden">
        {sale.syncError ? (
          failureWords(sale.syncError).title
        ) : (
          <span className="tabular">{sale.erpReference}</span>
        )}
      </Td>
    </Tr>
  );
}

function Today(props: { outlet: OutletHere; from: string; to: string; onChoose: (day: string) => void }) {
  const { timeZone, cutOverMinutes } = props.outlet;
  const today = businessDate(new Date(), timeZone, cutOverMinutes);
  const pressed = props.from === today && props.to === today;
  return (
    <Button aria-pressed={pressed} onClick={() => props.onChoose(pressed ? '' : today)}>
      Today
    </Button>
  );
}

function NoSales({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="No sale fits"
        actions={<Button onClick={onClear}>Clear search and filters</Button>}
      >
        Try other dates or fewer letters.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<ReceiptText aria-hidden />}
      title="No sales yet"
      actions={
        <ButtonLink variant="primary">
          <Link href="/register">Open the register</Link>
        </ButtonLink>
      }
    >
      The first one shows here as soon as it is sold.
    </EmptyState>
  );
}

/** "2 × Milk 1 l, Baguette, +3" */
function itemsText({ lines }: SaleRowFragment): string {
  const named = lines
    .slice(0, 2)
    .map(({ name, quantity }) => (quantity === 1 ? name : `${formatDecimal(quantity)} × ${name}`));
  return [...named, ...(lines.length > 2 ? [`+${lines.length - 2}`] : [])].join(', ');
}
