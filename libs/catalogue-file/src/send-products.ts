import type { Result } from '@tillkeep/domain';
import type { AcceptedRow, ProductInput, RefusedRow } from './products';

/** The gateway's ImportProductResult, without the product. `row` is the 1-based position in the call's input. */
export interface ImportAnswer {
  row: number;
  outcome: 'CREATED' | 'UPDATED' | 'REJECTED';
  code?: string | null;
  message?: string | null;
}

/**
 * Calls importProducts. A call that the gateway refused whole for its content is an error value, and is sent again in
 * halves; whatever else goes wrong is thrown and ends the import. Sending the same products twice is safe: they are
 * known by their SKU.
 */
export type SendBatch = (
  products: SentProduct[],
) => Promise<Result<readonly ImportAnswer[], { code: string; message: string }>>;

/** The gateway's ImportProductInput. What is left out stays as it is in the shop. */
export type SentProduct = Omit<ProductInput, 'barcodes'> & { barcodes?: string[] };

export interface ImportTotals {
  /** Rows that were answered: created + updated + refused. */
  answered: number;
  created: number;
  updated: number;
  refused: RefusedRow[];
}

export const BATCH_SIZE = 500;

/** Sends the rows in order, batch by batch. onProgress gets the totals so far after every answer. */
export async function sendProducts(
  rows: readonly AcceptedRow[],
  send: SendBatch,
  onProgress?: (totals: Readonly<ImportTotals>) => void,
): Promise<ImportTotals> {
  const totals: ImportTotals = { answered: 0, created: 0, updated: 0, refused: [] };
  for (let start = 0; start < rows.length; start += BATCH_SIZE)
    await sendBatch(rows.slice(start, start + BATCH_SIZE), send, totals, onProgress);
  return totals;
}

async function sendBatch(
  rows: readonly AcceptedRow[],
  send: SendBatch,
  totals: ImportTotals,
  onProgress: ((totals: ImportTotals) => void) | undefined,
): Promise<void> {
  const sent = await send(rows.map((row) => sentProduct(row.input)));
  if (!sent.ok && rows.length > 1) {
    const middle = Math.ceil(rows.length / 2);
    await sendBatch(rows.slice(0, middle), send, totals, onProgress);
    await sendBatch(rows.slice(middle), send, totals, onProgress);
    return;
  }
  const answers = sent.ok ? byRow(sent.value, rows.length) : [{ row: 1, outcome: 'REJECTED', ...sent.error }];
  rows.forEach((row, index) => {
    const answer = answers[index];
    if (answer?.outcome === 'CREATED') totals.created++;
    else if (answer?.outcome === 'UPDATED') totals.updated++;
    else totals.refused.push(refusedByShop(row, answer));
  });
  totals.answered += rows.length;
  onProgress?.(totals);
}

/** An empty list would take away the barcodes that the shop knows; an empty cell, like every other, says nothing. */
function sentProduct({ barcodes, ...product }: ProductInput): SentProduct {
  return barcodes.length > 0 ? { ...product, barcodes } : product;
}

/** The answers in the order of the rows. Throws when a row is without one: its fate is unknown, and must not be counted. */
function byRow(answers: readonly ImportAnswer[], count: number): ImportAnswer[] {
  const sorted = [...answers].sort((a, b) => a.row - b.row);
  if (sorted.length !== count || sorted.some((answer, index) => answer.row !== index + 1))
    throw new Error(`The gateway answered ${answers.length} rows of ${count}, or not these rows.`);
  return sorted;
}

function refusedByShop(
  row: AcceptedRow,
  answer: { code?: string | null; message?: string | null } | undefined,
): RefusedRow {
  const problem = {
    code: answer?.code ?? 'REJECTED',
    message: answer?.message ?? 'The shop refused this product.',
  };
  return { line: row.line, raw: row.raw, problems: [problem] };
}
