// A shift: a drawer's time from its float to its count.
import { cashTotal, type CashCount } from './denominations';
import { money, sumMoney, type Money } from './money';
import type { PaymentMethod } from './payment';
import type { SequenceGap } from './register-proof';
import type { TaxByRate } from './settle';
import type { TaxRate } from './tax';

/** What of a sale a shift looks at. */
export interface ShiftSale {
  readonly sequence: number;
  readonly number: string;
  readonly soldAt: Date;
  readonly total: Money;
  readonly lines: readonly { readonly taxRate: TaxRate; readonly tax: Money; readonly total: Money }[];
  readonly payments: readonly {
    readonly method: PaymentMethod;
    readonly amount: Money;
    readonly tendered?: Money | null;
  }[];
}

/** Cash put into the drawer, or taken out of it, for no sale. */
export interface CashMovement {
  readonly kind: 'PAID_IN' | 'PAID_OUT';
  readonly amount: Money;
  readonly reason: string;
  readonly at: Date;
}

export interface ShiftFacts {
  readonly float: Money;
  /** The newest sale of the claim when the shift was opened: its own sales come behind it. */
  readonly fromSale: number;
  /** The newest sale when it was closed, or now. */
  readonly toSale: number;
  readonly sales: readonly ShiftSale[];
  readonly movements: readonly CashMovement[];
}

export interface ShiftReport {
  readonly float: Money;
  /** Where there were any. */
  readonly firstSale?: number;
  readonly lastSale?: number;
  /** Those that are there. */
  readonly count: number;
  readonly total: Money;
  /** Sales of the shift that are not there. */
  readonly missing: readonly SequenceGap[];
  /** CASH, CARD, OTHER, as far as there are any; amounts are without change. */
  readonly tenders: readonly {
    readonly method: PaymentMethod;
    readonly count: number;
    readonly amount: Money;
  }[];
  /** The lowest rate first. */
  readonly taxByRate: readonly TaxByRate[];
  readonly paidIn: Money;
  readonly paidOut: Money;
  /** The oldest first. */
  readonly movements: readonly CashMovement[];
  /** The cash that must be in the drawer. */
  readonly expected: Money;
}

/** Adds the shift up. Sales outside of it are left out. RangeError when an amount leaves the safe integers. */
export function shiftReport({ float, fromSale, toSale, sales, movements }: ShiftFacts): ShiftReport {
  const own = sales
    .filter(({ sequence }) => sequence > fromSale && sequence <= toSale)
    .sort((a, b) => a.sequence - b.sequence);
  const payments = own.flatMap((sale) => sale.payments);
  const tenders = METHODS.flatMap((method) => {
    const amounts = payments.filter((payment) => payment.method === method).map(({ amount }) => amount);
    return amounts.length === 0 ? [] : [{ method, count: amounts.length, amount: sumMoney(amounts) }];
  });
  const moved = (kind: CashMovement['kind']) =>
    sumMoney(movements.filter((movement) => movement.kind === kind).map(({ amount }) => amount));
  const cash = tenders.find(({ method }) => method === 'CASH')?.amount ?? 0;
  const [paidIn, paidOut] = [moved('PAID_IN'), moved('PAID_OUT')];
  return {
    float,
    ...(toSale > fromSale && { firstSale: fromSale + 1, lastSale: toSale }),
    count: own.length,
    total: sumMoney(own.map((sale) => sale.total)),
    missing: missingOf(own, fromSale, toSale),
    tenders,
    taxByRate: taxByRateOf(own),
    ...{ paidIn, paidOut },
    movements: [...movements].sort((a, b) => a.at.getTime() - b.at.getTime()),
    expected: money(float + cash + paidIn - paidOut),
  };
}

/** From this on, in minor units, a difference needs a reason. */
export const DIFFERENCE_LIMIT = money(500);

/** What a shift is called: its count under the claim; from a register's second epoch on with the epoch before it, 2-1. */
export function shiftName(epoch: number, number: number): string {
  return epoch === 1 ? String(number) : `${epoch}-${number}`;
}

