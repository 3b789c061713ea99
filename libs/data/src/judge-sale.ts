import {
  businessDate,
  FIRST_PREVIOUS_HASH,
  isPricedAsSold,
  isShareOf,
  parseSaleNumber,
  settlePayments,
  settleLine,
  sumMoney,
  taxRateToPercent,
  type Approval,
  type Money,
  type PaymentMethod,
  type Quantity,
  type ReturnOf,
  type TaxRate,
} from '@tillkeep/domain';
import type { ReturnableLine, ReturnVerdict } from './returns';
import type { SaleFlag } from './sale-rows';

/** A sale as a device hands it in. */
export interface SentSale {
  readonly id: string;
  readonly sequence: number;
  readonly number: string;
  readonly businessDate: string;
  readonly soldAt: Date;
  /** One instant has several texts, and the hash covers the one that was sent. */
  readonly soldAtAsSent: string;
  readonly lines: readonly SentLine[];
  readonly payments: readonly {
    readonly method: PaymentMethod;
    readonly amount: Money;
    readonly tendered?: Money | null;
  }[];
  readonly subtotal: Money;
  readonly tax: Money;
  readonly total: Money;
  readonly previousHash: string;
  readonly hash: string;
  readonly cashierId?: string | null;
  readonly cashierName?: string | null;
  readonly approvals?: readonly Approval[] | null;
}

export interface SentLine {
  readonly productId?: string | null;
  readonly sku: string;
  readonly name: string;
  readonly quantity: Quantity;
  readonly unitPrice: Money;
  readonly listPrice?: Money | null;
  /** To a thousandth of a percent. */
  readonly taxRate: TaxRate;
  /** In percent. */
  readonly taxRateAsSent: number;
  readonly tax: Money;
  readonly total: Money;
  readonly returnOf?: ReturnOf | null;
}

export interface KnownProduct {
  readonly price: number;
  readonly taxRate: number;
}

/** What there is to know about a sale beyond itself. */
export interface Circumstances {
  readonly pricesIncludeTax: boolean;
  readonly timeZone: string;
  readonly cutOverMinutes: number;
  readonly receivedAt: Date;
  /** The device's clock while it sent the sale, if it said. */
  readonly deviceTime?: Date;
  /** Whether the claim had ended when the sale arrived. */
  readonly isLate: boolean;
  /** Of the products in it, those that are known. */
  readonly products: ReadonlyMap<string, KnownProduct>;
  /** The recorded sales at its place of the claim, the one before it and the one behind it. */
  readonly neighbours: {
    readonly before: readonly Link[];
    readonly here: readonly Link[];
    readonly after: readonly Link[];
  };
  /** SHA-256 of the sale as it was sent. */
  readonly contentHash: string;
  /** Whether another sale has its reference. */
  readonly isReferenceTaken: boolean;
  /** The stock of each product that it took from, afterwards. */
  readonly balances: Iterable<Quantity>;
  /** Whether a cashier has done in it what needs an approval, without one that holds. */
  readonly isUnapproved: boolean;
  readonly returns: ReturnVerdict;
}

export interface Link {
  readonly hash: string;
  readonly previousHash: string;
}

/** What a manager should look at. Nothing here keeps a sale from being recorded: it has happened. */
export function judgeSale(sale: SentSale, about: Circumstances): SaleFlag[] {
  const flags: [SaleFlag, boolean][] = [
    ['OVERSOLD', [...about.balances].some((balance) => balance < 0)],
    ['UNKNOWN_PRODUCT', sale.lines.some(({ productId }) => !productId || !about.products.has(productId))],
    ['PRICE_DIFFERS', sale.lines.some((line, position) => priceDiffers(line, position, about))],
    ['TOTALS_MISMATCH', !addsUp(sale, about)],
    ['CLOCK_SKEW', isClockOff(sale, about)],
    ['CHAIN_BROKEN', isChainBroken(sale, about)],
    ['LATE', about.isLate],
    ['NOT_APPROVED', about.isUnapproved],
    ['OVER_RETURN', about.returns.isTooMuch],
    ['UNKNOWN_ORIGINAL', about.returns.isOriginalUnknown],
  ];
  return flags.flatMap(([flag, isSet]) => (isSet ? [flag] : []));
}

/** Of goods that come back: from what was paid, as far as that is known here. */
function priceDiffers(line: SentLine, position: number, { products, returns }: Circumstances): boolean {
  if (line.quantity < 0) {
    const sold = returns.sold.get(position);
    return sold !== undefined && !isPricedAsSold(line, sold);
  }
  const product = products.get(line.productId ?? '');
  return product !== undefined && (product.price !== line.unitPrice || product.taxRate !== line.taxRate);
}

function addsUp(sale: SentSale, { pricesIncludeTax, returns }: Circumstances): boolean {
  const { lines, payments, subtotal, tax, total } = sale;
  try {
    const isRight = (line: SentLine, position: number): boolean => {
      if (line.quantity < 0) return isGivenBackRightly(line, returns.sold.get(position));
      const settled = settleLine(line, pricesIncludeTax);
      return line.tax === settled.tax && line.total === settled.total;
    };
    return (
      lines.length > 0 &&
      lines.every(
        (line, position) => taxRateToPercent(line.taxRate) === line.taxRateAsSent && isRight(line, position),
      ) &&
      total === sumMoney(lines.map((line) => line.total)) &&
      tax === sumMoney(lines.map((line) => line.tax)) &&
      subtotal + tax === total &&
      settlePayments(total, payments).ok
    );
  } catch (error) {
    if (error instanceof RangeError) return false; // amounts beyond what can be counted
    throw error;
  }
}

/** A share of what was paid. Where that is not known here, nobody can say so yet: it is judged again when it is. */
function isGivenBackRightly(line: SentLine, sold: ReturnableLine | undefined): boolean {
  if (sold) return isShareOf(line, sold);
  return line.total <= 0 && line.tax <= 0 && line.tax >= line.total;
}

/** In milliseconds. */
const CLOCK_TOLERANCE = 2 * 60_000;

function isClockOff(sale: SentSale, about: Circumstances): boolean {
  const { receivedAt, deviceTime = receivedAt, timeZone, cutOverMinutes } = about;
  return (
    Math.abs(deviceTime.getTime() - receivedAt.getTime()) > CLOCK_TOLERANCE ||
    sale.soldAt.getTime() - receivedAt.getTime() > CLOCK_TOLERANCE ||
    sale.businessDate !== businessDate(sale.soldAt, timeZone, cutOverMinutes)
  );
}

/** Sales arrive in any order: where the one before or behind has not come yet, the proof finds out later. */
function isChainBroken(
  sale: SentSale,
  { neighbours, contentHash, isReferenceTaken }: Circumstances,
): boolean {
  const { before, here, after } = neighbours;
  const follows =
    sale.sequence === 1
      ? sale.previousHash === FIRST_PREVIOUS_HASH
      : before.length === 0 || before.some(({ hash }) => hash === sale.previousHash);
  const isFollowed = after.length === 0 || after.some(({ previousHash }) => previousHash === sale.hash);
  return (
    sale.hash !== contentHash ||
    here.length > 0 ||
    isReferenceTaken ||
    !follows ||
    !isFollowed ||
    parseSaleNumber(sale.number)?.businessDate !== sale.businessDate
  );
}
