import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { money } from '@tillkeep/domain';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { verifyAudit } from './audit';
import { copyShop } from './copy-shop';
import { openDb } from './db';
import { setOutletPrice } from './outlet-prices';
import { createOutlet } from './outlets';
import { registerProof } from './register-proof';
import { applyMigrations } from './schema-engine';
import { startStockDocument } from './stock-documents';
import { expectBooksInOrder, MAIN, newPostgresDatabase, schemaFolder, useShop } from './test-shop';
import { Till } from './till-for-test';

describe('A shop that is copied', () => {
  const shop = useShop('SQLite');
  const folder = mkdtempSync(join(tmpdir(), 'tillkeep-copy-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let server: string;
  let till: Till;
  let coffee: string;

  beforeEach(async () => {
    server = await newPostgresDatabase();
    await applyMigrations(server, schemaFolder('PostgreSQL'));
    coffee = await shop.addProduct({ name: 'Café “Ünïcode” 😀', barcodes: ['3017620422003', '12345670'] });
    await createOutlet(shop.db, { ...MAIN, code: 'EAST', name: 'East\nend' });
    await setOutletPrice(shop.db, { outletId: shop.outletId, productId: coffee, price: money(399) });
    await startStockDocument(shop.db, shop.outletId, { kind: 'DELIVERY' });
    await shop.sell({ lines: [[coffee, 2]] });
    till = await Till.at(shop);
    await till.send(till.sell(coffee, 3));
    await till.report([till.event('DRAWER_OPENED', { reason: 'Change' })]);
  });

  const copyAway = async (to = server) => {
    await shop.db.close();
    try {
      return await copyShop(shop.url, to);
    } finally {
      shop.db = await openDb(shop.url);
    }
  };

  it('has on PostgreSQL every row of the file, and comes back as the same file, to the letter', async () => {
    const told: number[] = [];
    await shop.db.close();
    const tables = await copyShop(shop.url, server, (rows, of) => told.push(rows / of));
    const back = `file:${join(folder, 'back.sqlite')}`;
    await applyMigrations(back, schemaFolder('SQLite'));
    await copyShop(server, back);
    shop.db = await openDb(shop.url);
    expect(everyRow(back)).toEqual(everyRow(shop.url));
    expect(tables).toContainEqual({ name: 'Sale', rows: 4 });
    expect(told.at(-1)).toBe(1);
  });

  it('sells on there: numbers, chains, audit trail and roll-ups go on where they were', async () => {
    await copyAway();
    await shop.db.close();
    const db = (shop.db = await openDb(server));
    await shop.sell({ lines: [[coffee, 1]] });
    await till.send(till.sell(coffee, 1));
    await expectBooksInOrder(db);
    expect(await verifyAudit(db)).toMatchObject({ intact: true });
    expect(await registerProof(db, till.claim.registerId)).toMatchObject({ complete: true, recorded: 4 });
  });

  it('is not copied into one that is there, which stays as it was', async () => {
    const db = await openDb(server);
    await createOutlet(db, { ...MAIN, code: 'OTHER' });
    await expect(copyAway()).rejects.toThrow('There is a shop in the database that is to be filled.');
    expect(await db.read.outlet.findMany({ select: { code: true } })).toEqual([{ code: 'OTHER' }]);
    expect(await db.read.sale.count()).toBe(0);
    await db.close();
  });

  it('is not copied while somebody may sell in it', async () => {
    await expect(copyShop(shop.url, server)).rejects.toThrow(
      'The shop’s file is in use. Stop the gateway first.',
    );
  });

  it('is not copied between databases of different versions', async () => {
    const client = new Client(server);
    await client.connect();
    await client.query(`DELETE FROM "_prisma_migrations" WHERE "migration_name" LIKE '%_init'`);
    await client.end();
    await expect(copyAway()).rejects.toThrow('not made by the same version');
  });

  it('is not copied at all where one row arrives otherwise than it left', async () => {
    const client = new Client(server);
    await client.connect();
    await client.query(`CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN NEW."total" := NEW."total" + 1; RETURN NEW; END $$`);
    await client.query(`CREATE TRIGGER lose BEFORE INSERT ON "Sale" FOR EACH ROW EXECUTE FUNCTION lose()`);
    await expect(copyAway()).rejects.toThrow(
      'The rows of Sale did not arrive as they were. Nothing was copied.',
    );
    const { rows } = await client.query('SELECT COUNT(*)::int AS "outlets" FROM "Outlet"');
    expect(rows).toEqual([{ outlets: 0 }]);
    await client.end();
  });
});

function everyRow(url: string): Record<string, unknown[]> {
  const db = new Database(url.slice('file:'.length), { readonly: true });
  const names = db
    .prepare<[], string>(
      `SELECT "name" FROM sqlite_master WHERE "type" = 'table' AND "name" <> '_prisma_migrations'`,
    )
    .pluck()
    .all();
  const rows = names.map((name) => [
    name,
    db
      .prepare(`SELECT * FROM "${name}"`)
      .all()
      .map((row) => JSON.stringify(row))
      .sort(),
  ]);
  db.close();
  return Object.fromEntries(rows);
}
