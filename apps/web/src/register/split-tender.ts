import {
  fail,
  money,
  ok,
  sumMoney,
  type Money,
  type Payment,
  type PaymentMethod,
  type Result,
} from '@tillkeep/domain';

/** What is still to pay; negative when the payments taken already come to more, as after a line was removed. */
export function stillDue(total: Money, taken: readonly Payment[]): Money {
  return money(total - sumMoney(taken.map((payment) => payment.amount)));
}

export interface TakenPayment {
  payment: Payment;
  /** What is left to pay after it; zero: the sale is paid. */
  remaining: Money;
  change: Money;
}

/** `given`: what the customer hands over. Fails with the reason in words for the cashier. */
export function takePayment(due: Money, method: PaymentMethod, given: Money): Result<TakenPayment, string> {
  if (due < 0) return fail('The payments come to more than the total. Remove one first.');
  if (given < 0 || (given === 0 && due > 0)) return fail('Type what the customer gives.');
  if (given > due && method !== 'CASH') return fail('More than what is due: only cash gives change.');
  const amount = given < due ? given : due;
  // Exact money needs no counting, and a receipt that says so twice helps nobody.
  const payment = given > amount ? { method, amount, tendered: given } : { method, amount };
  return ok({ payment, remaining: money(due - amount), change: money(given - amount) });
}
