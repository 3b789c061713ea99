'use client';

import { useQuery } from '@apollo/client/react';
import { StockDocumentPageDocument, type StockDocumentPageQuery } from '@tillkeep/client';
import { Button, ButtonLink, EmptyState, Notice, ProgressBar, Skeleton } from '@tillkeep/ui';
import { ChevronLeft, Printer } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { formatShortDateTime } from '../format';
import { useOutlet } from '../outlet';
import { useMay } from '../people/this-session';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { DocumentLines } from './document-lines';
import { EntryPanel } from './entry-panel';
import { BookCount, BookDelivery, Discard, EditTexts, ReceiveTransfer, SendTransfer } from './finish-dialogs';
import { StatusMark } from './status-mark';
import { aboutDocument, documentName } from './stock-words';
import { useEntries } from './use-entries';

type Document = NonNullable<StockDocumentPageQuery['stockDocument']>;
type Open = 'edit' | 'finish' | 'discard';

/** A delivery, a count or a transfer: written here on any number of devices, booked once, and read ever after. */
export function DocumentPage({ id }: { id: string }) {
  const { data, error, refetch, startPolling, stopPolling } = useQuery(StockDocumentPageDocument, {
    variables: { id },
  });
  const document = data?.stockDocument;
  const status = document?.status;
  // Others may be working on it too.
  useEffect(() => {
    if (status === 'DRAFT' || status === 'SENT') startPolling(5_000);
    else if (status === 'BOOKING') startPolling(500);
    else stopPolling();
  }, [status, startPolling, stopPolling]);
  return (
    <>
      <Link
        href="/stock"
        className="-ml-1 inline-flex min-h-8 items-center gap-1 text-sm text-ink-muted hover:text-ink hover:underline"
      >
        <ChevronLeft aria-hidden className="size-4" />
        Stock
      </Link>
      {error && !data && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {!data && !error && <Skeleton className="mt-2 h-96 w-full" />}
      {data && !document && (
        <EmptyState title="There is no such document">
          It may be another outlet’s, or booked: then only managers see it.
        </EmptyState>
      )}
      {document && <DocumentOf document={document} />}
    </>
  );
}

function DocumentOf({ document }: { document: Document }) {
  const { kind, status, canReceive, entries: recent, bookedCount, lineCount, countedCount } = document;
  const isManager = useMay('MANAGER');
  const timeZone = useOutlet()?.timeZone ?? 'UTC';
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const entries = useEntries(document);
  const isDraft = status === 'DRAFT';
  const isWritable = isDraft ? isManager || kind === 'COUNT' : canReceive;
  const finish = isDraft ? finishWords[kind] : canReceive ? 'Take in' : undefined;
  return (
    <>
      <PageHeader
        title={documentName(document)}
        actions={
          <>
            {(isDraft || kind === 'TRANSFER') && status !== 'DISCARDED' && (
              <ButtonLink>
                <Link href={`/stock/${document.id}/paper`}>
                  <Printer aria-hidden />
                  Print
                </Link>
              </ButtonLink>
            )}
            {isDraft && isManager && (
              <>
                <Button onClick={() => setOpen('edit')}>Edit</Button>
                <Button onClick={() => setOpen('discard')}>Give up</Button>
              </>
            )}
            {isManager && finish && (
              <Button variant="primary" onClick={() => setOpen('finish')}>
                {finish}
              </Button>
            )}
          </>
        }
      >
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <StatusMark status={status} />
          {aboutDocument(document)}
        </span>
      </PageHeader>
      <History document={document} timeZone={timeZone} />
      {kind === 'COUNT' && isDraft && lineCount > 0 && (
        <div className="mb-4">
          <p className="tabular mb-1 text-sm text-ink-muted">
            {countedCount} of {lineCount} lines counted
          </p>
          <ProgressBar label="Counted" value={countedCount} max={lineCount} />
        </div>
      )}
      {status === 'BOOKING' && open !== 'finish' && (
        <Notice title="This count is being booked">
          <ProgressBar label="Booking the count" value={bookedCount} max={lineCount} />
        </Notice>
      )}
      {isWritable && <EntryPanel entries={entries} recent={recent} timeZone={timeZone} />}
      <DocumentLines document={document} entries={isWritable ? entries : undefined} />
      {open === 'edit' && <EditTexts document={document} onClose={close} />}
      {open === 'discard' && <Discard document={document} onClose={close} />}
      {open === 'finish' && kind === 'DELIVERY' && <BookDelivery document={document} onClose={close} />}
      {open === 'finish' && kind === 'COUNT' && (
        <BookCount document={document} bookedCount={bookedCount} onClose={close} />
      )}
      {open === 'finish' &&
        kind === 'TRANSFER' &&
        (canReceive ? (
          <ReceiveTransfer document={document} onClose={close} />
        ) : (
          <SendTransfer document={document} onClose={close} />
        ))}
    </>
  );
}

/** Who did what with it, and when. */
function History({ document, timeZone }: { document: Document; timeZone: string }) {
  const { kind, createdAt, createdBy, sentAt, sentBy, bookedAt, bookedBy, note, differenceReason } = document;
  const steps = [
    { word: 'Begun', at: createdAt, by: createdBy },
    { word: 'Sent', at: sentAt, by: sentBy },
    { word: kind === 'TRANSFER' ? 'Taken in' : 'Booked', at: bookedAt, by: bookedBy },
  ];
  return (
    <dl className="mb-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-sm">
      {steps.map(
        ({ word, at, by }) =>
          at && (
            <div key={word} className="contents">
              <dt className="text-ink-muted">{word}</dt>
              <dd>
                {formatShortDateTime(at, timeZone)}, {by}
              </dd>
            </div>
          ),
      )}
      {kind === 'TRANSFER' && note && (
        <>
          <dt className="text-ink-muted">Note</dt>
          <dd>{note}</dd>
        </>
      )}
      {differenceReason && (
        <>
          <dt className="text-ink-muted">Why it differs</dt>
          <dd>{differenceReason}</dd>
        </>
      )}
    </dl>
  );
}

const finishWords = { DELIVERY: 'Put into stock', COUNT: 'Review and book', TRANSFER: 'Send' } as const;
