'use client';

import { useMutation, useQuery } from '@apollo/client/react';
import { ProductPageDocument, UpdateProductDocument, type UpdateProductInput } from '@tillkeep/client';
import { Button, ButtonLink, EmptyState, Skeleton, useToast } from '@tillkeep/ui';
import Link from 'next/link';
import { formatDateTime } from '../format';
import { useOutlet } from '../outlet';
import { useMay } from '../people/this-session';
import { ProblemNotice } from '../problem-notice';
import { PageHeader } from '../shell/shell';
import { BackToProducts } from './back-to-products';
import { OutletPrices } from './outlet-prices';
import { ProductFacts } from './product-facts';
import { ProductForm } from './product-form';
import { StockPanel } from './stock-panel';
import { StockMovements } from './stock-movements';
import { useLiveStock } from './use-live-stock';

/** One product: its details to change, its stock to adjust, and how the stock came to be. */
export function ProductPage({ id }: { id: string }) {
  const outlet = useOutlet();
  const mayEdit = useMay('MANAGER');
  const toast = useToast();
  const { data, error, refetch } = useQuery(ProductPageDocument, { variables: { id } });
  useLiveStock(refetch);
  const [update, updating] = useMutation(UpdateProductDocument);
  const product = data?.product;

  /** Saves, and offers to put back what was there before. */
  const change = async (input: Omit<UpdateProductInput, 'id'>, done: string) => {
    if (!product) return;
    const { sku, barcodes, name, category, commonPrice, taxRate, trackStock, active } = product;
    const before = { id, sku, barcodes, name, category, price: commonPrice, taxRate, trackStock, active };
    const undo = () =>
      update({ variables: { input: before } }).then(
        () => toast({ text: 'Put back as it was.' }),
        () =>
          toast({
            tone: 'failed',
            text: 'It could not be put back. Look at the form and correct it by hand.',
          }),
      );
    try {
      await update({ variables: { input: { id, ...input } } });
      toast({ text: done, action: { label: 'Undo', onSelect: () => void undo() } });
    } catch {
      // Shown by the form, from updating.error.
    }
  };

  if (error && !data) {
    return (
      <>
        <BackToProducts />
        <ProblemNotice error={error} onRetry={() => refetch()} />
      </>
    );
  }
  if (data && !product) {
    return (
      <EmptyState
        title="There is no such product"
        actions={
          <ButtonLink variant="primary">
            <Link href="/products">See all products</Link>
          </ButtonLink>
        }
      >
        The address may be mistyped.
      </EmptyState>
    );
  }
  if (!product || !outlet) {
    return (
      <>
        <BackToProducts />
        <PageHeader title="Product" />
        <Skeleton className="h-128 w-full" />
      </>
    );
  }
  const { sku, barcodes, name, category, commonPrice, taxRate, trackStock } = product;
  return (
    <>
      <BackToProducts />
      <PageHeader
        title={name}
        actions={
          mayEdit &&
          (product.active ? (
            <Button onClick={() => void change({ active: false }, `${product.name} is no longer sold.`)}>
              Stop selling it
            </Button>
          ) : (
            <Button
              variant="primary"
              onClick={() => void change({ active: true }, `${product.name} is on sale again.`)}
            >
              Sell it again
            </Button>
          ))
        }
      >
        {!product.active && 'No longer sold · '}
        Last changed {formatDateTime(product.updatedAt, outlet.timeZone)}
      </PageHeader>
      {mayEdit ? (
        <>
          <div className="grid items-start gap-5 desktop:grid-cols-[minmax(0,1fr)_22rem]">
            <section aria-label="Details" className="rounded-lg border border-line bg-surface p-5">
              <ProductForm
                // A saved or undone change starts the form anew from what is stored; a sold or adjusted piece does not.
                key={JSON.stringify([sku, barcodes, name, category, commonPrice, taxRate, trackStock])}
                outlet={outlet}
                product={product}
                saveLabel="Save changes"
                busy={updating.loading}
                error={updating.error}
                onSave={({ openingStock: _, ...values }) =>
                  void change({ ...values, sku: values.sku ?? undefined }, `${values.name} is saved.`)
                }
              />
            </section>
            {product.trackStock && <StockPanel product={product} />}
          </div>
          {!outlet.isOnly && <OutletPrices product={product} />}
          <StockMovements product={product} timeZone={outlet.timeZone} />
        </>
      ) : (
        <ProductFacts product={product} currency={outlet.currency} />
      )}
    </>
  );
}
