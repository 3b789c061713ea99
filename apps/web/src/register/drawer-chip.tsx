import { currentClaim, type Store, type Sync } from '@tillkeep/offline';
import { shiftName } from '@tillkeep/domain';
import { Button } from '@tillkeep/ui';
import { Vault } from 'lucide-react';
import { useCallback } from 'react';
import { useStored } from './use-stored';

/** Whether a shift is open, always in sight; what can be done with the drawer opens on a press. */
export default function DrawerChip({
  store,
  sync,
  onOpen,
}: {
  store: Store;
  sync: Sync;
  onOpen: () => void;
}) {
  const claim = useStored(
    sync,
    useCallback(() => currentClaim(store), [store]),
  );
  return (
    <Button
      variant="quiet"
      size="touch"
      onClick={onOpen}
      aria-haspopup="dialog"
      aria-keyshortcuts="F7"
      icon={<Vault aria-hidden />}
    >
      <span className="max-tablet:sr-only">
        <span className="sr-only">Drawer: </span>
        {claim?.shift ? `Shift ${shiftName(claim.epoch, claim.shift.number)}` : 'No shift'}
      </span>
      <kbd className="text-sm font-normal text-ink-muted pointer-coarse:hidden max-tablet:hidden">F7</kbd>
    </Button>
  );
}
