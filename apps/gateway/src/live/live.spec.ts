import { setTimeout as sleep } from 'node:timers/promises';
import { claimDevice } from '../device-under-test';
import { useShop } from '../gateway-under-test';
import type { ApiError, RunAnswer, ShopApi } from '../shop-api';
import { listen, until, type Listener } from './listener-under-test';

const ANNEX = {
  code: 'ANNEX',
  name: 'Annex',
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  pricesIncludeTax: true,
};
const PASSWORD = 'four words are enough';

const shop = useShop({ outlets: [ANNEX] });

interface Stock {
  readonly stockChanged: readonly { readonly id: string; readonly stock: number }[];
}
const STOCK = 'subscription { stockChanged { id stock } }';

interface Progress {
  readonly syncProgress: RunAnswer & { readonly planned: number };
}
const PROGRESS = 'subscription { syncProgress { id status planned attempted synced failed finishedAt } }';

const listeners: Listener<unknown>[] = [];
afterEach(() => {
  for (const listener of listeners.splice(0)) listener.close();
});

async function hear<Data>(query: string, api = shop.as(shop.token), outletId = shop.outletId) {
  api.outletId = outletId;
  const listener = await listen<Data>(api, query);
  listeners.push(listener);
  return listener;
}

/** The only error of a subscription that is refused. */
async function refusal(query: string, api?: ShopApi): Promise<ApiError | undefined> {
  const listener = await hear(query, api);
  await until(() => listener.ended !== undefined);
  expect(listener).toMatchObject({ heard: [], ended: 'complete', errors: [expect.anything()] });
  return listener.errors[0];
}

async function outletIdOf(code: string): Promise<string> {
  const { outlets } = await shop.answer<{ outlets: { id: string; code: string }[] }>(
    '{ outlets { id code } }',
  );
  return outlets.find((outlet) => outlet.code === code)?.id ?? '';
}

/** Somebody with this role at MAIN, or at another outlet, signed in. */
async function someone(role: string, outletId = shop.outletId) {
  const email = `${role}.${outletId}@shop.test`.toLowerCase();
  const { createUser } = await shop.answer<{ createUser: { id: string } }>(
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }',
    { input: { name: role, email, role, outletIds: [outletId], password: PASSWORD } },
  );
  return { id: createUser.id, api: await shop.as().signIn(email, PASSWORD) };
}

describe('stockChanged', () => {
  it('tells what is left of a product within half a second of its sale', async () => {
    const product = await shop.addProduct();
    await sleep(300);
    const { heard } = await hear<Stock>(STOCK);
    await shop.sell([product, 3]);
    const sold = Date.now();
    await until(() => heard.length > 0);
    expect(Date.now() - sold).toBeLessThan(500);
    expect(heard).toEqual([{ stockChanged: [{ id: product, stock: 7 }] }]);
  });

  it('tells of a hundred sales in a few events, and their last one is right', async () => {
    const product = await shop.addProduct({ openingStock: 100 });
    const { heard } = await hear<Stock>(STOCK);
    const begun = Date.now();
    await shop.sellMany(product, 100);
    await until(() => heard.at(-1)?.stockChanged[0]?.stock === 0);
    expect(heard.length).toBeLessThanOrEqual((Date.now() - begun) / 100 + 1);
  });

  it('[S03] tells nobody of another outlet anything, and an administrator of the outlet that they have chosen', async () => {
    const product = await shop.addProduct();
    const annex = await outletIdOf('ANNEX');
    const stranger = await someone('MANAGER', annex);
    await sleep(300);
    const strangers = await Promise.all([
      hear<Stock>(STOCK, stranger.api, annex),
      hear<Stock>(STOCK, shop.as(shop.token), annex),
    ]);
    const known = await hear<Stock>(STOCK);
    await shop.sell([product, 1]);
    await until(() => known.heard.length > 0);
    await sleep(300);
    for (const { heard } of strangers) expect(heard).toEqual([]);
    expect(await refusal(STOCK, stranger.api)).toMatchObject({
      extensions: { code: 'NOT_FOUND', field: 'x-tillkeep-outlet' },
    });
  });
});

describe('syncProgress', () => {
  it('tells how a run goes on and how it ended, at most ten times a second', async () => {
    const product = await shop.addProduct({ openingStock: 1000 });
    await shop.sellMany(product, 450);
    const { heard } = await hear<Progress>(PROGRESS);
    const begun = Date.now();
    const run = await shop.sync();
    await until(() => heard.at(-1)?.syncProgress.status === 'FINISHED');
    const { id } = run;
    expect(heard.at(-1)?.syncProgress).toMatchObject({ id, planned: 450, attempted: 450, synced: 450 });
    expect(heard.length).toBeLessThanOrEqual((Date.now() - begun) / 100 + 1);
    const attempted = heard.map(({ syncProgress }) => syncProgress.attempted);
    expect(attempted).toEqual([...attempted].sort((a, b) => a - b));
    expect(heard.filter(({ syncProgress }) => syncProgress.status === 'FINISHED')).toHaveLength(1);
  });

  it('tells of what comes up while the ERP is slow', async () => {
    const product = await shop.addProduct({ openingStock: 1000 });
    await shop.sellMany(product, 150);
    const release = shop.erp.hold();
    const { heard } = await hear<Progress>(PROGRESS);
    const run = shop.sync();
    await until(() => heard.length > 0);
    expect(heard.at(-1)?.syncProgress).toMatchObject({ status: 'RUNNING', planned: 150, attempted: 0 });
    release();
    await run;
    await until(() => heard.at(-1)?.syncProgress.status === 'FINISHED');
  });
});

