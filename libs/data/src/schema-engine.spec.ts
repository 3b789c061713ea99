import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { applyMigrations, migrationBetween } from './schema-engine';
import { DATABASES, newPostgresDatabase, schemaFolder, type DatabaseName } from './test-shop';

describe.each(DATABASES)('migrations on %s', (database) => {
  let folder: string;
  let count = 0;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tillkeep-schema-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const emptyDatabase = async () =>
    database === 'SQLite' ? `file:${join(folder, `${++count}.sqlite`)}` : newPostgresDatabase();
  const models = () => readFileSync(join(schemaFolder(database), 'models.prisma'), 'utf8');

  it('are applied once each, in order', async () => {
    const url = await emptyDatabase();
    const names = await applyMigrations(url, schemaFolder(database));
    expect(names[0]).toMatch(/^\d{14}_init$/);
    expect(names).toEqual([...names].sort());
    expect(await applyMigrations(url, schemaFolder(database))).toEqual([]);
  });

  it('lead to what the models say, and besides it only to what is written by hand', async () => {
    const migrated = await emptyDatabase();
    await applyMigrations(migrated, schemaFolder(database));
    const modelled = await emptyDatabase();
    await execute(modelled, await migrationBetween(modelled, '', models()));

    const [found, wanted] = [await structure(migrated), await structure(modelled)];
    expect(wanted.length).toBeGreaterThan(20);
    expect(found.filter((line) => !wanted.includes(line))).toEqual(writtenByHand[database]);
    const replaced = writtenByHand[database].map((line) => line.replace(' COLLATE C', ''));
    expect(wanted.filter((line) => !found.includes(line) && !replaced.includes(line))).toEqual([]);
  });

  it('are made from a change of the models, and from none comes none', async () => {
    const url = await emptyDatabase();
    expect(await migrationBetween(url, models(), models())).toBe('');
    const changed = models().replace('model Outlet {', 'model Outlet {\n  phone String?');
    expect(await migrationBetween(url, models(), changed)).toMatch(
      /ALTER TABLE "Outlet" ADD COLUMN\s+"phone" TEXT/,
    );
  });

  it('are read as they are written: a semicolon in a comment or text ends nothing', async () => {
    const url = await emptyDatabase();
    await applyMigrations(
      url,
      schemaWith(`
      CREATE TABLE "Word" ("text" TEXT); -- one column; no key
      INSERT INTO "Word" VALUES ('here; there');`),
    );
    expect(await rows(url, 'SELECT "text" FROM "Word"')).toEqual([{ text: 'here; there' }]);
  });

  it('say so when they fail', async () => {
    const url = await emptyDatabase();
    const broken = schemaWith('CREATE TABLE "Half" ("a" TEXT); CREATE TABLE "Half" ("a" TEXT);');
    await expect(applyMigrations(url, broken)).rejects.toThrow(/Half/);
    await expect(applyMigrations(url, broken)).rejects.toThrow(/failed migrations/);
    // On PostgreSQL nothing is left of it; SQLite has no transaction around it, because tables are rebuilt outside of one.
    if (database === 'PostgreSQL')
      await expect(rows(url, 'SELECT * FROM "Half"')).rejects.toThrow(/does not exist/);
  });

  /** A schema folder of one migration. */
  const schemaWith = (sql: string): string => {
    const schema = join(folder, 'schema');
    const migration = join(schema, 'migrations', '20260430000000_init');
    mkdirSync(migration, { recursive: true });
    const provider = database.toLowerCase();
    writeFileSync(join(schema, 'schema.prisma'), `datasource db {\n  provider = "${provider}"\n}\n`);
    writeFileSync(join(schema, 'migrations/migration_lock.toml'), `provider = "${provider}"\n`);
    writeFileSync(join(migration, 'migration.sql'), sql);
    return schema;
  };
});

it('both databases have the same models', () => {
  const [sqlite, postgresql] = DATABASES.map((name) =>
    readFileSync(join(schemaFolder(name), 'models.prisma'), 'utf8'),
  );
  expect(postgresql).toBe(sqlite);
});

