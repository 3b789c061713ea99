import { SalePage } from '../../../../sales/sale-page';

export default async function Page({ params }: PageProps<'/sales/[id]'>) {
  return <SalePage id={(await params).id} />;
}
