// Who may say at a register who they are, and what a manager's PIN approves: as a device of somebody else's making does it.
import { createHmac, pbkdf2Sync } from 'node:crypto';
import Database from 'better-sqlite3';
import { canonicalJson } from '@tillkeep/domain';
import { v7 as uuid } from 'uuid';
import { claimDevice, coffee, type TestDevice } from '../device-under-test';
import { useShop } from '../gateway-under-test';

const PASSWORD = 'four words are enough';
const ANNEX = {
  code: 'ANNEX',
  name: 'Annex',
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  pricesIncludeTax: true,
};
const shop = useShop({ outlets: [ANNEX] });

const SET_PIN =
  'mutation ($password: String!, $pin: String!) { setPin(currentPassword: $password, pin: $pin) { hasPin } }';
const SET_USER_PIN = 'mutation ($id: ID!, $pin: String) { setUserPin(userId: $id, pin: $pin) { hasPin } }';
const PEOPLE = `{ registerPeople {
  people { id name role pinSalt iterations verifier } deviceSalt validUntil priceChangeLimit differenceLimit demo
} }`;

interface People {
  readonly people: readonly {
    id: string;
    name: string;
    role: string;
    pinSalt: string;
    iterations: number;
    verifier: string;
  }[];
  readonly deviceSalt: string;
}

async function addUser(name: string, role = 'CASHIER', outlet = 'MAIN'): Promise<string> {
  const { outlets } = await shop.answer<{ outlets: { id: string; code: string }[] }>(
    '{ outlets { id code } }',
  );
  const outletIds = outlets.filter(({ code }) => code === outlet).map(({ id }) => id);
  const input = { name, email: `${name}@shop.test`, role, outletIds, password: PASSWORD };
  const { createUser } = await shop.answer<{ createUser: { id: string } }>(
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }',
    { input },
  );
  return createUser.id;
}

const as = (name: string) => shop.as().signIn(`${name}@shop.test`, PASSWORD);

async function peopleOf(device: TestDevice): Promise<People> {
  const { data, errors } = await device.ask<{ registerPeople: People }>(PEOPLE);
  if (!data) throw new Error(JSON.stringify(errors));
  return data.registerPeople;
}

/** What a register works out of a typed PIN. */
function hashOf(pin: string, { pinSalt, iterations }: People['people'][number]): Buffer {
  return pbkdf2Sync(pin, Buffer.from(pinSalt, 'hex'), iterations, 32, 'sha256');
}

const hmac = (key: Buffer, text: string | Buffer) => createHmac('sha256', key).update(text).digest('hex');

describe('a PIN', () => {
  it('is set by oneself, with one’s password, and is in the activity without its digits', async () => {
    await addUser('cam');
    const cam = await as('cam');
    expect(await cam.refusal(SET_PIN, { password: 'not it', pin: '4711' })).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'currentPassword' },
    });
    for (const pin of ['1234', '0000', '471', '47110815x'])
      expect(await cam.refusal(SET_PIN, { password: PASSWORD, pin })).toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', field: 'pin' },
      });
    expect(await cam.answer(SET_PIN, { password: PASSWORD, pin: '4711' })).toEqual({
      setPin: { hasPin: true },
    });
    const { auditEntries } = await shop.answer<{ auditEntries: { nodes: { action: string }[] } }>(
      '{ auditEntries(first: 1) { nodes { action actorName subjectName before after } } }',
    );
    expect(auditEntries.nodes).toMatchObject([{ action: 'user.pin-set', actorName: 'cam' }]);
    expect(JSON.stringify(auditEntries)).not.toContain('4711');
  });

  it('of a cashier is set and taken away by a manager of the outlet, of nobody else', async () => {
    const [cam, mia] = [await addUser('cam'), await addUser('mia', 'MANAGER')];
    await addUser('eve', 'MANAGER', 'ANNEX');
    const [manager, stranger] = [await as('mia'), await as('eve')];
    expect(await manager.answer(SET_USER_PIN, { id: cam, pin: '4711' })).toEqual({
      setUserPin: { hasPin: true },
    });
    expect(await manager.answer(SET_USER_PIN, { id: cam })).toEqual({ setUserPin: { hasPin: false } });
    expect((await manager.refusal(SET_USER_PIN, { id: mia, pin: '4711' })).extensions.code).toBe('FORBIDDEN');
    for (const id of [cam, mia])
      expect((await stranger.refusal(SET_USER_PIN, { id, pin: '4711' })).extensions.code).toBe('NOT_FOUND');
    expect(await shop.answer(SET_USER_PIN, { id: mia, pin: '4711' })).toEqual({
      setUserPin: { hasPin: true },
    });
  });

  it('S23: signs nobody in: only a device is told whom it may let in, and no person reads a PIN’s hash', async () => {
    const cam = await addUser('cam', 'MANAGER');
    await shop.answer(SET_USER_PIN, { id: cam, pin: '47110815' });
    const login = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }';
    expect(
      await shop.as().refusal(login, { input: { email: 'cam@shop.test', password: '47110815' } }),
    ).toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
    expect((await shop.as().refusal(PEOPLE)).message).toBe('Sign in first.');
    expect((await (await as('cam')).refusal(PEOPLE)).extensions.code).toBe('FORBIDDEN');
    expect((await shop.as('tkd_nobody').refusal(PEOPLE)).extensions.code).toBe('UNAUTHENTICATED');
    const device = await claimDevice(shop);
    const told = await peopleOf(device);
    expect(told.people).toMatchObject([{ id: cam, name: 'cam', role: 'MANAGER', iterations: 600_000 }]);
    const rows = new Database(shop.file, { readonly: true });
    const { hash } = rows.prepare<[], { hash: string }>('SELECT "hash" FROM "Pin"').get() ?? { hash: '' };
    rows.close();
    expect(hash).toHaveLength(64);
    expect(JSON.stringify(told)).not.toContain(hash);
  });

  it('is told apart from a wrong one by what the device is told', async () => {
    const cam = await addUser('cam');
    await shop.answer(SET_USER_PIN, { id: cam, pin: '4711' });
    const { people, deviceSalt } = await peopleOf(await claimDevice(shop));
    const [person] = people;
    if (!person) throw new Error('Nobody is there.');
    const salt = Buffer.from(deviceSalt, 'hex');
    expect(hmac(salt, hashOf('4711', person))).toBe(person.verifier);
    expect(hmac(salt, hashOf('4712', person))).not.toBe(person.verifier);
  });
});

