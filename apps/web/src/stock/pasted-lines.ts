import { parseQuantity, quantityToNumber } from '@tillkeep/domain';

/** A line of a pasted list. */
export interface PastedLine {
  readonly code: string;
  readonly add: number;
}

export interface PastedList {
  readonly lines: readonly PastedLine[];
  /** What could not be read, as it stands there. */
  readonly unreadable: readonly string[];
}

/** "CODE 3" line by line, with a tab, semicolon, comma or blank between; a code alone is one. */
export function readPastedLines(text: string): PastedList {
  const lines: PastedLine[] = [];
  const unreadable: string[] = [];
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '') continue;
    const parts = /^(\S+?)\s*(?:[\t;,]|\s)\s*([-+]?[\d.,]+)$/.exec(line);
    const pieces = parseQuantity((parts?.[2] ?? '1').replace('+', ''));
    const code = parts?.[1] ?? line;
    if (pieces === undefined || /[\s;]/.test(code)) unreadable.push(line);
    else lines.push({ code, add: quantityToNumber(pieces) });
  }
  return { lines, unreadable };
}
