import { money } from '@tillkeep/domain';
import type { Mapping } from './columns';
import { decimalMarks, readProducts, type ProductRow, type ReadSettings } from './products';
import { readTable } from './table';

/** The rows of a file with these lines below a header of every column. */
function read(lines: string[], settings: Partial<ReadSettings> = {}, mapping = EVERY_COLUMN): ProductRow[] {
  const header = 'sku;barcode;name;category;price;tax rate;stock';
  const table = readTable([header, ...lines].join('\n'), { delimiter: ';', header: true });
  return readProducts(table, mapping, { currency: 'EUR', ...settings });
}

const EVERY_COLUMN: Mapping = { sku: 0, barcode: 1, name: 2, category: 3, price: 4, taxRate: 5, stock: 6 };

/** The codes of each row: problems when it was refused, else warnings. */
const codes = (rows: ProductRow[]) =>
  rows.map((row) => (row.input ? row.warnings : row.problems).map((problem) => problem.code));
const inputs = (rows: ProductRow[]) => rows.map((row) => row.input);

describe('a row', () => {
  it('becomes a product: price in minor units, tax in percent, stock as it is', () => {
    expect(read(['T1;4006381333931;Thé vert;Boissons;1.234,50 €;5,5 %;-2,125'])).toEqual([
      {
        line: 2,
        raw: ['T1', '4006381333931', 'Thé vert', 'Boissons', '1.234,50 €', '5,5 %', '-2,125'],
        input: {
          sku: 'T1',
          barcodes: ['4006381333931'],
          name: 'Thé vert',
          category: 'Boissons',
          price: 123450,
          taxRate: 5.5,
          stock: -2.125,
        },
        warnings: [],
      },
    ]);
  });

  it('needs no barcode, category, tax rate or stock', () => {
    expect(inputs(read(['T1;;Tea;;2,50;;']))).toEqual([{ sku: 'T1', barcodes: [], name: 'Tea', price: 250 }]);
  });

  it('may have several barcodes in a cell, each once', () => {
    const [row] = read(['T1;"4006381333931; 5012345678900|96385074 96385074";Tea;;2;;']);
    expect(row?.input?.barcodes).toEqual(['4006381333931', '5012345678900', '96385074']);
  });

  it('has texts of one line', () => {
    const [row] = read([' T1 ;;"Tea\ngreen\tfresh  tin\u00a0";;2;;']);
    expect(row?.input).toMatchObject({ sku: 'T1', name: 'Tea green fresh  tin' });
  });

  it('is refused with every reason there is', () => {
    const [row] = read([';;;;;120;']);
    expect(row).toEqual({
      line: 2,
      raw: ['', '', '', '', '', '120', ''],
      problems: [
        { code: 'SKU_MISSING', field: 'sku', message: 'There is no SKU.' },
        { code: 'NAME_MISSING', field: 'name', message: 'There is no name.' },
        { code: 'PRICE_MISSING', field: 'price', message: 'There is no price.' },
        { code: 'TAX_RATE_INVALID', field: 'taxRate', message: '"120" is not a tax rate from 0 to 100 %.' },
      ],
    });
  });

  it.each([
    ['T1;;Tea;;abc;;', 'PRICE_INVALID'],
    ['T1;;Tea;;2,505;;', 'PRICE_INVALID'],
    ['T1;;Tea;;2.50;;', 'PRICE_INVALID'],
    ['T1;;Tea;;$ 2,50;;', 'PRICE_INVALID'],
    ['T1;;Tea;;2,50 USD;;', 'PRICE_INVALID'],
    ['T1;;Tea;;-2,50;;', 'PRICE_NEGATIVE'],
    ['T1;;Tea;;2,50;-1;', 'TAX_RATE_INVALID'],
    ['T1;;Tea;;2,50;standard;', 'TAX_RATE_INVALID'],
    ['T1;;Tea;;2,50;;1,2345', 'STOCK_INVALID'],
    ['T1;;Tea;;2,50;;some', 'STOCK_INVALID'],
    [`${'T'.repeat(65)};;Tea;;2,50;;`, 'SKU_TOO_LONG'],
    [`T1;;${'T'.repeat(201)};;2,50;;`, 'NAME_TOO_LONG'],
    ['T1;4,00638E+12;Tea;;2,50;;', 'CODE_SHORTENED'],
    ['4,00638E+12;;Tea;;2,50;;', 'CODE_SHORTENED'],
    ['T1;;Tea;;2,50;;;more', 'TOO_MANY_CELLS'],
    ['T1;;"Tea;;2,50;;', 'QUOTES'],
  ])('%s is refused with %s', (line, code) => {
    expect(codes(read([line], { decimal: ',' }))[0]).toContain(code);
  });

  it('is taken with its own currency, however that is written', () => {
    const price = (text: string, currency: string) =>
      read([`T1;;Tea;;${text};;`], { currency, decimal: '.' })[0]?.input?.price;
    expect(price('£2.50', 'GBP')).toBe(250);
    expect(price('CA$ 2.50', 'CAD')).toBe(250);
    expect(price('$2.50', 'CAD')).toBe(250);
    expect(price('2.50 cad', 'CAD')).toBe(250);
    expect(price('2.50 kr.', 'SEK')).toBe(250);
    expect(price('Fr. 2.50', 'CHF')).toBe(250);
    expect(price('¥250', 'JPY')).toBe(250);
    expect(price('2.505', 'KWD')).toBe(2505);
  });
});

