import '../../../../register/receipt.css';
import type { Metadata } from 'next';
import { DocumentPaper } from '../../../../../stock/document-paper';

export const metadata: Metadata = { title: 'Print' };

export default async function Page({ params }: PageProps<'/stock/[id]/paper'>) {
  return <DocumentPaper id={(await params).id} />;
}
