'use client';

import { useApolloClient, useQuery } from '@apollo/client/react';
import {
  StockDocumentPageDocument,
  StockLinesDocument,
  type StockDocumentRowFragment,
  type StockLineRowFragment,
} from '@tillkeep/client';
import { Button, Skeleton } from '@tillkeep/ui';
import { ChevronLeft, Printer } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { formatDecimal, formatShortDateTime, plural } from '../format';
import { useOutlet } from '../outlet';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { aboutDocument, documentName } from './stock-words';

const PAGE = 200;

/** The count sheet, with room to write, or the slip that goes with a transfer or delivery; all lines of it. */
export function DocumentPaper({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(StockDocumentPageDocument, { variables: { id } });
  const { lines, problem } = useAllLines(id);
  const document = data?.stockDocument;
  return (
    <>
      <Link
        href={`/stock/${id}`}
        className="-ml-1 inline-flex min-h-8 items-center gap-1 text-sm text-ink-muted hover:text-ink hover:underline"
      >
        <ChevronLeft aria-hidden className="size-4" />
        Back
      </Link>
      <PageHeader
        title={document ? documentName(document) : 'Print'}
        actions={
          <Button
            variant="primary"
            icon={<Printer aria-hidden />}
            disabled={!lines}
            onClick={() => window.print()}
          >
            Print
          </Button>
        }
      />
      {(error ?? problem) !== undefined && (
        <ProblemNotice error={error ?? problem} onRetry={() => refetch()} />
      )}
      {document && lines ? (
        <Paper document={document} lines={lines} />
      ) : (
        !error && !problem && <Skeleton className="h-96 w-full" />
      )}
    </>
  );
}

function Paper(props: { document: StockDocumentRowFragment; lines: readonly StockLineRowFragment[] }) {
  const { document, lines } = props;
  const timeZone = useOutlet()?.timeZone ?? 'UTC';
  const isCount = document.kind === 'COUNT';
  const cell = 'border-b border-current px-2 py-1.5 text-left align-top';
  return (
    <article
      aria-label={documentName(document)}
      className="receipt-paper max-w-4xl overflow-x-auto p-6 text-sm"
    >
      <p className="text-lg font-semibold">{documentName(document)}</p>
      <p>
        {document.outlet.name}, {formatShortDateTime(document.createdAt, timeZone)}
      </p>
      <p>{aboutDocument(document)}</p>
      <table className="mt-4 w-full border-collapse">
        <thead>
          <tr>
            <th className={cell}>Product</th>
            <th className={cell}>SKU</th>
            {isCount ? (
              <th className={`${cell} w-28`}>Counted</th>
            ) : (
              <>
                <th className={`${cell} w-24`}>Quantity</th>
                <th className={`${cell} w-24`}>Arrived</th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ id, product, quantity }) => (
            <tr key={id}>
              <td className={cell}>{product.name}</td>
              <td className={`${cell} tabular`}>{product.sku}</td>
              {!isCount && <td className={`${cell} tabular`}>{formatDecimal(quantity ?? 0)}</td>}
              <td className={cell} />
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-3">{plural(lines.length, 'line')}</p>
      <p className="mt-8">
        {isCount ? 'Counted by' : 'Taken in by'} ______________________ on ______________
      </p>
    </article>
  );
}

/** Page by page, since paper has no next page to click. */
function useAllLines(id: string): { lines?: readonly StockLineRowFragment[]; problem?: unknown } {
  const client = useApolloClient();
  const [state, setState] = useState<{ lines?: readonly StockLineRowFragment[]; problem?: unknown }>({});
  useEffect(() => {
    let left = false;
    const load = async () => {
      const lines: StockLineRowFragment[] = [];
      let after: string | null | undefined;
      do {
        const { data } = await client.query({
          query: StockLinesDocument,
          // What should be there is not on a sheet to count with.
          variables: { id, first: PAGE, after, isManager: false },
          fetchPolicy: 'network-only',
        });
        const page = data?.stockDocument?.lines;
        if (left || !page) break;
        lines.push(...page.nodes);
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after);
      if (!left) setState({ lines });
    };
    load().catch((problem: unknown) => !left && setState({ problem }));
    return () => {
      left = true;
    };
  }, [client, id]);
  return state;
}
