// What has long arrived everywhere need not be kept for ever; what has not is never removed.
import type { Clock } from './pace';
import type { Store } from './store';

/**
 * Removes sales older than 90 days that the gateway has without a gap and the ERP has booked, and ended claims without
 * sales. At most so many at a time that nobody waits for it. `offsetMs`: the gateway's clock less the device's.
 */
export async function prune(store: Store, clock: Clock, offsetMs: number): Promise<void> {
  const limit = new Date(clock.now().getTime() + offsetMs - KEPT_MS).toISOString();
  await store.write(['sales', 'claims'], 'relaxed', async (tx) => {
    const sales = tx.objectStore('sales');
    const claims = new Map((await tx.objectStore('claims').getAll()).map((claim) => [claim.claimId, claim]));
    const old = await sales.index('soldAt').getAll(IDBKeyRange.upperBound([limit]), AT_ONCE);
    const arrived = old.filter(
      ({ claimId, sequence, state, syncStatus }) =>
        state === 'ACKED' &&
        syncStatus === 'SYNCED' &&
        sequence <= (claims.get(claimId)?.contiguousSequence ?? 0),
    );
    await Promise.all(arrived.map(({ id }) => sales.delete(id)));
    for (const { claimId, endedAt } of claims.values()) {
      if (!endedAt) continue;
      const place = IDBKeyRange.bound([claimId, 0], [claimId, Infinity]);
      if ((await sales.index('place').getKey(place)) === undefined)
        await tx.objectStore('claims').delete(claimId);
    }
  });
}

const KEPT_MS = 90 * 24 * 60 * 60_000;
const AT_ONCE = 500;
