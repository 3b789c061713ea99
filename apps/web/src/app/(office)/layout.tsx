import { ToastProvider } from '@tillkeep/ui';
import type { ReactNode } from 'react';
import { OfficeDoor } from '../../people/office-door';

export default function OfficeLayout({ children }: { children: ReactNode }) {
  // Not around the register too: it has no toasts and no cache of answers, and loads in a shop that waits.
  return (
    <ToastProvider>
      <OfficeDoor>{children}</OfficeDoor>
    </ToastProvider>
  );
}
