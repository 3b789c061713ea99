import { useApolloClient } from '@apollo/client/react';
import { StockChangedDocument } from '@tillkeep/client';
import { useLive } from '../live/use-live';

/** What is sold, delivered or counted elsewhere shows in the stock of the products on screen. `ask`: for what is on screen, anew. */
export function useLiveStock(ask: () => Promise<unknown>): void {
  const { cache } = useApolloClient();
  useLive(StockChangedDocument, {
    onConnected: () => void ask().catch(() => {}), // shown by the page, from its query's error
    onData: ({ stockChanged }) =>
      cache.batch({
        update() {
          for (const { id, stock } of stockChanged)
            cache.modify({
              id: cache.identify({ __typename: 'Product', id }),
              fields: { stock: () => stock },
            });
        },
      }),
  });
}
