import { useQuery } from '@apollo/client/react';
import {
  RegisterEventsDocument,
  type RegisterEventKind,
  type RegisterEventsQuery,
  type RegisterHereFragment,
} from '@tillkeep/client';
import { formatMoney } from '@tillkeep/domain';
import { EmptyState, Skeleton, Table, Td, Th, Tr } from '@tillkeep/ui';
import { ScrollText } from 'lucide-react';
import { formatShortDateTime } from '../format';
import { useAddress } from '../list/address';
import { Pager } from '../list/pager';
import { ProblemNotice } from '../problem-notice';

/** What happened at the register besides its sales, the newest first. */
export function RegisterEvents({ register: { id, outlet } }: { register: RegisterHereFragment }) {
  const { paging } = useAddress();
  const { data, previousData, error, refetch } = useQuery(RegisterEventsDocument, {
    variables: { registerId: id, first: PAGE, after: paging.after },
  });
  const events = (data ?? previousData)?.registerEvents;
  return (
    <section aria-labelledby="register-events">
      <h2 id="register-events" className="mb-2 text-base font-semibold">
        What happened at this register
      </h2>
      {error && !events && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!error && !events && <Skeleton className="h-40 w-full" />}
      {events?.nodes.length === 0 && (
        <EmptyState icon={<ScrollText aria-hidden />} title="Nothing but sales so far">
          Shifts, cash paid in and out and the like are listed here.
        </EmptyState>
      )}
      {events && events.nodes.length > 0 && (
        <>
          <Table label="What happened at this register">
            <thead>
              <tr>
                <Th>When</Th>
                <Th className="max-tablet:hidden">Who</Th>
                <Th>What</Th>
                <Th numeric>Amount</Th>
              </tr>
            </thead>
            <tbody>
              {events.nodes.map((event) => (
                <Row key={`${event.id} ${event.hash}`} event={event} outlet={outlet} />
              ))}
            </tbody>
          </Table>
          <Pager
            paging={paging}
            shown={events.nodes.length}
            pageSize={PAGE}
            total={undefined}
            thing="event"
            nextCursor={events.pageInfo.hasNextPage ? events.pageInfo.endCursor : null}
            isStale={!data}
          />
        </>
      )}
    </section>
  );
}

const PAGE = 20;

function Row(props: {
  event: RegisterEventsQuery['registerEvents']['nodes'][number];
  outlet: RegisterHereFragment['outlet'];
}) {
  const { event, outlet } = props;
  const { kind, at, userName, amount, expected, reason, shiftNumber, claim } = event;
  const { approvedByName, isUnapproved, isConflict } = event;
  const difference = amount === null || expected === null ? 0 : amount - expected;
  return (
    <Tr>
      <Td className="tabular align-top whitespace-nowrap text-ink-muted">
        {formatShortDateTime(at, outlet.timeZone)}
      </Td>
      <Td className="align-top max-tablet:hidden">{userName ?? claim.deviceName}</Td>
      <Td className="w-full align-top">
        <span className="block text-xs text-ink-muted tablet:hidden">{userName ?? claim.deviceName}</span>
        {kindWords[kind]}
        {shiftNumber !== null && ` ${shiftNumber}`}
        {reason && <span className="block text-xs text-ink-muted">{reason}</span>}
        {approvedByName && <span className="block text-xs text-ink-muted">Approved by {approvedByName}</span>}
        {isUnapproved && <span className="block text-xs font-medium text-failed">Nobody approved it</span>}
        {isConflict && (
          <span className="block text-xs font-medium text-failed">
            It arrived under the id of another event. Both are kept: call the support.
          </span>
        )}
      </Td>
      <Td numeric className="align-top whitespace-nowrap">
        {amount !== null && formatMoney(amount, outlet.currency)}
        {difference !== 0 && (
          <span className="block text-xs text-ink-muted">
            {formatMoney(Math.abs(difference), outlet.currency)} {difference > 0 ? 'over' : 'short'}
          </span>
        )}
      </Td>
    </Tr>
  );
}

const kindWords: Record<RegisterEventKind, string> = {
  SHIFT_OPENED: 'Opened shift',
  SHIFT_CLOSED: 'Closed shift',
  PAID_IN: 'Paid in',
  PAID_OUT: 'Paid out',
  DRAWER_OPENED: 'Opened the drawer without a sale',
  CART_CLEARED: 'Cleared a sale',
  SIGNED_IN: 'Signed in',
  SIGNED_OUT: 'Signed out',
};
