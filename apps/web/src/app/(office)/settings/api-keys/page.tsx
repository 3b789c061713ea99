import type { Metadata } from 'next';

export { ApiKeysPage as default } from '../../../../settings/api-keys-page';

export const metadata: Metadata = { title: 'API keys' };
