import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDb, type Db } from '@tillkeep/data';
import { environment, readSettings } from './start/settings.mjs';

/** The shop's database as DATA_DIR or DATABASE_URL name it, also beside a running gateway. Throws one line that says what is wrong. */
export async function openShop(): Promise<Db> {
  const { settings, problems } = readSettings(environment());
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const file = join(settings.dataFolder, 'shop.sqlite');
  if (!settings.databaseUrl && !existsSync(file))
    throw new Error(
      `There is no shop in ${settings.dataFolder}: set DATA_DIR or DATABASE_URL to the gateway's.`,
    );
  return openDb(settings.databaseUrl ?? `file:${file}`);
}
