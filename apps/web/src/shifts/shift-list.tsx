'use client';

import { useQuery } from '@apollo/client/react';
import { OutletsDocument, ShiftsDocument, type ShiftRowFragment } from '@tillkeep/client';
import {
  Button,
  classNames,
  EmptyState,
  Field,
  MoneyText,
  Select,
  Skeleton,
  Table,
  Td,
  Th,
  Tr,
} from '@tillkeep/ui';
import { SearchX, Vault } from 'lucide-react';
import Link from 'next/link';
import { useMemo } from 'react';
import { formatShortDateTime } from '../format';
import { useAddress } from '../list/address';
import { DateRange } from '../list/date-range';
import { Pager } from '../list/pager';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { differenceText } from './shift-words';

const PAGE = 50;

/** The drawers' shifts, the newest first. */
export function ShiftList() {
  const { get, filter: setFilter, paging } = useAddress();
  const [registerId, state, from, to] = [get('register'), get('state'), get('from'), get('to')];
  const filter = useMemo(
    () => ({
      registerId: registerId || undefined,
      from: from || undefined,
      to: to || undefined,
      open: state === 'open' ? true : undefined,
      withDifference: state === 'difference' ? true : undefined,
    }),
    [registerId, state, from, to],
  );
  const list = useQuery(ShiftsDocument, { variables: { first: PAGE, after: paging.after, filter } });
  const places = useQuery(OutletsDocument, { fetchPolicy: 'cache-first' });
  const shifts = (list.data ?? list.previousData)?.shifts;
  const isFiltered = Boolean(registerId || state || from || to);
  return (
    <>
      <PageHeader title="Shifts">A drawer’s time from its float to its count.</PageHeader>
      <search className="mb-3 grid grid-cols-2 gap-2 tablet:flex tablet:flex-wrap">
        <Field label="Register" hideLabel>
          <Select value={registerId} onChange={(event) => setFilter({ register: event.target.value })}>
            <option value="">Every register</option>
            {places.data?.registers.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="State" hideLabel>
          <Select value={state} onChange={(event) => setFilter({ state: event.target.value })}>
            <option value="">Open and closed</option>
            <option value="open">Open</option>
            <option value="difference">With a difference</option>
          </Select>
        </Field>
        <DateRange from={from} to={to} onChange={setFilter} className="col-span-2" />
      </search>

      {list.error && <ProblemNotice error={list.error} onRetry={() => list.refetch()} />}
      {!list.error && !shifts && <Skeleton className="h-80 w-full" />}
      {!list.error &&
        shifts?.nodes.length === 0 &&
        (isFiltered ? (
          <EmptyState
            icon={<SearchX aria-hidden />}
            title="No shift fits"
            actions={
              <Button onClick={() => setFilter({ register: '', state: '', from: '', to: '' })}>
                Clear the filters
              </Button>
            }
          >
            Try other dates, or every register.
          </EmptyState>
        ) : (
          <EmptyState icon={<Vault aria-hidden />} title="No shift yet">
            Open one at a register: press F7 there, and count the float.
          </EmptyState>
        ))}
      {!list.error && shifts && shifts.nodes.length > 0 && (
        <>
          <Table
            label="Shifts"
            aria-busy={list.loading}
            className={classNames(list.loading && 'opacity-60 transition-opacity delay-300')}
          >
            <thead>
              <tr>
                <Th>Shift</Th>
                <Th className="max-tablet:hidden">Opened</Th>
                <Th>Closed</Th>
                <Th numeric className="max-tablet:hidden">
                  Counted
                </Th>
                <Th numeric>Difference</Th>
              </tr>
            </thead>
            <tbody>
              {shifts.nodes.map((shift) => (
                <Row key={shift.id} shift={shift} />
              ))}
            </tbody>
          </Table>
          <Pager
            paging={paging}
            shown={shifts.nodes.length}
            pageSize={PAGE}
            total={undefined}
            thing="shift"
            nextCursor={shifts.pageInfo.hasNextPage ? shifts.pageInfo.endCursor : null}
            isStale={!list.data}
          />
        </>
      )}
    </>
  );
}

function Row({ shift }: { shift: ShiftRowFragment }) {
  const { id, name, register, outlet, openedAt, openedByName, closedAt, closedByName, counted, difference } =
    shift;
  const at = (instant: string) => formatShortDateTime(instant, outlet.timeZone);
  return (
    <Tr>
      <Td className="w-full align-top">
        <Link
          href={`/shifts/${id}`}
          prefetch={false}
          className="font-medium after:absolute after:inset-0 after:content-[''] hover:underline"
        >
          {register.name}, shift {name}
        </Link>
        <span className="block text-xs text-ink-muted">{outlet.name}</span>
      </Td>
      <Td className="tabular align-top whitespace-nowrap text-ink-muted max-tablet:hidden">
        {at(openedAt)}
        {openedByName && <span className="block text-xs">{openedByName}</span>}
      </Td>
      <Td className="tabular align-top whitespace-nowrap text-ink-muted">
        {closedAt ? at(closedAt) : 'Open'}
        {closedByName && <span className="block text-xs">{closedByName}</span>}
      </Td>
      <Td numeric className="align-top max-tablet:hidden">
        {counted !== null && <MoneyText amount={counted} currency={outlet.currency} />}
      </Td>
      <Td numeric className="align-top whitespace-nowrap">
        {difference !== null && differenceText(difference, outlet.currency)}
      </Td>
    </Tr>
  );
}
