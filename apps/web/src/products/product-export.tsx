import { ProductExportDocument, type ProductRowFragment } from '@tillkeep/client';
import { ExportButton } from '../list/export-button';
import { useOutlet } from '../outlet';

/** The most that the gateway gives at once. */
const PAGE = 200;

/** All products, with their common prices, as a CSV that imports again unchanged. */
export function ProductExport() {
  const outlet = useOutlet();
  return (
    <ExportButton<ProductRowFragment>
      fileName="products.csv"
      thing="product"
      things={outlet?.isOnly === false ? 'products with their common prices' : undefined}
      disabled={!outlet}
      read={async ({ client, after, options }) =>
        (await client.query({ query: ProductExportDocument, variables: { first: PAGE, after }, ...options }))
          .data?.products
      }
      write={async (products) =>
        (await import('./product-file')).productFile(products, outlet?.currency ?? '')
      }
    />
  );
}
