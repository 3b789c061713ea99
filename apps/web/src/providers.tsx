'use client';

import { AnnouncerProvider } from '@tillkeep/ui';
import type { ReactNode } from 'react';
import { ApolloProvider } from './apollo-provider';

export function Providers({ children }: { children: ReactNode }) {
  return (
    <ApolloProvider>
      <AnnouncerProvider>{children}</AnnouncerProvider>
    </ApolloProvider>
  );
}
