import fc from 'fast-check';
import { judgeClock } from './clock-guard';

const DAY = 24 * 60 * 60_000;
const MINUTE = 60_000;
const now = new Date('2026-04-30T08:00:00Z');
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
const measured = (offsetMs: number, since = 0) => ({ offsetMs, measuredAt: ago(since) });

describe('clock guard', () => {
  it('[CLOCK1] asks for the date after a jump of more than 4 days, either way', () => {
    expect(judgeClock({ now })).toEqual({ confirmDate: false });
    expect(judgeClock({ now, lastSoldAt: ago(4 * DAY) }).confirmDate).toBe(false);
    expect(judgeClock({ now, lastSoldAt: ago(4 * DAY + 1) }).confirmDate).toBe(true);
    expect(judgeClock({ now, lastSoldAt: ago(-4 * DAY) }).confirmDate).toBe(false);
    expect(judgeClock({ now, lastSoldAt: ago(-4 * DAY - 1) }).confirmDate).toBe(true);
  });

  it('[CLOCK2] believes a clock that the gateway agreed with lately', () => {
    const lastSoldAt = ago(7 * DAY);
    expect(judgeClock({ now, lastSoldAt, measured: measured(1000) }).confirmDate).toBe(false);
    // It agreed, and jumped since.
    expect(judgeClock({ now, lastSoldAt, measured: measured(1000, 7 * DAY) }).confirmDate).toBe(true);
    expect(judgeClock({ now, lastSoldAt, measured: measured(-7 * DAY) }).confirmDate).toBe(true);
  });

  it('[CLOCK3] says how far it is off, from more than 2 minutes on', () => {
    expect(judgeClock({ now, measured: measured(2 * MINUTE) }).offBySeconds).toBeUndefined();
    expect(judgeClock({ now, measured: measured(2 * MINUTE + 1) }).offBySeconds).toBe(120);
    expect(judgeClock({ now, measured: measured(-90 * MINUTE) }).offBySeconds).toBe(-5400);
  });

  it('[CLOCK1] [CLOCK3] asks and says the same for a mirrored clock', () => {
    const milliseconds = fc.integer({ min: -400 * DAY, max: 400 * DAY });
    fc.assert(
      fc.property(milliseconds, milliseconds, (sinceSale, offsetMs) => {
        const one = judgeClock({ now, lastSoldAt: ago(sinceSale), measured: measured(offsetMs) });
        const other = judgeClock({ now, lastSoldAt: ago(-sinceSale), measured: measured(-offsetMs) });
        expect(one.confirmDate).toBe(other.confirmDate);
        expect(one.offBySeconds === undefined).toBe(other.offBySeconds === undefined);
      }),
    );
  });
});
