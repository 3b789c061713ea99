// For specs: somebody who subscribes, with the client of the protocol's makers.
import { createClient } from 'graphql-sse';
import type { ApiError, ShopApi } from '../shop-api';

/** What a listener has heard so far. */
export interface Listener<Data> {
  readonly heard: Data[];
  readonly errors: ApiError[];
  /** 'complete', or what broke it off; undefined while it goes on. */
  ended: string | undefined;
  close(): void;
}

/** Answers once the subscription stands, or was refused. */
export async function listen<Data>(
  { url, token, outletId }: ShopApi,
  query: string,
  variables?: Record<string, unknown>,
): Promise<Listener<Data>> {
  const client = createClient({
    url: `${url}/graphql/stream`,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(outletId !== undefined && { 'x-tillkeep-outlet': outletId }),
    },
    retryAttempts: 0,
  });
  const listener: Listener<Data> = { heard: [], errors: [], ended: undefined, close: () => undefined };
  await new Promise<void>((connected) => {
    const end = (why: string) => {
      listener.ended = why;
      connected();
    };
    listener.close = client.subscribe<Data, never>(
      { query, variables },
      {
        next({ data, errors = [] }) {
          if (data) listener.heard.push(data);
          // As JSON brought them, and not as GraphQLError.
          listener.errors.push(...JSON.parse(JSON.stringify(errors)));
        },
        error: (error) => end(String(error)),
        complete: () => end('complete'),
      },
      { connected: () => connected() },
    );
  });
  return listener;
}

/** Waits until it is so, some seconds at most. */
export async function until(isSo: () => boolean, seconds = 5): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`It is not so after ${seconds} seconds: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
