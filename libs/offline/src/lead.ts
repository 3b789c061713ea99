// One window of a browser sells. Whoever leads holds a Web Lock, where the browser has them, so that others see it. The
// token in the store is what protects the numbers: every write that belongs to selling reads it within its transaction,
// so a window that was stolen from, frozen or duplicated can't store anything any more.
import { ok, type Result } from '@tillkeep/domain';
import { StoreError, type StoreProblem } from './problem';
import { asResult, type Reading, type Store, type Writing } from './store';

export interface Lead {
  readonly token: string;
  /** Aborted once another window has taken the lead. Without Web Locks that shows only at the next write. */
  readonly lost: AbortSignal;
  /** Lets another window lead without asking. */
  release(): void;
}

/**
 * Makes this window the one that sells; undefined when another one does, unless `steal`. Without Web Locks the window
 * that asked last leads. Load the draft afterwards: the one that led before may have changed or sold it.
 */
export async function takeLead(
  store: Store,
  { steal = false } = {},
): Promise<Result<Lead | undefined, StoreProblem>> {
  const locks = webLocks();
  const lock = locks ? await holdLock(locks, steal) : NO_LOCK;
  if (!lock) return ok(undefined);
  // Only now can this window store sales, and no other one any more.
  // randomUUID is there on secure addresses only.
  const token = crypto.getRandomValues(new Uint32Array(4)).join('-');
  const stored = await asResult(
    store.write(['meta'], 'strict', (tx) => tx.objectStore('meta').put({ key: 'leader', token })),
  );
  if (stored.ok) return ok({ token, ...lock });
  lock.release();
  return stored;
}

/** Within a transaction: throws LEADER_LOST, and so undoes it, unless the lead is this window's. */
export async function mustLead(tx: Reading | Writing, lead: Lead): Promise<void> {
  const problem = await leadProblem(tx, lead);
  if (problem) throw problem;
}

/** Within a transaction: why this window may not sell, if so. */
export async function leadProblem(tx: Reading | Writing, lead: Lead): Promise<StoreError | undefined> {
  const row = await tx.objectStore('meta').get('leader');
  // Whoever opens the store takes the lead: without any it is another store, because the browser has wiped ours.
  if (!row) return new StoreError('NO_CLAIM');
  return row.key === 'leader' && row.token === lead.token ? undefined : new StoreError('LEADER_LOST');
}

/** Browsers have them on secure addresses only. */
export function webLocks(): LockManager | undefined {
  return globalThis.navigator?.locks;
}

const LOCK = 'tillkeep-register';
const NO_LOCK = { lost: new AbortController().signal, release: () => undefined };

/** Undefined when another window has the lock and it is not to be stolen. */
function holdLock(locks: LockManager, steal: boolean): Promise<Pick<Lead, 'lost' | 'release'> | undefined> {
  const lost = new AbortController();
  return new Promise((resolve) => {
    locks
      .request(LOCK, steal ? { steal } : { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(undefined);
        return new Promise<void>((release) => resolve({ lost: lost.signal, release }));
      })
      // Stolen by another window, or refused by the browser.
      .catch(() => {
        resolve(undefined);
        lost.abort();
      });
  });
}
