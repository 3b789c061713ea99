import { openSession, type Session } from './session';

// The session of a page, against a gateway in memory that hands out tokens as the real one does.

let gateway: ReturnType<typeof openGateway>;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setTimeout', 'setInterval', 'queueMicrotask', 'nextTick'] });
  jest.setSystemTime(new Date('2026-04-30T08:00:00Z'));
  gateway = openGateway();
  Object.assign(AbortSignal, { timeout: () => new AbortController().signal });
  Object.assign(globalThis, { fetch: gateway.fetch });
});
afterEach(() => jest.useRealTimers());

describe('a page that is opened', () => {
  it('takes up the session of the browser’s cookie, without a token that script could have kept', async () => {
    gateway.cookie = 'Ada';
    const session = openSession();
    expect(session.get()).toEqual({ kind: 'asking' });
    expect(await session.token()).toBe('token-1');
    expect(session.get()).toMatchObject({ kind: 'signedIn', user: { name: 'Ada' }, setup: { demo: true } });
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('token');
  });

  it('knows that nobody is signed in, and whether the shop is still to be set up', async () => {
    gateway.setup = { needed: true, demo: false };
    const session = openSession();
    expect(await session.token()).toBeUndefined();
    expect(session.get()).toEqual({ kind: 'nobody', setup: { needed: true, demo: false } });
  });

  it('does not take silence for being signed out, and asks again', async () => {
    gateway.cookie = 'Ada';
    gateway.answers = 'nothing';
    const session = openSession();
    expect(await session.token()).toBeUndefined();
    expect(session.get()).toEqual({ kind: 'unreachable' });
    gateway.answers = 'all';
    expect(await session.token()).toBe('token-1');
    expect(session.get().kind).toBe('signedIn');
  });

  it('does not take a failure of the gateway for being signed out', async () => {
    gateway.cookie = 'Ada';
    gateway.answers = 'INTERNAL_SERVER_ERROR';
    const session = openSession();
    await session.token();
    expect(session.get()).toEqual({ kind: 'unreachable' });
  });
});

describe('a token', () => {
  it('is asked for once, however many wait for it', async () => {
    gateway.cookie = 'Ada';
    const session = openSession();
    expect(await Promise.all([session.token(), session.token(), session.token()])).toEqual(
      Array(3).fill('token-1'),
    );
    expect(gateway.asked).toEqual(['refreshSession', 'setup']);
  });

  it('is good until a minute before it ends, and then the next one comes first', async () => {
    const session = await signedIn();
    jest.setSystemTime(new Date('2026-04-30T08:13:59Z'));
    expect(await session.token()).toBe('token-1');
    jest.setSystemTime(new Date('2026-04-30T08:14:01Z'));
    expect(await session.token()).toBe('token-2');
  });

  it('lasts as long on a computer whose clock is wrong', async () => {
    gateway.clock = () => new Date(Date.now() - 5 * 3_600_000);
    const session = await signedIn();
    jest.setSystemTime(new Date('2026-04-30T08:13:59Z'));
    expect(await session.token()).toBe('token-1');
    jest.setSystemTime(new Date('2026-04-30T08:14:01Z'));
    expect(await session.token()).toBe('token-2');
  });

  it('that is refused is followed by another one, once for all who were refused', async () => {
    const session = await signedIn();
    const next = await Promise.all([session.tokenAfter('token-1'), session.tokenAfter('token-1')]);
    expect(next).toEqual(['token-2', 'token-2']);
    expect(await session.tokenAfter('token-1')).toBe('token-2');
    expect(gateway.asked.filter((field) => field === 'refreshSession')).toHaveLength(2);
  });

  it('of somebody who was switched off has none after it', async () => {
    const session = await signedIn();
    gateway.cookie = undefined;
    expect(await session.tokenAfter('token-1')).toBeUndefined();
    expect(session.get()).toMatchObject({ kind: 'nobody' });
  });

  it('that can’t be followed for want of an answer leaves the screen as it is', async () => {
    const session = await signedIn();
    gateway.answers = 'nothing';
    expect(await session.tokenAfter('token-1')).toBeUndefined();
    expect(session.get().kind).toBe('signedIn');
  });
});

