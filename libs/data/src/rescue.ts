import { adoptClaim } from './claims';
import type { Db } from './db';
import { reject, takeIn, type RecordedSale, type SentSale } from './record-sales';

/** The unsent sales of a claim, as the register has written them into a file. */
export interface RescuedClaim {
  readonly claimId: string;
  readonly registerId: string;
  readonly epoch: number;
  readonly deviceName: string;
  readonly lastSequence: number;
  readonly sales: readonly SentSale[];
}

/** Sales that share a transaction. */
const SALES_AT_ONCE = 100;

/**
 * Records the sales of a rescue file as recordSales does, one result for each in the order of the file. A claim that is not
 * known here is adopted: its sales have happened. Their ids see to it that a file can be taken in any number of times.
 */
export async function importRescueFile(db: Db, claims: readonly RescuedClaim[]): Promise<RecordedSale[]> {
  const results: RecordedSale[] = [];
  for (const { claimId, registerId, epoch, deviceName, lastSequence, sales } of claims) {
    const adopted = await adoptClaim(db, { id: claimId, registerId, epoch, deviceName });
    if (adopted === 'NO_REGISTER') {
      results.push(...sales.map(({ id }) => reject(id, UNKNOWN_REGISTER)));
      continue;
    }
    for (let start = 0; start < sales.length; start += SALES_AT_ONCE) {
      const some = sales.slice(start, start + SALES_AT_ONCE);
      results.push(...(await takeIn(db, { claimId, lastSequence, sales: some })));
    }
  }
  return results;
}

const UNKNOWN_REGISTER = {
  code: 'UNKNOWN_REGISTER',
  message: 'The register that made this sale is not known here. Keep the file.',
};
