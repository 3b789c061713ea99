import { gs1CheckDigit, minorDigits, money, type Money } from '@tillkeep/domain';
import type { Field, Mapping } from './columns';
import { guessDecimalMark, readDecimal, type DecimalMark } from './decimals';
import type { Table, TableRow } from './table';

export interface ReadSettings {
  /** ISO code of the shop's currency; prices with the sign of another one are refused. */
  currency: string;
  /** For every number in the file. Detected per column when left out. */
  decimal?: DecimalMark;
  /** For rows without a price of their own. */
  defaultPrice?: Money;
  /** Percent, for rows without a rate of their own. */
  defaultTaxRate?: number;
}

/** What a row says about a product; what it does not say is left out. */
export interface ProductInput {
  sku: string;
  barcodes: string[];
  name: string;
  category?: string;
  price: Money;
  /** Percent. */
  taxRate?: number;
  /** Pieces, kilograms …, with at most three decimals. */
  stock?: number;
}

export type ProductRow = AcceptedRow | RefusedRow;

export interface AcceptedRow {
  line: number;
  raw: string[];
  input: ProductInput;
  /** Things to look at; the row is imported all the same. */
  warnings: RowProblem[];
}

export interface RefusedRow {
  line: number;
  raw: string[];
  input?: undefined;
  /** At least one. */
  problems: RowProblem[];
}

export interface RowProblem {
  /** PRICE_MISSING, DUPLICATE_SKU …, or the gateway's own code for a row that it refused. */
  code: string;
  field?: Field;
  message: string;
}

export type NumberField = 'price' | 'taxRate' | 'stock';

export const SKU_LIMIT = 64;
export const NAME_LIMIT = 200;

/**
 * One result per row of the table, in its order: the product to import, or why there is none. A file without a column
 * for the SKU is read with the first barcode in its place. Codes are compared letter by letter: "15056BL" and "15056bl"
 * are two products. RangeError when the currency is no ISO code.
 */
export function readProducts(table: Table, mapping: Mapping, settings: ReadSettings): ProductRow[] {
  const reader: RowReader = {
    mapping,
    settings,
    marks: decimalMarks(table, mapping, settings),
    priceDigits: minorDigits(settings.currency),
    currencySigns: currencySigns(settings.currency),
    linesBySku: new Map(),
    linesByBarcode: new Map(),
  };
  return table.rows.map((row) => readRow(row, reader));
}

/** The decimal mark by which each column of numbers is read. */
export function decimalMarks(
  table: Table,
  mapping: Mapping,
  settings: Pick<ReadSettings, 'currency' | 'decimal'>,
): Record<NumberField, DecimalMark> {
  const given = settings.decimal;
  if (given) return { price: given, taxRate: given, stock: given };
  const signs = [...currencySigns(settings.currency), '%'];
  const guess = (field: NumberField) => {
    const column = mapping[field];
    return column === undefined ? undefined : guessDecimalMark(cellsOf(table, column), signs);
  };
  const [price, taxRate, stock] = [guess('price'), guess('taxRate'), guess('stock')];
  // Spreadsheets separate cells by semicolons where the comma is the decimal sign.
  const usual = price ?? taxRate ?? stock ?? (table.delimiter === ';' ? ',' : '.');
  return { price: price ?? usual, taxRate: taxRate ?? usual, stock: stock ?? usual };
}

interface RowReader {
  mapping: Mapping;
  settings: ReadSettings;
  marks: Record<NumberField, DecimalMark>;
  priceDigits: number;
  currencySigns: string[];
  /** Where each code stood first; a row claims its codes even when it is refused, since which row is right is not ours to say. */
  linesBySku: Map<string, number>;
  linesByBarcode: Map<string, number>;
}

