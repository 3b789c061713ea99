import fc from 'fast-check';
import Papa from 'papaparse';
import { readTable } from './table';

describe('the delimiter', () => {
  it.each([
    [',', 'sku,name,price\nA1,"Tea, green",2.50\n'],
    [';', 'sku;name;price\nA1;Tea;2,50\nA2;Coffee;3,00\n'],
    ['\t', 'sku\tname\tprice\nA1\tTea; green\t2,50\n'],
    ['|', 'sku|name|price\nA1|Tea, green|2.50\n'],
  ])('"%s" is found from the header and the rows', (delimiter, text) => {
    const table = readTable(text);
    expect(table.delimiter).toBe(delimiter);
    expect(table.headers).toEqual(['sku', 'name', 'price']);
  });

  it('is not mistaken for a sign within the texts, however often that comes', () => {
    const table = readTable('référence;désignation;prix ttc\nA,1;x,y,z;1,5\nB,2;x,y,z;2,5\nC,3;x,y,z;3,5\n');
    expect(table.delimiter).toBe(';');
  });

  it('is what the first line of a spreadsheet export says', () => {
    const table = readTable('sep=|\r\nsku|name\r\nA|Tea\r\n');
    expect(table).toEqual({
      delimiter: '|',
      headers: ['sku', 'name'],
      rows: [{ line: 3, cells: ['A', 'Tea'] }],
    });
  });

  it('can be chosen by hand', () => {
    expect(readTable('sku,a;name\n1,2;3\n', { delimiter: ';' }).headers).toEqual(['sku,a', 'name']);
  });
});

describe('the header line', () => {
  it('is missing when the first line holds numbers and no names of columns', () => {
    const table = readTable('4006381333931;Pencil;1,20\n4006381333948;Eraser;0,80\n');
    expect(table.headers).toEqual(['Column 1', 'Column 2', 'Column 3']);
    expect(table.rows.map((row) => row.line)).toEqual([1, 2]);
  });

  it('is not seen in a product whose category has the name of a column', () => {
    expect(readTable('10002,GLOBE,stock,0.85\n10003,RUBBER,stock,0.21\n').rows).toHaveLength(2);
  });

  it('may be in a language that we do not know', () => {
    expect(readTable('koodi,nimi,hinta\n1,Tee,2\n').headers).toEqual(['koodi', 'nimi', 'hinta']);
  });

  it('can be denied by hand, and a column without a name gets one', () => {
    expect(readTable('sku,name\n', { header: false }).rows).toHaveLength(1);
    expect(readTable('sku,,price\nA,Tea,1\n').headers).toEqual(['sku', 'Column 2', 'price']);
  });
});

describe('the rows', () => {
  it('know the line on which they begin, after cells of several lines, blank lines and any line ends', () => {
    const table = readTable('sku,name\r\n\r\nA,"Tea\r\ngreen\r\nfresh"\r\n,\r\nB,Milk\rC,Salt\n');
    expect(table.rows).toEqual([
      { line: 3, cells: ['A', 'Tea\ngreen\nfresh'] },
      { line: 7, cells: ['B', 'Milk'] },
      { line: 8, cells: ['C', 'Salt'] },
    ]);
  });

  it('stand in the file at the line that they know', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '"', ',', "'", 'é') });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), (cells) => {
        const text = Papa.unparse(
          [['sku', 'name', 'x'], ...cells.map((pair, index) => [`key${index}`, ...pair])],
          {
            newline: '\n',
          },
        );
        const lines = text.split('\n');
        const { rows } = readTable(text);
        expect(rows).toHaveLength(cells.length);
        for (const [index, row] of rows.entries())
          expect(lines[row.line - 1]).toMatch(new RegExp(`^key${index},`));
      }),
    );
  });

  it('with too few or too many cells are kept and say so; empty cells too many are none', () => {
    const table = readTable('sku,name,price\nA,Tea\nB,Salt,1,5\nC,Milk,2,,\n');
    expect(table.rows).toEqual([
      { line: 2, cells: ['A', 'Tea', ''], flaw: 'TOO_FEW_CELLS' },
      { line: 3, cells: ['B', 'Salt', '1', '5'], flaw: 'TOO_MANY_CELLS' },
      { line: 4, cells: ['C', 'Milk', '2'] },
    ]);
  });

  it('with quotation marks that do not pair say so, and marks within a text are none', () => {
    const table = readTable('sku,name,price\nA,17" screen,1\nB,"6 inch pipe,2\nC,Tea,3\n');
    expect(table.rows[0]).toEqual({ line: 2, cells: ['A', '17" screen', '1'] });
    expect(table.rows[1]).toMatchObject({ line: 3, flaw: 'QUOTES' });
    expect(table.rows).toHaveLength(2);
  });

  it('are none in an empty file or one with a header only', () => {
    expect(readTable('')).toEqual({ delimiter: ',', headers: [], rows: [] });
    expect(readTable('\uFEFFsku;name\r\n')).toEqual({ delimiter: ';', headers: ['sku', 'name'], rows: [] });
  });
});
