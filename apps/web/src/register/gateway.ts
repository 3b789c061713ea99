'use client';

import type { ApolloClient, OperationVariables, TypedDocumentNode } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { useApolloClient } from '@apollo/client/react';
import { OutletsDocument } from '@tillkeep/client';
import { fail, ok, type Result } from '@tillkeep/domain';
import { useCallback, useEffect, useState } from 'react';
import { describeProblem, type Problem } from '../problem';

export interface NoAnswer {
  problem: Problem;
  /** What the gateway added to its error; empty when there was no readable answer. */
  extensions: Record<string, unknown>;
}

/** One question to the gateway. Expected failures are values; the answer comes within TIMEOUT_MS. */
export type Ask = <Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
) => Promise<Result<Data, NoAnswer>>;

/** After this long without an answer, in milliseconds, a request counts as unanswered. */
const TIMEOUT_MS = 15_000;
/** How often, in milliseconds, to ask whether the gateway is there: while it is, and while it is not. */
const CALM_MS = 30_000;
const WORRIED_MS = 4_000;

export function askGateway(client: ApolloClient, timeout = TIMEOUT_MS): Ask {
  return async (document, variables) => {
    const context = { fetchOptions: { signal: AbortSignal.timeout(timeout) } };
    const isMutation = document.definitions.some((d) => 'operation' in d && d.operation === 'mutation');
    try {
      const { data } = isMutation
        ? await client.mutate({ mutation: document, variables, context })
        : await client.query({ query: document, variables, context, fetchPolicy: 'network-only' });
      return data ? ok(data) : fail(noAnswer(new Error('The answer holds no data')));
    } catch (error) {
      return fail(noAnswer(error));
    }
  };
}

/**
 * The line to the gateway, and whether it is up; undefined before the first answer. Only answered requests count: a
 * browser can't know otherwise.
 */
export function useGateway(): { ask: Ask; reachable: boolean | undefined } {
  const client = useApolloClient();
  const [reachable, setReachable] = useState<boolean>();

  const ask = useCallback<Ask>(
    async (document, variables) => {
      const result = await askGateway(client)(document, variables);
      setReachable(result.ok || result.error.problem.code !== 'UNREACHABLE');
      return result;
    },
    [client],
  );

  useEffect(() => {
    const check = () => {
      if (document.visibilityState === 'visible') void ask(OutletsDocument, {});
    };
    if (reachable === undefined) check();
    const timer = setInterval(check, reachable ? CALM_MS : WORRIED_MS);
    const hints = ['online', 'offline', 'focus'] as const;
    for (const hint of hints) window.addEventListener(hint, check);
    return () => {
      clearInterval(timer);
      for (const hint of hints) window.removeEventListener(hint, check);
    };
  }, [ask, reachable]);

  return { ask, reachable };
}

function noAnswer(error: unknown): NoAnswer {
  const extensions = CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions : undefined;
  return { problem: describeProblem(error), extensions: extensions ?? {} };
}
