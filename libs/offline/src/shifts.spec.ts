import { money, shiftReport } from '@tillkeep/domain';
import { recordEvent, type EventToRecord } from './record-event';
import { newestShift } from './shifts';
import { cash, openTill, saleId, sell, type Till } from './test-till';

let till: Till;
beforeEach(async () => {
  till = await openTill();
});
afterEach(() => till.store.close());

const at = new Date('2026-04-30T08:00:00Z');

async function happen(event: Omit<EventToRecord, 'at' | 'id'> & { id?: string }): Promise<void> {
  const result = await recordEvent(till.store, till.lead, { id: saleId(), at, ...event });
  if (!result.ok) throw new Error(result.error.message);
}

it('a shift has the sales and the money that moved between its float and its count, and no others', async () => {
  expect(await newestShift(till.store)).toBeUndefined();
  await sell(till);
  const shiftId = saleId();
  await happen({ kind: 'SHIFT_OPENED', id: shiftId, amount: 20_000, cash: [{ value: 5000, count: 4 }] });
  await sell(till);
  await sell(till, { payments: [cash(898, 1000)] });
  await happen({ kind: 'PAID_OUT', shiftId, amount: 450, reason: 'Milk' });
  await happen({ kind: 'DRAWER_OPENED' });
  const open = await newestShift(till.store);
  expect(open).toMatchObject({ opened: { id: shiftId }, closed: undefined, unsent: 2 });
  expect(open?.floatCash).toEqual([{ value: 5000, count: 4 }]);
  if (!open) throw new Error('There is a shift.');
  expect(shiftReport(open.facts)).toMatchObject({
    ...{ firstSale: 2, lastSale: 3, count: 2, total: 1796, missing: [], paidOut: 450 },
    expected: 20_000 + 1796 - 450,
  });
  await happen({ kind: 'SHIFT_CLOSED', shiftId, amount: 21_346, expected: 21_346 });
  await sell(till);
  const closed = await newestShift(till.store);
  expect(closed).toMatchObject({
    closed: { amount: 21_346, shiftNumber: 1 },
    facts: { fromSale: 1, toSale: 3 },
  });
  expect(closed && shiftReport(closed.facts).total).toBe(money(1796));
});

it('the newest shift is the one that is told of', async () => {
  const [first, second] = [saleId(), saleId()];
  await happen({ kind: 'SHIFT_OPENED', id: first, amount: 100 });
  await happen({ kind: 'SHIFT_CLOSED', shiftId: first, amount: 100, expected: 100 });
  await happen({ kind: 'SHIFT_OPENED', id: second, amount: 200 });
  expect(await newestShift(till.store)).toMatchObject({ opened: { id: second, shiftNumber: 2 }, unsent: 0 });
});
