import { randomUUID } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import pino from 'pino';
import { openBooks } from './books';
import { expectBalanced, sale, startForTest, temporaryFolder, type SaleSent } from './erp-under-test';
import { migrations } from './migrations';

const log = pino({ level: 'silent' });

describe('whatever is sold', () => {
  const amount = fc.oneof(
    fc.integer({ min: -5000, max: 20_000 }),
    fc.constant(0),
    fc.maxSafeInteger().map((n) => Math.trunc(n / 1000)), // sums of all runs leave the safe integers
  );
  const line = fc
    .tuple(amount, fc.integer({ min: 0, max: 30 }), fc.constantFrom(0, 2.1, 5.5, 10, 20))
    .map(([total, percent, taxRate]) => ({ total, tax: Math.round((total / 100) * percent), taxRate }));
  const anySale = fc
    .record({
      lines: fc.array(line, { maxLength: 6 }),
      methods: fc.array(fc.constantFrom('CASH', 'CARD', 'OTHER', 'constructor'), {
        minLength: 1,
        maxLength: 4,
      }),
      businessDate: fc.constantFrom('2025-12-31', '2026-01-01', '2026-04-30'),
    })
    .map(({ lines, methods, businessDate }) => {
      const { total } = sale({ lines });
      const share = Math.trunc(total / methods.length); // each method's but the first's, which covers the rest
      const payments = methods.map((method, index) => ({
        method,
        amount: index === 0 ? total - share * (methods.length - 1) : share,
      }));
      return sale({ lines, payments, businessDate });
    });

  it('each document balances, day totals are the sums of documents, numbers have no gaps', async () => {
    const erp = await startForTest();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anySale, { minLength: 1, maxLength: 12 }), async (anySales) => {
        const outletCode = `OUTLET-${(run += 1)}`;
        const sales = anySales.map((sold) => ({ ...sold, saleId: randomUUID(), outletCode }));
        for (const { status } of await erp.importSales(...sales)) expect(status).toBe('IMPORTED');

        const documents = await erp.documents({ outletCode });
        expect(documents.map(({ saleId }) => saleId).reverse()).toEqual(sales.map(({ saleId }) => saleId));
        documents.forEach(expectBalanced);

        const days = await erp.dayTotals('2025-01-01', '2026-12-31', outletCode);
        const dates = [...new Set(sales.map(({ businessDate }) => businessDate))].sort();
        expect(days).toEqual(
          dates.map((date) => sumsOf(sales.filter(({ businessDate }) => businessDate === date))),
        );
      }),
      { numRuns: 60 },
    );

    const db = new Database(erp.database, { readonly: true }).defaultSafeIntegers();
    const gaps = db.prepare(
      `SELECT substr(erp_reference, 1, 9) AS year, count(*) - max(substr(erp_reference, 10) + 0) AS missing
       FROM documents GROUP BY year`,
    );
    expect(gaps.all()).toEqual([
      { year: 'INV-2025-', missing: 0n },
      { year: 'INV-2026-', missing: 0n },
    ]);
    const sums = db.prepare(
      'SELECT account, sum(debit) AS debit, sum(credit) AS credit FROM journal_entries GROUP BY account ORDER BY account',
    );
    expect(db.prepare('SELECT account, debit, credit FROM accounts ORDER BY account').all()).toEqual(
      sums.all(),
    );
    db.close();
    expect(await (await fetch(erp.url)).text()).toContain('debits equal credits');
    await erp.stop();
  });

  function sumsOf(sales: SaleSent[]) {
    const sum = (of: (sold: SaleSent) => number) => sales.reduce((total, sold) => total + of(sold), 0);
    return {
      outletCode: sales[0]?.outletCode,
      businessDate: sales[0]?.businessDate,
      count: sales.length,
      subtotal: sum(({ subtotal }) => subtotal),
      tax: sum(({ tax }) => tax),
      total: sum(({ total }) => total),
    };
  }
});

