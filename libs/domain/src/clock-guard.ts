// A register's clock can be wrong while nobody is there to ask. It never stops a sale; it asks, or it warns.

export interface ClockReadings {
  /** the device's clock, now */
  readonly now: Date;
  /** what it said at the register's last sale; none before the first */
  readonly lastSoldAt?: Date;
  /** the gateway's clock less the device's, in milliseconds, and what the device's clock said when that was measured */
  readonly measured?: { readonly offsetMs: number; readonly measuredAt: Date };
}

export interface ClockFinding {
  /** the date has jumped since the last sale: let the cashier confirm it before the next one */
  readonly confirmDate: boolean;
  /** how far the gateway's clock is ahead of the device's (behind: negative), where that is far enough to say so */
  readonly offBySeconds?: number;
}

export function judgeClock({ now, lastSoldAt, measured }: ClockReadings): ClockFinding {
  const apart = (then: Date) => Math.abs(now.getTime() - then.getTime());
  const isOff = measured !== undefined && Math.abs(measured.offsetMs) > OFFSET_LIMIT_MS;
  // A measurement says nothing about a clock that has jumped since.
  const agrees = measured !== undefined && !isOff && apart(measured.measuredAt) <= JUMP_LIMIT_MS;
  return {
    confirmDate: lastSoldAt !== undefined && apart(lastSoldAt) > JUMP_LIMIT_MS && !agrees,
    ...(isOff && { offBySeconds: Math.round(measured.offsetMs / 1000) }),
  };
}

/** A long weekend closed is no jump. */
const JUMP_LIMIT_MS = 4 * 24 * 60 * 60_000;
const OFFSET_LIMIT_MS = 2 * 60_000;
