'use client';

import { useMutation, useQuery } from '@apollo/client/react';
import {
  ReconcileDayDocument,
  ReconciliationOfDayDocument,
  ReconciliationSummaryDocument,
  type DayDifferencesFragment,
  type ReconcileDayMutation,
} from '@tillkeep/client';
import { formatMoney, isCalendarDate } from '@tillkeep/domain';
import { Button, EmptyState, MoneyText, Notice, Skeleton, Table, Td, Th, Tr, useToast } from '@tillkeep/ui';
import { ChevronLeft, CircleCheck, Printer, Scale, Send } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatDateTime, formatDay, plural } from '../format';
import { useAddress } from '../list/address';
import { useOutlet } from '../outlet';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { ReconciliationMark } from './reconciliation-mark';
import { CELL, NUMBER, ReconciliationPaper } from './reconciliation-paper';
import {
  differenceWords,
  isMendable,
  mendedWords,
  waitingWords,
  type Difference,
} from './reconciliation-words';

/** One day of an outlet, sale by sale, and the button that mends what can be mended. */
export function ReconciliationDayPage({ date }: { date: string }) {
  const here = useOutlet();
  const { get } = useAddress();
  const outletId = get('outlet') || here?.id;
  if (outletId && isCalendarDate(date))
    return <Day key={`${outletId} ${date}`} outletId={outletId} date={date} />;
  return (
    <>
      <Back />
      <PageHeader title="Reconciliation" />
      {isCalendarDate(date) ? (
        <Skeleton className="h-96 w-full" />
      ) : (
        <EmptyState icon={<Scale aria-hidden />} title="There is no such day">
          A day is written as 2026-04-30.
        </EmptyState>
      )}
    </>
  );
}

function Back() {
  return (
    <Link
      href="/sync/reconciliation"
      className="-ml-1 inline-flex min-h-8 items-center gap-1 text-sm text-ink-muted hover:text-ink hover:underline"
    >
      <ChevronLeft aria-hidden className="size-4" />
      Reconciliation
    </Link>
  );
}

function Day({ outletId, date }: { outletId: string; date: string }) {
  const variables = { outletId, businessDate: date };
  const { data, error, refetch } = useQuery(ReconciliationOfDayDocument, { variables });
  const toast = useToast();
  const [reconcile, mending] = useMutation(ReconcileDayDocument, {
    variables,
    refetchQueries: [ReconciliationSummaryDocument],
    update(cache, { data: mended }) {
      if (!mended) return;
      const reconciliationDifferences = mended.reconcileDay.found;
      cache.writeQuery({
        query: ReconciliationOfDayDocument,
        variables,
        data: { reconciliationDifferences },
      });
    },
  });
  const found = data?.reconciliationDifferences;
  const missing = found?.differences.filter(isMendable).length ?? 0;
  const send = async () => {
    try {
      const mended = (await reconcile()).data?.reconcileDay;
      if (mended) toast({ tone: mended.booked < mended.sent ? 'failed' : 'done', text: mendedWords(mended) });
    } catch {
      // Shown below, from the mutation's error.
    }
  };
  return (
    <>
      <Back />
      <PageHeader
        title={formatDay(date)}
        actions={
          <>
            <Button icon={<Printer aria-hidden />} disabled={!found} onClick={() => window.print()}>
              Print
            </Button>
            {missing > 0 && (
              <Button
                variant="primary"
                icon={<Send aria-hidden />}
                busy={mending.loading}
                onClick={() => void send()}
              >
                Send what is missing
              </Button>
            )}
          </>
        }
      >
        {found ? `Reconciliation, ${found.day.outlet.name}` : '\u00a0'}
      </PageHeader>
      <div className="grid grid-cols-1 gap-5">
        {error && <ProblemNotice error={error} onRetry={() => refetch()} />}
        {mending.error && !error && <ProblemNotice error={mending.error} />}
        {!error && !found && <Skeleton className="h-96 w-full" />}
        {!error && found && (
          <>
            <Sides found={found} />
            <Refusals of={mending.data} />
            <Differences found={found} />
            <Paper found={found} date={date} />
          </>
        )}
      </div>
    </>
  );
}

/** What was sold, what is booked, and what lies between. */
function Sides({ found: { day } }: { found: DayDifferencesFragment }) {
  const { currency } = day.outlet;
  return (
    <dl className="grid gap-px overflow-hidden rounded-lg border border-line bg-line tablet:grid-cols-3">
      <Side name="Sold" amount={day.posTotal} currency={currency}>
        {[plural(day.posCount, 'sale'), waitingWords(day)].filter(Boolean).join(' · ')}
      </Side>
      <Side name="In the ERP" amount={day.erpTotal} currency={currency}>
        {plural(day.erpCount, 'document')}
      </Side>
      <Side name="Difference" amount={day.difference} currency={currency}>
        <ReconciliationMark matches={day.matches} />
      </Side>
    </dl>
  );
}

function Side(props: { name: string; amount: number; currency: string; children: ReactNode }) {
  const { name, amount, currency, children } = props;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 bg-surface px-5 py-3 tablet:grid-cols-1 tablet:py-4">
      <dt className="text-sm font-medium">{name}</dt>
      <dd className="contents">
        <MoneyText
          amount={amount}
          currency={currency}
          className="row-span-2 text-xl font-semibold tablet:row-auto tablet:text-2xl"
        />
        <span className="text-xs text-ink-muted">{children}</span>
      </dd>
    </div>
  );
}

