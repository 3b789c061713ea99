'use client';

import { Delete } from 'lucide-react';
import { classNames } from './class-names';

export type KeypadKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '00' | '.' | 'backspace';

type KeypadProps = {
  onKey: (key: KeypadKey) => void;
  /** `.` for decimal quantities, `00` for money that is typed in minor units, null where neither has a meaning. */
  corner?: '00' | '.' | null;
  disabled?: boolean;
  className?: string;
};

/** Digits to tap, laid out as on a till. It never takes the focus away from the field it types into. */
export function Keypad({ onKey, corner = '00', disabled, className }: KeypadProps) {
  const keys: (KeypadKey | null)[] = ['7', '8', '9', '4', '5', '6', '1', '2', '3', corner, '0', 'backspace'];
  return (
    <div role="group" aria-label="Keypad" className={classNames('grid grid-cols-3 gap-2', className)}>
      {keys.map((key) =>
        key === null ? (
          <span key="none" />
        ) : (
          <button
            key={key}
            type="button"
            disabled={disabled}
            aria-label={spoken[key]}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onKey(key)}
            className="tabular flex h-14 items-center justify-center rounded-md border border-line bg-surface text-xl font-medium select-none enabled:hover:bg-sunken enabled:active:bg-accent-soft disabled:opacity-50"
          >
            {key === 'backspace' ? <Delete aria-hidden className="size-6" /> : key}
          </button>
        ),
      )}
    </div>
  );
}

const spoken: Partial<Record<KeypadKey, string>> = {
  '00': 'Double zero',
  '.': 'Decimal point',
  backspace: 'Delete',
};
