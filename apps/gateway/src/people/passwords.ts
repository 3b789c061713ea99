import { hash, verify } from '@node-rs/argon2';
import { badInput, findUserToSignIn, type Db, type User } from '@tillkeep/data';
import { zxcvbn, zxcvbnOptions } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

zxcvbnOptions.setOptions({ dictionary, graphs: adjacencyGraphs });

/** OWASP's first choice for argon2id in 2023: 19 MiB, two passes, one lane. */
const STRENGTH = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** In guesses, as powers of ten: what a list of common passwords gets through in no time has less. */
const FEWEST_GUESSES = 6;

/** Refuses with BAD_USER_INPUT what is too short, too long or easily guessed by somebody who knows whose it is. */
export function checkPassword(field: string, password: string, owner: readonly string[]): string {
  if (password.length < 8) throw badInput(field, 'A password has at least 8 characters.');
  if (password.length > 128) throw badInput(field, 'A password has at most 128 characters.');
  const known = owner.flatMap((text) => [text, ...text.split(/[\s@.]+/)]);
  if (zxcvbn(password, known).guessesLog10 < FEWEST_GUESSES)
    throw badInput(field, 'This password is easily guessed. Take several words, or a longer one.');
  return password;
}

/** Whether the hash was made with other strength than is asked for now. */
export function isOutdated(passwordHash: string): boolean {
  const { memoryCost, timeCost, parallelism } = STRENGTH;
  return !passwordHash.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
}

export function hashPassword(password: string): Promise<string> {
  return hash(password, STRENGTH);
}

/** Takes as long where there is no hash to compare with, so that nobody can tell. */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  noOnes ??= hashPassword('a password of nobody');
  const same = await verify(passwordHash ?? (await noOnes), password);
  return same && passwordHash !== undefined;
}

/** Somebody who is signed in says once more that it is them. */
export async function isPasswordOf(db: Db, { email }: User, password: string): Promise<boolean> {
  const known = await findUserToSignIn(db, email);
  return isPassword(password.slice(0, 1000), known?.passwordHash);
}

let noOnes: Promise<string> | undefined;
