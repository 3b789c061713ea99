// A shift as this device knows it: from its own events and sales, with or without a network.
import {
  money,
  taxRateFromPercent,
  type CashCount,
  type CashMovement,
  type ShiftFacts,
} from '@tillkeep/domain';
import { readCurrentClaim } from './claims';
import { placesOf, type RegisterEventInput, type StoredEvent } from './events';
import type { StoredSale } from './sales';
import type { Store } from './store';

export interface ShiftOnDevice {
  readonly opened: RegisterEventInput;
  /** undefined while it is open */
  readonly closed?: RegisterEventInput;
  /** Everything that was sold and moved in it. */
  readonly facts: ShiftFacts;
  readonly floatCash?: readonly CashCount[];
  /** its sales that the gateway does not have yet */
  readonly unsent: number;
}

/** The open shift of this device's claim, or the one that was closed last; undefined when there has been none. */
export function newestShift(store: Store): Promise<ShiftOnDevice | undefined> {
  return store.read(['meta', 'claims', 'events', 'sales'], async (tx) => {
    const claim = await readCurrentClaim(tx);
    if (!claim?.shifts) return undefined;
    const events: StoredEvent[] = [];
    let cursor = await tx.objectStore('events').index('place').openCursor(placesOf(claim), 'prev');
    while (cursor) {
      events.unshift(cursor.value);
      if (cursor.value.sent.kind === 'SHIFT_OPENED') break;
      cursor = await cursor.continue();
    }
    const [opened] = events.map(({ sent }) => sent);
    if (opened?.kind !== 'SHIFT_OPENED') return undefined;
    const own = events.map(({ sent }) => sent).filter(({ shiftId }) => shiftId === opened.id);
    const closed = own.find(({ kind }) => kind === 'SHIFT_CLOSED');
    const [fromSale, toSale] = [opened.saleSequence, closed?.saleSequence ?? claim.sequence];
    const range = toSale > fromSale && placesOf(claim, fromSale, toSale);
    const sales = range ? await tx.objectStore('sales').index('place').getAll(range) : [];
    return {
      ...{ opened, closed, floatCash: opened.cash?.map(toCashCount) },
      facts: {
        ...{ float: money(opened.amount ?? 0), fromSale, toSale },
        sales: sales.map(toShiftSale),
        movements: own.flatMap(toMovement),
      },
      unsent: sales.filter(({ state }) => state !== 'ACKED').length,
    };
  });
}

function toCashCount({ value, count }: { value: number; count: number }): CashCount {
  return { value: money(value), count };
}

function toMovement({ kind, amount = 0, reason = '', at }: RegisterEventInput): CashMovement[] {
  if (kind !== 'PAID_IN' && kind !== 'PAID_OUT') return [];
  return [{ kind, amount: money(amount), reason, at: new Date(at) }];
}

function toShiftSale({ sent }: StoredSale): ShiftFacts['sales'][number] {
  const { sequence, number, soldAt, total, lines, payments } = sent;
  return {
    ...{ sequence, number, soldAt: new Date(soldAt), total: money(total) },
    lines: lines.map(({ taxRate, tax, total }) => ({
      ...{ taxRate: taxRateFromPercent(taxRate), tax: money(tax), total: money(total) },
    })),
    payments: payments.map(({ method, amount, tendered }) => ({
      ...{ method, amount: money(amount), tendered: tendered === undefined ? undefined : money(tendered) },
    })),
  };
}
