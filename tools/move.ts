// npm run move: takes the shop from its SQLite file in DATA_DIR to the empty PostgreSQL database at DATABASE_URL, with the
// gateway stopped, and proves that nothing was left behind. The file stays as it was: without DATABASE_URL the shop is where it was.
// Exit code 0: it has moved. 1: it has not, and nothing has changed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { applyMigrations, copyShop, openDb } from '@tillkeep/data';
import { root } from './repository.mjs';
import { count, proveShop } from './shop-proof';
import { environment, readSettings } from './start/settings.mjs';
import { runTool, Stop, watch } from './terminal';

runTool(async () => {
  const { settings, problems } = readSettings(environment());
  if (problems.length > 0) throw new Stop(problems.join('\n'));
  const { databaseUrl, dataFolder } = settings;
  const file = join(dataFolder, 'shop.sqlite');
  if (!databaseUrl)
    throw new Stop('Set DATABASE_URL to the empty PostgreSQL database that the shop moves to.');
  if (!existsSync(file)) throw new Stop(`There is no shop in ${dataFolder}: set DATA_DIR to the gateway's.`);

  await applyMigrations(databaseUrl, join(root, 'prisma/postgresql'));
  const tables = await copyShop(`file:${file}`, databaseUrl, watch('Copied'));
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(
    `✓ ${count(rows, 'row')} of ${count(tables.length, 'table')} are on PostgreSQL as they were in the file.`,
  );
  const db = await openDb(databaseUrl);
  await proveShop(db).finally(() => db.close());
  console.log(
    `\nStart the gateway with this DATABASE_URL from now on. ${file} is as it was: keep it as a back-up.`,
  );
  console.log(
    'To go back, with what is sold until then: npm run backup, and npm run restore without DATABASE_URL.',
  );
});
