import type { Metadata } from 'next';

export { OutletsPage as default } from '../../../../settings/outlets-page';

export const metadata: Metadata = { title: 'Outlets' };
