// npm run rollups -- --check | --rebuild: adds all recorded sales up again and says whether the roll-ups are the same; --rebuild
// makes them again first. Beside a running gateway, too. Exit code 0: they are. 1: they are not, or it could not run.
import { parseArgs } from 'node:util';
import { checkRollups, listOutlets, rebuildRollups, type Db } from '@tillkeep/data';
import { openShop } from './shop-database';

async function main(): Promise<number> {
  const options = { check: { type: 'boolean' }, rebuild: { type: 'boolean' } } as const;
  const { check, rebuild } = parseArgs({ options }).values;
  if (!check && !rebuild) {
    console.error('Say what is to be done: npm run rollups -- --check, or --rebuild.');
    return 1;
  }
  const db = await openShop();
  try {
    if (rebuild) console.log(`Made again from the sales: ${dates(await rebuildRollups(db))}.`);
    return await compare(db);
  } finally {
    await db.close();
  }
}

async function compare(db: Db): Promise<number> {
  const checked = await checkRollups(db);
  if (checked.faults.length === 0) {
    console.log(`✓ The roll-ups are what the recorded sales come to: ${dates(checked.dates)}.`);
    return 0;
  }
  const names = new Map((await listOutlets(db)).map(({ id, code }) => [id, code]));
  for (const { outletId, businessDate, parts } of checked.faults)
    console.error(
      `✗ ${names.get(outletId) ?? outletId} ${businessDate}: parts that are not what the sales say: ${parts}.`,
    );
  console.error('Make them again: npm run rollups -- --rebuild');
  return 1;
}

function dates(count: number): string {
  return count === 1 ? '1 business date' : `${count} business dates`;
}

main().then(
  (code) => process.exit(code), // Prisma leaves handles open
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
