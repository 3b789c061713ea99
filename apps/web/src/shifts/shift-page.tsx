'use client';

import { useQuery } from '@apollo/client/react';
import { ShiftDocument, type ShiftQuery } from '@tillkeep/client';
import { formatMoney } from '@tillkeep/domain';
import { Button, EmptyState, Notice, Skeleton, Table, Td, Th, Tr } from '@tillkeep/ui';
import { ChevronLeft, Printer, Vault } from 'lucide-react';
import Link from 'next/link';
import { formatShortDateTime, plural } from '../format';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { CloseShiftButton } from './close-shift-button';
import { ShiftPaper } from './shift-paper';
import { causeWords, differenceText } from './shift-words';

type Shift = NonNullable<ShiftQuery['shift']>;

/** One shift: its X while it is open, its Z once it is closed, and what came later. */
export function ShiftPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(ShiftDocument, { variables: { id } });
  const shift = data?.shift;
  return (
    <>
      <Link
        href="/shifts"
        className="-ml-1 inline-flex min-h-8 items-center gap-1 text-sm text-ink-muted hover:text-ink hover:underline"
      >
        <ChevronLeft aria-hidden className="size-4" />
        Shifts
      </Link>
      <PageHeader
        title={shift ? `${shift.register.name}, shift ${shift.name}` : 'Shift'}
        actions={
          shift && (
            <Button variant="primary" icon={<Printer aria-hidden />} onClick={() => window.print()}>
              Print
            </Button>
          )
        }
      >
        {shift ? shift.outlet.name : '\u00a0'}
      </PageHeader>
      {error && !data && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!error && !data && <Skeleton className="h-96 w-72" />}
      {data && !shift && (
        <EmptyState icon={<Vault aria-hidden />} title="There is no such shift">
          It may be of another outlet.
        </EmptyState>
      )}
      {shift && (
        <div className="grid items-start gap-6 desktop:grid-cols-[auto_minmax(0,1fr)]">
          <div className="mx-auto w-fit shadow-raised">
            <ShiftPaper shift={onPaper(shift)} />
          </div>
          <div className="grid gap-5">
            <Standing shift={shift} />
            <Causes shift={shift} />
            <Addenda shift={shift} />
            <p className="text-sm">
              <Link href={`/registers/${shift.register.id}`} className="font-medium underline">
                {shift.register.name}: what happened there, and the proof
              </Link>
            </p>
          </div>
        </div>
      )}
    </>
  );
}

function onPaper(shift: Shift) {
  const { name, outlet, register, openedAt, openedByName, float, report } = shift;
  const { closedAt, closedByName, counted, expected, note } = shift;
  return {
    ...{ name, outlet, registerName: register.name, openedAt, openedByName, float, figures: report },
    close:
      closedAt === null
        ? undefined
        : { at: closedAt, byName: closedByName, counted: counted ?? 0, expected: expected ?? 0, note },
  };
}

/** What somebody should know, or do, about it. */
function Standing({ shift }: { shift: Shift }) {
  const { closedAt, closedByManager, claim, outlet, report, expected } = shift;
  const show = (amount: number) => formatMoney(amount, outlet.currency);
  return (
    <>
      {closedAt === null && !claim.endedAt && (
        <Notice tone="info" title="The shift is open.">
          By what has arrived there must be {show(report.expected)} in the drawer. It is closed at the
          register.
        </Notice>
      )}
      {closedAt === null && claim.endedAt && (
        <Notice
          tone="warning"
          title={`“${claim.deviceName}” does not hold the register any more.`}
          actions={<CloseShiftButton shiftId={shift.id} currency={outlet.currency} />}
        >
          If it can’t close the shift itself, count its drawer and close it here. What the device hands in
          later is kept beside it.
        </Notice>
      )}
      {closedByManager && (
        <Notice tone="info" title="Closed in the back office, because its device could not." />
      )}
      {report.onDevice > 0 && (
        <Notice tone="warning" title={`${plural(report.onDevice, 'sale')} of it still on the device.`}>
          They are added here as soon as they arrive.
        </Notice>
      )}
      {expected !== null && expected !== report.expected && report.missing.length === 0 && (
        <Notice tone="warning" title="The register expected another sum.">
          By the recorded sales there must have been {show(report.expected)} in the drawer; the register said{' '}
          {show(expected)}.
        </Notice>
      )}
    </>
  );
}

function Causes({ shift: { report, outlet, difference } }: { shift: Shift }) {
  if (!difference || report.causes.length === 0) return null;
  return (
    <section aria-labelledby="causes" className="text-sm">
      <h2 id="causes" className="mb-1 text-base font-semibold">
        {differenceText(difference, outlet.currency)}: what it may come from
      </h2>
      <ul className="list-disc pl-5">
        {report.causes.map((cause, index) => (
          <li key={index}>{causeWords(cause, outlet)}</li>
        ))}
      </ul>
    </section>
  );
}

function Addenda({ shift: { report, outlet } }: { shift: Shift }) {
  if (report.addenda.length === 0) return null;
  const show = (amount: number) => formatMoney(amount, outlet.currency);
  return (
    <section aria-labelledby="addenda">
      <h2 id="addenda" className="mb-2 text-base font-semibold">
        What arrived after it was closed
      </h2>
      <Table label="Addenda">
        <thead>
          <tr>
            <Th numeric>No.</Th>
            <Th>Arrived</Th>
            <Th>What</Th>
            <Th numeric>In cash</Th>
            <Th numeric>Total</Th>
          </tr>
        </thead>
        <tbody>
          {report.addenda.map(({ number, kind, at, sales, cash, total, counted, expected, closedBy }) => (
            <Tr key={number}>
              <Td numeric className="align-top">
                {number}
              </Td>
              <Td className="tabular align-top whitespace-nowrap text-ink-muted">
                {formatShortDateTime(at, outlet.timeZone)}
              </Td>
              <Td className="w-full align-top">
                {kind === 'LATE_SALES'
                  ? sales.map((sale) => (
                      <Link
                        key={sale.id}
                        href={`/sales/${sale.id}`}
                        prefetch={false}
                        className="tabular mr-3 inline-block hover:underline"
                      >
                        {sale.number}
                      </Link>
                    ))
                  : `The register’s own close${closedBy ? ` by ${closedBy}` : ''}: counted ${show(counted ?? 0)}, expected ${show(expected ?? 0)}`}
              </Td>
              <Td numeric className="align-top">
                {kind === 'LATE_SALES' && show(cash)}
              </Td>
              <Td numeric className="align-top">
                {kind === 'LATE_SALES' && show(total)}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