describe('a stream', () => {
  it.each([
    ['a query', '{ categories }', /Only subscriptions/],
    ['no GraphQL', 'SELECT 1', /Syntax Error/],
    ['two fields', 'subscription { stockChanged { id } syncProgress { id } }', /one top level field/],
    ['what there is not', 'subscription { secrets }', /Cannot query field/],
    [
      'too much at once',
      'subscription { stockChanged { movements(first: 200) { nodes { id reason } } } }',
      /at most 50000/,
    ],
    [
      'something too deep',
      `subscription { stockChanged { ${'movements { nodes { sale { lines { product { '.repeat(4)}id${' }'.repeat(22)}`,
      /depth limit/i,
    ],
    [
      'too many aliases',
      `subscription { stockChanged { ${[...Array(16).keys()].map((n) => `a${n}: id`).join(' ')} } }`,
      /Aliases limit/i,
    ],
    ['a document without end', `subscription { stockChanged { ${'id '.repeat(3000)} } }`, /tokens/],
  ])('[S29] refuses %s', async (_what, query, message) => {
    expect(await refusal(query)).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('[S34] [S35] is no way in for a page of somebody else’s, and carries the strict headers', async () => {
    const aborter = new AbortController();
    const headers = { 'content-type': 'text/plain' };
    const foreign = await shop.openStream(STOCK, { headers });
    expect(await foreign.text()).toMatch(/^event: next\ndata: .*BAD_USER_INPUT.*\n\nevent: complete/);
    expect((await shop.openStream(STOCK, { headers: { accept: '*/*' } })).status).toBe(406);
    expect((await fetch(`${shop.url}/graphql/stream?query=${encodeURIComponent(STOCK)}`)).status).toBe(404);
    const stream = await shop.openStream(STOCK, { signal: aborter.signal });
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(stream.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(stream.headers.get('x-content-type-options')).toBe('nosniff');
    expect(stream.headers.get('access-control-allow-origin')).toBeNull();
    aborter.abort();
  });

  it('shows that it lives when nothing happens', async () => {
    const aborter = new AbortController();
    const { body } = await shop.openStream(STOCK, { signal: aborter.signal });
    const reader = body?.getReader();
    const words = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect([await words(), await words()]).toEqual([':\n\n', ':\n\n']);
    aborter.abort();
  }, 10_000);

  it('[S11] [S12] ends within seconds for whoever has signed out, was switched off or demoted', async () => {
    const [left, off, demoted] = [await someone('CASHIER'), await someone('MANAGER'), await someone('ADMIN')];
    const streams = [
      await hear(STOCK, left.api),
      await hear(PROGRESS, off.api),
      await hear(STOCK, demoted.api),
    ];
    const stays = await hear(STOCK);
    const update =
      'mutation ($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { id } }';
    await left.api.answer('mutation { logout }');
    await shop.answer(update, { id: off.id, input: { active: false } });
    await shop.answer(update, { id: demoted.id, input: { role: 'CASHIER' } });
    await until(() => streams.every(({ ended }) => ended !== undefined), 8);
    for (const { ended } of streams) expect(ended).not.toBe('complete');
    expect(stays.ended).toBeUndefined();
    expect(await refusal(STOCK, off.api)).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  }, 15_000);

  it('is one of at most twenty of the same caller, and makes room when it ends', async () => {
    const cashier = await someone('CASHIER');
    const streams = await Promise.all([...Array(20)].map(() => hear(STOCK, cashier.api)));
    expect(streams.map(({ ended }) => ended)).toEqual(streams.map(() => undefined));
    const refused = await cashier.api.openStream(STOCK);
    expect([refused.status, await refused.json()]).toEqual([
      429,
      { errors: [{ message: expect.stringContaining('20 streams'), extensions: { code: 'RATE_LIMITED' } }] },
    ]);
    expect((await hear(STOCK)).ended).toBeUndefined(); // of somebody else
    streams[0]?.close();
    await sleep(100);
    expect((await hear(STOCK, cashier.api)).ended).toBeUndefined();
  });

  it('gets out of the way when the gateway stops', async () => {
    const stream = await hear(STOCK);
    const begun = Date.now();
    await shop.restart();
    expect(Date.now() - begun).toBeLessThan(2000);
    await until(() => stream.ended !== undefined);
    expect(stream.ended).not.toBe('complete');
  });
});

it('a device hears of the stock at its outlet with nothing but its own token', async () => {
  const product = await shop.addProduct();
  const { claim } = await claimDevice(shop);
  await sleep(300);
  const { heard } = await hear<Stock>(STOCK, shop.as(claim.token));
  await shop.sell([product, 1]);
  await until(() => heard.length > 0);
  expect(heard).toEqual([{ stockChanged: [{ id: product, stock: 9 }] }]);
});
