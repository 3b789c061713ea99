import type { Result } from '@tillkeep/domain';
import { claimsWithUnsent, unsentOf, type Claim } from './claims';
import type { StoreProblem } from './problem';
import { withState, type RecordSaleInput } from './sales';
import { asResult, type Store } from './store';
import { addToUnsentStock } from './unsent-stock';

/** All sales that the gateway does not have yet, as they would be sent: it can be taken in elsewhere, once and only once. */
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
 * Marks sales as arrived that a person has handed in by a rescue file: those that the gateway answered RECORDED,
 * DUPLICATE or CONFLICT. Ids that are not on this device are left out.
 */
export function markTakenIn(store: Store, ids: readonly string[]): Promise<Result<void, StoreProblem>> {
  const write = store.write(['sales', 'unsentStock'], 'strict', async (tx) => {
    const found = await Promise.all(ids.map((id) => tx.objectStore('sales').get(id)));
    const waiting = found.filter((sale) => sale !== undefined).filter(({ state }) => state !== 'ACKED');
    const news = { outcome: 'DUPLICATE', code: undefined, message: undefined } as const;
    await Promise.all(waiting.map((sale) => tx.objectStore('sales').put(withState(sale, 'ACKED', news))));
    await addToUnsentStock(tx, waiting, -1);
  });
  return asResult(write).finally(() => store.changed());
}

async function rescuedClaim(store: Store, claim: Claim): Promise<RescuedClaim> {
  const { claimId, register, epoch, deviceName, sequence } = claim;
  const sales = await store.read(['sales'], async (tx) => {
    const unsent = tx.objectStore('sales').index('unsent');
    const [final, held] = await Promise.all([
      unsent.getAll(unsentOf('FINAL', claimId)),
      unsent.getAll(unsentOf('HELD', claimId)),
    ]);
    return [...final, ...held].map(({ sent }) => sent).sort((a, b) => a.sequence - b.sequence);
  });
  return { claimId, registerId: register.id, epoch, deviceName, lastSequence: sequence, sales };
}
