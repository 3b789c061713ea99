// The real process, killed at the worst moments: what a device then sends again is recorded once.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { claimDevice, type SentSale } from '../device-under-test';
import { useProcesses } from '../processes-under-test';
import { ShopApi } from '../shop-api';

const processes = useProcesses();

it('killed after the commit and before the answer, and at any other moment', async () => {
  const DATA_DIR = processes.newFolder();
  let gateway = processes.gateway({ DATA_DIR });
  let shop = await new ShopApi(await gateway.url).signIn();
  const product = await shop.addProduct({ openingStock: 10_000 });
  let till = await claimDevice(shop);

  const sold: SentSale[] = [];
  let lostAnswers = 0;
  let unrecorded = 0;
  for (let round = 0; round < 24 && (lostAnswers < 3 || unrecorded < 3); round++) {
    const db = new Database(join(DATA_DIR, 'shop.sqlite'), { readonly: true });
    const isCommitted = db.prepare<[string], number>('SELECT 1 FROM "Sale" WHERE "id" = ?').pluck();
    const batch = till.sellMany(product, 20);
    sold.push(...batch);
    const answer = till.send(batch).then(
      () => 'ANSWERED',
      () => 'LOST',
    );
    const last = batch.at(-1)?.id ?? '';
    // Every second time as soon as the sales are on the disk, else after a moment of any length.
    if (round % 2 === 0) {
      await new Promise((resolve) => setImmediate(resolve)); // so that the request leaves
      const until = Date.now() + 2000;
      while (!isCommitted.get(last) && Date.now() < until)
        await new Promise((resolve) => setImmediate(resolve));
    } else await new Promise((resolve) => setTimeout(resolve, round % 5));
    gateway.process.kill('SIGKILL');
    await gateway.ended;
    if ((await answer) === 'LOST') {
      if (isCommitted.get(last)) lostAnswers++;
      else unrecorded++;
    }
    db.close();

    gateway = processes.gateway({ DATA_DIR });
    shop = await new ShopApi(await gateway.url).signIn();
    till = till.connectedTo(shop);
    const outcomes = new Set(await till.outcomes(batch));
    expect(outcomes.size).toBe(1); // all of a batch, or nothing of it
    expect([...outcomes].every((outcome) => outcome === 'RECORDED' || outcome === 'DUPLICATE')).toBe(true);
  }
  expect(lostAnswers).toBeGreaterThan(0);

  expect((await till.send([])).contiguousSequence).toBe(sold.length);
  expect(await shop.stock(product)).toBe(10_000 - sold.length);
  const { registerProof } = await shop.answer<{ registerProof: object }>(
    `query ($id: ID!) { registerProof(registerId: $id) { complete recorded } }`,
    { id: till.claim.register.id },
  );
  expect(registerProof).toEqual({ complete: true, recorded: sold.length });
});
