'use client';

import { useQuery } from '@apollo/client/react';
import { SyncRunsDocument } from '@tillkeep/client';
import { classNames, Skeleton, Table, Td, Th, Tr } from '@tillkeep/ui';
import { formatCount, formatShortDateTime } from '../format';
import type { OutletHere } from '../outlet';
import { useRefetch } from './use-refetch';

/** The last runs; asked again whenever `change` becomes another. */
export function SyncRuns({ outlet, change }: { outlet?: OutletHere; change: string }) {
  const { data, refetch } = useQuery(SyncRunsDocument);
  useRefetch(change, refetch);
  if (!data || !outlet) return <Skeleton className="h-60 w-full" />;
  if (data.syncRuns.length === 0) return null;
  return (
    <section>
      <h2 className="mb-2 text-base font-semibold">Last runs</h2>
      <Table label="Last runs">
        <thead>
          <tr>
            <Th>Started</Th>
            <Th className="max-tablet:hidden">By</Th>
            <Th numeric>Sent</Th>
            <Th numeric>Synced</Th>
            <Th numeric>Failed</Th>
            <Th numeric className="max-tablet:hidden">
              Took
            </Th>
          </tr>
        </thead>
        <tbody>
          {data.syncRuns.map((run) => (
            <Tr key={run.id}>
              <Td className="tabular w-full whitespace-nowrap">
                {formatShortDateTime(run.startedAt, outlet.timeZone)}
              </Td>
              <Td className="whitespace-nowrap text-ink-muted max-tablet:hidden">
                {run.trigger === 'MANUAL' ? 'a person' : 'the schedule'}
              </Td>
              <Td numeric>{formatCount(run.attempted)}</Td>
              <Td numeric>{formatCount(run.synced)}</Td>
              <Td numeric className={classNames(run.failed > 0 && 'font-medium text-failed')}>
                {formatCount(run.failed)}
              </Td>
              <Td numeric className="text-ink-muted max-tablet:hidden">
                {run.finishedAt ? took(run.startedAt, run.finishedAt) : 'running'}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function took(from: string, to: string): string {
  const seconds = (new Date(to).getTime() - new Date(from).getTime()) / 1000;
  return seconds < 90 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}
