import { useQuery } from '@apollo/client/react';
import { DashboardDocument, type DashboardQuery } from '@tillkeep/client';
import { addDays, businessDate } from '@tillkeep/domain';
import { Button, ButtonLink, EmptyState, Field, IconButton, Skeleton, TextInput } from '@tillkeep/ui';
import { ChevronLeft, ChevronRight, Package, ReceiptText } from 'lucide-react';
import Link from 'next/link';
import { formatDay, formatWeekday } from '../format';
import { useAddress } from '../list/address';
import { useOutlet, type OutletHere } from '../outlet';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { ReconciliationNotice } from '../sync/reconciliation-notice';
import { LatestSales } from '../start/latest-sales';
import { DayFigures } from './day-figures';
import { HoursPanel } from './hours-panel';
import { PartList } from './part-list';
import { RunningLow, Standing } from './standing';
import { WeeksPanel } from './weeks-panel';

/** How a business date goes, today's when the address names none; new sales show by themselves. */
export function Dashboard() {
  const outlet = useOutlet();
  const { get, filter } = useAddress();
  const asked = get('date');
  const { data, previousData, error, refetch } = useQuery(DashboardDocument, {
    variables: { date: asked || undefined },
    pollInterval: 15_000,
  });
  const shown = data ?? previousData;
  const today = outlet && businessDate(new Date(), outlet.timeZone, outlet.cutOverMinutes);
  const date = asked || today;
  return (
    <>
      <PageHeader
        title={!date || date === today ? 'Today' : formatDay(date)}
        actions={
          <>
            <ButtonLink>
              <Link href="/reports">Reports</Link>
            </ButtonLink>
            <ButtonLink variant="primary">
              <Link href="/register">Open the register</Link>
            </ButtonLink>
          </>
        }
      >
        {outlet && date ? `${formatDay(date)}${outlet.isOnly ? '' : `, ${outlet.name}`}` : '\u00a0'}
      </PageHeader>
      {date && today && (
        <DayChoice date={date} today={today} onChoose={(day) => filter({ date: day === today ? '' : day })} />
      )}
      {error && (
        <div className="mb-4">
          <ProblemNotice error={error} onRetry={() => refetch()} />
        </div>
      )}
      <div className="not-empty:mb-4">
        <ReconciliationNotice />
      </div>
      {!error && !shown && <Loading />}
      {shown && outlet && (
        <Day data={shown} outlet={outlet} isToday={shown.dashboard.businessDate === today} />
      )}
    </>
  );
}

function DayChoice(props: { date: string; today: string; onChoose: (day: string) => void }) {
  const { date, today, onChoose } = props;
  return (
    <search className="mb-4 flex items-center gap-2">
      <IconButton
        variant="secondary"
        label="Day before"
        icon={<ChevronLeft aria-hidden className="size-4" />}
        onClick={() => onChoose(addDays(date, -1))}
      />
      <Field label="Business date" hideLabel className="max-tablet:flex-1">
        <TextInput
          type="date"
          value={date}
          max={today}
          onChange={(event) => event.target.value && onChoose(event.target.value)}
        />
      </Field>
      <IconButton
        variant="secondary"
        label="Day after"
        icon={<ChevronRight aria-hidden className="size-4" />}
        disabled={date >= today}
        onClick={() => onChoose(addDays(date, 1))}
      />
      {date !== today && <Button onClick={() => onChoose(today)}>Today</Button>}
    </search>
  );
}

function Day({ data, outlet, isToday }: { data: DashboardQuery; outlet: OutletHere; isToday: boolean }) {
  const { dashboard: day, sales, products } = data;
  const { currency } = outlet;
  const date = day.businessDate;
  const weekday = formatWeekday(date);
  const part = { currency, date };
  return (
    <div className="grid gap-4">
      {sales.nodes.length === 0 && <NextStep hasProducts={products.nodes.length > 0} />}
      <DayFigures
        day={day.today}
        before={day.lastWeekSoFar}
        beforeWords={isToday ? `last ${weekday} by now` : `the ${weekday} before`}
        currency={currency}
        date={date}
      />
      <div className="grid gap-4 desktop:grid-cols-3">
        <HoursPanel day={day} dayName={isToday ? 'Today' : weekday} weekday={weekday} currency={currency} />
        <Standing day={day} outlet={outlet} />
      </div>
      <div className="grid gap-4 tablet:grid-cols-2 desktop:grid-cols-3">
        <PartList title="Top products" part="PRODUCT" rows={day.products} {...part} />
        <PartList title="Top categories" part="CATEGORY" rows={day.categories} {...part} />
        <PartList title="Registers" part="REGISTER" rows={day.registers} {...part} />
        <PartList title="Cashiers" part="CASHIER" rows={day.cashiers} {...part} />
        <PartList title="Tenders" part="PAYMENT_METHOD" rows={day.tenders} {...part} />
        <RunningLow low={day.lowStock} />
      </div>
      <WeeksPanel weeks={day.weeks} currency={currency} />
      {sales.nodes.length > 0 && <LatestSales sales={sales.nodes} outlet={outlet} />}
    </div>
  );
}

function NextStep({ hasProducts }: { hasProducts: boolean }) {
  if (hasProducts) {
    return (
      <EmptyState icon={<ReceiptText aria-hidden />} title="No sales yet">
        Open the register and sell something: it shows here within seconds.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Package aria-hidden />}
      title="No products yet"
      actions={
        <>
          <ButtonLink variant="primary">
            <Link href="/products/import">Import products</Link>
          </ButtonLink>
          <ButtonLink>
            <Link href="/products/new">New product</Link>
          </ButtonLink>
        </>
      }
    >
      Read in a catalogue file, or type in the first one. Then the register has something to sell.
    </EmptyState>
  );
}

/** As high as what is coming. */
function Loading() {
  return (
    <div className="grid gap-4">
      <Skeleton className="h-64 w-full desktop:h-34" />
      <div className="grid gap-4 desktop:grid-cols-3">
        <Skeleton className="h-80 w-full desktop:col-span-2" />
        <Skeleton className="h-80 w-full" />
      </div>
      <Skeleton className="h-96 w-full" />
    </div>
  );
}
