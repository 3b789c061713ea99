import Papa from 'papaparse';
import { knownColumnNames } from './columns';
import { unguarded } from './formula-guard';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export interface Table {
  delimiter: Delimiter;
  headers: string[];
  rows: TableRow[];
}

export interface TableRow {
  /** 1-based, where the row begins in the file: what an editor shows, also after cells of several lines. */
  line: number;
  /** As written in the file, one per header at least. */
  cells: string[];
  flaw?: RowFlaw;
}

/** Cells missing at the end, cells without a column, or quotation marks that do not pair. */
export type RowFlaw = 'TOO_FEW_CELLS' | 'TOO_MANY_CELLS' | 'QUOTES';

/**
 * The rows of a delimited file. Delimiter and header line are detected unless given; without a header line the columns
 * are called "Column 1", "Column 2" … Rows with nothing in them are left out; a row with a flaw is kept, with its flaw.
 */
export function readTable(text: string, given: { delimiter?: Delimiter; header?: boolean } = {}): Table {
  const hint = /^\uFEFF?sep=([,;\t|])\r?\n/.exec(text);
  const content = text
    .slice(hint?.[0].length ?? 0)
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n');
  const delimiter = given.delimiter ?? asDelimiter(hint?.[1]) ?? guessDelimiter(content);
  const parsed = Papa.parse<string[]>(content, { delimiter, newline: '\n' });

  const withBrokenQuotes = new Set(
    parsed.errors.filter((error) => error.type === 'Quotes').map((error) => error.row),
  );
  const rows: TableRow[] = [];
  let line = hint ? 2 : 1;
  parsed.data.forEach((cells, index) => {
    if (cells.some((cell) => cell.trim() !== ''))
      rows.push({
        line,
        cells: cells.map(unguarded),
        ...(withBrokenQuotes.has(index) && { flaw: 'QUOTES' }),
      });
    line += 1 + lineBreaksIn(cells);
  });

  const first = rows[0]?.cells ?? [];
  const hasHeader = given.header ?? looksLikeHeader(first);
  if (hasHeader) rows.shift();
  const headers = first.map((cell, index) => (hasHeader && cell.trim()) || `Column ${index + 1}`);
  for (const row of rows) fitToColumns(row, headers.length);
  return { delimiter, headers, rows };
}

function asDelimiter(text: string | undefined): Delimiter | undefined {
  return DELIMITERS.find((delimiter) => delimiter === text);
}

/** The header tells best: with the right delimiter it falls apart into names we know. Else the most regular rows win. */
function guessDelimiter(content: string): Delimiter {
  const start = content.slice(0, 65_536);
  const known = DELIMITERS.map((delimiter) =>
    knownColumnNames(Papa.parse<string[]>(start, { delimiter, newline: '\n', preview: 1 }).data[0] ?? []),
  );
  const most = Math.max(...known);
  const delimitersToGuess = DELIMITERS.filter((_, index) => known[index] === most);
  if (delimitersToGuess.length === 1 && delimitersToGuess[0]) return delimitersToGuess[0];
  const rules = { newline: '\n', preview: 10, skipEmptyLines: true, delimitersToGuess } as const;
  const guess = Papa.parse(start, rules).meta.delimiter;
  return asDelimiter(guess) ?? ',';
}

/** One known name could be a cell's content (a category called "stock"); two, or no number anywhere, make a header. */
function looksLikeHeader(cells: readonly string[]): boolean {
  return knownColumnNames(cells) > 1 || !cells.some((cell) => /^\s*-?\d[\d.,]*\s*$/.test(cell));
}

function fitToColumns(row: TableRow, columns: number): void {
  const { cells } = row;
  while (cells.length > columns && cells.at(-1)?.trim() === '') cells.pop();
  if (cells.length > columns) row.flaw ??= 'TOO_MANY_CELLS';
  if (cells.length < columns) row.flaw ??= 'TOO_FEW_CELLS';
  while (cells.length < columns) cells.push('');
}

function lineBreaksIn(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells)
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++;
  return count;
}
