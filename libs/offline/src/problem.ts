import type { PaymentProblem } from '@tillkeep/domain';

export type StoreProblemCode =
  /** another window of this browser sells now */
  | 'LEADER_LOST'
  /** this device has claimed no register */
  | 'NO_CLAIM'
  /** the browser could not store; tried twice */
  | 'STORAGE_FAILED'
  /** there is no room left; the reserve has been used up */
  | 'STORAGE_FULL'
  /** a newer version of the register has opened the store: reload */
  | 'OUTDATED'
  /** the shift has been opened or closed meanwhile */
  | 'SHIFT'
  /** some of what comes back has come back at this register meanwhile */
  | 'RETURN'
  /** the payments do not settle the sale; `payment` says which */
  | 'PAYMENT';

/** Nothing of what was asked for has been stored. `message` is for the cashier. */
export interface StoreProblem {
  readonly code: StoreProblemCode;
  readonly message: string;
  readonly payment?: PaymentProblem;
}

/** How reads fail, and how a write leaves its transaction. Writes hand `problem` on as a value. */
export class StoreError extends Error {
  override name = 'StoreError';
  readonly problem: StoreProblem;
  constructor(code: StoreProblemCode, options: { payment?: PaymentProblem; cause?: unknown } = {}) {
    const message = options.payment?.message ?? words[code];
    super(message, { cause: options.cause });
    this.problem = { code, message, ...(options.payment && { payment: options.payment }) };
  }
}

const words: Readonly<Record<StoreProblemCode, string>> = {
  LEADER_LOST: 'Nothing was saved here: another window sells on this register now.',
  NO_CLAIM: 'Nothing was saved: this device has no register yet.',
  STORAGE_FAILED: 'NOT saved: this device could not store it. Try again; if it happens again, reload.',
  STORAGE_FULL: 'NOT saved: this device has no room left. Free some space on it, then try again.',
  OUTDATED: 'NOT saved: a newer version of the register has been opened. Reload this window.',
  SHIFT: 'NOT saved: the shift has been opened or closed meanwhile.',
  RETURN: 'NOT saved: some of this has come back meanwhile. Take it out, and find it again.',
  PAYMENT: 'NOT saved: the payments do not settle the sale.',
};
