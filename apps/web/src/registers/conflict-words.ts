import { formatMoney } from '@tillkeep/domain';
import { methods } from '../register/payment-methods';
import { formatDateTime } from '../format';

/** What two contents of one sale say differently. */
export interface Difference {
  readonly name: string;
  readonly recorded: string;
  readonly other: string;
}

interface Place {
  readonly currency: string;
  readonly timeZone: string;
}

/** Both as canonical JSON, as they were sent. What only the chain is about (hashes, sequence) is one line at the end. */
export function differences(recorded: string, other: string, place: Place): Difference[] {
  const [first, second] = [parse(recorded), parse(other)];
  const found = fields.flatMap(({ name, text }) => {
    const difference = { name, recorded: text(first, place), other: text(second, place) };
    return difference.recorded === difference.other ? [] : [difference];
  });
  if (found.length > 0 || recorded === other) return found;
  return [{ name: 'Place in the chain', recorded: chainText(first), other: chainText(second) }];
}

type Content = Record<string, unknown>;

const fields: { name: string; text: (sale: Content, place: Place) => string }[] = [
  { name: 'Number', text: ({ number }) => plain(number) },
  {
    name: 'Sold',
    text: ({ soldAt }, { timeZone }) =>
      typeof soldAt === 'string' && !Number.isNaN(Date.parse(soldAt))
        ? formatDateTime(soldAt, timeZone)
        : '–',
  },
  {
    name: 'Items',
    text: ({ lines }, place) =>
      list(lines)
        .map(({ quantity, name, total }) => `${plain(quantity)} × ${plain(name)}, ${amount(total, place)}`)
        .join('; '),
  },
  {
    name: 'Paid',
    text: ({ payments }, place) =>
      list(payments)
        .map(({ method, amount: paid }) => `${methodName(method)} ${amount(paid, place)}`)
        .join(' + '),
  },
  { name: 'Tax', text: ({ tax }, place) => amount(tax, place) },
  { name: 'Total', text: ({ total }, place) => amount(total, place) },
];

function chainText({ sequence, claimId, hash }: Content): string {
  return ['sale', plain(sequence), 'of claim', plain(claimId).slice(0, 8), plain(hash).slice(0, 8)]
    .join(' ')
    .trim();
}

function amount(value: unknown, { currency }: Place): string {
  return typeof value === 'number' && Number.isSafeInteger(value)
    ? formatMoney(value, currency)
    : plain(value);
}

function methodName(value: unknown): string {
  return value === 'CASH' || value === 'CARD' || value === 'OTHER' ? methods[value].name : plain(value);
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
}

function list(value: unknown): Content[] {
  return Array.isArray(value) ? value.filter(isContent) : [];
}

function parse(text: string): Content {
  try {
    const value: unknown = JSON.parse(text);
    return isContent(value) ? value : {};
  } catch {
    return {}; // it is kept as it came, whatever it is
  }
}

function isContent(value: unknown): value is Content {
  return typeof value === 'object' && value !== null;
}
