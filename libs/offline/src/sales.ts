// Finished sales on this device. What was hashed never changes; where the sale has got to does.
import type { Approval, PaymentMethod, ReturnOf } from '@tillkeep/domain';
import type { Store } from './store';

/** A sale exactly as it was hashed and is sent: the gateway's RecordSaleInput. Amounts in minor units. */
export interface RecordSaleInput {
  readonly id: string;
  readonly sequence: number;
  readonly number: string;
  readonly businessDate: string;
  /** RFC 3339, UTC, by the device's clock */
  readonly soldAt: string;
  readonly lines: readonly RecordSaleLineInput[];
  readonly payments: readonly { method: PaymentMethod; amount: number; tendered?: number }[];
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
  readonly previousHash: string;
  readonly hash: string;
  /** who sold it; absent where nobody says so at the register */
  readonly cashierId?: string;
  readonly cashierName?: string;
  readonly approvals?: readonly Approval[];
}

export interface RecordSaleLineInput {
  readonly productId?: string;
  readonly sku: string;
  readonly name: string;
  /** a decimal with at most three places */
  readonly quantity: number;
  readonly unitPrice: number;
  /** what the catalogue asked, where the price was changed by hand */
  readonly listPrice?: number;
  /** in percent */
  readonly taxRate: number;
  readonly tax: number;
  readonly total: number;
  /** of goods that come back: their quantity is negative */
  readonly returnOf?: ReturnOf;
}

/** FINAL: on this till only. ACKED: at the gateway. HELD: refused by the gateway, kept here and exported for a person. */
export type SaleState = 'FINAL' | 'ACKED' | 'HELD';

export interface StoredSale {
  readonly id: string;
  readonly claimId: string;
  readonly sequence: number;
  readonly sent: RecordSaleInput;
  /** MAIN-R1-2026-04-30-01 */
  readonly reference: string;
  /** what the customer got back, in minor units */
  readonly change: number;
  /** where goods come back: the sales that they come back from, and what people call those */
  readonly returnsOf?: readonly string[];
  readonly returnedNumbers?: readonly string[];
  readonly state: SaleState;
  /** the gateway's latest answer about it, if any; code and message say why it is not (or not simply) recorded */
  readonly outcome?: 'RECORDED' | 'DUPLICATE' | 'CONFLICT' | 'RETRY' | 'REJECTED';
  readonly flags: readonly string[];
  readonly code?: string;
  readonly message?: string;
  /** how it stands with the ERP, as the gateway said last */
  readonly syncStatus?: 'PENDING' | 'SYNCED' | 'FAILED';
  readonly erpReference?: string;
  readonly syncError?: SyncError;
  /** there only in state FINAL or HELD */
  readonly unsent?: readonly [state: SaleState, claimId: string, sequence: number];
  /** there only in state ACKED and not SYNCED */
  readonly unbooked?: readonly [claimId: string, sequence: number];
}

/** Why the ERP has not booked the sale; nextAttemptAt is RFC 3339 in UTC, and missing when a person has to mend it. */
export interface SyncError {
  readonly kind: 'RETRYABLE' | 'UNKNOWN_OUTCOME' | 'PERMANENT';
  readonly code: string;
  readonly message: string;
  readonly nextAttemptAt?: string | null;
}

/** The newest first; before: the last sale of the page before. Reads no more than limit, however many are kept. */
export function listSales(
  store: Store,
  { before, limit }: { before?: StoredSale; limit: number },
): Promise<StoredSale[]> {
  return store.read(['sales'], async (tx) => {
    const range = before && IDBKeyRange.upperBound([before.sent.soldAt, before.id], true);
    const found: StoredSale[] = [];
    let cursor = await tx.objectStore('sales').index('soldAt').openCursor(range, 'prev');
    while (cursor && found.length < limit) {
      found.push(cursor.value);
      cursor = await cursor.continue();
    }
    return found;
  });
}

export function findSale(store: Store, id: string): Promise<StoredSale | undefined> {
  return store.read(['sales'], (tx) => tx.objectStore('sales').get(id));
}

/** The sale with another state, in the indexes that belong to it. */
export function withState(sale: StoredSale, state: SaleState, news: Partial<StoredSale> = {}): StoredSale {
  const { unsent, unbooked, ...rest } = { ...sale, ...news, state };
  const { claimId, sequence, syncStatus } = rest;
  if (state !== 'ACKED') return { ...rest, unsent: [state, claimId, sequence] };
  return syncStatus === 'SYNCED' ? rest : { ...rest, unbooked: [claimId, sequence] };
}
