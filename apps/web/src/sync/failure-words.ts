import type { SyncErrorKind } from '@tillkeep/client';
import { formatAgo } from '../format';

/** Why a sale is not in the ERP's books yet, for a shopkeeper. */
export type FailureWords = {
  /** What happened. */
  title: string;
  /** What happens by itself, or what somebody has to do. */
  next: string;
  /** What the ERP itself said, where it adds to the title. */
  detail?: string;
};

/** The words for a failure's code; of a code we do not know, its message and what its kind means. */
export function failureWords(failure: { kind: SyncErrorKind; code: string; message: string }): FailureWords {
  const known = words[failure.code];
  if (!known) return { title: failure.message, next: nextOf[failure.kind] };
  // Of failures on the way to the ERP, the gateway's message says what is said here already.
  return failure.code.startsWith('ERP_') ? known : { ...known, detail: failure.message };
}

/** When it is sent again: "in 40 seconds", or "when you sync" if not by itself. */
export function nextAttemptText(nextAttemptAt: string | null | undefined, now = new Date()): string {
  if (!nextAttemptAt) return 'when you sync';
  return new Date(nextAttemptAt) <= now ? 'any moment now' : formatAgo(nextAttemptAt, now);
}

const nextOf: Record<SyncErrorKind, string> = {
  RETRYABLE: 'Nothing was booked. The next sync sends it again.',
  UNKNOWN_OUTCOME: 'It may or may not be booked. The next sync sends it again, and it is booked once only.',
  PERMANENT: 'It will be refused again until the cause is mended. Then sync again.',
};

const words: Record<string, Omit<FailureWords, 'detail'>> = {
  PERIOD_CLOSED: {
    title: 'The ERP has closed the period of this sale.',
    next: 'Ask your accountant to reopen the period, then sync again. The sale is safe here meanwhile.',
  },
  TOTALS_MISMATCH: {
    title: 'The ERP adds up this sale to another total.',
    next: 'Usually a tax rate is set differently there. Compare the sale with the ERP’s rates, correct them there, then sync again.',
  },
  CURRENCY_MISMATCH: {
    title: 'The ERP keeps its books in another currency.',
    next: 'Set the ERP’s company to this shop’s currency, or connect the shop to the right company, then sync again.',
  },
  ID_REUSED: {
    title: 'The ERP knows another sale under this one’s id.',
    next: 'Nothing was overwritten. Compare both documents and call the support: this does not mend itself.',
  },
  ERP_UNREACHABLE: {
    title: 'The ERP could not be reached.',
    next: 'Nothing was booked. The next sync sends it again; check that the ERP runs if this goes on.',
  },
  ERP_TIMEOUT: {
    title: 'The ERP took too long to answer.',
    next: 'It may have booked the sale all the same. The next sync sends it again, and it is booked once only.',
  },
  ERP_ANSWER_UNREADABLE: {
    title: 'The ERP’s answer made no sense.',
    next: 'It may have booked the sale all the same. The next sync sends it again, and it is booked once only. If this goes on, something else answers at the ERP’s address.',
  },
  ERP_KEY_REFUSED: {
    title: 'The ERP does not accept this shop’s key.',
    next: 'Nothing was booked. Set the same key on both sides (ERP_API_KEY), then sync again.',
  },
  ERP_TROUBLE: {
    title: 'The ERP ran into an error of its own.',
    next: 'It may have booked the sale all the same. The next sync sends it again, and it is booked once only.',
  },
  ERP_BUSY: {
    title: 'The ERP is too busy just now.',
    next: 'Nothing was booked. The next sync sends it again.',
  },
};
