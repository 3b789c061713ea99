import type { Metadata } from 'next';

export { ActivityPage as default } from '../../../../settings/activity-page';

export const metadata: Metadata = { title: 'Activity' };
