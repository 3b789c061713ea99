import { ToastProvider } from '@tillkeep/ui';
import type { ReactNode } from 'react';
import { ApolloProvider } from '../../apollo-provider';
import { Shell } from '../../shell/shell';

export default function OfficeLayout({ children }: { children: ReactNode }) {
  // Not around the register too: it has no toasts and no cache of answers, and loads in a shop that waits.
  return (
    <ApolloProvider>
      <ToastProvider>
        <Shell>{children}</Shell>
      </ToastProvider>
    </ApolloProvider>
  );
}
