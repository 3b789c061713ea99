import type { FiguresFragment } from '@tillkeep/client';
import { formatMoney } from '@tillkeep/domain';
import { ArrowDown, ArrowRight, ArrowUp } from 'lucide-react';
import Link from 'next/link';
import { formatCount, formatItems, formatShare, plural } from '../format';

/** What the day comes to, each figure beside the same weekday a week before. */
export function DayFigures(props: {
  day: FiguresFragment;
  before: FiguresFragment;
  /** "last Tuesday by now" */
  beforeWords: string;
  currency: string;
  date: string;
}) {
  const { day, before, beforeWords, currency, date } = props;
  const money = (amount: number) => formatMoney(amount, currency);
  const figures = [
    { name: 'Total', value: day.total, before: before.total, show: money, note: refundNote(day, money) },
    { name: 'Sales', value: day.sales, before: before.sales, show: formatCount },
    { name: 'Average sale', value: day.averageSale, before: before.averageSale, show: money },
    { name: 'Lines per sale', value: day.linesPerSale, before: before.linesPerSale, show: formatItems },
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line desktop:grid-cols-4">
      {figures.map(({ name, value, before, show, note }) => (
        <div key={name} className="relative min-w-0 bg-surface p-4 hover:bg-sunken/50">
          <dt className="text-sm font-medium text-ink-muted">
            <Link
              href={`/sales?from=${date}&to=${date}`}
              prefetch={false}
              aria-label={`${name}: the sales of the day`}
              className="after:absolute after:inset-0 after:content-[''] hover:underline"
            >
              {name}
            </Link>
          </dt>
          <dd className="tabular mt-1 truncate text-xl font-semibold tablet:text-2xl">
            {value === null ? '–' : show(value)}
          </dd>
          {note && <dd className="tabular mt-1 text-xs text-ink-muted">{note}</dd>}
          <dd className="tabular mt-1 text-xs text-ink-muted">
            {before ? (
              <>
                {value !== null && <Change share={(value - before) / Math.abs(before)} />}
                <span className="block">
                  {show(before)} {beforeWords}
                </span>
              </>
            ) : (
              `No sale ${beforeWords}`
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The total is without it already. */
function refundNote(
  { refunds, refunded }: FiguresFragment,
  money: (amount: number) => string,
): string | undefined {
  return refunds > 0 ? `${money(refunded)} refunded in ${plural(refunds, 'sale')}` : undefined;
}

/** An arrow and so many percent: more is not better in every figure, so no colour says so. */
function Change({ share }: { share: number }) {
  const Arrow = share > 0 ? ArrowUp : share < 0 ? ArrowDown : ArrowRight;
  return (
    <span className="inline-flex items-center gap-1 font-medium text-ink">
      <Arrow aria-hidden className="size-3.5" />
      {share === 0 ? 'the same' : `${formatShare(Math.abs(share))} ${share > 0 ? 'more' : 'less'}`}
    </span>
  );
}
