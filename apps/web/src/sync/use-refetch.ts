import { useEffect, useRef } from 'react';

/** Asks again whenever `change` becomes another. What fails then is left as it was: the page's own polling reports it. */
export function useRefetch(change: string, refetch: () => Promise<unknown>): void {
  const seen = useRef(change);
  useEffect(() => {
    if (seen.current === change) return;
    seen.current = change;
    refetch().catch(() => {});
  }, [change, refetch]);
}