function readRow(row: TableRow, reader: RowReader): ProductRow {
  const problems: RowProblem[] = [];
  const warnings: RowProblem[] = [];
  const text = (field: Field) => oneLine(row.cells[reader.mapping[field] ?? -1] ?? '');

  if (row.flaw === 'TOO_FEW_CELLS')
    warnings.push({ code: 'TOO_FEW_CELLS', message: 'The row ends early: its last cells are missing.' });
  else if (row.flaw) problems.push({ code: row.flaw, message: FLAWS[row.flaw] });

  const barcodes = readBarcodes(text('barcode'), row.line, reader, problems, warnings);
  const sku = readSku(
    reader.mapping.sku === undefined ? (barcodes[0] ?? '') : text('sku'),
    row.line,
    reader,
    problems,
  );
  const name = readName(text('name'), problems);
  const category = text('category');
  const price = readPrice(text('price'), reader, problems);
  const taxRate = readTaxRate(text('taxRate'), reader, problems, warnings);
  const stock = readStock(text('stock'), reader, problems);

  const { line, cells: raw } = row;
  if (problems.length > 0 || price === undefined) return { line, raw, problems };
  const input: ProductInput = { sku, barcodes, name, price };
  if (category !== '') input.category = category;
  if (taxRate !== undefined) input.taxRate = taxRate;
  if (stock !== undefined) input.stock = stock;
  return { line, raw, input, warnings };
}

const FLAWS = {
  TOO_MANY_CELLS:
    'The row has more cells than there are columns: a text that contains the delimiter needs quotation marks.',
  QUOTES:
    'The quotation marks of this row do not pair, so its cells, and lines after it, can be read wrongly.',
};

function readSku(sku: string, line: number, reader: RowReader, problems: RowProblem[]): string {
  const problem = (code: string, message: string) => problems.push({ code, field: 'sku', message });
  if (sku === '')
    problem(
      'SKU_MISSING',
      reader.mapping.sku === undefined ? 'There is neither SKU nor barcode.' : 'There is no SKU.',
    );
  else if (sku.length > SKU_LIMIT) problem('SKU_TOO_LONG', `The SKU has more than ${SKU_LIMIT} characters.`);
  else if (isShortenedNumber(sku)) problem('CODE_SHORTENED', shortened(sku));
  else {
    const first = claim(sku, line, reader.linesBySku);
    if (first !== line) problem('DUPLICATE_SKU', `The SKU "${sku}" stands in line ${first} already.`);
  }
  return sku;
}

function readBarcodes(
  cell: string,
  line: number,
  reader: RowReader,
  problems: RowProblem[],
  warnings: RowProblem[],
): string[] {
  if (isShortenedNumber(cell)) {
    problems.push({ code: 'CODE_SHORTENED', field: 'barcode', message: shortened(cell) });
    return [];
  }
  const barcodes = [...new Set(cell.split(/[\s;|]+/).filter((barcode) => barcode !== ''))];
  for (const barcode of barcodes) {
    const first = claim(barcode, line, reader.linesByBarcode);
    if (first !== line)
      problems.push({
        code: 'DUPLICATE_BARCODE',
        field: 'barcode',
        message: `The barcode "${barcode}" stands in line ${first} already.`,
      });
    const warning = barcodeWarning(barcode);
    if (warning) warnings.push({ ...warning, field: 'barcode' });
  }
  return barcodes;
}

function barcodeWarning(barcode: string): Pick<RowProblem, 'code' | 'message'> | undefined {
  // Up to five digits are a shop's own numbers; six and more that are no GTIN have usually lost their leading zeros.
  if (/^\d{6,}$/.test(barcode) && gs1CheckDigit(barcode) !== 'ok')
    return {
      code: 'BARCODE_INVALID',
      message: `"${barcode}" is no EAN or UPC number: its length or its check digit is wrong. It is kept as it is.`,
    };
  // GS1 leaves these numbers to every shop for its own labels.
  if (/^(2\d{7}|2\d{11,12})$/.test(barcode))
    return {
      code: 'BARCODE_SHOP_INTERNAL',
      message: `"${barcode}" is a number that a shop gives out itself: elsewhere it can mean another product.`,
    };
  return undefined;
}

function readName(name: string, problems: RowProblem[]): string {
  if (name === '') problems.push({ code: 'NAME_MISSING', field: 'name', message: 'There is no name.' });
  if (name.length > NAME_LIMIT)
    problems.push({
      code: 'NAME_TOO_LONG',
      field: 'name',
      message: `The name has more than ${NAME_LIMIT} characters.`,
    });
  return name;
}

