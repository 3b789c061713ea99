'use client';

import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { ApolloProvider as Provider } from '@apollo/client/react';
import { useState, type ReactNode } from 'react';

export function ApolloProvider({ children }: { children: ReactNode }) {
  const [client] = useState(createClient);
  return <Provider client={client}>{children}</Provider>;
}

export function createClient(): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({ uri: '/graphql', headers: { 'apollo-require-preflight': 'true' } }),
    // Pages of a list are kept apart by their cursor, as the address bar names them; nothing is merged.
    cache: new InMemoryCache({
      // One screen asks for the rows, another for the count of the same list: what each knows is kept.
      typePolicies: Object.fromEntries(
        ['ProductConnection', 'SaleConnection', 'PageInfo', 'SyncSummary'].map((type) => [
          type,
          { merge: true },
        ]),
      ),
    }),
    defaultOptions: {
      // What is known shows at once, and is asked again: another till may have sold meanwhile.
      watchQuery: {
        fetchPolicy: 'cache-and-network',
        nextFetchPolicy: 'cache-first',
        skipPollAttempt: () => document.hidden,
      },
    },
  });
}
