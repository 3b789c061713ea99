import { Button } from '@tillkeep/ui';
import { useEffect, useSyncExternalStore, type ComponentType, type ReactNode } from 'react';

/** In milliseconds, while somebody waits for code that could not be fetched. */
const TRY_AGAIN_AFTER = 3000;

/**
 * A component whose code comes after the first screen. `preload` fetches it ahead of time; from then on it is drawn in
 * the same instant, where lazy() would first show a gap. While it can't be fetched (the network went before the browser
 * had kept everything) a line says so in its place, and it is tried again. `giveUp` leaves that line.
 */
export function later<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  giveUp?: (props: Props) => void,
): ((props: Props) => ReactNode) & { preload: () => void } {
  let state: ComponentType<Props> | 'loading' | 'failed' = 'loading';
  let loading: Promise<void> | undefined;
  const listeners = new Set<() => void>();
  const become = (next: typeof state) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const preload = () => {
    loading ??= load().then(
      (module) => become(module.default),
      (error: unknown) => {
        loading = undefined;
        if (state !== 'failed') reportError(error);
        become('failed');
      },
    );
  };
  const Later = (props: Props) => {
    const Loaded = useSyncExternalStore(
      subscribe,
      () => state,
      () => 'loading' as const,
    );
    useEffect(() => {
      preload();
      if (Loaded !== 'failed') return;
      const timer = setInterval(preload, TRY_AGAIN_AFTER);
      addEventListener('online', preload);
      return () => {
        clearInterval(timer);
        removeEventListener('online', preload);
      };
    }, [Loaded]);
    if (Loaded === 'loading') return null;
    if (Loaded !== 'failed') return <Loaded {...props} />;
    return (
      <div role="status" className="flex flex-wrap items-center gap-3 bg-pending-soft px-4 py-2 text-sm">
        <p className="min-w-0 flex-1 basis-60">
          This part is not on this device yet. It comes as soon as there is a network.
        </p>
        {giveUp && (
          <Button size="touch" autoFocus onClick={() => giveUp(props)}>
            Close
          </Button>
        )}
      </div>
    );
  };
  return Object.assign(Later, { preload });
}
