import type { SyncOverviewQuery } from '@tillkeep/client';
import { Skeleton } from '@tillkeep/ui';
import { CircleCheck, CircleX, Clock } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatCount } from '../format';

/** How many sales stand where, each with the way to their list. */
export function SyncFigures({ summary }: { summary?: SyncOverviewQuery['syncSummary'] }) {
  return (
    <dl className="grid gap-px overflow-hidden rounded-lg border border-line bg-line tablet:grid-cols-3">
      <Figure
        name="Pending"
        icon={<Clock aria-hidden className="text-pending" />}
        count={summary?.pending}
        href="/sales?status=PENDING"
        note="waiting to be sent"
      />
      <Figure
        name="Failed"
        icon={<CircleX aria-hidden className="text-failed" />}
        count={summary?.failed}
        href="/sales?status=FAILED"
        note={summary?.failed === 0 ? 'none' : 'not booked at the last attempt'}
      />
      <Figure
        name="Synced"
        icon={<CircleCheck aria-hidden className="text-synced" />}
        count={summary?.synced}
        href="/sales?status=SYNCED"
        note="in the ERP’s books"
      />
    </dl>
  );
}

function Figure(props: {
  name: string;
  icon: ReactNode;
  count?: number;
  href: '/sales?status=PENDING' | '/sales?status=FAILED' | '/sales?status=SYNCED';
  note: string;
}) {
  const { name, icon, count, href, note } = props;
  return (
    <div className="relative grid grid-cols-[1.5rem_minmax(0,1fr)_auto] items-center gap-x-4 bg-surface px-5 py-4 hover:bg-sunken/50">
      <dt className="col-span-2 grid grid-cols-subgrid items-center text-sm font-medium [&_svg]:row-span-2 [&_svg]:size-6">
        {icon}
        <Link href={href} className="after:absolute after:inset-0 after:content-[''] hover:underline">
          {name}
        </Link>
        <span className="text-xs font-normal text-ink-muted">{note}</span>
      </dt>
      <dd className="tabular text-2xl font-semibold">
        {count === undefined ? <Skeleton className="h-9 w-12" /> : formatCount(count)}
      </dd>
    </div>
  );
}
