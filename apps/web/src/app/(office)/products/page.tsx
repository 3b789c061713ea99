import type { Metadata } from 'next';

export { ProductList as default } from '../../../products/product-list';

export const metadata: Metadata = { title: 'Products' };
