import { money, type Money } from './money';

/** n / d to the nearest integer, halves away from zero: 5/2 → 3, -5/2 → -3. RangeError unless d > 0. */
export function divideRounded(n: bigint, d: bigint): bigint {
  if (d <= 0n) throw new RangeError(`Cannot divide by ${d}: the divisor is positive`);
  const size = n < 0n ? -n : n;
  const quotient = size / d + (2n * (size % d) >= d ? 1n : 0n);
  return n < 0n ? -quotient : quotient;
}

/**
 * a × b / d to the nearest integer, halves away from zero; a and b are safe integers, 0 < d ≤ 2^52.
 * RangeError when the answer is no safe integer. Every amount of a sale is made here.
 */
export function multiplyDivideRounded(a: number, b: number, d: number): number {
  const product = a * b;
  if (!Number.isSafeInteger(product)) {
    const exact = Number(divideRounded(BigInt(a) * BigInt(b), BigInt(d)));
    if (!Number.isSafeInteger(exact)) throw new RangeError(`${a} × ${b} / ${d} is too large for an amount`);
    return exact;
  }
  // Below 2^53 plain numbers are exact: the remainder is, and so is the quotient of what it leaves.
  const size = Math.abs(product);
  const remainder = size % d;
  const quotient = (size - remainder) / d + (2 * remainder >= d ? 1 : 0);
  return product < 0 ? -quotient + 0 : quotient;
}

/**
 * Shares a total out by weights (whole numbers, none negative) so that the parts add up to it exactly: every part is
 * its exact share rounded towards zero, and the units left over go to the largest remainders, the earlier part first.
 * Equal shares when all weights are zero. RangeError with no weights or a bad one.
 */
export function splitMoney(total: Money, weights: readonly number[]): Money[] {
  if (weights.length === 0) throw new RangeError('A split needs at least one part');
  for (const weight of weights) {
    if (!Number.isSafeInteger(weight) || weight < 0) throw new RangeError(`${weight} is not a weight`);
  }
  const exact = weights.map(BigInt);
  const sum = exact.reduce((a, b) => a + b, 0n);
  const shares = sum === 0n ? exact.map(() => 1n) : exact;
  const whole = sum === 0n ? BigInt(weights.length) : sum;
  const size = BigInt(Math.abs(total));

  const parts = shares.map((share, index) => ({
    index,
    amount: (size * share) / whole,
    remainder: (size * share) % whole,
  }));
  let left = size - parts.reduce((given, part) => given + part.amount, 0n);
  const byRemainder = [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const part of byRemainder) {
    if (left === 0n) break;
    part.amount += 1n;
    left -= 1n;
  }
  return parts.map((part) => money(total < 0 ? -Number(part.amount) : Number(part.amount)));
}
