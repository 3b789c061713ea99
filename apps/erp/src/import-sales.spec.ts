import Database from 'better-sqlite3';
import { coffee, sale, startForTest } from './erp-under-test';

let erp: Awaited<ReturnType<typeof startForTest>>;
beforeEach(async () => {
  erp = await startForTest();
});
afterEach(() => erp.stop());

describe('a sale that is booked', () => {
  it('gets a document number and a balanced journal: tender against revenue and tax per rate', async () => {
    const sold = sale({
      lines: [coffee, { total: 1200, tax: 200, taxRate: 20 }],
      payments: [
        { method: 'CASH', amount: 1000 },
        { method: 'CARD', amount: 1000 },
        { method: 'VOUCHER', amount: 98 },
      ],
    });
    expect(await erp.importSales(sold)).toEqual([
      { saleId: sold.saleId, status: 'IMPORTED', erpReference: 'INV-2026-000001', code: null, message: null },
    ]);
    const document = await erp.document(sold.saleId);
    expect(document).toEqual({
      erpReference: 'INV-2026-000001',
      saleId: sold.saleId,
      reference: 'MAIN-00-2026-04-30-01',
      outletCode: 'MAIN',
      businessDate: '2026-04-30',
      total: 2098,
      importedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      entries: [
        { account: '1000 Cash', debit: 1000, credit: 0 },
        { account: '1100 Card clearing', debit: 1000, credit: 0 },
        { account: '1200 Other tenders', debit: 98, credit: 0 },
        { account: '4000 Sales 5.5 %', debit: 0, credit: 851 },
        { account: '4000 Sales 20 %', debit: 0, credit: 1000 },
        { account: '2200 Tax payable 5.5 %', debit: 0, credit: 47 },
        { account: '2200 Tax payable 20 %', debit: 0, credit: 200 },
      ],
    });
  });

  it('that pays back changes sides, and no column is negative', async () => {
    const refund = sale({ lines: [{ total: -1200, tax: -200, taxRate: 20 }] });
    await erp.importSales(refund);
    const document = await erp.document(refund.saleId);
    expect(document?.total).toBe(-1200);
    expect(document?.entries).toEqual([
      { account: '1000 Cash', debit: 0, credit: 1200 },
      { account: '4000 Sales 20 %', debit: 1000, credit: 0 },
      { account: '2200 Tax payable 20 %', debit: 200, credit: 0 },
    ]);
  });

  it('that exchanges goods nets each account, lowers the day’s totals, and is booked once', async () => {
    const back = { ...coffee, quantity: -1, total: -449, tax: -23 };
    const exchange = sale({ lines: [back, { total: 240, tax: 40, taxRate: 20 }] });
    await erp.importSales(sale());
    expect(await erp.importSales(exchange)).toMatchObject([{ status: 'IMPORTED' }]);
    expect(await erp.importSales(exchange)).toMatchObject([{ status: 'DUPLICATE' }]);
    expect((await erp.document(exchange.saleId))?.entries).toEqual([
      { account: '1000 Cash', debit: 0, credit: 209 },
      { account: '4000 Sales 5.5 %', debit: 426, credit: 0 },
      { account: '4000 Sales 20 %', debit: 0, credit: 200 },
      { account: '2200 Tax payable 5.5 %', debit: 23, credit: 0 },
      { account: '2200 Tax payable 20 %', debit: 0, credit: 40 },
    ]);
    expect(await erp.dayTotals('2026-04-30', '2026-04-30')).toMatchObject([{ count: 2, total: 898 - 209 }]);
  });

  it('of nothing for nothing is a document without entries', async () => {
    const gift = sale({ lines: [{ total: 0, tax: 0, taxRate: 20 }], payments: [] });
    expect(await erp.importSales(gift)).toMatchObject([{ status: 'IMPORTED' }]);
    expect(await erp.document(gift.saleId)).toMatchObject({ total: 0, entries: [] });
  });

  it('is exact up to the largest safe integer', async () => {
    const huge = sale({ lines: [{ total: Number.MAX_SAFE_INTEGER, tax: 0, taxRate: 0 }] });
    expect(await erp.importSales(huge)).toMatchObject([{ status: 'IMPORTED' }]);
    expect(await erp.document(huge.saleId)).toMatchObject({
      total: Number.MAX_SAFE_INTEGER,
      entries: [
        { account: '1000 Cash', debit: Number.MAX_SAFE_INTEGER },
        { account: '4000 Sales 0 %', credit: Number.MAX_SAFE_INTEGER },
      ],
    });
  });

  it('takes the next number of its year; a refused sale leaves no gap', async () => {
    const results = await erp.importSales(
      sale(),
      sale({ total: 1 }),
      sale({ businessDate: '2025-12-31' }),
      sale({ currency: 'USD' }),
      sale(),
      sale({ businessDate: '2025-12-30' }),
    );
    expect(results.map((result) => result.erpReference)).toEqual([
      'INV-2026-000001',
      null,
      'INV-2025-000001',
      null,
      'INV-2026-000002',
      'INV-2025-000002',
    ]);
  });
});

