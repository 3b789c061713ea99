import type { ProductRowFragment } from '@tillkeep/client';
import { MoneyText } from '@tillkeep/ui';
import type { ReactNode } from 'react';
import { formatPercent } from '../format';
import { StockText } from './stock-text';

/** A product for whoever may not change it. */
export function ProductFacts({ product, currency }: { product: ProductRowFragment; currency: string }) {
  const { price, taxRate, sku, barcodes, category, trackStock } = product;
  return (
    <dl className="grid max-w-2xl grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 rounded-lg border border-line bg-surface p-5 text-sm">
      <Fact name="Price">
        <MoneyText amount={price} currency={currency} className="font-medium" />
      </Fact>
      <Fact name="Tax rate">{formatPercent(taxRate)}</Fact>
      {trackStock && (
        <Fact name="In stock">
          <StockText {...product} />
        </Fact>
      )}
      <Fact name="SKU">{sku}</Fact>
      {category && <Fact name="Category">{category}</Fact>}
      {barcodes.length > 0 && <Fact name="Barcodes">{barcodes.join(', ')}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-muted">{name}</dt>
      <dd className="tabular min-w-0 break-words">{children}</dd>
    </>
  );
}
