import type { StoredSale } from '@tillkeep/offline';
import { classNames } from '@tillkeep/ui';
import { ChevronRight, CircleCheck, CircleDashed, CircleX, Clock } from 'lucide-react';

/** Where a sale is: on this till → at the gateway → in the ERP. Each station is an icon and words. */
export function SaleStations({ sale }: { sale: StoredSale }) {
  const stations = stationsOf(sale);
  return (
    <ol aria-label="Where this sale is" className="flex flex-wrap items-center gap-x-1 gap-y-0.5 text-sm">
      {stations.map(({ state, text }, index) => {
        const { Icon, look } = looks[state];
        return (
          <li key={index} className="flex items-center gap-1">
            {index > 0 && <ChevronRight aria-hidden className="size-4 text-line-strong" />}
            <Icon aria-hidden className={classNames('size-4 shrink-0', look)} />
            <span className={state === 'ahead' ? 'text-ink-muted' : ''}>{text}</span>
          </li>
        );
      })}
    </ol>
  );
}

type Station = { state: keyof typeof looks; text: string };

function stationsOf({ state, syncStatus, erpReference }: StoredSale): Station[] {
  const here: Station = { state: 'done', text: 'On this till' };
  const erp: Station = { state: 'ahead', text: 'In the ERP' };
  if (state === 'FINAL') return [here, { state: 'waiting', text: 'Not sent yet' }, erp];
  if (state === 'HELD') return [here, { state: 'failed', text: 'Refused by the gateway' }, erp];
  return [
    here,
    { state: 'done', text: 'At the gateway' },
    syncStatus === 'SYNCED'
      ? { state: 'done', text: erpReference ? `In the ERP: ${erpReference}` : 'In the ERP' }
      : syncStatus === 'FAILED'
        ? { state: 'failed', text: 'Not in the ERP' }
        : { state: 'waiting', text: 'Not in the ERP yet' },
  ];
}

const looks = {
  done: { Icon: CircleCheck, look: 'text-synced' },
  waiting: { Icon: Clock, look: 'text-pending' },
  failed: { Icon: CircleX, look: 'text-failed' },
  ahead: { Icon: CircleDashed, look: 'text-ink-muted' },
};
