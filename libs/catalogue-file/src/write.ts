import { decimalText, plainMoney } from '@tillkeep/domain';
import Papa from 'papaparse';
import { BEGINS_LIKE_FORMULA } from './formula-guard';
import type { RefusedRow } from './products';
import type { Delimiter, Table } from './table';

/** What an export says about a product; every product of the gateway has it. */
export interface ExportedProduct {
  sku: string;
  barcodes: readonly string[];
  name: string;
  category?: string | null;
  /** Minor units. */
  price: number;
  /** Percent. */
  taxRate: number;
  /** Null or left out where no stock is kept. */
  stock?: number | null;
}

/**
 * The refused rows as they were written, each behind its line in the file and the reasons: mend them and import this
 * file. The decimals are the original's, so is the delimiter.
 */
export function writeRefused(table: Table, refused: readonly RefusedRow[]): string {
  // A refused file that was mended and refused again has the two columns already.
  const withoutOld = (cells: readonly string[]) =>
    cells.filter((_, index) => !REFUSED_COLUMNS.includes(table.headers[index] ?? ''));
  const rows = refused.map((row) => [
    row.line,
    row.problems.map((problem) => `${problem.code}: ${problem.message}`).join(' '),
    ...withoutOld(row.raw),
  ]);
  return write([[...REFUSED_COLUMNS, ...withoutOld(table.headers)], ...rows], table.delimiter);
}

/**
 * The catalogue as a file that imports again unchanged. Prices are decimals of the currency; the decimal sign is the
 * comma in a file with semicolons, as spreadsheets have it, and the point otherwise.
 */
export function writeProducts(
  products: readonly ExportedProduct[],
  options: { currency: string; delimiter?: Delimiter },
): string {
  const { currency, delimiter = ',' } = options;
  const number = (text: string) => (delimiter === ';' ? text.replace('.', ',') : text);
  const rows = products.map((product) => [
    product.sku,
    product.barcodes.join(' '),
    product.name,
    product.category ?? '',
    number(plainMoney(product.price, currency)),
    number(thousandths(product.taxRate)),
    product.stock === null || product.stock === undefined ? '' : number(thousandths(product.stock)),
  ]);
  return write([EXPORT_COLUMNS, ...rows], delimiter);
}

/** Any other list, the first row its headings. */
export function writeTable(rows: readonly (readonly (string | number)[])[]): string {
  return write(rows, ',');
}

const REFUSED_COLUMNS = ['refused_line', 'refused_reason'];
const EXPORT_COLUMNS = ['sku', 'barcode', 'name', 'category', 'price', 'tax_rate', 'stock'];

function thousandths(decimal: number): string {
  return decimalText(Math.round(decimal * 1000), 3).replace(/\.?0+$/, '');
}

function write(rows: readonly (readonly (string | number)[])[], delimiter: Delimiter): string {
  // Excel takes a file for UTF-8 by its mark alone.
  return `\uFEFF${Papa.unparse(
    rows.map((row) => [...row]),
    { delimiter, newline: '\r\n', escapeFormulae: BEGINS_LIKE_FORMULA },
  )}\r\n`;
}
