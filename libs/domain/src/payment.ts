import { money, type Money } from './money';
import { fail, ok, type Result } from './result';

export type PaymentMethod = 'CASH' | 'CARD' | 'OTHER';

/** amount: what of the total this pays, negative where it is given back. tendered: what the customer handed over; left out when nobody counted. */
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
  | 'NO_PAYMENT'
  | 'NEGATIVE_AMOUNT'
  | 'PAID_WHILE_GIVING_BACK'
  | 'REFUND_IS_EXACT'
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

/**
 * Cash, exact, when payments are left out. Otherwise they come to the total, and have its sign; only cash that is taken gives
 * change.
 */
export function settlePayments(
  total: Money,
  payments: readonly Payment[] | null | undefined,
): Result<SettledPayment[], PaymentProblem> {
  if (!payments) return ok([{ method: 'CASH', amount: total }]);
  if (total < 0) return settleRefund(total, payments);
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

/** As the payments of a sale, the other way round: each gives back. */
function settleRefund(total: Money, payments: readonly Payment[]): Result<SettledPayment[], PaymentProblem> {
  if (payments.length === 0) return problem('NO_PAYMENT', 'Nothing has been given back.');
  const settled: SettledPayment[] = [];
  let due = total;
  for (const [index, { method, amount, tendered }] of payments.entries()) {
    if (amount > 0) {
      const message = 'A sale that gives money back takes none.';
      return problem('PAID_WHILE_GIVING_BACK', message, index, 'amount');
    }
    if (amount < due)
      return problem('PAYMENTS_EXCEED_TOTAL', 'More is given back than is due.', index, 'amount');
    if (tendered !== undefined && tendered !== null)
      return problem('REFUND_IS_EXACT', 'Money is given back exactly.', index, 'tendered');
    due = money(due - amount);
    settled.push({ method, amount });
  }
  if (due < 0) return problem('PAYMENTS_DO_NOT_COVER_TOTAL', 'Less is given back than is due.');
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
