import fc from 'fast-check';
import { businessDate, isCalendarDate, nextBusinessDate } from './business-date';

const at = (text: string): Date => new Date(text);

describe('business date', () => {
  it('[DATE1] is the date on the wall clock of the outlet', () => {
    const instant = at('2026-04-30T22:30:00Z');
    expect(businessDate(instant, 'Europe/Paris')).toBe('2026-05-01');
    expect(businessDate(instant, 'America/New_York')).toBe('2026-04-30');
    expect(businessDate(instant, 'UTC')).toBe('2026-04-30');
    expect(businessDate(instant, 'Pacific/Kiritimati')).toBe('2026-05-01');
  });

  it('[DATE1] changes at midnight, to the millisecond', () => {
    expect(businessDate(at('2026-04-30T21:59:59.999Z'), 'Europe/Paris')).toBe('2026-04-30');
    expect(businessDate(at('2026-04-30T22:00:00.000Z'), 'Europe/Paris')).toBe('2026-05-01');
  });

  it('[DATE1] knows zones that are half or three quarters of an hour off', () => {
    expect(businessDate(at('2026-04-30T18:29:59Z'), 'Asia/Kolkata')).toBe('2026-04-30');
    expect(businessDate(at('2026-04-30T18:30:00Z'), 'Asia/Kolkata')).toBe('2026-05-01');
    expect(businessDate(at('2026-04-30T18:14:59Z'), 'Asia/Kathmandu')).toBe('2026-04-30');
    expect(businessDate(at('2026-04-30T18:15:00Z'), 'Asia/Kathmandu')).toBe('2026-05-01');
    expect(businessDate(at('2026-04-30T11:14:59Z'), 'Pacific/Chatham')).toBe('2026-04-30');
    expect(businessDate(at('2026-04-30T11:15:00Z'), 'Pacific/Chatham')).toBe('2026-05-01');
    expect(businessDate(at('2026-04-30T11:15:00Z'), 'Pacific/Chatham', 30)).toBe('2026-04-30');
    expect(businessDate(at('2026-01-01T03:29:59Z'), 'America/St_Johns')).toBe('2025-12-31');
  });

  it('[DATE2] is the date before until the cut-over', () => {
    expect(businessDate(at('2026-05-01T01:59:59.999Z'), 'Europe/Paris', 240)).toBe('2026-04-30'); // 03:59
    expect(businessDate(at('2026-05-01T02:00:00.000Z'), 'Europe/Paris', 240)).toBe('2026-05-01'); // 04:00
    expect(businessDate(at('2026-03-01T00:30:00Z'), 'UTC', 60)).toBe('2026-02-28');
    expect(businessDate(at('2024-03-01T00:30:00Z'), 'UTC', 60)).toBe('2024-02-29');
    expect(businessDate(at('2026-01-01T23:58:00Z'), 'UTC', 1439)).toBe('2025-12-31');
  });

  it('[DATE2] looks at the wall clock, also on the days of 23 and 25 hours', () => {
    // Paris, 29 March 2026: 02:00 becomes 03:00. 04:00 there is 02:00 UTC; four hours before it is 23:00 on the 28th.
    expect(businessDate(at('2026-03-29T01:59:00Z'), 'Europe/Paris', 240)).toBe('2026-03-28');
    expect(businessDate(at('2026-03-29T02:00:00Z'), 'Europe/Paris', 240)).toBe('2026-03-29');
    // Paris, 25 October 2026: 03:00 becomes 02:00. 03:59 is 02:59 UTC; four hours before it is 00:59 on the 25th.
    expect(businessDate(at('2026-10-25T02:59:00Z'), 'Europe/Paris', 240)).toBe('2026-10-24');
    expect(businessDate(at('2026-10-25T03:00:00Z'), 'Europe/Paris', 240)).toBe('2026-10-25');
    // The nights after them: a whole day before 00:30 is 23:30 two dates ago, or 01:30 yesterday.
    expect(businessDate(at('2026-03-29T22:30:00Z'), 'Europe/Paris', 240)).toBe('2026-03-29');
    expect(businessDate(at('2026-10-25T23:30:00Z'), 'Europe/Paris', 240)).toBe('2026-10-25');
    // New York, 8 March and 1 November 2026.
    expect(businessDate(at('2026-03-08T07:59:00Z'), 'America/New_York', 240)).toBe('2026-03-07');
    expect(businessDate(at('2026-11-01T08:59:00Z'), 'America/New_York', 240)).toBe('2026-10-31');
    expect(businessDate(at('2026-11-01T09:00:00Z'), 'America/New_York', 240)).toBe('2026-11-01');
  });

  it('[DATE2] holds where the clock is set forward at midnight and 00:00 does not exist', () => {
    // São Paulo, 4 November 2018: after 23:59 on the 3rd comes 01:00.
    expect(businessDate(at('2018-11-04T02:59:59Z'), 'America/Sao_Paulo')).toBe('2018-11-03');
    expect(businessDate(at('2018-11-04T03:00:00Z'), 'America/Sao_Paulo')).toBe('2018-11-04');
    expect(businessDate(at('2018-11-04T03:00:00Z'), 'America/Sao_Paulo', 30)).toBe('2018-11-04'); // 01:00
    expect(businessDate(at('2018-11-04T03:29:00Z'), 'America/Sao_Paulo', 90)).toBe('2018-11-03'); // 01:29
    expect(businessDate(at('2018-11-04T03:30:00Z'), 'America/Sao_Paulo', 90)).toBe('2018-11-04'); // 01:30
    // Cairo, 24 April 2026, and Havana, 8 March 2026, likewise.
    expect(businessDate(at('2026-04-23T22:00:00Z'), 'Africa/Cairo', 60)).toBe('2026-04-24');
    expect(businessDate(at('2026-04-23T22:29:00Z'), 'Africa/Cairo', 90)).toBe('2026-04-23');
    expect(businessDate(at('2026-03-08T05:00:00Z'), 'America/Havana', 60)).toBe('2026-03-08');
    expect(businessDate(at('2026-03-08T05:29:00Z'), 'America/Havana', 90)).toBe('2026-03-07');
  });

  it('[DATE2] holds where the clock is set back at midnight and the hour before or after it comes twice', () => {
    // São Paulo, 18 February 2018: 24:00 becomes 23:00 on the 17th, so its last hour comes twice.
    expect(businessDate(at('2018-02-18T01:30:00Z'), 'America/Sao_Paulo')).toBe('2018-02-17');
    expect(businessDate(at('2018-02-18T02:30:00Z'), 'America/Sao_Paulo')).toBe('2018-02-17');
    expect(businessDate(at('2018-02-18T03:00:00Z'), 'America/Sao_Paulo')).toBe('2018-02-18');
    expect(businessDate(at('2018-02-18T03:05:00Z'), 'America/Sao_Paulo', 10)).toBe('2018-02-17');
    // Havana, 1 November 2026: 01:00 becomes 00:00, so 00:30 comes twice, and both are before a cut-over of 00:45.
    expect(businessDate(at('2026-11-01T04:30:00Z'), 'America/Havana', 45)).toBe('2026-10-31');
    expect(businessDate(at('2026-11-01T05:30:00Z'), 'America/Havana', 45)).toBe('2026-10-31');
    expect(businessDate(at('2026-11-01T05:30:00Z'), 'America/Havana')).toBe('2026-11-01');
    // Cairo, 29 October 2026: 24:00 becomes 23:00.
    expect(businessDate(at('2026-10-29T20:30:00Z'), 'Africa/Cairo')).toBe('2026-10-29');
    expect(businessDate(at('2026-10-29T21:30:00Z'), 'Africa/Cairo')).toBe('2026-10-29');
    expect(businessDate(at('2026-10-29T22:00:00Z'), 'Africa/Cairo')).toBe('2026-10-30');
  });

  it('[DATE3] goes over a date that was left out', () => {
    // Apia went from Thursday 29 December 2011, 24:00, to Saturday 31 December.
    expect(businessDate(at('2011-12-30T09:59:59Z'), 'Pacific/Apia')).toBe('2011-12-29');
    expect(businessDate(at('2011-12-30T10:00:00Z'), 'Pacific/Apia')).toBe('2011-12-31');
    expect(businessDate(at('2011-12-30T12:00:00Z'), 'Pacific/Apia', 240)).toBe('2011-12-29'); // 02:00 on the 31st
    expect(businessDate(at('2011-12-30T13:59:00Z'), 'Pacific/Apia', 240)).toBe('2011-12-29');
    expect(businessDate(at('2011-12-30T14:00:00Z'), 'Pacific/Apia', 240)).toBe('2011-12-31');
    // Kwajalein left out 21 August 1993.
    expect(businessDate(at('1993-08-21T13:00:00Z'), 'Pacific/Kwajalein', 240)).toBe('1993-08-20');
  });

  it('[DATE2] [DATE3] is never a date after the wall clock, and one that the zone had within the two days before', () => {
    const zones = fc.constantFrom(
      'Europe/Paris',
      'America/Sao_Paulo',
      'America/Havana',
      'Africa/Cairo',
      'Pacific/Apia',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'America/St_Johns',
    );
    const instants = fc.date({
      min: at('2005-01-01T00:00:00Z'),
      max: at('2030-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, zones, fc.integer({ min: 0, max: 1439 }), (instant, zone, cutOver) => {
        const today = businessDate(instant, zone);
        const date = businessDate(instant, zone, cutOver);
        const hoursBefore = (hours: number) =>
          businessDate(new Date(instant.getTime() - hours * 3_600_000), zone);
        const earlier = Array.from({ length: 27 }, (_, hours) => hoursBefore(hours));
        expect(earlier).toContain(date);
        expect([today, earlier.find((each) => each < today)]).toContain(date);
      }),
      { numRuns: 300 },
    );
  });

  it('[DATE4] never goes back', () => {
    expect(nextBusinessDate(undefined, '2026-04-30')).toBe('2026-04-30');
    expect(nextBusinessDate('2026-04-30', '2026-05-01')).toBe('2026-05-01');
    expect(nextBusinessDate('2026-05-01', '2026-04-30')).toBe('2026-05-01');
    expect(nextBusinessDate('2026-05-01', '2026-05-01')).toBe('2026-05-01');
  });

  it('[DATE5] refuses what it cannot know', () => {
    const now = at('2026-04-30T12:00:00Z');
    expect(() => businessDate(now, 'Europe/Atlantis')).toThrow(RangeError);
    expect(() => businessDate(now, '')).toThrow(RangeError);
    expect(() => businessDate(new Date(NaN), 'UTC')).toThrow(RangeError);
    for (const bad of [-1, 1440, 0.5, NaN]) expect(() => businessDate(now, 'UTC', bad)).toThrow(RangeError);
  });

  it('[DATE6] is a date that the calendar knows', () => {
    expect(['2026-04-30', '2024-02-29', '0001-01-01', '9999-12-31'].every(isCalendarDate)).toBe(true);
    const no = [
      '2026-02-29',
      '2026-02-30',
      '2026-13-01',
      '2026-00-10',
      '2026-4-30',
      '26-04-30',
      '2026-04-30T',
      '',
      'today',
    ];
    expect(no.filter(isCalendarDate)).toEqual([]);
  });
});
