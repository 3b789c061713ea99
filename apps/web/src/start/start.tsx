'use client';

import { useQuery } from '@apollo/client/react';
import { StartDocument, type StartQuery } from '@tillkeep/client';
import { ButtonLink, Skeleton } from '@tillkeep/ui';
import { Package, RefreshCw, ScanBarcode } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatAgo, plural } from '../format';
import { useOutlet } from '../outlet';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { LatestSales } from './latest-sales';

/** What a cashier does next: sell, look at the products, and see whether the ERP has everything. */
export function Start() {
  const outlet = useOutlet();
  const { data, error, refetch } = useQuery(StartDocument, { pollInterval: 15_000 });
  if (error && !data) {
    return (
      <>
        <PageHeader title="Start" />
        <ProblemNotice error={error} onRetry={() => refetch()} />
      </>
    );
  }
  const hasProducts = !data || data.products.nodes.length > 0;
  return (
    <>
      <PageHeader title="What next?" />
      <div className="grid gap-4 desktop:grid-cols-3">
        <Step
          icon={<ScanBarcode aria-hidden />}
          title="Sell"
          text={
            hasProducts
              ? 'Open the register: scan or tap, take the money, hand over the receipt.'
              : 'The register opens as soon as there is a product to sell.'
          }
          action={
            <ButtonLink variant={hasProducts ? 'primary' : 'secondary'} size="touch" className="w-full">
              <Link href="/register">Open the register</Link>
            </ButtonLink>
          }
        />
        <Step
          icon={<Package aria-hidden />}
          title="Products"
          text={
            hasProducts
              ? 'Prices, barcodes and stock. A catalogue file can be read in at any time.'
              : 'There are none yet. Read in a catalogue file, or type in the first one.'
          }
          action={
            <ButtonLink variant={hasProducts ? 'secondary' : 'primary'} size="touch" className="w-full">
              <Link href="/products">See the products</Link>
            </ButtonLink>
          }
        />
        <Step
          icon={<RefreshCw aria-hidden />}
          title="Books"
          text={data ? booksText(data.syncSummary) : <Skeleton className="h-10 w-full" />}
          action={
            <ButtonLink size="touch" className="w-full">
              <Link href="/sales">See the sales</Link>
            </ButtonLink>
          }
        />
      </div>
      {data && data.sales.nodes.length > 0 && outlet && (
        <div className="mt-8">
          <LatestSales sales={data.sales.nodes} outlet={outlet} />
        </div>
      )}
    </>
  );
}

function Step(props: { icon: ReactNode; title: string; text: ReactNode; action: ReactNode }) {
  return (
    <section className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-5">
      <div className="flex items-center gap-2.5 [&_svg]:size-5 [&_svg]:text-accent">
        {props.icon}
        <h2 className="text-lg font-semibold">{props.title}</h2>
      </div>
      <div className="min-h-11 flex-1 text-sm text-ink-muted">{props.text}</div>
      {props.action}
    </section>
  );
}

function booksText({
  pending,
  failed,
  synced,
  oldestUnsyncedAt,
  erpReachable,
}: StartQuery['syncSummary']): string {
  if (pending + failed === 0) {
    return synced === 0
      ? 'No sale has been made yet.'
      : `All ${plural(synced, 'sale')} are in the ERP’s books.`;
  }
  const waiting = [
    pending > 0 && `${plural(pending, 'sale')} waiting for the ERP`,
    failed > 0 && `${plural(failed, 'sale')} refused or not delivered`,
  ];
  const oldest = oldestUnsyncedAt ? `, the oldest recorded ${formatAgo(oldestUnsyncedAt)}` : '';
  const reach = erpReachable ? '' : ' The ERP can’t be reached at the moment; the sales are safe here.';
  return `${waiting.filter(Boolean).join(', ')}${oldest}.${reach}`;
}
