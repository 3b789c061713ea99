import { Button, Field, TextInput } from '@tillkeep/ui';
import { useId, useState, type ReactNode } from 'react';

/** Enter does it; a second press while it is being stored does nothing. */
export function DrawerForm(props: {
  disabled: boolean;
  action: string;
  back?: string;
  onBack?: () => void;
  onSubmit: () => unknown;
  children: ReactNode;
}) {
  const { disabled, action, back = 'Back', onBack, onSubmit, children } = props;
  const [busy, setBusy] = useState(false);
  const id = useId();
  return (
    <form
      id={id}
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (busy || disabled) return;
        setBusy(true);
        void Promise.resolve(onSubmit()).finally(() => setBusy(false));
      }}
    >
      {children}
      <div className="flex flex-wrap justify-end gap-3">
        {onBack && (
          <Button size="touch" onClick={onBack}>
            {back}
          </Button>
        )}
        <Button type="submit" variant="primary" size="touch" disabled={disabled} busy={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}

/** Why the drawer is opened, or does not come out. */
export function Reason(props: {
  label?: string;
  hint?: string;
  autoFocus?: boolean;
  maxLength?: number;
  value: string;
  onChange: (reason: string) => void;
}) {
  const { label = 'Reason', hint, autoFocus, maxLength = 200, value, onChange } = props;
  return (
    <Field label={label} hint={hint}>
      <TextInput
        autoFocus={autoFocus}
        autoComplete="off"
        maxLength={maxLength}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-11"
      />
    </Field>
  );
}
