import type { Metadata } from 'next';

export { ReportPage as default } from '../../../reports/report-page';

export const metadata: Metadata = { title: 'Reports' };
