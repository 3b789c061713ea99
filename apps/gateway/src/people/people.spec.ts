// Who may come in, who they are then, and what of that is written down.
import { readFileSync } from 'node:fs';
import { hash } from '@node-rs/argon2';
import Database from 'better-sqlite3';
import { useShop } from '../gateway-under-test';
import type { Answer, ShopApi } from '../shop-api';

const shop = useShop({ outlets: [ANNEX()] });

const PASSWORD = 'four words are enough';
const LOGIN = `mutation ($input: LoginInput!) {
  login(input: $input) { accessToken expiresAt refreshToken user { id name role outlets { code } } }
}`;
const REFRESH =
  'mutation ($token: String) { refreshSession(refreshToken: $token) { accessToken refreshToken } }';

interface Session {
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly refreshToken: string;
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly role: string;
    readonly outlets: { code: string }[];
  };
}

function ANNEX() {
  return { code: 'ANNEX', name: 'Annex', timeZone: 'Europe/Paris', currency: 'EUR', pricesIncludeTax: true };
}

/** A person of MAIN, unless said otherwise. */
async function addUser(given: object = {}): Promise<string> {
  const input = {
    name: 'Cam',
    email: 'cam@shop.test',
    role: 'CASHIER',
    outletIds: [shop.outletId],
    password: PASSWORD,
    ...given,
  };
  const { createUser } = await shop.answer<{ createUser: { id: string } }>(
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }',
    { input },
  );
  return createUser.id;
}

async function login(email = 'cam@shop.test', password = PASSWORD, headers = {}): Promise<Session> {
  const { data, errors } = await shop
    .as()
    .ask<{ login: Session }>(LOGIN, { input: { email, password } }, headers);
  if (!data) throw new Error(JSON.stringify(errors));
  return data.login;
}

const refusedLogin = (email: string, password: string) =>
  shop.as().refusal(LOGIN, { input: { email, password } });
const codeOf = ({ errors }: Answer<unknown>) => errors?.[0]?.extensions.code;
const whoIs = async (api: ShopApi) =>
  (await api.answer<{ me: { name: string } | null }>('{ me { name } }')).me;
const outletId = async (code: string) =>
  (await shop.answer<{ outlets: { id: string; code: string }[] }>('{ outlets { id code } }')).outlets.find(
    (outlet) => outlet.code === code,
  )?.id;

