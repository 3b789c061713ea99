import type { Metadata } from 'next';
import { ProductPage } from '../../../../products/product-page';

export const metadata: Metadata = { title: 'Product' };

export default async function Page({ params }: PageProps<'/products/[id]'>) {
  return <ProductPage id={(await params).id} />;
}
