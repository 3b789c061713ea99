import type { Sync, SyncStatus } from '@tillkeep/offline';
import { useSyncExternalStore } from 'react';

/** How the register stands with the gateway, now and after each change. */
export function useStatus(sync: Sync): SyncStatus {
  return useSyncExternalStore(sync.subscribe, sync.status);
}
