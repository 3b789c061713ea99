import { ToastProvider } from '@tillkeep/ui';
import type { ReactNode } from 'react';
import { Shell } from '../../shell/shell';

export default function OfficeLayout({ children }: { children: ReactNode }) {
  // Not around the register too: it has no toasts, and loads in a shop that waits.
  return (
    <ToastProvider>
      <Shell>{children}</Shell>
    </ToastProvider>
  );
}
