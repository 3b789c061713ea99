import type { Metadata } from 'next';

export { NewProduct as default } from '../../../../products/new-product';

export const metadata: Metadata = { title: 'New product' };