describe('the same sale again', () => {
  it('is a DUPLICATE with the first reference, however its fields and its moment are written', async () => {
    const { soldAt: _, ...rest } = sale();
    const [first] = await erp.importSales({ soldAt: '2026-04-30T08:00:00.000Z', ...rest });
    const again = { ...rest, soldAt: '2026-04-30T10:00:00+02:00' };
    expect(await erp.importSales(again)).toEqual([{ ...first, status: 'DUPLICATE' }]);
    expect(await erp.documents()).toHaveLength(1);
  });

  it.each([
    ['a line renamed', { lines: [{ ...coffee, name: 'Café moulu 500 g' }] }],
    ['another register', { registerCode: '01' }],
    ['another tender', { payments: [{ method: 'CARD', amount: 898 }] }],
    ['another moment', { soldAt: '2026-04-30T08:00:00.001Z' }],
  ])('with %s is ID_REUSED, and the first stays as it was', async (_what, change) => {
    const first = sale();
    await erp.importSales(first);
    const booked = await erp.document(first.saleId);
    const [result] = await erp.importSales(sale({ saleId: first.saleId, ...change }));
    expect(result).toMatchObject({ status: 'REJECTED', code: 'ID_REUSED', erpReference: null });
    expect(result?.message).toContain('INV-2026-000001');
    expect(await erp.document(first.saleId)).toEqual(booked);
  });

  it('twice within one batch: the second is judged against the first', async () => {
    const [one, other] = [sale(), sale()];
    const results = await erp.importSales(one, one, other, { ...other, registerCode: '02' });
    expect(results.map(({ status, code }) => code ?? status)).toEqual([
      'IMPORTED',
      'DUPLICATE',
      'IMPORTED',
      'ID_REUSED',
    ]);
    expect(results[1]?.erpReference).toBe(results[0]?.erpReference);
    expect(await erp.documents()).toHaveLength(2);
  });

  it('20 times at once is booked once', async () => {
    const [one, other] = [sale(), sale()];
    const answers = await Promise.all(Array.from({ length: 20 }, () => erp.importSales(one, other)));
    const statuses = answers.flat().map((result) => result.status);
    expect(statuses.filter((status) => status === 'IMPORTED')).toHaveLength(2);
    expect(statuses.filter((status) => status === 'DUPLICATE')).toHaveLength(38);
    expect(new Set(answers.flat().map((result) => result.erpReference)).size).toBe(2);
    expect(await erp.documents()).toHaveLength(2);
    expect(await erp.dayTotals('2026-04-30', '2026-04-30')).toMatchObject([{ count: 2, total: 2 * 898 }]);
  });

  it('is known to the database itself: it refuses a second document of a sale', async () => {
    await erp.importSales(sale());
    const db = new Database(erp.database);
    const secondRow = `INSERT INTO documents
      SELECT 2, 'INV-2026-000002', sale_id, fingerprint, reference, outlet_code, business_date, subtotal, tax, total,
        imported_at, content FROM documents`;
    expect(() => db.exec(secondRow)).toThrow('UNIQUE constraint failed: documents.sale_id');
    db.close();
  });
});

