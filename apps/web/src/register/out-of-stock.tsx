import type { CatalogueProduct } from '@tillkeep/offline';
import { PackageX } from 'lucide-react';

/** In words and with an icon, never by colour alone; nothing while there is some, or nobody counts it. */
export function OutOfStock({ product }: { product: CatalogueProduct }) {
  if (!product.trackStock || product.stock > 0) return null;
  return (
    <span className="inline-flex items-center gap-1 text-xs font-medium text-failed">
      <PackageX aria-hidden className="size-3.5" />
      Out of stock
    </span>
  );
}
