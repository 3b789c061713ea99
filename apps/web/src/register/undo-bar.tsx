import { Undo2 } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';

/** How long a removed line can be put back, in milliseconds. */
const UNDO_MS = 10_000;

export default function UndoBar(props: {
  name: string;
  onUndo: () => void;
  onExpire: (hadFocus: boolean) => void;
}) {
  const { name, onUndo, onExpire } = props;
  const button = useRef<HTMLButtonElement>(null);
  const expire = useEffectEvent(() => onExpire(document.activeElement === button.current));
  useEffect(() => {
    // The line's own controls are gone with it: the keyboard stands on what brings it back.
    button.current?.focus();
    const timer = setTimeout(() => expire(), UNDO_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="absolute inset-x-2 bottom-2 flex items-center gap-3 rounded-md bg-ink py-1 pr-1 pl-4 text-sm text-canvas shadow-overlay">
      <p className="min-w-0 flex-1 truncate">Removed {name}</p>
      <button
        ref={button}
        type="button"
        onClick={onUndo}
        className="flex h-11 items-center gap-2 rounded-md px-4 font-semibold hover:bg-canvas/15 focus-visible:outline-canvas focus-visible:-outline-offset-4"
      >
        <Undo2 aria-hidden className="size-4" />
        Undo
      </button>
    </div>
  );
}
