import fc from 'fast-check';
import { addDays, datesBetween, periodStart, WEEK_STARTS } from './period';

describe('stretches of dates', () => {
  it('[PERIOD1] dates follow each other as in the calendar, over months and leap years', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(datesBetween('2026-02-27', '2026-03-02')).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
      '2026-03-02',
    ]);
    expect(datesBetween('2026-03-02', '2026-03-01')).toEqual([]);
  });

  it('[PERIOD2] a week begins on Monday, or where it is so on Saturday or Sunday; a month on its first', () => {
    expect(periodStart('2026-04-30', 'WEEK')).toBe('2026-04-27');
    expect(periodStart('2026-04-26', 'WEEK')).toBe('2026-04-20');
    expect(periodStart('2026-04-26', 'WEEK', 'SUNDAY')).toBe('2026-04-26');
    expect(periodStart('2026-04-30', 'WEEK', 'SATURDAY')).toBe('2026-04-25');
    expect(periodStart('1969-12-31', 'WEEK')).toBe('1969-12-29');
    expect(periodStart('2026-04-30', 'MONTH')).toBe('2026-04-01');
    expect(periodStart('2026-04-30', 'DAY')).toBe('2026-04-30');
  });

  it('[PERIOD2] every date is in a week of seven that begins on that weekday', () => {
    const weekday = { MONDAY: 1, SATURDAY: 6, SUNDAY: 0 };
    const days = fc.integer({ min: -300_000, max: 300_000 });
    fc.assert(
      fc.property(days, fc.constantFrom(...WEEK_STARTS), (day, weekStart) => {
        const date = addDays('2000-01-01', day);
        const first = periodStart(date, 'WEEK', weekStart);
        expect(new Date(`${first}T00:00:00Z`).getUTCDay()).toBe(weekday[weekStart]);
        expect(datesBetween(first, addDays(first, 6))).toContain(date);
      }),
    );
  });
});
