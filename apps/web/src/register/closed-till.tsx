import { Button, EmptyState } from '@tillkeep/ui';
import { CircleX } from 'lucide-react';
import type { Till } from './use-till';

/** Why this window can't sell, and what to do about it. */
export default function ClosedTill(props: {
  till: Extract<Till, { kind: 'failed' | 'elsewhere' }>;
  onOpen: (how?: { steal?: boolean }) => void;
}) {
  const { till, onOpen } = props;
  if (till.kind === 'failed') {
    return (
      <div role="alert" className="m-auto max-w-lg p-4">
        <EmptyState
          icon={<CircleX aria-hidden className="text-failed" />}
          title="The register could not be opened"
          actions={
            <Button size="touch" onClick={() => onOpen()}>
              Try again
            </Button>
          }
        >
          {till.message} It needs a browser that may store data; private windows often may not.
        </EmptyState>
      </div>
    );
  }
  return (
    <section className="m-auto flex max-w-lg flex-col items-center gap-4 p-6 text-center">
      <h2 className="text-xl font-semibold text-balance">The register is open in another window</h2>
      <p className="text-ink-muted">
        The open sale is safe and goes on there. You can also go on with it here.
      </p>
      <Button autoFocus variant="primary" size="huge" onClick={() => onOpen({ steal: true })}>
        Use this window
      </Button>
    </section>
  );
}
