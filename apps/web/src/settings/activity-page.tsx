'use client';

import { useQuery } from '@apollo/client/react';
import { ActivityDocument, PeopleDocument, type ActivityEntryFragment } from '@tillkeep/client';
import { Button, classNames, EmptyState, Field, Select, Skeleton, Table, Td, Th, Tr } from '@tillkeep/ui';
import { ArrowRight, History, SearchX } from 'lucide-react';
import { useMemo } from 'react';
import { formatShortDateTime } from '../format';
import { useAddress } from '../list/address';
import { DateRange } from '../list/date-range';
import { ExportButton } from '../list/export-button';
import { Pager } from '../list/pager';
import { useOutlet } from '../outlet';
import { ProblemNotice } from '../problem-notice';
import { actionWords, changesOf, subjectKinds, type Change } from './activity-words';
import { dayEnd, dayStart } from './day-bounds';
import { SettingsPage } from './settings-page';

const PAGE = 50;

/** The most that the gateway gives at once. */
const LARGEST_PAGE = 200;

/** Who did what, and when: newest first, never changed afterwards. Of no one outlet, so by the reader's own clock. */
export function ActivityPage() {
  const { get, filter: setFilter, paging } = useAddress();
  const [action, actorId, from, to] = [get('action'), get('person'), get('from'), get('to')];
  const filter = useMemo(
    () => ({
      action: action || undefined,
      actorId: actorId || undefined,
      from: dayStart(from),
      to: dayEnd(to),
    }),
    [action, actorId, from, to],
  );
  const list = useQuery(ActivityDocument, { variables: { first: PAGE, after: paging.after, filter } });
  const people = useQuery(PeopleDocument, { fetchPolicy: 'cache-first' });
  const entries = (list.data ?? list.previousData)?.auditEntries;
  const names = useMemo(
    () => new Map(people.data?.outlets.map(({ id, name }) => [id, name] as const)),
    [people.data],
  );
  const currency = useOutlet()?.currency;
  const isFiltered = Boolean(action || actorId || from || to);

  return (
    <SettingsPage
      title="Activity"
      about="Who did what, and when. No entry is ever changed or removed."
      actions={
        <ExportButton<ActivityEntryFragment>
          fileName="activity.csv"
          thing="entry"
          things="entries"
          read={async ({ client, after, options }) =>
            (
              await client.query({
                query: ActivityDocument,
                variables: { first: LARGEST_PAGE, after, filter },
                ...options,
              })
            ).data?.auditEntries
          }
          write={async (all) => (await import('./activity-file')).activityFile(all)}
        />
      }
    >
      <search className="mb-3 grid grid-cols-2 gap-2 tablet:flex tablet:flex-wrap">
        <Field label="About" hideLabel>
          <Select value={action} onChange={(event) => setFilter({ action: event.target.value })}>
            <option value="">Everything</option>
            {subjectKinds.map(({ kind, name }) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Person" hideLabel>
          <Select value={actorId} onChange={(event) => setFilter({ person: event.target.value })}>
            <option value="">Everybody</option>
            {people.data?.users.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <DateRange from={from} to={to} onChange={setFilter} className="col-span-2" />
      </search>

      {list.error && <ProblemNotice error={list.error} onRetry={() => list.refetch()} />}
      {!list.error && !entries && <Skeleton className="h-80 w-full" />}
      {!list.error &&
        entries?.nodes.length === 0 &&
        (isFiltered ? (
          <EmptyState
            icon={<SearchX aria-hidden />}
            title="Nothing fits"
            actions={
              <Button onClick={() => setFilter({ action: '', person: '', from: '', to: '' })}>
                Clear the filters
              </Button>
            }
          >
            Try other dates, or everybody.
          </EmptyState>
        ) : (
          <EmptyState icon={<History aria-hidden />} title="Nothing has happened yet" />
        ))}
      {!list.error && entries && entries.nodes.length > 0 && (
        <>
          <Table
            label="Activity"
            aria-busy={list.loading}
            className={classNames(list.loading && 'opacity-60 transition-opacity delay-300')}
          >
            <thead>
              <tr>
                <Th>When</Th>
                <Th className="max-tablet:hidden">Who</Th>
                <Th>What</Th>
                <Th className="max-desktop:hidden">Outlet</Th>
                <Th className="max-desktop:hidden">From</Th>
              </tr>
            </thead>
            <tbody>
              {entries.nodes.map((entry) => (
                <Row key={entry.id} entry={entry} changes={changesOf(entry, names, currency)} />
              ))}
            </tbody>
          </Table>
          <Pager
            paging={paging}
            shown={entries.nodes.length}
            pageSize={PAGE}
            total={undefined}
            thing="entry"
            nextCursor={entries.pageInfo.hasNextPage ? entries.pageInfo.endCursor : null}
            isStale={!list.data}
          />
        </>
      )}
    </SettingsPage>
  );
}

function Row({ entry, changes }: { entry: ActivityEntryFragment; changes: readonly Change[] }) {
  const { at, actorName, action, subjectName, outlet, address } = entry;
  return (
    <Tr>
      <Td className="tabular align-top whitespace-nowrap text-ink-muted">
        {formatShortDateTime(at, Intl.DateTimeFormat().resolvedOptions().timeZone)}
      </Td>
      <Td className="align-top whitespace-nowrap max-tablet:hidden">{actorName}</Td>
      <Td className="w-full align-top">
        <span className="block text-xs text-ink-muted tablet:hidden">{actorName}</span>
        {actionWords(action)}
        {subjectName && subjectName !== actorName && <span className="font-medium"> {subjectName}</span>}
        {changes.length > 0 && (
          <ul className="mt-0.5 text-xs break-words text-ink-muted">
            {changes.map(({ name, before, after }) => (
              <li key={name}>
                {name}: {before !== undefined && <span>{before} </span>}
                {before !== undefined && after !== undefined && (
                  <ArrowRight aria-label="became" className="inline size-3" />
                )}
                {after !== undefined && <span className="text-ink"> {after}</span>}
              </li>
            ))}
          </ul>
        )}
      </Td>
      <Td className="align-top whitespace-nowrap text-ink-muted max-desktop:hidden">{outlet?.name}</Td>
      <Td className="tabular align-top whitespace-nowrap text-ink-muted max-desktop:hidden">{address}</Td>
    </Tr>
  );
}
