import { Field, IconButton, TextInput } from '@tillkeep/ui';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';

/** A password that can be looked at while it is typed. `size`: `touch` beside a register. */
export function PasswordField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  hint?: string;
  error?: string;
  size?: 'normal' | 'touch';
}) {
  const { label, value, onChange, autoComplete, hint, error, size = 'normal' } = props;
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <Field label={label} hint={hint} error={error}>
      <span className="relative">
        <TextInput
          type={shown ? 'text' : 'password'}
          required
          autoComplete={autoComplete}
          autoCapitalize="none"
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={size === 'touch' ? 'h-11 pr-12' : 'pr-12'}
        />
        <IconButton
          label={`Show ${label.toLowerCase()}`}
          aria-pressed={shown}
          icon={<Icon aria-hidden className="size-4" />}
          onClick={() => setShown(!shown)}
          className="absolute top-1/2 right-0.5 h-8 -translate-y-1/2 pointer-coarse:h-10"
        />
      </span>
    </Field>
  );
}

/** For a new one. */
export const PASSWORD_HINT = 'At least 8 characters; several words are easy to keep and hard to guess.';
