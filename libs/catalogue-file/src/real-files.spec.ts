import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { money } from '@tillkeep/domain';
import { guessMapping } from './columns';
import { decodeText } from './decode-text';
import { readProducts, type ProductRow, type ReadSettings, type RowProblem } from './products';
import { readTable } from './table';
import { writeProducts, writeRefused } from './write';

// Files of real shops, kept beside the repository and not in it: where they are not, these tests are skipped and say so.
const folder = resolve(__dirname, '../../../../shared/data');

function describeFile(file: string, about: (path: string) => void): void {
  const path = resolve(folder, file);
  if (existsSync(path)) describe(file, () => about(path));
  else it.skip(`${file}: skipped, it is not in ../shared/data`, () => undefined);
}

function read(bytes: Uint8Array, settings: Partial<ReadSettings> = {}) {
  const decoded = decodeText(bytes);
  if (!decoded.ok) throw new Error(decoded.error.message);
  const table = readTable(decoded.value.text);
  const mapping = guessMapping(
    table.headers,
    table.rows.slice(0, 200).map((row) => row.cells),
  );
  const rows = readProducts(table, mapping, { currency: 'EUR', ...settings });
  const named = Object.fromEntries(
    Object.entries(mapping).map(([field, column]) => [field, table.headers[column]]),
  );
  return { ...decoded.value, table, rows, columns: named };
}

const inputsOf = (rows: ProductRow[]) => rows.flatMap((row) => row.input ?? []);
const refusedOf = (rows: ProductRow[]) => rows.flatMap((row) => (row.input ? [] : row));
const problemsOf = (rows: ProductRow[]) => countCodes(refusedOf(rows).flatMap((row) => row.problems));
const warningsOf = (rows: ProductRow[]) => countCodes(rows.flatMap((row) => (row.input ? row.warnings : [])));

function countCodes(problems: RowProblem[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of problems) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

describeFile('online_retail_products.csv', (path) => {
  const { rows, columns, table } = read(readFileSync(path), { currency: 'GBP' });

  it('has 3,051 rows, of which 76 have no price and 55 of these no name either', () => {
    expect(columns).toEqual({ sku: 'sku', name: 'name', category: 'kind', price: 'price' });
    expect(rows).toHaveLength(3051);
    expect(inputsOf(rows)).toHaveLength(2975);
    expect(problemsOf(rows)).toEqual({ PRICE_MISSING: 76, NAME_MISSING: 55 });
  });

  it('keeps the 69 codes apart that differ from another only by case', () => {
    const codes = table.rows.map((row) => row.cells[0] ?? '');
    expect(new Set(codes.map((code) => code.toLowerCase())).size).toBe(3051 - 69);
    const bySku = new Map(inputsOf(rows).map((input) => [input.sku, input.price]));
    expect(bySku.size).toBe(2975);
    expect([bySku.get('15056BL'), bySku.get('15056bl')]).toEqual([595, 1272]);
  });

  it('gives its refused rows back in a file that comes in once the prices are there', () => {
    const text = writeRefused(table, refusedOf(rows));
    const again = read(new TextEncoder().encode(text), { currency: 'GBP', defaultPrice: money(100) });
    expect(again.rows).toHaveLength(76);
    expect(inputsOf(again.rows)).toHaveLength(21);
    expect(problemsOf(again.rows)).toEqual({ NAME_MISSING: 55 });
  });
});

describeFile('liquor_products.csv', (path) => {
  const { rows, columns } = read(readFileSync(path), { currency: 'CAD' });
  const sum = (all: ProductRow[]) => inputsOf(all).reduce((total, input) => total + input.price, 0);

  it('has 8,467 products for 3,086,689.34 in all', () => {
    expect(columns).toEqual({
      sku: 'sku',
      barcode: 'barcode',
      name: 'name',
      category: 'category',
      price: 'price',
    });
    expect(inputsOf(rows)).toHaveLength(8467);
    expect(sum(rows)).toBe(308_668_934);
    expect(inputsOf(rows).filter((input) => input.category === 'Wine')).toHaveLength(6098);
  });

  it('has 769 products without a barcode and 3 with a wrong one, which come in with a warning', () => {
    expect(inputsOf(rows).filter((input) => input.barcodes.length === 0)).toHaveLength(769);
    expect(warningsOf(rows)).toEqual({ BARCODE_INVALID: 3 });
  });

  it('comes back unchanged from our export, in both styles', () => {
    for (const delimiter of [',', ';'] as const) {
      const products = inputsOf(rows).map((input) => ({ ...input, taxRate: 20 }));
      const text = writeProducts(products, { currency: 'CAD', delimiter });
      expect(inputsOf(read(new TextEncoder().encode(text), { currency: 'CAD' }).rows)).toEqual(products);
    }
  });
});

describeFile('grocery_products_fr.csv', (path) => {
  const bytes = readFileSync(path);

  it('has 6,774 products without SKU and price: all refused', () => {
    const { rows, columns } = read(bytes);
    expect(columns).toEqual({ barcode: 'barcode', name: 'name', category: 'category' });
    expect(rows).toHaveLength(6774);
    expect(problemsOf(rows)).toEqual({ PRICE_MISSING: 6774 });
  });

  it('comes in with a price by hand, the barcode as SKU and its 106 wrong check digits noted', () => {
    const { rows } = read(bytes, { defaultPrice: money(100) });
    expect(inputsOf(rows)).toHaveLength(6774);
    expect(inputsOf(rows).every(({ sku, barcodes, price }) => sku === barcodes[0] && price === 100)).toBe(
      true,
    );
    expect(warningsOf(rows)).toEqual({ BARCODE_INVALID: 106, BARCODE_SHOP_INTERNAL: 322 });
  });

  it('keeps its accents, also from a file of Windows-1252', () => {
    const { text, rows } = read(bytes, { defaultPrice: money(100) });
    expect(inputsOf(rows).filter(({ name }) => /\P{ASCII}/u.test(name))).toHaveLength(2758);
    const latin = text.split('\n').filter((line) => !/[^\p{ASCII}\xa0-\xff]/u.test(line));
    const again = read(Buffer.from(latin.join('\n'), 'latin1'), { defaultPrice: money(100) });
    expect(again.encoding).toBe('windows-1252');
    expect(again.text).toBe(latin.join('\n'));
  });
});

describeFile('online_retail_day_2010-12-09.csv', (path) => {
  it('is a list of sales, and of each product the first line could be read: nothing breaks', () => {
    const { rows, columns } = read(readFileSync(path), { currency: 'GBP' });
    expect(columns).toEqual({ sku: 'StockCode', name: 'Description', stock: 'Quantity', price: 'UnitPrice' });
    expect(rows).toHaveLength(2891);
    expect(problemsOf(rows)).toEqual({ DUPLICATE_SKU: 1590, NAME_MISSING: 38 });
  });
});

describeFile('online_retail_daily_totals.csv', (path) => {
  it('has no column of a product: every row is refused', () => {
    const { rows, columns } = read(readFileSync(path), { currency: 'GBP' });
    expect(columns).toEqual({});
    expect(problemsOf(rows)).toEqual({ SKU_MISSING: 44, NAME_MISSING: 44, PRICE_MISSING: 44 });
  });
});

describeFile('online_retail_2010-12_2011-01.csv.gz', (path) => {
  it('is compressed, and says so', () => {
    expect(decodeText(readFileSync(path))).toMatchObject({ ok: false, error: { code: 'NOT_TEXT' } });
  });
});
