import type { StockDocumentKind, StockDocumentRowFragment, StockDocumentStatus } from '@tillkeep/client';

export const kindWords: Record<StockDocumentKind, { one: string; many: string }> = {
  DELIVERY: { one: 'Delivery', many: 'Deliveries' },
  COUNT: { one: 'Count', many: 'Counts' },
  TRANSFER: { one: 'Transfer', many: 'Transfers' },
};

/** "Delivery 12" */
export function documentName({ kind, number }: Pick<StockDocumentRowFragment, 'kind' | 'number'>): string {
  return `${kindWords[kind].one} ${number}`;
}

export const statusWords: Record<StockDocumentStatus, string> = {
  DRAFT: 'Draft',
  SENT: 'On its way',
  BOOKING: 'Being booked',
  BOOKED: 'Booked',
  DISCARDED: 'Given up',
};

/** Where the goods come from or go to, or what it is about. */
export function aboutDocument(document: StockDocumentRowFragment): string {
  const { kind, supplier, reference, note, outlet, toOutlet } = document;
  if (kind === 'TRANSFER') return `${outlet.name} → ${toOutlet?.name ?? ''}`;
  return [supplier, reference, note].filter(Boolean).join(' · ');
}
