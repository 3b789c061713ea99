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
  }[];
  readonly payments: readonly {
    readonly method: PaymentMethod;
    readonly amount: number;
    readonly tendered?: number | null;
  }[];
  readonly total: number;
}

export function receiptOf({ sent, reference }: StoredSale, { outlet }: Pick<Claim, 'outlet'>): Receipt {
  return { ...sent, reference, outlet };
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
