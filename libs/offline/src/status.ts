// How it stands, in one object for the screen.
import type { CatalogueVersion } from './catalogue';
import { readCurrentClaim, type Claim } from './claims';
import type { Refusal } from './exchange';
import type { StoreProblem } from './problem';
import type { Store } from './store';

/**
 * ONLINE: the gateway answered last time it was asked. NO_NETWORK: the browser knows that there is none.
 * GATEWAY_UNREACHABLE: there may be a network, the gateway does not answer. ERP_DELAYED: online, but the ERP has refused
 * the oldest sale that it has not booked, or is more than an hour behind.
 */
export type Line = 'ONLINE' | 'NO_NETWORK' | 'GATEWAY_UNREACHABLE' | 'ERP_DELAYED';

/** Never changed in place: a new object for every change. */
export interface SyncStatus {
  readonly line: Line;
  /** since when the line is so: nothing alarming in the first 30 s */
  readonly lineSince: Date;
  /** finished sales that the gateway does not have yet, held ones included */
  readonly unsent: number;
  /** what happened at the register besides them that it does not have yet */
  readonly unsentEvents: number;
  /** of the sales, refused by the gateway */
  readonly held: number;
  /** when the oldest of them was sold */
  readonly oldestUnsentAt?: Date;
  readonly lastAnswerAt?: Date;
  /** when the catalogue was last known to be up to date */
  readonly pricesAsOf?: Date;
  /** when it was last heard who may sell here */
  readonly peopleAsOf?: Date;
  /** of the products that are sold here; undefined before there are any */
  readonly catalogue?: CatalogueVersion;
  /** when it is tried again; undefined while it is being tried */
  readonly nextTryAt?: Date;
  /** what is under way and takes long; total is missing where nobody knows it */
  readonly progress?: Progress;
  /** another device has taken this register over: what is sold here still arrives, marked LATE */
  readonly takenOver: boolean;
  /** what this device sells under, once the outlet or the register has changed since the window opened */
  readonly claim?: Claim;
  /** a newer version waits for this window to reload; do so between two sales */
  readonly outdated: boolean;
  /** there is hardly any room left on this device */
  readonly storageLow: boolean;
  /** the gateway is there and would not do what it was asked last, for example because it does not know this device */
  readonly refusal?: Refusal;
  /** the store itself could not be read or written */
  readonly problem?: StoreProblem;
}

export interface Progress {
  readonly what: 'SALES' | 'CATALOGUE';
  readonly done: number;
  readonly total?: number;
}

export type Standing = Pick<
  SyncStatus,
  | 'unsent'
  | 'unsentEvents'
  | 'held'
  | 'oldestUnsentAt'
  | 'lastAnswerAt'
  | 'takenOver'
  | 'outdated'
  | 'storageLow'
>;

/** What the status takes from the store. */
export async function readStanding(store: Store): Promise<Standing> {
  return store.read(['meta', 'claims', 'sales', 'events'], async (tx) => {
    const sales = tx.objectStore('sales');
    const unsent = sales.index('unsent');
    const [claim, contact, all, unsentEvents, held, final, refused] = await Promise.all([
      readCurrentClaim(tx),
      tx.objectStore('meta').get('contact'),
      unsent.count(),
      tx.objectStore('events').index('unsent').count(),
      unsent.count(inState('HELD')),
      unsent.get(inState('FINAL')),
      unsent.get(inState('HELD')),
    ]);
    const soldAt = [final, refused].flatMap((sale) => (sale ? [sale.sent.soldAt] : [])).sort();
    return {
      unsent: all,
      unsentEvents,
      held,
      oldestUnsentAt: soldAt[0] === undefined ? undefined : new Date(soldAt[0]),
      lastAnswerAt: contact?.key === 'contact' ? contact.lastAnswerAt : undefined,
      takenOver: claim?.takenOver === true,
      outdated: store.outdated,
      storageLow: store.reserveUsed,
    };
  });
}

/** True when the ERP has refused the oldest sale that it has not booked, or lets it wait for more than an hour. */
export async function isErpDelayed(store: Store, now: Date): Promise<boolean> {
  const oldest = await store.read(['sales'], (tx) =>
    tx.objectStore('sales').index('unbooked').get(IDBKeyRange.lowerBound([])),
  );
  if (!oldest) return false;
  return oldest.syncStatus === 'FAILED' || now.getTime() - Date.parse(oldest.sent.soldAt) > ERP_PATIENCE_MS;
}

/** While no answer has come. */
export function lineWithoutAnswer(): Line {
  return globalThis.navigator?.onLine === false ? 'NO_NETWORK' : 'GATEWAY_UNREACHABLE';
}

const ERP_PATIENCE_MS = 60 * 60_000;

function inState(state: 'FINAL' | 'HELD'): IDBKeyRange {
  return IDBKeyRange.bound([state], [state, []]);
}