describe('a sale that does not add up is TOTALS_MISMATCH', () => {
  const line = { total: 1200, tax: 200, taxRate: 20 };
  it.each([
    [
      'its lines',
      sale({ lines: [line], total: 1300, subtotal: 1100 }),
      'The lines add up to 12.00 EUR, but the sale says 13.00 EUR.',
    ],
    [
      'its tax',
      sale({ lines: [line], tax: 100, subtotal: 1100 }),
      "The lines' tax adds up to 2.00 EUR, but the sale says 1.00 EUR.",
    ],
    [
      'its subtotal',
      sale({ lines: [line], subtotal: 999 }),
      'Subtotal and tax add up to 11.99 EUR, but the sale says 12.00 EUR.',
    ],
    [
      'its payments',
      sale({ lines: [line], payments: [{ method: 'CASH', amount: 1100 }] }),
      'The payments add up to 11.00 EUR, but the sale says 12.00 EUR.',
    ],
    [
      'a missing payment',
      sale({ lines: [line], payments: [] }),
      'The payments add up to 0.00 EUR, but the sale says 12.00 EUR.',
    ],
    ['half a cent', sale({ lines: [{ ...line, total: 1200.5 }] }), 'not a whole number'],
    ['an unsafe amount', sale({ lines: [{ ...line, total: 2 ** 53 }] }), 'larger than the books can hold'],
    [
      'safe amounts with an unsafe sum',
      sale({
        lines: [Number.MAX_SAFE_INTEGER, 2, -Number.MAX_SAFE_INTEGER, -2].map((total) => ({
          ...line,
          tax: 0,
          total,
        })),
      }),
      'larger than the books can hold',
    ],
  ])('(%s)', async (_what, wrong, message) => {
    const fine = sale();
    const [rejected, imported] = await erp.importSales(wrong, fine);
    expect(rejected).toMatchObject({ status: 'REJECTED', code: 'TOTALS_MISMATCH', erpReference: null });
    expect(rejected?.message).toContain(message);
    expect(imported).toMatchObject({ status: 'IMPORTED', erpReference: 'INV-2026-000001' });
    expect(await erp.document(wrong.saleId)).toBeNull();
  });

  it('(a day that would leave the safe integers)', async () => {
    const huge = () => sale({ lines: [{ ...line, tax: 0, total: Number.MAX_SAFE_INTEGER }] });
    const [first, second, elsewhere] = await erp.importSales(
      huge(),
      huge(),
      sale({ businessDate: '2026-05-01' }),
    );
    expect(first).toMatchObject({ status: 'IMPORTED' });
    expect(second).toMatchObject({ status: 'REJECTED', code: 'TOTALS_MISMATCH' });
    expect(elsewhere).toMatchObject({ status: 'IMPORTED', erpReference: 'INV-2026-000002' });
  });
});

it('a sale in another currency than the books is CURRENCY_MISMATCH', async () => {
  const [result] = await erp.importSales(sale({ currency: 'GBP' }));
  expect(result).toMatchObject({ status: 'REJECTED', code: 'CURRENCY_MISMATCH' });
  expect(result?.message).toContain('This sale is in GBP, but the books are kept in EUR.');
});

it.each([
  ['a blank id', { saleId: ' ' }],
  ['an endless reference', { reference: 'x'.repeat(101) }],
  ['a negative tax rate', { lines: [{ ...coffee, taxRate: -1 }] }],
  ['a tax rate of four decimals', { lines: [{ ...coffee, taxRate: 5.5555 }] }],
])('%s is refused by itself, not with its batch', async (_what, change) => {
  const results = await erp.importSales(sale(change), sale());
  expect(results).toMatchObject([{ status: 'REJECTED', code: 'BAD_USER_INPUT' }, { status: 'IMPORTED' }]);
});

