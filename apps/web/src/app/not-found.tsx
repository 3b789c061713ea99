import { ButtonLink, EmptyState } from '@tillkeep/ui';
import type { Metadata } from 'next';
import Link from 'next/link';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main id="main" className="mx-auto max-w-2xl p-6 pt-24">
      <EmptyState
        title="There is no such page"
        actions={
          <ButtonLink variant="primary">
            <Link href="/">Go to the start page</Link>
          </ButtonLink>
        }
      >
        The address may be mistyped, or what it showed is gone. No sale is affected.
      </EmptyState>
    </main>
  );
}
