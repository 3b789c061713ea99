import { badInput } from './refusal';

/** Part of a list that is read in order: at most `first` items behind the cursor `after`. */
export interface PageRequest {
  readonly first: number;
  readonly after?: string | null;
}

export interface Page<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

export const LARGEST_PAGE = 200;

export function checkPage({ first }: PageRequest): void {
  if (!Number.isInteger(first) || first < 1 || first > LARGEST_PAGE) {
    throw badInput('first', `A page has 1 to ${LARGEST_PAGE} items.`);
  }
}

/** A cursor is the sort key of its item, so a page is found by the index however deep it lies. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The sort key behind `after`, checked part by part; undefined for the first page. */
export function decodeCursor<T>(
  after: string | null | undefined,
  read: (key: unknown[]) => T | undefined,
): T | undefined {
  if (after === undefined || after === null) return undefined;
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(after, 'base64url').toString());
  } catch {
    key = undefined;
  }
  const decoded = Array.isArray(key) ? read(key) : undefined;
  if (decoded === undefined) throw badInput('after', 'This is not a cursor of this list.');
  return decoded;
}

/** `found` holds up to first + 1 items: the one too many only says that there is a next page. */
export function toPage<T>(
  request: PageRequest,
  found: readonly T[],
  key: (item: T) => readonly (string | number)[],
): Page<T> {
  return {
    edges: found.slice(0, request.first).map((node) => ({ cursor: encodeCursor(key(node)), node })),
    hasNextPage: found.length > request.first,
    hasPreviousPage: request.after !== undefined && request.after !== null,
  };
}
