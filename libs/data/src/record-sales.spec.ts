import { money, quantity } from '@tillkeep/domain';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import { listAuditEntries } from './audit';
import { catalogueChanges } from './catalogue-changes';
import { createOutlet } from './outlets';
import type { Tx } from './db';
import { adjustStock, updateProduct } from './products';
import { importRescueFile } from './rescue';
import { registerProof } from './register-proof';
import { findSale, sha256 } from './sale-rows';
import { nextCatalogueVersion } from './shop';
import { moveStock } from './stock';
import { DATABASES, MAIN, useShop } from './test-shop';
import { Till } from './till-for-test';

describe.each(DATABASES)('what devices hand in on %s', (database) => {
  const shop = useShop(database);

  it('is recorded once, whoever sends it again at the same time', async () => {
    const [till, product] = [await Till.at(shop), await shop.addProduct({ stock: 100 })];
    const sold = till.sell(product, 12);
    const answers = await Promise.all(Array.from({ length: 20 }, () => till.send(sold)));
    const outcomes = answers.flatMap(({ results }) => results.map(({ outcome }) => outcome));
    expect(outcomes.filter((outcome) => outcome === 'RECORDED')).toHaveLength(12);
    expect(outcomes.filter((outcome) => outcome === 'DUPLICATE')).toHaveLength(12 * 19);
    expect(answers.every(({ contiguousSequence }) => contiguousSequence === 12)).toBe(true);
    expect(await shop.stock(product)).toBe(88);
    expect(await registerProof(shop.db, till.claim.registerId)).toMatchObject({
      complete: true,
      recorded: 12,
    });
  });

  it('in parts that overlap, in any order, from several tills at once: stock and claims add up', async () => {
    const product = await shop.addProduct({ stock: 50 });
    const tills = [await Till.at(shop, 'R1'), await Till.at(shop, 'R2'), await Till.at(shop, 'R3')];
    await Promise.all(
      tills.map(async (till) => {
        const sold = till.sell(product, 30);
        const parts = [sold.slice(20), sold.slice(5, 25), sold.slice(0, 8), sold].map((part) =>
          till.send(part),
        );
        await Promise.all(parts);
      }),
    );
    expect(await shop.stock(product)).toBe(50 - 90);
    for (const { claim } of tills)
      expect(await registerProof(shop.db, claim.registerId)).toMatchObject({ complete: true, recorded: 30 });
    const oversold = await shop.db.read.sale.count({ where: { flags: 'OVERSOLD' } });
    expect(oversold).toBe(40);
  });

  it('a copied device forks, a reused id conflicts, a taken-over one is late; nothing is lost', async () => {
    const [till, product] = [await Till.at(shop), await shop.addProduct({ stock: 100 })];
    const copy = till.clone();
    const [mine, others] = [till.sell(product, 3), copy.sell(product, 3)];
    await Promise.all([till.send(mine), copy.send(others)]);
    const forks = await shop.db.read.sale.findMany({ where: { fork: 1 } });
    expect(forks.map(({ reference, flags }) => [reference.slice(-2), flags])).toEqual(
      Array(3).fill(['~1', 'CHAIN_BROKEN']),
    );

    const reused = till.sell(product, 1).map((sale) => ({ ...sale, id: mine[0]?.id ?? '' }));
    const conflicts = await Promise.all(Array.from({ length: 5 }, () => till.send(reused)));
    expect(conflicts.map(({ results }) => results[0]?.outcome)).toEqual(Array(5).fill('CONFLICT'));
    expect(await shop.db.read.saleConflict.count()).toBe(1);

    await Till.at(shop, 'R1', true);
    const [late] = till.sell(product, 1);
    expect((await till.send(late ? [late] : [])).results).toMatchObject([{ flags: ['LATE'] }]);
  });

  it('what the database can’t give back is kept as it was sent', async () => {
    const [till, product] = [await Till.at(shop), await shop.addProduct()];
    const [sale] = till.sell(product, 1, '2026-04-30T10:00:00Z');
    expect((await till.send(sale ? [sale] : [])).results).toMatchObject([{ outcome: 'RECORDED', flags: [] }]);
    const read = await findSale(shop.db, { id: sale?.id ?? '' });
    expect(read).toMatchObject({ soldAt: new Date('2026-04-30T10:00:00Z'), hash: sale?.hash });
    expect(sha256(read?.asSent ?? '')).toBe(sale?.hash);
  });

  it('one that can’t be written holds up no other', async () => {
    const [till, product] = [await Till.at(shop), await shop.addProduct({ stock: 100 })];
    const sold = till.sell(product, 9);
    await poison(sold[4]?.id ?? '');
    try {
      const { results, contiguousSequence } = await till.send(sold);
      expect(results.map(({ outcome }) => outcome)).toEqual(
        sold.map((_, index) => (index === 4 ? 'RETRY' : 'RECORDED')),
      );
      expect(contiguousSequence).toBe(4);
    } finally {
      await healed();
    }
    expect((await till.send(sold)).contiguousSequence).toBe(9);
  });

  it('a rescue file of a claim that is not known any more is taken in, once', async () => {
    const [till, product] = [await Till.at(shop), await shop.addProduct({ stock: 100 })];
    const sold = till.sell(product, 120);
    const { id: claimId, registerId, deviceName } = till.claim;
    const file = {
      ...{ claimId, registerId, epoch: 1, deviceName },
      ...{ lastSequence: 120, sales: sold, lastEventSequence: 0, events: [] },
    };
    await shop.db.transaction((tx) => tx.execute(sql`DELETE FROM "RegisterClaim" WHERE "id" = ${claimId}`));
    const rounds = await Promise.all([1, 2, 3].map(() => importRescueFile(shop.db, [file])));
    const outcomes = rounds.flatMap(({ sales }) => sales).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'RECORDED')).toHaveLength(120);
    expect(outcomes.filter((outcome) => outcome === 'DUPLICATE')).toHaveLength(240);
    const { edges } = await listAuditEntries(shop.db, { action: 'register.rescue-imported' }, { first: 10 });
    expect(edges.map(({ node }) => node.after)).toEqual(
      Array(3).fill(`{"deviceName":"${deviceName}","sales":120,"events":0}`),
    );
  });

  it('a cursor passes over nothing while many write', async () => {
    const products = await Promise.all(Array.from({ length: 8 }, () => shop.addProduct({ stock: 1000 })));
    const tills = [await Till.at(shop, 'R1'), await Till.at(shop, 'R2')];
    const known = new Map<string, number>();
    let after: string | undefined;
    const pull = async () => {
      for (let more = true; more;) {
        const page = await catalogueChanges(shop.db, shop.outletId, after, 3);
        expect(page.resetRequired).toBe(false);
        for (const { id, price } of page.products) known.set(id, price);
        ({ cursor: after, hasMore: more } = page);
      }
    };
    let isWriting = true;
    const editor = async (seed: number) => {
      for (let n = 0; n < 25; n++)
        await updateProduct(shop.db, products[(seed * 3 + n * 5) % 8] ?? '', {
          price: money(seed * 1000 + n),
        });
    };
    const cashier = async (till: Till) => {
      for (let n = 0; n < 10; n++) await till.send(till.sell(products[n % 8] ?? '', 2));
    };
    const writers = Promise.all([...[1, 2, 3].map(editor), ...tills.map(cashier)]).finally(
      () => (isWriting = false),
    );
    while (isWriting) {
      await pull();
      await setImmediate(); // on SQLite nothing else gets its turn by itself
    }
    await writers;
    await pull();
    const now = await shop.db.read.product.findMany();
    expect(known).toEqual(new Map(now.map(({ id, price }) => [id, Number(price)])));
  });

  it.each<[string, (id: string) => (tx: Tx) => Promise<unknown>, (id: string) => Promise<unknown>]>([
    [
      'product',
      (id) => async (tx) =>
        tx.execute(
          sql`UPDATE "Product" SET "version" = ${await nextCatalogueVersion(tx)} WHERE "id" = ${id}`,
        ),
      (id) => updateProduct(shop.db, id, { price: money(1) }),
    ],
    [
      'stock level',
      (id) => (tx) =>
        moveStock(tx, shop.outletId, [{ kind: 'IMPORT', at: new Date(), deltas: oneMoreOf(id) }]),
      (id) => adjustStock(shop.db, shop.outletId, { productId: id, delta: quantity(1), reason: 'counted' }),
    ],
  ])('nor over a %s whose change commits late', async (_what, changeSlowly, change) => {
    const [slow, quick] = [await shop.addProduct(), await shop.addProduct()];
    let { cursor } = await catalogueChanges(shop.db, shop.outletId, undefined, 10);
    const seen: string[] = [];
    const pull = async () => {
      const page = await catalogueChanges(shop.db, shop.outletId, cursor, 10);
      seen.push(...page.products.map(({ id }) => id));
      cursor = page.cursor;
    };
    let commit = () => {};
    const isToCommit = new Promise<void>((resolve) => (commit = resolve));
    const late = shop.db.transaction(async (tx) => {
      await changeSlowly(slow)(tx);
      await isToCommit;
    });
    await setTimeout(50);
    const early = change(quick);
    await setTimeout(150);
    await pull();
    commit();
    await Promise.all([late, early]);
    await pull();
    expect(seen.sort()).toEqual([slow, quick].sort());
  });

  it('each product has a level at each outlet, however both are made', async () => {
    await Promise.all([
      ...Array.from({ length: 6 }, () => shop.addProduct()),
      ...['A', 'B', 'C'].map((code) => createOutlet(shop.db, { ...MAIN, code })),
    ]);
    expect(await shop.db.read.stockLevel.count()).toBe(6 * 4);
  });

  /** The database refuses the lines of this sale. */
  async function poison(saleId: string): Promise<void> {
    if (database === 'SQLite') {
      await shop.db.transaction((tx) =>
        tx.execute(sql`CREATE TRIGGER poison BEFORE INSERT ON "SaleLine" WHEN NEW."saleId" = '${raw(saleId)}'
          BEGIN SELECT RAISE(ABORT, 'poisoned'); END`),
      );
    } else {
      await shop.db.transaction((tx) =>
        tx.execute(sql`ALTER TABLE "SaleLine" ADD CONSTRAINT poison CHECK ("saleId" <> '${raw(saleId)}')`),
      );
    }
  }

  async function healed(): Promise<void> {
    await shop.db.transaction((tx) =>
      tx.execute(
        database === 'SQLite' ? sql`DROP TRIGGER poison` : sql`ALTER TABLE "SaleLine" DROP CONSTRAINT poison`,
      ),
    );
  }
});

const oneMoreOf = (productId: string) => new Map([[productId, quantity(1000)]]);
