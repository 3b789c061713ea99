import { useEffect } from 'react';

interface Polling {
  readonly startPolling: (milliseconds: number) => void;
  readonly stopPolling: () => void;
}

const POLL = 3_000;

/** Asks again while a sale that is shown is pending: nobody presses anything for it to be booked. */
export function useFollow(isPending: boolean, { startPolling, stopPolling }: Polling): void {
  useEffect(() => {
    if (!isPending) return;
    startPolling(POLL);
    return stopPolling;
  }, [isPending, startPolling, stopPolling]);
}
