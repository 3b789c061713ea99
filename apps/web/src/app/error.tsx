'use client';

import { Button, Notice } from '@tillkeep/ui';

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main id="main" className="mx-auto max-w-2xl p-6 pt-24">
      <Notice
        tone="failed"
        title="This page stopped working."
        actions={<Button onClick={reset}>Show it again</Button>}
      >
        Finished sales are safe. What you were typing may be lost: check before you send it again.
        {error.digest && <p className="mt-1 text-xs text-ink-muted">Support code: {error.digest}</p>}
      </Notice>
    </main>
  );
}
