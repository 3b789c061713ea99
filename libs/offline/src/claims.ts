// A device's claims of registers: the one it sells under, and older ones as long as any of their sales is kept.
import { FIRST_PREVIOUS_HASH, type Result } from '@tillkeep/domain';
import type { EventLog, OpenShift } from './events';
import type { StoreProblem } from './problem';
import { asResult, type Reading, type Store, type Writing } from './store';

/** What the gateway said when it gave this device the register. */
export interface NewClaim {
  readonly claimId: string;
  /** the device's own credential; outlives any person's session */
  readonly token: string;
  readonly epoch: number;
  readonly register: { readonly id: string; readonly code: string; readonly name: string };
  readonly outlet: OutletFacts;
  readonly deviceName: string;
  readonly claimedAt: Date;
}

export interface OutletFacts {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  /** minutes after local midnight */
  readonly cutOverMinutes: number;
  /** lines above and below the sale on receipts; missing where this device claimed before there were any */
  readonly receiptHeader?: string;
  readonly receiptFooter?: string;
}

/** The claim and how far it has come. Dates never go back within a claim, so the day's count is kept here, too. */
export interface Claim extends NewClaim {
  /** of its newest sale; 0 before the first */
  readonly sequence: number;
  /** of its newest sale */
  readonly headHash: string;
  readonly lastBusinessDate?: string;
  /** how many sales lastBusinessDate has */
  readonly dayCount: number;
  readonly lastSoldAt?: Date;
  /** what the gateway said last: every sale up to here has arrived */
  readonly contiguousSequence: number;
  /** of the gateway's database when it said so; undefined before the first answer */
  readonly generation?: string;
  /** the contiguousSequence for which everything above has been sent again, so that it is done once */
  readonly healedAt?: number;
  /** the gateway has marked a sale LATE: another device has taken the register over */
  readonly takenOver?: boolean;
  /** undefined before its first event */
  readonly events?: EventLog;
  /** undefined while none is open */
  readonly shift?: OpenShift;
  /** how many shifts it has opened; undefined is none */
  readonly shifts?: number;
  /** since when this device sells under another claim */
  readonly endedAt?: Date;
}

export interface ClaimWithUnsent {
  readonly claim: Claim;
  /** finished and not yet at the gateway */
  readonly unsent: number;
  /** the same of its events */
  readonly unsentEvents: number;
  /** of both, refused by the gateway */
  readonly held: number;
}

/** The claim that this device sells under. */
export function currentClaim(store: Store): Promise<Claim | undefined> {
  return store.read(['meta', 'claims'], readCurrentClaim);
}

/**
 * From now on this device sells under the claim. The one before is ended and its sales stay, sent or not. A claim that
 * is known already goes on where it was, with its counts.
 */
export function adoptClaim(store: Store, claim: NewClaim): Promise<Result<Claim, StoreProblem>> {
  return asResult(
    store.write(['meta', 'claims'], 'strict', async (tx) => {
      const claims = tx.objectStore('claims');
      const [before, known] = await Promise.all([readCurrentClaim(tx), claims.get(claim.claimId)]);
      if (before && before.claimId !== claim.claimId)
        await claims.put({ ...before, endedAt: claim.claimedAt });
      const adopted: Claim = { ...(known ?? FRESH), ...claim, endedAt: undefined };
      await claims.put(adopted);
      await tx.objectStore('meta').put({ key: 'device', claimId: claim.claimId });
      return adopted;
    }),
  ).finally(() => store.changed());
}

/** Every claim of this device with sales or events that the gateway does not have yet, oldest first. */
export function claimsWithUnsent(store: Store): Promise<ClaimWithUnsent[]> {
  return store.read(['claims', 'sales', 'events'], async (tx) => {
    const count = (of: 'sales' | 'events', state: 'FINAL' | 'HELD', claimId: string) =>
      tx.objectStore(of).index('unsent').count(unsentOf(state, claimId));
    const claims = await tx.objectStore('claims').getAll();
    const counted = await Promise.all(
      claims.map(async (claim) => {
        const [final, held, finalEvents, heldEvents] = await Promise.all([
          count('sales', 'FINAL', claim.claimId),
          count('sales', 'HELD', claim.claimId),
          count('events', 'FINAL', claim.claimId),
          count('events', 'HELD', claim.claimId),
        ]);
        return {
          claim,
          unsent: final + held,
          unsentEvents: finalEvents + heldEvents,
          held: held + heldEvents,
        };
      }),
    );
    return counted.filter(({ unsent, unsentEvents }) => unsent + unsentEvents > 0).sort(byClaimedAt);
  });
}

/** The keys in the index `unsent` of a claim's sales, or events, in that state, after the given sequence. */
export function unsentOf(state: 'FINAL' | 'HELD', claimId: string, afterSequence = 0): IDBKeyRange {
  return IDBKeyRange.bound([state, claimId, afterSequence], [state, claimId, Infinity], true);
}

/** Within a transaction. */
export async function readCurrentClaim(tx: Reading | Writing): Promise<Claim | undefined> {
  // There are few claims, and which of them is meant need not be waited for.
  const [device, claims] = await Promise.all([
    tx.objectStore('meta').get('device'),
    tx.objectStore('claims').getAll(),
  ]);
  return device?.key === 'device' ? claims.find(({ claimId }) => claimId === device.claimId) : undefined;
}

const FRESH = { sequence: 0, headHash: FIRST_PREVIOUS_HASH, dayCount: 0, contiguousSequence: 0 };

function byClaimedAt(a: { claim: Claim }, b: { claim: Claim }): number {
  return a.claim.claimedAt.getTime() - b.claim.claimedAt.getTime();
}
