import { audit } from './audit';
import { adoptClaim } from './claims';
import type { Db } from './db';
import { reject, takeIn, type RecordedSale, type SentSale } from './record-sales';
import { rejectEvent, takeInEvents, type RecordedEvent, type SentEvent } from './register-events';

/** The unsent sales and events of a claim, as the register has written them into a file. */
export interface RescuedClaim {
  readonly claimId: string;
  readonly registerId: string;
  readonly epoch: number;
  readonly deviceName: string;
  readonly lastSequence: number;
  readonly sales: readonly SentSale[];
  readonly lastEventSequence: number;
  readonly events: readonly SentEvent[];
}

/** One result for each sale and each event, in the order of the file. */
export interface TakenIn {
  readonly sales: readonly RecordedSale[];
  readonly events: readonly RecordedEvent[];
}

/** Sales, or events, that share a transaction. */
const AT_ONCE = 100;

/**
 * Records what is in a rescue file as recordSales and recordEvents do. A claim that is not known here is adopted: what it
 * sold has happened. The ids see to it that a file can be taken in any number of times.
 */
export async function importRescueFile(db: Db, claims: readonly RescuedClaim[]): Promise<TakenIn> {
  const taken = { sales: Array<RecordedSale>(), events: Array<RecordedEvent>() };
  for (const claim of claims) {
    const { claimId, registerId, epoch, deviceName, lastSequence, sales, lastEventSequence, events } = claim;
    const isKnown = await db.transaction(async (tx) => {
      const register = await adoptClaim(tx, { id: claimId, registerId, epoch, deviceName });
      if (!register) return false;
      const { id: subjectId, outletId, name: subjectName } = register;
      const after = { deviceName, sales: sales.length, events: events.length };
      await audit(tx, { action: 'register.rescue-imported', outletId, subjectId, subjectName, after });
      return true;
    });
    if (!isKnown) {
      taken.sales.push(...sales.map(({ id }) => reject(id, UNKNOWN_REGISTER)));
      taken.events.push(...events.map(({ id }) => rejectEvent(id, UNKNOWN_REGISTER)));
      continue;
    }
    for (let start = 0; start < sales.length; start += AT_ONCE) {
      const some = sales.slice(start, start + AT_ONCE);
      taken.sales.push(...(await takeIn(db, { claimId, lastSequence, sales: some })));
    }
    for (let start = 0; start < events.length; start += AT_ONCE) {
      const some = events.slice(start, start + AT_ONCE);
      taken.events.push(
        ...(await takeInEvents(db, { claimId, lastSequence: lastEventSequence, events: some })),
      );
    }
  }
  return taken;
}

const UNKNOWN_REGISTER = {
  code: 'UNKNOWN_REGISTER',
  message: 'The register that made this is not known here. Keep the file.',
};
