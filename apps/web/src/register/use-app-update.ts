import { useEffect, useState } from 'react';

/** How often, in milliseconds, a till that is never closed looks for a new version. */
const LOOK_EVERY_MS = 60 * 60_000;

/**
 * Keeps the register in the browser (src/sw/sw.ts), and says when a new version is there, fetched whole. Nothing
 * changes until `take` is called: then all windows of this browser load it, so call it between two sales only.
 */
export function useAppUpdate(): { take: () => void } | undefined {
  const [waiting, setWaiting] = useState<ServiceWorker | null>(null);

  useEffect(() => {
    // A development server's files change by the minute.
    if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return;
    const ended = new AbortController();
    const { signal } = ended;
    const { serviceWorker } = navigator;
    let controlled = serviceWorker.controller !== null;
    const onNewVersion = () => {
      // None at all: somebody wiped what the browser had kept, and a reload may find nothing to load.
      if (!serviceWorker.controller) return;
      if (controlled) location.reload();
      controlled = true;
    };
    serviceWorker.addEventListener('controllerchange', onNewVersion, { signal });

    void keepFresh(signal, setWaiting).catch(() => {
      // Without it the register sells all the same; only a reload needs the network.
    });
    return () => ended.abort();
  }, []);

  return waiting ? { take: () => waiting.postMessage({ type: 'SKIP_WAITING' }) } : undefined;
}

async function keepFresh(signal: AbortSignal, onWaiting: (worker: ServiceWorker | null) => void) {
  const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
  if (signal.aborted) return;
  const tell = () => onWaiting(registration.active ? registration.waiting : null);
  const follow = () => registration.installing?.addEventListener('statechange', tell, { signal });
  registration.addEventListener('updatefound', follow, { signal });
  follow();
  tell();
  const look = () => void registration.update().catch(() => {}); // no network: later
  const timer = setInterval(look, LOOK_EVERY_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
  window.addEventListener('online', look, { signal });
}
