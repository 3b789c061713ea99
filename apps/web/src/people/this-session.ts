'use client';

import { isAtLeast, type Role } from '@tillkeep/domain';
import { useSyncExternalStore } from 'react';
import { chosenOutletId, watchChosenOutlet } from './chosen-outlet';
import { openSession, type SessionState, type User } from './session';

/** The session of this page. */
export const session = openSession(
  typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('tillkeep-session'),
);

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.get, () => ASKING);
}

/** Who is signed in; undefined while nobody is. */
export function useUser(): User | undefined {
  const state = useSession();
  return state.kind === 'signedIn' ? state.user : undefined;
}

/** Whether whoever is signed in may do what needs this role. What they may not do is not shown; the gateway has the last word. */
export function useMay(needed: Role): boolean {
  const user = useUser();
  return user !== undefined && isAtLeast(user.role, needed);
}

/** The outlet that the office is about: the one chosen in this browser, or else the person's first. */
export function useOutletId(): string | undefined {
  const user = useUser();
  return useSyncExternalStore(
    watchChosenOutlet,
    () => chosenOutletId(user),
    () => undefined,
  );
}

const ASKING: SessionState = { kind: 'asking' };