describe('codes that come twice', () => {
  it('refuse the later row and name the line of the first', () => {
    const rows = read(['A;4006381333931;Tea;;1;;', 'A;;Salt;;1;;', 'B;96385074 4006381333931;Milk;;1;;']);
    expect(codes(rows)).toEqual([[], ['DUPLICATE_SKU'], ['DUPLICATE_BARCODE']]);
    expect(rows[2]).toMatchObject({
      problems: [{ message: 'The barcode "4006381333931" stands in line 2 already.' }],
    });
  });

  it('are different products when only their case differs', () => {
    const rows = read(['15056BL;;Umbrella;;5,95;;', '15056bl;;Umbrella;;12,72;;']);
    expect(inputs(rows)).toMatchObject([
      { sku: '15056BL', price: 595 },
      { sku: '15056bl', price: 1272 },
    ]);
  });

  it('also meet a row that was refused: which of the two is right is not ours to say', () => {
    expect(codes(read(['A;;Tea;;;;', 'A;;Tea;;1;;']))).toEqual([['PRICE_MISSING'], ['DUPLICATE_SKU']]);
  });
});

describe('warnings', () => {
  it.each([
    ['T1;4006381333932;Tea;;2;;', 'BARCODE_INVALID'],
    ['T1;87000007604;Tea;;2;;', 'BARCODE_INVALID'], // leading zero lost
    ['T1;2000000000008;Tea;;2;;', 'BARCODE_SHOP_INTERNAL'],
    ['T1;;Tea;;2;0,2;', 'TAX_RATE_LOW'],
    ['T1;;Tea;;2', 'TOO_FEW_CELLS'],
  ])('%s comes in with %s', (line, code) => {
    const [row] = read([line], { decimal: ',' });
    expect(row?.input).toBeDefined();
    expect(codes(row ? [row] : [])).toEqual([[code]]);
  });

  it('leave numbers and letters of the shop alone', () => {
    expect(codes(read(['T1;4711;Tea;;2;;', 'T2;ABC-1234567;Salt;;2;;']))).toEqual([[], []]);
  });
});

describe('what the file does not say', () => {
  it('the SKU: the barcode takes its place, when there is no column for it', () => {
    const withoutSku: Mapping = { ...EVERY_COLUMN, sku: undefined };
    const rows = read([';4006381333931 96385074;Tea;;1;;', ';;Salt;;1;;'], {}, withoutSku);
    expect(inputs(rows)[0]).toMatchObject({ sku: '4006381333931', barcodes: ['4006381333931', '96385074'] });
    expect(rows[1]).toMatchObject({
      problems: [{ code: 'SKU_MISSING', message: 'There is neither SKU nor barcode.' }],
    });
  });

  it('the price and the tax rate: given by hand, for the rows without', () => {
    const rows = read(['A;;Tea;;;;', 'B;;Salt;;2,50;20;'], { defaultPrice: money(100), defaultTaxRate: 5.5 });
    expect(inputs(rows)).toMatchObject([
      { price: 100, taxRate: 5.5 },
      { price: 250, taxRate: 20 },
    ]);
  });
});

describe('the decimal mark', () => {
  const marks = (lines: string[], delimiter: ',' | ';' = ';') => {
    const text = ['sku;price;tax;stock', ...lines].join('\n').replaceAll(';', delimiter);
    const table = readTable(text, { delimiter });
    return decimalMarks(table, { sku: 0, price: 1, taxRate: 2, stock: 3 }, { currency: 'EUR' });
  };

  it('is found for each column', () => {
    expect(marks(['A;1.50;5,5;2.5'])).toEqual({ price: '.', taxRate: ',', stock: '.' });
  });

  it('is that of the other columns where a column does not tell', () => {
    expect(marks(['A;1,50;20;1.250', 'B;2;20;12'])).toEqual({ price: ',', taxRate: ',', stock: ',' });
  });

  it('is the comma in a file with semicolons when no column tells', () => {
    expect(marks(['A;1;20;1.250', 'B;2;20;12']).stock).toBe(',');
    expect(marks(['A;1;20;1.250', 'B;2;20;12'], ',').stock).toBe('.');
  });
});

it('100,000 rows are read within seconds', () => {
  const lines = Array.from(
    { length: 100_000 },
    (_, i) => `S${i};${i};Product "${i}" of many;Things;${i},99;20;${i % 50}`,
  );
  const started = performance.now();
  const rows = read(lines);
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(rows.filter((row) => row.input)).toHaveLength(100_000);
});
