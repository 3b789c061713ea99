import type { DashboardQuery } from '@tillkeep/client';
import { formatMoney } from '@tillkeep/domain';
import { BarChart, MoneyText, Table, Td, Th, Tr } from '@tillkeep/ui';
import { formatCount, formatRoundMoney, plural } from '../format';
import { ChartPanel, Panel } from './panel';

type Day = DashboardQuery['dashboard'];

/** The hours of the day beside what is usual on such a day. */
export function HoursPanel(props: { day: Day; dayName: string; weekday: string; currency: string }) {
  const { day, dayName, weekday, currency } = props;
  const hours = withHoursBetween(day.hours);
  const money = (amount: number) => formatMoney(amount, currency);
  const usual = day.usualDays > 0 ? `the mean of ${plural(day.usualDays, weekday)}` : undefined;
  if (hours.length === 0) {
    return (
      <Panel title="By hour" className="desktop:col-span-2">
        <p className="text-sm text-ink-muted">
          Nothing was sold on this day, nor on the eight {weekday}s before. Each sale shows here at once.
        </p>
      </Panel>
    );
  }
  const best = hours.reduce((a, b) => (b.today.total > a.today.total ? b : a));
  const summary =
    best.today.total > 0
      ? `${dayName} by hour: most from ${clock(best.hour)} on, ${money(best.today.total)}.`
      : `${dayName} by hour: nothing yet.`;
  return (
    <ChartPanel
      title="By hour"
      className="desktop:col-span-2"
      note={
        <span className="flex flex-wrap gap-x-3">
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2.5 bg-accent" /> {dayName}
          </span>
          {usual && (
            <span className="inline-flex items-center gap-1.5">
              <span aria-hidden className="h-0.5 w-4 bg-ink" /> Usual: {usual}
            </span>
          )}
        </span>
      }
      chart={
        <BarChart
          label={`${summary} The table says the same.`}
          format={(amount) => formatRoundMoney(amount, currency)}
          bars={hours.map(({ hour, today, usualTotal }) => ({
            key: String(hour),
            label: clock(hour).slice(0, 2),
            value: today.total,
            usual: usual === undefined ? undefined : usualTotal,
            title: `${clock(hour)} – ${dayName}: ${money(today.total)}, ${plural(today.sales, 'sale')}${usual ? `; usual: ${money(usualTotal)}` : ''}`,
          }))}
        />
      }
      table={
        <Table label="By hour">
          <thead>
            <tr>
              <Th>Hour</Th>
              <Th numeric>Sales</Th>
              <Th numeric>{dayName}</Th>
              {usual && <Th numeric>Usual</Th>}
            </tr>
          </thead>
          <tbody>
            {hours.map(({ hour, today, usualTotal }) => (
              <Tr key={hour}>
                <Td className="tabular">{clock(hour)}</Td>
                <Td numeric>{formatCount(today.sales)}</Td>
                <Td numeric>
                  <MoneyText amount={today.total} currency={currency} />
                </Td>
                {usual && (
                  <Td numeric className="text-ink-muted">
                    <MoneyText amount={usualTotal} currency={currency} />
                  </Td>
                )}
              </Tr>
            ))}
          </tbody>
        </Table>
      }
    />
  );
}

type Hour = Day['hours'][number];

/** The API leaves out what has no sales; on a scale of time it has its place. */
function withHoursBetween(hours: readonly Hour[]): Hour[] {
  const all: Hour[] = [];
  for (const hour of hours) {
    const last = all.at(-1);
    if (last)
      for (let next = (last.hour + 1) % 24; next !== hour.hour; next = (next + 1) % 24)
        all.push({ ...EMPTY, hour: next });
    all.push(hour);
  }
  return all;
}

const EMPTY: Omit<Hour, 'hour'> = {
  today: { sales: 0, total: 0 },
  usualTotal: 0,
};

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
