import type { SaleReceiptFragment } from '@tillkeep/client';
import { money, sumMoney, type Money } from '@tillkeep/domain';

/** What the customer got back. */
export function changeOf(sale: SaleReceiptFragment): Money {
  return sumMoney(sale.payments.map((payment) => money(payment.change)));
}

/** Tax per rate, lowest rate first, added up from the lines; net + tax = gross. Rates in percent. */
export function taxByRate(
  sale: SaleReceiptFragment,
): { rate: number; net: Money; tax: Money; gross: Money }[] {
  const rates = [...new Set(sale.lines.map((line) => line.taxRate))].sort((a, b) => a - b);
  return rates.map((rate) => {
    const lines = sale.lines.filter((line) => line.taxRate === rate);
    const tax = sumMoney(lines.map((line) => money(line.tax)));
    const gross = sumMoney(lines.map((line) => money(line.total)));
    return { rate, net: money(gross - tax), tax, gross };
  });
}
