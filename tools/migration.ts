// npm run migration -- <name>: writes the next migration of both databases and says what it wrote.
// prisma/sqlite/models.prisma is edited by hand; prisma/postgresql/models.prisma is the copy that the newest migration leads to.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrationBetween } from '../libs/data/src/schema-engine';
import { startPostgres } from './postgres.mjs';

const prisma = join(__dirname, '../prisma');
const source = join(prisma, 'sqlite/models.prisma');
const twin = join(prisma, 'postgresql/models.prisma');

async function main(name: string | undefined) {
  if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new Error('Name the migration in lower case with underscores: npm run migration -- add_shifts');
  }
  const folder = `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`;
  await write('sqlite', 'file::memory:', folder);
  const scratch = mkdtempSync(join(tmpdir(), 'tillkeep-postgres-'));
  const postgres = await startPostgres(scratch);
  try {
    await write('postgresql', postgres.url, folder);
  } finally {
    await postgres.stop();
    rmSync(scratch, { recursive: true });
  }
  copyFileSync(source, twin);
}

async function write(provider: string, url: string, folder: string) {
  const sql = await migrationBetween(url, readFileSync(twin, 'utf8'), readFileSync(source, 'utf8'));
  if (sql === '') return console.log(`${provider}: the models have not changed since the newest migration.`);
  mkdirSync(join(prisma, provider, 'migrations', folder), { recursive: true });
  writeFileSync(join(prisma, provider, 'migrations', folder, 'migration.sql'), sql);
  console.log(`Wrote prisma/${provider}/migrations/${folder}/migration.sql. Read it before you commit it.`);
}

main(process.argv[2]).then(
  () => process.exit(0), // the engine leaves its WebAssembly handles open
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
