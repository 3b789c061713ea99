import { canBecome, type SyncStatus } from './sync-status';

const all: SyncStatus[] = ['PENDING', 'SYNCED', 'FAILED'];
const next = (from: SyncStatus): SyncStatus[] => all.filter((to) => canBecome(from, to));

describe('sync status', () => {
  it('[SYNC1] leads from PENDING to SYNCED or FAILED, and from FAILED to another attempt', () => {
    expect(next('PENDING')).toEqual(['SYNCED', 'FAILED']);
    expect(next('FAILED')).toEqual(['SYNCED', 'FAILED']);
  });

  it('[SYNC2] ends with SYNCED, and never goes back to PENDING', () => {
    expect(next('SYNCED')).toEqual([]);
    expect(all.filter((from) => canBecome(from, 'PENDING'))).toEqual([]);
  });
});
