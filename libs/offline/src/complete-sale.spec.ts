import {
  money,
  quantity,
  quantityFromNumber,
  taxRate,
  taxRateFromPercent,
  type Payment,
} from '@tillkeep/domain';
import worked from '@tillkeep/domain/worked-sale.json';
import { currentClaim } from './claims';
import { completeSale } from './complete-sale';
import { loadDraft, saveDraft } from './drafts';
import { takeLead } from './lead';
import { openStore } from './store';
import {
  allSales,
  cash,
  COFFEE,
  freshName,
  mustBeWhole,
  newClaim,
  openTill,
  OUTLET,
  sale,
  sell,
  type Till,
} from './test-till';

let till: Till;
beforeEach(async () => {
  till = await openTill();
});
afterEach(() => till.store.close());

describe('completing a sale', () => {
  it('[TAX9] [CHAIN2] settles and hashes the worked sales as everywhere', async () => {
    till = await openTill(freshName(), newClaim({ claimId: worked.claimId }));
    for (const { input, hash } of worked.sales) {
      const finished = await sell(till, {
        id: input.id,
        soldAt: new Date(input.soldAt),
        lines: input.lines.map((line) => ({
          ...('productId' in line && { productId: line.productId }),
          sku: line.sku,
          name: line.name,
          quantity: quantityFromNumber(line.quantity),
          unitPrice: money(line.unitPrice),
          taxRate: taxRateFromPercent(line.taxRate),
        })),
        payments: input.payments.map((payment): Payment => ({
          method: payment.method === 'CARD' ? 'CARD' : 'CASH',
          amount: money(payment.amount),
          ...('tendered' in payment && { tendered: money(payment.tendered) }),
        })),
      });
      expect(finished.sent).toEqual({ ...input, hash });
    }
  });

  it('gives number, reference, change and its place in the chain', async () => {
    const first = await sell(till, { payments: [cash(898, 1000)] });
    expect(first).toMatchObject({
      ...{ sequence: 1, reference: 'MAIN-R1-2026-04-30-01', change: 102, state: 'FINAL' },
      sent: {
        number: '2026-04-30-01',
        total: 898,
        payments: [{ method: 'CASH', amount: 898, tendered: 1000 }],
      },
    });
    const second = await sell(till);
    expect(second.sent).toMatchObject({
      sequence: 2,
      number: '2026-04-30-02',
      previousHash: first.sent.hash,
    });
    expect(await currentClaim(till.store)).toMatchObject({
      sequence: 2,
      headHash: second.sent.hash,
      dayCount: 2,
    });
  });

  it('empties the cart in the same step', async () => {
    const toSell = sale();
    await saveDraft(till.store, till.lead, { saleId: toSell.id, state: ['coffee'] });
    expect(await loadDraft(till.store)).toEqual({ saleId: toSell.id, state: ['coffee'] });
    await completeSale(till.store, till.lead, toSell);
    expect(await till.store.read(['drafts'], (tx) => tx.objectStore('drafts').count())).toBe(0);
    // An old copy of the cart, written late, does not come back either.
    await saveDraft(till.store, till.lead, { saleId: toSell.id, state: ['coffee'] });
    expect(await loadDraft(till.store)).toBeUndefined();
  });

  it('answers the first sale when the same id is asked for again, however often and at once', async () => {
    const toSell = sale();
    const answers = await Promise.all([1, 2, 3, 4].map(() => completeSale(till.store, till.lead, toSell)));
    const again = await completeSale(till.store, till.lead, {
      ...toSell,
      soldAt: new Date('2027-01-01T00:00:00Z'),
    });
    for (const answer of answers) expect(answer).toEqual(again);
    expect(await allSales(till.store)).toHaveLength(1);
  });

  it('numbers the hundredth and the ten-thousandth sale of a day in order', async () => {
    await till.store.write(['claims'], 'relaxed', async (tx) => {
      const claim = await tx.objectStore('claims').get('claim-1');
      if (claim)
        await tx.objectStore('claims').put({ ...claim, lastBusinessDate: '2026-04-30', dayCount: 98 });
    });
    const numbers = [await sell(till), await sell(till)].map(({ sent }) => sent.number);
    expect(numbers).toEqual(['2026-04-30-99', '2026-04-30-100']);
    await till.store.write(['claims'], 'relaxed', async (tx) => {
      const claim = await tx.objectStore('claims').get('claim-1');
      if (claim) await tx.objectStore('claims').put({ ...claim, dayCount: 9999 });
    });
    expect((await sell(till)).sent.number).toBe('2026-04-30-10000');
  });

  it('is one strict transaction over everything that belongs to the sale', async () => {
    const opened: [stores: string[], durability: string | undefined][] = [];
    const transaction = jest.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
      this: IDBDatabase,
      stores,
      mode,
      options,
    ) {
      if (mode === 'readwrite')
        opened.push([typeof stores === 'string' ? [stores] : [...stores], options?.durability]);
      return original.call(this, stores, mode, options);
    });
    await sell(till);
    transaction.mockRestore();
    expect(opened).toEqual([[['meta', 'claims', 'sales', 'drafts', 'unsentStock'], 'strict']]);
  });
  const original = IDBDatabase.prototype.transaction;

  it('says nothing was stored when the payments do not settle the sale, and uses up no number', async () => {
    const short = await completeSale(till.store, till.lead, sale({ payments: [cash(800)] }));
    expect(short).toMatchObject({
      ok: false,
      error: { code: 'PAYMENT', payment: { code: 'PAYMENTS_DO_NOT_COVER_TOTAL' } },
    });
    expect((await sell(till)).sequence).toBe(1);
  });

  it('stores nothing on a device without a register', async () => {
    const bare = await openStore({ name: freshName() });
    const lead = await takeLead(bare);
    if (!lead.ok || !lead.value) throw new Error('no lead');
    expect(await completeSale(bare, lead.value, sale())).toMatchObject({
      ok: false,
      error: { code: 'NO_CLAIM' },
    });
    bare.close();
  });

  it('refuses a sale without lines as the mistake that it is', async () => {
    await expect(completeSale(till.store, till.lead, sale({ lines: [] }))).rejects.toThrow(RangeError);
  });

  it('counts what is sold and not sent off the stock, once', async () => {
    const toSell = sale({
      lines: [COFFEE, { ...COFFEE, quantity: quantity(500) }, { ...COFFEE, productId: undefined }],
    });
    await completeSale(till.store, till.lead, toSell);
    await completeSale(till.store, till.lead, toSell);
    const rows = await till.store.read(['unsentStock'], (tx) => tx.objectStore('unsentStock').getAll());
    expect(rows).toEqual([{ productId: 'coffee', quantity: 2500 }]);
  });
});

