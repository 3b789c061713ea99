import { formatAgo, formatDay, formatDecimal, formatPercent, formatShortDateTime, plural } from './format';

describe('Dates', () => {
  it('are told by the outlet’s clock, not the reader’s', () => {
    expect(formatShortDateTime('2020-04-30T22:30:00Z', 'Europe/Paris')).toContain('May 1');
    expect(formatShortDateTime('2020-04-30T22:30:00Z', 'Europe/London')).toContain('Apr 30');
  });

  it('of another year name the year', () => {
    expect(formatShortDateTime('2020-04-30T12:00:00Z', 'UTC')).toContain('2020');
    expect(formatShortDateTime(new Date().toISOString(), 'UTC')).not.toContain(
      String(new Date().getFullYear()),
    );
  });

  it('that are business days stay the same day everywhere', () => {
    expect(formatDay('2026-04-30')).toBe('Thu, Apr 30, 2026');
  });

  it('ago use the largest unit that fits', () => {
    const now = new Date('2026-04-30T12:00:00Z');
    expect(formatAgo('2026-04-30T11:57:00Z', now)).toBe('3 minutes ago');
    expect(formatAgo('2026-04-28T11:00:00Z', now)).toBe('2 days ago');
    expect(formatAgo('2026-04-30T12:00:30Z', now)).toBe('in 30 seconds');
  });
});

describe('Numbers', () => {
  it('show quantities and rates exactly', () => {
    expect(formatDecimal(0.342)).toBe('0.342');
    expect(formatPercent(5.5)).toBe('5.5%');
  });

  it('count in singular and plural', () => {
    expect(plural(1, 'sale')).toBe('1 sale');
    expect(plural(1204, 'sale')).toBe('1,204 sales');
  });
});
