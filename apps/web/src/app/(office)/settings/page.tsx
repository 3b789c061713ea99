import type { Metadata } from 'next';

export { PeoplePage as default } from '../../../settings/people-page';

export const metadata: Metadata = { title: 'People' };
