import { createOutlet } from './outlets';
import { listAuditEntries, verifyAudit } from './audit';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { createUser, updateUser } from './users';
import { DATABASES, MAIN, useShop, type TestShop } from './test-shop';

const ADA = {
  name: 'Ada',
  email: 'ada@shop.test',
  role: 'ADMIN',
  outletIds: [],
  passwordHash: 'none',
} as const;

describe.each(DATABASES)('the audit trail on %s', (database) => {
  const shop = useShop(database);

  it('is written in the deed’s own transaction: what is taken back leaves no entry', async () => {
    const ada = await createUser(shop.db, ADA);
    await expect(createUser(shop.db, ADA)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(updateUser(shop.db, ada, { active: false })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await actions(shop)).toEqual(['user.created', 'outlet.created']);
  });

  it('has no hole and no entry twice, however many write at once', async () => {
    const ada = await createUser(shop.db, ADA);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => updateUser(shop.db, ada, { name: `Ada ${index}` })),
    );
    expect(await verifyAudit(shop.db)).toEqual({ entries: 22, intact: true, firstAltered: null });
  });

  it('is not changed, and nothing is taken out of it, whoever asks', async () => {
    for (const change of [
      sql`UPDATE "AuditEntry" SET "actorName" = 'somebody else' WHERE "id" = 1`,
      sql`DELETE FROM "AuditEntry"`,
    ]) {
      await expect(shop.db.transaction((tx) => tx.execute(change))).rejects.toMatchObject({
        message: expect.stringMatching(/audit entry is never/), // its class is of another realm in a worker of Jest
      });
    }
    expect(await actions(shop)).toEqual(['outlet.created']);
  });

  it('names the first entry that was altered behind the database’s back, or is missing at the end', async () => {
    const ada = await createUser(shop.db, ADA);
    for (const name of ['A', 'B', 'C']) await updateUser(shop.db, ada, { name });
    await shop.behindItsBack(sql`UPDATE "AuditEntry" SET "after" = '{"name":"X"}' WHERE "id" = 4`);
    expect(await verifyAudit(shop.db)).toMatchObject({ intact: false, firstAltered: 4 });
    await shop.behindItsBack(sql`UPDATE "AuditEntry" SET "after" = '{"name":"B"}' WHERE "id" = 4`);
    expect(await verifyAudit(shop.db)).toMatchObject({ intact: true });
    await shop.behindItsBack(sql`DELETE FROM "AuditEntry" WHERE "id" = 5`);
    expect(await verifyAudit(shop.db)).toMatchObject({ intact: false, firstAltered: 5 });
  });

  it('shows those of an outlet only what was done there', async () => {
    const annex = await createOutlet(shop.db, { ...MAIN, code: 'ANNEX' });
    await createUser(shop.db, ADA);
    const there = shop.db.onBehalfOf({ id: null, name: 'Mia', outlets: [annex.id] });
    const { edges } = await listAuditEntries(there, {}, { first: 50 });
    expect(edges.map(({ node }) => [node.action, node.outletId])).toEqual([['outlet.created', annex.id]]);
  });
});

async function actions(shop: TestShop): Promise<string[]> {
  const { edges } = await listAuditEntries(shop.db, {}, { first: 50 });
  return edges.map(({ node }) => node.action);
}
