import { badInput } from '@tillkeep/data';
import { validate, version } from 'uuid';

/** Zero, and halves of characters: databases keep neither as it was given. */
const NO_TEXT = /[\0\p{Surrogate}]/u;

/** Without blanks around it. Refuses with BAD_USER_INPUT what is empty, longer than `longest` characters, or no text. */
export function toText(field: string, value: string, longest: number): string {
  const trimmed = value.trim();
  if (trimmed === '') throw badInput(field, 'This can’t be empty.');
  return checkText(field, trimmed, longest);
}

/** The value as it is. Refuses with BAD_USER_INPUT what is longer than `longest` characters, or no text. */
export function checkText(field: string, value: string, longest: number): string {
  if (NO_TEXT.test(value)) throw badInput(field, 'This has characters in it that are not text.');
  if (value.length > longest) throw badInput(field, `This has more than ${longest} characters.`);
  return value;
}

export function checkUuid(field: string, id: string): void {
  if (!(validate(id) && version(id) === 7)) throw badInput(field, 'This id is a UUID of version 7.');
}

export function checkCount(field: string, count: number, least: number): void {
  if (count < least) throw badInput(field, `This is at least ${least}.`);
}

export function checkHashes(
  field: string,
  link: { readonly previousHash: string; readonly hash: string },
): void {
  for (const name of ['previousHash', 'hash'] as const) {
    if (!/^[0-9a-f]{64}$/.test(link[name]))
      throw badInput(`${field}.${name}`, 'A hash has 64 digits from 0 to f, in lower case.');
  }
}
