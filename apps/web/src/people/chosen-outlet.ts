import type { User } from './session';

const KEY = 'tillkeep-outlet';
const listeners = new Set<() => void>();

/** Kept in this browser, whoever is signed in; only what is theirs is ever asked for. Before anything is chosen, their oldest. */
export function chosenOutletId(user: User | undefined): string | undefined {
  const kept = localStorage.getItem(KEY);
  const ids = user?.outlets.map(({ id }) => id).sort() ?? []; // they begin with the time
  return ids.find((id) => id === kept) ?? ids[0];
}

export function chooseOutlet(id: string): void {
  localStorage.setItem(KEY, id);
  for (const listener of listeners) listener();
}

export function watchChosenOutlet(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
