import { writeTable } from '@tillkeep/catalogue-file';
import type { ReportRowFragment } from '@tillkeep/client';
import { plainMoney } from '@tillkeep/domain';
import { partName } from './part-words';
import type { ReportRequest } from './report-request';

/** The rows as CSV: amounts are decimals of the currency, dates YYYY-MM-DD. Their totals are left to whoever adds up. */
export function reportFile(
  rows: readonly ReportRowFragment[],
  { part, period }: Pick<ReportRequest, 'part' | 'period'>,
  currency: string,
): string {
  const money = (amount: number) => plainMoney(amount, currency);
  const isByPayment = part === 'PAYMENT_METHOD';
  return writeTable([
    [
      ...(period ? [period.toLowerCase()] : []),
      ...(part ? [part.toLowerCase()] : []),
      ...(part === 'PRODUCT' ? ['sku'] : []),
      ...['sales', ...(isByPayment ? [] : ['quantity', 'net', 'tax']), 'total'],
      ...['refunds', 'refunded'],
    ],
    ...rows.map(({ period: from, key, name, product, figures }) => [
      ...(period ? [from ?? ''] : []),
      ...(part ? [partName(part, key, name)] : []),
      ...(part === 'PRODUCT' ? [product?.sku ?? ''] : []),
      figures.sales,
      ...(isByPayment ? [] : [figures.quantity, money(figures.net), money(figures.tax)]),
      money(figures.total),
      figures.refunds,
      money(figures.refunded),
    ]),
  ]);
}
