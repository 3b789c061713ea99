'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/** A change to the address bar: null and '' take a parameter out. */
export type AddressChange = Record<string, string | null | undefined>;

export type Address = {
  get: (name: string) => string;
  /** Sets filters and goes back to the first page. `replace` leaves no step for the back button: for typing. */
  filter: (change: AddressChange, how?: 'push' | 'replace') => void;
  paging: Paging;
};

export type Paging = {
  /** The cursor of the page shown; undefined on the first. */
  after: string | undefined;
  /** How many pages lie before it; undefined when the page was opened by its address and nobody knows. */
  before: number | undefined;
  next: (endCursor: string) => void;
  previous: () => void;
  first: () => void;
};

/**
 * Filters and page of a list, kept in the address bar so that they can be reloaded, bookmarked and sent. Changing them
 * asks the server for no page: only the list's own query runs again. The way back is remembered beside the address, in
 * the history entry, since the API's cursors only lead forward.
 */
export function useAddress(): Address {
  const params = useSearchParams();
  const get = useCallback((name: string) => params.get(name) ?? '', [params]);

  const filter = useCallback<Address['filter']>((change, how = 'push') => {
    go({ ...change, after: null }, [], how);
  }, []);

  const after = params.get('after') ?? undefined;
  const trail = after ? readTrail() : [];
  return {
    get,
    filter,
    paging: {
      after,
      before: trail?.length,
      next: (endCursor) => go({ after: endCursor }, trail && [...trail, after ?? ''], 'push'),
      previous: () => go({ after: trail?.at(-1) }, trail?.slice(0, -1), 'push'),
      first: () => go({ after: null }, [], 'push'),
    },
  };
}

function go(change: AddressChange, trail: string[] | undefined, how: 'push' | 'replace'): void {
  const url = new URL(window.location.href);
  for (const [name, value] of Object.entries(change)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  if (how === 'push') window.history.pushState({ trail }, '', url);
  else window.history.replaceState({ trail }, '', url);
  if (how === 'push') window.scrollTo({ top: 0 });
}

/** The cursors of the pages before this one, '' for the first; undefined when unknown. */
function readTrail(): string[] | undefined {
  if (typeof window === 'undefined') return undefined;
  const state: unknown = window.history.state;
  if (typeof state !== 'object' || state === null || !('trail' in state)) return undefined;
  const { trail } = state;
  return Array.isArray(trail) && trail.every((cursor) => typeof cursor === 'string') ? trail : undefined;
}