/**
 * What may have made a difference. PAID_OTHERWISE: a payment that was made in another way than it says. ENTERED_TWICE: a
 * sale with a twin shortly before. CHANGE: change that was not given, or given twice. NOT_MOVED: cash that was not paid in
 * or out. WRONG_WAY: paid out instead of in, or in instead of out. TRANSPOSED: two digits that changed places in what was
 * typed. ROLL: a roll of coins that was not counted. NOT_COUNTED: coins or notes of the float of which none was counted.
 */
export type DifferenceCause =
  | {
      readonly kind: 'PAID_OTHERWISE' | 'ENTERED_TWICE' | 'CHANGE';
      readonly sale: ShiftSale;
      readonly method: PaymentMethod;
      readonly amount: Money;
    }
  | { readonly kind: 'NOT_MOVED' | 'WRONG_WAY'; readonly movement: CashMovement }
  | {
      readonly kind: 'TRANSPOSED';
      readonly typed: Money;
      readonly meant: Money;
      readonly of: ShiftSale | CashMovement;
    }
  | { readonly kind: 'ROLL' | 'NOT_COUNTED'; readonly value: Money; readonly pieces: number };

/** A cause in plain values, as it is sent and put into words. */
export interface CauseFacts {
  readonly kind: DifferenceCause['kind'];
  /** Of the payment, of the movement, or of the coins; TRANSPOSED: what was typed. */
  readonly amount: Money;
  /** TRANSPOSED: the amount that may have been meant. */
  readonly meant?: Money;
  /** Where it is about a sale. */
  readonly saleNumber?: string;
  readonly method?: PaymentMethod;
  /** Where it is about cash that was paid in or out. */
  readonly reason?: string;
  /** Of the sale, or when it was paid in or out. */
  readonly at?: Date;
  /** Of one coin or note, and of how many. */
  readonly value?: Money;
  readonly pieces?: number;
}

export function causeFacts(cause: DifferenceCause): CauseFacts {
  const { kind } = cause;
  if ('movement' in cause) {
    const { amount, reason, at } = cause.movement;
    return { kind, amount, reason, at };
  }
  if ('typed' in cause) {
    const { typed: amount, meant, of } = cause;
    return 'number' in of
      ? { kind, amount, meant, saleNumber: of.number, at: of.soldAt }
      : { kind, amount, meant, reason: of.reason, at: of.at };
  }
  if ('pieces' in cause) {
    const { value, pieces } = cause;
    return { kind, amount: money(value * pieces), value, pieces };
  }
  const { sale, method, amount } = cause;
  return { kind, amount, method, saleNumber: sale.number, at: sale.soldAt };
}

export interface Counted {
  /** Counted less expected: above zero is too much. */
  readonly difference: Money;
  readonly sales: readonly ShiftSale[];
  readonly movements: readonly CashMovement[];
  /** By coins and notes, as far as they were counted so. */
  readonly floatCash?: readonly CashCount[];
  readonly countedCash?: readonly CashCount[];
}

/** What explains the difference exactly, the likeliest first; nothing when there is none. */
export function differenceCauses(counted: Counted): DifferenceCause[] {
  if (counted.difference === 0) return [];
  return [
    ...paidOtherwise(counted),
    ...enteredTwice(counted),
    ...movedWrongly(counted),
    ...changeMixedUp(counted),
    ...transposed(counted),
    ...notCounted(counted),
  ];
}

const METHODS: readonly PaymentMethod[] = ['CASH', 'CARD', 'OTHER'];

/** In milliseconds. */
const SHORTLY = 10 * 60_000;

/** Pieces in a roll, by how coins are rolled in most countries. */
const ROLLS = [50, 40, 25];

/** In minor units: what comes in rolls is not worth more. */
const LARGEST_COIN = 500;

function missingOf(own: readonly ShiftSale[], fromSale: number, toSale: number): SequenceGap[] {
  const missing: SequenceGap[] = [];
  let next = fromSale + 1;
  for (const { sequence } of own) {
    if (sequence > next) missing.push({ from: next, to: sequence - 1 });
    next = Math.max(next, sequence + 1);
  }
  if (next <= toSale) missing.push({ from: next, to: toSale });
  return missing;
}

function taxByRateOf(sales: readonly ShiftSale[]): TaxByRate[] {
  const rates = new Map<TaxRate, TaxByRate>();
  for (const { taxRate: rate, tax, total } of sales.flatMap((sale) => sale.lines)) {
    const before = rates.get(rate) ?? { net: 0, tax: 0, gross: 0 };
    rates.set(rate, {
      rate,
      net: money(before.net + total - tax),
      tax: money(before.tax + tax),
      gross: money(before.gross + total),
    });
  }
  return [...rates.values()].sort((a, b) => a.rate - b.rate);
}

