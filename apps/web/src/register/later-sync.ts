import type { Store, Sync, SyncStatus } from '@tillkeep/offline';

/** The sync, whose code comes right after the first screen; until it is here nothing is known and nothing is sent. */
export function startSyncLater(store: Store): Sync {
  const loading = import('./sync');
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  let stopped = false;
  let sync: Sync | undefined;
  const started = loading.then(({ startTillSync }) => {
    if (stopped) return;
    sync = startTillSync(store);
    sync.subscribe(tell);
    tell();
  }, reportError);
  const unknown: SyncStatus = {
    ...{ line: 'GATEWAY_UNREACHABLE', lineSince: new Date(), unsent: 0, held: 0 },
    ...{ takenOver: false, outdated: store.outdated, storageLow: store.reserveUsed },
  };
  return {
    status: () => sync?.status() ?? unknown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async now() {
      await started;
      await sync?.now();
    },
    async stop() {
      stopped = true;
      await sync?.stop();
    },
  };
}
