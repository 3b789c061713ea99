import {
  currentClaim,
  listParked,
  listSales,
  loadDraft,
  openStore,
  readPeople,
  StoreError,
  takeLead,
} from '@tillkeep/offline';
import type { Claim, Lead, RegisterPeople, Store, Sync } from '@tillkeep/offline';
import { useEffect, useState } from 'react';
import { startSyncLater } from './later-sync';
import { openRegister, type RegisterStore } from './register-store';

/** What this window may do with the register of this browser. */
export type Till =
  | { readonly kind: 'starting' }
  | { readonly kind: 'failed'; readonly message: string }
  /** Another window of this browser sells. */
  | { readonly kind: 'elsewhere' }
  /** This browser has no register yet. */
  | { readonly kind: 'unclaimed'; readonly store: Store }
  | OpenTill;

export interface OpenTill {
  readonly kind: 'open';
  readonly store: Store;
  readonly lead: Lead;
  readonly claim: Claim;
  readonly register: RegisterStore;
  readonly sync: Sync;
  /** Who could sell here when it was opened. */
  readonly people: RegisterPeople | undefined;
}

/**
 * Opens the store, becomes the window that sells, and takes up what was open. `open` does all that once more: to take
 * the register over from another window (`steal`), or after a register was chosen.
 */
export function useTill(): { till: Till; open: (how?: { steal?: boolean }) => void } {
  const [till, setTill] = useState<Till>({ kind: 'starting' });
  const [attempt, setAttempt] = useState({ steal: false });

  useEffect(() => {
    const ended = new AbortController();
    const tell = (next: Till) => {
      if (!ended.signal.aborted) setTill(next);
    };
    openTill(attempt.steal, ended.signal, () => {
      tell({ kind: 'elsewhere' });
      ended.abort();
    }).then(
      (opened) => {
        tell(opened);
        if (opened.kind !== 'open') return;
        // Its name, time zone and receipts may change at the gateway; the sync takes that up between two sales.
        let now = opened;
        now.sync.subscribe(() => {
          const { claim = now.claim } = now.sync.status();
          if (claim !== now.claim) tell((now = { ...now, claim }));
        });
      },
      (error: unknown) => {
        const isKnown = error instanceof StoreError;
        tell({ kind: 'failed', message: isKnown ? error.problem.message : 'Reload the page.' });
        if (!isKnown) reportError(error);
      },
    );
    return () => ended.abort();
  }, [attempt]);

  return { till, open: ({ steal = false } = {}) => setAttempt({ steal }) };
}

/** Everything it opens is closed again when `ended` aborts. Rejects with StoreError when the browser can’t store. */
async function openTill(steal: boolean, ended: AbortSignal, onLeadLost: () => void): Promise<Till> {
  const atEnd = (close: () => void) => {
    if (ended.aborted) close();
    else ended.addEventListener('abort', close);
  };
  const store = await openStore();
  atEnd(() => store.close());
  const taken = await takeLeadPatiently(store, steal);
  if (!taken.ok) return { kind: 'failed', message: taken.error.message };
  const lead = taken.value;
  if (!lead) return { kind: 'elsewhere' };
  atEnd(() => lead.release());
  lead.lost.addEventListener('abort', onLeadLost);

  // Also without a register: sales of the one before may still be here.
  const sync = startSyncLater(store);
  atEnd(() => void sync.stop());
  const [claim, people, draft, held, [lastSale]] = await Promise.all([
    currentClaim(store),
    readPeople(store),
    loadDraft(store),
    listParked(store),
    listSales(store, { limit: 1 }),
  ]);
  if (!claim) return { kind: 'unclaimed', store };
  const register = openRegister({ store, lead, draft, held, lastSale, onLeadLost });
  return { kind: 'open', store, lead, claim, register, sync, people };
}

/** A page that is reloaded may ask before its own former self has let go. */
async function takeLeadPatiently(store: Store, steal: boolean): ReturnType<typeof takeLead> {
  for (let wait = 50; wait <= 400; wait *= 2) {
    const taken = await takeLead(store, { steal });
    if (!taken.ok || taken.value) return taken;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return takeLead(store, { steal });
}
