import fc from 'fast-check';
import {
  APPROVAL_ACTIONS,
  approvalsOfLines,
  arePricesApproved,
  isEventApproved,
  isRefundApproved,
  needsApproval,
  type Approval,
  type GuardedDeed,
} from './approval';
import { approvalMac } from './approval-mac';
import { ROLES, type Role } from './role';

const limits = { priceChangeLimit: 10, differenceLimit: 500, refundLimit: 1000 };
const price = (listPrice: number, unitPrice: number): GuardedDeed => ({
  action: 'PRICE_CHANGE',
  listPrice,
  unitPrice,
});
const asks = (deed: GuardedDeed) => needsApproval(deed, 'CASHIER', limits);

const approval: Omit<Approval, 'mac'> = {
  id: '019a0000-0000-7000-8000-000000000001',
  action: 'PRICE_CHANGE',
  approverId: 'mia',
  approverName: 'Mia',
  amount: 250,
  saleId: 'sale',
  productId: 'milk',
  at: '2026-04-30T10:00:00.000Z',
};
const milk = { productId: 'milk', unitPrice: 250, listPrice: 449 };

it('[APPROVAL1] a cashier changes a price by the outlet’s limit alone, up or down, and no further', () => {
  expect([900, 1000, 1100].map((unitPrice) => asks(price(1000, unitPrice)))).toEqual([false, false, false]);
  expect([899, 1101, 0].map((unitPrice) => asks(price(1000, unitPrice)))).toEqual([true, true, true]);
  expect([0, 1].map((unitPrice) => asks(price(0, unitPrice)))).toEqual([false, true]);
});

it('[APPROVAL2] a cart with lines is not cleared, nor a drawer opened without a sale, by a cashier alone', () => {
  expect(asks({ action: 'CART_CLEARED', lines: 1 })).toBe(true);
  expect(asks({ action: 'CART_CLEARED', lines: 0 })).toBe(false);
  expect(asks({ action: 'DRAWER_OPENED' })).toBe(true);
});

it('[APPROVAL3] a shift is closed alone with a difference up to the outlet’s limit, either way', () => {
  const differences = [0, 500, -500, 501, -501];
  expect(differences.map((difference) => asks({ action: 'SHIFT_DIFFERENCE', difference }))).toEqual([
    ...[false, false, false, true, true],
  ]);
});

it('[APPROVAL4] managers and administrators need nobody’s leave', () => {
  const deeds: GuardedDeed[] = [
    price(1000, 1),
    { action: 'CART_CLEARED', lines: 9 },
    { action: 'DRAWER_OPENED' },
    { action: 'SHIFT_DIFFERENCE', difference: 9999 },
    { action: 'REFUND', amount: 9999 },
  ];
  expect(deeds.map(({ action }) => action)).toEqual(APPROVAL_ACTIONS);
  for (const deed of deeds)
    expect(ROLES.filter((role) => needsApproval(deed, role, limits))).toEqual(['CASHIER']);
});

it('[APPROVAL5] another approval, claim or PIN has another mac', () => {
  const pinHash = 'ab'.repeat(32);
  const mac = approvalMac(approval, 'claim', pinHash);
  expect(mac).toBe(approvalMac({ ...approval }, 'claim', pinHash));
  expect(mac).not.toBe(approvalMac(approval, 'other claim', pinHash));
  expect(mac).not.toBe(approvalMac(approval, 'claim', 'ac'.repeat(32)));
  const changed: Partial<Approval>[] = [
    { id: '019a0000-0000-7000-8000-000000000002' },
    { action: 'CART_CLEARED' },
    { approverId: 'ada' },
    { approverName: 'Ada' },
    { amount: 249 },
    { saleId: 'other sale' },
    { productId: 'butter' },
    { eventId: 'event' },
    { at: '2026-04-30T10:00:00.001Z' },
  ];
  for (const change of changed)
    expect(approvalMac({ ...approval, ...change }, 'claim', pinHash)).not.toBe(mac);
});

it('[APPROVAL6] an approval is for one line: of its sale, with its product, at its price', () => {
  const sale = (...lines: object[]) => ({ id: 'sale', lines: lines.map((line) => ({ ...milk, ...line })) });
  const isApproved = (...lines: object[]) =>
    arePricesApproved(sale(...lines), [approval, approval], 'CASHIER', limits);
  expect(isApproved({})).toBe(true);
  expect(isApproved({}, { listPrice: undefined, unitPrice: 449 })).toBe(true);
  expect(isApproved({}, {})).toBe(false);
  expect(isApproved({ unitPrice: 249 })).toBe(false);
  expect(isApproved({ productId: 'butter' })).toBe(false);
  expect(arePricesApproved({ ...sale({}), id: 'other sale' }, [approval], 'CASHIER', limits)).toBe(false);
  expect(arePricesApproved(sale({}), [{ ...approval, action: 'CART_CLEARED' }], 'CASHIER', limits)).toBe(
    false,
  );
  expect(arePricesApproved(sale({}), [], 'MANAGER', limits)).toBe(true);
});

