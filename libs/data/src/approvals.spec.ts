import { approvalMac, money, type Approval } from '@tillkeep/domain';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { v7 as uuid } from 'uuid';
import { findApprovals } from './approvals';
import { findDevice } from './claims';
import { createOutlet } from './outlets';
import { registerPeople, setPin } from './pins';
import { listRegisterEvents, type SentEvent } from './register-events';
import { findSale } from './sale-rows';
import { DATABASES, MAIN, useShop, type TestShop } from './test-shop';
import { Till, type Given } from './till-for-test';
import { createUser, updateUser } from './users';

describe.each(DATABASES)('people at a register, on %s', (database) => {
  const shop = useShop(database);

  it('a device hears of whoever is active at its outlet and has a PIN', async () => {
    const [cam, mia] = [await addUser(shop, 'Cam', 'CASHIER'), await addUser(shop, 'Mia', 'MANAGER')];
    await createUser(shop.db, newUser(shop, 'Nopin', 'CASHIER'));
    const annex = await createOutlet(shop.db, { ...MAIN, code: 'ANNEX' });
    await createUser(shop.db, { ...newUser(shop, 'Eve', 'MANAGER'), outletIds: [annex.id], pin: pin(7) });
    const ada = await createUser(shop.db, { ...newUser(shop, 'Ada', 'ADMIN'), outletIds: [], pin: pin(8) });
    const till = await Till.at(shop);
    const known = async () => (await peopleAt(shop, till)).people.map(({ id }) => id);
    expect(await known()).toEqual([ada, cam, mia]);
    await updateUser(shop.db, cam, { active: false });
    await setPin(shop.db, mia, undefined);
    expect(await known()).toEqual([ada]);
  });

  it('[PIN4] two devices are told different things, and neither the hash', async () => {
    await addUser(shop, 'Mia', 'MANAGER');
    const [one, other] = [
      await peopleAt(shop, await Till.at(shop, 'R1')),
      await peopleAt(shop, await Till.at(shop, 'R2')),
    ];
    expect(one.people[0]?.verifier).not.toBe(other.people[0]?.verifier);
    for (const told of [one, other]) expect(JSON.stringify(told)).not.toContain(pin(1).hash);
    expect(one).toMatchObject({ priceChangeLimit: 10, differenceLimit: 500 });
    expect(one.validUntil.getTime() - Date.now()).toBeGreaterThan(13.9 * 86_400_000);
  });

  it('an approved price is recorded with both names, and nothing is to be looked at but the price', async () => {
    const { till, product, cam, approve } = await open(shop);
    const sale = till.sellOne(product, {
      ...cam,
      ...cheap,
      approvals: (saleId) => [approve({ saleId, productId: product })],
    });
    expect((await till.send([sale])).results).toMatchObject([{ flags: ['PRICE_DIFFERS'] }]);
    expect(await findSale(shop.db, { id: sale.id })).toMatchObject({
      ...cam,
      hash: sale.hash,
      lines: [cheap],
    });
    const kept = (await findApprovals(shop.db, [sale.id])).get(sale.id);
    expect(kept).toMatchObject([
      { action: 'PRICE_CHANGE', approverName: 'Mia', amount: 250, productId: product },
    ]);
    expect(
      await shop.db.read.auditEntry.count({ where: { action: 'sale.price-approved', actorName: 'Mia' } }),
    ).toBe(1);
  });

  it('without an approval, or with one that does not hold, the sale is recorded and flagged', async () => {
    const { till, product, cam, approve, mia } = await open(shop);
    const fits = (saleId: string) => ({ saleId, productId: product });
    const attempts: [string, Given['approvals'], ('NOT_APPROVED' | 'PRICE_DIFFERS')[]][] = [
      ['none', undefined, ['PRICE_DIFFERS', 'NOT_APPROVED']],
      ['forged', (id) => [{ ...approve(fits(id)), mac: '0'.repeat(64) }], ['PRICE_DIFFERS', 'NOT_APPROVED']],
      [
        'edited',
        (id) => [{ ...approve({ ...fits(id), amount: 300 }), amount: 250 }],
        ['PRICE_DIFFERS', 'NOT_APPROVED'],
      ],
      ['of another sale', () => [approve(fits(uuid()))], ['PRICE_DIFFERS', 'NOT_APPROVED']],
      [
        'for another claim',
        (id) => [approve(fits(id), { claimId: 'other' })],
        ['PRICE_DIFFERS', 'NOT_APPROVED'],
      ],
      [
        'by a cashier',
        (id) => [approve(fits(id), { by: cam.cashierId, name: 'Cam', pinOf: 0 })],
        ['PRICE_DIFFERS', 'NOT_APPROVED'],
      ],
      [
        'in a name that is another’s',
        (id) => [approve(fits(id), { pinOf: 0 })],
        ['PRICE_DIFFERS', 'NOT_APPROVED'],
      ],
      ['right', (id) => [approve(fits(id))], ['PRICE_DIFFERS']],
    ];
    for (const [what, approvals, flags] of attempts) {
      const sale = till.sellOne(product, { ...cam, ...cheap, approvals });
      const { results } = await till.send([sale]);
      expect({ what, ...results[0] }).toMatchObject({ what, outcome: 'RECORDED', flags });
    }
    const alone = till.sellOne(product, { cashierId: mia, cashierName: 'Mia', ...cheap });
    expect((await till.send([alone])).results).toMatchObject([{ flags: ['PRICE_DIFFERS'] }]);
    const nameless = till.sellOne(product, cheap);
    expect((await till.send([nameless])).results).toMatchObject([{ flags: ['PRICE_DIFFERS'] }]);
  });

  it('one approval raced in 50 sales counts exactly once', async () => {
    const { till, product, cam, approve } = await open(shop);
    const [first] = [uuid()];
    const one = approve({ saleId: first, productId: product });
    const sales = Array.from({ length: 50 }, () =>
      till.sellOne(product, {
        ...cam,
        ...cheap,
        approvals: (saleId) => [approve({ saleId, productId: product }, { id: one.id })],
      }),
    );
    const answers = await Promise.all(sales.map((sale) => till.send([sale])));
    const flags = answers.flatMap(({ results }) =>
      results.map((result) => result.flags.includes('NOT_APPROVED')),
    );
    expect(flags.filter((isUnapproved) => !isUnapproved)).toHaveLength(1);
    expect(await shop.db.read.approval.count()).toBe(1);
  });

  it('a PIN that was changed meanwhile still holds for what it approved, for as long as devices may not have heard', async () => {
    const { till, product, cam, mia, approve } = await open(shop);
    const sell = () =>
      till.sellOne(product, {
        ...cam,
        ...cheap,
        approvals: (saleId) => [approve({ saleId, productId: product })],
      });
    const [early, late] = [sell(), sell()];
    await setPin(shop.db, mia, pin(5));
    expect((await till.send([early])).results).toMatchObject([{ flags: ['PRICE_DIFFERS'] }]);
    await shop.db.transaction((tx) =>
      tx.execute(
        sql`UPDATE "Pin" SET "endedAt" = ${new Date(Date.now() - 15 * 86_400_000)} WHERE "endedAt" IS NOT NULL`,
      ),
    );
    expect((await till.send([late])).results).toMatchObject([{ flags: ['PRICE_DIFFERS', 'NOT_APPROVED'] }]);
  });

  it('what a cashier does at the drawer or with a cart is recorded, and marked where nobody has approved it', async () => {
    const { till, cam, mia, approve } = await open(shop);
    const by = { userId: cam.cashierId, userName: 'Cam' };
    const event = (kind: SentEvent['kind'], given: Partial<SentEvent>, deed?: Partial<Approval>) => {
      const id = uuid();
      const approval = deed && approve({ eventId: id, productId: undefined, saleId: undefined, ...deed });
      return till.event(kind, { ...by, ...given, id, ...(approval && { approval }) });
    };
    const cleared = { action: 'CART_CLEARED', amount: 449 } as const;
    const one = approve({ ...cleared, eventId: uuid() });
    const attempts: [string, SentEvent, Partial<{ isUnapproved: boolean; approvedByName: string | null }>][] =
      [
        [
          'right',
          event('CART_CLEARED', { amount: money(449) }, cleared),
          { isUnapproved: false, approvedByName: 'Mia' },
        ],
        ['none', event('CART_CLEARED', { amount: money(449) }), { isUnapproved: true, approvedByName: null }],
        ['another amount', event('CART_CLEARED', { amount: money(450) }, cleared), { isUnapproved: true }],
        [
          'of another event',
          till.event('CART_CLEARED', { ...by, amount: money(449), approval: one }),
          { isUnapproved: true },
        ],
        [
          'a drawer',
          event('DRAWER_OPENED', {}, { action: 'DRAWER_OPENED', amount: 0 }),
          { isUnapproved: false },
        ],
        [
          'a small difference',
          event('SHIFT_CLOSED', { amount: money(9500), expected: money(10_000) }),
          { isUnapproved: false },
        ],
        [
          'a big difference',
          event('SHIFT_CLOSED', { amount: money(9000), expected: money(10_000) }),
          { isUnapproved: true },
        ],
        [
          'a big difference, approved',
          event(
            'SHIFT_CLOSED',
            { amount: money(9000), expected: money(10_000) },
            { action: 'SHIFT_DIFFERENCE', amount: -1000 },
          ),
          { isUnapproved: false, approvedByName: 'Mia' },
        ],
        [
          'a manager',
          till.event('DRAWER_OPENED', { userId: mia, userName: 'Mia' }),
          { isUnapproved: false, approvedByName: null },
        ],
        ['without a name', till.event('DRAWER_OPENED'), { isUnapproved: false }],
      ];
    const { results } = await till.report(attempts.map(([, sent]) => sent));
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['RECORDED']));
    const { edges } = await listRegisterEvents(shop.db, till.claim.registerId, { first: 20 });
    for (const [what, { id }, expected] of attempts)
      expect({ what, ...edges.find(({ node }) => node.id === id)?.node }).toMatchObject({
        what,
        ...expected,
      });
    const unapproved = { action: 'register.cart-cleared', after: { contains: '"isUnapproved":true' } };
    expect(await shop.db.read.auditEntry.count({ where: unapproved })).toBe(3);
  });

  it('who is no manager here any more approves nothing', async () => {
    const { till, product, cam, mia, approve } = await open(shop);
    const sale = till.sellOne(product, {
      ...cam,
      ...cheap,
      approvals: (saleId) => [approve({ saleId, productId: product })],
    });
    await createUser(shop.db, newUser(shop, 'Ada', 'ADMIN'));
    await updateUser(shop.db, mia, { role: 'CASHIER' });
    expect((await till.send([sale])).results).toMatchObject([{ flags: ['PRICE_DIFFERS', 'NOT_APPROVED'] }]);
  });
});

