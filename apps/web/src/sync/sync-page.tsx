'use client';

import { useMutation, useQuery } from '@apollo/client/react';
import { SyncOverviewDocument, SyncPendingSalesDocument, type SyncRunFieldsFragment } from '@tillkeep/client';
import { Button, EmptyState, Notice, useAnnounce } from '@tillkeep/ui';
import { RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatCount, plural } from '../format';
import { useOutlet } from '../outlet';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { SyncFailures } from './sync-failures';
import { SyncFigures } from './sync-figures';
import { SyncProgress } from './sync-progress';
import { SyncRuns } from './sync-runs';

/** While a run goes on, and while nothing does, in milliseconds. */
const BUSY_POLL = 1_000;
const CALM_POLL = 10_000;

/** What is in the ERP's books, what is not and why, and the button that sends the rest. */
export function SyncPage() {
  const outlet = useOutlet();
  const announce = useAnnounce();
  const [sync, { loading: isOurs, error: syncError }] = useMutation(SyncPendingSalesDocument);
  const [isRunning, setIsRunning] = useState(false);
  const { data, error, refetch } = useQuery(SyncOverviewDocument, {
    pollInterval: isRunning || isOurs ? BUSY_POLL : CALM_POLL,
  });
  const summary = data?.syncSummary;
  // Another window's run, or the schedule's, shows as ours does.
  const running = summary?.lastRun?.status === 'RUNNING' ? summary.lastRun : undefined;
  useEffect(() => setIsRunning(running !== undefined), [running]);

  const syncNow = async () => {
    announce('Sync has started');
    try {
      const { data } = await sync();
      const run = data?.syncPendingSales;
      if (run) announce(runWords(run));
    } catch {
      // Shown below, from the mutation's error.
    }
    await refetch();
  };
  const unsent = summary ? summary.pending + summary.failed : 0;

  return (
    <>
      <PageHeader
        title="Sync with the ERP"
        actions={
          <Button
            variant="primary"
            icon={<RefreshCw aria-hidden />}
            busy={isOurs || running !== undefined}
            disabled={!summary || (unsent === 0 && !isOurs && !running)}
            onClick={() => void syncNow()}
          >
            {isOurs || running ? 'Syncing…' : 'Sync now'}
          </Button>
        }
      />
      <div className="grid gap-5">
        {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {syncError && !error && <ProblemNotice error={syncError} />}
        {summary && !summary.erpReachable && (
          <Notice tone="warning" title="The ERP can’t be reached.">
            Selling goes on as usual: every sale is safe here and is sent when the ERP is back. Check that the
            ERP runs and that its address is right.
          </Notice>
        )}
        <SyncFigures summary={summary} />
        {summary && (running || isOurs) && <SyncProgress summary={summary} run={running} />}
        {summary && summary.failureGroups.length > 0 && <SyncFailures summary={summary} outlet={outlet} />}
        {summary && summary.pending + summary.failed + summary.synced === 0 && (
          <EmptyState icon={<RefreshCw aria-hidden />} title="Nothing to sync yet">
            Sales made at the register show here until the ERP has booked them.
          </EmptyState>
        )}
        <SyncRuns outlet={outlet} lastRun={summary?.lastRun} />
      </div>
    </>
  );
}

function runWords(run: SyncRunFieldsFragment): string {
  const failed = run.failed > 0 ? `, ${formatCount(run.failed)} failed` : '';
  return `Sync finished: ${plural(run.synced, 'sale')} booked${failed}`;
}
