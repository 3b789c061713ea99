import type { Sync } from '@tillkeep/offline';
import { formatCount } from '../format';
import { useStatus } from './use-status';

/** How far the first load has come: all that is here can be sold already. */
export default function CatalogueLoad({ sync }: { sync: Sync }) {
  const { progress, line } = useStatus(sync);
  if (progress?.what !== 'CATALOGUE') {
    return (
      <p role="status" className="shrink-0 text-sm text-ink-muted">
        {line === 'ONLINE'
          ? 'The products are being loaded …'
          : 'The products come as soon as the gateway answers.'}
      </p>
    );
  }
  const { done, total } = progress;
  return (
    <div className="flex shrink-0 items-center gap-3 text-sm text-ink-muted">
      <progress
        aria-label="Products loaded"
        value={total ? done : undefined}
        max={total}
        className="h-2 flex-1 accent-accent"
      />
      <span className="tabular">
        {formatCount(done)}
        {total ? ` of ${formatCount(total)}` : ''} products
      </span>
    </div>
  );
}
