import type { PaymentMethod } from '@tillkeep/client';
import { methods } from '../register/payment-methods';

/** "Cash", or "Cash + Card" when it was split. */
export function paymentWords(payments: { method: PaymentMethod }[]): string {
  return [...new Set(payments.map((payment) => methods[payment.method].name))].join(' + ');
}
