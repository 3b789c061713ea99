import type { FiguresFragment, ReportRowFragment } from '@tillkeep/client';
import { addDays, periodStart, type Period } from '@tillkeep/domain';
import { classNames, MoneyText, Table, Td, Th, Tr } from '@tillkeep/ui';
import Link from 'next/link';
import { formatCount, formatDay, formatDecimal, formatMonth, formatShortDay } from '../format';
import { partName, partWords, periodWords, type ReportPart } from './part-words';
import type { ReportRequest } from './report-request';
import { ShareBar } from './share-bar';

/** The rows and, below them, what all of the report comes to. */
export function ReportTable(props: {
  rows: readonly ReportRowFragment[];
  whole: FiguresFragment;
  request: ReportRequest;
  currency: string;
}) {
  const { rows, whole, request, currency } = props;
  const { part, period } = request;
  const largest = Math.max(1, ...rows.map(({ figures }) => figures.total));
  // A payment is for no line.
  const hasLines = part !== 'PAYMENT_METHOD';
  return (
    <Table label="Report">
      <thead>
        <tr>
          {period && <Th>{periodWords[period]}</Th>}
          {part && <Th>{partWords[part]}</Th>}
          <Th numeric>Sales</Th>
          {hasLines && (
            <>
              <Th numeric className="max-tablet:hidden">
                Quantity
              </Th>
              <Th numeric>Net</Th>
              <Th numeric>Tax</Th>
            </>
          )}
          <Th numeric>Total</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={`${row.period} ${row.key}`}>
            {period && (
              <Td className={classNames('tabular whitespace-nowrap', !part && 'w-full')}>
                <Stretch row={row} period={period} to={request.to} />
              </Td>
            )}
            {part && (
              <Td className="w-full min-w-36">
                <PartLink part={part} row={row} />
                <ShareBar share={row.figures.total / largest} />
              </Td>
            )}
            <Figures of={row.figures} hasLines={hasLines} currency={currency} />
          </Tr>
        ))}
      </tbody>
      <tfoot className="border-t-2 border-line-strong font-semibold">
        <tr>
          <Td colSpan={period && part ? 2 : 1}>Total</Td>
          <Figures of={whole} hasLines={hasLines} currency={currency} />
        </tr>
      </tfoot>
    </Table>
  );
}

function Figures(props: { of: FiguresFragment; hasLines: boolean; currency: string }) {
  const { of, hasLines, currency } = props;
  return (
    <>
      <Td numeric>{formatCount(of.sales)}</Td>
      {hasLines && (
        <>
          <Td numeric className="max-tablet:hidden">
            {formatDecimal(of.quantity)}
          </Td>
          <Td numeric>
            <MoneyText amount={of.net} currency={currency} />
          </Td>
          <Td numeric>
            <MoneyText amount={of.tax} currency={currency} />
          </Td>
        </>
      )}
      <Td numeric>
        <MoneyText amount={of.total} currency={currency} />
      </Td>
    </>
  );
}

/** The period with the way to its sales. */
function Stretch(props: { row: ReportRowFragment; period: Period; to: string }) {
  const { row, period, to } = props;
  if (!row.period) return null;
  const last = lastDate(row.period, period);
  return (
    <Link
      href={`/sales?from=${row.period}&to=${last < to ? last : to}`}
      prefetch={false}
      className="hover:underline"
    >
      {periodName(row.period, period)}
    </Link>
  );
}

/** With the way to it, where it has a page. */
function PartLink({ part, row }: { part: ReportPart; row: ReportRowFragment }) {
  const name = partName(part, row.key, row.name);
  const isThere = part === 'PRODUCT' ? row.product !== null : part === 'REGISTER' && row.name !== null;
  if (!isThere || !row.key) return name;
  return (
    <Link
      href={part === 'PRODUCT' ? `/products/${row.key}` : `/registers/${row.key}`}
      prefetch={false}
      className="hover:underline"
    >
      {name}
    </Link>
  );
}

/** "Thu, 30 Apr 2026", "27 Apr – 3 May", "April 2026" */
export function periodName(from: string, period: Period): string {
  if (period === 'DAY') return formatDay(from);
  if (period === 'MONTH') return formatMonth(from);
  return `${formatShortDay(from)} – ${formatShortDay(lastDate(from, period))} ${from.slice(0, 4)}`;
}

function lastDate(from: string, period: Period): string {
  if (period === 'DAY') return from;
  if (period === 'WEEK') return addDays(from, 6);
  return addDays(periodStart(addDays(from, 31), 'MONTH'), -1);
}
