import type { DashboardQuery } from '@tillkeep/client';
import { CircleCheck, Clock, TriangleAlert, Vault } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatShortDateTime, plural } from '../format';
import { StockText } from '../products/stock-text';
import { differenceText } from '../shifts/shift-words';
import { Panel } from './panel';

type Day = DashboardQuery['dashboard'];
type Place = { readonly currency: string; readonly timeZone: string };

/** Whether the ERP has everything, and how the last drawer was counted. */
export function Standing({ day, outlet }: { day: Day; outlet: Place }) {
  const { unsynced, lastClose } = day;
  return (
    <div className="grid min-w-0 content-start gap-4">
      <Panel title="Not yet in the ERP" actions={<More href="/sync" name="See the sync" />}>
        {unsynced.pending + unsynced.failed === 0 ? (
          <Line icon={<CircleCheck aria-hidden className="text-synced" />}>Every sale is in its books.</Line>
        ) : (
          <>
            {unsynced.pending > 0 && (
              <Line icon={<Clock aria-hidden className="text-pending" />}>
                <Link href="/sales?status=PENDING" prefetch={false} className="hover:underline">
                  {plural(unsynced.pending, 'sale')} pending
                </Link>
              </Line>
            )}
            {unsynced.failed > 0 && (
              <Line icon={<TriangleAlert aria-hidden className="text-failed" />}>
                <Link href="/sales?status=FAILED" prefetch={false} className="hover:underline">
                  {plural(unsynced.failed, 'sale')} failed
                </Link>
              </Line>
            )}
          </>
        )}
      </Panel>
      <Panel title="Last close" actions={<More href="/shifts" name="All shifts" />}>
        {lastClose && lastClose.closedAt && lastClose.difference !== null ? (
          <Line icon={<Vault aria-hidden className="text-ink-muted" />}>
            <span className="tabular block text-base font-semibold">
              {differenceText(lastClose.difference, outlet.currency)}
            </span>
            <Link href={`/shifts/${lastClose.id}`} prefetch={false} className="hover:underline">
              {lastClose.register.name}, shift {lastClose.name}
            </Link>
            <span className="block text-xs text-ink-muted">
              {formatShortDateTime(lastClose.closedAt, outlet.timeZone)}
            </span>
          </Line>
        ) : (
          <p className="text-sm text-ink-muted">
            No drawer has been closed yet. Open a shift at a register with F7, and count the float.
          </p>
        )}
      </Panel>
    </div>
  );
}

/** Products at their reorder point, or below. */
export function RunningLow({ low }: { low: Day['lowStock'] }) {
  return (
    <Panel
      title="Running low"
      actions={
        low.totalCount > 0 && <More href="/products?low=reorder" name={plural(low.totalCount, 'product')} />
      }
    >
      {low.nodes.length === 0 ? (
        <p className="text-sm text-ink-muted">
          No product is at its reorder point. It is set on the product’s page.
        </p>
      ) : (
        <ul className="grid gap-2 text-sm">
          {low.nodes.map(({ id, name, ...stock }) => (
            <li key={id} className="flex items-baseline justify-between gap-3">
              <Link href={`/products/${id}`} prefetch={false} className="min-w-0 truncate hover:underline">
                {name}
              </Link>
              <StockText {...stock} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function More({ href, name }: { href: '/sync' | '/shifts' | '/products?low=reorder'; name: string }) {
  return (
    <Link
      href={href}
      prefetch={false}
      className="flex min-h-6 items-center text-sm font-medium whitespace-nowrap text-accent hover:underline"
    >
      {name}
    </Link>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className="flex items-start gap-2.5 text-sm [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0">
      {icon}
      <div className="min-w-0">{children}</div>
    </div>
  );
}
