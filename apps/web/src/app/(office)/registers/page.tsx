import type { Metadata } from 'next';

export { RegisterList as default } from '../../../registers/register-list';

export const metadata: Metadata = { title: 'Registers' };
