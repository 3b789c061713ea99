import { writeProducts } from '@tillkeep/catalogue-file';
import type { ProductRowFragment } from '@tillkeep/client';

/** The products with their common prices, as a CSV that imports again unchanged. */
export function productFile(products: readonly ProductRowFragment[], currency: string): string {
  return writeProducts(
    products.map((product) => ({
      ...product,
      price: product.commonPrice,
      stock: product.trackStock ? product.stock : null,
    })),
    { currency },
  );
}
