'use client';

import { useMutation } from '@apollo/client/react';
import { CreateProductDocument } from '@tillkeep/client';
import { Skeleton, useToast } from '@tillkeep/ui';
import { useRouter } from 'next/navigation';
import { useOutlet } from '../outlet';
import { PageHeader } from '../shell/shell';
import { ProductForm, type ProductValues } from './product-form';
import { BackToProducts } from './back-to-products';

export function NewProduct() {
  const outlet = useOutlet();
  const router = useRouter();
  const toast = useToast();
  const [create, { loading, error }] = useMutation(CreateProductDocument, {
    // Lists that were seen before do not know the new one.
    update: (cache) => cache.evict({ fieldName: 'products' }),
    onCompleted: ({ createProduct }) => {
      toast({ text: `${createProduct.name} can be sold now.` });
      router.push(`/products/${createProduct.id}`);
    },
  });
  const save = (values: ProductValues) => void create({ variables: { input: values } }).catch(() => {});
  return (
    <>
      <BackToProducts />
      <PageHeader title="New product" />
      <div className="max-w-2xl rounded-lg border border-line bg-surface p-5">
        {outlet ? (
          <ProductForm
            outlet={outlet}
            saveLabel="Create product"
            busy={loading}
            error={error}
            onSave={save}
          />
        ) : (
          <Skeleton className="h-96 w-full" />
        )}
      </div>
    </>
  );
}
