import type { StockDocumentStatus } from '@tillkeep/client';
import { classNames } from '@tillkeep/ui';
import { Ban, CircleCheck, LoaderCircle, PencilLine, Truck, type LucideIcon } from 'lucide-react';
import { statusWords } from './stock-words';

/** How far a document is: an icon and a word, the colour only underlines it. */
export function StatusMark({ status }: { status: StockDocumentStatus }) {
  const { Icon, look } = looks[status];
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap',
        look,
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {statusWords[status]}
    </span>
  );
}

const looks: Record<StockDocumentStatus, { Icon: LucideIcon; look: string }> = {
  DRAFT: { Icon: PencilLine, look: 'bg-accent-soft text-accent' },
  SENT: { Icon: Truck, look: 'bg-pending-soft text-pending' },
  BOOKING: { Icon: LoaderCircle, look: 'bg-pending-soft text-pending' },
  BOOKED: { Icon: CircleCheck, look: 'bg-synced-soft text-synced' },
  DISCARDED: { Icon: Ban, look: 'bg-sunken text-ink-muted' },
};
