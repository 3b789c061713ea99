/**
 * Shows minor units as people read them: with amountFormat('EUR'), -123450 is "-1,234.50"; with 'JPY', 1234 is "1,234".
 * Exact for any whole number, also for sums beyond 2^53 (as bigint).
 */
export function amountFormat(currency: string): (minor: number | bigint) => string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  const unit = 10n ** BigInt(digits);
  return (minor) => {
    const amount = BigInt(minor);
    const size = amount < 0n ? -amount : amount;
    const fraction = digits === 0 ? '' : `.${String(size % unit).padStart(digits, '0')}`;
    return `${amount < 0n ? '-' : ''}${(size / unit).toLocaleString('en')}${fraction}`;
  };
}
