'use client';

import { useQuery } from '@apollo/client/react';
import { SalesReportDocument, type ReportRowFragment } from '@tillkeep/client';
import { businessDate, PERIODS } from '@tillkeep/domain';
import { ButtonLink, EmptyState, Field, Select, Skeleton } from '@tillkeep/ui';
import { ChartColumn } from 'lucide-react';
import Link from 'next/link';
import { formatDay } from '../format';
import { useAddress, type Address } from '../list/address';
import { DateRange } from '../list/date-range';
import { ExportButton } from '../list/export-button';
import { Pager } from '../list/pager';
import { useOutlet, type OutletHere } from '../outlet';
import { useUser } from '../people/this-session';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { partWords, periodWords } from './part-words';
import { ReportChart } from './report-chart';
import {
  groupsOf,
  keysOf,
  readReport,
  reportFileName,
  spanWords,
  type ReportRequest,
} from './report-request';
import { ReportTable } from './report-table';

const PAGE = 100;
/** The most that the gateway gives at once. */
const EXPORT_PAGE = 200;

/** What sales come to in a stretch of business dates, taken apart as the address says. */
export function ReportPage() {
  const outlet = useOutlet();
  if (!outlet) {
    return (
      <>
        <PageHeader title="Reports" />
        <Skeleton className="h-96 w-full" />
      </>
    );
  }
  return <Report outlet={outlet} />;
}

function Report({ outlet }: { outlet: OutletHere }) {
  const { get, filter, paging } = useAddress();
  const today = businessDate(new Date(), outlet.timeZone, outlet.cutOverMinutes);
  const request = readReport(get, today);
  const { from, to, part } = request;
  const isOfAll = get('outlet') === 'all' || part === 'OUTLET';
  const input = { from, to, groupBy: groupsOf(request), outletId: isOfAll ? undefined : outlet.id };
  const { data, error, refetch } = useQuery(SalesReportDocument, {
    variables: { input, first: PAGE, after: paging.after },
    pollInterval: 60_000,
  });
  const { whole, rows } = data?.salesReport ?? {};
  const { currency } = outlet;
  return (
    <>
      <PageHeader
        title="Reports"
        actions={
          <ExportButton<ReportRowFragment>
            fileName={reportFileName(request)}
            thing="row"
            disabled={!rows || rows.totalCount === 0}
            read={async ({ client, after, options }) => {
              const variables = { input, first: EXPORT_PAGE, after };
              return (await client.query({ query: SalesReportDocument, variables, ...options })).data
                ?.salesReport.rows;
            }}
            write={async (all) => (await import('./report-file')).reportFile(all, request, currency)}
          />
        }
      >
        {from === to ? formatDay(from) : `${formatDay(from)} – ${formatDay(to)}`}
        {`, ${isOfAll ? 'all outlets' : outlet.name}`}
      </PageHeader>
      <Choices request={request} outletName={outlet.name} isOfAll={isOfAll} onChange={filter} />
      {error && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!error && !rows && <Skeleton className="h-96 w-full" />}
      {!error && rows?.nodes.length === 0 && (
        <EmptyState
          icon={<ChartColumn aria-hidden />}
          title="Nothing was sold in this time"
          actions={
            <ButtonLink>
              <Link href="/register">Open the register</Link>
            </ButtonLink>
          }
        >
          Choose other dates, or sell something: it is in here at once.
        </EmptyState>
      )}
      {!error && whole && rows && rows.nodes.length > 0 && (
        <>
          <ReportChart rows={rows.nodes} request={request} currency={currency} />
          <ReportTable rows={rows.nodes} whole={whole} request={request} currency={currency} />
          <Pager
            paging={paging}
            shown={rows.nodes.length}
            pageSize={PAGE}
            total={rows.totalCount}
            thing="row"
            nextCursor={rows.pageInfo.hasNextPage ? rows.pageInfo.endCursor : null}
            isStale={false}
          />
        </>
      )}
    </>
  );
}

function Choices(props: {
  request: ReportRequest;
  outletName: string;
  isOfAll: boolean;
  onChange: Address['filter'];
}) {
  const { request, outletName, isOfAll, onChange } = props;
  const { from, to, span, part, period } = request;
  const hasOthers = (useUser()?.outlets.length ?? 0) > 1;
  return (
    <search className="mb-3 grid grid-cols-2 gap-2 tablet:flex tablet:flex-wrap">
      <Field label="Time" hideLabel>
        <Select
          value={span ?? ''}
          onChange={({ target: { value } }) =>
            onChange(value ? { span: value, from: '', to: '' } : { span: '', from, to })
          }
        >
          {keysOf(spanWords).map((span) => (
            <option key={span} value={span}>
              {spanWords[span]}
            </option>
          ))}
          <option value="">From – to</option>
        </Select>
      </Field>
      {hasOthers && (
        <Field label="Outlet" hideLabel>
          <Select
            value={isOfAll ? 'all' : ''}
            disabled={part === 'OUTLET'}
            onChange={({ target: { value } }) => onChange({ outlet: value })}
          >
            <option value="">{outletName}</option>
            <option value="all">All outlets</option>
          </Select>
        </Field>
      )}
      <DateRange
        from={from}
        to={to}
        onChange={(changed) => onChange({ from, to, ...changed, span: '' })}
        className="order-last col-span-2 tablet:order-none"
      />
      <Field label="Group by" hideLabel>
        <Select value={part ?? period} onChange={({ target: { value } }) => onChange({ by: value })}>
          {PERIODS.map((period) => (
            <option key={period} value={period}>
              By {periodWords[period].toLowerCase()}
            </option>
          ))}
          {keysOf(partWords).map((part) => (
            <option key={part} value={part}>
              By {partWords[part].toLowerCase()}
            </option>
          ))}
        </Select>
      </Field>
      {part && (
        <Field label="In each" hideLabel>
          <Select value={period ?? ''} onChange={({ target: { value } }) => onChange({ each: value })}>
            <option value="">in all of the time</option>
            {PERIODS.map((period) => (
              <option key={period} value={period}>
                in each {periodWords[period].toLowerCase()}
              </option>
            ))}
          </Select>
        </Field>
      )}
    </search>
  );
}
