import { Field, TextInput } from '@tillkeep/ui';

/** A new PIN, shown while it is typed: it is short, and nobody looks over one's shoulder as at a till. */
export function PinField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  error?: string;
}) {
  const { label, value, onChange, hint, error } = props;
  return (
    <Field label={label} hint={hint} error={error}>
      <TextInput
        required
        inputMode="numeric"
        autoComplete="off"
        maxLength={8}
        value={value}
        onChange={(event) => onChange(event.target.value.replace(/\D/g, ''))}
        className="tabular max-w-40"
      />
    </Field>
  );
}

export const PIN_HINT = '4 to 8 digits without a pattern; the longer, the better it keeps.';
