import { expect, test } from '@playwright/test';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHouse } from './house';
import { expectToCountUp, gatewaySales } from './ledgers';

/** What the first version of the register sent, byte by byte, with the GraphQL document that it knew: never to be changed. */
const SENT = readFileSync(join(__dirname, 'record-sales-v1.body'), 'utf8');
const TOKEN = 'tkd_of-a-device-long-switched-off';

interface Sent {
  readonly variables: {
    readonly input: { readonly claimId: string; readonly sales: readonly { id: string; hash: string }[] };
  };
}
interface Answer {
  readonly data: { readonly recordSales: { readonly results: readonly { id: string; outcome: string }[] } };
}

test('F16: a register of version 1 that was switched off for long hands in its sales as it always did', async () => {
  const house = await openHouse();
  try {
    const { variables }: Sent = JSON.parse(SENT);
    const { claimId, sales } = variables.input;
    house.change(
      `INSERT INTO "RegisterClaim" ("id", "registerId", "epoch", "deviceName", "tokenHash", "claimedAt", "headHash")
       SELECT ?, "id", 1, 'An old tablet', ?, '2026-11-01T08:00:00.000+00:00', ? FROM "Register" WHERE "code" = 'R1'`,
      ...[claimId, createHash('sha256').update(TOKEN).digest('hex'), '0'.repeat(64)],
    );
    for (const outcome of ['RECORDED', 'DUPLICATE']) {
      const answer = await fetch(`${house.network.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
        body: SENT,
      });
      const { data }: Answer = await answer.json();
      expect(data.recordSales.results.map((result) => [result.id, result.outcome])).toEqual(
        sales.map(({ id }) => [id, outcome]),
      );
    }
    const recorded = gatewaySales(house);
    expect(recorded.map(({ hash }) => hash)).toEqual(sales.map(({ hash }) => hash));
    expectToCountUp(recorded);
    // This shop has other products, so they are looked at; what was sent is as it was hashed, and its sums are right.
    for (const { flags } of recorded) expect(flags).not.toMatch(/CHAIN_BROKEN|TOTALS_MISMATCH/);
    const { syncPendingSales } = await house.ask<{ syncPendingSales: { synced: number } }>(
      'mutation { syncPendingSales { synced } }',
    );
    expect(syncPendingSales.synced).toBe(sales.length);
  } finally {
    await house.stop();
  }
});
