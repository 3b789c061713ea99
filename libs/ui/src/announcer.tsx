'use client';

import { createContext, useCallback, useContext, useState, type ReactNode } from 'react';

/** Gives `useAnnounce` to everything inside it: one polite and one assertive live region for the whole page. */
export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [polite, setPolite] = useState('');
  const [assertive, setAssertive] = useState('');
  const announce = useCallback<Announce>((text, urgency = 'polite') => {
    // A live region stays silent when its text is the same again ("2 × Milk" scanned twice): the trailing space differs.
    const say = (before: string) => (before === text ? `${text}\u00a0` : text);
    (urgency === 'polite' ? setPolite : setAssertive)(say);
  }, []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div role="status" aria-live="polite" className="sr-only">
        {polite}
      </div>
      <div role="alert" aria-live="assertive" className="sr-only">
        {assertive}
      </div>
    </AnnounceContext>
  );
}

/** Speaks to screen readers: `announce('2 × Milk 1 l, total 2.58')`. */
export function useAnnounce(): Announce {
  return useContext(AnnounceContext);
}

type Announce = (text: string, urgency?: 'polite' | 'assertive') => void;

const AnnounceContext = createContext<Announce>(() => {
  throw new Error('useAnnounce needs an AnnouncerProvider around it');
});
