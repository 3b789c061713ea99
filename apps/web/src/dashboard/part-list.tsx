import type { DayPartFragment } from '@tillkeep/client';
import { MoneyText } from '@tillkeep/ui';
import Link from 'next/link';
import { plural } from '../format';
import { partName, type ReportPart } from '../reports/part-words';
import { ShareBar } from '../reports/share-bar';
import { Panel } from './panel';

/** What sold most of the day, each with its share of the largest as a bar: its own table. */
export function PartList(props: {
  title: string;
  part: ReportPart;
  rows: readonly DayPartFragment[];
  currency: string;
  date: string;
}) {
  const { title, part, rows, currency, date } = props;
  const largest = Math.max(1, ...rows.map(({ figures }) => figures.total));
  return (
    <Panel
      title={title}
      actions={
        rows.length > 0 && (
          <Link
            href={`/reports?by=${part}&from=${date}&to=${date}`}
            prefetch={false}
            className="flex min-h-6 items-center text-sm font-medium text-accent hover:underline"
          >
            All<span className="sr-only">: {title}</span>
          </Link>
        )
      }
    >
      {rows.length === 0 ? (
        <p className="text-sm text-ink-muted">No sale on this day.</p>
      ) : (
        <table aria-label={title} className="w-full text-sm">
          <thead className="sr-only">
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Total</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, figures }) => (
              <tr key={key} className="align-top">
                <th scope="row" className="w-full max-w-0 py-1 pr-3 text-left font-normal">
                  <span className="block truncate">{partName(part, key, name)}</span>
                  <ShareBar share={figures.total / largest} />
                </th>
                <td className="py-1 text-right">
                  <MoneyText amount={figures.total} currency={currency} className="font-medium" />
                  <span className="tabular block text-xs whitespace-nowrap text-ink-muted">
                    {plural(figures.sales, 'sale')}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
