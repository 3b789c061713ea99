import type { Store } from '@tillkeep/offline';

/** Forgets everything that Tillkeep keeps in this browser, and starts anew. Only when every sale has been sent. */
export async function resetDevice(store: Store): Promise<void> {
  store.close();
  await new Promise<void>((resolve) => {
    const request = indexedDB.deleteDatabase('tillkeep-register');
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(registrations.map((registration) => registration.unregister()));
  if ('caches' in window) for (const name of await caches.keys()) await caches.delete(name);
  location.reload();
}
