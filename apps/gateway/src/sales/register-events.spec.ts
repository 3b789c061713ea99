import { v7 as uuid } from 'uuid';
import { claimDevice, TestDevice, type SentEvent } from '../device-under-test';
import { useShop } from '../gateway-under-test';

const shop = useShop();

const EVENTS = `query ($registerId: ID!, $first: Int, $after: String) {
  registerEvents(registerId: $registerId, first: $first, after: $after) {
    nodes { id kind sequence at businessDate userId userName saleSequence shiftId shiftNumber amount expected reason isConflict hash claim { deviceName } }
    pageInfo { hasNextPage endCursor }
  }
}`;

async function listed(till: TestDevice): Promise<object[]> {
  const { registerEvents } = await shop.answer<{ registerEvents: { nodes: object[] } }>(EVENTS, {
    registerId: till.claim.register.id,
  });
  return registerEvents.nodes;
}

describe('a device hands in what happened at its register', () => {
  it('and each event is recorded as it happened, once, for a manager to read', async () => {
    const till = await claimDevice(shop);
    const shiftId = uuid();
    const events = [
      till.event('SIGNED_IN', { userId: 'u1', userName: 'Mia' }),
      till.event('SHIFT_OPENED', {
        ...{ shiftId, shiftNumber: 1, amount: 20_000, cash: [{ value: 5000, count: 4 }] },
      }),
      till.event('PAID_OUT', { shiftId, amount: 450, reason: 'Milk' }),
    ];
    const answer = await till.report(events);
    expect(answer).toMatchObject({ contiguousSequence: 3, generation: expect.stringMatching(/.{8}/) });
    expect(answer.results).toEqual(
      events.map(({ id }) => ({ id, outcome: 'RECORDED', code: null, message: null })),
    );
    const again = await till.report(events);
    expect(again.results.map(({ outcome }) => outcome)).toEqual(['DUPLICATE', 'DUPLICATE', 'DUPLICATE']);
    expect(await listed(till)).toEqual(
      [...events].reverse().map(({ cash: _, previousHash: __, ...event }) => ({
        ...{ userId: null, userName: null, shiftId: null, shiftNumber: null },
        ...{ amount: null, expected: null, reason: null },
        ...event,
        ...{ isConflict: false, claim: { deviceName: 'Counter' } },
      })),
    );
    const proof = `query ($id: ID!) { registerProof(registerId: $id) { complete events eventsWaiting claims { events eventsIntact } } }`;
    expect(await shop.answer(proof, { id: till.claim.register.id })).toEqual({
      registerProof: {
        ...{ complete: true, events: 3, eventsWaiting: 0 },
        claims: [{ events: 3, eventsIntact: true }],
      },
    });
  });

  it('but another device’s claim is rejected, and nobody else may', async () => {
    const till = await claimDevice(shop);
    const taken = await claimDevice(shop, { takeOver: true });
    const event = till.event('DRAWER_OPENED');
    expect((await taken.report([event], { claimId: till.claim.id })).results).toMatchObject([
      { outcome: 'REJECTED', code: 'NOT_THIS_DEVICE' },
    ]);
    const mutation = `mutation ($input: RecordEventsInput!) { recordEvents(input: $input) { generation } }`;
    const input = { claimId: till.claim.id, lastSequence: 1, events: [event] };
    expect(await shop.refusal(mutation, { input })).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    expect((await till.report([event])).results).toMatchObject([{ outcome: 'RECORDED' }]); // late, and welcome
  });

  it.each<[string, Partial<SentEvent>, string]>([
    ['an id that is none', { id: 'one' }, 'events.0.id'],
    ['a sequence below 1', { sequence: 0 }, 'events.0.sequence'],
    ['a hash that is none', { hash: 'A'.repeat(64) }, 'events.0.hash'],
    ['a reason without end', { reason: 'x'.repeat(1001) }, 'events.0.reason'],
    ['an amount in fractions', { amount: 4.5 }, 'amount'],
    ['a kind that nobody knows', { kind: 'DANCED' }, 'kind'],
  ])('malformed, with %s, it is refused with the whole request, and named', async (_what, given, field) => {
    const till = await claimDevice(shop);
    const { errors } = await till.tryToReport([{ ...till.event('PAID_IN'), ...given }]);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.extensions.field).toContain(field);
    expect(await listed(till)).toEqual([]);
  });
});
