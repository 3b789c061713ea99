import { applyMigrations } from './schema-engine';
import { openDb } from './db';
import { join } from 'node:path';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
it('migrates', async () => {
  const prisma = join(__dirname, '../../../prisma');
  const url = `file:${mkdtempSync(join(tmpdir(), 't-'))}/x.db`;
  console.log(await applyMigrations(url, join(prisma, 'sqlite')));
  console.log(await applyMigrations(url, join(prisma, 'sqlite')));
  const pg = process.env.TEST_POSTGRES_URL ?? '';
  console.log(await applyMigrations(pg, join(prisma, 'postgresql')));
  for (const u of [url, pg]) {
    const db = await openDb(u);
    console.log(await db.read.product.findMany());
    await db.close();
  }
});
