import type { TypedDocumentNode } from '@apollo/client';
import { useEffect, useEffectEvent } from 'react';
import { useOutletId } from '../people/this-session';
import type { Subscriber } from './subscribe';

/**
 * Subscribes while the page is in sight, because a browser has few connections to one address. Whoever comes back to a page
 * has missed nothing: the page asks again whenever the connection is made.
 */
export function useLive<Data>(
  operation: TypedDocumentNode<Data, Record<string, never>>,
  subscriber: Subscriber<Data>,
): void {
  const outletId = useOutletId();
  const onConnected = useEffectEvent(subscriber.onConnected);
  const onData = useEffectEvent(subscriber.onData);
  useEffect(() => {
    let close = () => {};
    const open = () => {
      let isWanted = true;
      close = () => {
        isWanted = false;
      };
      const subscribed = import('./subscribe').then(({ subscribe }) => {
        if (!isWanted) return;
        close = subscribe(operation, {
          onConnected: () => onConnected(),
          onData: (data) => onData(data),
        });
      });
      subscribed.catch(() => {}); // the page shows what it asked for
    };
    const follow = () => {
      close();
      if (!document.hidden) open();
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      close();
    };
  }, [operation, outletId]);
}
