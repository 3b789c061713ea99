'use client';

import { useMutation, useQuery } from '@apollo/client/react';
import {
  RetrySalesDocument,
  SaleListDocument,
  SyncOverviewDocument,
  type SyncOverviewQuery,
} from '@tillkeep/client';
import { Button, MoneyText, Skeleton, Table, Td, Th, Tr, useToast } from '@tillkeep/ui';
import Link from 'next/link';
import { formatCount, formatShortDateTime, plural } from '../format';
import type { OutletHere } from '../outlet';
import { describeProblem } from '../problem';
import { ResolveButton } from '../sales/resolve-button';
import { RetryButton } from '../sales/retry-button';
import { saleName } from '../sales/sale-name';
import { failureWords, nextAttemptText } from './failure-words';
import { useRefetch } from './use-refetch';

/** Why sales are not in the ERP's books, what to do about it, and the newest of them to send one by one. */
export function SyncFailures(props: {
  summary: SyncOverviewQuery['syncSummary'];
  outlet?: OutletHere;
  /** Becomes another when the failed sales may have changed. */
  change: string;
}) {
  const { summary, outlet, change } = props;
  return (
    <section aria-labelledby="failures" className="grid gap-3">
      <h2 id="failures" className="text-base font-semibold">
        Why they failed
      </h2>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {summary.failureGroups.map((group) => {
          const { title, next, detail } = failureWords(group);
          return (
            <li
              key={`${group.kind} ${group.code} ${group.message}`}
              className="flex flex-wrap items-start gap-x-4 gap-y-2 px-5 py-3"
            >
              <p className="tabular min-w-6 text-lg leading-5 font-semibold text-failed">
                {formatCount(group.count)}
                <span className="sr-only"> sales:</span>
              </p>
              <div className="min-w-0 flex-1 basis-60 text-sm">
                <p className="font-medium">{title}</p>
                <p className="text-ink-muted">{next}</p>
                <p className="mt-0.5 text-xs text-ink-muted">
                  <code className="font-mono">{group.code}</code>
                  {detail && <> · {detail}</>}
                </p>
              </div>
              <SendGroupButton group={group} reason={title} />
            </li>
          );
        })}
      </ul>
      <FailedSales failed={summary.failed} outlet={outlet} change={change} />
    </section>
  );
}

/** Sends all that failed for one reason, also what the ERP refused: whoever presses it has mended the cause. */
function SendGroupButton({ group, reason }: { group: { code: string; count: number }; reason: string }) {
  const toast = useToast();
  const [retry, { loading }] = useMutation(RetrySalesDocument, { refetchQueries: [SyncOverviewDocument] });
  const send = async () => {
    try {
      const run = (await retry({ variables: { code: group.code } })).data?.retrySales;
      if (!run) return;
      const booked = `${plural(run.synced, 'sale')} booked in the ERP`;
      toast(
        run.failed > 0
          ? { tone: 'failed', text: `${booked}, ${formatCount(run.failed)} still not.` }
          : { text: `${booked}.` },
      );
    } catch (error) {
      const { title, advice } = describeProblem(error);
      toast({ tone: 'failed', text: `${title} ${advice}` });
    }
  };
  const label = group.count === 1 ? 'Send it now' : `Send all ${formatCount(group.count)} now`;
  return (
    <Button busy={loading} onClick={() => void send()} aria-label={`${label}: ${reason}`}>
      {label}
    </Button>
  );
}

const SHOWN = 10;

function FailedSales(props: { failed: number; outlet?: OutletHere; change: string }) {
  const { failed, outlet, change } = props;
  const { data, refetch } = useQuery(SaleListDocument, {
    variables: { first: SHOWN, filter: { syncStatus: ['FAILED'] } },
  });
  useRefetch(change, refetch);
  if (!data || !outlet) return <Skeleton className="h-40 w-full" />;
  return (
    <>
      <Table label="Failed sales">
        <thead>
          <tr>
            <Th>Sale</Th>
            <Th className="max-tablet:hidden">Sold</Th>
            <Th className="max-tablet:hidden">Why</Th>
            <Th className="max-desktop:hidden">Next attempt</Th>
            <Th numeric className="max-tablet:hidden">
              Total
            </Th>
            <Th>
              <span className="sr-only">Send now</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {data.sales.nodes.map((sale) => (
            <Tr key={sale.id}>
              <Td className="tablet:whitespace-nowrap">
                <Link
                  href={`/sales/${sale.id}`}
                  prefetch={false}
                  className="tabular font-medium hover:underline"
                >
                  {saleName(sale, outlet)}
                </Link>
                <span className="block text-xs text-ink-muted tablet:hidden">
                  {sale.syncError && failureWords(sale.syncError).title}
                </span>
              </Td>
              <Td className="tabular whitespace-nowrap text-ink-muted max-tablet:hidden">
                {formatShortDateTime(sale.soldAt, outlet.timeZone)}
              </Td>
              <Td className="w-full max-tablet:hidden">
                {sale.syncError && failureWords(sale.syncError).title}
              </Td>
              <Td className="whitespace-nowrap text-ink-muted max-desktop:hidden">
                {nextAttemptText(sale.syncError?.nextAttemptAt)}
              </Td>
              <Td numeric className="max-tablet:hidden">
                <MoneyText amount={sale.total} currency={outlet.currency} />
              </Td>
              <Td numeric>
                <span className="flex flex-col items-end gap-2 desktop:flex-row desktop:justify-end">
                  {sale.syncError?.kind === 'PERMANENT' && <ResolveButton sale={sale} />}
                  <RetryButton sale={sale} />
                </span>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {failed > data.sales.nodes.length && (
        <p className="text-sm">
          <Link href="/sales?status=FAILED" className="font-medium text-accent hover:underline">
            See all {formatCount(failed)} failed sales
          </Link>
        </p>
      )}
    </>
  );
}
