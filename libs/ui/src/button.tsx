import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';
/** `touch` is at least 44 px high, for selling; `huge` is for the one action of a screen (Pay). */
export type ButtonSize = 'normal' | 'touch' | 'huge';

export type ButtonProps = ComponentProps<'button'> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Shows that the action runs; clicks are ignored meanwhile, but focus stays. */
  busy?: boolean;
};

export function Button({
  variant = 'secondary',
  size = 'normal',
  icon,
  busy,
  children,
  ...rest
}: ButtonProps) {
  const { className, onClick, type = 'button', ...props } = rest;
  return (
    <button
      type={type}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={classNames(buttonLook(variant, size), className)}
      {...props}
    >
      {busy ? <LoaderCircle aria-hidden className="size-4 animate-spin" /> : icon}
      {children}
    </button>
  );
}

export type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & {
  /** What it does, for screen readers and as a tooltip: "Remove Milk 1 l". */
  label: string;
  icon: ReactNode;
  variant?: ButtonVariant;
  size?: 'normal' | 'touch';
};

export function IconButton({ label, icon, variant = 'quiet', size = 'normal', ...rest }: IconButtonProps) {
  const { className, type = 'button', ...props } = rest;
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={classNames(
        looks[variant],
        base,
        size === 'touch' ? 'size-11' : 'size-9 pointer-coarse:size-11',
        className,
      )}
      {...props}
    >
      {icon}
    </button>
  );
}

const base =
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap ' +
  'transition-colors select-none disabled:opacity-50 aria-disabled:opacity-70 [&_svg]:shrink-0';

const looks: Record<ButtonVariant, string> = {
  primary:
    'border-accent bg-accent text-on-accent enabled:hover:border-accent-strong enabled:hover:bg-accent-strong [a&]:hover:bg-accent-strong',
  secondary:
    'border-line-strong bg-surface text-ink enabled:hover:bg-sunken [a&]:hover:bg-sunken ' +
    'aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent',
  quiet: 'border-transparent text-ink enabled:hover:bg-sunken [a&]:hover:bg-sunken',
  danger: 'border-failed bg-failed text-on-failed enabled:hover:opacity-90',
};

const sizes: Record<ButtonSize, string> = {
  normal: 'h-9 px-3 text-sm pointer-coarse:h-11 [&_svg]:size-4',
  touch: 'h-11 px-4 text-base [&_svg]:size-5',
  huge: 'h-14 px-6 text-lg [&_svg]:size-6',
};

/** The class names of a button, for what is none but looks like one. */
export function buttonLook(variant: ButtonVariant, size: ButtonSize): string {
  return classNames(base, looks[variant], sizes[size]);
}
