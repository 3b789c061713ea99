import { checkRollups, registerProof, verifyAudit, type Db } from '@tillkeep/data';
import { plainMoney } from '@tillkeep/domain';

/** Prints what a shop's database holds, and whether it is as it was written. */
export async function proveShop(db: Db): Promise<void> {
  const outlets = await db.read.outlet.findMany({ orderBy: { code: 'asc' } });
  const sums = await db.read.sale.groupBy({ by: ['outletId'], _count: true, _sum: { total: true } });
  for (const { id, code, currency } of outlets) {
    const sum = sums.find(({ outletId }) => outletId === id);
    const total = plainMoney(Number(sum?._sum.total ?? 0), currency);
    console.log(`  ${code}: ${count(sum?._count ?? 0, 'sale')}, ${total} ${currency}`);
  }
  const chains = [];
  for (const { id, code } of await db.read.register.findMany({ orderBy: { code: 'asc' } }))
    chains.push({ code, intact: (await registerProof(db, id)).chainIntact });
  const broken = chains.filter(({ intact }) => !intact).map(({ code }) => code);
  const audit = await verifyAudit(db);
  const rollups = await checkRollups(db);
  say(broken.length === 0, `the chains of ${count(chains.length, 'register')}`, `of ${broken}`);
  say(
    audit.intact,
    `the audit trail of ${count(audit.entries, 'entry', 'entries')}`,
    `from entry ${audit.firstAltered} on`,
  );
  say(
    rollups.faults.length === 0,
    `the roll-ups of ${count(rollups.dates, 'business date')}`,
    'npm run rollups -- --check says which',
  );
}

function say(intact: boolean, what: string, fault: string): void {
  if (intact) console.log(`  ✓ ${what}: as they were written`);
  else console.error(`  ✗ ${what}: not as they were written (${fault})`);
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
