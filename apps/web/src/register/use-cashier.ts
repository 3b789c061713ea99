import { readPeople, type RegisterPeople } from '@tillkeep/offline';
import { useCallback, useState } from 'react';
import type { RegisterAction, RegisterState } from './register-state';
import { useStored } from './use-stored';
import type { OpenTill } from './use-till';

/** Whoever is signed in at the register. What they may do is in cashier.ts, which comes with the lock. */
export interface Cashier {
  readonly id: string;
  readonly name: string;
  /** Of the PIN that they have typed: another one, and they are asked again. */
  readonly verifier: string;
  /** What is to be done: the action, or asking somebody else for their leave first. */
  before(action: RegisterAction, state: RegisterState): RegisterAction | LeaveAsked;
}

/** What a cashier may not do alone. */
export interface LeaveAsked {
  readonly asks: 'price' | 'clear';
  readonly action: RegisterAction;
}

/** Nobody: PINs can't be checked any more, and selling goes on without a name. */
export const NOBODY = 'nobody';

/** Who is at the register. It is not remembered anywhere: where PINs are used, a register that is opened anew is locked. */
export function useCashier({ store, sync, people: atStart }: OpenTill): {
  people: RegisterPeople | undefined;
  /** undefined where nobody has said so: the shop uses no PINs, or the register is locked. */
  cashier: Cashier | typeof NOBODY | undefined;
  locked: boolean;
  signIn: (cashier: Cashier | typeof NOBODY | undefined) => void;
} {
  const look = useCallback(() => readPeople(store), [store]);
  const people = useStored(sync, look, ({ peopleAsOf }) => peopleAsOf?.getTime()) ?? atStart;
  const [signedIn, setSignedIn] = useState<{ who: Cashier | typeof NOBODY; at: number }>();
  const known = people?.people ?? [];
  const isThere = ({ who, at }: NonNullable<typeof signedIn>) =>
    who === NOBODY
      ? (people?.validUntil.getTime() ?? 0) <= at // until the gateway has been heard again
      : known.some(({ verifier }) => verifier === who.verifier); // not switched off, nor with another PIN
  const cashier = signedIn && isThere(signedIn) ? signedIn.who : undefined;
  const signIn = (who: Cashier | typeof NOBODY | undefined) => setSignedIn(who && { who, at: Date.now() });
  return { people, cashier, locked: known.length > 0 && !cashier, signIn };
}
