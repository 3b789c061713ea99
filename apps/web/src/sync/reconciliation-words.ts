import type { DayDifferencesFragment, ReconciliationDayFieldsFragment } from '@tillkeep/client';
import { formatCount, formatDay, plural } from '../format';
import { failureWords } from './failure-words';

export type Difference = DayDifferencesFragment['differences'][number];

/** What is the matter with a sale, and what mends it. */
export function differenceWords(difference: Difference): { title: string; next: string } {
  const { kind, sale, erpReference, erpBusinessDate, erpOutletCode } = difference;
  if (kind === 'NOT_BOOKED' && sale?.syncError) {
    const { title, next } = failureWords(sale.syncError);
    return { title, next };
  }
  if (kind === 'UNKNOWN_TO_ERP' && erpReference) {
    return { ...words.UNKNOWN_TO_ERP, title: `It was booked as ${erpReference}, and the ERP has lost that.` };
  }
  if (kind === 'OTHER_DAY' && erpBusinessDate && difference.posTotal !== null) {
    const title = `The ERP has it under ${formatDay(erpBusinessDate)}, outlet ${erpOutletCode}.`;
    return { ...words.OTHER_DAY, title };
  }
  return words[kind];
}

/** Whether sending it again mends it. */
export function isMendable({ kind }: Difference): boolean {
  return kind === 'NOT_SENT' || kind === 'NOT_BOOKED' || kind === 'UNKNOWN_TO_ERP';
}

/** "2 pending, 1 failed": why a day may differ, or differ no more by itself. */
export function waitingWords(day: ReconciliationDayFieldsFragment): string {
  const { pending, failed, resolvedByHand } = day;
  return [
    pending > 0 && `${formatCount(pending)} pending`,
    failed > 0 && `${formatCount(failed)} failed`,
    resolvedByHand > 0 && `${formatCount(resolvedByHand)} resolved by hand`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** What became of what was sent again. */
export function mendedWords({ sent, booked }: { sent: number; booked: number }): string {
  if (sent === 0) return 'There was nothing to send again.';
  const done = `${plural(booked, 'sale')} booked in the ERP`;
  return booked < sent ? `${done}, ${formatCount(sent - booked)} still not.` : `${done}.`;
}

const words: Record<Difference['kind'], { title: string; next: string }> = {
  NOT_SENT: { title: 'It waits to be sent.', next: 'It goes by itself; or send it now.' },
  NOT_BOOKED: { title: 'The ERP has not booked it.', next: 'Send it again when the cause is mended.' },
  UNKNOWN_TO_ERP: {
    title: 'It was booked, and the ERP has lost that.',
    next: 'Perhaps its books were put back to an earlier day. Send it again: it can’t be booked twice.',
  },
  ONLY_IN_ERP: {
    title: 'Only the ERP has it; it was not sold here.',
    next: 'Look at its document there. Perhaps somebody entered it by hand, or this shop was restored from a back-up.',
  },
  OTHER_TOTAL: {
    title: 'The ERP has booked another total.',
    next: 'Neither a sale nor a document ever changes by itself. Compare the two, and correct it in the ERP.',
  },
  OTHER_DAY: {
    title: 'It was sold on another day.',
    next: 'Compare sale and document, and correct the date or the outlet in the ERP.',
  },
};
