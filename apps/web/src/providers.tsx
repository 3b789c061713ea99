'use client';

import { AnnouncerProvider, ToastProvider } from '@tillkeep/ui';
import type { ReactNode } from 'react';
import { ApolloProvider } from './apollo-provider';

export function Providers({ children }: { children: ReactNode }) {
  return (
    <ApolloProvider>
      <AnnouncerProvider>
        <ToastProvider>{children}</ToastProvider>
      </AnnouncerProvider>
    </ApolloProvider>
  );
}
