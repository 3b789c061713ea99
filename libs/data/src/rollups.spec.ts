import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import { money, quantity, type RollupBy } from '@tillkeep/domain';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { openDb } from './db';
import { createOutlet } from './outlets';
import { updateProduct } from './products';
import type { SentSale } from './record-sales';
import { checkRollups, rebuildRollups } from './rollups';
import { applyMigrations } from './schema-engine';
import { DATABASES, expectBooksInOrder, MAIN, newPostgresDatabase, schemaFolder, useShop } from './test-shop';
import { Till } from './till-for-test';

describe.each(DATABASES)('roll-ups on %s', (database) => {
  const shop = useShop(database);

  /** By key, on all dates together or on one: how many sales, and their total. */
  const kept = async (by: RollupBy, businessDate?: string) => {
    const rows = await shop.db.read.rollup.findMany({ where: { by, businessDate }, orderBy: { key: 'asc' } });
    return rows.map(({ key, sales, total }) => [key, sales, Number(total)]);
  };

  it('[REP1] a sale that is handed in days later counts on its own business date, and on no other', async () => {
    const [till, product] = [await Till.at(shop), await shop.addProduct({ stock: 100 })];
    const [late, lateToo, next] = [
      ...till.sell(product, 2, '2026-04-30T20:00:00.000Z'),
      ...till.sell(product, 1, '2026-05-01T08:00:00.000Z'),
    ];
    await till.send(next ? [next] : []);
    expect(await kept('PRODUCT')).toEqual([[product, 1, 449]]);
    await till.send(late && lateToo ? [late, lateToo] : []);
    expect(await kept('PRODUCT', '2026-04-30')).toEqual([[product, 2, 898]]);
    expect(await kept('PRODUCT', '2026-05-01')).toEqual([[product, 1, 449]]);
  });

  it('[REP2] every recorded sale counts once, flagged or forked; refusals, duplicates and conflicts count nothing', async () => {
    const [till, product] = [await Till.at(shop), await shop.addProduct({ stock: 2 })];
    const copy = till.clone();
    const sold = [...till.sell(product, 3), ...copy.sell(product, 2)]; // of which three are oversold, and two are forks
    await Promise.all([till.send(sold), till.send(sold), till.send(sold)]);
    await till.send(till.sell(product, 1).map((sale) => ({ ...sale, id: sold[0]?.id ?? '' })));
    await expect(shop.sell({ lines: [[product, 1]] })).rejects.toMatchObject({ code: 'INSUFFICIENT_STOCK' });
    expect(await kept('REGISTER')).toEqual([[till.claim.registerId, 5, 5 * 449]]);
  });

  it('[REP6] a line stays in the category that its product had when the sale was recorded', async () => {
    const product = await shop.addProduct({ category: 'Drinks' });
    const till = await Till.at(shop);
    await shop.sell({ lines: [[product, 1]] });
    await updateProduct(shop.db, product, { category: 'Coffee' });
    expect(await kept('CATEGORY')).toEqual([['Drinks', 1, 449]]);
    await shop.sell({ lines: [[product, 1]] });
    await till.send(till.sell(product, 2));
    expect(await kept('CATEGORY')).toEqual([
      ['Coffee', 3, 3 * 449],
      ['Drinks', 1, 449],
    ]);
  });

  it('[REP8] whatever is sold, handed in late, twice, out of order or broken, they are what the rows come to', async () => {
    let shops = 0;
    await fc.assert(
      fc.asyncProperty(schedule, async (steps) => {
        shop.outletId = (await createOutlet(shop.db, { ...MAIN, code: `SHOP${++shops}` })).id;
        const products = [
          await shop.addProduct({ stock: 9, category: 'Drinks' }),
          await shop.addProduct({ stock: 0 }),
        ];
        const tills = [await Till.at(shop, `${shops}A`), await Till.at(shop, `${shops}B`)];
        const copy = tills[0]?.clone();
        const unsent = tills.map(() => new Array<SentSale>());
        for (const { till: at, day, count, product: which, doing, amount } of steps) {
          const [till, product] = [tills[at], products[which] ?? ''];
          const waiting = unsent[at] ?? [];
          if (!till) continue;
          if (doing === 'online')
            await shop.sell({ lines: [[product, count, amount]] }).catch(() => undefined);
          if (doing === 'offline') waiting.push(...till.sell(product, count, day));
          if (doing === 'broken')
            waiting.push(...till.sell(product, count, day).map((sale) => broken(sale, amount)));
          if (doing === 'copied' && copy) waiting.push(...copy.sell(product, count, day));
          if (doing === 'send')
            await Promise.all([till.send(waiting.slice(count)), till.send([...waiting].reverse())]);
        }
        await expectBooksInOrder(shop.db);
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  it('[REP8] a roll-up that somebody changed is found, and made again while selling goes on', async () => {
    const [till, product] = [await Till.at(shop), await shop.addProduct({ stock: 1000 })];
    await till.send([...till.sell(product, 3, '2026-04-29T10:00:00.000Z'), ...till.sell(product, 3)]);
    const where = sql`WHERE "businessDate" = '2026-04-29'`;
    await shop.behindItsBack(sql`UPDATE "Rollup" SET "total" = "total" + 1 ${where} AND "by" = 'PRODUCT'`);
    await shop.behindItsBack(sql`DELETE FROM "Rollup" ${where} AND "by" = 'TIME'`);
    expect(await checkRollups(shop.db)).toEqual({
      dates: 2,
      faults: [{ outletId: shop.outletId, businessDate: '2026-04-29', parts: 2 }],
    });
    let isBuilding = true;
    const selling = Promise.all(
      [1, 2, 3].map(async () => {
        while (isBuilding) await shop.sell({ lines: [[product, 1]] });
      }),
    );
    for (let n = 0; n < 5; n++) expect(await rebuildRollups(shop.db)).toBe(2);
    isBuilding = false;
    await selling;
    expect(await checkRollups(shop.db)).toEqual({ dates: 2, faults: [] });
  });

  it('[REP8] amounts that nobody could have taken are counted, too, and keep no sale from being recorded', async () => {
    const [till, product] = [await Till.at(shop), await shop.addProduct({ stock: 100 })];
    const sold = till.sell(product, 4).map((sale) => broken(sale, Number.MAX_SAFE_INTEGER));
    for (const sale of [...sold, ...till.sell(product, 1)])
      expect((await till.send([sale])).results).toMatchObject([{ outcome: 'RECORDED' }]);
  });

  it('a shop that is older than they are gets them with its migration', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tillkeep-rollups-'));
    const before = join(folder, 'schema');
    cpSync(schemaFolder(database), before, { recursive: true });
    const migrations = readdirSync(join(before, 'migrations'))
      .filter((name) => /^\d/.test(name))
      .sort();
    for (const name of migrations.slice(migrations.findIndex((migration) => migration.endsWith('_rollups'))))
      rmSync(join(before, 'migrations', name), { recursive: true });
    const url = database === 'SQLite' ? `file:${join(folder, 'shop.sqlite')}` : await newPostgresDatabase();
    await applyMigrations(url, before);
    const old = await openDb(url);
    await old.transaction(async (tx) => {
      for (const statement of OLD_SHOP) await tx.execute(raw(statement));
    });
    await old.close();
    await applyMigrations(url, schemaFolder(database));
    const db = await openDb(url);
    expect(await checkRollups(db)).toEqual({ dates: 2, faults: [] });
    const rows = await db.read.rollup.findMany({
      where: { by: 'CATEGORY' },
      orderBy: { businessDate: 'asc' },
    });
    expect(rows.map(({ businessDate, key, total }) => [businessDate, key, Number(total)])).toEqual([
      ['2026-04-29', 'Drinks', 449],
      ['2026-04-30', '', 551],
      ['2026-04-30', 'Drinks', 449],
    ]);
    const [refund] = await db.read.rollup.findMany({ where: { by: 'PAYMENT_METHOD', key: 'CASH' } });
    expect([refund?.refunds, refund?.refunded]).toEqual([1, 49n]);
    await db.close();
    rmSync(folder, { recursive: true });
  });
});

const schedule = fc.array(
  fc.record({
    doing: fc.constantFrom('online', 'offline', 'broken', 'copied', 'send', 'send'),
    till: fc.nat(1),
    product: fc.nat(1),
    count: fc.integer({ min: 1, max: 3 }),
    day: fc.constantFrom('2026-04-29T12:00:00Z', '2026-04-30T21:59:59.999Z', '2026-04-30T22:00:00.000Z'),
    amount: fc.integer({ min: 0, max: 2000 }),
  }),
  { minLength: 5, maxLength: 15 },
);

/** A sale whose lines and payments don't come to its total. */
function broken(sale: SentSale, amount: number): SentSale {
  const id = uuid();
  const lines =
    amount % 3 === 0 ? [] : [...sale.lines, ...sale.lines.map((line) => ({ ...line, productId: null }))];
  const returned = lines.map((line) => ({ ...line, quantity: quantity(-line.quantity) }));
  return {
    ...sale,
    id,
    lines: amount % 2 === 0 ? lines : returned,
    subtotal: money(amount),
    total: money(amount),
  };
}

/** One sale as it should be, and one whose lines and payments come to less than it says. */
const OLD_SHOP = [
  `INSERT INTO "Outlet" ("id", "code", "name", "timeZone", "currency", "pricesIncludeTax") VALUES ('o', 'O', 'O', 'UTC', 'EUR', TRUE)`,
  `INSERT INTO "Register" ("id", "outletId", "code", "name") VALUES ('r', 'o', 'R1', 'R1')`,
  `INSERT INTO "RegisterClaim" ("id", "registerId", "epoch", "deviceName", "claimedAt", "headHash")
    VALUES ('c', 'r', 1, 'Till', '2026-04-29T00:00:00.000+00:00', '')`,
  `INSERT INTO "Product" ("id", "sku", "name", "searchText", "category", "price", "taxRate", "trackStock", "createdAt", "updatedAt")
    VALUES ('p', 'P', 'P', 'p', 'Drinks', 449, 5500, FALSE, '2026-04-29T00:00:00.000+00:00', '2026-04-29T00:00:00.000+00:00')`,
  ...[
    ['s1', 1, '2026-04-29', 426, 449],
    ['s2', 2, '2026-04-30', 977, 1000],
  ].flatMap(([id, sequence, date, subtotal, total]) => [
    `INSERT INTO "Sale" ("id", "claimId", "sequence", "outletId", "registerId", "number", "reference", "businessDate", "soldAt",
      "recordedAt", "subtotal", "tax", "total", "previousHash", "hash", "contentHash")
      VALUES ('${id}', 'c', ${sequence}, 'o', 'r', '${id}', '${id}', '${date}', '${date}T10:59:00.000+00:00',
        '${date}T11:00:00.000+00:00', ${subtotal}, 23, ${total}, '', '${id}', '')`,
    `INSERT INTO "SaleLine" ("saleId", "position", "productId", "sku", "name", "quantity", "unitPrice", "taxRate", "tax", "total")
      VALUES ('${id}', 0, 'p', 'P', 'P', 1000, 449, 5500, 23, 449)`,
    `INSERT INTO "Payment" ("saleId", "position", "method", "amount", "change") VALUES ('${id}', 0, 'CARD', 449, 0)`,
  ]),
  // What a device was not meant to do then: goods came back, and money.
  `INSERT INTO "SaleLine" ("saleId", "position", "productId", "sku", "name", "quantity", "unitPrice", "taxRate", "tax", "total")
    VALUES ('s2', 1, NULL, 'P', 'P', -1000, 100, 5500, -5, -100)`,
  `INSERT INTO "Payment" ("saleId", "position", "method", "amount", "change") VALUES ('s2', 1, 'CASH', -49, 0)`,
];
