import type { Metadata } from 'next';

export { StockList as default } from '../../../stock/stock-list';

export const metadata: Metadata = { title: 'Stock' };
