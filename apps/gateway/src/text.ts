import { badInput } from '@tillkeep/data';

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
