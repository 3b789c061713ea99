import type { Store, Sync, SyncStatus } from '@tillkeep/offline';

/** In milliseconds. */
const TRY_AGAIN_AFTER = 3000;

/**
 * The sync, whose code comes right after the first screen; until it is here nothing is known and nothing is sent. While
 * it can't be fetched it is tried again.
 */
export function startSyncLater(store: Store): Sync {
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  let stopped = false;
  let sync: Sync | undefined;
  const start = async () => {
    const { startTillSync } = await import('./sync');
    if (stopped) return;
    sync = startTillSync(store);
    sync.subscribe(tell);
    tell();
  };
  const retry = (): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_AFTER)).then(() =>
      stopped ? undefined : start().catch(retry),
    );
  const started = start().catch((error: unknown) => {
    reportError(error);
    return retry();
  });
  const unknown: SyncStatus = {
    ...{ line: 'GATEWAY_UNREACHABLE', lineSince: new Date(), unsent: 0, unsentEvents: 0, held: 0 },
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