describe('signing in and out', () => {
  it('says what the gateway says when it was not right, and nobody is signed in', async () => {
    const session = openSession();
    await session.token();
    expect(await session.signIn('ada@shop.test', 'wrong')).toMatchObject({
      kind: 'refused',
      message: 'E-mail or password is wrong.',
    });
    expect(session.get().kind).toBe('nobody');
  });

  it('leaves nobody signed in, and says that it was by choice', async () => {
    const session = openSession();
    await session.token();
    await session.signIn('ada@shop.test', 'right');
    expect(session.get()).toMatchObject({ kind: 'signedIn', user: { name: 'Ada' } });
    await session.signOut();
    expect(session.get()).toMatchObject({ kind: 'nobody', left: true });
    expect(await session.token()).toBeUndefined();
  });

  it('is not called done when the gateway did not hear of it', async () => {
    const session = await signedIn();
    gateway.answers = 'nothing';
    expect((await session.signOut()).kind).toBe('unanswered');
    expect(session.get().kind).toBe('signedIn');
  });

  it('counts for every window: each takes the token that another one got, and leaves with it', async () => {
    const [mine, theirs] = channels();
    gateway.cookie = 'Ada';
    const [one, other] = [openSession(mine), openSession(theirs)];
    await one.token();
    await other.token();
    expect(await one.token()).toBe('token-2');
    expect(await one.tokenAfter('token-1')).toBe('token-2');
    await other.signOut();
    expect(one.get()).toMatchObject({ kind: 'nobody', left: true });
  });
});

async function signedIn(): Promise<Session> {
  gateway.cookie = 'Ada';
  const session = openSession();
  await session.token();
  return session;
}

/** Each refresh ends the token before; a token lasts a quarter of an hour by the gateway’s clock. */
function openGateway() {
  let count = 0;
  const state = {
    /** Whose refresh token the browser keeps. */
    cookie: undefined as string | undefined,
    setup: { needed: false, demo: true },
    answers: 'all',
    clock: () => new Date(),
    asked: [] as string[],
    fetch: async (_: string, { body }: { body: string }) => {
      const { query, variables } = JSON.parse(body);
      const field = ['refreshSession', 'login', 'logoutEverywhere', 'logout', 'setup'].find((name) =>
        query.includes(name),
      );
      if (!field || state.answers === 'nothing') throw new TypeError('Failed to fetch');
      state.asked.push(field);
      const answer =
        state.answers === 'all'
          ? fields[field]?.(variables?.input)
          : refusal(state.answers, 'Something went wrong on our side.');
      const headers = new Headers({ date: state.clock().toUTCString() });
      return { ok: true, status: 200, headers, json: async () => answer };
    },
  };
  const begin = (field: string) => ({
    data: {
      [field]: {
        accessToken: `token-${++count}`,
        expiresAt: new Date(state.clock().getTime() + 900_000).toISOString(),
        user: { id: '1', name: 'Ada', email: 'ada@shop.test', role: 'ADMIN', outlets: [] },
      },
    },
  });
  const fields: Record<string, (input?: { password: string }) => object> = {
    setup: () => ({ data: { setup: state.setup } }),
    refreshSession: () =>
      state.cookie ? begin('refreshSession') : refusal('UNAUTHENTICATED', 'Nobody is signed in.'),
    login: (input) => {
      if (input?.password !== 'right') return refusal('UNAUTHENTICATED', 'E-mail or password is wrong.');
      state.cookie = 'Ada';
      return begin('login');
    },
    logout: () => {
      state.cookie = undefined;
      return { data: { logout: true } };
    },
  };
  return state;
}

function refusal(code: string, message: string) {
  return { data: null, errors: [{ message, extensions: { code } }] };
}

/** Two ends of what every window of a browser hears, but for the one that speaks. */
function channels(): [BroadcastChannel, BroadcastChannel] {
  const ends: [EventTarget, EventTarget] = [new EventTarget(), new EventTarget()];
  const [a, b] = ends.map((end, index) =>
    Object.assign(end, {
      name: 'tillkeep-session',
      ...{ onmessage: null, onmessageerror: null, close: () => undefined },
      postMessage: (data: unknown) => ends[1 - index]?.dispatchEvent(new MessageEvent('message', { data })),
    }),
  );
  if (!a || !b) throw new Error('There are two ends.');
  return [a, b];
}
