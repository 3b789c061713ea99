import { ButtonLink } from '@tillkeep/ui/button-link.tsx';
import { EmptyState } from '@tillkeep/ui/empty-state.tsx';
import type { Metadata } from 'next';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main id="main" className="mx-auto max-w-2xl p-6 pt-24">
      <EmptyState
        title="There is no such page"
        actions={
          <ButtonLink variant="primary">
            <a href="/">Go to the start page</a>
          </ButtonLink>
        }
      >
        The address may be mistyped, or what it showed is gone. No sale is affected.
      </EmptyState>
    </main>
  );
}
