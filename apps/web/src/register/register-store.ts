import { cartTotals } from '@tillkeep/domain';
import { NEW_REGISTER, reduceRegister, type RegisterAction, type RegisterState } from './register-state';

/**
 * Holds the register's state and writes every change to the browser's storage before anybody acts on it: a sale is
 * stored with its id before it is sent, so a reload or a crash sends the same id again.
 */
export interface RegisterStore {
  get(): RegisterState;
  subscribe(listener: () => void): () => void;
  /** Answers the state after the action, at once: a second click in the same instant already sees it. */
  apply(action: RegisterAction): RegisterState;
}

/** The version is part of the name: what an older Tillkeep stored in another shape is not read. */
export const DRAFT_KEY = 'tillkeep-register-1';

export function openRegister(storage: Storage): RegisterStore {
  let state = restore(storage.getItem(DRAFT_KEY));
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    apply(action) {
      const next = reduceRegister(state, action);
      if (next === state) return state;
      state = next;
      keep(storage, next);
      for (const listener of listeners) listener();
      return next;
    },
  };
}

function keep(storage: Storage, state: RegisterState): void {
  try {
    storage.setItem(DRAFT_KEY, JSON.stringify(state));
  } catch {
    // A browser that stores nothing (full, or private) can still sell; only a reload would lose the open sale.
  }
}

function restore(stored: string | null): RegisterState {
  if (!stored) return NEW_REGISTER;
  try {
    const state: RegisterState = JSON.parse(stored);
    cartTotals(state.cart, true); // throws when the text is not what we wrote
    const { tender } = state;
    return {
      ...state,
      removedId: undefined,
      entry: '',
      // Sent and not answered before the reload: the screen sends it again by itself.
      tender: tender?.sent ? { ...tender, sent: { ...tender.sent, outcome: 'waiting' } } : tender,
    };
  } catch {
    return NEW_REGISTER;
  }
}
