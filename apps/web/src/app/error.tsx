'use client';

/** Every page loads this, the register too: it needs nothing but itself. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main id="main" className="mx-auto max-w-2xl p-6 pt-24">
      <div role="alert" className="rounded-lg bg-failed-soft px-4 py-3 text-sm">
        <p className="font-semibold text-failed">This page stopped working.</p>
        <p className="mt-0.5">
          Finished sales are safe. What you were typing may be lost: check before you send it again.
        </p>
        {error.digest && <p className="mt-1 text-xs text-ink-muted">Support code: {error.digest}</p>}
        <button
          type="button"
          onClick={reset}
          className="mt-3 h-11 rounded-md border border-line-strong bg-surface px-4 font-medium hover:bg-sunken"
        >
          Show it again
        </button>
      </div>
    </main>
  );
}
