import type { SaleRowFragment } from '@tillkeep/client';
import { MoneyText, StatusBadge } from '@tillkeep/ui';
import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { formatShortDateTime } from '../format';
import type { OutletHere } from '../outlet';
import { saleName } from '../sales/sale-name';

export function LatestSales({ sales, outlet }: { sales: readonly SaleRowFragment[]; outlet: OutletHere }) {
  return (
    <section aria-labelledby="latest">
      <div className="mb-2 flex items-baseline justify-between">
        <h2 id="latest" className="text-base font-semibold">
          Latest sales
        </h2>
        <Link
          href="/sales"
          className="inline-flex items-center gap-1 text-sm font-medium text-accent hover:underline"
        >
          All sales <ArrowRight aria-hidden className="size-4" />
        </Link>
      </div>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {sales.map((sale) => (
          <li key={sale.id}>
            <Link
              href={`/sales/${sale.id}`}
              prefetch={false}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 px-4 py-2.5 hover:bg-sunken/50 tablet:grid-cols-[15rem_minmax(0,1fr)_7rem_7rem]"
            >
              <span className="tabular truncate font-medium max-tablet:text-sm">
                {saleName(sale, outlet)}
              </span>
              <span className="text-sm text-ink-muted max-tablet:order-last max-tablet:text-xs">
                {formatShortDateTime(sale.soldAt, outlet.timeZone)}
              </span>
              <MoneyText amount={sale.total} currency={outlet.currency} className="text-right font-medium" />
              <StatusBadge status={sale.syncStatus} className="justify-self-end" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
