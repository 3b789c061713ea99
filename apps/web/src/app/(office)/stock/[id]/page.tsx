import type { Metadata } from 'next';
import { DocumentPage } from '../../../../stock/document-page';

export const metadata: Metadata = { title: 'Stock' };

export default async function Page({ params }: PageProps<'/stock/[id]'>) {
  return <DocumentPage id={(await params).id} />;
}
