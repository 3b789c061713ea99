import {
  LoginDocument,
  LogoutDocument,
  LogoutEverywhereDocument,
  RefreshSessionDocument,
  SetupDocument,
  type SessionFieldsFragment,
  type SetupQuery,
} from '@tillkeep/client/register';
import { ROLES } from '@tillkeep/domain';
import { postToGateway, type Reply } from '@tillkeep/offline';

// Who is signed in, in this page. The access token is kept in memory and nowhere else; what brings the next one is a
// cookie that no script can read.

export type User = SessionFieldsFragment['user'];
export type Setup = SetupQuery['setup'];

/** Fresh from the gateway. */
export type NewSession = Pick<SessionFieldsFragment, 'accessToken' | 'expiresAt' | 'user'>;

export type SessionState =
  | { readonly kind: 'asking' }
  /** Nobody knows: the gateway has not answered. */
  | { readonly kind: 'unreachable' }
  /** `left`: by their own choice, so there is nowhere to lead them back to. */
  | { readonly kind: 'nobody'; readonly setup: Setup; readonly left?: boolean }
  | { readonly kind: 'signedIn'; readonly setup: Setup; readonly user: User };

export interface Session {
  get(): SessionState;
  subscribe(listener: () => void): () => void;
  /**
   * What opens the gateway: renewed when it is about to end, and asked for when there is none. Undefined when nobody is
   * signed in or the gateway can’t be reached: the state says which.
   */
  token(): Promise<string | undefined>;
  /** After the gateway has refused a token: another one, or undefined as above. However many ask, it is asked for once. */
  tokenAfter(refused: string | undefined): Promise<string | undefined>;
  signIn(email: string, password: string): Promise<Reply<User>>;
  /** Takes up what the gateway has begun in another way. */
  adopt(session: NewSession): void;
  /** Asks anew how the shop stands. */
  askSetup(): Promise<void>;
  /** Nothing changes unless it is answered: a session that could not be ended is not called ended. */
  signOut(options?: { everywhere?: boolean }): Promise<Reply<unknown>>;
}

/** Before the end of a token, in milliseconds: what is asked then gets a new one first. */
const RENEW_BEFORE_MS = 60_000;
const TIMEOUT_MS = 15_000;
const GATEWAY = '/graphql';

/** @param tabs reaches the other windows of this browser: whoever renews, signs in or out does so for all of them */
export function openSession(tabs?: BroadcastChannel): Session {
  let state: SessionState = { kind: 'asking' };
  let setup: Setup | undefined;
  let access: Access | undefined;
  let asking: Promise<void> | undefined;
  const listeners = new Set<() => void>();

  const become = (next: SessionState) => {
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    for (const listener of listeners) listener();
  };
  const begin = (next: Access) => {
    access = next;
    if (setup) become({ kind: 'signedIn', setup, user: next.user });
  };
  const end = (left?: boolean) => {
    access = undefined;
    if (setup) become({ kind: 'nobody', setup, left });
  };
  const beginHere = (session: NewSession, at?: Date) => {
    begin(accessOf(session, at));
    tabs?.postMessage(access);
  };
  tabs?.addEventListener('message', ({ data }: MessageEvent<Access | 'left'>) => {
    // Before the first answer there is nothing to replace; it brings the same.
    if (state.kind === 'asking') return;
    if (data === 'left') end(true);
    else begin(data);
  });

  const askSetup = async () => {
    const reply = await ask('setup', { query: SetupDocument });
    if (reply.kind === 'answered' && isSetup(reply.data)) setup = reply.data;
  };

  const renew = async () => {
    const [reply] = await Promise.all([
      ask('refreshSession', { query: RefreshSessionDocument }),
      setup ? undefined : askSetup(),
    ]);
    if (reply.kind === 'answered' && isNewSession(reply.data) && setup)
      return beginHere(reply.data, reply.at);
    if (reply.kind === 'refused' && reply.code === 'UNAUTHENTICATED' && setup) return end();
    // What is on the screen stays there: its own questions say that nothing answers.
    if (state.kind !== 'signedIn') become({ kind: 'unreachable' });
  };
  const renewOnce = () => (asking ??= renew().finally(() => (asking = undefined)));
  const token = async () => {
    if (!access || access.endsAt - Date.now() < RENEW_BEFORE_MS) await renewOnce();
    return access?.accessToken;
  };

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    token,
    async tokenAfter(refused) {
      if (!access || access.accessToken === refused) await renewOnce();
      return access?.accessToken === refused ? undefined : access?.accessToken;
    },
    async signIn(email, password) {
      const reply = await ask('login', { query: LoginDocument, variables: { input: { email, password } } });
      if (reply.kind !== 'answered') return reply;
      if (!isNewSession(reply.data)) return NOT_THE_GATEWAY;
      if (!setup) await askSetup();
      beginHere(reply.data, reply.at);
      return { ...reply, data: reply.data.user };
    },
    adopt(session) {
      setup = { needed: false, demo: false };
      beginHere(session);
    },
    async askSetup() {
      await askSetup();
      if (setup && state.kind === 'nobody') become({ ...state, setup });
    },
    async signOut({ everywhere } = {}) {
      const mine = await token();
      const reply = everywhere
        ? await ask('logoutEverywhere', { query: LogoutEverywhereDocument }, mine)
        : await ask('logout', { query: LogoutDocument }, mine);
      if (reply.kind === 'answered') {
        end(true);
        tabs?.postMessage('left');
      }
      return reply;
    },
  };
}

/** `endsAt`: in milliseconds by this computer’s clock, which may be wrong: only how long it lasts is taken from the gateway’s. */
type Access = Pick<NewSession, 'accessToken' | 'user'> & { readonly endsAt: number };

function accessOf({ accessToken, expiresAt, user }: NewSession, at = new Date()): Access {
  return { accessToken, user, endsAt: Date.now() + Date.parse(expiresAt) - at.getTime() };
}

function ask(field: string, body: object, token?: string): Promise<Reply<unknown>> {
  return postToGateway(GATEWAY, { field, body, token }, AbortSignal.timeout(TIMEOUT_MS));
}

const NOT_THE_GATEWAY = {
  kind: 'unanswered',
  reason: 'Something else answers at the gateway’s address.',
} as const;

export function isNewSession(data: unknown): data is NewSession {
  return hasTexts(data, ['accessToken', 'expiresAt']) && isUser(data.user);
}

function isUser(data: unknown): data is User {
  return (
    hasTexts(data, ['id', 'name', 'email', 'role']) &&
    ROLES.some((role) => role === data.role) &&
    Array.isArray(data.outlets) &&
    data.outlets.every((outlet) => hasTexts(outlet, ['id', 'name']))
  );
}

function isSetup(data: unknown): data is Setup {
  return isObject(data) && typeof data.needed === 'boolean' && typeof data.demo === 'boolean';
}

function hasTexts(value: unknown, names: string[]): value is Record<string, unknown> {
  return isObject(value) && names.every((name) => typeof value[name] === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