describe('reading the books', () => {
  let erp: Awaited<ReturnType<typeof startForTest>>;
  beforeAll(async () => {
    erp = await startForTest();
    const sales = Array.from({ length: 30 }, (_, index) =>
      sale({
        reference: `S${index}`,
        outletCode: index % 3 === 0 ? 'NORD' : 'MAIN',
        businessDate: `2026-04-${index < 15 ? '29' : '30'}`,
      }),
    );
    await erp.importSales(...sales);
  });
  afterAll(() => erp.stop());

  it('pages the documents newest first, each once', async () => {
    const references: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await erp.documents({ first: 7, after });
      references.push(...page.map(({ reference }) => reference));
      after = page.at(-1)?.erpReference;
      if (page.length < 7) break;
    }
    expect(references).toEqual(Array.from({ length: 30 }, (_, index) => `S${29 - index}`));
  });

  it('pages those of one outlet', async () => {
    const first = await erp.documents({ first: 4, outletCode: 'NORD' });
    expect(first.map(({ reference }) => reference)).toEqual(['S27', 'S24', 'S21', 'S18']);
    const rest = await erp.documents({ outletCode: 'NORD', after: first.at(-1)?.erpReference });
    expect(rest.map(({ reference }) => reference)).toEqual(['S15', 'S12', 'S9', 'S6', 'S3', 'S0']);
  });

  it('pages those of one date, of every outlet or of one', async () => {
    expect(await erp.documents({ businessDate: '2026-04-29' })).toHaveLength(15);
    const first = await erp.documents({ first: 3, outletCode: 'NORD', businessDate: '2026-04-29' });
    expect(first.map(({ reference }) => reference)).toEqual(['S12', 'S9', 'S6']);
    const after = first.at(-1)?.erpReference;
    const rest = await erp.documents({ outletCode: 'NORD', businessDate: '2026-04-29', after });
    expect(rest.map(({ reference }) => reference)).toEqual(['S3', 'S0']);
    expect(await erp.documents({ businessDate: '2026-05-01' })).toEqual([]);
  });

  it.each([
    ['first', { first: -1 }],
    ['after', { after: 'INV-2026-999999' }],
  ])('refuses a page that does not exist, naming %s', async (field, page) => {
    const { errors } = await erp.ask(
      'query ($first: Int, $after: String) { documents(first: $first, after: $after) { saleId } }',
      page,
    );
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });

  it('caps a page at 500', async () => {
    await erp.importSales(...Array.from({ length: 300 }, () => sale()));
    await erp.importSales(...Array.from({ length: 300 }, () => sale()));
    expect(await erp.documents({ first: 100_000 })).toHaveLength(500);
    expect(await erp.documents()).toHaveLength(50);
  });

  it('totals each day of each outlet within the dates', async () => {
    const day = { subtotal: 851 * 10, tax: 47 * 10, total: 898 * 10, count: 10 };
    const of29 = [
      { businessDate: '2026-04-29', outletCode: 'MAIN', ...day },
      {
        businessDate: '2026-04-29',
        outletCode: 'NORD',
        count: 5,
        subtotal: 851 * 5,
        tax: 47 * 5,
        total: 898 * 5,
      },
    ];
    expect(await erp.dayTotals('2026-04-01', '2026-04-29')).toEqual(of29);
    expect(await erp.dayTotals('2026-04-29', '2026-04-29', 'MAIN')).toEqual(of29.slice(0, 1));
    expect(await erp.dayTotals('2026-05-01', '2026-05-31')).toEqual([]);
  });

  it('refuses dates in the wrong order', async () => {
    const { errors } = await erp.ask('{ dayTotals(from: "2026-05-02", to: "2026-05-01") { count } }');
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'from' } }]);
  });

  it('knows no document of a sale that was never sent', async () => {
    expect(await erp.document('nobody')).toBeNull();
  });
});

describe('the file', () => {
  it('[S58] is readable by its owner only, its companions too', async () => {
    const erp = await startForTest();
    await erp.importSales(sale());
    for (const suffix of ['', '-wal', '-shm'])
      expect(statSync(erp.database + suffix).mode & 0o777).toBe(0o600);
    await erp.stop();
  });

  it('keeps what is booked as it was booked', async () => {
    const erp = await startForTest();
    await erp.importSales(sale());
    const db = new Database(erp.database);
    for (const change of [
      'UPDATE documents SET total = 0',
      'DELETE FROM documents',
      'UPDATE journal_entries SET debit = 1',
      'DELETE FROM journal_entries',
    ])
      expect(() => db.exec(change)).toThrow('a booked');
    db.close();
    await erp.stop();
  });

  it('is refused where SQLite would not keep a commit safe', () => {
    // A database in memory has no write-ahead log: the setting reads back as another one.
    const before = process.cwd();
    process.chdir(temporaryFolder());
    expect(() => openBooks(':memory:', { currency: 'EUR', log })).toThrow(
      ":memory: can't be kept safely: journal_mode is memory, not wal.",
    );
    process.chdir(before);
  });

  it('is refused when a newer version wrote it', () => {
    const file = join(temporaryFolder(), 'erp.sqlite');
    new Database(file).pragma(`user_version = ${migrations.length + 1}`);
    expect(() => openBooks(file, { currency: 'EUR', log })).toThrow('written by a newer version');
  });

  it('is refused when it is something else', () => {
    const folder = temporaryFolder();
    expect(() => openBooks(folder, { currency: 'EUR', log })).toThrow("can't be written to (EISDIR)");
    expect(() => openBooks(join(__filename, 'erp.sqlite'), { currency: 'EUR', log })).toThrow(
      "can't be written to (EEXIST)",
    );
  });

  it('is refused when it is no database', () => {
    const file = join(temporaryFolder(), 'erp.sqlite');
    writeFileSync(file, 'These are the notes of somebody else. '.repeat(100));
    expect(() => openBooks(file, { currency: 'EUR', log })).toThrow(
      `${file} can't be opened as the ERP's books (SQLITE_NOTADB).`,
    );
  });

  it('keeps its currency once something is booked, and no earlier', async () => {
    const dataDir = temporaryFolder();
    await (await startForTest({ dataDir, currency: 'EUR' })).stop();
    const pounds = await startForTest({ dataDir, currency: 'GBP' });
    expect(await pounds.importSales(sale({ currency: 'GBP' }))).toMatchObject([{ status: 'IMPORTED' }]);
    await pounds.stop();
    await expect(startForTest({ dataDir, currency: 'EUR' })).rejects.toThrow(
      /^ERP_CURRENCY: is EUR, but the books in .* are kept in GBP\./,
    );
  });

  it('still holds everything after a restart, lock date included', async () => {
    const dataDir = temporaryFolder();
    const before = await startForTest({ dataDir });
    const sold = sale();
    await before.importSales(sold);
    await before.setLockDate('2026-04-30');
    const booked = await before.document(sold.saleId);
    await before.stop();

    const after = await startForTest({ dataDir });
    expect(await after.document(sold.saleId)).toEqual(booked);
    expect(await after.importSales(sold, sale())).toMatchObject([
      { status: 'DUPLICATE' },
      { code: 'PERIOD_CLOSED' },
    ]);
    await after.stop();
  });
});
