import type { GuardedDeed } from '@tillkeep/domain';
import { readPeople, type RegisterPeople } from '@tillkeep/offline';
import { useCallback, useState } from 'react';
import { v7 } from 'uuid';
import type { RegisterAction, RegisterState } from './register-state';
import { useStored } from './use-stored';
import type { OpenTill } from './use-till';

/** Whoever is signed in at the register. What they may do is in cashier.ts, which comes with the lock. */
export interface Cashier {
  readonly id: string;
  readonly name: string;
  /** Of the PIN that they have typed: another one, and they are asked again. */
  readonly verifier: string;
  mayAlone(deed: GuardedDeed): boolean;
  /** The price, with their own approval where one is needed; undefined where somebody else has to give it. */
  withPrice(asked: PriceAsked, state: RegisterState): PriceAsked | undefined;
}

export type PriceAsked = Extract<RegisterAction, { type: 'changePrice' }>;

/** Nobody: PINs can't be checked any more, and selling goes on without a name. */
export const NOBODY = 'nobody';

type Somebody = Cashier | typeof NOBODY | undefined;

/** Who is at the register. It is not remembered anywhere: where PINs are used, a register that is opened anew is locked. */
export function useCashier(till: OpenTill): {
  people: RegisterPeople | undefined;
  /** undefined where nobody has said so: the shop uses no PINs, or the register is locked. */
  cashier: Somebody;
  locked: boolean;
  signIn: (cashier: Somebody) => void;
} {
  const { store, sync, people: atStart } = till;
  const look = useCallback(() => readPeople(store), [store]);
  const people = useStored(sync, look, ({ peopleAsOf }) => peopleAsOf?.getTime()) ?? atStart;
  const [signedIn, setSignedIn] = useState<{ who: NonNullable<Somebody>; at: number }>();
  const known = people?.people ?? [];
  const isThere = ({ who, at }: NonNullable<typeof signedIn>) =>
    who === NOBODY
      ? (people?.validUntil.getTime() ?? 0) <= at // until the gateway has been heard again
      : known.some(({ verifier }) => verifier === who.verifier); // not switched off, nor with another PIN
  const cashier = signedIn && isThere(signedIn) ? signedIn.who : undefined;
  const signIn = (who: Somebody) => {
    setSignedIn(who && { who, at: Date.now() });
    void tellWho(till, signedIn?.who, who).catch(reportError);
  };
  return { people, cashier, locked: known.length > 0 && !cashier, signIn };
}

/** Into the register's log. Selling does not wait for it: each sale has its own name on it. */
async function tellWho({ store, lead }: OpenTill, before: Somebody, now: Somebody): Promise<void> {
  const { recordEvent } = await import('@tillkeep/offline/record-event');
  const at = new Date();
  for (const [kind, who] of [['SIGNED_OUT', before] as const, ['SIGNED_IN', now] as const])
    if (typeof who === 'object')
      await recordEvent(store, lead, { id: v7(), kind, at, userId: who.id, userName: who.name });
}