describe('an approval', () => {
  it('S26, S48: made with a manager’s PIN holds; a forged or edited one flags the sale, which is recorded all the same', async () => {
    const [cam, mia] = [await addUser('cam'), await addUser('mia', 'MANAGER')];
    await shop.answer(SET_USER_PIN, { id: mia, pin: '4711' });
    const [device, productId] = [await claimDevice(shop), await shop.addProduct()];
    const manager = (await peopleOf(device)).people.find(({ id }) => id === mia);
    if (!manager) throw new Error('Mia is not there.');
    const key = hashOf('4711', manager);
    const sell = (tamper: (approval: object) => object = (approval) => approval) => {
      const id = uuid();
      const approval = {
        ...{ id: uuid(), action: 'PRICE_CHANGE', approverId: mia, approverName: 'mia', amount: 250 },
        ...{ saleId: id, productId, at: new Date().toISOString() },
      };
      const mac = hmac(key, canonicalJson({ ...approval, claimId: device.claim.id }));
      const line = { ...coffee(productId), unitPrice: 250, listPrice: 449 };
      const given = { id, cashierId: cam, cashierName: 'cam', approvals: [tamper({ ...approval, mac })] };
      return device.sell([line], given);
    };
    const right = sell();
    expect(await device.flags(right)).toEqual(['PRICE_DIFFERS']);
    const forged = [
      sell((approval) => ({ ...approval, mac: 'f'.repeat(64) })),
      sell((approval) => ({ ...approval, approverId: cam })),
      sell((approval) => ({ ...approval, amount: 251 })),
    ];
    for (const sale of forged) expect(await device.flags(sale)).toEqual(['PRICE_DIFFERS', 'NOT_APPROVED']);
    const again = device.sell([{ ...coffee(productId), unitPrice: 250, listPrice: 449 }], {
      ...{ cashierId: cam, cashierName: 'cam', approvals: right.approvals },
    });
    expect(await device.flags(again)).toEqual(['PRICE_DIFFERS', 'NOT_APPROVED']);

    const { sale } = await shop.answer<{ sale: unknown }>(
      'query ($id: ID!) { sale(id: $id) { cashierId cashierName lines { listPrice unitPrice } approvals { action approverName amount } } }',
      { id: right.id },
    );
    expect(sale).toEqual({
      ...{ cashierId: cam, cashierName: 'cam', lines: [{ listPrice: 449, unitPrice: 250 }] },
      approvals: [{ action: 'PRICE_CHANGE', approverName: 'mia', amount: 250 }],
    });
    const { registerProof } = await shop.answer<{ registerProof: { complete: boolean } }>(
      'query ($id: ID!) { registerProof(registerId: $id) { complete } }',
      { id: device.claim.register.id },
    );
    expect(registerProof.complete).toBe(true);
  });

  it('a sale made online is its caller’s', async () => {
    await addUser('cam');
    const cam = await as('cam');
    const { id } = await cam.sell([await shop.addProduct(), 1]);
    const { sale } = await shop.answer<{ sale: unknown }>(
      'query ($id: ID!) { sale(id: $id) { cashierName } }',
      { id },
    );
    expect(sale).toEqual({ cashierName: 'cam' });
  });
});
