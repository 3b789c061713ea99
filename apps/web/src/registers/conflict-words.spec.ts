import { differences } from './conflict-words';

const place = { currency: 'EUR', timeZone: 'Europe/Paris' };
const sale = {
  claimId: '0190-a',
  sequence: 4,
  number: '2026-04-30-04',
  soldAt: '2026-04-30T12:00:00Z',
  lines: [{ name: 'Milk 1 l', quantity: 2, total: 258 }],
  payments: [{ method: 'CASH', amount: 258 }],
  tax: 13,
  total: 258,
};
const between = (change: object) =>
  differences(JSON.stringify(sale), JSON.stringify({ ...sale, ...change }), place);

describe('Two contents under the id of one sale', () => {
  it('are told apart by what a person sees on a receipt', () => {
    expect(
      between({
        total: 129,
        payments: [{ method: 'CARD', amount: 129 }],
        lines: [{ name: 'Milk 1 l', quantity: 1, total: 129 }],
      }),
    ).toEqual([
      { name: 'Items', recorded: '2 × Milk 1 l, €2.58', other: '1 × Milk 1 l, €1.29' },
      { name: 'Paid', recorded: 'Cash €2.58', other: 'Card €1.29' },
      { name: 'Total', recorded: '€2.58', other: '€1.29' },
    ]);
  });

  it('or by their place in the chain where nothing else differs', () => {
    expect(between({ sequence: 5 })).toMatchObject([{ name: 'Place in the chain' }]);
    expect(between({})).toEqual([]);
  });

  it('are shown as far as they can be read', () => {
    expect(differences(JSON.stringify(sale), 'not JSON', place)).toContainEqual({
      name: 'Total',
      recorded: '€2.58',
      other: '',
    });
  });
});
