import type { SyncStatus } from '@tillkeep/domain';
import { CircleCheck, CircleX, Clock, type LucideIcon } from 'lucide-react';
import { classNames } from './class-names';

/** Where a sale stands on its way to the ERP: always an icon and a word, the colour only underlines it. */
export function StatusBadge({ status, className }: { status: SyncStatus; className?: string }) {
  const { word, Icon, look } = statuses[status];
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap',
        look,
        className,
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  );
}

const statuses: Record<SyncStatus, { word: string; Icon: LucideIcon; look: string }> = {
  PENDING: { word: 'Pending', Icon: Clock, look: 'bg-pending-soft text-pending' },
  SYNCED: { word: 'Synced', Icon: CircleCheck, look: 'bg-synced-soft text-synced' },
  FAILED: { word: 'Failed', Icon: CircleX, look: 'bg-failed-soft text-failed' },
};
