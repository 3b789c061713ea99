import { pbkdf2Sync } from 'node:crypto';
import { approvalMac, money, pinVerifier, saleHash } from '@tillkeep/domain';
import { completeSale } from './complete-sale';
import { isExpired, readPeople } from './people';
import { secondsToWait, tryPin } from './pins';
import { adoptClaim } from './claims';
import { startSync, type Sync } from './sync';
import { openTestGateway, type TestGateway } from './test-gateway';
import { freshName, newClaim, openTill, sale, testClock, type TestClock, type Till } from './test-till';

let name: string;
let till: Till;
let clock: TestClock;
let gateway: TestGateway;
let sync: Sync | undefined;

beforeEach(async () => {
  name = freshName();
  clock = testClock();
  gateway = await openTestGateway(() => clock.now().getTime());
  till = await openTill(name);
});
afterEach(async () => {
  await sync?.stop();
  sync = undefined;
  till.store.close();
  await gateway.close();
});

const DEVICE_SALT = '0d'.repeat(32);
const salts = { cam: '0c'.repeat(16), mia: '0a'.repeat(16) };
const hashOf = (pin: string, salt: string) =>
  pbkdf2Sync(pin, Buffer.from(salt, 'hex'), 1000, 32, 'sha256').toString('hex');

function person(id: 'cam' | 'mia', pin: string) {
  const [pinSalt, role] = [salts[id], id === 'cam' ? 'CASHIER' : 'MANAGER'];
  const verifier = pinVerifier(hashOf(pin, pinSalt), DEVICE_SALT);
  return { id, name: id, role, pinSalt, iterations: 1000, verifier };
}

/** From the next contact on. */
function works(...people: object[]): void {
  const validUntil = new Date(clock.now().getTime() + 14 * 86_400_000).toISOString();
  const limits = { priceChangeLimit: 10, differenceLimit: 500 };
  gateway.people = { people, deviceSalt: DEVICE_SALT, validUntil, demo: false, ...limits };
}

async function contact(): Promise<void> {
  sync ??= startSync({ store: till.store, transport: gateway.transport, clock });
  await sync.now();
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

const tries = (id: string, ...pins: string[]) =>
  pins.reduce<Promise<unknown[]>>(
    async (before, pin) => [...(await before), await tryPin(till.store, id, pin, clock.now())],
    Promise.resolve([]),
  );
const wrong = (waitSeconds = 0) => ({ ok: false, error: { code: 'WRONG', waitSeconds } });
const wait = (waitSeconds: number) => ({ ok: false, error: { code: 'WAIT', waitSeconds } });

it('whoever works here is known after a contact, and stays so with no network and after a cold start', async () => {
  expect(await readPeople(till.store)).toBeUndefined();
  works(person('cam', '4711'));
  await contact();
  gateway.wire = 'silent';
  till.store.close();
  till = await openTill(name);
  expect((await readPeople(till.store))?.people).toMatchObject([{ id: 'cam', role: 'CASHIER' }]);
  expect(await tries('cam', '4711')).toMatchObject([
    { ok: true, value: { pinHash: hashOf('4711', salts.cam) } },
  ]);
});

it('who was switched off, or has another PIN, is so at the next contact', async () => {
  works(person('cam', '4711'), person('mia', '8151'));
  await contact();
  works(person('mia', '2718'));
  await contact();
  expect(await tries('cam', '4711')).toEqual([{ ok: false, error: { code: 'GONE' } }]);
  expect(await tries('mia', '8151', '2718')).toMatchObject([wrong(), { ok: true }]);
});

it('[PIN3] S24: after five wrong PINs there is a wait that grows, and that a restart does not end', async () => {
  works(person('cam', '4711'), person('mia', '8151'));
  await contact();
  expect(await tries('cam', '1', '2', '3', '4', '5')).toEqual([
    wrong(),
    wrong(),
    wrong(),
    wrong(),
    wrong(30),
  ]);
  expect(await tries('cam', '4711')).toEqual([wait(30)]);
  till.store.close();
  till = await openTill(name);
  expect(await tries('cam', '4711')).toEqual([wait(30)]);
  expect(await tries('mia', '8151')).toMatchObject([{ ok: true }]);
  clock.advance(29_001);
  expect(await tries('cam', '4711')).toEqual([wait(1)]);
  clock.advance(1000);
  expect(await tries('cam', '6')).toEqual([wrong(60)]);
  clock.advance(60_000);
  expect(await tries('cam', '4711', '7')).toMatchObject([{ ok: true }, wrong()]);
});

it('S24: a try counts before it is looked at: many at once are not let through together', async () => {
  works(person('cam', '4711'));
  await contact();
  const pins = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '4711'];
  const answers = await Promise.all(pins.map((pin) => tryPin(till.store, 'cam', pin, clock.now())));
  expect(answers.slice(5)).toEqual(Array(5).fill(wait(30)));
});

