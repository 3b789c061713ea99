'use client';

import { useQuery } from '@apollo/client/react';
import { SalePageDocument, type SalePageQuery, type SaleReceiptFragment } from '@tillkeep/client';
import { approvalsOfLines } from '@tillkeep/domain';
import { ButtonLink, EmptyState, MoneyText, Skeleton, StatusBadge, Table, Td, Th, Tr } from '@tillkeep/ui';
import { ChevronLeft, Printer } from 'lucide-react';
import Link from 'next/link';
import { formatDay, formatDecimal, formatPercent } from '../format';
import { useOutlet } from '../outlet';
import { useMay } from '../people/this-session';
import { ProblemNotice } from '../problem-notice';
import { methods } from '../register/payment-methods';
import { changeOf, isReturn, taxByRate } from '../register/receipt';
import { PageHeader } from '../shell/shell';
import { ResolveButton } from './resolve-button';
import { RetryButton } from './retry-button';
import { SaleConflicts } from '../registers/sale-conflicts';
import { SaleFlags } from './sale-flags';
import { SaleJourney } from './sale-journey';
import { saleName } from './sale-name';
import { useFollow } from './use-follow';

/** One sale: what was sold and paid, its tax, and how far it is on its way into the ERP's books. */
export function SalePage({ id }: { id: string }) {
  const outlet = useOutlet();
  const isManager = useMay('MANAGER');
  const query = useQuery(SalePageDocument, { variables: { id } });
  const { data, error, refetch } = query;
  const sale = data?.sale;
  useFollow(sale?.syncStatus === 'PENDING', query);
  if (error && !data) {
    return (
      <>
        <BackToSales />
        <ProblemNotice error={error} onRetry={() => refetch()} />
      </>
    );
  }
  if (data && !sale) {
    return (
      <EmptyState
        title="There is no such sale here"
        actions={
          <ButtonLink variant="primary">
            <Link href="/sales">See all sales</Link>
          </ButtonLink>
        }
      >
        The address may be mistyped. Sales are never deleted.
      </EmptyState>
    );
  }
  if (!sale || !outlet) {
    return (
      <>
        <BackToSales />
        <PageHeader title="Sale" />
        <Skeleton className="h-128 w-full" />
      </>
    );
  }
  const refundApprover = sale.approvals.find(({ action }) => action === 'REFUND');
  return (
    <>
      <BackToSales />
      <PageHeader
        title={`${isReturn(sale) ? 'Return' : 'Sale'} ${saleName(sale, outlet)}`}
        actions={
          <>
            {isManager && sale.syncStatus !== 'SYNCED' && <RetryButton sale={sale} />}
            {isManager && sale.syncError?.kind === 'PERMANENT' && <ResolveButton sale={sale} />}
            <ButtonLink>
              <Link href={`/sales/${sale.id}/receipt`}>
                <Printer aria-hidden />
                Receipt
              </Link>
            </ButtonLink>
          </>
        }
      >
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StatusBadge status={sale.syncStatus} />
          {saleName(sale, outlet) !== sale.reference && <span className="tabular">{sale.reference}</span>}
          <span>Business day {formatDay(sale.businessDate)}</span>
          {sale.cashierName && (
            <span>
              {isReturn(sale) ? 'Taken back' : 'Sold'} by {sale.cashierName}
            </span>
          )}
          {refundApprover && <span>Refund approved by {refundApprover.approverName}</span>}
        </span>
      </PageHeader>
      <div className="grid items-start gap-5 desktop:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 gap-5">
          <SaleFlags flags={sale.flags} />
          {isManager && <SaleConflicts of={(conflict) => conflict.sale.id === sale.id} />}
          <Lines sale={sale} approvals={sale.approvals} />
          <div className="grid items-start gap-5 tablet:grid-cols-2">
            <Payments sale={sale} />
            <Taxes sale={sale} />
          </div>
        </div>
        <SaleJourney sale={sale} />
      </div>
    </>
  );
}

function BackToSales() {
  return (
    <Link
      href="/sales"
      className="-ml-1 inline-flex min-h-8 items-center gap-1 text-sm text-ink-muted hover:text-ink hover:underline"
    >
      <ChevronLeft aria-hidden className="size-4" />
      Sales
    </Link>
  );
}

