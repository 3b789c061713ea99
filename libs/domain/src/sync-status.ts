/** Where a sale is on its way to the ERP: not yet there, booked there, or refused or unheard at the last attempt. */
export type SyncStatus = 'PENDING' | 'SYNCED' | 'FAILED';

/** FAILED may fail again at the next attempt; SYNCED is final. */
export function canBecome(from: SyncStatus, to: SyncStatus): boolean {
  return successors[from].includes(to);
}

const successors: Readonly<Record<SyncStatus, readonly SyncStatus[]>> = {
  PENDING: ['SYNCED', 'FAILED'],
  FAILED: ['SYNCED', 'FAILED'],
  SYNCED: [],
};
