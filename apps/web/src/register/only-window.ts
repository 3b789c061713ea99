import { useCallback, useEffect, useState } from 'react';

const WINDOW_KEY = 'tillkeep-register-window';

/**
 * One browser has one open sale, so one window at a time may change it: the one opened last. Says whether that is this
 * one, and takes the register over from the other.
 */
export function useOnlyWindow(): { mine: boolean; takeOver: () => void } {
  const [mine, setMine] = useState(true);

  useEffect(() => {
    claim();
    const onStorage = (event: StorageEvent) => {
      if (event.key === WINDOW_KEY) setMine(false);
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, []);

  const takeOver = useCallback(() => {
    claim();
    setMine(true);
  }, []);
  return { mine, takeOver };
}

/** Storage events reach every other window of this browser, and never the one that wrote. */
function claim(): void {
  localStorage.setItem(WINDOW_KEY, `${Date.now()}-${Math.random()}`);
}
