import { ButtonLink } from '@tillkeep/ui/button-link.tsx';
import { EmptyState } from '@tillkeep/ui/empty-state.tsx';
import { CloudOff } from 'lucide-react';
import type { Metadata } from 'next';

export const metadata: Metadata = { title: 'No connection' };

/** Shown in the place of every back-office page that can't be had (src/sw/sw.ts); kept in the browser. */
export default function OfflinePage() {
  return (
    <main id="main" className="mx-auto max-w-2xl p-6 pt-24">
      <EmptyState
        icon={<CloudOff aria-hidden />}
        title="This page needs the shop’s server, which does not answer"
        actions={
          <>
            <ButtonLink size="touch">
              {/* The address stays that of the page that was asked for. */}
              <a href="">Try again</a>
            </ButtonLink>
            <ButtonLink variant="primary" size="touch">
              <a href="/register">Open the register</a>
            </ButtonLink>
          </>
        }
      >
        The register still sells, prints and keeps every sale on this device; they are sent as soon as the
        server is back. Products, sales and sync come back with it, too.
      </EmptyState>
    </main>
  );
}
