import { money } from '@tillkeep/domain';
import fc from 'fast-check';
import Papa from 'papaparse';
import { guessMapping } from './columns';
import { decodeText } from './decode-text';
import { readProducts, type ProductInput, type ProductRow, type RefusedRow } from './products';
import { DELIMITERS, readTable } from './table';
import { writeProducts, writeRefused } from './write';

function importFile(bytes: Uint8Array, currency: string): ProductRow[] {
  const decoded = decodeText(bytes);
  if (!decoded.ok) throw new Error(decoded.error.message);
  const table = readTable(decoded.value.text);
  const mapping = guessMapping(
    table.headers,
    table.rows.map((row) => row.cells),
  );
  return readProducts(table, mapping, { currency });
}

const utf8 = (text: string) => new TextEncoder().encode(text);

// Signs that mean something to a spreadsheet or in a CSV file come far more often than chance would have them.
const sign = fc.constantFrom(...`'"=+-@,;|.  #€éß0159aZ＝`);
const textOf = (unit: fc.Arbitrary<string>, maxLength: number) =>
  fc
    .string({ unit, minLength: 1, maxLength })
    .filter((text) => text === text.trim() && !/\p{Cc}/u.test(text));
const anySign = fc.oneof(sign, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }));
const code = textOf(anySign, 12).filter((text) => !/^\d[.,]\d+E\+\d+$/i.test(text));
const barcode = code.filter((text) => !/[\s;|]/.test(text));
const quantity = fc.integer({ min: -1e9, max: 1e9 }).map((thousandths) => thousandths / 1000 + 0);

const product = fc.record<ProductInput, 'sku' | 'barcodes' | 'name' | 'price'>(
  {
    sku: code,
    barcodes: fc.uniqueArray(barcode, { maxLength: 3 }),
    name: textOf(anySign, 40),
    category: textOf(anySign, 12),
    price: fc.nat({ max: 1e9 }).map(money),
    taxRate: fc.nat({ max: 100_000 }).map((thousandths) => thousandths / 1000),
    stock: quantity,
  },
  { requiredKeys: ['sku', 'barcodes', 'name', 'price'] },
);

/** Products whose codes are their own. */
const catalogue = fc
  .uniqueArray(product, { selector: ({ sku }) => sku, minLength: 1, maxLength: 15 })
  .filter((products) => {
    const barcodes = products.flatMap(({ barcodes }) => barcodes);
    return new Set(barcodes).size === barcodes.length;
  });

it('an exported catalogue imports again unchanged, in every delimiter and currency', () => {
  fc.assert(
    fc.property(
      catalogue,
      fc.constantFrom(...DELIMITERS),
      fc.constantFrom('EUR', 'JPY', 'KWD'),
      (products, delimiter, currency) => {
        const text = writeProducts(
          products.map((each) => ({ ...each, taxRate: each.taxRate ?? 20 })),
          { currency, delimiter },
        );
        const rows = importFile(utf8(text), currency);
        expect(rows.map((row) => row.input)).toEqual(
          products.map((each) => ({ ...each, taxRate: each.taxRate ?? 20 })),
        );
      },
    ),
    { numRuns: 500 },
  );
});

it("a shop's own file is read in every delimiter, encoding and way to write decimals", () => {
  const latin = fc.constantFrom(...'abc XYZ019,;|"\'.-éèàùçÄÖÜßñì');
  const rows = fc.uniqueArray(
    fc.record({
      sku: fc.integer({ min: 1, max: 99_999 }),
      name: textOf(latin, 30),
      price: fc.integer({ min: 0, max: 5_000_000 }),
    }),
    { selector: ({ sku }) => sku, minLength: 1, maxLength: 15 },
  );
  fc.assert(
    fc.property(
      rows.filter((all) => all.every(({ name }) => !/^'+[=+\-@]/.test(name))),
      fc.constantFrom(...DELIMITERS),
      fc.constantFrom(...Object.keys(encoders)),
      fc.constantFrom('en', 'de', 'fr', 'de-CH'),
      fc.constantFrom(
        (n: string) => n,
        (n: string) => `${n} €`,
        (n: string) => `€${n}`,
      ),
      fc.constantFrom('\n', '\r\n'),
      (products, delimiter, encoding, locale, withSign, newline) => {
        const format = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 });
        const text = Papa.unparse(
          [
            ['Artikelnummer', 'Bezeichnung', 'Verkaufspreis'],
            ...products.map(({ sku, name, price }) => [
              `N${sku}`,
              name,
              withSign(format.format(price / 100)),
            ]),
          ],
          { delimiter, newline },
        );
        const read = importFile(encode(text, encoding), 'EUR');
        expect(read.map((row) => row.input)).toEqual(
          products.map(({ sku, name, price }) => ({ sku: `N${sku}`, barcodes: [], name, price })),
        );
      },
    ),
    { numRuns: 500 },
  );
});

it('refused rows come back from their file as they were, whatever is in them', () => {
  const cell = fc.string({ unit: fc.oneof(sign, fc.constantFrom('\n', '\t')), maxLength: 12 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, cell), { maxLength: 10 }),
      fc.constantFrom(...DELIMITERS),
      (cells, delimiter) => {
        const table = { delimiter, headers: ['sku', 'name', 'price'], rows: [] };
        const refused = cells.map((raw, index): RefusedRow => {
          return {
            line: index + 2,
            raw,
            problems: [{ code: 'NAME_MISSING', message: '=There; is, "none" |' }],
          };
        });
        const again = readTable(writeRefused(table, refused));
        expect(again.delimiter).toBe(delimiter);
        expect(again.rows.map((row) => row.cells.slice(2))).toEqual(cells);
        expect(again.rows.map((row) => row.cells[0])).toEqual(refused.map((row) => String(row.line)));
      },
    ),
    { numRuns: 500 },
  );
});

const encoders: Record<string, (text: string) => number[]> = {
  'utf-8': (text) => [...utf8(text)],
  'utf-8 with its mark': (text) => [...utf8(`\uFEFF${text}`)],
  'utf-16le': (text) => units(`\uFEFF${text}`).flatMap((unit) => [unit & 0xff, unit >> 8]),
  'utf-16be': (text) => units(`\uFEFF${text}`).flatMap((unit) => [unit >> 8, unit & 0xff]),
  'windows-1252': (text) =>
    units(text).map((unit) =>
      unit === 0x20ac ? 0x80 : unit === 0x202f ? 0xa0 : unit === 0x2019 ? 0x92 : unit,
    ),
  'iso-8859-15': (text) =>
    units(text).map((unit) =>
      unit === 0x20ac ? 0xa4 : unit === 0x202f ? 0xa0 : unit === 0x2019 ? 0x27 : unit,
    ),
};

function encode(text: string, encoding: string): Uint8Array {
  return Uint8Array.from(encoders[encoding]?.(text) ?? []);
}

function units(text: string): number[] {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}
