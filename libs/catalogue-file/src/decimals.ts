import { parseDecimal } from '@tillkeep/domain';

/** The sign before the decimals. The other one may group thousands, as may blanks and apostrophes. */
export type DecimalMark = '.' | ',';

/**
 * Reads a number written with this decimal mark as whole units of 10^-places: ("1.234,50 €", ',', 2, ['€']) → 123450.
 * Undefined when it is no such number or has more decimals than places (zeros at the end do not count): a price in the
 * other style is refused rather than read a hundred times too high.
 */
export function readDecimal(
  text: string,
  mark: DecimalMark,
  places: number,
  signs: readonly string[] = [],
): number | undefined {
  const match = WRITTEN[mark].exec(bareNumber(text, signs));
  if (!match?.groups) return undefined;
  const { minus = '', whole = '', fraction = '' } = match.groups;
  if (whole === '' && fraction === '') return undefined;
  const decimals = fraction.replace(/0+$/, '');
  if (decimals.length > places) return undefined;
  return parseDecimal(`${minus}${whole.replace(/\D/g, '') || '0'}${decimals && `.${decimals}`}`, places);
}

/**
 * The decimal mark that a column's numbers show, undefined when they show none. "1,234" alone could be either; but where
 * every number ends in three digits after the same sign, that is how many decimals the column has.
 */
export function guessDecimalMark(
  texts: Iterable<string>,
  signs: readonly string[] = [],
): DecimalMark | undefined {
  const certain = { '.': 0, ',': 0 };
  const unclear = { '.': 0, ',': 0 };
  let withoutMark = 0;
  for (const text of texts) {
    const number = bareNumber(text, signs);
    if (!/^-?[.,]?\d[\d.,'’ ]*$/.test(number)) continue;
    const evidence = evidenceOf(number);
    if (evidence) (evidence.certain ? certain : unclear)[evidence.mark]++;
    else withoutMark++;
  }
  if (certain['.'] !== certain[',']) return certain['.'] > certain[','] ? '.' : ',';
  if (certain['.'] > 0 || withoutMark > 0) return undefined;
  if (unclear['.'] > 0 && unclear[','] > 0) return undefined;
  return unclear['.'] > 0 ? '.' : unclear[','] > 0 ? ',' : undefined;
}

const WRITTEN: Readonly<Record<DecimalMark, RegExp>> = { '.': written('.', ','), ',': written(',', '.') };

function written(mark: DecimalMark, other: DecimalMark): RegExp {
  return new RegExp(
    `^(?<minus>-?)(?<whole>\\d+|\\d{1,3}(?<group>[${other}'’ ])\\d{3}(?:\\k<group>\\d{3})*)?(?:\\${mark}(?<fraction>\\d*))?$`,
  );
}

/** The number without currency sign, "%" and the dash of "12,-"; blanks of any kind become plain ones. Signs in lower case. */
function bareNumber(text: string, signs: readonly string[]): string {
  let rest = text.replaceAll('−', '-').replace(/\s+/g, ' ').trim();
  const minus = rest.startsWith('-') ? '-' : '';
  rest = rest.slice(minus.length).trim();
  const before = signs.find((sign) => rest.toLowerCase().startsWith(sign));
  if (before) rest = rest.slice(before.length).trim();
  const after = signs.find((sign) => rest.toLowerCase().endsWith(sign));
  if (after) rest = rest.slice(0, -after.length).trim();
  return minus + rest.replace(/[.,][-–—]+$/, '');
}

function evidenceOf(number: string): { mark: DecimalMark; certain: boolean } | undefined {
  const marks = number.replace(/[^.,]/g, '');
  const last = marks.at(-1);
  if (last !== '.' && last !== ',') return undefined;
  const other = last === '.' ? ',' : '.';
  if (marks.includes(other)) return { mark: last, certain: true };
  if (marks.length > 1) return { mark: other, certain: true };
  const [whole = '', fraction = ''] = number.split(last);
  const couldGroup = fraction.length === 3 && /^-?[1-9]\d{0,2}$/.test(whole);
  return { mark: last, certain: !couldGroup };
}
