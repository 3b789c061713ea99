import { money, sumMoney, type Money, type PaymentMethod } from '@tillkeep/domain';
import type { Claim, StoredSale } from '@tillkeep/offline';

/** What stands on a receipt, whether the sale comes from this till or from the gateway. Rates in percent. */
export interface Receipt {
  readonly number: string;
  readonly reference: string;
  readonly soldAt: string;
  readonly cashierName?: string | null;
  readonly outlet: {
    readonly name: string;
    readonly timeZone: string;
    readonly currency: string;
    readonly receiptHeader?: string;
    readonly receiptFooter?: string;
  };
  readonly lines: readonly {
    readonly name: string;
    readonly quantity: number;
    readonly unitPrice: number;
    readonly taxRate: number;
    readonly tax: number;
    readonly total: number;
    /** Of goods that come back: what the sale is called that they come back from, where it is known. */
    readonly returnOf?: { readonly sale?: { readonly number: string } | null } | null;
  }[];
  readonly payments: readonly {
    readonly method: PaymentMethod;
    readonly amount: number;
    readonly tendered?: number | null;
  }[];
  readonly total: number;
}

export function receiptOf(sale: StoredSale, { outlet }: Pick<Claim, 'outlet'>): Receipt {
  const { sent, reference, returnsOf = [], returnedNumbers = [] } = sale;
  const lines = sent.lines.map(({ returnOf, ...line }) => {
    const number = returnOf && returnedNumbers[returnsOf.indexOf(returnOf.saleId)];
    return { ...line, ...(returnOf && { returnOf: { sale: number ? { number } : null } }) };
  });
  return { ...sent, lines, reference, outlet };
}

/** Whether goods only come back in it. */
export function isReturn({ lines }: Pick<Receipt, 'lines'>): boolean {
  return lines.every((line) => line.quantity < 0);
}

/** What the customer got back. */
export function changeOf(sale: Pick<Receipt, 'payments'>): Money {
  return sumMoney(sale.payments.map(({ amount, tendered }) => money((tendered ?? amount) - amount)));
}

/** Tax per rate, lowest rate first, added up from the lines; net + tax = gross. */
export function taxByRate(
  sale: Pick<Receipt, 'lines'>,
): { rate: number; net: Money; tax: Money; gross: Money }[] {
  const rates = [...new Set(sale.lines.map((line) => line.taxRate))].sort((a, b) => a - b);
  return rates.map((rate) => {
    const lines = sale.lines.filter((line) => line.taxRate === rate);
    const tax = sumMoney(lines.map((line) => money(line.tax)));
    const gross = sumMoney(lines.map((line) => money(line.total)));
    return { rate, net: money(gross - tax), tax, gross };
  });
}
