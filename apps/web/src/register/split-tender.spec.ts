import { money } from '@tillkeep/domain';
import { stillDue, takePayment } from './split-tender';

const due = money(1647);

describe('taking a payment', () => {
  it('settles the sale with exact cash, and counts no money', () => {
    expect(takePayment(due, 'CASH', due)).toEqual({
      ok: true,
      value: { payment: { method: 'CASH', amount: 1647 }, remaining: 0, change: 0 },
    });
  });

  it('gives change from cash', () => {
    expect(takePayment(due, 'CASH', money(2000))).toEqual({
      ok: true,
      value: { payment: { method: 'CASH', amount: 1647, tendered: 2000 }, remaining: 0, change: 353 },
    });
  });

  it.each(['CARD', 'OTHER'] as const)('never gives change from %s', (method) => {
    expect(takePayment(due, method, money(1648))).toMatchObject({ ok: false });
    expect(takePayment(due, method, due)).toMatchObject({ ok: true, value: { remaining: 0, change: 0 } });
  });

  it('leaves the rest to the next payment', () => {
    expect(takePayment(due, 'CARD', money(1000))).toMatchObject({
      ok: true,
      value: { remaining: 647, change: 0 },
    });
  });

  it('takes nothing for nothing only when nothing is due', () => {
    expect(takePayment(due, 'CASH', money(0))).toMatchObject({ ok: false });
    expect(takePayment(money(0), 'CASH', money(0))).toMatchObject({ ok: true, value: { remaining: 0 } });
  });

  it('asks to take a payment away first when they come to more than the total', () => {
    expect(takePayment(money(-100), 'CASH', money(500))).toMatchObject({ ok: false });
  });
});

describe('what is still due', () => {
  const card = { method: 'CARD' as const, amount: money(1000) };

  it('is the total less what was taken', () => {
    expect(stillDue(due, [])).toBe(1647);
    expect(stillDue(due, [card])).toBe(647);
  });

  it('falls below zero when a line is removed after a payment was taken', () => {
    expect(stillDue(money(700), [card])).toBe(-300);
  });
});
