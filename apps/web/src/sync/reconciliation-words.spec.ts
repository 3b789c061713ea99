import type { Difference } from './reconciliation-words';
import { differenceWords, mendedWords } from './reconciliation-words';

const difference = (given: Partial<Difference>): Difference => ({
  ...{ kind: 'NOT_SENT', saleId: 'id', reference: 'MAIN-R1-2026-04-30-01', sale: null },
  ...{ posTotal: 449, erpTotal: null, erpReference: null, erpBusinessDate: null, erpOutletCode: null },
  ...given,
});

it('[RECON4] a sale that was not booked says why, as everywhere', () => {
  const syncError = { kind: 'PERMANENT', code: 'PERIOD_CLOSED', message: 'Closed.' } as const;
  const sale = { id: 'id', number: '', reference: '', soldAt: '', syncError };
  expect(differenceWords(difference({ kind: 'NOT_BOOKED', sale })).title).toBe(
    'The ERP has closed the period of this sale.',
  );
});

it('[RECON4] a document that was lost is named', () => {
  const lost = difference({ kind: 'UNKNOWN_TO_ERP', erpReference: 'INV-2026-000007' });
  expect(differenceWords(lost).title).toBe('It was booked as INV-2026-000007, and the ERP has lost that.');
});

it('[RECON6] another day is named, on the side on which it was sold', () => {
  const booked = { kind: 'OTHER_DAY', erpBusinessDate: '2026-05-01', erpOutletCode: 'MAIN' } as const;
  expect(differenceWords(difference(booked)).title).toMatch(/1 May 2026|May 1, 2026/);
  expect(differenceWords(difference({ ...booked, posTotal: null })).title).toBe(
    'It was sold on another day.',
  );
});

it('says how much of what was sent is booked', () => {
  expect(mendedWords({ sent: 0, booked: 0 })).toBe('There was nothing to send again.');
  expect(mendedWords({ sent: 3, booked: 3 })).toBe('3 sales booked in the ERP.');
  expect(mendedWords({ sent: 3, booked: 1 })).toBe('1 sale booked in the ERP, 2 still not.');
});
