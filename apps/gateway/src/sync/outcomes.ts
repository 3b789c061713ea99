import type { LeasedSale, SendOutcome, SyncErrorKind } from '@tillkeep/data';
import type { ErpAnswer, ErpItem } from './erp-client';

/**
 * What the ERP's answer means for each sale of the batch. `unsent`: the batch was not sent, because of the answer to others
 * before it.
 */
export function outcomesOf(
  leased: readonly LeasedSale[],
  answer: ErpAnswer,
  { unsent = false }: { readonly unsent?: boolean } = {},
): SendOutcome[] {
  const items = new Map<string, ErpItem>();
  if (answer.kind === 'ITEMS') for (const item of answer.items) items.set(item.saleId, item);
  const chance = Math.random(); // one for the batch: what failed together is tried again together
  return leased.map(({ sale, leaseToken }) => {
    const item = items.get(sale.id);
    if (item?.erpReference && (item.status === 'IMPORTED' || item.status === 'DUPLICATE')) {
      return { saleId: sale.id, status: 'SYNCED', erpReference: item.erpReference };
    }
    const failure = answer.kind === 'ITEMS' ? itemFailure(item) : batchFailure(answer, leased.length);
    const sent = failure.sent && !unsent;
    const retryIn = failure.kind === 'PERMANENT' ? null : backOff(sale.syncAttempts + (sent ? 1 : 0), chance);
    return { saleId: sale.id, status: 'FAILED', leaseToken, ...failure, sent, retryIn };
  });
}

const LONGEST_BACK_OFF = 15 * 60_000;

/** Milliseconds until a sale is tried again after so many attempts; `chance`: from 0 to 1. */
export function backOff(attempts: number, chance: number): number {
  return Math.round(chance * Math.min(LONGEST_BACK_OFF, 2_000 * 2 ** attempts));
}

interface Failure {
  readonly kind: SyncErrorKind;
  readonly code: string;
  readonly message: string;
  readonly sent: boolean;
}

function itemFailure(item: ErpItem | undefined): Failure {
  switch (item?.status) {
    case 'REJECTED':
      return {
        kind: 'PERMANENT',
        code: item.code ?? 'ERP_REFUSED',
        message: item.message ?? 'The ERP refused the sale and gave no reason.',
        sent: true,
      };
    case 'RETRY_LATER':
      return {
        kind: 'RETRYABLE',
        code: item.code ?? 'ERP_BUSY',
        message: item.message ?? 'The ERP asks to send the sale again later.',
        sent: true,
      };
    default:
      return { kind: 'UNKNOWN_OUTCOME', code: 'ERP_ANSWER_UNREADABLE', message: UNREADABLE, sent: true };
  }
}

const UNREADABLE =
  'The ERP’s answer could not be read. The sale is safe here and is sent again; it can’t be booked twice.';

/** In words for a shopkeeper. */
function batchFailure(answer: Exclude<ErpAnswer, { kind: 'ITEMS' }>, size: number): Failure {
  switch (answer.kind) {
    case 'UNREACHABLE':
      return {
        kind: 'RETRYABLE',
        code: 'ERP_UNREACHABLE',
        message: 'The ERP can’t be reached. The sale is safe here and is sent at the next sync.',
        sent: false,
      };
    case 'KEY_REFUSED':
      return {
        kind: 'RETRYABLE',
        code: 'ERP_KEY_REFUSED',
        message: 'The ERP does not accept our key (ERP_API_KEY). The sale is safe here.',
        sent: false,
      };
    case 'BUSY':
      return {
        kind: 'RETRYABLE',
        code: 'ERP_BUSY',
        message: 'The ERP is too busy just now. The sale is safe here and is sent at the next sync.',
        sent: true,
      };
    case 'REFUSED':
      return {
        kind: 'PERMANENT',
        code: 'ERP_REFUSED',
        message: `The ERP refused the sale: ${answer.message}`,
        sent: true,
      };
    case 'BROKE':
      return {
        kind: 'UNKNOWN_OUTCOME',
        code: 'ERP_TROUBLE',
        message: `The ERP ran into an error over ${size === 1 ? 'this sale' : 'these sales'}. It is safe here and is sent again; it can’t be booked twice.`,
        sent: true,
      };
    case 'TIMED_OUT':
      return {
        kind: 'UNKNOWN_OUTCOME',
        code: 'ERP_TIMEOUT',
        message:
          'The ERP did not answer in time. The sale is safe here and is sent again; it can’t be booked twice.',
        sent: true,
      };
    case 'UNREADABLE':
      return { kind: 'UNKNOWN_OUTCOME', code: 'ERP_ANSWER_UNREADABLE', message: UNREADABLE, sent: true };
  }
}
