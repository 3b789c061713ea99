// What has long arrived everywhere need not be kept for ever; what has not is never removed.
import { placesOf } from './events';
import type { Clock } from './pace';
import type { Store } from './store';

/**
 * Removes sales older than 90 days that the gateway has without a gap and the ERP has booked, events that it has, and
 * ended claims without either. At most so many at a time that nobody waits for it. `offsetMs`: the gateway's clock less the device's.
 */
export async function prune(store: Store, clock: Clock, offsetMs: number): Promise<void> {
  const limit = new Date(clock.now().getTime() + offsetMs - KEPT_MS).toISOString();
  await store.write(['sales', 'events', 'claims'], 'relaxed', async (tx) => {
    const sales = tx.objectStore('sales');
    const claims = new Map((await tx.objectStore('claims').getAll()).map((claim) => [claim.claimId, claim]));
    const old = await sales.index('soldAt').getAll(IDBKeyRange.upperBound([limit]), AT_ONCE);
    const upTo = IDBKeyRange.upperBound(limit);
    const arrived = old.filter(
      ({ claimId, sequence, state, syncStatus }) =>
        state === 'ACKED' &&
        syncStatus === 'SYNCED' &&
        sequence <= (claims.get(claimId)?.contiguousSequence ?? 0),
    );
    await Promise.all(arrived.map(({ id }) => sales.delete(id)));
    const events = tx.objectStore('events');
    for (const { id, claimId, sequence, state, sent } of await events.index('at').getAll(upTo, AT_ONCE)) {
      const claim = claims.get(claimId);
      const hasArrived = state === 'ACKED' && sequence <= (claim?.events?.contiguousSequence ?? 0);
      // An open shift is reported from its events.
      if (hasArrived && sent.shiftId !== claim?.shift?.id) await events.delete(id);
    }
    for (const claim of claims.values()) {
      if (!claim.endedAt) continue;
      const kept = await Promise.all([
        sales.index('place').getKey(placesOf(claim)),
        events.index('place').getKey(placesOf(claim)),
      ]);
      if (kept.every((key) => key === undefined)) await tx.objectStore('claims').delete(claim.claimId);
    }
  });
}

const KEPT_MS = 90 * 24 * 60 * 60_000;
const AT_ONCE = 500;
