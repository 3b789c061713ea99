import type { Metadata } from 'next';
import '../../../../register/receipt.css';
import { ReconciliationDayPage } from '../../../../../sync/reconciliation-day';

export const metadata: Metadata = { title: 'Reconciliation' };

export default async function Page({ params }: PageProps<'/sync/reconciliation/[date]'>) {
  return <ReconciliationDayPage date={(await params).date} />;
}
