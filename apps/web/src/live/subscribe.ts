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
/** In milliseconds: a connection that has stood as long as this did not fail. */
const STOOD = 10_000;

/** Over a stream that is made anew, with a token that holds, whenever it breaks off. Answers what ends it. */
export function subscribe<Data>(
  operation: TypedDocumentNode<Data, Record<string, never>>,
  { onConnected, onData }: Subscriber<Data>,
): () => void {
  let failures = 0;
  let connectedAt: number | undefined;
  const client = createClient({
    url: '/graphql/stream',
    headers: async () => identityHeaders(session, await session.token()),
    fetchFn: fetchStream,
    retryAttempts: Infinity,
    retry() {
      if (connectedAt !== undefined && performance.now() - connectedAt > STOOD) failures = 0;
      connectedAt = undefined;
      const rest = Math.min(LONGEST_REST, FIRST_REST * 2 ** failures++);
      // Windows that were cut off together don’t come back together.
      return new Promise((resolve) => setTimeout(resolve, rest * (0.5 + Math.random())));
    },
    on: {
      connected() {
        connectedAt = performance.now();
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

/** What anything else answers, a portal's page above all, is no stream. */
const fetchStream: typeof fetch = async (...request) => {
  const response = await fetch(...request);
  if (response.ok && !response.headers.get('content-type')?.startsWith('text/event-stream'))
    throw new Error('That is no stream of the gateway’s.');
  return response;
};