/** Too much: cash was taken for what says card. Too little: the other way round. */
function paidOtherwise({ difference, sales }: Counted): DifferenceCause[] {
  return sales.flatMap((sale) =>
    sale.payments
      .filter(
        ({ method, amount }) => amount === Math.abs(difference) && (method === 'CASH') === difference < 0,
      )
      .map(({ method, amount }) => ({ kind: 'PAID_OTHERWISE' as const, sale, method, amount })),
  );
}

function enteredTwice({ difference, sales }: Counted): DifferenceCause[] {
  const twins = sales.filter(
    ({ total, payments }) => total === -difference && payments.every(({ method }) => method === 'CASH'),
  );
  return twins.flatMap((sale) => {
    const isTwin = ({ sequence, soldAt }: ShiftSale) =>
      sequence < sale.sequence && Math.abs(sale.soldAt.getTime() - soldAt.getTime()) <= SHORTLY;
    if (!twins.some(isTwin)) return [];
    return [{ kind: 'ENTERED_TWICE' as const, sale, method: 'CASH' as const, amount: sale.total }];
  });
}

function movedWrongly({ difference, movements }: Counted): DifferenceCause[] {
  return movements.flatMap((movement): DifferenceCause[] => {
    // What there is too much when it did not happen.
    const without = movement.kind === 'PAID_IN' ? -movement.amount : movement.amount;
    if (without === difference) return [{ kind: 'NOT_MOVED', movement }];
    return 2 * without === difference ? [{ kind: 'WRONG_WAY', movement }] : [];
  });
}

function changeMixedUp({ difference, sales }: Counted): DifferenceCause[] {
  return sales.flatMap((sale) =>
    sale.payments
      .filter(({ amount, tendered }) => tendered != null && tendered - amount === Math.abs(difference))
      .map(({ method }) => ({ kind: 'CHANGE' as const, sale, method, amount: money(Math.abs(difference)) })),
  );
}

/** The difference of two numbers whose digits changed places can be divided by nine. */
function transposed({ difference, sales, movements }: Counted): DifferenceCause[] {
  if (difference % 9 !== 0) return [];
  const typed = [
    ...sales.flatMap((of) =>
      of.payments.flatMap(({ method, tendered }) =>
        method === 'CASH' && tendered != null ? [{ of, amount: tendered, sign: 1 }] : [],
      ),
    ),
    ...movements.map((of) => ({ of, amount: of.amount, sign: of.kind === 'PAID_IN' ? 1 : -1 })),
  ];
  return typed.flatMap(({ of, amount, sign }) => {
    const meant = amount + sign * difference;
    if (!areTransposed(amount, meant)) return [];
    return [{ kind: 'TRANSPOSED' as const, typed: amount, meant: money(meant), of }];
  });
}

function areTransposed(a: number, b: number): boolean {
  if (b < 0) return false;
  const [one, other] = [String(a), String(b)];
  const width = Math.max(one.length, other.length);
  const [x, y] = [one.padStart(width, '0'), other.padStart(width, '0')];
  const apart = [...x].flatMap((digit, place) => (digit === y[place] ? [] : [place]));
  const [first = 0, second = 0] = apart;
  return apart.length === 2 && second === first + 1 && x[first] === y[second] && x[second] === y[first];
}

function notCounted({ difference, floatCash = [], countedCash }: Counted): DifferenceCause[] {
  if (difference > 0 || !countedCash) return [];
  const counts = new Map(countedCash.map(({ value, count }) => [value, count]));
  const ofFloat = floatCash
    .filter((one) => one.count > 0 && cashTotal([one]) === -difference && !counts.get(one.value))
    .map(({ value, count }) => ({ kind: 'NOT_COUNTED' as const, value, pieces: count }));
  const rolls = [...counts.keys()].flatMap((value) =>
    ROLLS.filter((pieces) => value <= LARGEST_COIN && value * pieces === -difference).map((pieces) => ({
      ...{ kind: 'ROLL' as const, value, pieces },
    })),
  );
  return [...ofFloat, ...rolls];
}
