'use client';

import { useQuery } from '@apollo/client/react';
import { ProductMovementsDocument, type ProductRowFragment, type StockMovementKind } from '@tillkeep/client';
import { Button, Skeleton, Table, Td, Th, Tr } from '@tillkeep/ui';
import Link from 'next/link';
import { formatDecimal, formatShortDateTime } from '../format';
import { ProblemNotice } from '../problem-notice';
import { documentName } from '../stock/stock-words';
import { useRefetch } from '../sync/use-refetch';

const PAGE = 20;

const stay = async () => undefined;

/** The ledger that the stock is the sum of, newest first; asked again when that changes. */
export function StockMovements(props: { product: ProductRowFragment; timeZone: string }) {
  const { product, timeZone } = props;
  const { data, error, refetch, fetchMore, loading } = useQuery(ProductMovementsDocument, {
    variables: { id: product.id, first: PAGE },
    notifyOnNetworkStatusChange: true,
  });
  const movements = data?.product?.movements;
  // Older ones that somebody reads don’t fold up because the product is sold.
  const isUnfolded = (movements?.nodes.length ?? 0) > PAGE;
  useRefetch(String(product.stock), isUnfolded ? stay : refetch);
  const showOlder = (after: string | null) =>
    void fetchMore({
      variables: { after },
      updateQuery: (before, { fetchMoreResult: { product } }) =>
        before.product && product
          ? {
              product: {
                ...before.product,
                movements: {
                  ...product.movements,
                  nodes: [...before.product.movements.nodes, ...product.movements.nodes],
                },
              },
            }
          : before,
    });
  return (
    <section className="mt-8">
      <h2 className="mb-2 text-base font-semibold">Stock movements</h2>
      {error && !movements && <ProblemNotice error={error} onRetry={() => refetch()} />}
      {movements?.nodes.length === 0 && (
        <p className="text-sm text-ink-muted">Nothing has come or gone yet.</p>
      )}
      {!error && movements?.nodes.length !== 0 && (
        <Table label="Stock movements">
          <thead>
            <tr>
              <Th>When</Th>
              <Th>What</Th>
              <Th numeric>Change</Th>
              <Th numeric>In stock after</Th>
            </tr>
          </thead>
          <tbody>
            {movements
              ? movements.nodes.map(({ id, at, kind, delta, balance, reason, sale, document }) => (
                  <Tr key={id}>
                    <Td className="tabular whitespace-nowrap text-ink-muted">
                      {formatShortDateTime(at, timeZone)}
                    </Td>
                    <Td className="w-full">
                      {sale ? (
                        <Link href={`/sales/${sale.id}`} prefetch={false} className="hover:underline">
                          {kinds[kind]} <span className="tabular">{sale.number}</span>
                        </Link>
                      ) : document ? (
                        <Link href={`/stock/${document.id}`} prefetch={false} className="hover:underline">
                          {documentName(document)}
                        </Link>
                      ) : (
                        (reason ?? kinds[kind])
                      )}
                    </Td>
                    <Td numeric>{delta > 0 ? `+${formatDecimal(delta)}` : formatDecimal(delta)}</Td>
                    <Td numeric>{formatDecimal(balance)}</Td>
                  </Tr>
                ))
              : Array.from({ length: 5 }, (_, index) => (
                  <Tr key={index}>
                    <Td colSpan={4}>
                      <Skeleton className="h-5 w-full" />
                    </Td>
                  </Tr>
                ))}
          </tbody>
        </Table>
      )}
      {movements?.pageInfo.hasNextPage && (
        <Button className="mt-3" busy={loading} onClick={() => showOlder(movements.pageInfo.endCursor)}>
          Show older
        </Button>
      )}
    </section>
  );
}

const kinds: Record<StockMovementKind, string> = {
  OPENING: 'Opening stock',
  SALE: 'Sale',
  ADJUSTMENT: 'Adjustment',
  IMPORT: 'Catalogue file',
  DELIVERY: 'Delivery',
  COUNT: 'Count',
  TRANSFER_OUT: 'Transfer, sent',
  TRANSFER_IN: 'Transfer, received',
  RETURN: 'Return',
};