describe('a closed period', () => {
  it('refuses sales dated on or before the lock date, and no others', async () => {
    expect((await erp.setLockDate('2026-04-30')).data.setLockDate).toBe('2026-04-30');
    const results = await erp.importSales(
      sale({ businessDate: '2026-04-29' }),
      sale({ businessDate: '2026-04-30' }),
      sale({ businessDate: '2026-05-01' }),
    );
    expect(results.map(({ status, code }) => code ?? status)).toEqual([
      'PERIOD_CLOSED',
      'PERIOD_CLOSED',
      'IMPORTED',
    ]);
    expect(results[0]?.message).toContain(
      'The books are closed up to 2026-04-30, and this sale is of 2026-04-29.',
    );
  });

  it('still answers DUPLICATE for what was booked before it was closed', async () => {
    const sold = sale();
    const [first] = await erp.importSales(sold);
    await erp.setLockDate('2026-12-31');
    expect(await erp.importSales(sold)).toEqual([{ ...first, status: 'DUPLICATE' }]);
  });

  it('takes the refused sale once it is opened again', async () => {
    const late = sale();
    await erp.setLockDate('2026-04-30');
    expect(await erp.importSales(late)).toMatchObject([{ code: 'PERIOD_CLOSED' }]);
    expect((await erp.setLockDate(null)).data.setLockDate).toBeNull();
    expect((await erp.ask<{ lockDate: string | null }>('{ lockDate }')).data.lockDate).toBeNull();
    expect(await erp.importSales(late)).toMatchObject([{ status: 'IMPORTED' }]);
  });
});

describe('a batch', () => {
  it('of 500 is answered in its order; one more is refused whole, with the field named', async () => {
    const sales = Array.from({ length: 501 }, () => sale());
    const results = await erp.importSales(...sales.slice(0, 500));
    expect(results.map((result) => result.saleId)).toEqual(sales.slice(0, 500).map(({ saleId }) => saleId));
    expect(results.at(-1)?.erpReference).toBe('INV-2026-000500');

    const { errors } = await erp.ask(
      'mutation ($input: [ErpSaleInput!]!) { importSales(input: $input) { status } }',
      {
        input: sales,
      },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'input' } }]);
    expect((await erp.document(sales[500]?.saleId ?? '')) === null).toBe(true);
  });

  it('of none is answered with none', async () => {
    expect(await erp.importSales()).toEqual([]);
  });

  it('names the field of a value that is none', async () => {
    const { status, errors } = await erp.ask(
      'mutation ($input: [ErpSaleInput!]!) { importSales(input: $input) { status } }',
      { input: [sale(), sale({ businessDate: '2026-02-30' })] },
    );
    expect(status).toBe(400);
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', field: 'input[1].businessDate' } },
    ]);
  });
});

describe('when the database fails', () => {
  it('in one sale, the others of its batch are booked, without a gap, and it can be sent again', async () => {
    const db = new Database(erp.database);
    db.exec(`CREATE TRIGGER fails BEFORE INSERT ON journal_entries WHEN NEW.account = '1200 Other tenders'
      BEGIN SELECT RAISE(ABORT, 'secret detail'); END`);
    const poison = sale({
      payments: [
        { method: 'CASH', amount: 800 },
        { method: 'OTHER', amount: 98 },
      ],
    });
    const results = await erp.importSales(sale(), poison, sale());
    expect(results).toMatchObject([
      { status: 'IMPORTED', erpReference: 'INV-2026-000001' },
      { status: 'RETRY_LATER', code: 'BOOKS_UNAVAILABLE', erpReference: null },
      { status: 'IMPORTED', erpReference: 'INV-2026-000002' },
    ]);
    expect(results[1]?.message).not.toContain('secret');
    expect(await erp.document(poison.saleId)).toBeNull();
    expect(await erp.dayTotals('2026-04-30', '2026-04-30')).toMatchObject([{ count: 2 }]);

    db.exec('DROP TRIGGER fails');
    db.close();
    expect(await erp.importSales(poison)).toMatchObject([
      { status: 'IMPORTED', erpReference: 'INV-2026-000003' },
    ]);
  });

  it('because another process holds it, every sale is RETRY_LATER; healed, they are booked', async () => {
    const holder = new Database(erp.database);
    holder.exec('BEGIN IMMEDIATE');
    const sales = [sale(), sale()];
    const results = await erp.importSales(...sales);
    expect(results.map((result) => result.status)).toEqual(['RETRY_LATER', 'RETRY_LATER']);
    holder.exec('ROLLBACK');
    holder.close();
    expect(await erp.importSales(...sales)).toMatchObject([{ status: 'IMPORTED' }, { status: 'IMPORTED' }]);
  });
});
