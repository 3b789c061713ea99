/** How long a sale was on the till before it came to the gateway; undefined when it came at once. */
export function waitedWords({
  soldAt,
  recordedAt,
}: {
  soldAt: string;
  recordedAt: string;
}): string | undefined {
  const waited = (new Date(recordedAt).getTime() - new Date(soldAt).getTime()) / 1000;
  const [unit, size] = units.find(([, size]) => waited >= 1.5 * size) ?? [];
  if (!unit || !size) return undefined;
  const time = new Intl.NumberFormat('en', {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 0,
  });
  return `It had waited on the till for ${time.format(waited / size)}.`;
}

/** In seconds. */
const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;
