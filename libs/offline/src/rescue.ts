import type { Result } from '@tillkeep/domain';
import { claimsWithUnsent, unsentOf, type Claim } from './claims';
import { withEventState, type RegisterEventInput } from './events';
import type { StoreProblem } from './problem';
import { withState, type RecordSaleInput } from './sales';
import { asResult, type Store } from './store';
import { addToUnsentStock } from './unsent-stock';

/** All sales and events that the gateway does not have yet, as they would be sent: it can be taken in elsewhere, once and only once. */
export interface RescueFile {
  readonly format: 'tillkeep-rescue-1';
  readonly claims: readonly RescuedClaim[];
}

export interface RescuedClaim {
  readonly claimId: string;
  readonly registerId: string;
  readonly epoch: number;
  readonly deviceName: string;
  readonly lastSequence: number;
  readonly sales: readonly RecordSaleInput[];
  readonly lastEventSequence: number;
  readonly events: readonly RegisterEventInput[];
}

/** Without claims when everything has arrived. The device keeps its sales and goes on sending them. */
export async function rescueFile(store: Store): Promise<RescueFile> {
  const claims = await claimsWithUnsent(store);
  return {
    format: 'tillkeep-rescue-1',
    claims: await Promise.all(claims.map(({ claim }) => rescuedClaim(store, claim))),
  };
}

/**
 * Marks sales and events as arrived that a person has handed in by a rescue file: those that the gateway answered RECORDED,
 * DUPLICATE or CONFLICT. Ids that are not on this device are left out.
 */
export function markTakenIn(store: Store, ids: readonly string[]): Promise<Result<void, StoreProblem>> {
  const write = store.write(['sales', 'unsentStock', 'events'], 'strict', async (tx) => {
    const found = await Promise.all(ids.map((id) => tx.objectStore('sales').get(id)));
    const waiting = found.filter((sale) => sale !== undefined).filter(({ state }) => state !== 'ACKED');
    const news = { outcome: 'DUPLICATE', code: undefined, message: undefined } as const;
    await Promise.all(waiting.map((sale) => tx.objectStore('sales').put(withState(sale, 'ACKED', news))));
    await addToUnsentStock(tx, waiting, -1);
    const events = tx.objectStore('events');
    for (const event of await Promise.all(ids.map((id) => events.get(id))))
      if (event) await events.put(withEventState(event, 'ACKED', news));
  });
  return asResult(write).finally(() => store.changed());
}

async function rescuedClaim(store: Store, claim: Claim): Promise<RescuedClaim> {
  const { claimId, register, epoch, deviceName, sequence } = claim;
  const { sales, events } = await store.read(['sales', 'events'], async (tx) => {
    const [final, held, finalEvents, heldEvents] = await Promise.all([
      tx.objectStore('sales').index('unsent').getAll(unsentOf('FINAL', claimId)),
      tx.objectStore('sales').index('unsent').getAll(unsentOf('HELD', claimId)),
      tx.objectStore('events').index('unsent').getAll(unsentOf('FINAL', claimId)),
      tx.objectStore('events').index('unsent').getAll(unsentOf('HELD', claimId)),
    ]);
    return { sales: inOrder([...final, ...held]), events: inOrder([...finalEvents, ...heldEvents]) };
  });
  return {
    ...{ claimId, registerId: register.id, epoch, deviceName },
    ...{ lastSequence: sequence, sales, lastEventSequence: claim.events?.sequence ?? 0, events },
  };
}

function inOrder<Sent extends { readonly sequence: number }>(
  kept: readonly { readonly sent: Sent }[],
): Sent[] {
  return kept.map(({ sent }) => sent).sort((a, b) => a.sequence - b.sequence);
}
