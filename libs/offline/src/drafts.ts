// What is being sold and is no sale yet: the open cart, and carts put aside with a name. They are this device's own.
import type { Result } from '@tillkeep/domain';
import { mustLead, type Lead } from './lead';
import type { StoreProblem } from './problem';
import { asResult, type Store } from './store';

/** The open cart as the screen keeps it. */
export interface Draft {
  /**
   * The id of the sale that the cart becomes. Given with the first line, even a window that wakes up with an old copy
   * of the cart can only finish the same sale again, not a second one.
   */
  readonly saleId?: string;
  /** the screen's own; anything that structuredClone takes */
  readonly state: unknown;
}

export interface ParkedCart {
  readonly id: string;
  readonly name: string;
  readonly parkedAt: Date;
  readonly state: unknown;
}

/** The open cart; undefined when there is none, or when it has become a sale. */
export function loadDraft(store: Store): Promise<Draft | undefined> {
  return store.read(['drafts', 'sales'], async (tx) => {
    const row = await tx.objectStore('drafts').get(OPEN);
    if (!row || 'parkedAt' in row) return undefined;
    const { saleId, state } = row;
    if (saleId !== undefined && (await tx.objectStore('sales').getKey(saleId)) !== undefined)
      return undefined;
    return { saleId, state };
  });
}

/** Keeps the open cart; undefined empties it. */
export function saveDraft(
  store: Store,
  lead: Lead,
  draft: Draft | undefined,
): Promise<Result<void, StoreProblem>> {
  return asResult(
    store.write(['meta', 'drafts'], 'relaxed', async (tx) => {
      const drafts = tx.objectStore('drafts');
      // Without the lead the writing is undone again.
      await Promise.all([
        mustLead(tx, lead),
        draft ? drafts.put({ ...draft, key: OPEN }) : drafts.delete(OPEN),
      ]);
    }),
  );
}

/** Puts the open cart aside: it is then no longer open. */
export function parkCart(store: Store, lead: Lead, cart: ParkedCart): Promise<Result<void, StoreProblem>> {
  return asResult(
    store.write(['meta', 'drafts'], 'strict', async (tx) => {
      await mustLead(tx, lead);
      const drafts = tx.objectStore('drafts');
      await Promise.all([drafts.put({ ...cart, key: cart.id }), drafts.delete(OPEN)]);
    }),
  );
}

/** The one parked last first. */
export async function listParked(store: Store): Promise<ParkedCart[]> {
  const rows = await store.read(['drafts'], (tx) => tx.objectStore('drafts').getAll());
  return rows
    .flatMap((row) => ('parkedAt' in row ? [withoutKey(row)] : []))
    .sort((a, b) => b.parkedAt.getTime() - a.parkedAt.getTime());
}

/**
 * Makes a parked cart the open one, in one step, so that it is never both or neither. Undefined when it is no longer
 * parked. What was open before is gone: park it first.
 */
export function resumeParked(
  store: Store,
  lead: Lead,
  id: string,
): Promise<Result<ParkedCart | undefined, StoreProblem>> {
  return asResult(
    store.write(['meta', 'drafts'], 'strict', async (tx) => {
      await mustLead(tx, lead);
      const drafts = tx.objectStore('drafts');
      const row = await drafts.get(id);
      if (!row || !('parkedAt' in row)) return undefined;
      await Promise.all([drafts.put({ key: OPEN, state: row.state }), drafts.delete(id)]);
      return withoutKey(row);
    }),
  );
}

export function dropParked(store: Store, lead: Lead, id: string): Promise<Result<void, StoreProblem>> {
  return asResult(
    store.write(['meta', 'drafts'], 'strict', async (tx) => {
      await mustLead(tx, lead);
      await tx.objectStore('drafts').delete(id);
    }),
  );
}

export const OPEN = 'open';

function withoutKey({ key: _, ...cart }: { key: string } & ParkedCart): ParkedCart {
  return cart;
}