function Lines({ sale, approvals }: { sale: SaleReceiptFragment; approvals: Approvals }) {
  const { currency } = sale.outlet;
  const approverOf = approversOf(sale, approvals);
  return (
    <Table label="Lines">
      <thead>
        <tr>
          <Th>Item</Th>
          <Th className="max-tablet:hidden">SKU</Th>
          <Th numeric>Quantity</Th>
          <Th numeric className="max-tablet:hidden">
            Price
          </Th>
          <Th numeric className="max-tablet:hidden">
            Tax
          </Th>
          <Th numeric>Total</Th>
        </tr>
      </thead>
      <tbody>
        {sale.lines.map((line, index) => (
          <Tr key={line.id}>
            <Td className="w-full">
              {line.product ? (
                <Link href={`/products/${line.product.id}`} prefetch={false} className="hover:underline">
                  {line.name}
                </Link>
              ) : (
                line.name
              )}
              {approverOf[index] && (
                <span className="block text-xs text-ink-muted">Price approved by {approverOf[index]}</span>
              )}
              {line.returnOf && <ReturnNote of={line.returnOf} />}
              {line.returns.map(({ quantity, sale: back }, nth) => (
                <span key={nth} className="block text-xs text-ink-muted">
                  Returned {formatDecimal(quantity)} of {formatDecimal(line.quantity)}
                  {back && (
                    <>
                      {' by '}
                      <SaleLink sale={back} />
                    </>
                  )}
                </span>
              ))}
            </Td>
            <Td className="tabular whitespace-nowrap text-ink-muted max-tablet:hidden">{line.sku}</Td>
            <Td numeric>{formatDecimal(line.quantity)}</Td>
            <Td numeric className="max-tablet:hidden">
              {line.listPrice !== null && (
                <>
                  <span className="sr-only">instead of </span>
                  <s className="text-ink-muted">
                    <MoneyText amount={line.listPrice} currency={currency} />
                  </s>{' '}
                </>
              )}
              <MoneyText amount={line.unitPrice} currency={currency} />
            </Td>
            <Td numeric className="text-ink-muted max-tablet:hidden">
              {formatPercent(line.taxRate)}
            </Td>
            <Td numeric>
              <MoneyText amount={line.total} currency={currency} />
            </Td>
          </Tr>
        ))}
      </tbody>
      <tfoot className="border-t border-line">
        <TotalRow name="Before tax" amount={sale.subtotal} currency={currency} />
        <TotalRow name="Tax" amount={sale.tax} currency={currency} />
        <TotalRow
          name="Total"
          amount={sale.total}
          currency={currency}
          className="text-lg font-semibold text-ink"
        />
      </tfoot>
    </Table>
  );
}

type Line = SaleReceiptFragment['lines'][number];

/** What came back, why, and where the goods are now. */
function ReturnNote({ of: { sale, reason, restock } }: { of: NonNullable<Line['returnOf']> }) {
  return (
    <span className="block text-xs text-ink-muted">
      {sale ? (
        <>
          Return from <SaleLink sale={sale} />
        </>
      ) : (
        'Return from a sale that is not here'
      )}
      {reason && `: ${reason}`}
      {restock ? ', back to stock' : ', not back to stock'}
    </span>
  );
}

function SaleLink({ sale }: { sale: { readonly id: string; readonly number: string } }) {
  return (
    <Link href={`/sales/${sale.id}`} prefetch={false} className="tabular underline hover:text-ink">
      sale {sale.number}
    </Link>
  );
}

type Approvals = NonNullable<SalePageQuery['sale']>['approvals'];

/** Of each line's price, as the gateway has matched them. */
function approversOf({ id, lines }: SaleReceiptFragment, approvals: Approvals): (string | undefined)[] {
  const priced = lines.map(({ product, unitPrice, listPrice }) => ({
    productId: product?.id,
    unitPrice,
    listPrice,
  }));
  return approvalsOfLines(
    { id, lines: priced },
    approvals.map((approval) => ({ ...approval, saleId: id })),
  ).map((approval) => approval?.approverName);
}

function TotalRow(props: { name: string; amount: number; currency: string; className?: string }) {
  const { name, amount, currency, className = 'text-ink-muted' } = props;
  return (
    <tr className={className}>
      <th scope="row" className="px-3 py-1.5 text-left [font-weight:inherit]">
        {name}
      </th>
      {/* Spans the columns of the widest screen; narrower ones show fewer of them and no harm is done. */}
      <td colSpan={5} className="px-3 py-1.5 text-right">
        <MoneyText amount={amount} currency={currency} />
      </td>
    </tr>
  );
}

function Payments({ sale }: { sale: SaleReceiptFragment }) {
  const { currency } = sale.outlet;
  const change = changeOf(sale);
  return (
    <section aria-labelledby="payments" className="rounded-lg border border-line bg-surface p-4 text-sm">
      <h2 id="payments" className="mb-2 font-semibold">
        {sale.total < 0 ? 'Given back' : 'Paid'}
      </h2>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1">
        {sale.payments.map((payment, index) => (
          <Entry
            key={index}
            name={methods[payment.method].name}
            amount={Math.abs(payment.tendered ?? payment.amount)}
            currency={currency}
          />
        ))}
        {change > 0 && <Entry name="Change given" amount={change} currency={currency} />}
      </dl>
    </section>
  );
}

function Entry({ name, amount, currency }: { name: string; amount: number; currency: string }) {
  return (
    <>
      <dt className="text-ink-muted">{name}</dt>
      <dd className="text-right">
        <MoneyText amount={amount} currency={currency} />
      </dd>
    </>
  );
}

function Taxes({ sale }: { sale: SaleReceiptFragment }) {
  const { currency } = sale.outlet;
  return (
    <section aria-labelledby="tax" className="rounded-lg border border-line bg-surface p-4 text-sm">
      <h2 id="tax" className="mb-2 font-semibold">
        Tax
      </h2>
      <table className="w-full text-right">
        <thead className="text-xs text-ink-muted">
          <tr>
            <th scope="col" className="text-left font-medium">
              Rate
            </th>
            <th scope="col" className="font-medium">
              Net
            </th>
            <th scope="col" className="font-medium">
              Tax
            </th>
            <th scope="col" className="font-medium">
              Gross
            </th>
          </tr>
        </thead>
        <tbody>
          {taxByRate(sale).map(({ rate, net, tax, gross }) => (
            <tr key={rate}>
              <th scope="row" className="pt-1 text-left font-normal">
                {formatPercent(rate)}
              </th>
              {[net, tax, gross].map((amount, index) => (
                <td key={index} className="pt-1 pl-2">
                  <MoneyText amount={amount} currency={currency} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
