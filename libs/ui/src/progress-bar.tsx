import { Progress } from 'radix-ui';

/** True progress: `value` of `max`, in the same unit. Without `max` it only shows that something runs. */
export function ProgressBar({ label, value, max }: { label: string; value: number; max?: number }) {
  const share = max ? Math.min(1, value / max) : null;
  return (
    <Progress.Root
      aria-label={label}
      value={share === null ? null : Math.round(share * 100)}
      className="h-2 w-full overflow-hidden rounded-full bg-sunken"
    >
      <Progress.Indicator
        className={
          share === null
            ? 'h-full w-1/3 animate-pulse rounded-full bg-accent'
            : 'h-full rounded-full bg-accent transition-[width]'
        }
        style={share === null ? undefined : { width: `${share * 100}%` }}
      />
    </Progress.Root>
  );
}
