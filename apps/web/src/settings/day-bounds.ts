/** The first instant of a day (YYYY-MM-DD) by this computer's clock; undefined for what is no day. */
export function dayStart(day: string): string | undefined {
  return instantOf(day, 0);
}

/** The first instant after it. */
export function dayEnd(day: string): string | undefined {
  return instantOf(day, 1);
}

function instantOf(day: string, later: number): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  if (year === undefined) return undefined;
  return new Date(Number(year), Number(month) - 1, Number(date) + later).toISOString();
}
