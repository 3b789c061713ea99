import Database from 'better-sqlite3';
import { claimDevice, coffee, registerId } from '../device-under-test';
import { useShop } from '../gateway-under-test';

const shop = useShop();

interface ProofAnswer {
  readonly complete: boolean;
  readonly settled: boolean;
  readonly chainIntact: boolean;
  readonly recorded: number;
  readonly waitingOnDevice: number;
  readonly missing: readonly { claimId: string; epoch: number; from: number; to: number }[];
  readonly claims: readonly object[];
}

async function prove(code = 'R1'): Promise<ProofAnswer> {
  const { registerProof } = await shop.answer<{ registerProof: ProofAnswer }>(
    `query ($id: ID!) { registerProof(registerId: $id) {
      register { code } complete settled chainIntact recorded waitingOnDevice missing { claimId epoch from to }
      claims { claimId epoch deviceName endedAt recorded contiguousSequence deviceSequence waitingOnDevice chainIntact
        missing { from to } faults { sequence saleId kind } abandoned { at sequence note } }
    } }`,
    { id: await registerId(shop, code) },
  );
  return registerProof;
}

function change(statement: string, ...values: unknown[]): void {
  const db = new Database(shop.file);
  db.prepare(statement).run(...values);
  db.close();
}

describe('has every sale of a register arrived, unaltered?', () => {
  it('nothing was sold: nothing is missing', async () => {
    expect(await prove()).toEqual({
      register: { code: 'R1' },
      ...{ complete: true, settled: true, chainIntact: true, recorded: 0 },
      ...{ waitingOnDevice: 0, missing: [], claims: [] },
    });
  });

  it('yes: when all that the device made is here, over several pages', async () => {
    const till = await claimDevice(shop);
    const sold = till.sellMany(await shop.addProduct(), 620);
    for (let start = 0; start < sold.length; start += 100) await till.send(sold.slice(start, start + 100));
    expect(await prove()).toMatchObject({
      ...{ complete: true, chainIntact: true, recorded: 620, waitingOnDevice: 0, missing: [] },
      claims: [
        { epoch: 1, recorded: 620, contiguousSequence: 620, deviceSequence: 620, endedAt: null, faults: [] },
      ],
    });
  });

  it('not yet: what the device says it holds is waited for, and holes are named', async () => {
    const till = await claimDevice(shop);
    const sold = till.sellMany(await shop.addProduct(), 9);
    await till.send(sold.filter(({ sequence }) => [1, 2, 5].includes(sequence)));
    const { claims, ...proof } = await prove();
    const gap = { claimId: till.claim.id, epoch: 1, from: 3, to: 4 };
    expect(proof).toMatchObject({
      complete: false,
      chainIntact: true,
      recorded: 3,
      waitingOnDevice: 4,
      missing: [gap],
    });
    expect(claims).toMatchObject([
      { contiguousSequence: 2, deviceSequence: 9, missing: [{ from: 3, to: 4 }] },
    ]);
    await till.send(sold);
    expect(await prove()).toMatchObject({ complete: true, recorded: 9, waitingOnDevice: 0 });
  });

  it('claim by claim: an old device that was taken over may still hold some', async () => {
    const product = await shop.addProduct();
    const old = await claimDevice(shop, { deviceName: 'Old till' });
    const unsent = old.sellMany(product, 3);
    await old.send(unsent.slice(0, 1));
    const next = await claimDevice(shop, { deviceName: 'New till', takeOver: true });
    await next.send(next.sellMany(product, 2));
    expect(await prove()).toMatchObject({
      ...{ complete: false, recorded: 3, waitingOnDevice: 2 },
      claims: [
        { deviceName: 'Old till', epoch: 1, waitingOnDevice: 2, endedAt: expect.any(String) },
        { deviceName: 'New till', epoch: 2, waitingOnDevice: 0, endedAt: null },
      ],
    });
    await old.send(unsent);
    expect(await prove()).toMatchObject({ complete: true, recorded: 5 });
  });

  it('[PROOF8] a claim that a manager gave up is settled and not complete, and what arrives all the same is recorded', async () => {
    const product = await shop.addProduct();
    const old = await claimDevice(shop, { deviceName: 'Old till' });
    const unsent = old.sellMany(product, 5);
    await old.send([...unsent.slice(0, 2), ...unsent.slice(3, 4)]);
    const abandon = (note: string, claimId = old.claim.id) =>
      shop.ask<{ abandonClaim: { code: string } }>(
        'mutation ($claimId: ID!, $note: String!) { abandonClaim(claimId: $claimId, note: $note) { code } }',
        { claimId, note },
      );
    expect(await abandon('Stolen')).toMatchObject({ errors: [{ extensions: { code: 'CONFLICT' } }] });
    const next = await claimDevice(shop, { deviceName: 'New till', takeOver: true });
    await next.send(next.sellMany(product, 1));
    expect(await abandon(' ')).toMatchObject({ errors: [{ extensions: { field: 'note' } }] });
    expect(await abandon('Stolen', 'none')).toMatchObject({
      errors: [{ extensions: { code: 'NOT_FOUND' } }],
    });
    expect(await prove()).toMatchObject({ complete: false, settled: false });

    expect(await abandon('Stolen on 3 May')).toMatchObject({ data: { abandonClaim: { code: 'R1' } } });
    await abandon('Something else');
    const abandoned = { at: expect.any(String), sequence: 2, note: 'Stolen on 3 May' };
    expect(await prove()).toMatchObject({
      ...{ complete: false, settled: true, chainIntact: true, recorded: 4, waitingOnDevice: 1 },
      claims: [
        { deviceName: 'Old till', abandoned },
        { deviceName: 'New till', abandoned: null },
      ],
    });

    expect(await old.outcomes(unsent)).toEqual([
      'DUPLICATE',
      'DUPLICATE',
      'RECORDED',
      'DUPLICATE',
      'RECORDED',
    ]);
    expect(await prove()).toMatchObject({
      complete: true,
      settled: true,
      recorded: 6,
      claims: [{ abandoned }, {}],
    });
    expect(await abandon('Nothing', next.claim.id)).toMatchObject({
      errors: [{ extensions: { code: 'CONFLICT' } }],
    });
  });

  it('also for what the gateway itself has sold', async () => {
    const product = await shop.addProduct();
    for (let n = 0; n < 3; n++) await shop.sell([product, 1]);
    expect(await prove('00')).toMatchObject({
      complete: true,
      recorded: 3,
      claims: [{ deviceName: 'Gateway' }],
    });
  });

  it.each([
    ['an amount of a line', 'UPDATE "SaleLine" SET "unitPrice" = 1 WHERE "saleId" = ?'],
    ['the name of a line', `UPDATE "SaleLine" SET "name" = 'Tea' WHERE "saleId" = ?`],
    ['a line that was taken out', 'DELETE FROM "SaleLine" WHERE "saleId" = ?'],
    ['a payment', `UPDATE "Payment" SET "method" = 'CARD' WHERE "saleId" = ?`],
    ['the total', 'UPDATE "Sale" SET "total" = 1 WHERE "id" = ?'],
    ['the time', `UPDATE "Sale" SET "soldAt" = '2026-01-01T00:00:00.000+00:00' WHERE "id" = ?`],
  ])('no: %s that was changed in the database shows', async (_what, statement) => {
    const till = await claimDevice(shop);
    const sold = till.sellMany(await shop.addProduct(), 3);
    await till.send(sold);
    change(statement, sold[1]?.id);
    const faults = [{ sequence: 2, saleId: sold[1]?.id, kind: 'ALTERED' }];
    expect(await prove()).toMatchObject({ complete: false, chainIntact: false, claims: [{ faults }] });
  });

  it('no: a sale that was removed and one that was put in its place show', async () => {
    const till = await claimDevice(shop);
    const product = await shop.addProduct();
    const sold = till.sellMany(product, 4);
    await till.send(sold);
    for (const table of ['SaleLine', 'Payment'])
      change(`DELETE FROM "${table}" WHERE "saleId" = ?`, sold[1]?.id);
    change('DELETE FROM "Sale" WHERE "id" = ?', sold[1]?.id);
    expect(await prove()).toMatchObject({ complete: false, missing: [{ from: 2, to: 2 }] });

    const { previousHash = '', number } = sold[1] ?? {};
    const other = till.clone().sell([coffee(product)], { sequence: 2, number, previousHash });
    expect(await till.flags(other)).toEqual(['CHAIN_BROKEN']);
    expect(await prove()).toMatchObject({
      ...{ complete: false, chainIntact: false, missing: [] },
      claims: [{ faults: [{ sequence: 3, kind: 'BROKEN_LINK' }] }],
    });
  });

  it('no: a copied device shows as a fork', async () => {
    const till = await claimDevice(shop);
    const product = await shop.addProduct();
    const copy = till.clone();
    await till.send(till.sellMany(product, 2));
    await copy.send(copy.sellMany(product, 1));
    expect(await prove()).toMatchObject({
      ...{ complete: false, chainIntact: false, recorded: 3 },
      claims: [{ faults: [{ sequence: 1, kind: 'FORKED' }] }],
    });
  });

  it('of a register that is not there there is no proof', async () => {
    const query = '{ registerProof(registerId: "none") { complete } }';
    expect(await shop.refusal(query)).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  });
});
