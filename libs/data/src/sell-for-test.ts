// For specs: a process of its own that sells one piece after the other, several at a time, and prints each sale's id as
// soon as recordSale has answered; then it may be killed. It ends when it has sold enough or can't sell any more.
//
//   node -r @swc-node/register sell-for-test.ts <url> <outlet> <product> <how many at a time> <how many in all>
import { writeSync } from 'node:fs';
import { quantity } from '@tillkeep/domain';
import { openDb } from './db';
import { recordSale } from './sales';

const [url = '', outletId = '', productId = '', lanes = '1', count = 'Infinity'] = process.argv.slice(2);

async function main(): Promise<void> {
  const db = await openDb(url);
  let left = Number(count);
  const lane = async () => {
    while (left-- > 0) {
      const { id } = await recordSale(db, outletId, { lines: [{ productId, quantity: quantity(1000) }] });
      writeSync(1, `${id}\n`);
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: Number(lanes) }, lane));
  for (const outcome of outcomes) if (outcome.status === 'rejected') writeSync(2, `${outcome.reason}\n`);
  await db.close();
}

void main();
