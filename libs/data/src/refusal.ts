/** The codes of the API's contract that a person can act on. */
export type RefusalCode =
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'INSUFFICIENT_STOCK'
  | 'OVER_RETURN'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'ERP_UNAVAILABLE'
  | 'TOO_MANY_ATTEMPTS';

/** An expected failure. Thrown inside a transaction it takes everything back; `field` names the input field to mend. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly details: { readonly field?: string; readonly [detail: string]: unknown } = {},
  ) {
    super(message);
  }
}

export function badInput(field: string, message: string): Refusal {
  return new Refusal('BAD_USER_INPUT', message, { field });
}

/** Runs a domain function that throws RangeError for a value it can't take, and says which field that value came from. */
export function inField<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof RangeError ? badInput(field, error.message) : error;
  }
}
