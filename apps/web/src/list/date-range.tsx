import { Field, TextInput } from '@tillkeep/ui';

/** From a day to a day, both included; empty: without end. */
export function DateRange(props: {
  from: string;
  to: string;
  onChange: (changed: { from: string } | { to: string }) => void;
  /** Of its place in the row of filters. */
  className: string;
}) {
  const { from, to, onChange, className } = props;
  return (
    <div className={`flex min-w-0 items-center gap-2 ${className}`}>
      <Field label="From" hideLabel className="flex-1">
        <TextInput
          type="date"
          value={from}
          max={to || undefined}
          onChange={(event) => onChange({ from: event.target.value })}
        />
      </Field>
      <span aria-hidden className="text-ink-muted">
        –
      </span>
      <Field label="To" hideLabel className="flex-1">
        <TextInput
          type="date"
          value={to}
          min={from || undefined}
          onChange={(event) => onChange({ to: event.target.value })}
        />
      </Field>
    </div>
  );
}
