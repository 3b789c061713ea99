'use client';

import { useApolloClient, useMutation, useQuery } from '@apollo/client/react';
import {
  SyncOverviewDocument,
  SyncPendingSalesDocument,
  SyncProgressDocument,
  SyncRunFieldsFragmentDoc,
  type SyncRunFieldsFragment,
} from '@tillkeep/client';
import { Button, ButtonLink, EmptyState, Notice, useAnnounce, useToast } from '@tillkeep/ui';
import { RefreshCw } from 'lucide-react';
import Link from 'next/link';
import { useEffect } from 'react';
import { formatAgo, formatCount, plural } from '../format';
import { useLive } from '../live/use-live';
import { useOutlet } from '../outlet';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { ReconciliationNotice } from './reconciliation-notice';
import { SyncFailures } from './sync-failures';
import { SyncFigures } from './sync-figures';
import { SyncProgress } from './sync-progress';
import { SyncRuns } from './sync-runs';

/** While a run goes on, and while nothing does, in milliseconds. How far a run is comes by itself; this is for the rest. */
const BUSY_POLL = 3_000;
const CALM_POLL = 5_000;

/** What is in the ERP's books, what is not and why, and the button that sends the rest. */
export function SyncPage() {
  const outlet = useOutlet();
  const announce = useAnnounce();
  const toast = useToast();
  const [sync, { loading: isOurs, error: syncError }] = useMutation(SyncPendingSalesDocument);
  const { data, error, refetch, startPolling } = useQuery(SyncOverviewDocument);
  const summary = data?.syncSummary;
  // Another window's run, or the schedule's, shows as ours does.
  const running = summary?.lastRun?.status === 'RUNNING' ? summary.lastRun : undefined;
  const isBusy = isOurs || running !== undefined;
  useEffect(() => startPolling(isBusy ? BUSY_POLL : CALM_POLL), [startPolling, isBusy]);

  const { cache } = useApolloClient();
  useLive(SyncProgressDocument, {
    onConnected: () => void refetch().catch(() => {}), // shown below
    onData({ syncProgress: run }) {
      const data = { __typename: 'SyncRun', ...run } as const;
      cache.writeFragment({ id: cache.identify(data), fragment: SyncRunFieldsFragmentDoc, data });
      if (run.status === 'FINISHED' || run.id !== summary?.lastRun?.id) refetch().catch(() => {});
    },
  });

  const syncNow = async () => {
    announce('Sync has started');
    try {
      const { data } = await sync();
      const run = data?.syncPendingSales;
      if (run) toast({ tone: run.failed > 0 ? 'failed' : 'done', text: runWords(run) });
    } catch {
      // Shown below, from the mutation's error.
    }
    refetch().catch(() => {}); // shown below, too
  };
  const change = `${summary?.failed} ${summary?.lastRun?.id} ${summary?.lastRun?.status}`;
  const unsent = summary ? summary.pending + summary.failed : 0;

  return (
    <>
      <PageHeader
        title="Sync with the ERP"
        actions={
          <>
            <ButtonLink>
              <Link href="/sync/reconciliation">Reconciliation</Link>
            </ButtonLink>
            <Button
              variant="primary"
              icon={<RefreshCw aria-hidden />}
              busy={isBusy}
              disabled={!summary || (unsent === 0 && !isBusy)}
              onClick={() => void syncNow()}
            >
              {isBusy ? 'Syncing…' : 'Sync now'}
            </Button>
          </>
        }
      >
        {summary ? waitingWords(unsent, summary.oldestUnsyncedAt) : '\u00a0'}
      </PageHeader>
      <div className="grid grid-cols-1 gap-5">
        {error && <ProblemNotice error={error} onRetry={() => refetch()} />}
        {syncError && !error && !running && <ProblemNotice error={syncError} />}
        {summary && !summary.erpReachable && (
          <Notice tone="warning" title="The ERP can’t be reached.">
            Selling goes on as usual: every sale is safe here and is sent when the ERP is back. Check that the
            ERP runs and that its address is right.
          </Notice>
        )}
        <ReconciliationNotice />
        <SyncFigures summary={summary} />
        {summary && isBusy && <SyncProgress run={running} />}
        {summary && summary.failureGroups.length > 0 && (
          <SyncFailures summary={summary} outlet={outlet} change={change} />
        )}
        {summary && summary.pending + summary.failed + summary.synced === 0 && (
          <EmptyState icon={<RefreshCw aria-hidden />} title="Nothing to sync yet">
            Sales made at the register show here until the ERP has booked them.
          </EmptyState>
        )}
        <SyncRuns outlet={outlet} change={change} />
      </div>
    </>
  );
}

function waitingWords(unsent: number, oldest: string | null): string {
  if (unsent === 0 || !oldest) return 'Nothing is waiting.';
  return `The oldest sale that is not in the ERP was recorded ${formatAgo(oldest)}.`;
}

function runWords(run: SyncRunFieldsFragment): string {
  const booked = `${plural(run.synced, 'sale')} booked in the ERP`;
  return run.failed > 0 ? `${booked}, ${formatCount(run.failed)} not. The reasons are below.` : `${booked}.`;
}
