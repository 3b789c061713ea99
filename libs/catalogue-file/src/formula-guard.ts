// A spreadsheet runs a cell that begins like a formula, whoever wrote it. Files that we write put an apostrophe before
// such a cell, files that we read lose it again: one is added and one is taken away, so that every text survives the
// trip, one that begins with an apostrophe of its own included. Plain negative numbers are numbers and stay.

/** What has to be guarded when it is written; papaparse puts the apostrophe. */
export const BEGINS_LIKE_FORMULA = /^(?!-\d+([.,]\d+)*$)'*[=+\-@\t\r\n＝＋－＠]/;

export function unguarded(cell: string): string {
  return /^'+[=+\-@\t\r\n＝＋－＠]/.test(cell) ? cell.slice(1) : cell;
}
