'use client';

import { ChevronDown, CircleAlert } from 'lucide-react';
import { createContext, useContext, useId, type ComponentProps, type ReactNode } from 'react';
import { classNames } from './class-names';

type FieldProps = {
  label: string;
  hint?: ReactNode;
  /** What is wrong and how to mend it; read out with the control. */
  error?: string;
  /** The label is for screen readers only, where the place already says what the control is. */
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
};

/** A label, a hint and an error around one TextInput, TextArea or Select, which find their ids by themselves. */
export function Field({ label, hint, error, hideLabel, className, children }: FieldProps) {
  const id = useId();
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div className={classNames('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-sm font-medium'}>
        {label}
      </label>
      <FieldContext
        value={{ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined }}
      >
        {children}
      </FieldContext>
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-1 text-sm text-failed">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-ink-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

export function TextInput({ className, ...props }: ComponentProps<'input'>) {
  return (
    <input
      type="text"
      {...useContext(FieldContext)}
      className={classNames(controlLook, className)}
      {...props}
    />
  );
}

export function TextArea({ className, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea {...useContext(FieldContext)} className={classNames(look, 'py-2', className)} {...props} />
  );
}

/** The platform's own list: it is the one that works with every keyboard, thumb and screen reader. */
export function Select({ className, children, ...props }: ComponentProps<'select'>) {
  return (
    <span className={classNames('relative inline-flex min-w-0', className)}>
      <select
        {...useContext(FieldContext)}
        className={classNames(controlLook, 'appearance-none pr-8')}
        {...props}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-ink-muted"
      />
    </span>
  );
}

export function Checkbox({ label, className, ...props }: ComponentProps<'input'> & { label: ReactNode }) {
  return (
    <label
      className={classNames(
        'inline-flex min-h-9 items-center gap-2 text-sm pointer-coarse:min-h-11',
        className,
      )}
    >
      <input type="checkbox" className="size-4 accent-accent" {...props} />
      {label}
    </label>
  );
}

const FieldContext = createContext<{ id?: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }>(
  {},
);

const look =
  'w-full min-w-0 rounded-md border border-line-strong bg-surface px-3 text-sm text-ink ' +
  'placeholder:text-ink-muted disabled:bg-sunken disabled:text-ink-muted aria-invalid:border-failed ' +
  'focus-visible:border-accent focus-visible:outline-offset-0';

const controlLook = `h-9 pointer-coarse:h-11 ${look}`;
