import type { SyncRunFieldsFragment } from '@tillkeep/client';
import { ProgressBar } from '@tillkeep/ui';
import { formatCount } from '../format';

/** How far the running run is, how fast, and how long it will take. */
export function SyncProgress({ run }: { run?: SyncRunFieldsFragment }) {
  const attempted = run?.attempted ?? 0;
  const total = Math.max(run?.planned ?? 0, attempted); // what came up after it began goes along
  return (
    <section
      aria-label="Running sync"
      className="grid gap-2 rounded-lg border border-line bg-surface px-5 py-4"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-2 text-sm">
        <p className="font-medium">
          {run?.trigger === 'SCHEDULED' ? 'The scheduled sync is running' : 'Sending to the ERP'}
        </p>
        <p className="tabular text-ink-muted">
          {run
            ? `${formatCount(attempted)} of ${formatCount(total)}${pace(run, total - attempted)}`
            : 'Starting…'}
        </p>
      </div>
      <ProgressBar label="Sales sent" value={attempted} max={run && total > 0 ? total : undefined} />
    </section>
  );
}

/** " · 84/s · 9 s left", once it can be told. */
function pace(run: SyncRunFieldsFragment, toCome: number): string {
  const seconds = (Date.now() - new Date(run.startedAt).getTime()) / 1000;
  if (seconds < 2 || run.attempted === 0) return '';
  const perSecond = run.attempted / seconds;
  const left = Math.ceil(toCome / perSecond);
  const leftText = left < 90 ? `${left} s` : `${Math.ceil(left / 60)} min`;
  return ` · ${formatCount(Math.max(1, Math.round(perSecond)))}/s · ${leftText} left`;
}
