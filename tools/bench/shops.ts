// The shops that the benchmarks sell and look in. Making a large one takes minutes, so each is kept for the next run.
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { contentFingerprint, sourceFiles } from '../repository.mjs';
import { generateShop, type ShopSize } from './generate-shop';
import { root } from './services';

const cache = join(root, 'node_modules/.cache/tillkeep-bench');
const origin = contentFingerprint(
  sourceFiles(['tools/bench/generate-shop.ts', 'prisma/sqlite/migrations']),
).slice(0, 12);

/** A shop of that size as the only file in a new folder `folder`, ready to be a gateway's DATA_DIR. */
export async function openShop(folder: string, size: ShopSize): Promise<void> {
  mkdirSync(folder, { recursive: true });
  copyFileSync(await keptShop(size), join(folder, 'shop.sqlite'));
}

/** What `read` finds in the folder's shop, which nobody may have open. */
export function inShop<T>(folder: string, read: (db: Database.Database) => T): T {
  const db = new Database(join(folder, 'shop.sqlite'));
  try {
    return read(db);
  } finally {
    db.close();
  }
}

export function productIds(folder: string): string[] {
  return inShop(folder, (db) =>
    db.prepare<[], string>('SELECT "id" FROM "Product" ORDER BY "id"').pluck().all(),
  );
}

async function keptShop(size: ShopSize): Promise<string> {
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    if (!name.startsWith(origin)) rmSync(join(cache, name)); // made in another way, or only half made
  }
  const file = join(cache, `${origin}-${size.products}-${size.sales}.sqlite`);
  if (!existsSync(file)) {
    console.log(`Making a shop with ${count(size.products)} products and ${count(size.sales)} sales …`);
    const half = join(cache, 'half-made.sqlite');
    await generateShop(half, size);
    renameSync(half, file);
  }
  return file;
}

export function count(n: number): string {
  return n.toLocaleString('en');
}
