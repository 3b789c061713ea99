import { badInput, type HashedPin } from '@tillkeep/data';
import { PIN_ITERATIONS, pinProblem } from '@tillkeep/domain';
import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

/** Refuses with BAD_USER_INPUT what is no PIN, or the first that anybody would try. */
export function checkPin(field: string, pin: string): string {
  const problem = pinProblem(pin);
  if (problem) throw badInput(field, problem);
  return pin;
}

export async function hashPin(pin: string): Promise<HashedPin> {
  const salt = randomBytes(16);
  const hash = await derive(pin, salt, PIN_ITERATIONS, 32, 'sha256');
  return { salt: salt.toString('hex'), hash: hash.toString('hex'), iterations: PIN_ITERATIONS };
}

const derive = promisify(pbkdf2);
