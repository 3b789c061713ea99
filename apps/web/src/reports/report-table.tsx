import type { FiguresFragment, ReportRowFragment } from '@tillkeep/client';
import { addDays, periodStart, type Period } from '@tillkeep/domain';
import { classNames, MoneyText, Table, Td, Th, Tr } from '@tillkeep/ui';
import Link from 'next/link';
import { formatCount, formatDay, formatDecimal, formatMonth, formatShortDay, plural } from '../format';
import { partName, partWords, periodWords, type ReportPart } from './part-words';
import type { ReportRequest } from './report-request';
import { ShareBar } from './share-bar';

/** The rows and, below them, what all of the report comes to. A phone has room for the name, the tax and the total. */
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
  const hasRefunds = whole.refunds > 0 || rows.some(({ figures }) => figures.refunds > 0);
  const columns = { hasLines, hasRefunds, currency };
  return (
    <Table label="Report">
      <thead>
        <tr>
          {period && <Th className={classNames(part && 'max-tablet:hidden')}>{periodWords[period]}</Th>}
          {part && <Th>{partWords[part]}</Th>}
          <Th numeric className="max-tablet:hidden">
            Sales
          </Th>
          {hasLines && (
            <>
              <Th numeric className="max-tablet:hidden">
                Quantity
              </Th>
              <Th numeric className="max-tablet:hidden">
                Net
              </Th>
              <Th numeric>Tax</Th>
            </>
          )}
          {hasRefunds && (
            <Th numeric className="max-tablet:hidden">
              Refunds
            </Th>
          )}
          <Th numeric>Total</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={`${row.period} ${row.key}`}>
            {period && (
              <Td className={classNames('tabular whitespace-nowrap', part ? 'max-tablet:hidden' : 'w-full')}>
                <Stretch row={row} period={period} to={request.to} />
              </Td>
            )}
            {part && (
              <Td className="w-full min-w-36">
                <PartLink part={part} row={row} />
                {period && row.period && (
                  <span className="block text-xs text-ink-muted tablet:hidden">
                    {periodName(row.period, period)}
                  </span>
                )}
                <ShareBar share={row.figures.total / largest} />
              </Td>
            )}
            <Figures of={row.figures} {...columns} />
          </Tr>
        ))}
      </tbody>
      <tfoot className="border-t-2 border-line-strong font-semibold">
        <tr>
          <Td>Total</Td>
          {period && part && <Td className="max-tablet:hidden" />}
          <Figures of={whole} {...columns} />
        </tr>
      </tfoot>
    </Table>
  );
}

function Figures(props: { of: FiguresFragment; hasLines: boolean; hasRefunds: boolean; currency: string }) {
  const { of, hasLines, hasRefunds, currency } = props;
  return (
    <>
      <Td numeric className="max-tablet:hidden">
        {formatCount(of.sales)}
      </Td>
      {hasLines && (
        <>
          <Td numeric className="max-tablet:hidden">
            {formatDecimal(of.quantity)}
          </Td>
          <Td numeric className="max-tablet:hidden">
            <MoneyText amount={of.net} currency={currency} />
          </Td>
          <Td numeric>
            <MoneyText amount={of.tax} currency={currency} />
          </Td>
        </>
      )}
      {hasRefunds && (
        <Td numeric className="max-tablet:hidden">
          {of.refunds > 0 && (
            <>
              <MoneyText amount={-of.refunded} currency={currency} />
              <span className="block text-xs font-normal text-ink-muted">in {formatCount(of.refunds)}</span>
            </>
          )}
        </Td>
      )}
      <Td numeric>
        <MoneyText amount={of.total} currency={currency} />
        <span className="block text-xs font-normal text-ink-muted tablet:hidden">
          {plural(of.sales, 'sale')}
        </span>
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
