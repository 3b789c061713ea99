import fc from 'fast-check';
import { money, sumMoney, type Money } from './money';
import { settlePayments, type Payment, type PaymentMethod } from './payment';

const pay = (method: PaymentMethod, amount: number, tendered?: number): Payment => ({
  method,
  amount: money(amount),
  ...(tendered === undefined ? {} : { tendered: money(tendered) }),
});

/** Settles, and holds what is true of all settled payments. */
function settled(total: number, payments?: Payment[] | null) {
  const result = settlePayments(money(total), payments);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  expect(sumMoney(result.value.map((payment) => payment.amount))).toBe(total);
  for (const { method, amount, tendered, change } of result.value) {
    expect(tendered === undefined).toBe(change === undefined);
    expect((tendered ?? amount) - (change ?? 0)).toBe(amount);
    if (method !== 'CASH') expect(change ?? 0).toBe(0);
  }
  return result.value;
}

function refused(total: number, payments?: Payment[]) {
  const result = settlePayments(money(total), payments);
  return result.ok ? 'not refused' : [result.error.code, result.error.index, result.error.field];
}

describe('payments', () => {
  it('[PAY1] are cash, exact, when none are named', () => {
    expect(settled(1647)).toEqual([{ method: 'CASH', amount: 1647 }]);
    expect(settled(1647, null)).toEqual([{ method: 'CASH', amount: 1647 }]);
  });

  it('[PAY2] come to the total', () => {
    expect(settled(1647, [pay('CARD', 1000), pay('CASH', 600), pay('OTHER', 47)])).toHaveLength(3);
    expect(refused(1647, [pay('CARD', 1000), pay('CASH', 646)])).toEqual([
      'PAYMENTS_DO_NOT_COVER_TOTAL',
      undefined,
      undefined,
    ]);
    expect(refused(1647, [pay('CARD', 1000), pay('CASH', 648)])).toEqual([
      'PAYMENTS_EXCEED_TOTAL',
      1,
      'amount',
    ]);
    expect(refused(1647, [])).toEqual(['NO_PAYMENT', undefined, undefined]);
    const huge = Number.MAX_SAFE_INTEGER;
    expect(refused(huge, [pay('CARD', huge), pay('CARD', huge)])).toEqual([
      'PAYMENTS_EXCEED_TOTAL',
      1,
      'amount',
    ]);
  });

  it('[PAY2] settle exactly when they add up', () => {
    const lists = fc.array(
      fc.record({
        method: fc.constantFrom<PaymentMethod>('CASH', 'CARD', 'OTHER'),
        amount: fc.nat(1000).map(money),
      }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(lists, fc.integer({ min: -1, max: 1 }), (payments, off) => {
        const total = sumMoney(payments.map((payment): Money => payment.amount)) + off;
        fc.pre(total >= 0);
        if (off === 0) settled(total, payments);
        else expect(refused(total, payments)).not.toBe('not refused');
      }),
    );
  });

  it('[PAY3] give change from cash', () => {
    expect(settled(1647, [pay('CASH', 1647, 2000)])).toEqual([
      { method: 'CASH', amount: 1647, tendered: 2000, change: 353 },
    ]);
    expect(settled(1647, [pay('CARD', 1000), pay('CASH', 647, 700)])[1]).toMatchObject({ change: 53 });
    expect(settled(1647, [pay('CASH', 1647, 1647)])[0]).toMatchObject({ change: 0 });
  });

  it('[PAY3] give no change from anything else', () => {
    expect(refused(1647, [pay('CARD', 1647, 2000)])).toEqual(['CHANGE_ONLY_FROM_CASH', 0, 'tendered']);
    expect(refused(1647, [pay('CASH', 1000), pay('OTHER', 647, 700)])).toEqual([
      'CHANGE_ONLY_FROM_CASH',
      1,
      'tendered',
    ]);
    expect(settled(1647, [pay('CARD', 1647, 1647)])).toHaveLength(1);
  });

  it('[PAY4] are never more than what was handed over', () => {
    expect(refused(1647, [pay('CASH', 1647, 1646)])).toEqual(['TENDERED_TOO_LITTLE', 0, 'tendered']);
  });

  it('[PAY5] have the sign of the total: a sale takes money, or gives it back', () => {
    expect(refused(1000, [pay('CASH', 1500), pay('CARD', -500)])).toEqual([
      'PAYMENTS_EXCEED_TOTAL',
      0,
      'amount',
    ]);
    expect(refused(1000, [pay('CARD', -500), pay('CASH', 1500)])).toEqual(['NEGATIVE_AMOUNT', 0, 'amount']);
    expect(refused(-1000, [pay('CASH', -1500), pay('CARD', 500)])).toEqual([
      'PAYMENTS_EXCEED_TOTAL',
      0,
      'amount',
    ]);
    expect(refused(-1000, [pay('CARD', 500), pay('CASH', -1500)])).toEqual([
      'PAID_WHILE_GIVING_BACK',
      0,
      'amount',
    ]);
  });

  it('[PAY8] give back the total exactly, in cash when none are named', () => {
    expect(settled(-1647)).toEqual([{ method: 'CASH', amount: -1647 }]);
    expect(settled(-1647, [pay('CARD', -1000), pay('CASH', -647)])).toHaveLength(2);
    expect(refused(-1647, [])).toEqual(['NO_PAYMENT', undefined, undefined]);
    expect(refused(-1647, [pay('CARD', -1646)])).toEqual([
      'PAYMENTS_DO_NOT_COVER_TOTAL',
      undefined,
      undefined,
    ]);
    expect(refused(-1647, [pay('CASH', -1648)])).toEqual(['PAYMENTS_EXCEED_TOTAL', 0, 'amount']);
    expect(refused(-1647, [pay('CASH', -1647, -1700)])).toEqual(['REFUND_IS_EXACT', 0, 'tendered']);
  });

  it('[PAY6] may be none, or zero, when the sale comes to zero', () => {
    expect(settled(0)).toEqual([{ method: 'CASH', amount: 0 }]);
    expect(settled(0, [])).toEqual([]);
    expect(settled(0, [pay('CASH', 0)])).toEqual([{ method: 'CASH', amount: 0 }]);
  });

  it('[PAY7] say in words what is wrong with them', () => {
    expect(settlePayments(money(1647), [pay('CARD', 1647, 2000)])).toEqual({
      ok: false,
      error: {
        code: 'CHANGE_ONLY_FROM_CASH',
        message: 'Only cash gives change.',
        index: 0,
        field: 'tendered',
      },
    });
  });
});
