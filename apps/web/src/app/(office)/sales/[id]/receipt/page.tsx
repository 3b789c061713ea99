import type { Metadata } from 'next';
import '../../../../register/receipt.css';
import { ReceiptPage } from '../../../../../sales/receipt-page';

export const metadata: Metadata = { title: 'Receipt' };

export default async function Page({ params }: PageProps<'/sales/[id]/receipt'>) {
  return <ReceiptPage id={(await params).id} />;
}