it('[APPROVAL6] no approval serves two lines, whatever the lines and approvals are', () => {
  const line = fc.record({
    productId: fc.constantFrom('milk', 'butter'),
    unitPrice: fc.constantFrom(250, 300),
    listPrice: fc.constantFrom(449, 250, undefined),
  });
  const given = fc.record({
    productId: fc.constantFrom('milk', 'butter'),
    amount: fc.constantFrom(250, 300),
  });
  fc.assert(
    fc.property(fc.array(line), fc.array(given), (lines, some) => {
      const approvals = some.map((one, index) => ({ ...approval, ...one, id: `${index}` }));
      const used = approvalsOfLines({ id: 'sale', lines }, approvals).flatMap((one) => one?.id ?? []);
      expect(new Set(used).size).toBe(used.length);
    }),
  );
});

it('[APPROVAL7] an approval of what happens besides sales is for one event, with its amount', () => {
  const closed = { id: 'event', kind: 'SHIFT_CLOSED', amount: 9000, expected: 10_000 };
  const leave = { ...approval, action: 'SHIFT_DIFFERENCE' as const, eventId: 'event', amount: -1000 };
  const isApproved = (event: object, given: object | undefined = {}, role: Role = 'CASHIER') =>
    isEventApproved({ ...closed, ...event }, given && { ...leave, ...given }, role, limits);
  expect(isApproved({})).toBe(true);
  expect(isEventApproved(closed, undefined, 'CASHIER', limits)).toBe(false);
  expect(isEventApproved(closed, undefined, 'MANAGER', limits)).toBe(true);
  expect(isEventApproved({ ...closed, amount: 9500 }, undefined, 'CASHIER', limits)).toBe(true);
  expect(isApproved({ id: 'other' })).toBe(false);
  expect(isApproved({ amount: 9001 })).toBe(false);
  expect(isApproved({}, { action: 'CART_CLEARED' })).toBe(false);
  expect(isApproved({ kind: 'CART_CLEARED' })).toBe(false);
  expect(isApproved({ kind: 'CART_CLEARED' }, { action: 'CART_CLEARED', amount: 9000 })).toBe(true);
  expect(isApproved({ kind: 'DRAWER_OPENED' }, { action: 'DRAWER_OPENED', amount: 0 })).toBe(true);
  expect(isEventApproved({ id: 'event', kind: 'PAID_OUT', amount: 1 }, undefined, 'CASHIER', limits)).toBe(
    true,
  );
});

it('[APPROVAL8] a cashier gives back up to the outlet’s limit alone; at 0 each refund asks', () => {
  expect([1000, 1001].map((amount) => asks({ action: 'REFUND', amount }))).toEqual([false, true]);
  const none = { ...limits, refundLimit: 0 };
  expect([0, 1].map((amount) => needsApproval({ action: 'REFUND', amount }, 'CASHIER', none))).toEqual([
    ...[false, true],
  ]);
});

it('[APPROVAL8] an approval of a refund is for one sale, and for what it gives back in all', () => {
  const line = (quantity: number, total: number) => ({ quantity, total });
  const sale = { id: 'sale', lines: [line(-2000, -1500), line(-1000, -500), line(1000, 900)] };
  const leave = { ...approval, action: 'REFUND' as const, productId: undefined, amount: 2000 };
  const isApproved = (given: object, role: Role = 'CASHIER') =>
    isRefundApproved(sale, [{ ...leave, ...given }], role, limits);
  expect(isApproved({})).toBe(true);
  expect(isRefundApproved(sale, [], 'CASHIER', limits)).toBe(false);
  expect(isRefundApproved(sale, [], 'MANAGER', limits)).toBe(true);
  expect(isRefundApproved({ ...sale, lines: [line(-1, -1000)] }, [], 'CASHIER', limits)).toBe(true);
  expect(isApproved({ amount: 1100 })).toBe(false);
  expect(isApproved({ saleId: 'other' })).toBe(false);
  expect(isApproved({ action: 'PRICE_CHANGE' })).toBe(false);
});