describe('signing in', () => {
  it('[S08] lets in whoever knows the password, for a quarter of an hour', async () => {
    await addUser();
    const { accessToken, expiresAt, user } = await login();
    expect(user).toMatchObject({ name: 'Cam', role: 'CASHIER', outlets: [{ code: 'MAIN' }] });
    expect(await whoIs(shop.as(accessToken))).toEqual({ name: 'Cam' });
    expect(Math.round((Date.parse(expiresAt) - Date.now()) / 60_000)).toBe(15);
    const later = new Database(shop.file);
    later
      .prepare(`UPDATE "UserSession" SET "accessExpiresAt" = ?`)
      .run(new Date(Date.now() - 1000).toISOString());
    later.close();
    expect(await whoIs(shop.as(accessToken))).toBeNull();
  });

  it('[S16] answers the same for a wrong password, an unknown address and somebody switched off', async () => {
    const id = await addUser();
    const wrong = await refusedLogin('cam@shop.test', 'not the password');
    expect(wrong).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    const unknown = await refusedLogin('nobody@shop.test', PASSWORD);
    await shop.answer('mutation ($id: ID!) { updateUser(id: $id, input: { active: false }) { id } }', { id });
    const off = await refusedLogin('cam@shop.test', PASSWORD);
    for (const other of [unknown, off]) {
      expect({ ...other, locations: undefined }).toEqual({ ...wrong, locations: undefined });
    }
  });

  it('[S16] slows guessing down by account, says for how long, and lets the owner’s own browser in', async () => {
    await addUser();
    const first = await shop.as().post(
      JSON.stringify({
        query: LOGIN,
        variables: { input: { email: 'cam@shop.test', password: PASSWORD } },
      }),
    );
    const known = first.headers.getSetCookie().find((cookie) => cookie.startsWith('__Host-tillkeep-known='));
    for (let tries = 0; tries < 5; tries++) await refusedLogin('cam@shop.test', 'wrong');
    const slowed = await refusedLogin('cam@shop.test', PASSWORD);
    expect(slowed).toMatchObject({
      extensions: { code: 'TOO_MANY_ATTEMPTS', retryAfterSeconds: expect.any(Number) },
    });
    const session = await login('cam@shop.test', PASSWORD, { cookie: known?.split(';')[0] });
    expect(session.user.name).toBe('Cam');
  });

  it('[S16] does not look at fifty guesses that come at once', async () => {
    await addUser();
    const guesses = await Promise.all(
      Array.from({ length: 50 }, (_, guess) => refusedLogin('cam@shop.test', `guess ${guess}`)),
    );
    const looked = guesses.filter(({ extensions }) => extensions.code === 'UNAUTHENTICATED');
    expect(looked.length).toBeLessThanOrEqual(5);
  });

  it('[S17] refuses a hundred guesses in one document before it looks at any', async () => {
    await addUser();
    const guesses = Array.from(
      { length: 100 },
      (_, guess) => `g${guess}: login(input: { email: "cam@shop.test", password: "${guess}" }) { expiresAt }`,
    );
    const response = await shop.as().post(JSON.stringify({ query: `mutation { ${guesses.join(' ')} }` }));
    expect(response.status).toBe(400);
    expect((await login()).user.name).toBe('Cam');
    const file = new Database(shop.file, { readonly: true });
    expect(
      file.prepare(`SELECT COUNT(*) AS "count" FROM "AuditEntry" WHERE "action" = 'session.refused'`).get(),
    ).toEqual({ count: 0 });
    file.close();
  });

  it('[S15] keeps the refresh token of a browser where no script can read it', async () => {
    await addUser();
    const body = JSON.stringify({
      query: LOGIN,
      variables: { input: { email: 'cam@shop.test', password: PASSWORD } },
    });
    const cookie = (await shop.as().post(body)).headers
      .getSetCookie()
      .find((one) => one.startsWith('__Host-tillkeep='));
    expect(cookie).toMatch(/^__Host-tillkeep=tkr_/);
    for (const flag of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(flag);
    const refreshed = await shop
      .as()
      .ask<{ refreshSession: Session }>(REFRESH, {}, { cookie: cookie?.split(';')[0] ?? '' });
    expect(refreshed.data?.refreshSession).toMatchObject({
      accessToken: expect.stringMatching(/^tka_/),
      refreshToken: '',
    });
  });

  it('[S06] [S09] [S10] takes nobody in with a token of another kind', async () => {
    await addUser();
    const { accessToken, refreshToken } = await login();
    for (const token of [refreshToken, `${accessToken}x`, 'eyJhbGciOiJub25lIn0.e30.', '']) {
      expect(codeOf(await shop.as(token).ask('{ categories }'))).toBe('UNAUTHENTICATED');
    }
    expect(codeOf(await shop.as().ask(REFRESH, { token: accessToken }))).toBe('UNAUTHENTICATED');
  });

  it('[S20] stores passwords as argon2id and no token as it is', async () => {
    await addUser();
    const session = await login();
    const file =
      readFileSync(shop.file).toString('latin1') + readFileSync(`${shop.file}-wal`).toString('latin1');
    expect(file).toMatch(/\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    for (const secret of [PASSWORD, session.accessToken, session.refreshToken])
      expect(file).not.toContain(secret);
  });

  it('[S20] hashes a password anew that was hashed more weakly, when its owner signs in', async () => {
    const id = await addUser();
    const file = new Database(shop.file);
    const weak = await hash(PASSWORD, { memoryCost: 4096, timeCost: 1, parallelism: 1 });
    file.prepare(`UPDATE "User" SET "passwordHash" = ? WHERE "id" = ?`).run(weak, id);
    const { accessToken } = await login();
    expect(file.prepare(`SELECT "passwordHash" FROM "User" WHERE "id" = ?`).pluck().get(id)).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/,
    );
    file.close();
    expect(await whoIs(shop.as(accessToken))).toEqual({ name: 'Cam' });
    await login();
  });
});

describe('a session', () => {
  const refresh = (token: string) => shop.as().ask<{ refreshSession: Session }>(REFRESH, { token });

  it('[S14] goes on with new tokens, and a lost answer is answered again', async () => {
    await addUser();
    const { refreshToken } = await login();
    const [once, again] = [await refresh(refreshToken), await refresh(refreshToken)];
    expect(again.data).toEqual(once.data);
    const next = once.data?.refreshSession;
    expect(await whoIs(shop.as(next?.accessToken))).toEqual({ name: 'Cam' });
    expect((await refresh(next?.refreshToken ?? '')).errors).toBeUndefined();
  });

  it('ends for everybody when an old refresh token comes back', async () => {
    await addUser();
    const { refreshToken } = await login();
    const second = (await refresh(refreshToken)).data?.refreshSession;
    const third = (await refresh(second?.refreshToken ?? '')).data?.refreshSession;
    expect(codeOf(await refresh(refreshToken))).toBe('UNAUTHENTICATED');
    expect(await whoIs(shop.as(third?.accessToken))).toBeNull();
    expect(codeOf(await refresh(third?.refreshToken ?? ''))).toBe('UNAUTHENTICATED');
  });

  it('[S12] ends by signing out, here or everywhere', async () => {
    await addUser();
    const [here, there] = [await login(), await login()];
    await shop.as(here.accessToken).answer('mutation { logout }');
    expect(await whoIs(shop.as(here.accessToken))).toBeNull();
    expect(codeOf(await refresh(here.refreshToken))).toBe('UNAUTHENTICATED');
    expect(await whoIs(shop.as(there.accessToken))).toEqual({ name: 'Cam' });
    await shop.as(there.accessToken).answer('mutation { logoutEverywhere }');
    expect(codeOf(await refresh(there.refreshToken))).toBe('UNAUTHENTICATED');
  });

  it('[S11] is over at the next request of somebody switched off, and less at that of somebody demoted', async () => {
    const id = await addUser({ role: 'MANAGER' });
    const cam = shop.as((await login()).accessToken);
    const update = (input: object) =>
      shop.answer(
        'mutation ($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { id } }',
        { id, input },
      );
    expect(codeOf(await cam.ask('{ syncRuns { id } }'))).toBeUndefined();
    await update({ role: 'CASHIER' });
    expect(codeOf(await cam.ask('{ syncRuns { id } }'))).toBe('FORBIDDEN');
    await update({ active: false });
    expect(codeOf(await cam.ask('{ categories }'))).toBe('UNAUTHENTICATED');
  });
});

describe('people', () => {
  it.each([
    ['short', 'At least 8'],
    ['password1', 'easily guessed'],
    ['cam@shop.test', 'easily guessed'],
    ['x'.repeat(129), 'at most 128'],
  ])('[S21] have no password like %s', async (password) => {
    const error = await shop.refusal(
      'mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }',
      {
        input: { name: 'Cam', email: 'cam@shop.test', role: 'CASHIER', outletIds: [shop.outletId], password },
      },
    );
    expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT', field: 'password' } });
  });

  it('have each their own address', async () => {
    await addUser();
    const again = {
      name: 'Cem',
      email: 'CAM@shop.test',
      role: 'CASHIER',
      outletIds: [shop.outletId],
      password: PASSWORD,
    };
    expect(
      await shop.refusal('mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }', {
        input: again,
      }),
    ).toMatchObject({ extensions: { code: 'CONFLICT', field: 'email' } });
  });

  it('are never without an administrator, also when two demote each other at once', async () => {
    const other = await addUser({ role: 'ADMIN', email: 'ben@shop.test' });
    const demote = (id: string) =>
      shop.ask(
        'mutation ($id: ID!, $outlets: [ID!]) { updateUser(id: $id, input: { role: CASHIER, outletIds: $outlets }) { id } }',
        {
          id,
          outlets: [shop.outletId],
        },
      );
    const answers = await Promise.all([demote(other), demote(shop.administrator.id)]);
    expect(answers.map(codeOf).filter(Boolean)).toHaveLength(1);
  });

  it('change their own password, which ends their other sessions', async () => {
    await addUser();
    const [here, there] = [await login(), await login()];
    const change = (currentPassword: string) =>
      shop
        .as(here.accessToken)
        .ask(
          'mutation ($old: String!, $new: String!) { changePassword(currentPassword: $old, newPassword: $new) }',
          { old: currentPassword, new: 'another four good words' },
        );
    expect(codeOf(await change('wrong'))).toBe('BAD_USER_INPUT');
    expect((await change(PASSWORD)).errors).toBeUndefined();
    expect(await whoIs(shop.as(here.accessToken))).toEqual({ name: 'Cam' });
    expect(await whoIs(shop.as(there.accessToken))).toBeNull();
    expect((await login('cam@shop.test', 'another four good words')).user.name).toBe('Cam');
  });
});

describe('an API key', () => {
  const CREATE = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id name role } } }`;

  it('lets a program in with its role at its outlet, until it is revoked', async () => {
    const { createApiKey } = await shop.answer<{ createApiKey: { secret: string; apiKey: { id: string } } }>(
      CREATE,
      {
        input: { name: 'Web shop', role: 'CASHIER', outletId: await outletId('ANNEX') },
      },
    );
    const program = shop.as(createApiKey.secret);
    expect(await program.answer('{ outlets { code } }')).toEqual({ outlets: [{ code: 'ANNEX' }] });
    expect(codeOf(await program.ask('{ syncRuns { id } }'))).toBe('FORBIDDEN');
    await shop.answer('mutation ($id: ID!) { revokeApiKey(id: $id) { revokedAt } }', {
      id: createApiKey.apiKey.id,
    });
    expect(codeOf(await program.ask('{ outlets { code } }'))).toBe('UNAUTHENTICATED');
  });
});

describe('outlets', () => {
  it('[S03] are nobody else’s: what is at another one is answered as what is not there', async () => {
    const product = await shop.addProduct();
    const sale = await shop.sell([product, 1]);
    await addUser({ role: 'MANAGER', outletIds: [await outletId('ANNEX')] });
    const there = shop.as((await login()).accessToken);
    const known = await there.answer<Record<string, unknown>>(
      `query ($id: ID!, $reference: String!, $main: ID!) {
        outlets { code } registers { code outlet { code } }
        sale(id: $id) { id } saleByReference(reference: $reference) { id }
        sales { totalCount nodes { id } } ofMain: sales(filter: { outletId: $main }) { totalCount nodes { id } }
        product(id: "${product}") { stock movements { nodes { id } } }
        syncSummary { pending } saleConflicts { id } auditEntries { nodes { action } }
      }`,
      { id: sale.id, reference: sale.reference, main: shop.outletId },
    );
    expect(known).toEqual({
      outlets: [{ code: 'ANNEX' }],
      registers: [{ code: '00', outlet: { code: 'ANNEX' } }],
      sale: null,
      saleByReference: null,
      sales: { totalCount: 0, nodes: [] },
      ofMain: { totalCount: 0, nodes: [] },
      product: { stock: 0, movements: { nodes: [] } },
      syncSummary: { pending: 0 },
      saleConflicts: [],
      auditEntries: { nodes: [{ action: 'outlet.created' }] },
    });
    const { registers } = await shop.answer<{
      registers: { id: string; code: string; outlet: { code: string } }[];
    }>('{ registers { id code outlet { code } } }');
    const till = registers.find(({ code, outlet }) => code === 'R1' && outlet.code === 'MAIN')?.id;
    for (const [query, variables] of [
      ['mutation ($id: ID!) { retrySale(id: $id) { id } }', { id: sale.id }],
      [
        'mutation ($id: ID!) { claimRegister(input: { registerId: $id, deviceName: "x" }) { id } }',
        { id: till },
      ],
      ['query ($id: ID!) { registerProof(registerId: $id) { complete } }', { id: till }],
    ] as const) {
      expect(codeOf(await there.ask(query, variables))).toBe('NOT_FOUND');
    }
    there.outletId = shop.outletId;
    expect(codeOf(await there.ask('{ products { nodes { id } } }'))).toBe('NOT_FOUND');
  });
});

describe('the audit trail', () => {
  it('[S45] says who did what, with before and after', async () => {
    const id = await addUser();
    await shop.answer('mutation ($id: ID!) { updateUser(id: $id, input: { name: "Camille" }) { id } }', {
      id,
    });
    await refusedLogin('cam@shop.test', 'wrong');
    const { auditEntries } = await shop.answer<{ auditEntries: { nodes: object[] } }>(
      '{ auditEntries(first: 3) { nodes { actorName action subjectId subjectName before after address } } }',
    );
    expect(auditEntries.nodes).toEqual([
      {
        actorName: 'nobody',
        action: 'session.refused',
        subjectId: id,
        subjectName: 'Camille',
        before: null,
        after: null,
        address: '127.0.0.1',
      },
      {
        actorName: 'Ada',
        action: 'user.updated',
        subjectId: id,
        subjectName: 'Camille',
        before: '{"name":"Cam"}',
        after: '{"name":"Camille"}',
        address: '127.0.0.1',
      },
      expect.objectContaining({ actorName: 'Ada', action: 'user.created', subjectId: id }),
    ]);
  });

  it('[S45] says who had a sale sent to the ERP again, and why it was not there', async () => {
    const sale = await shop.sell([await shop.addProduct(), 1]);
    const closed = { status: 'REJECTED', code: 'PERIOD_CLOSED', message: 'April is closed.' } as const;
    shop.erp.verdicts.set(sale.id, closed);
    await shop.sync();
    shop.erp.verdicts.clear();
    await shop.retry(sale.id);
    await shop.retry(sale.id); // it is SYNCED: nothing is sent
    const { auditEntries } = await shop.answer<{ auditEntries: { nodes: object[] } }>(
      '{ auditEntries(first: 2) { nodes { actorName action subjectName before outlet { code } } } }',
    );
    expect(auditEntries.nodes).toEqual([
      {
        actorName: 'Ada',
        action: 'sale.sent-again',
        subjectName: sale.reference,
        before: '{"syncStatus":"FAILED","why":"PERIOD_CLOSED"}',
        outlet: { code: 'MAIN' },
      },
      { actorName: 'Ada', action: 'sync.started', subjectName: null, before: null, outlet: null },
    ]);
  });
});
