import '../../../../register/receipt.css';
import { ReceiptPage } from '../../../../../sales/receipt-page';

export default async function Page({ params }: PageProps<'/sales/[id]/receipt'>) {
  return <ReceiptPage id={(await params).id} />;
}