/** Why sales that count as booked were not booked again. */
function Refusals({ of }: { of: ReconcileDayMutation | null | undefined }) {
  const refusals = of?.reconcileDay.refusals ?? [];
  if (refusals.length === 0) return null;
  return (
    <Notice tone="failed" title={`The ERP would not book ${plural(refusals.length, 'sale')} again.`}>
      <ul className="list-disc pl-4">
        {refusals.slice(0, 10).map(({ sale, message }) => (
          <li key={sale?.id ?? message}>
            {sale?.reference}: {message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Differences({ found }: { found: DayDifferencesFragment }) {
  const { day, differences, totalCount, unlisted } = found;
  if (totalCount === 0 && unlisted === 0) {
    if (day.matches) {
      return (
        <EmptyState icon={<CircleCheck aria-hidden />} title="Everything is booked">
          {day.posCount === 0
            ? 'Nothing was sold on this day, and nothing is booked.'
            : 'Each sale has its document, with the same total.'}
        </EmptyState>
      );
    }
    return (
      <Notice tone="warning" title="The ERP’s sums differ, and its documents do not.">
        Each sale has its document, with the same total. Ask whoever keeps the ERP why its sums of the day are
        others.
      </Notice>
    );
  }
  return (
    <section aria-labelledby="differences" className="grid gap-3">
      <h2 id="differences" className="text-base font-semibold">
        What differs
      </h2>
      {day.matches && (
        <Notice tone="warning" title="The sums agree, and yet the sales are not the same.">
          What is missing and what is too much come to the same amount.
        </Notice>
      )}
      {unlisted > 0 && (
        <Notice
          tone="warning"
          title={`The ERP counts ${plural(unlisted, 'document')} more than it can list here.`}
        >
          It can’t tell its documents by date. Look for them in the ERP itself.
        </Notice>
      )}
      {differences.length > 0 && (
        <Table label="What differs">
          <thead>
            <tr>
              <Th>Sale</Th>
              <Th className="max-tablet:hidden">Why</Th>
              <Th numeric className="max-tablet:hidden">
                Sold
              </Th>
              <Th numeric className="max-tablet:hidden">
                In the ERP
              </Th>
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <DifferenceRow key={difference.saleId} difference={difference} currency={day.outlet.currency} />
            ))}
          </tbody>
        </Table>
      )}
      {totalCount > differences.length && (
        <p className="text-sm text-ink-muted">
          The first {differences.length} of {plural(totalCount, 'sale')}.
        </p>
      )}
    </section>
  );
}

/** A phone has one column for all of it. */
function DifferenceRow({ difference, currency }: { difference: Difference; currency: string }) {
  const { saleId, sale, reference, posTotal, erpTotal, erpReference } = difference;
  const { title, next } = differenceWords(difference);
  const why = (
    <>
      <span className="block">{title}</span>
      <span className="block text-xs text-ink-muted">{next}</span>
    </>
  );
  return (
    <Tr>
      <Td className="align-top tablet:whitespace-nowrap">
        {sale ? (
          <Link href={`/sales/${saleId}`} prefetch={false} className="tabular font-medium hover:underline">
            {reference}
          </Link>
        ) : (
          <span className="tabular font-medium">{reference || saleId}</span>
        )}
        <span className="mt-1 block tablet:hidden">
          {why}
          <span className="mt-1 block">
            Sold <Amount amount={posTotal} currency={currency} />, in the ERP{' '}
            <Amount amount={erpTotal} currency={currency} />
          </span>
        </span>
      </Td>
      <Td className="w-full align-top max-tablet:hidden">{why}</Td>
      <Td numeric className="align-top max-tablet:hidden">
        <Amount amount={posTotal} currency={currency} />
      </Td>
      <Td numeric className="align-top max-tablet:hidden">
        <Amount amount={erpTotal} currency={currency} />
        {erpTotal !== null && <span className="block text-xs text-ink-muted">{erpReference}</span>}
      </Td>
    </Tr>
  );
}

function Amount({ amount, currency }: { amount: number | null; currency: string }) {
  if (amount === null) return <span className="text-ink-muted">none</span>;
  return <MoneyText amount={amount} currency={currency} />;
}

function Paper({ found, date }: { found: DayDifferencesFragment; date: string }) {
  const { day, differences } = found;
  const { name, timeZone, currency } = day.outlet;
  const show = (amount: number | null) => (amount === null ? '–' : formatMoney(amount, currency));
  return (
    <ReconciliationPaper
      title={`Reconciliation with the ERP, ${formatDay(date)}`}
      about={`${name}; compared ${formatDateTime(day.checkedAt, timeZone)}`}
      days={[day]}
    >
      {differences.length > 0 && (
        <table className="mt-6 w-full border-collapse">
          <thead>
            <tr>
              <th className={CELL}>Sale</th>
              <th className={CELL}>What differs</th>
              <th className={NUMBER}>Sold</th>
              <th className={NUMBER}>In the ERP</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <tr key={difference.saleId}>
                <td className={CELL}>{difference.reference || difference.saleId}</td>
                <td className={CELL}>{differenceWords(difference).title}</td>
                <td className={NUMBER}>{show(difference.posTotal)}</td>
                <td className={NUMBER}>{show(difference.erpTotal)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </ReconciliationPaper>
  );
}
