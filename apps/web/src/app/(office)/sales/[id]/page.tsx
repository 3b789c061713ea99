import type { Metadata } from 'next';
import { SalePage } from '../../../../sales/sale-page';

export const metadata: Metadata = { title: 'Sale' };

export default async function Page({ params }: PageProps<'/sales/[id]'>) {
  return <SalePage id={(await params).id} />;
}