describe('the day of a sale', () => {
  const at = (soldAt: string) => sell(till, { soldAt: new Date(soldAt) }).then(({ sent }) => sent.number);

  it('changes at the outlet’s midnight, also between two payments of one minute', async () => {
    expect(await at('2026-04-30T21:59:59.999Z')).toBe('2026-04-30-01');
    expect(await at('2026-04-30T22:00:00.000Z')).toBe('2026-05-01-01');
    expect(await at('2026-04-30T22:00:01.000Z')).toBe('2026-05-01-02');
  });

  it('[DATE4] never goes back, whatever the clock does', async () => {
    expect(await at('2026-05-01T08:00:00Z')).toBe('2026-05-01-01');
    expect(await at('2026-04-30T08:00:00Z')).toBe('2026-05-01-02');
    expect(await at('1970-01-01T00:00:00Z')).toBe('2026-05-01-03');
    expect(await at('2026-05-02T08:00:00Z')).toBe('2026-05-02-01');
    mustBeWhole(await allSales(till.store));
  });

  it.each([
    ['Europe/Paris', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25'],
    ['America/New_York', '2026-03-08T06:59:00Z', '2026-03-08T07:01:00Z', '2026-03-08'],
    ['Australia/Lord_Howe', '2026-04-04T14:45:00Z', '2026-04-04T15:15:00Z', '2026-04-05'],
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-30T10:00:01Z', '2011-12-29 2011-12-31'],
  ])('is right in %s where the clock is set', async (timeZone, before, after, dates) => {
    till = await openTill(freshName(), newClaim({ outlet: { ...OUTLET, timeZone } }));
    const [first, second = first] = dates.split(' ');
    expect(await at(before)).toBe(`${first}-01`);
    expect(await at(after)).toBe(first === second ? `${first}-02` : `${second}-01`);
  });

  it('[DATE2] is still the day before until the outlet’s cut-over', async () => {
    till = await openTill(freshName(), newClaim({ outlet: { ...OUTLET, cutOverMinutes: 240 } }));
    expect(await at('2026-05-01T01:59:59Z')).toBe('2026-04-30-01');
    expect(await at('2026-05-01T02:00:00Z')).toBe('2026-05-01-01');
  });
});

describe('prices without tax', () => {
  it('settle with tax on top', async () => {
    till = await openTill(freshName(), newClaim({ outlet: { ...OUTLET, pricesIncludeTax: false } }));
    const { sent } = await sell(till, { lines: [{ ...COFFEE, taxRate: taxRate(20000) }] });
    expect(sent).toMatchObject({ subtotal: 898, tax: 180, total: 1078 });
  });
});
