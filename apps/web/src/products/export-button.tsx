'use client';

import { useApolloClient } from '@apollo/client/react';
import { writeProducts } from '@tillkeep/catalogue-file';
import { ProductExportDocument, type ProductRowFragment } from '@tillkeep/client';
import { Button, useToast } from '@tillkeep/ui';
import { FileOutput } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { download } from '../download';
import { formatCount, plural } from '../format';
import { useOutlet } from '../outlet';
import { describeProblem } from '../problem';

/** The most that the gateway gives at once. */
const PAGE = 200;

/** All products as a CSV that imports again unchanged. A second click stops it. */
export function ExportButton() {
  const client = useApolloClient();
  const outlet = useOutlet();
  const toast = useToast();
  const [read, setRead] = useState<number>();
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);

  const start = async (currency: string) => {
    const controller = new AbortController();
    stop.current = controller;
    const products: ProductRowFragment[] = [];
    try {
      for (let after: string | null | undefined; after !== null;) {
        setRead(products.length);
        const {
          data,
        }: {
          data?: {
            products: {
              nodes: ProductRowFragment[];
              pageInfo: { hasNextPage: boolean; endCursor: string | null };
            };
          };
        } = await client.query({
          query: ProductExportDocument,
          variables: { first: PAGE, after },
          fetchPolicy: 'no-cache',
          context: { fetchOptions: { signal: controller.signal } },
        });
        if (!data) throw new Error('The answer holds no data');
        products.push(...data.products.nodes);
        after = data.products.pageInfo.hasNextPage ? data.products.pageInfo.endCursor : null;
      }
      const rows = products.map((product) => ({
        ...product,
        stock: product.trackStock ? product.stock : null,
      }));
      download('products.csv', writeProducts(rows, { currency }));
      toast({ text: `${plural(products.length, 'product')} exported to products.csv.` });
    } catch (error) {
      if (!controller.signal.aborted)
        toast({ tone: 'failed', text: `Nothing was exported. ${describeProblem(error).title}` });
    } finally {
      setRead(undefined);
    }
  };

  if (read !== undefined) {
    return (
      <Button onClick={() => stop.current?.abort()} className="tabular">
        Stop export ({formatCount(read)} read)
      </Button>
    );
  }
  return (
    <Button
      icon={<FileOutput aria-hidden />}
      disabled={!outlet}
      onClick={() => outlet && void start(outlet.currency)}
    >
      Export
    </Button>
  );
}
