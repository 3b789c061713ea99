import { createElement, useEffect, useSyncExternalStore, type ComponentType, type ReactNode } from 'react';

/**
 * A component whose code comes after the first screen. `preload` fetches it ahead of time; from then on it is drawn in
 * the same instant, where lazy() would first show a gap.
 */
export function later<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ((props: Props) => ReactNode) & { preload: () => void } {
  let loaded: ComponentType<Props> | undefined;
  let loading: Promise<void> | undefined;
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const preload = () => {
    loading ??= load().then(
      (module) => {
        loaded = module.default;
        for (const listener of listeners) listener();
      },
      (error: unknown) => {
        loading = undefined; // the next one to want it tries again
        reportError(error);
      },
    );
  };
  const Later = (props: Props) => {
    useEffect(preload, []);
    const component = useSyncExternalStore(
      subscribe,
      () => loaded,
      () => undefined,
    );
    return component ? createElement(component, props) : null;
  };
  return Object.assign(Later, { preload });
}
