import type { Sync, SyncStatus } from '@tillkeep/offline';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';

/**
 * What a look-up in the store answers, asked again after every change of the status, or of what `news` reads from it;
 * undefined before the first answer.
 */
export function useStored<T>(
  sync: Sync,
  look: () => Promise<T>,
  news: (status: SyncStatus) => unknown = (status) => status,
): T | undefined {
  const latest = useSyncExternalStore(sync.subscribe, () => news(sync.status()));
  const [found, setFound] = useState<T>();
  const asked = useRef(0);
  const shown = useRef(0);

  useEffect(() => {
    const turn = ++asked.current;
    look().then((value) => {
      if (turn < shown.current) return;
      shown.current = turn;
      setFound(() => value);
    }, reportError);
  }, [look, latest]);

  return found;
}
