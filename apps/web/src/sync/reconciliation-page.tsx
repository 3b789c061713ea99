'use client';

import { useQuery } from '@apollo/client/react';
import {
  ReconciliationDocument,
  ReconciliationSummaryDocument,
  type ReconciliationDayFieldsFragment,
} from '@tillkeep/client';
import { addDays, businessDate } from '@tillkeep/domain';
import {
  Button,
  classNames,
  EmptyState,
  Field,
  MoneyText,
  Select,
  Skeleton,
  Table,
  Td,
  Th,
  Tr,
} from '@tillkeep/ui';
import { ChevronLeft, Printer, RefreshCw, Scale } from 'lucide-react';
import Link from 'next/link';
import { formatAgo, formatCount, formatDay, formatDateTime, plural } from '../format';
import { useAddress, type Address } from '../list/address';
import { DateRange } from '../list/date-range';
import { useOutlet, type OutletHere } from '../outlet';
import { useUser } from '../people/this-session';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { ReconciliationMark } from './reconciliation-mark';
import { ReconciliationPaper } from './reconciliation-paper';
import { waitingWords } from './reconciliation-words';

/** Days, of those that the address names none. */
const USUAL_DAYS = 31;

/** More rows than anybody reads; the gateway's answer has them all. */
const MOST_ROWS = 1_000;

/** What was sold beside what the ERP has booked, day by day. */
export function ReconciliationPage() {
  const outlet = useOutlet();
  return (
    <>
      <Link
        href="/sync"
        className="-ml-1 inline-flex min-h-8 items-center gap-1 text-sm text-ink-muted hover:text-ink hover:underline"
      >
        <ChevronLeft aria-hidden className="size-4" />
        Sync
      </Link>
      {outlet ? (
        <Reconciliation outlet={outlet} />
      ) : (
        <>
          <PageHeader title="Reconciliation" />
          <Skeleton className="h-96 w-full" />
        </>
      )}
    </>
  );
}

function Reconciliation({ outlet }: { outlet: OutletHere }) {
  const { get, filter } = useAddress();
  const today = businessDate(new Date(), outlet.timeZone, outlet.cutOverMinutes);
  const to = get('to') || today;
  const from = get('from') || addDays(to, 1 - USUAL_DAYS);
  const isOfAll = get('outlet') === 'all';
  const onlyDiffering = get('show') === 'differing';
  const { data, previousData, error, loading, refetch } = useQuery(ReconciliationDocument, {
    variables: { from, to, outletId: isOfAll ? undefined : outlet.id },
    notifyOnNetworkStatusChange: true,
  });
  const all = (data ?? previousData)?.reconciliation;
  const days = all?.filter(({ matches }) => !onlyDiffering || !matches).slice(0, MOST_ROWS);
  const differing = all?.filter(({ matches }) => !matches).length;
  const place = isOfAll ? 'all outlets' : outlet.name;
  return (
    <>
      <PageHeader
        title="Reconciliation"
        actions={
          <>
            <Button
              icon={<Printer aria-hidden />}
              disabled={!days || days.length === 0}
              onClick={() => window.print()}
            >
              Print
            </Button>
            <Button
              variant="primary"
              icon={<RefreshCw aria-hidden />}
              busy={loading}
              onClick={() => void refetch().catch(() => {})}
            >
              Compare again
            </Button>
          </>
        }
      >
        What was sold beside what the ERP has booked, to the cent.
      </PageHeader>
      <Choices {...{ from, to, isOfAll, onlyDiffering }} outletName={outlet.name} onChange={filter} />
      {error && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!error && !days && <Skeleton className="h-96 w-full" />}
      {!error && days?.length === 0 && (
        <EmptyState
          icon={<Scale aria-hidden />}
          title={onlyDiffering && all?.length ? 'All days match' : 'Nothing to compare'}
        >
          {onlyDiffering && all?.length
            ? `On ${plural(all.length, 'day')} the ERP has booked what was sold, to the cent.`
            : 'In this time nothing was sold, and the ERP has booked nothing. Choose other dates.'}
        </EmptyState>
      )}
      {!error && days && days.length > 0 && (
        <>
          <p role="status" className="mb-2 text-sm text-ink-muted">
            {differing === 0
              ? `All ${plural(days.length, 'day')} match.`
              : `${plural(differing ?? 0, 'day')} of ${formatCount(all?.length ?? 0)} ${differing === 1 ? 'differs' : 'differ'}.`}{' '}
            <LastNight />
          </p>
          <Days days={days} isOfAll={isOfAll} />
          <ReconciliationPaper
            title="Reconciliation with the ERP"
            about={`${formatDay(from)} – ${formatDay(to)}, ${place}; compared ${formatDateTime(days[0]?.checkedAt ?? new Date().toISOString(), outlet.timeZone)}`}
            days={days}
          />
        </>
      )}
    </>
  );
}

