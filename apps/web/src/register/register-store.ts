import type { completeSale as CompleteSale } from '@tillkeep/offline/complete-sale';
import { cartTotals, EMPTY_CART, type Result } from '@tillkeep/domain';
import {
  parkCart,
  resumeParked,
  saveDraft,
  type Draft,
  type Lead,
  type ParkedCart,
  type Store,
  type StoredSale,
  type StoreProblem,
} from '@tillkeep/offline';
import { v7 } from 'uuid';
import {
  isSelling,
  NEW_REGISTER,
  reduceRegister,
  type OpenSale,
  type RegisterAction,
  type RegisterState,
} from './register-state';

/** Holds the register's state, and keeps every change of the open sale on the device. */
export interface RegisterStore {
  get(): RegisterState;
  subscribe(listener: () => void): () => void;
  /** Sales put aside, the latest first; a new array for every change. */
  held(): readonly ParkedCart[];
  /**
   * Answers the state after the action, at once: a second click in the same instant already sees it. A sale that is
   * completed is saved; what became of it arrives in the state.
   */
  apply(action: RegisterAction): RegisterState;
  /** Puts the open sale aside under a name, which may be empty. Only when `canHold`. */
  park(name: string): Promise<Result<void, StoreProblem>>;
  /** Takes a parked sale up again; an open one with lines is parked first. */
  resume(parked: ParkedCart): Promise<Result<void, StoreProblem>>;
}

// What only finishing a sale needs (hashes above all) comes right after the first screen.
const loadCompleteSale = () => import('@tillkeep/offline/complete-sale');

export function openRegister(options: {
  store: Store;
  lead: Lead;
  draft: Draft | undefined;
  held: readonly ParkedCart[];
  lastSale: StoredSale | undefined;
  /** Another window sells on this register now. */
  onLeadLost: () => void;
}): RegisterStore {
  const { store, lead, draft, lastSale, onLeadLost } = options;
  let held = options.held;
  let state: RegisterState = { ...NEW_REGISTER, ...(draft && openSaleOf(draft)), lastSale };
  const listeners = new Set<() => void>();
  let completeSale: typeof CompleteSale = async (...sale) => (await loadCompleteSale()).completeSale(...sale);
  loadCompleteSale().then((module) => (completeSale = module.completeSale), reportError);

  const heard = <T>(result: Result<T, StoreProblem>): Result<T, StoreProblem> => {
    if (!result.ok && result.error.code === 'LEADER_LOST') onLeadLost();
    return result;
  };

  const apply = (action: RegisterAction): RegisterState => {
    const before = state;
    const next = reduceRegister(before, action);
    if (next === before) return before;
    state = next;
    // Writes reach the store in the order in which they are begun, so a sale is completed after its last change.
    if (isOtherDraft(before, next)) void saveDraft(store, lead, draftOf(next)).then(heard).catch(reportError);
    const { saving } = next.tender ?? {};
    if (saving && saving !== before.tender?.saving) {
      void completeSale(store, lead, saving)
        .then(heard)
        .then((result) =>
          apply(
            result.ok
              ? { type: 'saved', sale: result.value }
              : { type: 'notSaved', saleId: saving.id, reason: result.error.message },
          ),
        )
        .catch((error: unknown) => {
          apply({ type: 'notSaved', saleId: saving.id, reason: UNEXPECTED });
          reportError(error);
        });
    }
    for (const listener of listeners) listener();
    return next;
  };

  const park = async (name: string): Promise<Result<void, StoreProblem>> => {
    const { cart, stock, saleId, approvals } = state;
    if (!canHold(state)) return DONE;
    // It stays the same sale: what was approved in it was approved for that.
    const parked = { id: v7(), name, parkedAt: new Date(), state: { cart, stock, saleId, approvals } };
    const result = heard(await parkCart(store, lead, parked));
    if (!result.ok) return result;
    held = [parked, ...held];
    apply({ type: 'open', sale: NEW_REGISTER });
    return DONE;
  };

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    held: () => held,
    apply,
    park,
    async resume({ id }) {
      if (state.cart.lines.length > 0) {
        const parked = await park('');
        if (!parked.ok) return parked;
      }
      const result = heard(await resumeParked(store, lead, id));
      if (!result.ok) return result;
      held = held.filter((parked) => parked.id !== id);
      const sale = result.value && openSaleOf(result.value);
      if (sale) apply({ type: 'open', sale });
      return DONE;
    },
  };
}

/** A sale can be put aside while it has lines and nobody has paid a part of it. */
export function canHold(state: RegisterState): boolean {
  return isSelling(state) && state.cart.lines.length > 0 && !state.tender?.taken.length;
}

/** What was kept of a sale, if this version can read it. */
export function openSaleOf(kept: { saleId?: string; state: unknown }): OpenSale | undefined {
  if (!isOpenSale(kept.state)) return undefined;
  const { cart, stock = {}, saleId = v7(), approvals, paying = false, tender } = kept.state;
  return {
    cart,
    stock,
    saleId: kept.saleId ?? saleId,
    approvals,
    paying: paying && tender !== undefined,
    tender,
  };
}

const DONE: Result<void, StoreProblem> = { ok: true, value: undefined };
const UNEXPECTED = 'NOT saved: something unexpected went wrong on this device. Try again.';

/** What is kept of the register; undefined when there is nothing to lose. */
function draftOf({ cart, stock, saleId, approvals, paying, tender }: RegisterState): Draft | undefined {
  if (cart.lines.length === 0 && cart.removed.length === 0) return undefined;
  const kept: OpenSale = { cart, stock, approvals, paying, tender: tender && { taken: tender.taken } };
  return { saleId, state: kept };
}

function isOtherDraft(a: RegisterState, b: RegisterState): boolean {
  return (
    a.cart !== b.cart || a.saleId !== b.saleId || a.paying !== b.paying || a.tender?.taken !== b.tender?.taken
  );
}

function isOpenSale(state: unknown): state is Pick<OpenSale, 'cart'> & Partial<OpenSale> {
  if (typeof state !== 'object' || state === null || !('cart' in state)) return false;
  try {
    cartTotals({ ...EMPTY_CART, ...Object(state.cart) }, true); // throws when it is not what we wrote
    return true;
  } catch {
    return false;
  }
}
