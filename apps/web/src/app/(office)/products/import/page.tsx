import type { Metadata } from 'next';

export { ImportPage as default } from '../../../../products/import/import-page';

export const metadata: Metadata = { title: 'Import products' };
