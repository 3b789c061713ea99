import { money } from '@tillkeep/domain';
import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import { verifyAudit, listAuditEntries } from './audit';
import { abandonClaim, findDevice } from './claims';
import { listRegisterEvents, recordEvents, type RecordedEvents, type SentEvent } from './register-events';
import { registerProof } from './register-proof';
import { importRescueFile } from './rescue';
import { DATABASES, useShop } from './test-shop';
import { Till } from './till-for-test';

const outcomes = ({ results }: Pick<RecordedEvents, 'results'>) => results.map(({ outcome }) => outcome);

describe.each(DATABASES)('what happens at a register on %s', (database) => {
  const shop = useShop(database);
  const proof = (till: Till) => registerProof(shop.db, till.claim.registerId);
  const recorded = async (till: Till) =>
    (await listRegisterEvents(shop.db, till.claim.registerId, { first: 200 })).edges.map(({ node }) => node);

  it('is recorded once, whoever hands it in again at the same time, and proves without a fault', async () => {
    const till = await Till.at(shop);
    const events = Array.from({ length: 12 }, () => till.event('DRAWER_OPENED', { reason: 'Change' }));
    const answers = await Promise.all(Array.from({ length: 20 }, () => till.report(events)));
    expect(answers.flatMap(outcomes).filter((outcome) => outcome === 'RECORDED')).toHaveLength(12);
    expect(answers.at(-1)?.contiguousSequence).toBe(12);
    expect(await recorded(till)).toHaveLength(12);
    expect(await proof(till)).toMatchObject({
      ...{ complete: true, chainIntact: true, recorded: 0, events: 12, eventsWaiting: 0 },
    });
    expect(await verifyAudit(shop.db)).toMatchObject({ intact: true });
  });

  it('is kept as it was handed in, with who did it and the money that moved', async () => {
    const till = await Till.at(shop);
    const shiftId = '019a0000-0000-7000-8000-000000000001';
    const opened = till.event('SHIFT_OPENED', {
      ...{ userId: 'u1', userName: 'Mia', shiftId, shiftNumber: 1, amount: money(20000) },
      cash: [{ value: money(5000), count: 4 }],
    });
    await till.report([opened]);
    const [event] = await recorded(till);
    const { atAsSent, cash, ...fields } = opened;
    expect(event).toMatchObject({ ...fields, copy: 0, registerId: till.claim.registerId });
    expect(JSON.parse(event?.asSent ?? '')).toMatchObject({ at: atAsSent, cash });
    const { edges } = await listAuditEntries(shop.db, { action: 'shift' }, { first: 5 });
    expect(edges.map(({ node }) => node)).toMatchObject([
      { action: 'shift.opened', actorId: 'u1', actorName: 'Mia', subjectId: till.claim.registerId },
    ]);
  });

  it('may arrive in any order; what is missing or waits is known, and the end of it is complete', async () => {
    const till = await Till.at(shop);
    const events = Array.from({ length: 5 }, () => till.event('DRAWER_OPENED'));
    const send = (...places: number[]) => till.report(places.flatMap((place) => events[place] ?? []));
    expect((await send(3, 1)).contiguousSequence).toBe(0);
    expect(await proof(till)).toMatchObject({ complete: false, settled: false, events: 2, eventsWaiting: 3 });
    expect((await send(0)).contiguousSequence).toBe(2);
    expect((await send(2, 4)).contiguousSequence).toBe(5);
    expect(await proof(till)).toMatchObject({ complete: true, chainIntact: true, eventsWaiting: 0 });
  });

  it('under an id that is known with another content is kept beside, once, and breaks the chain', async () => {
    const till = await Till.at(shop);
    const first = till.event('PAID_OUT', { amount: money(500), reason: 'Milk' });
    const other: SentEvent = { ...first, amount: money(50) };
    expect(outcomes(await till.report([first, other, other]))).toEqual(['RECORDED', 'CONFLICT', 'CONFLICT']);
    expect((await recorded(till)).map(({ copy, amount }) => [copy, amount])).toEqual([
      [1, 50],
      [0, 500],
    ]);
    expect(await proof(till)).toMatchObject({ chainIntact: false, complete: false });
  });

  it.each([
    ['changed', sql`UPDATE "RegisterEvent" SET "asSent" = replace("asSent", 'Milk', 'Wine')`],
    ['taken out', sql`DELETE FROM "RegisterEvent" WHERE "sequence" = 2`],
    ['given another place', sql`UPDATE "RegisterEvent" SET "sequence" = 1 WHERE "sequence" = 2`],
  ])('that is %s behind the database’s back shows in the proof', async (_what, change) => {
    const till = await Till.at(shop);
    await till.report(['Bread', 'Milk', 'Ice'].map((reason) => till.event('PAID_OUT', { reason })));
    await shop.behindItsBack(change);
    expect(await proof(till)).toMatchObject({ complete: false, settled: false });
  });

  it('of an ended claim still arrives; what never does can be given up', async () => {
    const till = await Till.at(shop);
    const events = [till.event('PAID_IN'), till.event('PAID_IN'), till.event('PAID_IN')];
    await till.report(events.slice(0, 1));
    await Till.at(shop, 'R1', true);
    expect(outcomes(await till.report(events.slice(1, 2)))).toEqual(['RECORDED']);
    await abandonClaim(shop.db, till.claim.id, 'Burned');
    expect(await proof(till)).toMatchObject({ complete: false, settled: true, eventsWaiting: 1 });
  });

  it('from anybody but its device is rejected, and from another outlet is not shown', async () => {
    const [till, other] = [await Till.at(shop), await Till.at(shop, 'R2')];
    const event = till.event('PAID_IN');
    const device = await findDevice(shop.db, other.claim.token);
    const batch = { claimId: till.claim.id, lastSequence: 1, events: [event] };
    expect(outcomes(await recordEvents(shop.db, device, batch))).toEqual(['REJECTED']);
    expect(outcomes(await recordEvents(shop.db, undefined, batch))).toEqual(['REJECTED']);
    await till.report([event]);
    const stranger = shop.db.onBehalfOf({ id: null, name: 'Mia', outlets: [] });
    expect((await listRegisterEvents(stranger, till.claim.registerId, { first: 5 })).edges).toEqual([]);
  });

  it('is listed the newest first, page by page', async () => {
    const till = await Till.at(shop);
    const events = Array.from({ length: 7 }, () => till.event('DRAWER_OPENED'));
    await till.report(events);
    const seen: number[] = [];
    let after: string | undefined;
    do {
      const page = await listRegisterEvents(shop.db, till.claim.registerId, { first: 3, after });
      seen.push(...page.edges.map(({ node }) => node.sequence));
      after = page.hasNextPage ? page.edges.at(-1)?.cursor : undefined;
    } while (after);
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  it('that can’t be written is to be sent again; the others are recorded', async () => {
    const till = await Till.at(shop);
    const events = Array.from({ length: 3 }, () => till.event('PAID_IN', { reason: 'ok' }));
    await shop.db.transaction((tx) => tx.execute(raw(POISON[database](events[1]?.id ?? ''))));
    expect(outcomes(await till.report(events))).toEqual(['RECORDED', 'RETRY', 'RECORDED']);
    await shop.db.transaction((tx) => tx.execute(raw(ANTIDOTE[database])));
    expect((await till.report(events)).contiguousSequence).toBe(3);
  });

  it('in a rescue file is taken in with its claim, once', async () => {
    const till = await Till.at(shop);
    const events = Array.from({ length: 120 }, () => till.event('DRAWER_OPENED'));
    const { id: claimId, registerId, deviceName, epoch } = till.claim;
    const file = {
      ...{ claimId, registerId, epoch, deviceName, lastSequence: 0, sales: [] },
      ...{ lastEventSequence: 120, events },
    };
    await shop.behindItsBack(sql`DELETE FROM "RegisterClaim" WHERE "id" = ${claimId}`);
    for (const outcome of ['RECORDED', 'DUPLICATE']) {
      const taken = await importRescueFile(shop.db, [file]);
      expect(new Set(outcomes({ results: taken.events }))).toEqual(new Set([outcome]));
    }
    expect(await proof(till)).toMatchObject({ events: 120, complete: true });
    const [unknown] = (
      await importRescueFile(shop.db, [{ ...file, claimId: registerId, registerId: claimId }])
    ).events;
    expect(unknown).toMatchObject({ outcome: 'REJECTED', code: 'UNKNOWN_REGISTER' });
  });
});

const POISON = {
  SQLite: (id: string) => `CREATE TRIGGER poison BEFORE INSERT ON "RegisterEvent" WHEN NEW."id" = '${id}'
    BEGIN SELECT RAISE(ABORT, 'poisoned'); END`,
  PostgreSQL: (id: string) => `ALTER TABLE "RegisterEvent" ADD CONSTRAINT poison CHECK ("id" <> '${id}')`,
};
const ANTIDOTE = {
  SQLite: 'DROP TRIGGER poison',
  PostgreSQL: 'ALTER TABLE "RegisterEvent" DROP CONSTRAINT poison',
};
