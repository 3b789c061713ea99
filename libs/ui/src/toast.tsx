'use client';

import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { createContext, useCallback, useContext, useState, type ReactNode } from 'react';
import { Button, IconButton } from './button';

export type ToastMessage = {
  text: string;
  tone?: 'done' | 'failed';
  /** Usually "Undo". */
  action?: { label: string; onSelect: () => void };
  /** How long it stays, in milliseconds; 10 s with an action, 5 s without. It waits while pointed at or focused. */
  duration?: number;
};

/** Gives `useToast` to everything inside it. F8 moves the focus to the newest message. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<(ToastMessage & { key: number })[]>([]);
  const show = useCallback((toast: ToastMessage) => {
    setToasts((shown) => [...shown.slice(-2), { ...toast, key: nextKey++ }]);
  }, []);
  const close = (key: number) => setToasts((shown) => shown.filter((toast) => toast.key !== key));
  return (
    <ToastContext value={show}>
      <Radix.Provider swipeDirection="right" label="Message">
        {children}
        {toasts.map(({ key, text, tone = 'done', action, duration }) => (
          <Radix.Root
            key={key}
            type={tone === 'failed' ? 'foreground' : 'background'}
            duration={duration ?? (action ? 10_000 : 5_000)}
            onOpenChange={(open) => open || close(key)}
            className="flex items-center gap-3 rounded-md border border-line bg-surface py-2 pr-2 pl-4 text-sm shadow-overlay"
          >
            {tone === 'done' ? (
              <CircleCheck aria-hidden className="size-5 shrink-0 text-synced" />
            ) : (
              <CircleAlert aria-hidden className="size-5 shrink-0 text-failed" />
            )}
            <Radix.Description className="min-w-0 flex-1">{text}</Radix.Description>
            {action && (
              <Radix.Action asChild altText={action.label}>
                <Button onClick={action.onSelect}>{action.label}</Button>
              </Radix.Action>
            )}
            <Radix.Close asChild>
              <IconButton label="Dismiss" icon={<X aria-hidden className="size-4" />} />
            </Radix.Close>
          </Radix.Root>
        ))}
        <Radix.Viewport className="fixed right-0 bottom-0 z-60 m-4 flex w-[min(26rem,calc(100vw-2rem))] flex-col gap-2 outline-none" />
      </Radix.Provider>
    </ToastContext>
  );
}

export function useToast(): (toast: ToastMessage) => void {
  return useContext(ToastContext);
}

const ToastContext = createContext<(toast: ToastMessage) => void>(() => {
  throw new Error('useToast needs a ToastProvider around it');
});

let nextKey = 0;
