// What happens at the register besides sales, as it is kept on this device.
import type { Approval } from '@tillkeep/domain';
import type { Claim } from './claims';
import { readCurrentClaim } from './claims';
import type { SaleState } from './sales';
import type { Store } from './store';

export type RegisterEventKind =
  | 'SHIFT_OPENED'
  | 'PAID_IN'
  | 'PAID_OUT'
  | 'SHIFT_CLOSED'
  | 'DRAWER_OPENED'
  | 'CART_CLEARED'
  | 'SIGNED_IN'
  | 'SIGNED_OUT';

/** An event exactly as it was hashed and is sent: the gateway's RegisterEventInput. Amounts in minor units. */
export interface RegisterEventInput {
  readonly id: string;
  readonly sequence: number;
  readonly kind: RegisterEventKind;
  /** RFC 3339, UTC, by the device's clock */
  readonly at: string;
  readonly businessDate: string;
  readonly userId?: string;
  readonly userName?: string;
  /** the newest sale of the claim when it happened */
  readonly saleSequence: number;
  readonly shiftId?: string;
  readonly shiftNumber?: number;
  readonly amount?: number;
  readonly expected?: number;
  readonly cash?: readonly { readonly value: number; readonly count: number }[];
  readonly reason?: string;
  /** of what its doer may not do alone */
  readonly approval?: Approval;
  readonly previousHash: string;
  readonly hash: string;
}

export interface StoredEvent {
  readonly id: string;
  readonly claimId: string;
  readonly sequence: number;
  readonly sent: RegisterEventInput;
  /** as a sale's */
  readonly state: SaleState;
  /** the gateway's latest answer about it, if any */
  readonly outcome?: 'RECORDED' | 'DUPLICATE' | 'CONFLICT' | 'RETRY' | 'REJECTED';
  readonly code?: string;
  readonly message?: string;
  /** there only in state FINAL or HELD */
  readonly unsent?: readonly [state: SaleState, claimId: string, sequence: number];
}

/** How far the events of a claim have come: as a claim's own fields for its sales. */
export interface EventLog {
  readonly sequence: number;
  readonly headHash: string;
  readonly contiguousSequence: number;
  readonly generation?: string;
}

/** A drawer's time from its float to its count. */
export interface OpenShift {
  readonly id: string;
  /** 1, 2, 3 … over the claim */
  readonly number: number;
  readonly openedAt: string;
  readonly businessDate: string;
  readonly openedBy?: string;
  /** its sales are those behind this one */
  readonly saleSequence: number;
  /** in minor units */
  readonly float: number;
}

/** The newest events of this device's claim first. */
export function listEvents(store: Store, limit: number): Promise<StoredEvent[]> {
  return store.read(['meta', 'claims', 'events'], async (tx) => {
    const claim = await readCurrentClaim(tx);
    if (!claim) return [];
    const found: StoredEvent[] = [];
    let cursor = await tx.objectStore('events').index('place').openCursor(placesOf(claim), 'prev');
    while (cursor && found.length < limit) {
      found.push(cursor.value);
      cursor = await cursor.continue();
    }
    return found;
  });
}

/** The keys in the index `place` of a claim's sales, or events, behind the given sequence up to a later one. */
export function placesOf({ claimId }: Pick<Claim, 'claimId'>, after = 0, to = Infinity): IDBKeyRange {
  return IDBKeyRange.bound([claimId, after], [claimId, to], true);
}

/** The event with another state, in the index that belongs to it. */
export function withEventState(
  event: StoredEvent,
  state: SaleState,
  news: Partial<StoredEvent> = {},
): StoredEvent {
  const { unsent: _, ...rest } = { ...event, ...news, state };
  return state === 'ACKED' ? rest : { ...rest, unsent: [state, rest.claimId, rest.sequence] };
}
