// The shops that the benchmarks sell and look in.
import { join } from 'node:path';
import { applyMigrations, createOutlet, importProducts, openDb } from '@tillkeep/data';
import { money, quantity, taxRate } from '@tillkeep/domain';
import { root } from './services';

/** A new shop in `file` with so many products and plenty of each; answers their ids. */
export async function makeShop(file: string, products: number): Promise<string[]> {
  await applyMigrations(`file:${file}`, join(root, 'prisma/sqlite'));
  const db = await openDb(`file:${file}`);
  const outlet = await createOutlet(db, {
    code: 'MAIN',
    name: 'Main street',
    timeZone: 'Europe/Paris',
    currency: 'EUR',
    pricesIncludeTax: true,
  });
  const outcomes = await importProducts(
    db,
    outlet.id,
    Array.from({ length: products }, (_, index) => ({
      sku: `P${index}`,
      name: `Product number ${index}`,
      barcodes: [`${4_000_000_000_000 + index}`],
      price: money(100 + (index % 900)),
      taxRate: taxRate([20_000, 5500, 0][index % 3] ?? 0),
      stock: quantity(1_000_000_000),
    })),
  );
  await db.close();
  return outcomes.flatMap((outcome) => (outcome.outcome === 'REJECTED' ? [] : [outcome.productId]));
}
