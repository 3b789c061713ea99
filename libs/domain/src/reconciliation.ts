import { businessDate } from './business-date';
import { addDays } from './period';
import type { SyncStatus } from './sync-status';

// POS beside ERP: what the registers sold at an outlet on a business date, and what the ERP has booked for it.

export interface CountAndTotal {
  readonly count: number;
  /** In minor units. */
  readonly total: number;
}

export interface DaysSales extends CountAndTotal {
  /** Those of them that somebody entered in the ERP by hand: whether its sums have them, its books alone say. */
  readonly byHand: CountAndTotal;
}

/** Whether the ERP has booked what was sold, to the cent. */
export function dayMatches(sold: DaysSales, booked: CountAndTotal): boolean {
  const isAll = sold.count === booked.count && sold.total === booked.total;
  const { byHand } = sold;
  return isAll || (sold.count - byHand.count === booked.count && sold.total - byHand.total === booked.total);
}

export interface SoldSale {
  readonly saleId: string;
  readonly reference: string;
  readonly total: number;
  readonly syncStatus: SyncStatus;
  readonly erpReference: string | null;
  /** It is SYNCED because somebody entered it in the ERP by hand. */
  readonly isByHand: boolean;
}

export interface BookedDocument {
  readonly erpReference: string;
  readonly saleId: string;
  readonly reference: string;
  readonly outletCode: string;
  readonly businessDate: string;
  readonly total: number;
}

/**
 * NOT_SENT: pending here. NOT_BOOKED: failed here. UNKNOWN_TO_ERP: synced here, and the ERP has no document of it. ONLY_IN_ERP: a
 * document of no sale that is here. OTHER_TOTAL: booked with another total. OTHER_DAY: booked for another date or outlet than
 * it was sold on.
 */
export type DayDifferenceKind =
  'NOT_SENT' | 'NOT_BOOKED' | 'UNKNOWN_TO_ERP' | 'ONLY_IN_ERP' | 'OTHER_TOTAL' | 'OTHER_DAY';

export interface DayDifference {
  readonly kind: DayDifferenceKind;
  readonly saleId: string;
  readonly reference: string;
  /** undefined where it was not sold on this day. */
  readonly sold?: SoldSale;
  /** undefined where the ERP has no document. */
  readonly booked?: BookedDocument;
}

/**
 * How the sales of a day and the ERP's documents differ, in the order of the sales, and behind them what only the ERP has.
 * `documents`: of that day, and those of its sales that are booked for another one. `soldElsewhere`: ids of sales that
 * documents of the day are of and that were sold on another day.
 */
export function dayDifferences(
  day: { readonly outletCode: string; readonly businessDate: string },
  sales: readonly SoldSale[],
  documents: readonly BookedDocument[],
  soldElsewhere: ReadonlySet<string> = new Set(),
): DayDifference[] {
  const bySale = new Map(documents.map((document) => [document.saleId, document]));
  const ours = new Set(sales.map(({ saleId }) => saleId));
  const byHand = new Set(sales.flatMap((sale) => (sale.isByHand ? [sale.erpReference] : [])));
  const isOfDay = (document: BookedDocument) =>
    document.outletCode === day.outletCode && document.businessDate === day.businessDate;
  const ofSales = sales.flatMap((sale): DayDifference[] => {
    const { saleId, reference } = sale;
    const booked = bySale.get(saleId);
    if (booked && !isOfDay(booked)) return [{ kind: 'OTHER_DAY', saleId, reference, sold: sale, booked }];
    if (booked && booked.total !== sale.total)
      return [{ kind: 'OTHER_TOTAL', saleId, reference, sold: sale, booked }];
    if (booked || sale.isByHand) return [];
    return [{ kind: WITHOUT_DOCUMENT[sale.syncStatus], saleId, reference, sold: sale }];
  });
  const ofDocuments = documents
    .filter((document) => isOfDay(document) && !ours.has(document.saleId))
    .filter(({ erpReference }) => !byHand.has(erpReference))
    .map(({ saleId, reference, ...booked }): DayDifference => {
      const kind = soldElsewhere.has(saleId) ? 'OTHER_DAY' : 'ONLY_IN_ERP';
      return { kind, saleId, reference, booked: { saleId, reference, ...booked } };
    });
  return [...ofSales, ...ofDocuments];
}

/** Whether sending the sale again, under its own id, mends the difference. */
export function isMendable({ kind }: DayDifference): boolean {
  return kind === 'NOT_SENT' || kind === 'NOT_BOOKED' || kind === 'UNKNOWN_TO_ERP';
}

/** The newest business date of an outlet that has been over for an hour: its last sales have had time to be booked. */
export function lastDateOver(now: Date, timeZone: string, cutOverMinutes: number): string {
  return addDays(businessDate(new Date(now.getTime() - 3_600_000), timeZone, cutOverMinutes), -1);
}

const WITHOUT_DOCUMENT: Record<SyncStatus, DayDifferenceKind> = {
  PENDING: 'NOT_SENT',
  FAILED: 'NOT_BOOKED',
  SYNCED: 'UNKNOWN_TO_ERP',
};
