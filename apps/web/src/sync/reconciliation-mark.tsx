import { classNames } from '@tillkeep/ui';
import { CircleCheck, TriangleAlert } from 'lucide-react';

/** Whether a day matches: always an icon and a word, the colour only underlines it. */
export function ReconciliationMark({ matches }: { matches: boolean }) {
  const Icon = matches ? CircleCheck : TriangleAlert;
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap',
        matches ? 'bg-synced-soft text-synced' : 'bg-failed-soft text-failed',
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {matches ? 'Matches' : 'Differs'}
    </span>
  );
}
