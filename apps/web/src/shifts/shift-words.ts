import {
  causeFacts,
  formatMoney,
  taxRateToPercent,
  type CauseFacts,
  type DifferenceCause,
  type PaymentMethod,
  type ShiftReport,
} from '@tillkeep/domain';
import { plural } from '../format';
import { methods } from '../register/payment-methods';
import { rangesText, type SequenceRange } from '../registers/proof-words';

/** What a shift comes to, from wherever it was worked out; rates in percent, instants as text. */
export interface ShiftFigures {
  readonly firstSale?: number | null;
  readonly lastSale?: number | null;
  readonly count: number;
  readonly total: number;
  readonly missing: readonly SequenceRange[];
  readonly tenders: readonly {
    readonly method: PaymentMethod;
    readonly count: number;
    readonly amount: number;
  }[];
  readonly taxByRate: readonly {
    readonly rate: number;
    readonly net: number;
    readonly tax: number;
    readonly gross: number;
  }[];
  readonly paidIn: number;
  readonly paidOut: number;
  readonly movements: readonly {
    readonly kind: string;
    readonly amount: number;
    readonly reason: string;
    readonly at: string;
  }[];
}

/** The register's own report in the same figures. */
export function figuresOf(report: ShiftReport): ShiftFigures {
  return {
    ...report,
    taxByRate: report.taxByRate.map((tax) => ({ ...tax, rate: taxRateToPercent(tax.rate) })),
    movements: report.movements.map((movement) => ({ ...movement, at: movement.at.toISOString() })),
  };
}

/** "Sales 1–214, none missing", or which are. */
export function salesStatement({ firstSale, lastSale, missing }: ShiftFigures): string {
  if (firstSale == null || lastSale == null) return 'No sales';
  const range = rangesText([{ from: firstSale, to: lastSale }]);
  const sales = firstSale === lastSale ? `Sale ${range}` : `Sales ${range}`;
  return missing.length === 0 ? `${sales}, none missing` : `${sales}; missing: ${rangesText(missing)}`;
}

/** "€1.20 short", "€5.00 over", or that there is no difference. */
export function differenceText(difference: number, currency: string): string {
  if (difference === 0) return 'No difference';
  return `${formatMoney(Math.abs(difference), currency)} ${difference > 0 ? 'over' : 'short'}`;
}

/** A cause in plain values, with the instant as text. */
export interface Cause {
  readonly kind: CauseFacts['kind'];
  readonly amount: number;
  readonly meant?: number | null;
  readonly saleNumber?: string | null;
  readonly method?: PaymentMethod | null;
  readonly reason?: string | null;
  readonly at?: string | null;
  readonly value?: number | null;
  readonly pieces?: number | null;
}

export function causeOf(cause: DifferenceCause): Cause {
  const facts = causeFacts(cause);
  return { ...facts, at: facts.at?.toISOString() };
}

/** "Equals the €12.00 sale 2026-04-30-07 at 14:03, paid by card. Was it paid in cash?" */
export function causeWords(cause: Cause, outlet: { currency: string; timeZone: string }): string {
  const { kind, amount, meant, saleNumber, method, reason, at, value, pieces } = cause;
  const show = (of: number) => formatMoney(of, outlet.currency);
  const time = at ? ` at ${timeOf(at, outlet.timeZone)}` : '';
  const what = saleNumber ? `sale ${saleNumber}${time}` : `“${reason}”${time}`;
  switch (kind) {
    case 'PAID_OTHERWISE': {
      const paid = methods[method ?? 'CASH'].by;
      const asked = method === 'CASH' ? 'Was it paid by card?' : 'Was it paid in cash?';
      return `Equals the ${show(amount)} ${what}, paid ${paid}. ${asked}`;
    }
    case 'ENTERED_TWICE':
      return `Equals the ${show(amount)} ${what}, which has a twin shortly before. Was it entered twice?`;
    case 'CHANGE':
      return `Equals the change of ${what}. Was it not given, or given twice?`;
    case 'NOT_MOVED':
      return `Equals ${what}: ${show(amount)}. Did that money really move?`;
    case 'WRONG_WAY':
      return `Is twice ${what}: ${show(amount)}. Did that money move the other way?`;
    case 'TRANSPOSED':
      return `${show(amount)} was typed for ${what}. Was it ${show(meant ?? amount)}?`;
    case 'ROLL':
      return `Equals a roll of ${pieces} × ${show(value ?? 0)}. Was one not counted?`;
    case 'NOT_COUNTED':
      return `Equals ${plural(pieces ?? 0, 'piece')} of ${show(value ?? 0)} that were in the float. Were they not counted?`;
  }
}

function timeOf(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat(undefined, { timeStyle: 'short', timeZone }).format(new Date(instant));
}
