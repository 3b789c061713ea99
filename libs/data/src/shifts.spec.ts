import { money } from '@tillkeep/domain';
import { v7 as uuid } from 'uuid';
import { listAuditEntries, verifyAudit } from './audit';
import { createOutlet } from './outlets';
import type { SentEvent } from './register-events';
import { Refusal } from './refusal';
import { closeShift, examineShift, findShift, listShifts, type Shift, type ShiftFilter } from './shifts';
import { DATABASES, MAIN, useShop } from './test-shop';
import { Till } from './till-for-test';

describe.each(DATABASES)('shifts on %s', (database) => {
  const shop = useShop(database);

  const open = (till: Till, shiftNumber = 1): SentEvent => {
    const id = uuid();
    return till.event('SHIFT_OPENED', {
      id,
      shiftId: id,
      shiftNumber,
      userName: 'Mia',
      amount: money(20_000),
    });
  };
  const close = (till: Till, { id, shiftNumber }: SentEvent, counted: number, expected: number): SentEvent =>
    till.event('SHIFT_CLOSED', {
      ...{ shiftId: id, shiftNumber, userName: 'Ben', reason: 'Counted twice' },
      ...{ amount: money(counted), expected: money(expected) },
    });
  const found = async ({ id }: { id: string }): Promise<Shift> => {
    const shift = await findShift(shop.db, id);
    if (!shift) throw new Error('The shift is not there.');
    return shift;
  };
  const examine = async (event: SentEvent) => examineShift(shop.db, await found(event));
  const list = async (filter: ShiftFilter = {}) =>
    (await listShifts(shop.db, filter, { first: 50 })).edges.map(({ node }) => node.id);

  /** A shift of three sales of 4.49, of which one is paid in cash, with 1.00 paid in and 4.50 paid out. */
  async function traded() {
    const [till, product] = [await Till.at(shop), await shop.addProduct({ stock: 100 })];
    const before = till.sell(product, 2);
    const opened = open(till);
    const sold = till.sell(product, 3);
    const moved = [
      till.event('PAID_IN', { shiftId: opened.id, amount: money(100), reason: 'Change' }),
      till.event('PAID_OUT', { shiftId: opened.id, amount: money(450), reason: 'Milk' }),
    ];
    return { till, product, before, opened, sold, moved };
  }
  const EXPECTED = 20_000 + 3 * 449 + 100 - 450;

  it('are opened, and closed with what was counted; the report is worked out from the sales', async () => {
    const { till, product, before, opened, sold, moved } = await traded();
    const closed = close(till, opened, EXPECTED + 449, EXPECTED);
    await till.send([...before, ...sold]);
    await till.report([opened, ...moved]);
    expect(await found(opened)).toMatchObject({
      ...{ number: 1, openedByName: 'Mia', float: 20_000, fromSale: 2, toSale: null, closedAt: null },
      registerId: till.claim.registerId,
    });
    expect((await examine(opened)).report).toMatchObject({
      count: 3,
      firstSale: 3,
      lastSale: 5,
      missing: [],
    });
    await till.report([closed]);
    await till.send(till.sell(product, 1)); // of no shift
    expect(await found(opened)).toMatchObject({
      ...{ toSale: 5, closedByName: 'Ben', counted: EXPECTED + 449, expected: EXPECTED, difference: 449 },
      ...{ closedByManager: false, note: 'Counted twice' },
    });
    expect(await examine(opened)).toMatchObject({
      report: { count: 3, expected: EXPECTED, paidIn: 100, paidOut: 450, total: 3 * 449, missing: [] },
      ...{ addenda: [], onDevice: [] },
    });
    const { edges } = await listAuditEntries(shop.db, { action: 'shift' }, { first: 5 });
    expect(edges.map(({ node }) => [node.action, node.actorName])).toEqual([
      ['shift.closed', 'Ben'],
      ['shift.opened', 'Mia'],
    ]);
  });

  it('come out the same, in whatever order their events arrive, and however often', async () => {
    const { till, before, opened, sold, moved } = await traded();
    const closed = close(till, opened, EXPECTED, EXPECTED);
    await till.send([...before, ...sold]);
    await till.report([closed]);
    expect(await list()).toEqual([]);
    await till.report([...moved, opened]);
    await till.report([opened, closed]);
    expect(await found(opened)).toMatchObject({ toSale: 5, difference: 0 });
    expect(await examine(opened)).toMatchObject({ report: { expected: EXPECTED }, causes: [], addenda: [] });
  });

  it('that were closed get their late sales as addenda, and what was said of them stays', async () => {
    const { till, before, opened, sold, moved } = await traded();
    const [first, second, third] = sold;
    if (!first || !second || !third) throw new Error('There are three sales.');
    await till.send([...before, first]);
    await till.report([opened, ...moved, close(till, opened, EXPECTED, EXPECTED)]);
    const missing = [{ from: 4, to: 5 }];
    expect(await examine(opened)).toMatchObject({ report: { count: 1, missing }, onDevice: missing });
    await till.send([third]);
    await till.send([third, second, first]);
    const examined = await examine(opened);
    expect(examined).toMatchObject({ report: { count: 1, total: 449, missing }, onDevice: [] });
    expect(examined.addenda).toMatchObject([
      { number: 1, kind: 'LATE_SALES', sales: [{ id: third.id }], total: 449, cash: 449 },
      { number: 2, kind: 'LATE_SALES', sales: [{ id: second.id }], total: 449, cash: 449 },
    ]);
  });

  it('say from the sales what may have made a difference', async () => {
    const { till, before, opened, sold } = await traded();
    await till.send([...before, ...sold]);
    await till.report([opened, close(till, opened, 20_898, 21_347)]);
    const { causes } = await examine(opened);
    expect(causes.map(({ kind }) => kind)).toContain('PAID_OTHERWISE');
  });

  it('of a lost device are closed by a manager; what it hands in later is kept as addenda', async () => {
    const { till, before, opened, sold, product, moved } = await traded();
    await till.send([...before, ...sold]);
    await till.report([opened, ...moved]);
    const given = { shiftId: opened.id, counted: money(EXPECTED - 100), note: 'Stolen tablet' };
    await expect(closeShift(shop.db, given)).rejects.toMatchObject({ code: 'CONFLICT' }); // it still holds the register
    await Till.at(shop, 'R1', true);
    const closed = await closeShift(shop.db, given);
    expect(closed).toMatchObject({ closedByManager: true, expected: EXPECTED, difference: -100, toSale: 5 });
    expect(await found(opened)).toEqual(closed);

    const late = till.sell(product, 1);
    await till.send(late);
    await till.report([close(till, opened, 777, 778)]);
    await till.report([close(till, opened, 777, 778)]);
    expect(await found(opened)).toEqual(closed);
    expect((await examine(opened)).addenda).toMatchObject([
      { number: 1, kind: 'LATE_SALES', sales: [{ id: late[0]?.id }] },
      { number: 2, kind: 'SECOND_CLOSE', counted: 777, expected: 778, closedBy: 'Ben' },
    ]);
    const { edges } = await listAuditEntries(shop.db, { action: 'shift.closed-for-device' }, { first: 5 });
    expect(edges).toHaveLength(1);
  });

  it('are closed by one of twenty managers at once; the others hear who it was', async () => {
    const { till, opened } = await traded();
    await till.report([opened]);
    await Till.at(shop, 'R1', true);
    const ends = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        closeShift(shop.db.onBehalfOf({ id: null, name: `Manager ${index}`, outlets: 'ALL' }), {
          ...{ shiftId: opened.id, counted: money(index), note: 'Race' },
        }),
      ),
    );
    const won = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    expect(won).toHaveLength(1);
    for (const end of ends) {
      if (end.status === 'fulfilled') continue;
      const refusal: unknown = end.reason;
      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal).toMatchObject({
        ...{ code: 'CONFLICT', message: expect.stringContaining(won[0]?.closedByName ?? '') },
        details: { closedBy: won[0]?.closedByName, closedAt: won[0]?.closedAt?.toISOString() },
      });
    }
    expect(await found(opened)).toMatchObject({ counted: won[0]?.counted });
    expect(await verifyAudit(shop.db)).toMatchObject({ intact: true });
  });

  it('are listed the newest first, by register, day, and what is to be looked at; of other outlets not', async () => {
    const [one, two] = [await Till.at(shop), await Till.at(shop, 'R2')];
    const [a, b] = [open(one), open(two)];
    await one.report([a, close(one, a, 20_000, 20_000)]);
    await two.report([b, close(two, b, 19_000, 20_000)]);
    const c = open(two, 2);
    await two.report([c]);
    expect(await list()).toEqual([c.id, b.id, a.id]);
    expect(await list({ registerId: two.claim.registerId })).toEqual([c.id, b.id]);
    expect([await list({ open: true }), await list({ open: false })]).toEqual([[c.id], [b.id, a.id]]);
    expect([await list({ withDifference: true }), await list({ withDifference: false })]).toEqual([
      [b.id],
      [a.id],
    ]);
    expect(await list({ from: '2999-01-01' })).toEqual([]);
    expect(await list({ to: a.businessDate })).toHaveLength(3);
    const pages = [await listShifts(shop.db, {}, { first: 2 })];
    pages.push(await listShifts(shop.db, {}, { first: 2, after: pages[0]?.edges.at(-1)?.cursor }));
    expect(pages.map(({ edges }) => edges.map(({ node }) => node.id))).toEqual([[c.id, b.id], [a.id]]);
    const annex = await createOutlet(shop.db, { ...MAIN, code: 'ANNEX' });
    const stranger = shop.db.onBehalfOf({ id: null, name: 'Eve', outlets: [annex.id] });
    expect((await listShifts(stranger, {}, { first: 5 })).edges).toEqual([]);
    expect(await findShift(stranger, a.id)).toBeUndefined();
    await expect(closeShift(stranger, { shiftId: c.id, counted: money(1), note: 'x' })).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
      },
    );
  });
});
