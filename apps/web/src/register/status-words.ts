import type { Line, SyncStatus } from '@tillkeep/offline';

export const lineWords: Record<Line, string> = {
  ONLINE: 'Online',
  NO_NETWORK: 'No network',
  GATEWAY_UNREACHABLE: 'Gateway unreachable',
  ERP_DELAYED: 'ERP delayed',
};

/** For this long, in milliseconds, nothing is alarming: networks have gaps, and sales are under way. */
export const CALM_MS = 30_000;

export interface Mood {
  /** The line has been down for so long that somebody should look. */
  readonly lineTrouble: boolean;
  /** A sale has waited for so long, or was refused, that somebody should look. */
  readonly saleTrouble: boolean;
}

export function moodOf({ line, lineSince, held, oldestUnsentAt }: SyncStatus, now: Date): Mood {
  const isLate = (since: Date) => now.getTime() - since.getTime() >= CALM_MS;
  return {
    lineTrouble: line !== 'ONLINE' && isLate(lineSince),
    saleTrouble: held > 0 || (oldestUnsentAt !== undefined && isLate(oldestUnsentAt)),
  };
}
