// Something happens at the register that is no sale. As a sale it is on the disk before anybody is told that it happened.
import {
  businessDate,
  eventHash,
  FIRST_PREVIOUS_HASH,
  nextBusinessDate,
  type Result,
} from '@tillkeep/domain';
import { readCurrentClaim, type Claim } from './claims';
import {
  withEventState,
  type EventLog,
  type OpenShift,
  type RegisterEventInput,
  type StoredEvent,
} from './events';
import { mustLead, type Lead } from './lead';
import { StoreError, type StoreProblem } from './problem';
import { asResult, type Store, type Writing } from './store';

/** What happened; its place, and the number of a shift, are given when it is stored. */
export interface EventToRecord extends Pick<
  RegisterEventInput,
  'id' | 'kind' | 'userId' | 'userName' | 'shiftId' | 'amount' | 'expected' | 'cash' | 'reason' | 'approval'
> {
  /** a UUIDv7, minted once, before anything is tried; SHIFT_OPENED: also the shift's */
  readonly id: string;
  /** the device's clock */
  readonly at: Date;
}

/**
 * Stores it in the next place of the register's event log, and opens or closes the shift with it, in one strict
 * transaction. The same id again answers the event as it was stored first. A problem means that nothing was stored: SHIFT
 * where a shift is open already, or the one it belongs to is not.
 */
export async function recordEvent(
  store: Store,
  lead: Lead,
  event: EventToRecord,
): Promise<Result<StoredEvent, StoreProblem>> {
  const result = await asResult(
    store.write(['meta', 'claims', 'events'], 'strict', (tx) => record(tx, lead, event)),
  );
  store.changed();
  return result;
}

async function record(tx: Writing, lead: Lead, event: EventToRecord): Promise<StoredEvent> {
  const events = tx.objectStore('events');
  const [known, claim] = await Promise.all([events.get(event.id), readCurrentClaim(tx)]);
  if (known) return known;
  await mustLead(tx, lead);
  if (!claim) throw new StoreError('NO_CLAIM');
  const { stored, next } = place(event, claim);
  await Promise.all([events.add(stored), tx.objectStore('claims').put(next)]);
  return stored;
}

const EMPTY_LOG: EventLog = { sequence: 0, headHash: FIRST_PREVIOUS_HASH, contiguousSequence: 0 };

/** The event in the claim's next place, and the claim after it. */
function place(event: EventToRecord, claim: Claim): { stored: StoredEvent; next: Claim } {
  const { claimId, outlet, shift, shifts = 0, events: log = EMPTY_LOG } = claim;
  const { at, ...given } = event;
  const opens = event.kind === 'SHIFT_OPENED';
  const shiftId = opens ? event.id : event.shiftId;
  if (opens ? shift : shiftId !== undefined && shiftId !== shift?.id) throw new StoreError('SHIFT');

  const today = businessDate(at, outlet.timeZone, outlet.cutOverMinutes);
  const shiftNumber = opens ? shifts + 1 : event.kind === 'SHIFT_CLOSED' ? shift?.number : undefined;
  const unhashed: Omit<RegisterEventInput, 'hash'> = {
    ...given,
    sequence: log.sequence + 1,
    at: at.toISOString(),
    businessDate: nextBusinessDate(claim.lastBusinessDate, today),
    saleSequence: claim.sequence,
    ...(shiftId !== undefined && { shiftId }),
    ...(shiftNumber !== undefined && { shiftNumber }),
    previousHash: log.headHash,
  };
  const sent = { ...unhashed, hash: eventHash(unhashed, claimId) };
  const { id, sequence, hash: headHash } = sent;
  return {
    stored: withEventState({ id, claimId, sequence, sent, state: 'FINAL' }, 'FINAL'),
    next: {
      ...claim,
      events: { ...log, sequence, headHash },
      shifts: opens ? shifts + 1 : shifts,
      shift: opens ? opened(sent) : event.kind === 'SHIFT_CLOSED' ? undefined : shift,
    },
  };
}

function opened(sent: RegisterEventInput): OpenShift {
  const { id, shiftNumber: number = 1, at, businessDate, userName, saleSequence, amount = 0 } = sent;
  return { id, number, openedAt: at, businessDate, openedBy: userName, saleSequence, float: amount };
}
