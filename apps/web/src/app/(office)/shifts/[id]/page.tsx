import type { Metadata } from 'next';
import '../../../register/receipt.css';
import { ShiftPage } from '../../../../shifts/shift-page';

export const metadata: Metadata = { title: 'Shift' };

export default async function Page({ params }: PageProps<'/shifts/[id]'>) {
  return <ShiftPage id={(await params).id} />;
}
