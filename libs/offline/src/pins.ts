// Whether a typed PIN is somebody's, and what was tried. It needs no network.
import { fail, ok, pinVerifier, pinWait, type Result } from '@tillkeep/domain';
import { isExpired, readPeople, type RegisterPerson } from './people';
import { hashPin } from './pin-hash';
import type { Reading, Store, Writing } from './store';

/** A person who has typed their PIN. The hash signs approvals and is never stored. */
export interface KnownPerson {
  readonly person: RegisterPerson;
  readonly pinHash: string;
}

/**
 * WRONG: another try may be made after waitSeconds, often at once. WAIT: too many were wrong, nothing was tried. GONE: nobody
 * with that id has a PIN here any more. EXPIRED: the gateway has not been heard for too long.
 */
export type PinProblem =
  { readonly code: 'WRONG' | 'WAIT'; readonly waitSeconds: number } | { readonly code: 'GONE' | 'EXPIRED' };

/**
 * Whether it is their PIN. The try is on the disk as a wrong one before it is looked at, so that neither a reload nor a power cut
 * gives it back. Rejects with StoreError.
 */
export async function tryPin(
  store: Store,
  personId: string,
  pin: string,
  now: Date,
): Promise<Result<KnownPerson, PinProblem>> {
  const people = await readPeople(store);
  const person = people?.people.find(({ id }) => id === personId);
  if (!people || !person) return fail({ code: 'GONE' });
  if (isExpired(people, now)) return fail({ code: 'EXPIRED' });
  const counted = await store.write(['meta'], 'strict', (tx) => countTry(tx, person, now));
  if (!counted.ok) return counted;
  const pinHash = await hashPin(pin, person);
  if (pinVerifier(pinHash, people.deviceSalt) !== person.verifier)
    return fail({ code: 'WRONG', waitSeconds: counted.value });
  await store.write(['meta'], 'relaxed', async (tx) => {
    const { [keyOf(person)]: _, ...others } = await readTries(tx);
    await tx.objectStore('meta').put({ key: 'pinTries', tries: others });
  });
  return ok({ person, pinHash });
}

/** In seconds, until their PIN may be tried again. */
export async function secondsToWait(store: Store, person: RegisterPerson, now: Date): Promise<number> {
  const tries = await store.read(['meta'], readTries);
  return waitOf(tries[keyOf(person)], now);
}

/** By person and PIN: a new PIN begins anew. */
export type PinTries = Readonly<Record<string, { readonly wrong: number; readonly waitUntil: Date }>>;

/** Answers how long the next one has to wait, should this one be wrong. */
async function countTry(tx: Writing, person: RegisterPerson, now: Date): Promise<Result<number, PinProblem>> {
  const tries = await readTries(tx);
  const before = tries[keyOf(person)];
  const waitSeconds = waitOf(before, now);
  if (waitSeconds > 0) return fail({ code: 'WAIT', waitSeconds });
  const wrong = (before?.wrong ?? 0) + 1;
  const waitUntil = new Date(now.getTime() + pinWait(wrong) * 1000);
  await tx
    .objectStore('meta')
    .put({ key: 'pinTries', tries: { ...tries, [keyOf(person)]: { wrong, waitUntil } } });
  return ok(pinWait(wrong));
}

async function readTries(tx: Reading | Writing): Promise<PinTries> {
  const row = await tx.objectStore('meta').get('pinTries');
  return row?.key === 'pinTries' ? row.tries : {};
}

/** Never longer than it was when it began, should the clock be put back. */
function waitOf(tries: PinTries[string] | undefined, now: Date): number {
  if (!tries) return 0;
  const left = Math.ceil((tries.waitUntil.getTime() - now.getTime()) / 1000);
  return Math.max(0, Math.min(left, pinWait(tries.wrong)));
}

function keyOf({ id, pinSalt }: RegisterPerson): string {
  return `${id} ${pinSalt}`;
}
