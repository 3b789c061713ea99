// What the gateway says of a register and its outlet while a device sells on it.
import { canonicalJson } from '@tillkeep/domain';
import type { Claim, OutletFacts } from './claims';
import { OPEN } from './drafts';
import type { Store } from './store';

/** What may change about a register while a device sells on it. */
export interface RegisterFacts {
  readonly name: string;
  readonly outlet: OutletFacts;
}

/**
 * Between two sales, takes up what the gateway says of the register and its outlet now; answers the claim where that is
 * something new. While a cart is open nothing changes: the gateway says it again after the sale. The date does not go back
 * within the claim, whatever time zone is taken up (DATE4).
 */
export async function takeUpFacts(store: Store, claimId: string, facts: unknown): Promise<Claim | undefined> {
  if (!isRegisterFacts(facts)) return undefined;
  const { name, outlet } = facts;
  const known = await store.read(['claims'], (tx) => tx.objectStore('claims').get(claimId));
  const isNews = known?.register.name !== name || canonicalJson(known.outlet) !== canonicalJson(outlet);
  if (!known || !isNews) return undefined;
  return store.write(['claims', 'drafts'], 'strict', async (tx) => {
    const [claim, cart] = await Promise.all([
      tx.objectStore('claims').get(claimId),
      tx.objectStore('drafts').getKey(OPEN),
    ]);
    if (!claim || cart !== undefined) return undefined;
    const taken = { ...claim, outlet, register: { ...claim.register, name } };
    await tx.objectStore('claims').put(taken);
    return taken;
  });
}

function isRegisterFacts(value: unknown): value is RegisterFacts {
  if (!isObject(value) || typeof value.name !== 'string' || !isObject(value.outlet)) return false;
  const { outlet } = value;
  const texts = ['id', 'code', 'name', 'timeZone', 'currency', 'receiptHeader', 'receiptFooter'];
  return (
    texts.every((name) => typeof outlet[name] === 'string') &&
    typeof outlet.pricesIncludeTax === 'boolean' &&
    Number.isSafeInteger(outlet.cutOverMinutes)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
