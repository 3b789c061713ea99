'use client';

import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { ApolloProvider as Provider } from '@apollo/client/react';
import { useState, type ReactNode } from 'react';
import { authLink } from './people/auth-link';
import { session } from './people/this-session';

export function ApolloProvider({ children }: { children: ReactNode }) {
  const [client] = useState(createClient);
  return <Provider client={client}>{children}</Provider>;
}

function createClient(): ApolloClient {
  return new ApolloClient({
    link: ApolloLink.from([
      authLink(session),
      new HttpLink({ uri: '/graphql', headers: { 'apollo-require-preflight': 'true' } }),
    ]),
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
