// The day a sale belongs to. Worked out on the wall clock of the outlet, because a day there can have 23, 24 or 25 hours,
// or be missing: taking the cut-over off the instant would be an hour wrong twice a year.

/**
 * The outlet's wall-clock date (YYYY-MM-DD) at an instant; before the cut-over (minutes after local midnight, 0–1439)
 * it is still the date before, that is, the last one that existed there.
 * RangeError for an unknown IANA time zone, an invalid instant, or a cut-over out of range.
 */
export function businessDate(instant: Date, timeZone: string, cutOverMinutes = 0): string {
  if (!Number.isInteger(cutOverMinutes) || cutOverMinutes < 0 || cutOverMinutes >= 24 * 60) {
    throw new RangeError(
      `${cutOverMinutes} is not a cut-over: it is whole minutes after midnight, 0 to 1439`,
    );
  }
  const clock = clockOf(timeZone);
  const now = readClock(clock, instant.getTime());
  if (now.minutes >= cutOverMinutes) return now.date;

  // Back by what the wall clock shows since midnight and one minute more. Where it was set back meanwhile this is still
  // today, so again; where it was set forward, or a whole date left out, this is simply earlier on the date before.
  let at = instant.getTime();
  let before = now;
  while (before.date === now.date) {
    at -= (before.minutes + 1) * 60_000;
    before = readClock(clock, at);
  }
  return before.date;
}

/** What the outlet's clocks show at an instant, in minutes since 00:00 on them. RangeError for an unknown IANA time zone. */
export function minutesOfDay(instant: Date, timeZone: string): number {
  return readClock(clockOf(timeZone), instant.getTime()).minutes;
}

/** Within a claim the business date never goes back, whatever the clock does: the later of the two. */
export function nextBusinessDate(previous: string | undefined, candidate: string): string {
  return previous !== undefined && previous > candidate ? previous : candidate;
}

/** True for the text of a date in the calendar: 2024-02-29, not 2026-02-29 and not 2026-4-30. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  // Some engines turn 30 February into 2 March, others into no date at all; neither is the 30th.
  return new Date(`${text}T00:00:00Z`).getUTCDate() === Number(text.slice(8));
}

interface WallClock {
  readonly date: string;
  /** since 00:00 on the wall clock */
  readonly minutes: number;
}

// Making a formatter takes about a hundred times as long as using it.
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    clocks.set(timeZone, clock);
  }
  return clock;
}

// en-US writes "04/30/2026, 07:59"; its digits are read because formatToParts takes five times as long, for every sale.
function readClock(clock: Intl.DateTimeFormat, time: number): WallClock {
  const [month, day, year = '', hour, minute] = clock.format(time).match(/\d+/g) ?? [];
  return { date: `${year.padStart(4, '0')}-${month}-${day}`, minutes: Number(hour) * 60 + Number(minute) };
}
