// Decimal numbers as people write them, to and from whole units. No floating point on the way: 0.1 + 0.2 never happens.

/**
 * Reads decimal text as whole units of 10^-places: ("1 234,5", 2) → 123450. Point or comma may be the decimal sign;
 * blanks, apostrophes or the other sign may group thousands. Undefined when the text is no such number, has more
 * places, or could be read two ways ("1,234" with two places: twelve hundred or one and a bit).
 */
export function parseDecimal(text: string, places: number): number | undefined {
  const match = decimalPattern(places).exec(text.trim());
  if (!match?.groups) return undefined;
  const { sign, plain, grouped, mark = '', point, fraction = '' } = match.groups;
  if (grouped !== undefined) {
    if (mark === point) return undefined;
    const couldBeDecimalSign = places > 0 && point === undefined && /[.,]/.test(mark);
    if (couldBeDecimalSign && grouped.split(mark).length === 2) return undefined;
  }
  const digits = (plain ?? grouped?.replaceAll(mark, '') ?? '') + fraction;
  if (digits === '') return undefined;
  const units = Number(digits + '0'.repeat(places - fraction.length));
  if (!Number.isSafeInteger(units)) return undefined;
  return sign && units !== 0 ? -units : units;
}

/** Whole units of 10^-places as plain decimal text with a point: (-1205, 2) → "-12.05". Exact for every safe integer. */
export function decimalText(units: number, places: number): string {
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = places > 0 ? `.${digits.slice(-places)}` : '';
  return `${units < 0 ? '-' : ''}${whole}${fraction}`;
}

function decimalPattern(places: number): RegExp {
  const fraction = places > 0 ? `(?:(?<point>[.,])(?<fraction>\\d{1,${places}}))?` : '';
  return new RegExp(
    `^(?<sign>[-−])?(?:(?<plain>\\d+)|(?<grouped>\\d{1,3}(?<mark>[\\s.,'’])\\d{3}(?:\\k<mark>\\d{3})*))?${fraction}$`,
    'u',
  );
}
