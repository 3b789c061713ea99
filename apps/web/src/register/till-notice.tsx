import { checkClock, type Store, type Sync } from '@tillkeep/offline';
import { Button } from '@tillkeep/ui';
import { TriangleAlert } from 'lucide-react';
import { useCallback, type ReactNode } from 'react';
import { plural } from '../format';
import { useAppUpdate } from './use-app-update';
import { useStatus } from './use-status';
import { useStored } from './use-stored';

/** The one thing, if any, that whoever stands at this till should know, the gravest first. */
export default function TillNotice(props: {
  store: Store;
  sync: Sync;
  /** No line, no payment, no receipt on the screen. */
  betweenSales: boolean;
  onChooseRegister: () => void;
}) {
  const { store, sync, betweenSales, onChooseRegister } = props;
  const status = useStatus(sync);
  const update = useAppUpdate();
  const clock = useStored(
    sync,
    useCallback(() => checkClock(store, new Date()), [store]),
    ({ lastAnswerAt }) => lastAnswerAt?.getTime(),
  );

  if (status.outdated) {
    return (
      <Bar action={betweenSales && { name: 'Reload', onClick: () => location.reload() }}>
        A newer version of the register runs in another window.
        {!betweenSales && ' Finish or hold this sale, then reload.'}
      </Bar>
    );
  }
  if (status.storageLow)
    return (
      <Bar>
        This device has hardly any room left. Free some space: a sale that can’t be stored can’t be made.
      </Bar>
    );
  if (status.takenOver) {
    return (
      <Bar action={betweenSales && { name: 'Choose a register', onClick: onChooseRegister }}>
        Another device has taken this register over. What is sold here still arrives, marked as late.
      </Bar>
    );
  }
  if (clock?.offBySeconds !== undefined) {
    const behind = clock.offBySeconds > 0;
    return (
      <Bar>
        This device’s clock is {apart(clock.offBySeconds)} {behind ? 'behind' : 'ahead of'} the gateway’s.
        Sales carry its time: set it.
      </Bar>
    );
  }
  // An update only between sales, and not while sales have yet to leave this device.
  if (update && betweenSales && status.unsent === status.held)
    return (
      <Bar action={{ name: 'Update now', onClick: update.take }}>A new version of the register is ready.</Bar>
    );
  return null;
}

function Bar(props: { action?: false | { name: string; onClick: () => void }; children: ReactNode }) {
  const { action, children } = props;
  return (
    <div
      role="status"
      className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-pending-soft px-3 py-1 text-sm font-medium text-pending desktop:px-4"
    >
      <TriangleAlert aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0 flex-1 basis-60 text-ink">{children}</p>
      {action && (
        <Button size="touch" onClick={action.onClick}>
          {action.name}
        </Button>
      )}
    </div>
  );
}

function apart(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  if (minutes < 120) return plural(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? plural(hours, 'hour') : plural(Math.round(hours / 24), 'day');
}