it('S24: a try whose outcome was never written down, because the browser was killed, is a wrong one', async () => {
  works(person('cam', '4711'));
  await contact();
  // Killed while the PIN is looked at: no answer ever comes.
  const hashing = jest
    .spyOn(crypto.subtle, 'deriveBits')
    .mockImplementation(() => new Promise(() => undefined));
  for (let n = 1; n <= 5; n += 1) {
    void tryPin(till.store, 'cam', '4711', clock.now());
    await until(() => hashing.mock.calls.length === n);
    till.store.close();
    till = await openTill(name);
  }
  hashing.mockRestore();
  const [cam] = (await readPeople(till.store))?.people ?? [];
  if (!cam) throw new Error('Cam has gone.');
  expect(await secondsToWait(till.store, cam, clock.now())).toBe(30);
});

it('a clock that was put back makes no wait longer, and a new PIN begins anew', async () => {
  works(person('cam', '4711'));
  await contact();
  await tries('cam', '1', '2', '3', '4', '5');
  clock.jump(-86_400_000);
  expect(await tries('cam', '4711')).toEqual([wait(30)]);
  works({ ...person('cam', '4711'), pinSalt: salts.mia, verifier: person('mia', '4711').verifier });
  await contact();
  expect(await tries('cam', '4711')).toMatchObject([{ ok: true }]);
});

it('two weeks without the gateway, and PINs open nothing until it has answered again', async () => {
  works(person('cam', '4711'));
  await contact();
  gateway.wire = 'cut before';
  clock.advance(14 * 86_400_000 - 1000);
  expect(await tries('cam', '4711')).toMatchObject([{ ok: true }]);
  clock.advance(1000);
  expect(await tries('cam', '4711')).toEqual([{ ok: false, error: { code: 'EXPIRED' } }]);
  const people = await readPeople(till.store);
  expect(people && isExpired(people, clock.now())).toBe(true);
  gateway.wire = 'good';
  works(person('cam', '4711'));
  await contact();
  expect(await tries('cam', '4711')).toMatchObject([{ ok: true }]);
});

it('a device whose clock is a month ahead keeps to the two weeks by its own clock', async () => {
  works(person('cam', '4711'));
  gateway.clockAheadMs = -30 * 86_400_000;
  const { people } = gateway;
  gateway.people = { ...people, validUntil: new Date(clock.now().getTime() - 16 * 86_400_000).toISOString() };
  await contact();
  expect(await tries('cam', '4711')).toMatchObject([{ ok: true }]);
  clock.advance(14 * 86_400_000 + 1000);
  expect(await tries('cam', '4711')).toEqual([{ ok: false, error: { code: 'EXPIRED' } }]);
});

it('another claim knows nobody until it has asked', async () => {
  works(person('cam', '4711'));
  await contact();
  await adoptClaim(till.store, newClaim({ claimId: 'claim-2', token: 'tkd_2', epoch: 2 }));
  expect(await readPeople(till.store)).toBeUndefined();
});

it('a sale says who sold it and which of its prices were approved, and its hash covers that', async () => {
  const { id, lines } = sale();
  const cheap = lines.map((line) => ({ ...line, listPrice: money(900) }));
  const approve = (over: object) => {
    const approval = {
      ...{ id: '019a0000-0000-7000-8000-00000000aaaa', action: 'PRICE_CHANGE' as const, approverId: 'mia' },
      ...{
        approverName: 'Mia',
        amount: 449,
        saleId: id,
        productId: 'coffee',
        at: '2026-04-30T08:00:00.000Z',
      },
      ...over,
    };
    return { ...approval, mac: approvalMac(approval, 'claim-1', hashOf('8151', salts.mia)) };
  };
  const [needed, taken] = [approve({}), approve({ id: '019a0000-0000-7000-8000-00000000bbbb', amount: 100 })];
  const cashier = { id: 'cam', name: 'Cam' };
  const named = await completeSale(
    till.store,
    till.lead,
    sale({ id, lines: cheap, cashier, approvals: [taken, needed] }),
  );
  if (!named.ok) throw new Error(named.error.message);
  const { sent } = named.value;
  expect(sent).toMatchObject({
    cashierId: 'cam',
    cashierName: 'Cam',
    approvals: [needed],
    lines: [{ listPrice: 900 }],
  });
  expect(sent.approvals).toHaveLength(1);
  expect(saleHash(sent, 'claim-1')).toBe(sent.hash);
});

it('a sale without a name is sent as it always was', async () => {
  const nameless = await completeSale(till.store, till.lead, sale({ approvals: [] }));
  if (!nameless.ok) throw new Error(nameless.error.message);
  for (const field of ['cashierId', 'cashierName', 'approvals'])
    expect(nameless.value.sent).not.toHaveProperty(field);
  expect(nameless.value.sent.lines[0]).not.toHaveProperty('listPrice');
});
