import { Slot } from 'radix-ui';
import type { ReactNode } from 'react';
import { buttonLook, type ButtonSize, type ButtonVariant } from './button';
import { classNames } from './class-names';

/** A link that looks like a button: `<ButtonLink><Link href="/register">Sell</Link></ButtonLink>`. */
export function ButtonLink(props: {
  variant?: ButtonVariant;
  size?: ButtonSize;
  className?: string;
  children: ReactNode;
}) {
  const { variant = 'secondary', size = 'normal', className, children } = props;
  return <Slot.Root className={classNames(buttonLook(variant, size), className)}>{children}</Slot.Root>;
}
