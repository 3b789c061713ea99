import { judgeClock, type ClockFinding } from '@tillkeep/domain';
import { readCurrentClaim } from './claims';
import type { Store } from './store';

/** Whether the device's clock can be believed: ask before a sale is paid, and when the status changes. */
export function checkClock(store: Store, now: Date): Promise<ClockFinding> {
  return store.read(['meta', 'claims'], async (tx) => {
    const [claim, contact] = await Promise.all([readCurrentClaim(tx), tx.objectStore('meta').get('contact')]);
    return judgeClock({
      now,
      lastSoldAt: claim?.lastSoldAt,
      measured: contact?.key === 'contact' ? contact.clock : undefined,
    });
  });
}
