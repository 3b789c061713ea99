import type { Line, Sync } from '@tillkeep/offline';
import { classNames, useAnnounce } from '@tillkeep/ui';
import { CircleDashed, CloudAlert, Hourglass, Wifi, WifiOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { formatCount } from '../format';
import { lineWords, moodOf } from './status-words';
import { useNow } from './use-now';
import { useStatus } from './use-status';

/** The line to the gateway and how many sales are not sent yet, in words; what lies behind it opens on a press. */
export function StatusChip({ sync, onOpen }: { sync: Sync; onOpen: () => void }) {
  const status = useStatus(sync);
  const { line, held, unsent } = status;
  const announce = useAnnounce();
  const now = useNow(2_000, line !== 'ONLINE' || unsent > 0);
  const { lineTrouble, saleTrouble } = moodOf(status, now);

  // The first contact is no news.
  const lineBefore = useRef<Line>(undefined);
  useEffect(() => {
    const before = lineBefore.current;
    if (before === undefined && line !== 'ONLINE') return;
    lineBefore.current = line;
    if (before !== undefined && before !== line) announce(lineWords[line]);
  }, [line, announce]);

  // Just gone, or just opened: what is being tried is no news yet.
  const connecting = line === 'GATEWAY_UNREACHABLE' && now.getTime() - status.lineSince.getTime() < 3_000;
  const Icon = connecting ? CircleDashed : icons[line];
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={onOpen}
      className="flex h-11 min-w-0 items-center rounded-md px-1 text-sm font-medium hover:bg-sunken"
    >
      <span
        className={classNames(
          'flex min-w-0 items-center gap-1.5 rounded-full px-2.5 py-1 max-tablet:px-1.5',
          held > 0
            ? 'bg-failed-soft text-failed'
            : lineTrouble || saleTrouble
              ? 'bg-pending-soft text-pending'
              : line === 'ONLINE'
                ? 'text-synced'
                : 'text-ink-muted',
        )}
      >
        <Icon aria-hidden className="size-4 shrink-0" />
        {/* On a phone there is room for one of the two, and the icon says the other. */}
        <span className={unsent > 0 ? 'truncate max-tablet:sr-only' : 'truncate'}>
          {connecting ? 'Connecting' : lineWords[line]}
        </span>
        {unsent > 0 && (
          <span className={classNames('tabular shrink-0', !saleTrouble && !lineTrouble && 'text-ink-muted')}>
            <span aria-hidden className="max-tablet:hidden">
              ·{' '}
            </span>
            {formatCount(unsent)} not sent
          </span>
        )}
      </span>
    </button>
  );
}

const icons: Record<Line, typeof Wifi> = {
  ONLINE: Wifi,
  NO_NETWORK: WifiOff,
  GATEWAY_UNREACHABLE: CloudAlert,
  ERP_DELAYED: Hourglass,
};
