import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { of } from 'rxjs';
import { authLink } from './auth-link';
import { chooseOutlet } from './chosen-outlet';
import type { Session, SessionState } from './session';

const outlets = [
  { id: '2-annex', name: 'Annex' },
  { id: '1-main', name: 'Main' },
];
const user = { id: '1', name: 'Mia', email: 'mia@shop.test', role: 'MANAGER' as const, outlets };

/** The headers of every request, with a gateway that knows only `good`; the session gets `next` after the first token. */
function ask(good: string, next: string | undefined) {
  const sent: Record<string, string>[] = [];
  const signedIn: SessionState = { kind: 'signedIn', setup: { needed: false, demo: false }, user };
  const session: Pick<Session, 'get' | 'token' | 'tokenAfter'> = {
    get: () => signedIn,
    token: async () => 'first',
    tokenAfter: async () => next,
  };
  const gateway = new ApolloLink((operation) => {
    const { headers } = operation.getContext();
    sent.push(headers);
    if (headers?.authorization === `Bearer ${good}`)
      return of({ data: { me: { __typename: 'User', id: '1' } } });
    return of({
      data: null,
      errors: [{ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
  const client = new ApolloClient({
    link: ApolloLink.from([authLink(session), gateway]),
    cache: new InMemoryCache(),
  });
  return { sent, answer: client.query({ query: gql('{ me { id } }') }) };
}

beforeEach(() => localStorage.clear());

describe('What the office asks', () => {
  it('says who asks, and for their oldest outlet', async () => {
    const { sent, answer } = ask('first', undefined);
    await answer;
    expect(sent).toEqual([{ authorization: 'Bearer first', 'x-tillkeep-outlet': '1-main' }]);
  });

  it('is about the outlet chosen in this browser, as long as that is theirs', async () => {
    chooseOutlet('2-annex');
    const { sent, answer } = ask('first', undefined);
    await answer;
    expect(sent[0]).toMatchObject({ 'x-tillkeep-outlet': '2-annex' });
    chooseOutlet('somebody else’s');
    const other = ask('first', undefined);
    await other.answer;
    expect(other.sent[0]).toMatchObject({ 'x-tillkeep-outlet': '1-main' });
  });

  it('goes out again with the next token when the first has ended', async () => {
    const { sent, answer } = ask('second', 'second');
    expect((await answer).data).toMatchObject({ me: { id: '1' } });
    expect(sent.map(({ authorization }) => authorization)).toEqual(['Bearer first', 'Bearer second']);
  });

  it('is refused when there is no next token, and asked no more than twice', async () => {
    const ended = ask('none', undefined);
    await expect(ended.answer).rejects.toThrow('Sign in first.');
    expect(ended.sent).toHaveLength(1);
    const refused = ask('none', 'second');
    await expect(refused.answer).rejects.toThrow('Sign in first.');
    expect(refused.sent).toHaveLength(2);
  });
});
