import fc from 'fast-check';
import {
  dayDifferences,
  dayMatches,
  isMendable,
  lastDateOver,
  type BookedDocument,
  type SoldSale,
} from './reconciliation';

const DAY = { outletCode: 'MAIN', businessDate: '2026-04-30' };
const NONE = { count: 0, total: 0 };

const sale = (saleId: string, given: Partial<SoldSale> = {}): SoldSale => ({
  saleId,
  reference: `MAIN-R1-2026-04-30-${saleId}`,
  total: 449,
  syncStatus: 'SYNCED',
  erpReference: `INV-${saleId}`,
  isByHand: false,
  ...given,
});

const documentOf = ({ saleId, reference, total }: SoldSale, given: Partial<BookedDocument> = {}) => ({
  ...DAY,
  ...{ erpReference: `INV-${saleId}`, saleId, reference, total },
  ...given,
});

const kindsOf = (...found: Parameters<typeof dayDifferences>) =>
  dayDifferences(...found).map(({ kind, saleId }) => [kind, saleId]);

describe('a day', () => {
  it('[RECON1] matches when the ERP has booked as many sales and the same total, to the cent', () => {
    const sold = { count: 2, total: 898, byHand: NONE };
    expect(dayMatches(sold, { count: 2, total: 898 })).toBe(true);
    expect(dayMatches(sold, { count: 2, total: 897 })).toBe(false);
    expect(dayMatches(sold, { count: 1, total: 898 })).toBe(false);
    expect(dayMatches({ ...NONE, byHand: NONE }, NONE)).toBe(true);
  });

  it('[RECON3] matches with a sale resolved by hand in the ERP’s sums and without it', () => {
    const sold = { count: 3, total: 1000, byHand: { count: 1, total: 300 } };
    expect(dayMatches(sold, { count: 3, total: 1000 })).toBe(true);
    expect(dayMatches(sold, { count: 2, total: 700 })).toBe(true);
    expect(dayMatches(sold, { count: 2, total: 1000 })).toBe(false);
    expect(dayMatches(sold, { count: 3, total: 700 })).toBe(false);
  });
});

describe('what differs on a day', () => {
  it('is nothing where each sale has its document', () => {
    const sales = [sale('01'), sale('02', { total: -100 })];
    expect(
      dayDifferences(
        DAY,
        sales,
        sales.map((sold) => documentOf(sold)),
      ),
    ).toEqual([]);
  });

  it('[RECON4] says of a sale without a document whether it was not sent, not booked, or is unknown to the ERP', () => {
    const sales = [sale('01', { syncStatus: 'PENDING' }), sale('02', { syncStatus: 'FAILED' }), sale('03')];
    expect(dayDifferences(DAY, sales, [])).toEqual([
      { kind: 'NOT_SENT', saleId: '01', reference: 'MAIN-R1-2026-04-30-01', sold: sales[0] },
      { kind: 'NOT_BOOKED', saleId: '02', reference: 'MAIN-R1-2026-04-30-02', sold: sales[1] },
      { kind: 'UNKNOWN_TO_ERP', saleId: '03', reference: 'MAIN-R1-2026-04-30-03', sold: sales[2] },
    ]);
  });

  it('[RECON4] a sale that is booked is no difference, whatever is thought of it here', () => {
    const failed = sale('01', { syncStatus: 'FAILED', erpReference: null });
    expect(dayDifferences(DAY, [failed], [documentOf(failed)])).toEqual([]);
  });

  it('[RECON5] names what only the ERP has', () => {
    const strange = documentOf(sale('09'));
    expect(dayDifferences(DAY, [], [strange])).toEqual([
      { kind: 'ONLY_IN_ERP', saleId: '09', reference: strange.reference, booked: strange },
    ]);
  });

  it('[RECON6] names another total, and another date or outlet on either side', () => {
    const sales = [sale('01'), sale('02'), sale('03')] as const;
    const documents = [
      documentOf(sales[0], { total: 450 }),
      documentOf(sales[1], { businessDate: '2026-05-01' }),
      documentOf(sales[2], { outletCode: 'ANNEX' }),
      documentOf(sale('04')),
    ];
    expect(kindsOf(DAY, sales, documents, new Set(['04']))).toEqual([
      ['OTHER_TOTAL', '01'],
      ['OTHER_DAY', '02'],
      ['OTHER_DAY', '03'],
      ['OTHER_DAY', '04'],
    ]);
  });

  it('[RECON7] takes a sale resolved by hand for booked, and the document that it names for its own', () => {
    const byHand = sale('01', { isByHand: true, erpReference: 'HAND-7' });
    expect(dayDifferences(DAY, [byHand], [])).toEqual([]);
    expect(kindsOf(DAY, [byHand], [documentOf(sale('77'), { erpReference: 'HAND-7' })])).toEqual([]);
    expect(kindsOf(DAY, [byHand], [documentOf(sale('77'), { erpReference: 'HAND-8' })])).toEqual([
      ['ONLY_IN_ERP', '77'],
    ]);
  });

  it('[RECON8] is mended by sending again where the ERP has no document, and nowhere else', () => {
    const kinds = [
      'NOT_SENT',
      'NOT_BOOKED',
      'UNKNOWN_TO_ERP',
      'ONLY_IN_ERP',
      'OTHER_TOTAL',
      'OTHER_DAY',
    ] as const;
    expect(kinds.filter((kind) => isMendable({ kind, saleId: '', reference: '' }))).toEqual(
      kinds.slice(0, 3),
    );
  });

  it('[RECON9] comes to the difference of the day’s sums, whatever was lost, added or altered', () => {
    const fate = fc.constantFrom('booked', 'lost', 'altered', 'elsewhere', 'extra');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -9999, max: 9999 }), fate)), (fates) => {
        const all = fates.map(([total, fate], index) => ({ fate, sold: sale(String(index), { total }) }));
        const sales = all.flatMap(({ fate, sold }) => (fate === 'extra' ? [] : [sold]));
        const documents = all.flatMap(({ fate, sold }) => {
          if (fate === 'lost') return [];
          if (fate === 'altered') return [documentOf(sold, { total: sold.total + 1 })];
          return [documentOf(sold, fate === 'elsewhere' ? { businessDate: '2026-05-01' } : {})];
        });
        const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
        const ofDay = documents.filter(({ businessDate }) => businessDate === DAY.businessDate);
        const differences = dayDifferences(DAY, sales, documents).map(({ sold, booked }) => {
          const counts = booked?.businessDate === DAY.businessDate ? booked.total : 0;
          return (sold?.total ?? 0) - counts;
        });
        const difference = sum(sales.map(({ total }) => total)) - sum(ofDay.map(({ total }) => total));
        expect(sum(differences)).toBe(difference);
      }),
    );
  });
});

it('[RECON10] a date is checked by itself once it has been over for an hour on the outlet’s clock', () => {
  const at = (instant: string, cutOver = 0) => lastDateOver(new Date(instant), 'Europe/Paris', cutOver);
  expect(at('2026-04-30T22:59:59Z')).toBe('2026-04-29');
  expect(at('2026-04-30T23:00:00Z')).toBe('2026-04-30');
  expect(at('2026-05-01T02:59:00Z', 240)).toBe('2026-04-29');
  expect(at('2026-05-01T03:00:00Z', 240)).toBe('2026-04-30');
});
