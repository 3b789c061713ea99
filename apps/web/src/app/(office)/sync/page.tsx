import type { Metadata } from 'next';

export { SyncPage as default } from '../../../sync/sync-page';

export const metadata: Metadata = { title: 'Sync with the ERP' };
