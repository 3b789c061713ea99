import type { Metadata } from 'next';
import { ApolloProvider } from '../../apollo-provider';
import { SetupPage } from '../../people/setup-page';

export const metadata: Metadata = { title: 'A new shop' };

export default function Page() {
  return (
    <ApolloProvider>
      <SetupPage />
    </ApolloProvider>
  );
}
