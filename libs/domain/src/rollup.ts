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
 * What the sales of a business date come to in one part. Plain numbers, because what a broken device hands in is counted, too:
 * several of its amounts together may be more than an amount can be, and are then no more exact.
 */
export interface Rollup {
  readonly businessDate: string;
  readonly by: RollupBy;
  /** A register's, user's or product's id, timeKey, a payment method, a category, thousandths of a percent; '' is none of them. */
  readonly key: string;
  /** In how many sales it occurs. */
  readonly sales: number;
  /** 0 by payment method, as quantity, net and tax are: a payment is for no line. */
  readonly lines: number;
  readonly quantity: number;
  readonly net: number;
  readonly tax: number;
  readonly total: number;
}

/** The sales of an outlet added up, in one order whatever theirs is: by date, way and key. */
export function rollUp(sales: readonly RollupSale[]): Rollup[] {
  const parts = new Map<string, Part>();
  for (const sale of sales) addSale(parts, sale);
  return [...parts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
}

/** The quarter of an hour that the instant is in, in UTC: 2026-04-30T08:15. No time zone's hours begin within one. */
export function timeKey(instant: Date): string {
  const quarter = Math.floor(instant.getUTCMinutes() / 15) * 15;
  return `${instant.toISOString().slice(0, 14)}${String(quarter).padStart(2, '0')}`;
}

interface Part extends Rollup {
  sales: number;
  lines: number;
  quantity: number;
  net: number;
  tax: number;
  total: number;
  /** The sale that was counted last: one with two lines of a product is one sale of it. */
  newest?: RollupSale;
}

interface Amounts {
  readonly lines: number;
  readonly quantity: number;
  readonly net: number;
  readonly tax: number;
  readonly total: number;
}

function addSale(parts: Map<string, Part>, sale: RollupSale): void {
  const sum = { lines: 0, quantity: 0, net: 0, tax: 0, total: 0 };
  for (const { productId, category, taxRate, quantity, tax, total } of sale.lines) {
    const line = { lines: 1, quantity, net: total - tax, tax, total };
    addLine(parts, sale, productId ?? '', category ?? '', String(taxRate), line);
    addTo(sum, line);
  }
  const { lines, quantity } = sum;
  const [net, tax, total] = [sale.subtotal - sum.net, sale.tax - sum.tax, sale.total - sum.total];
  // What a broken device says that its lines come to, and they don't: the whole is the sum of its parts all the same.
  if (net !== 0 || tax !== 0 || total !== 0)
    addLine(parts, sale, '', '', '', { lines: 0, quantity: 0, net, tax, total });
  const whole = { lines, quantity, net: sale.subtotal, tax: sale.tax, total: sale.total };
  add(parts, sale, 'REGISTER', sale.registerId, whole);
  add(parts, sale, 'CASHIER', sale.cashierId ?? '', whole);
  add(parts, sale, 'TIME', timeKey(sale.soldAt), whole);
  let unpaid = sale.total;
  for (const { method, amount } of sale.payments) {
    add(parts, sale, 'PAYMENT_METHOD', method, { ...NOTHING, total: amount });
    unpaid -= amount;
  }
  if (unpaid !== 0) add(parts, sale, 'PAYMENT_METHOD', '', { ...NOTHING, total: unpaid });
}

const NOTHING: Amounts = { lines: 0, quantity: 0, net: 0, tax: 0, total: 0 };

function addLine(
  parts: Map<string, Part>,
  sale: RollupSale,
  product: string,
  category: string,
  rate: string,
  amounts: Amounts,
): void {
  add(parts, sale, 'PRODUCT', product, amounts);
  add(parts, sale, 'CATEGORY', category, amounts);
  add(parts, sale, 'TAX_RATE', rate, amounts);
}

function add(parts: Map<string, Part>, sale: RollupSale, by: RollupBy, key: string, amounts: Amounts): void {
  const { businessDate } = sale;
  const id = `${businessDate} ${by} ${key}`;
  let part = parts.get(id);
  if (!part) {
    part = { businessDate, by, key, sales: 0, ...NOTHING };
    parts.set(id, part);
  }
  if (part.newest !== sale) part.sales++;
  part.newest = sale;
  addTo(part, amounts);
}

function addTo(sum: { -readonly [Name in keyof Amounts]: number }, amounts: Amounts): void {
  sum.lines += amounts.lines;
  sum.quantity += amounts.quantity;
  sum.net += amounts.net;
  sum.tax += amounts.tax;
  sum.total += amounts.total;
}
