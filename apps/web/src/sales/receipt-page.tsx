'use client';

import { useQuery } from '@apollo/client/react';
import { SalePageDocument } from '@tillkeep/client';
import { Button, Skeleton } from '@tillkeep/ui';
import { ChevronLeft, Printer } from 'lucide-react';
import Link from 'next/link';
import { ProblemNotice } from '../problem-notice';
import { PaperReceipt } from '../register/paper-receipt';
import { PageHeader } from '../shell/shell';

/** The receipt once more, to print. */
export function ReceiptPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(SalePageDocument, { variables: { id } });
  return (
    <>
      <Link
        href={`/sales/${id}`}
        className="-ml-1 inline-flex min-h-8 items-center gap-1 text-sm text-ink-muted hover:text-ink hover:underline"
      >
        <ChevronLeft aria-hidden className="size-4" />
        Back to the sale
      </Link>
      <PageHeader
        title="Receipt"
        actions={
          <Button
            variant="primary"
            icon={<Printer aria-hidden />}
            disabled={!data?.sale}
            onClick={() => window.print()}
          >
            Print
          </Button>
        }
      />
      {error && !data && <ProblemNotice error={error} onRetry={() => refetch()} />}
      <div className="flex justify-center">
        {data?.sale ? <PaperReceipt sale={data.sale} /> : !error && <Skeleton className="h-96 w-72" />}
      </div>
    </>
  );
}
