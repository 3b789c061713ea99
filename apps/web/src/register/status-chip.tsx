import { classNames } from '@tillkeep/ui';
import { CircleDashed, Wifi, WifiOff } from 'lucide-react';

/** Whether the gateway answers, in words; undefined before its first answer. */
export function StatusChip({ reachable }: { reachable: boolean | undefined }) {
  const { Icon, word, look } =
    reachable === undefined ? states.waiting : reachable ? states.online : states.unreachable;
  return (
    <span
      role="status"
      className={classNames(
        'inline-flex items-center gap-1.5 rounded-full px-2.5 py-1 text-sm font-medium',
        look,
      )}
    >
      <Icon aria-hidden className="size-4" />
      {word}
    </span>
  );
}

const states = {
  waiting: { Icon: CircleDashed, word: 'Connecting', look: 'text-ink-muted' },
  online: { Icon: Wifi, word: 'Online', look: 'text-synced' },
  unreachable: { Icon: WifiOff, word: 'Gateway unreachable', look: 'bg-pending-soft text-pending' },
};
