import type { Metadata } from 'next';

export { SaleList as default } from '../../../sales/sale-list';

export const metadata: Metadata = { title: 'Sales' };