/** What Prisma's models can't say. */
const writtenByHand: Record<DatabaseName, string[]> = {
  SQLite: [
    `CREATE INDEX "Sale_due_idx" ON "Sale"("nextAttemptAt") WHERE "nextAttemptAt" IS NOT NULL`,
    `CREATE INDEX "Sale_erpReference_idx" ON "Sale"("erpReference") WHERE "erpReference" IS NOT NULL`,
    `CREATE INDEX "Sale_failed_idx" ON "Sale"("syncErrorAt") WHERE "syncStatus" = 'FAILED'`,
    `CREATE INDEX "Sale_flagged_idx" ON "Sale"("outletId", "businessDate", "soldAt", "id") WHERE "flags" <> ''`,
    `CREATE INDEX "Sale_unsynced_idx" ON "Sale"("syncStatus", "outletId", "id") WHERE "syncStatus" <> 'SYNCED'`,
    `CREATE INDEX "StockLevel_low_idx" ON "StockLevel"("outletId", "productId") WHERE "quantity" <= "reorderPoint"`,
    `CREATE INDEX "SyncRun_open_idx" ON "SyncRun"("leaseUntil") WHERE "finishedAt" IS NULL`,
  ],
  PostgreSQL: [
    `CREATE INDEX "Sale_due_idx" ON public."Sale" USING btree ("nextAttemptAt") WHERE ("nextAttemptAt" IS NOT NULL)`,
    `CREATE INDEX "Sale_erpReference_idx" ON public."Sale" USING btree ("erpReference") WHERE ("erpReference" IS NOT NULL)`,
    `CREATE INDEX "Sale_failed_idx" ON public."Sale" USING btree ("syncErrorAt") WHERE ("syncStatus" = 'FAILED'::"SyncStatus")`,
    `CREATE INDEX "Sale_flagged_idx" ON public."Sale" USING btree ("outletId", "businessDate", "soldAt", id) WHERE (flags <> ''::text)`,
    `CREATE INDEX "Sale_unsynced_idx" ON public."Sale" USING btree ("syncStatus", "outletId", id) WHERE ("syncStatus" <> 'SYNCED'::"SyncStatus")`,
    `CREATE INDEX "StockLevel_low_idx" ON public."StockLevel" USING btree ("outletId", "productId") WHERE (quantity <= "reorderPoint")`,
    `CREATE INDEX "SyncRun_open_idx" ON public."SyncRun" USING btree ("leaseUntil") WHERE ("finishedAt" IS NULL)`,
    ...[
      'Product.category text YES',
      'Product.searchText text NO',
      'Product.sku text NO',
      'ProductWord.word text NO',
      'ReconciliationCheck.businessDate text NO',
      "ReconciliationNight.checkedTo text NO DEFAULT ''::text",
      'Rollup.businessDate text NO',
      'Rollup.key text NO',
      'Sale.businessDate text NO',
      'Sale.reference text NO',
    ].map((line) => `${line} COLLATE C`),
  ],
};

/** Everything that is in the database, a sorted line each. */
async function structure(url: string): Promise<string[]> {
  const ours = (line: string) => !line.includes('_prisma_migrations') && !line.startsWith('sqlite_sequence');
  const queries = url.startsWith('file:')
    ? [
        // Column by column, because a table to which one was added says so in its text.
        `SELECT concat_ws(' ', t.name || '.' || c.name, c.type, c."notnull", c.dflt_value, c.pk) AS line
          FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'`,
        `SELECT concat_ws(' ', t.name || '.' || k."from", k."table", k."to", k.on_delete, k.on_update) AS line
          FROM sqlite_master t, pragma_foreign_key_list(t.name) k WHERE t.type = 'table'`,
        `SELECT "sql" AS line FROM sqlite_master WHERE type = 'index' AND "sql" IS NOT NULL`,
      ]
    : [
        `SELECT concat_ws(' ', table_name || '.' || column_name, CASE data_type WHEN 'USER-DEFINED' THEN udt_name ELSE data_type END,
          is_nullable, 'DEFAULT ' || column_default, 'COLLATE ' || collation_name) AS line
          FROM information_schema.columns WHERE table_schema = 'public'`,
        `SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public'`,
        `SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) AS line FROM pg_constraint WHERE connamespace = 'public'::regnamespace`,
        `SELECT t.typname || ' ' || string_agg(e.enumlabel, ' ' ORDER BY e.enumsortorder) AS line
          FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.typname`,
      ];
  const lines: string[] = [];
  for (const query of queries) {
    for (const { line } of await rows<{ line: string }>(url, query)) lines.push(line.replace(/\s+/g, ' '));
  }
  return lines.filter(ours).sort();
}

async function rows<Row>(url: string, query: string): Promise<Row[]> {
  if (url.startsWith('file:')) {
    const db = new Database(url.slice('file:'.length));
    const found = db.prepare<[], Row>(query).all();
    db.close();
    return found;
  }
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}

async function execute(url: string, script: string): Promise<void> {
  if (!url.startsWith('file:')) return void (await rows(url, script));
  const db = new Database(url.slice('file:'.length));
  db.exec(script);
  db.close();
}
