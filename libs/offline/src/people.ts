// Who may sell on this device, as the gateway said last. It is known with no network, too, for a limited time.
import type { ApprovalLimits, Role } from '@tillkeep/domain';
import { readCurrentClaim } from './claims';
import type { Store } from './store';

export interface RegisterPerson {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** hex */
  readonly pinSalt: string;
  readonly iterations: number;
  /** the domain's pinVerifier of their hashed PIN */
  readonly verifier: string;
}

export interface RegisterPeople extends ApprovalLimits {
  /** by name; nobody: the shop uses no PINs */
  readonly people: readonly RegisterPerson[];
  /** hex */
  readonly deviceSalt: string;
  /** from then on, by this device's clock, PINs open nothing until the gateway has answered again */
  readonly validUntil: Date;
  /** a shop of sample data, whose PINs everybody knows */
  readonly demo: boolean;
}

/** Of the claim that this device sells under; undefined before the gateway has said. */
export function readPeople(store: Store): Promise<RegisterPeople | undefined> {
  return store.read(['meta', 'claims'], async (tx) => {
    const [claim, row] = await Promise.all([readCurrentClaim(tx), tx.objectStore('meta').get('people')]);
    return row?.key === 'people' && row.claimId === claim?.claimId ? row.people : undefined;
  });
}

export function isExpired({ validUntil }: RegisterPeople, now: Date): boolean {
  return now.getTime() >= validUntil.getTime();
}
