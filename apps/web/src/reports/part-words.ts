import type { ReportGroup } from '@tillkeep/client';
import type { Period } from '@tillkeep/domain';
import { methods } from '../register/payment-methods';

export type ReportPart = Exclude<ReportGroup, Period>;

/** What each way of taking sales apart is called, in the order in which they are offered. */
export const partWords: Readonly<Record<ReportPart, string>> = {
  HOUR: 'Hour',
  PRODUCT: 'Product',
  CATEGORY: 'Category',
  REGISTER: 'Register',
  CASHIER: 'Cashier',
  PAYMENT_METHOD: 'Tender',
  TAX_RATE: 'Tax rate',
  OUTLET: 'Outlet',
};

export const periodWords: Readonly<Record<Period, string>> = { DAY: 'Day', WEEK: 'Week', MONTH: 'Month' };

/** What one of the parts is called; also where it is of none, or of what is not known here. */
export function partName(part: ReportPart, key: string | null, name: string | null): string {
  if (part === 'PAYMENT_METHOD') return isMethod(key) ? methods[key].name : 'Not paid';
  return name ?? (key ? `${partWords[part]} not known here` : (NONE[part] ?? 'None'));
}

const NONE: Partial<Record<ReportPart, string>> = {
  PRODUCT: 'Not by product',
  CATEGORY: 'No category',
  CASHIER: 'Nobody named',
  TAX_RATE: 'Not by tax rate',
};

function isMethod(key: string | null): key is keyof typeof methods {
  return key !== null && key in methods;
}
