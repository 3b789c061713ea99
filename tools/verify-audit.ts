// npm run verify:audit: hashes every entry of the audit trail again, and names the first that is not as it was written.
import { verifyAudit } from '@tillkeep/data';
import { openShop } from './shop-database';

async function main(): Promise<number> {
  const db = await openShop();
  const { entries, intact, firstAltered } = await verifyAudit(db).finally(() => db.close());
  if (!intact) {
    console.error(
      `✗ The audit trail was altered: entry ${firstAltered} is missing or not as it was written.`,
    );
    return 1;
  }
  console.log(
    `✓ The audit trail is as it was written: ${entries === 1 ? '1 entry' : `${entries} entries`}, none missing or altered.`,
  );
  console.log('What this can’t see is a database that was put back as a whole to an earlier day.');
  return 0;
}

main().then(
  (code) => process.exit(code), // Prisma leaves handles open
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
