import { ApolloLink } from '@apollo/client';
import { from, of, switchMap, type Observable } from 'rxjs';
import { chosenOutletId } from './chosen-outlet';
import type { Session } from './session';

/**
 * Sends who asks, and which outlet it is about, with every request. One that is refused because its token has ended goes
 * out again with the next token: the gateway refuses before it does anything.
 */
export function authLink(session: Pick<Session, 'get' | 'token' | 'tokenAfter'>): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const send = (token: string | undefined): Observable<ApolloLink.Result> => {
      operation.setContext(({ headers }: { headers?: Record<string, string> }) => ({
        headers: { ...headers, ...identityHeaders(session, token) },
      }));
      return forward(operation);
    };
    return from(session.token()).pipe(
      switchMap((token) =>
        send(token).pipe(
          switchMap((result) => {
            if (!isSignedOut(result)) return of(result);
            return from(session.tokenAfter(token)).pipe(
              switchMap((next) => (next === undefined ? of(result) : send(next))),
            );
          }),
        ),
      ),
    );
  });
}

/** Who asks, and which outlet it is about. */
export function identityHeaders(
  session: Pick<Session, 'get'>,
  token: string | undefined,
): Record<string, string> {
  const state = session.get();
  const outletId = state.kind === 'signedIn' ? chosenOutletId(state.user) : undefined;
  return {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(outletId && { 'x-tillkeep-outlet': outletId }),
  };
}

function isSignedOut({ errors }: ApolloLink.Result): boolean {
  return errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED') ?? false;
}
