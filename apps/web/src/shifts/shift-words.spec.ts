import { money, shiftReport, taxRate, type ShiftSale } from '@tillkeep/domain';
import { causeOf, causeWords, differenceText, figuresOf, salesStatement } from './shift-words';

const outlet = { currency: 'EUR', timeZone: 'UTC' };
const sale = (sequence: number): ShiftSale => ({
  ...{
    sequence,
    number: `2026-04-30-${sequence}`,
    soldAt: new Date('2026-04-30T14:03:00Z'),
    total: money(1200),
  },
  lines: [{ taxRate: taxRate(5500), tax: money(63), total: money(1200) }],
  payments: [{ method: 'CARD', amount: money(1200) }],
});
const report = (toSale: number, ...sequences: number[]) =>
  figuresOf(shiftReport({ float: money(0), fromSale: 0, toSale, sales: sequences.map(sale), movements: [] }));

describe('A shift in words', () => {
  it('states its sales, and which are missing', () => {
    expect(salesStatement(report(0))).toBe('No sales');
    expect(salesStatement(report(1, 1))).toBe('Sale 1, none missing');
    expect(salesStatement(report(3, 1, 2, 3))).toBe('Sales 1–3, none missing');
    expect(salesStatement(report(5, 1, 3))).toBe('Sales 1–5; missing: 2 and 4–5');
  });

  it('says which way a difference goes', () => {
    expect([0, 120, -500].map((amount) => differenceText(amount, 'EUR'))).toEqual([
      'No difference',
      '€1.20 over',
      '€5.00 short',
    ]);
  });

  it('asks whether a cause is what happened', () => {
    const movement = {
      kind: 'PAID_OUT' as const,
      amount: money(450),
      reason: 'Milk',
      at: new Date('2026-04-30T09:00:00Z'),
    };
    const words = [
      { kind: 'PAID_OTHERWISE', sale: sale(7), method: 'CARD', amount: money(1200) } as const,
      { kind: 'CHANGE', sale: sale(7), method: 'CASH', amount: money(350) } as const,
      { kind: 'WRONG_WAY', movement } as const,
      { kind: 'TRANSPOSED', typed: money(4500), meant: money(5400), of: sale(7) } as const,
      { kind: 'ROLL', value: money(10), pieces: 40 } as const,
    ].map((cause) => causeWords(causeOf(cause), outlet).replaceAll('\u202f', ' '));
    expect(words).toEqual([
      'Equals the €12.00 sale 2026-04-30-7 at 2:03 PM, paid by card. Was it paid in cash?',
      'Equals the change of sale 2026-04-30-7 at 2:03 PM. Was it not given, or given twice?',
      'Is twice “Milk” at 9:00 AM: €4.50. Did that money move the other way?',
      '€45.00 was typed for sale 2026-04-30-7 at 2:03 PM. Was it €54.00?',
      'Equals a roll of 40 × €0.10. Was one not counted?',
    ]);
  });
});
