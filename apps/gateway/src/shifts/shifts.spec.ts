import { v7 as uuid } from 'uuid';
import { claimDevice, coffee, type SentEvent, type TestDevice } from '../device-under-test';
import { useShop } from '../gateway-under-test';

const shop = useShop();

const SHIFT = `id name businessDate openedByName float closedAt closedByName closedByManager counted expected difference note
  register { code } outlet { code }
  report { firstSale lastSale count total missing { from to } tenders { method count amount } taxByRate { rate gross }
    paidIn paidOut movements { kind amount reason } expected causes { kind amount saleNumber method }
    addenda { number kind total cash sales { id } } onDevice }`;

interface ShiftAnswer {
  readonly id: string;
  readonly name: string;
  readonly report: Record<string, unknown>;
}

const shift = async (id: string) =>
  (
    await shop.answer<{ shift: ShiftAnswer | null }>(`query ($id: ID!) { shift(id: $id) { ${SHIFT} } }`, {
      id,
    })
  ).shift;

const shifts = async (filter: object = {}) =>
  (
    await shop.answer<{ shifts: { nodes: { id: string; name: string }[] } }>(
      'query ($filter: ShiftFilter) { shifts(filter: $filter) { nodes { id name } } }',
      { filter },
    )
  ).shifts.nodes;

const CLOSE = `mutation ($input: CloseShiftInput!) { closeShift(input: $input) { ${SHIFT} } }`;

function open(till: TestDevice, shiftNumber = 1): SentEvent {
  const id = uuid();
  const cash = [{ value: 5000, count: 4 }];
  return till.event('SHIFT_OPENED', { id, shiftId: id, shiftNumber, userName: 'Mia', amount: 20_000, cash });
}

it('a shift: its X while it is open, its Z once it is closed, and its late sale as an addendum', async () => {
  const [till, product] = [await claimDevice(shop), await shop.addProduct()];
  const opened = open(till);
  const [first, late] = [till.sell([coffee(product)]), till.sell([coffee(product)])];
  const paidOut = till.event('PAID_OUT', { shiftId: opened.id, amount: 100, reason: 'Milk' });
  await till.send([first], { lastSequence: 2 });
  await till.report([opened, paidOut]);
  expect(await shift(opened.id)).toMatchObject({
    ...{ name: '1', openedByName: 'Mia', float: 20_000, closedAt: null, difference: null },
    ...{ register: { code: 'R1' }, outlet: { code: 'MAIN' } },
    report: {
      ...{ firstSale: 1, lastSale: 2, count: 1, total: 449, missing: [{ from: 2, to: 2 }], onDevice: 1 },
      ...{ paidIn: 0, paidOut: 100, expected: 20_349, causes: [], addenda: [] },
      movements: [{ kind: 'PAID_OUT', amount: 100, reason: 'Milk' }],
      tenders: [{ method: 'CASH', count: 1, amount: 449 }],
      taxByRate: [{ rate: 5.5, gross: 449 }],
    },
  });
  await till.report([
    till.event('SHIFT_CLOSED', {
      ...{
        shiftId: opened.id,
        shiftNumber: 1,
        amount: 20_349,
        expected: 20_798,
        reason: 'Late',
        userName: 'Ben',
      },
    }),
  ]);
  await till.send([late]);
  expect(await shift(opened.id)).toMatchObject({
    ...{ closedByName: 'Ben', counted: 20_349, expected: 20_798, difference: -449, note: 'Late' },
    report: {
      ...{ count: 1, expected: 20_349, onDevice: 0 },
      causes: [{ kind: 'PAID_OTHERWISE', amount: 449, saleNumber: first.number, method: 'CASH' }],
      addenda: [{ number: 1, kind: 'LATE_SALES', total: 449, cash: 449, sales: [{ id: late.id }] }],
    },
  });
  expect(await shifts({ withDifference: true, open: false })).toEqual([{ id: opened.id, name: '1' }]);
  expect(await shifts({ open: true })).toEqual([]);
});

it('two managers closing one shift at once, twenty times over: one wins, the others hear who and when', async () => {
  const till = await claimDevice(shop);
  const opened = open(till);
  await till.report([opened]);
  const input = { shiftId: opened.id, counted: 20_000, note: 'The tablet burned' };
  expect(await shop.refusal(CLOSE, { input })).toMatchObject({ extensions: { code: 'CONFLICT' } });
  const next = await claimDevice(shop, { takeOver: true });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      shop.ask<{ closeShift: { closedByName: string } }>(CLOSE, {
        input: { ...input, counted: 20_000 + index },
      }),
    ),
  );
  const won = answers.filter(({ errors }) => !errors);
  expect(won).toHaveLength(1);
  const closedBy = won[0]?.data?.closeShift.closedByName;
  for (const { errors } of answers.filter(({ errors }) => errors))
    expect(errors).toMatchObject([
      { extensions: { code: 'CONFLICT', field: 'shiftId', closedBy, closedAt: expect.any(String) } },
    ]);
  await next.report([open(next)]);
  expect((await shifts()).map(({ name }) => name)).toEqual(['2-1', '1']);
});

it.each([
  ['less than nothing', { counted: -1 }, 'BAD_USER_INPUT', 'counted'],
  ['no reason', { note: '  ' }, 'BAD_USER_INPUT', 'note'],
  ['no such shift', { shiftId: uuid() }, 'NOT_FOUND', 'shiftId'],
])('a shift is not closed with %s', async (_what, given, code, field) => {
  const till = await claimDevice(shop);
  const opened = open(till);
  await till.report([opened]);
  await claimDevice(shop, { takeOver: true });
  const input = { shiftId: opened.id, counted: 1, note: 'Lost', ...given };
  expect(await shop.refusal(CLOSE, { input })).toMatchObject({ extensions: { code, field } });
  expect(await shifts({ open: true })).toHaveLength(1);
});
