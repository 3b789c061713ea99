import { countUnsynced, dayBesideOthers } from './dashboard';
import { createOutlet, findOutlet, type Outlet } from './outlets';
import { DATABASES, MAIN, useShop } from './test-shop';

describe.each(DATABASES)('a day beside others on %s', (database) => {
  const shop = useShop(database);

  const outlet = async (id = shop.outletId): Promise<Outlet> => {
    const found = await findOutlet(shop.db, id);
    if (!found) throw new Error('The outlet is not there.');
    return found;
  };
  const addTea = () => shop.addProduct({ name: 'Tea', trackStock: false, stock: 0, price: 100 });

  it('[REP10] last week is cut off where today is, at the last full quarter of an hour', async () => {
    const tea = await addTea();
    for (const time of ['08:10', '08:29', '08:31', '15:00'])
      await shop.sell({ soldAt: `2026-04-23T${time}:00Z`, lines: [[tea, 1]] });
    const { lastWeek, lastWeekSoFar } = await dayBesideOthers(
      shop.db,
      await outlet(),
      '2026-04-30',
      new Date('2026-04-30T08:44:00Z'),
    );
    expect([lastWeek.total, lastWeekSoFar.total]).toEqual([400, 200]);
    const over = await dayBesideOthers(
      shop.db,
      await outlet(),
      '2026-04-30',
      new Date('2026-05-01T08:44:00Z'),
    );
    expect(over.lastWeekSoFar.total).toBe(400);
  });

  it('hours are in the order of the business day: what is sold after midnight comes last', async () => {
    const bar = await createOutlet(shop.db, {
      ...MAIN,
      code: 'BAR',
      timeZone: 'America/New_York',
      cutOverMinutes: 240,
    });
    const tea = await addTea();
    // 22:30 in summer time; 01:30 of the next day, which is still Thursday's business; 23:00 a week before, and half past midnight.
    for (const soldAt of [
      '2026-05-01T02:30:00Z',
      '2026-05-01T05:30:00Z',
      '2026-04-24T03:00:00Z',
      '2026-04-24T04:30:00Z',
    ])
      await shop.sell({ soldAt, lines: [[tea, 1]] }, bar.id);
    const now = new Date('2026-05-01T04:10:00Z'); // ten past midnight
    const { hours, day, lastWeekSoFar } = await dayBesideOthers(
      shop.db,
      await outlet(bar.id),
      '2026-04-30',
      now,
    );
    expect(hours.map(({ hour, day, usualTotal }) => [hour, day.total, usualTotal])).toEqual([
      [22, 100, 0],
      [23, 0, 100],
      [0, 0, 100],
      [1, 100, 0],
    ]);
    expect([day.total, lastWeekSoFar.total]).toEqual([200, 100]);
  });

  it('[REP9] what is usual is the mean of those days among the last eight that had sales', async () => {
    const tea = await addTea();
    for (const [date, pieces] of [
      ['2026-04-23', 3],
      ['2026-04-02', 4],
      ['2026-03-05', 6],
      ['2026-02-26', 50],
    ] as const)
      // prettier-ignore
      await shop.sell({ soldAt: `${date}T10:00:00Z`, lines: [[tea, pieces]] });
    const found = await dayBesideOthers(shop.db, await outlet(), '2026-04-30');
    expect(found.usualDays).toBe(3); // the fourth is nine weeks before
    // Winter time: ten o’clock in UTC was eleven in Paris until 29 March.
    expect(found.hours.map(({ hour, usualSales, usualTotal }) => [hour, usualSales, usualTotal])).toEqual([
      [11, 1 / 3, 200],
      [12, 2 / 3, 233],
    ]);
  });

  it('what is not in the books is counted for people of the outlet alone', async () => {
    const tea = await addTea();
    await shop.sell({ lines: [[tea, 1]] });
    expect(await countUnsynced(shop.db, shop.outletId)).toEqual({ pending: 1, failed: 0 });
    const stranger = shop.db.onBehalfOf({ id: 'x', name: 'X', outlets: [] });
    expect(await countUnsynced(stranger, shop.outletId)).toEqual({ pending: 0, failed: 0 });
  });
});
