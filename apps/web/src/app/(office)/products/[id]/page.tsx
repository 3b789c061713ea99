import { ProductPage } from '../../../../products/product-page';

export default async function Page({ params }: PageProps<'/products/[id]'>) {
  return <ProductPage id={(await params).id} />;
}
