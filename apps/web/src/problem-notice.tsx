import { Button, Notice } from '@tillkeep/ui';
import { describeProblem } from './problem';

/** Shows an error of Apollo Client: what happened, whether it is safe, what to do. */
export function ProblemNotice({
  error,
  onRetry,
}: {
  error: unknown;
  onRetry?: () => Promise<unknown> | undefined;
}) {
  const { title, advice, supportCode } = describeProblem(error);
  return (
    <Notice
      tone="failed"
      title={title}
      actions={onRetry && <Button onClick={() => onRetry()?.catch(stillBroken)}>Try again</Button>}
    >
      {advice}
      {supportCode && (
        <p className="mt-1 text-xs text-ink-muted">
          Support code: <code className="select-all">{supportCode}</code>
        </p>
      )}
    </Notice>
  );
}

/** The query's own state says so, and this notice stays. */
function stillBroken(): void {}
