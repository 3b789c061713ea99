import { Button } from '@tillkeep/ui';
import { CircleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { plural } from '../format';
import type { RegisterAlert } from './register-state';

/** Stays until it is read. Scans are refused meanwhile, so that nobody packs what was not sold. */
export default function ScanAlert({ alert, onDismiss }: { alert: RegisterAlert; onDismiss: () => void }) {
  const dismiss = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dismiss.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <div
      role="alertdialog"
      aria-labelledby="alert-title"
      aria-describedby="alert-advice"
      className="fixed inset-x-3 top-16 z-30 mx-auto flex max-w-xl flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border-2 border-failed bg-failed-soft p-4 shadow-overlay"
    >
      <CircleAlert aria-hidden className="size-8 shrink-0 text-failed" />
      <div className="min-w-0 flex-1 basis-56">
        <h2 id="alert-title" className="text-lg font-semibold break-words text-failed">
          {alert.title}
        </h2>
        <p id="alert-advice">
          {alert.advice}
          {alert.refused > 0 && (
            <span role="status" className="block font-medium">
              {plural(alert.refused, 'more scan was', 'more scans were')} refused meanwhile.
            </span>
          )}
        </p>
      </div>
      <Button ref={dismiss} variant="danger" size="touch" onClick={onDismiss}>
        Dismiss
      </Button>
    </div>
  );
}
