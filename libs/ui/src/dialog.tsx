'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button';
import { classNames } from './class-names';

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** The buttons, the one that does it last. */
  footer?: ReactNode;
  /** Where focus returns to on closing; the control that opened it when left out. */
  onCloseAutoFocus?: (event: Event) => void;
  className?: string;
};

/** A question in the middle of the screen; on a phone it fills the width from below. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, children, footer, onCloseAutoFocus, className } = props;
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onCloseAutoFocus={onCloseAutoFocus}
          className={classNames(
            place,
            'flex flex-col bg-surface shadow-overlay focus:outline-none',
            className,
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description && (
                <Radix.Description className="mt-1 text-sm text-ink-muted">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" icon={<X aria-hidden className="size-5" />} className="-mt-1 -mr-2" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const place =
  'fixed inset-x-0 bottom-0 z-50 max-h-[92dvh] rounded-t-lg tablet:inset-auto tablet:top-1/2 tablet:left-1/2 ' +
  'tablet:w-[min(32rem,calc(100vw-3rem))] tablet:-translate-x-1/2 tablet:-translate-y-1/2 tablet:rounded-lg';
