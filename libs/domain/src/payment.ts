import { money, type Money } from './money';
import { fail, ok, type Result } from './result';

export type PaymentMethod = 'CASH' | 'CARD' | 'OTHER';

/** amount: what of the total this pays. tendered: what the customer handed over; left out when nobody counted. */
export interface Payment {
  readonly method: PaymentMethod;
  readonly amount: Money;
  readonly tendered?: Money | null;
}

/** tendered and change are there together or not at all; tendered - change = amount. */
export interface SettledPayment {
  readonly method: PaymentMethod;
  readonly amount: Money;
  readonly tendered?: Money;
  readonly change?: Money;
}

export type PaymentProblemCode =
  | 'NEGATIVE_TOTAL'
  | 'NO_PAYMENT'
  | 'NEGATIVE_AMOUNT'
  | 'TENDERED_TOO_LITTLE'
  | 'CHANGE_ONLY_FROM_CASH'
  | 'PAYMENTS_EXCEED_TOTAL'
  | 'PAYMENTS_DO_NOT_COVER_TOTAL';

/** What is wrong, in words for a cashier. index: which payment, where one is to blame; field: what of it to mend. */
export interface PaymentProblem {
  readonly code: PaymentProblemCode;
  readonly message: string;
  readonly index?: number;
  readonly field?: 'amount' | 'tendered';
}

/** Cash, exact, when payments are left out. Otherwise they come to the total; only cash gives change. */
export function settlePayments(
  total: Money,
  payments: readonly Payment[] | null | undefined,
): Result<SettledPayment[], PaymentProblem> {
  if (total < 0)
    return problem('NEGATIVE_TOTAL', 'The sale comes to less than nothing, so there is nothing to pay.');
  if (!payments) return ok([{ method: 'CASH', amount: total }]);
  if (payments.length === 0 && total > 0) return problem('NO_PAYMENT', 'The sale has not been paid.');

  const settled: SettledPayment[] = [];
  let due = total;
  for (const [index, { method, amount, tendered }] of payments.entries()) {
    if (amount < 0) return problem('NEGATIVE_AMOUNT', 'A payment cannot be negative.', index, 'amount');
    if (amount > due) {
      return problem('PAYMENTS_EXCEED_TOTAL', 'The payments come to more than the total.', index, 'amount');
    }
    due = money(due - amount);
    if (tendered === undefined || tendered === null) {
      settled.push({ method, amount });
      continue;
    }
    if (tendered < amount) {
      return problem(
        'TENDERED_TOO_LITTLE',
        'What was handed over is less than the payment.',
        index,
        'tendered',
      );
    }
    if (tendered > amount && method !== 'CASH') {
      return problem('CHANGE_ONLY_FROM_CASH', 'Only cash gives change.', index, 'tendered');
    }
    settled.push({ method, amount, tendered, change: money(tendered - amount) });
  }
  if (due > 0) return problem('PAYMENTS_DO_NOT_COVER_TOTAL', 'The payments come to less than the total.');
  return ok(settled);
}

function problem(
  code: PaymentProblemCode,
  message: string,
  index?: number,
  field?: 'amount' | 'tendered',
): Result<never, PaymentProblem> {
  return fail({ code, message, index, field });
}
