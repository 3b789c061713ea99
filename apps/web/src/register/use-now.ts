import { useEffect, useState } from 'react';

/** The time, read again every so many milliseconds while `ticking`. */
export function useNow(everyMs: number, ticking = true): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, ticking]);
  return now;
}