function LastNight() {
  const { data } = useQuery(ReconciliationSummaryDocument);
  if (!data) return null;
  const { checkedAt } = data.reconciliationSummary;
  return (
    <>
      {checkedAt
        ? `Days are compared every night, last ${formatAgo(checkedAt)}.`
        : 'No night has been compared yet.'}
    </>
  );
}

function Choices(props: {
  from: string;
  to: string;
  isOfAll: boolean;
  onlyDiffering: boolean;
  outletName: string;
  onChange: Address['filter'];
}) {
  const { from, to, isOfAll, onlyDiffering, outletName, onChange } = props;
  const hasOthers = (useUser()?.outlets.length ?? 0) > 1;
  return (
    <search className="mb-3 grid grid-cols-2 gap-2 tablet:flex tablet:flex-wrap">
      <DateRange from={from} to={to} onChange={onChange} className="col-span-2" />
      {(hasOthers || isOfAll) && (
        <Field label="Outlet" hideLabel>
          <Select
            value={isOfAll ? 'all' : ''}
            onChange={({ target: { value } }) => onChange({ outlet: value })}
          >
            <option value="">{outletName}</option>
            <option value="all">All outlets</option>
          </Select>
        </Field>
      )}
      <Field label="Show" hideLabel>
        <Select
          value={onlyDiffering ? 'differing' : ''}
          onChange={({ target: { value } }) => onChange({ show: value })}
        >
          <option value="">Every day</option>
          <option value="differing">Only days that differ</option>
        </Select>
      </Field>
    </search>
  );
}

/** A phone has room for the day, its difference and the result. */
function Days({ days, isOfAll }: { days: readonly ReconciliationDayFieldsFragment[]; isOfAll: boolean }) {
  return (
    <Table label="Days">
      <thead>
        <tr>
          <Th>Day</Th>
          {isOfAll && <Th className="max-tablet:hidden">Outlet</Th>}
          <Th numeric className="max-tablet:hidden">
            Sold
          </Th>
          <Th numeric className="max-tablet:hidden">
            In the ERP
          </Th>
          <Th numeric>Difference</Th>
          <Th>Result</Th>
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <DayRow key={`${day.outlet.id} ${day.businessDate}`} day={day} isOfAll={isOfAll} />
        ))}
      </tbody>
    </Table>
  );
}

function DayRow({ day, isOfAll }: { day: ReconciliationDayFieldsFragment; isOfAll: boolean }) {
  const { outlet, businessDate, posCount, posTotal, erpCount, erpTotal, difference, matches } = day;
  const { currency } = outlet;
  const waiting = waitingWords(day);
  return (
    <Tr>
      <Td className="w-full min-w-28">
        <Link
          href={`/sync/reconciliation/${businessDate}?outlet=${outlet.id}`}
          prefetch={false}
          className="tabular font-medium hover:underline"
        >
          {formatDay(businessDate)}
        </Link>
        {isOfAll && <span className="block text-xs text-ink-muted tablet:hidden">{outlet.name}</span>}
        {waiting && <span className="block text-xs text-ink-muted">{waiting}</span>}
      </Td>
      {isOfAll && <Td className="whitespace-nowrap max-tablet:hidden">{outlet.name}</Td>}
      <Side count={posCount} thing="sale" total={posTotal} currency={currency} />
      <Side count={erpCount} thing="document" total={erpTotal} currency={currency} />
      <Td numeric className={classNames(!matches && 'font-medium text-failed')}>
        <MoneyText amount={difference} currency={currency} />
      </Td>
      <Td>
        <ReconciliationMark matches={matches} />
      </Td>
    </Tr>
  );
}

function Side(props: { count: number; thing: string; total: number; currency: string }) {
  const { count, thing, total, currency } = props;
  return (
    <Td numeric className="max-tablet:hidden">
      <MoneyText amount={total} currency={currency} />
      <span className="block text-xs text-ink-muted">{plural(count, thing)}</span>
    </Td>
  );
}
