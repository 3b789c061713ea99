'use client';

import { writeRefused, type RefusedRow } from '@tillkeep/catalogue-file';
import { Button, ButtonLink, Notice, ProgressBar, Table, Td, Th, Tr } from '@tillkeep/ui';
import { FileDown } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { download } from '../../download';
import { formatCount, plural } from '../../format';
import { LocalPager } from '../../list/pager';
import { describeProblem } from '../../problem';
import type { Reading } from './read-file';
import type { ImportRun } from './use-import';

const PAGE = 20;

export function ImportProgress({ run, onStop }: { run: ImportRun; onStop: () => void }) {
  const { totals, rows } = run;
  return (
    <section aria-label="Import" className="grid gap-3 rounded-lg border border-line bg-surface p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h2 className="font-semibold">Importing…</h2>
        <p className="tabular text-sm text-ink-muted" aria-live="polite">
          {formatCount(totals.answered)} of {formatCount(rows)} · {formatCount(totals.created)} new ·{' '}
          {formatCount(totals.updated)} updated · {formatCount(totals.refused.length)} refused
        </p>
      </div>
      <ProgressBar label="Products imported" value={totals.answered} max={rows} />
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={onStop}>Stop</Button>
        <p className="text-sm text-ink-muted">Stay on this page until it is done.</p>
      </div>
    </section>
  );
}

/** What became of the file, and the rows that did not make it, as a file to mend and import again. */
export function ImportResult(props: {
  run: ImportRun;
  reading: Reading;
  fileName: string;
  onGoOn: () => void;
}) {
  const { run, reading, fileName, onGoOn } = props;
  const { totals, rows, state } = run;
  const refused = [...reading.refused, ...totals.refused].sort((a, b) => a.line - b.line);
  const save = () =>
    download(`${fileName.replace(/\.[^.]*$/, '')}-refused.csv`, writeRefused(reading.table, refused));
  return (
    <div className="grid gap-5">
      {state === 'finished' ? (
        <Notice tone={refused.length === 0 ? 'done' : 'warning'} title={summary(run)}>
          {refused.length > 0 &&
            `${plural(refused.length, 'row')} did not make it. Mend them in the file of refused rows and import that.`}
        </Notice>
      ) : (
        <Notice
          tone={state === 'broken' ? 'failed' : 'info'}
          title={
            state === 'broken'
              ? describeProblem(run.error).title
              : `Stopped after ${plural(totals.answered, 'row')}.`
          }
          actions={
            <Button variant="primary" onClick={onGoOn}>
              Go on with the other {formatCount(rows - totals.answered)}
            </Button>
          }
        >
          {summary(run)} What is in stays in; sending a row twice changes nothing.
        </Notice>
      )}
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line desktop:grid-cols-4">
        <Figure name="New" count={totals.created} />
        <Figure name="Updated" count={totals.updated} />
        <Figure name="Refused by the file check" count={reading.refused.length} />
        <Figure name="Refused by the shop" count={totals.refused.length} />
      </dl>
      <div className="flex flex-wrap gap-2">
        {refused.length > 0 && (
          <Button onClick={save} icon={<FileDown aria-hidden />}>
            Download the refused rows
          </Button>
        )}
        <ButtonLink variant={state === 'finished' ? 'primary' : 'secondary'}>
          <Link href="/products">See the products</Link>
        </ButtonLink>
      </div>
      {refused.length > 0 && <RefusedRows refused={refused} />}
    </div>
  );
}

function RefusedRows({ refused }: { refused: RefusedRow[] }) {
  const [page, setPage] = useState(0);
  return (
    <section>
      <h2 className="mb-2 text-base font-semibold">Refused rows</h2>
      <Table label="Refused rows">
        <thead>
          <tr>
            <Th numeric>Line</Th>
            <Th>Row</Th>
            <Th>Why</Th>
          </tr>
        </thead>
        <tbody>
          {refused.slice(page * PAGE, (page + 1) * PAGE).map((row) => (
            <Tr key={row.line}>
              <Td numeric className="align-top text-ink-muted">
                {row.line}
              </Td>
              <Td className="max-w-96 align-top text-ink-muted">{row.raw.filter(Boolean).join(' · ')}</Td>
              <Td className="align-top">{row.problems.map((problem) => problem.message).join(' ')}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <LocalPager
        label="Pages of refused rows"
        page={page}
        pageSize={PAGE}
        total={refused.length}
        onPage={setPage}
      />
    </section>
  );
}

function Figure({ name, count }: { name: string; count: number }) {
  return (
    <div className="bg-surface px-4 py-3">
      <dt className="text-xs text-ink-muted">{name}</dt>
      <dd className="tabular text-xl font-semibold">{formatCount(count)}</dd>
    </div>
  );
}

function summary({ totals }: ImportRun): string {
  return `${plural(totals.created, 'product')} new, ${formatCount(totals.updated)} updated.`;
}
