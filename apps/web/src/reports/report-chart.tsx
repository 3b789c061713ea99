import type { ReportRowFragment } from '@tillkeep/client';
import { datesBetween, formatMoney, periodStart, type Period } from '@tillkeep/domain';
import { BarChart, type Bar } from '@tillkeep/ui';
import { formatMonth, formatRoundMoney, formatShortDay, plural } from '../format';
import type { ReportRequest } from './report-request';
import { periodName } from './report-table';

/** Along a scale of time: by period, or by hour. What else sales are taken apart by has its bars in the table. */
export function ReportChart(props: {
  rows: readonly ReportRowFragment[];
  request: ReportRequest;
  currency: string;
}) {
  const { rows, request, currency } = props;
  const { part } = request;
  const totals = new Map(rows.map((row) => [(part ? row.key : row.period) ?? '', row.figures]));
  const scale = scaleOf([...totals.keys()], request);
  if (scale.length < 2) return null;
  const bars: Bar[] = scale.map(({ key, label, name }) => {
    const { total, sales } = totals.get(key) ?? { total: 0, sales: 0 };
    const title = `${name}: ${formatMoney(total, currency)}, ${plural(sales, 'sale')}`;
    return { key, label, value: total, title };
  });
  const best = bars.reduce((a, b) => (b.value > a.value ? b : a));
  return (
    <div className="mb-3 rounded-lg border border-line bg-surface p-4">
      <BarChart
        label={`What the table says as bars; the highest: ${best.title}.`}
        bars={bars}
        format={(amount) => formatRoundMoney(amount, currency)}
      />
    </div>
  );
}

interface Place {
  readonly key: string;
  readonly label: string;
  readonly name: string;
}

function scaleOf(keys: readonly string[], { part, period }: ReportRequest): Place[] {
  if (part === 'HOUR' && !period) return hours(keys);
  return !part && period ? periods(keys, period) : [];
}

/** Also those between that have no sales, and so no row. */
function periods(starts: readonly string[], period: Period): Place[] {
  const [first, last] = [starts[0], starts.at(-1)];
  if (first === undefined || last === undefined) return [];
  return datesBetween(first, last)
    .filter((date) => periodStart(date, period) === date)
    .map((key) => ({
      key,
      label: period === 'MONTH' ? formatMonth(key, 'short') : formatShortDay(key),
      name: periodName(key, period),
    }));
}

function hours(keys: readonly string[]): Place[] {
  const found = keys.map(Number);
  const [first, last] = [Math.min(...found), Math.max(...found)];
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const key = String(first + index).padStart(2, '0');
    return { key, label: key, name: `${key}:00` };
  });
}
