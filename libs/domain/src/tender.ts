import { minorDigits, money, type Money } from './money';

/**
 * What a customer is likely to hand over for an amount due: the amount itself, then the next multiples of the notes that
 * go with its size; ascending, distinct, at most six, none below the amount. Nothing when nothing can be due (negative).
 *
 * Notes are 1, 2 or 5 times a power of ten in every currency we know. The smallest worth suggesting is 5 units and a
 * fiftieth of the amount, where a unit is a hundred minor units or, where the currency has more minor digits, one major
 * unit; nobody hands over a note ten times the amount unless it is a small one (20 units).
 */
export function tenderSuggestions(due: Money, currency: string): Money[] {
  if (due < 0) return [];
  if (due === 0) return [due];
  const unit = Math.max(100, 10 ** minorDigits(currency));
  const most = Math.max(20 * unit, 10 * due);
  const suggestions = new Set<number>([due]);
  for (const note of notes(most)) {
    if (note < 5 * unit || note < due / 50) continue;
    const over = due % note;
    const rounded = over === 0 ? due : due - over + note;
    if (rounded <= most && Number.isSafeInteger(rounded)) suggestions.add(rounded);
  }
  return [...suggestions]
    .sort((a, b) => a - b)
    .slice(0, 6)
    .map(money);
}

function* notes(upTo: number): Iterable<number> {
  for (let ten = 1; ten <= upTo; ten *= 10) {
    for (const step of [1, 2, 5]) if (ten * step <= upTo) yield ten * step;
  }
}
