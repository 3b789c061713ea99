import type { Metadata } from 'next';
import { OutletPage } from '../../../../../settings/outlet-page';

export const metadata: Metadata = { title: 'Outlet' };

export default async function Page({ params }: PageProps<'/settings/outlets/[id]'>) {
  return <OutletPage id={(await params).id} />;
}
