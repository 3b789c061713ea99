import type { Metadata } from 'next';
import '../../../register/receipt.css';

export { ReconciliationPage as default } from '../../../../sync/reconciliation-page';

export const metadata: Metadata = { title: 'Reconciliation' };
