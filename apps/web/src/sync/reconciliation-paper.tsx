import type { ReconciliationDayFieldsFragment } from '@tillkeep/client';
import { formatMoney } from '@tillkeep/domain';
import type { ReactNode } from 'react';
import { formatCount, formatDay } from '../format';
import { waitingWords } from './reconciliation-words';

/** What the printer gets instead of the screen: the days and what they come to, and below them what the page adds. */
export function ReconciliationPaper(props: {
  title: string;
  /** Where and when. */
  about: string;
  days: readonly ReconciliationDayFieldsFragment[];
  children?: ReactNode;
}) {
  const { title, about, days, children } = props;
  const currency = days[0]?.outlet.currency ?? 'EUR';
  const show = (amount: number) => formatMoney(amount, currency);
  const hasOutlets = new Set(days.map(({ outlet }) => outlet.id)).size > 1;
  const sum = (of: (day: ReconciliationDayFieldsFragment) => number) =>
    days.reduce((total, day) => total + of(day), 0);
  return (
    <article aria-label={title} className="receipt-paper hidden max-w-4xl p-6 text-sm print:block">
      <p className="text-lg font-semibold">{title}</p>
      <p>{about}</p>
      <table className="mt-4 w-full border-collapse">
        <thead>
          <tr>
            <th className={CELL}>Day</th>
            {hasOutlets && <th className={CELL}>Outlet</th>}
            <th className={NUMBER}>Sales</th>
            <th className={NUMBER}>Sold</th>
            <th className={NUMBER}>Documents</th>
            <th className={NUMBER}>In the ERP</th>
            <th className={NUMBER}>Difference</th>
            <th className={CELL}>Result</th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={`${day.outlet.id} ${day.businessDate}`}>
              <td className={CELL}>{formatDay(day.businessDate)}</td>
              {hasOutlets && <td className={CELL}>{day.outlet.code}</td>}
              <td className={NUMBER}>{formatCount(day.posCount)}</td>
              <td className={NUMBER}>{show(day.posTotal)}</td>
              <td className={NUMBER}>{formatCount(day.erpCount)}</td>
              <td className={NUMBER}>{show(day.erpTotal)}</td>
              <td className={NUMBER}>{show(day.difference)}</td>
              <td className={CELL}>
                {day.matches ? 'matches' : 'differs'}
                {waitingWords(day) && ` (${waitingWords(day)})`}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot className="font-semibold">
          <tr>
            <td className={CELL}>Total</td>
            {hasOutlets && <td className={CELL} />}
            <td className={NUMBER}>{formatCount(sum((day) => day.posCount))}</td>
            <td className={NUMBER}>{show(sum((day) => day.posTotal))}</td>
            <td className={NUMBER}>{formatCount(sum((day) => day.erpCount))}</td>
            <td className={NUMBER}>{show(sum((day) => day.erpTotal))}</td>
            <td className={NUMBER}>{show(sum((day) => day.difference))}</td>
            <td className={CELL} />
          </tr>
        </tfoot>
      </table>
      {children}
      <p className="mt-8">Checked by ______________________ on ______________</p>
    </article>
  );
}

export const CELL = 'border-b border-current px-2 py-1.5 text-left align-top';
export const NUMBER = 'border-b border-current px-2 py-1.5 text-right align-top tabular whitespace-nowrap';
