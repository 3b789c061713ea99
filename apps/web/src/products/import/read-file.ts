import {
  decimalMarks,
  decodeText,
  guessMapping,
  readProducts,
  readTable,
  type AcceptedRow,
  type DecimalMark,
  type Delimiter,
  type FileProblem,
  type Mapping,
  type NumberField,
  type ProductRow,
  type RefusedRow,
  type Table,
} from '@tillkeep/catalogue-file';
import { ok, type Money, type Result } from '@tillkeep/domain';

/** What a person has set by hand; all else is detected. */
export type FileSettings = {
  encoding?: string;
  delimiter?: Delimiter;
  header?: boolean;
  decimal?: DecimalMark;
  mapping?: Mapping;
  /** For rows without a price. */
  defaultPrice?: Money;
  /** Percent, for rows without a rate. */
  defaultTaxRate?: number;
};

/** A catalogue file as it will be imported. */
export type Reading = {
  encoding: string;
  table: Table;
  mapping: Mapping;
  marks: Record<NumberField, DecimalMark>;
  rows: ProductRow[];
  accepted: AcceptedRow[];
  refused: RefusedRow[];
};

export function readFile(
  bytes: Uint8Array,
  settings: FileSettings,
  currency: string,
): Result<Reading, FileProblem> {
  const decoded = decodeText(bytes, settings.encoding);
  if (!decoded.ok) return decoded;
  const table = readTable(decoded.value.text, settings);
  const sample = table.rows.slice(0, 200).map((row) => row.cells);
  const mapping = settings.mapping ?? guessMapping(table.headers, sample);
  const { decimal, defaultPrice, defaultTaxRate } = settings;
  const rows = readProducts(table, mapping, { currency, decimal, defaultPrice, defaultTaxRate });
  return ok({
    encoding: decoded.value.encoding,
    table,
    mapping,
    marks: decimalMarks(table, mapping, { currency, decimal }),
    rows,
    accepted: rows.filter((row) => row.input !== undefined),
    refused: rows.filter((row) => row.input === undefined),
  });
}
