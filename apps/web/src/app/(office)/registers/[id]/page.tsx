import type { Metadata } from 'next';
import { RegisterPage } from '../../../../registers/register-page';

export const metadata: Metadata = { title: 'Register' };

export default async function Page({ params }: PageProps<'/registers/[id]'>) {
  return <RegisterPage id={(await params).id} />;
}
