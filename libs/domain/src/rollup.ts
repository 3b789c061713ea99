// What a day's sales come to, part by part: kept beside the sales, so that nobody has to add a million of them up.
import type { PaymentMethod } from './payment';

/** The ways of taking a day's sales apart. */
export const ROLLUP_BY = [
  ...(['REGISTER', 'CASHIER', 'TIME', 'PAYMENT_METHOD', 'CATEGORY', 'TAX_RATE', 'PRODUCT'] as const),
];
export type RollupBy = (typeof ROLLUP_BY)[number];

/** What of a sale a roll-up looks at. */
export interface RollupSale {
  readonly businessDate: string;
  readonly soldAt: Date;
  readonly registerId: string;
  /** null where nobody had said who sells. */
  readonly cashierId: string | null;
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
  readonly lines: readonly {
    readonly productId: string | null;
    readonly category: string | null;
    /** Thousandths of a percent. */
    readonly taxRate: number;
    /** Thousandths. */
    readonly quantity: number;
    readonly tax: number;
    readonly total: number;
  }[];
  readonly payments: readonly { readonly method: PaymentMethod; readonly amount: number }[];
}

/**
 * What sales come to. Plain numbers, because what a broken device hands in is counted, too: several of its amounts together
 * may be more than an amount can be, and are then no more exact.
 */
export interface SalesFigures {
  /** How many, or in how many it occurs. */
  readonly sales: number;
  /** 0 by payment method, as quantity, net and tax are: a payment is for no line. */
  readonly lines: number;
  /** Thousandths. */
  readonly quantity: number;
  readonly net: number;
  readonly tax: number;
  readonly total: number;
  /** In how many of the sales goods came back; by payment method, money was given back. Net, tax and total are less by it. */
  readonly refunds: number;
  /** What was given for them, above zero; by payment method, what was given back in it. */
  readonly refunded: number;
}

/** What the sales of a business date come to in one part. */
export interface Rollup extends SalesFigures {
  readonly businessDate: string;
  readonly by: RollupBy;
  /** A register's, user's or product's id, timeKey, a payment method, a category, thousandths of a percent; '' is none of them. */
  readonly key: string;
}

/** The sales of an outlet added up, in one order whatever theirs is: by date, way and key. */
export function rollUp(sales: readonly RollupSale[]): Rollup[] {
  const days = new Map<string, Day>();
  for (const sale of sales) addSale(dayOf(days, sale.businessDate), sale);
  const ways = [...ROLLUP_BY].sort();
  return sorted(days).flatMap((day) => ways.flatMap((by) => sorted(day.parts[by])));
}

/** The quarter of an hour that the instant is in, in UTC: 2026-04-30T08:15. No time zone's hours begin within one. */
export function timeKey(instant: Date): string {
  const quarter = Math.floor(instant.getUTCMinutes() / 15) * 15;
  return `${instant.toISOString().slice(0, 14)}${String(quarter).padStart(2, '0')}`;
}

/** When the quarter of an hour of a timeKey begins. */
export function timeOfKey(key: string): Date {
  return new Date(`${key}Z`);
}

/** A map for each way, because a text put together for each part would cost more than adding up. */
interface Day {
  readonly businessDate: string;
  readonly parts: Readonly<Record<RollupBy, Map<string, Part>>>;
}

type Amounts = Omit<SalesFigures, 'sales' | 'refunds'>;

type Sum = { -readonly [Name in keyof Amounts]: Amounts[Name] };

interface Part extends Omit<Rollup, 'sales' | 'refunds' | keyof Amounts>, Sum {
  sales: number;
  refunds: number;
  /** The sale that was counted last: one with two lines of a product is one sale of it. */
  newest?: RollupSale;
  newestRefund?: RollupSale;
}

const NOTHING: Amounts = { lines: 0, quantity: 0, net: 0, tax: 0, total: 0, refunded: 0 };

function dayOf(days: Map<string, Day>, businessDate: string): Day {
  let day = days.get(businessDate);
  if (!day) {
    const parts = {
      ...{ REGISTER: new Map(), CASHIER: new Map(), TIME: new Map(), PAYMENT_METHOD: new Map() },
      ...{ CATEGORY: new Map(), TAX_RATE: new Map(), PRODUCT: new Map() },
    };
    day = { businessDate, parts };
    days.set(businessDate, day);
  }
  return day;
}

function addSale(day: Day, sale: RollupSale): void {
  const sum: Sum = { ...NOTHING };
  let givesBack = false;
  for (const { productId, category, taxRate, quantity, tax, total } of sale.lines) {
    const isReturn = quantity < 0;
    const line = { lines: 1, quantity, net: total - tax, tax, total, refunded: isReturn ? 0 - total : 0 };
    addLine(day, sale, productId ?? '', category ?? '', String(taxRate), line, isReturn);
    if (isReturn) givesBack = true;
    addTo(sum, line);
  }
  const { lines, quantity, refunded } = sum;
  const [net, tax, total] = [sale.subtotal - sum.net, sale.tax - sum.tax, sale.total - sum.total];
  // What a broken device says that its lines come to, and they don't: the whole is the sum of its parts all the same.
  if (net !== 0 || tax !== 0 || total !== 0)
    addLine(day, sale, '', '', '', { ...NOTHING, net, tax, total }, false);
  const whole = { lines, quantity, net: sale.subtotal, tax: sale.tax, total: sale.total, refunded };
  add(day, sale, 'REGISTER', sale.registerId, whole, givesBack);
  add(day, sale, 'CASHIER', sale.cashierId ?? '', whole, givesBack);
  add(day, sale, 'TIME', timeKey(sale.soldAt), whole, givesBack);
  let unpaid = sale.total;
  for (const { method, amount } of sale.payments) {
    addPayment(day, sale, method, amount);
    unpaid -= amount;
  }
  if (unpaid !== 0) addPayment(day, sale, '', unpaid);
}

function addPayment(day: Day, sale: RollupSale, method: string, total: number): void {
  const isRefund = total < 0;
  add(day, sale, 'PAYMENT_METHOD', method, { ...NOTHING, total, refunded: isRefund ? -total : 0 }, isRefund);
}

function addLine(
  day: Day,
  sale: RollupSale,
  product: string,
  category: string,
  rate: string,
  amounts: Amounts,
  isRefund: boolean,
): void {
  add(day, sale, 'PRODUCT', product, amounts, isRefund);
  add(day, sale, 'CATEGORY', category, amounts, isRefund);
  add(day, sale, 'TAX_RATE', rate, amounts, isRefund);
}

function add(
  { businessDate, parts }: Day,
  sale: RollupSale,
  by: RollupBy,
  key: string,
  amounts: Amounts,
  isRefund: boolean,
): void {
  let part = parts[by].get(key);
  if (!part) {
    part = { businessDate, by, key, sales: 0, refunds: 0, ...NOTHING };
    parts[by].set(key, part);
  }
  if (part.newest !== sale) part.sales++;
  part.newest = sale;
  if (isRefund && part.newestRefund !== sale) {
    part.refunds++;
    part.newestRefund = sale;
  }
  addTo(part, amounts);
}

function addTo(sum: Sum, amounts: Amounts): void {
  sum.lines += amounts.lines;
  sum.quantity += amounts.quantity;
  sum.net += amounts.net;
  sum.tax += amounts.tax;
  sum.total += amounts.total;
  sum.refunded += amounts.refunded;
}

function sorted<T>(map: ReadonlyMap<string, T>): T[] {
  if (map.size === 1) return [...map.values()];
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
