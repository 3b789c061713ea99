import { Button, useAnnounce } from '@tillkeep/ui';
import { Lock } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';

/** In milliseconds: so long without a key or a touch locks the till, and so long before that it says so. */
const IDLE = 5 * 60_000;
const WARN_BEFORE = 30_000;

/** Locks a till that was left alone. Any key or touch says that somebody is there. */
export default function AutoLock({ onLock }: { onLock: () => void }) {
  const [secondsLeft, setSecondsLeft] = useState<number>();
  const lock = useEffectEvent(onLock);
  const announce = useAnnounce();
  const isWarning = secondsLeft !== undefined;

  useEffect(() => {
    let last = Date.now();
    const stay = () => {
      last = Date.now();
      setSecondsLeft(undefined);
    };
    // By the clock, because a device that slept has rung no timers.
    const look = () => {
      const left = last + IDLE - Date.now();
      if (left <= 0) lock();
      else setSecondsLeft(left <= WARN_BEFORE ? Math.ceil(left / 1000) : undefined);
    };
    const timer = setInterval(look, 1000);
    for (const name of SIGNS_OF_LIFE) window.addEventListener(name, stay, true);
    return () => {
      clearInterval(timer);
      for (const name of SIGNS_OF_LIFE) window.removeEventListener(name, stay, true);
    };
  }, []);
  useEffect(() => {
    if (isWarning) announce('The till locks in 30 seconds. Press any key to stay.', 'assertive');
  }, [isWarning, announce]);

  if (!isWarning) return null;
  return (
    <div className="fixed inset-x-4 bottom-4 z-50 mx-auto flex max-w-md flex-wrap items-center gap-3 rounded-lg border border-line bg-surface p-4 shadow-overlay">
      <Lock aria-hidden className="size-5 text-pending" />
      <p className="tabular min-w-0 flex-1 basis-48 font-medium">
        Locks in {secondsLeft} s. The sale stays as it is.
      </p>
      <Button size="touch">Stay</Button>
    </div>
  );
}

// A click, and not the pointer that moves or goes down before it: what lies under the warning must not get the click.
const SIGNS_OF_LIFE = ['keydown', 'click', 'wheel', 'touchmove'] as const;
