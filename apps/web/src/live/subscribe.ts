import type { TypedDocumentNode } from '@apollo/client';
import { print } from '@apollo/client/utilities';
import { createClient } from 'graphql-sse';
import { identityHeaders } from '../people/auth-link';
import { session } from '../people/this-session';

export interface Subscriber<Data> {
  /** Each time that the connection was made: what happened before was not told. */
  onConnected: () => void;
  onData: (data: Data) => void;
}

/** In milliseconds: before the connection is made again, twice as long each time that it fails. */
const FIRST_REST = 500;
const LONGEST_REST = 30_000;

/** Over a stream that is made anew, with a token that holds, whenever it breaks off. Answers what ends it. */
export function subscribe<Data>(
  operation: TypedDocumentNode<Data, Record<string, never>>,
  { onConnected, onData }: Subscriber<Data>,
): () => void {
  let failures = 0;
  const client = createClient({
    url: '/graphql/stream',
    headers: async () => identityHeaders(session, await session.token()),
    retryAttempts: Infinity,
    retry() {
      const rest = Math.min(LONGEST_REST, FIRST_REST * 2 ** failures++);
      // Windows that were cut off together don’t come back together.
      return new Promise((resolve) => setTimeout(resolve, rest * (0.5 + Math.random())));
    },
    on: {
      connected() {
        failures = 0;
        onConnected();
      },
    },
  });
  return client.subscribe<Data, never>(
    { query: print(operation) },
    {
      next: ({ data }) => data && onData(data),
      // Refused, or something else answers there: the page shows what it asked for, as it would without a stream.
      error: () => undefined,
      complete: () => undefined,
    },
  );
}
