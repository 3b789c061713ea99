import { guessMapping } from './columns';
import { readProducts, type RefusedRow } from './products';
import { readTable } from './table';
import { writeProducts, writeRefused } from './write';

describe('the export of the catalogue', () => {
  const tea = {
    sku: 'T1',
    barcodes: ['4006381333931', '96385074'],
    name: 'Thé "vert"',
    price: 123450,
    taxRate: 5.5,
  };

  it('has one line per product, decimals of the currency, and the mark by which Excel knows UTF-8', () => {
    expect(writeProducts([{ ...tea, category: 'Boissons', stock: -2.125 }], { currency: 'EUR' })).toBe(
      '\uFEFFsku,barcode,name,category,price,tax_rate,stock\r\n' +
        'T1,4006381333931 96385074,"Thé ""vert""",Boissons,1234.50,5.5,-2.125\r\n',
    );
  });

  it('writes decimal commas between semicolons', () => {
    expect(writeProducts([tea], { currency: 'EUR', delimiter: ';' })).toContain('1234,50;5,5;\r\n');
    expect(
      writeProducts([{ ...tea, taxRate: 20, stock: 100 }], { currency: 'JPY', delimiter: ';' }),
    ).toContain(';;123450;20;100\r\n');
  });

  it('[S37] never begins a cell like a formula', () => {
    const names = ['=HYPERLINK("http://x")', '+1', '-1+2', '@SUM(A1)', '\t=1', "'=1", '＝1'];
    const text = writeProducts(
      names.map((name, index) => ({ ...tea, sku: `S${index}`, barcodes: [], name })),
      { currency: 'EUR' },
    );
    expect(readCells(text, 2)).toEqual(names.map((name) => `'${name}`));
  });

  it('leaves plain negative numbers alone', () => {
    const text = writeProducts([{ ...tea, name: '-5', stock: -1.5 }], { currency: 'EUR' });
    expect(readCells(text, 2)).toEqual(['-5']);
    expect(readCells(text, 6)).toEqual(['-1.5']);
  });
});

describe('the file of refused rows', () => {
  const refuse = (text: string) => {
    const table = readTable(text);
    const rows = readProducts(
      table,
      guessMapping(
        table.headers,
        table.rows.map((row) => row.cells),
      ),
      { currency: 'EUR' },
    );
    return { table, refused: rows.filter((row): row is RefusedRow => !row.input) };
  };

  it('has the rows as they were, behind their line and every reason', () => {
    const { table, refused } = refuse('sku;colour;name;price\nA;red;Tea;1,50\nB;"blue\nsky";;\n');
    expect(writeRefused(table, refused)).toBe(
      '\uFEFFrefused_line;refused_reason;sku;colour;name;price\r\n' +
        '3;NAME_MISSING: There is no name. PRICE_MISSING: There is no price.;B;"blue\nsky";;\r\n',
    );
  });

  it('keeps cells too many and says which rows were refused by the shop', () => {
    const { table, refused } = refuse('sku,name,price\nA,Tea,1,50\n');
    const byShop = { line: 9, raw: ['B', 'Salt', '2'], problems: [{ code: 'CONFLICT', message: 'No.' }] };
    const lines = writeRefused(table, [...refused, byShop]).split('\r\n');
    expect(lines[1]).toMatch(/^2,"?TOO_MANY_CELLS: .*,A,Tea,1,50$/);
    expect(lines[2]).toBe('9,CONFLICT: No.,B,Salt,2');
  });

  it('imports once mended, and refused again has its two columns once', () => {
    const first = refuse('sku,name,price\nA,Tea,\nB,Salt,\n');
    const mended = writeRefused(first.table, first.refused).replace('A,Tea,', 'A,Tea,2.50');
    const second = refuse(mended);
    expect(second.refused).toMatchObject([{ line: 3, problems: [{ code: 'PRICE_MISSING' }] }]);
    expect(writeRefused(second.table, second.refused)).toBe(
      '\uFEFFrefused_line,refused_reason,sku,name,price\r\n3,PRICE_MISSING: There is no price.,B,Salt,\r\n',
    );
  });
});

/** A column as it stands in the file, with apostrophes: the cells of a reader that knows nothing of them. */
function readCells(text: string, column: number): (string | undefined)[] {
  const { rows } = readTable(text.replaceAll(/(^|,)("?)'/gm, '$1$2~'));
  return rows.map((row) => row.cells[column]?.replace(/^~/, "'"));
}