const cheap = { unitPrice: 250, listPrice: 449 };

/** A till, a coffee for 4.49, Cam who sells it and Mia who may approve a price. */
async function open(shop: TestShop) {
  const [till, product] = [await Till.at(shop), await shop.addProduct({ stock: 100 })];
  const [camId, mia] = [await addUser(shop, 'Cam', 'CASHIER', 0), await addUser(shop, 'Mia', 'MANAGER', 1)];
  const approve = (
    deed: Partial<Approval>,
    { id = uuid(), by = mia, name = 'Mia', pinOf = 1, claimId = till.claim.id } = {},
  ): Approval => {
    const approval = {
      ...{ id, action: 'PRICE_CHANGE' as const, approverId: by, approverName: name, amount: 250 },
      ...{ at: '2026-04-30T10:00:00Z', ...deed },
    };
    return { ...approval, mac: approvalMac(approval, claimId, pin(pinOf).hash) };
  };
  return { till, product, cam: { cashierId: camId, cashierName: 'Cam' }, mia, approve };
}

const pin = (of: number) => ({ salt: '00'.repeat(16), hash: `0${of}`.repeat(32), iterations: 1000 });

function addUser(shop: TestShop, name: string, role: 'CASHIER' | 'MANAGER', pinOf = 1): Promise<string> {
  return createUser(shop.db, { ...newUser(shop, name, role), pin: pin(pinOf) });
}

function newUser(shop: TestShop, name: string, role: 'CASHIER' | 'MANAGER' | 'ADMIN') {
  return { name, email: `${name}@shop.test`, role, outletIds: [shop.outletId], passwordHash: '' };
}

async function peopleAt(shop: TestShop, till: Till) {
  const device = await findDevice(shop.db, till.claim.token);
  if (!device) throw new Error('The device is not known.');
  return registerPeople(shop.db, device);
}