function readPrice(cell: string, reader: RowReader, problems: RowProblem[]): Money | undefined {
  const { settings, priceDigits, currencySigns, marks } = reader;
  if (cell === '') {
    if (settings.defaultPrice === undefined)
      problems.push({ code: 'PRICE_MISSING', field: 'price', message: 'There is no price.' });
    return settings.defaultPrice;
  }
  const amount = readDecimal(cell, marks.price, priceDigits, currencySigns);
  if (amount === undefined)
    problems.push({
      code: 'PRICE_INVALID',
      field: 'price',
      message: `"${cell}" is not a price in ${settings.currency} with the decimal sign "${marks.price}".`,
    });
  else if (amount < 0)
    problems.push({ code: 'PRICE_NEGATIVE', field: 'price', message: `The price ${cell} is below zero.` });
  return amount === undefined ? undefined : money(amount);
}

function readTaxRate(
  cell: string,
  reader: RowReader,
  problems: RowProblem[],
  warnings: RowProblem[],
): number | undefined {
  if (cell === '') return reader.settings.defaultTaxRate;
  const rate = readDecimal(cell, reader.marks.taxRate, 3, ['%']);
  if (rate === undefined || rate < 0 || rate > 100_000)
    problems.push({
      code: 'TAX_RATE_INVALID',
      field: 'taxRate',
      message: `"${cell}" is not a tax rate from 0 to 100 %.`,
    });
  else if (rate > 0 && rate < 1000)
    warnings.push({
      code: 'TAX_RATE_LOW',
      field: 'taxRate',
      message: `The tax rate is read as ${rate / 1000} %.`,
    });
  return rate === undefined ? undefined : rate / 1000;
}

function readStock(cell: string, reader: RowReader, problems: RowProblem[]): number | undefined {
  if (cell === '') return undefined;
  const thousandths = readDecimal(cell, reader.marks.stock, 3);
  if (thousandths === undefined || Math.abs(thousandths) > 1e15) {
    problems.push({
      code: 'STOCK_INVALID',
      field: 'stock',
      message: `"${cell}" is not a quantity with at most three decimals.`,
    });
    return undefined;
  }
  return thousandths / 1000;
}

/** The line that had the code first: this one when nobody had it. */
function claim(code: string, line: number, lines: Map<string, number>): number {
  const first = lines.get(code);
  if (first === undefined) lines.set(code, line);
  return first ?? line;
}

/** "5,01235E+12": a spreadsheet has shown, and then saved, a long number in short. */
function isShortenedNumber(code: string): boolean {
  return /^\d[.,]\d+E\+\d+$/i.test(code);
}

function shortened(code: string): string {
  return `A spreadsheet has shortened this number to "${code}". Format its column as text and save the file again.`;
}

/** Names and codes are one line: breaks and other control characters within them become a blank. */
function oneLine(cell: string): string {
  return cell.replace(/\p{Cc}+/gu, ' ').trim();
}

/** How prices in this currency are marked, in lower case, the longest first: "us$", "usd", "$". */
function currencySigns(currency: string): string[] {
  const shown = (currencyDisplay: 'symbol' | 'narrowSymbol') =>
    new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay })
      .formatToParts(0)
      .flatMap((part) => (part.type === 'currency' ? [part.value] : []));
  const narrow = shown('narrowSymbol');
  const signs = [
    currency,
    ...shown('symbol'),
    ...narrow,
    ...narrow.map((sign) => currency.slice(0, 2) + sign),
    ...(currency === 'CHF' ? ['Fr', 'SFr'] : []),
  ].map((sign) => sign.toLowerCase());
  const withDot = signs.filter((sign) => /\p{L}$/u.test(sign)).map((sign) => `${sign}.`);
  return [...new Set([...withDot, ...signs])].sort((a, b) => b.length - a.length);
}

function* cellsOf(table: Table, column: number): Iterable<string> {
  for (const row of table.rows) yield row.cells[column] ?? '';
}
