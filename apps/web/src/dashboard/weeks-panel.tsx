import type { DashboardQuery } from '@tillkeep/client';
import { addDays, formatMoney } from '@tillkeep/domain';
import { BarChart, MoneyText, Table, Td, Th, Tr } from '@tillkeep/ui';
import Link from 'next/link';
import { formatCount, formatRoundMoney, formatShortDay, plural } from '../format';
import { ChartPanel } from './panel';

/** The last eight weeks; the newest ends with the day. */
export function WeeksPanel(props: { weeks: DashboardQuery['dashboard']['weeks']; currency: string }) {
  const { weeks, currency } = props;
  const money = (amount: number) => formatMoney(amount, currency);
  const newest = weeks.at(-1);
  const name = (from: string) => `${formatShortDay(from)} – ${formatShortDay(addDays(from, 6))}`;
  return (
    <ChartPanel
      title="Last 8 weeks"
      note="From Monday to Sunday; the last one so far."
      chart={
        <BarChart
          label={`The last eight weeks; the newest so far ${money(newest?.figures.total ?? 0)}. The table says the same.`}
          format={(amount) => formatRoundMoney(amount, currency)}
          bars={weeks.map(({ from, figures }) => ({
            key: from,
            label: formatShortDay(from),
            value: figures.total,
            title: `${name(from)}: ${money(figures.total)}, ${plural(figures.sales, 'sale')}`,
          }))}
        />
      }
      table={
        <Table label="Last 8 weeks">
          <thead>
            <tr>
              <Th>Week</Th>
              <Th numeric>Sales</Th>
              <Th numeric>Total</Th>
            </tr>
          </thead>
          <tbody>
            {weeks.map(({ from, figures }) => (
              <Tr key={from}>
                <Td className="tabular">
                  <Link
                    href={`/reports?by=DAY&from=${from}&to=${addDays(from, 6)}`}
                    prefetch={false}
                    className="hover:underline"
                  >
                    {name(from)}
                  </Link>
                </Td>
                <Td numeric>{formatCount(figures.sales)}</Td>
                <Td numeric>
                  <MoneyText amount={figures.total} currency={currency} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      }
    />
  );
}
