import { createOutlet, importProducts, type Db } from '@tillkeep/data';
import { money, quantityFromNumber, skuFromName, taxRateFromPercent } from '@tillkeep/domain';
import shop from '../../../prisma/demo-shop.json';

/** A small shop of our own making, so that a newcomer has something to sell. */
export async function openDemoShop(db: Db): Promise<void> {
  const outlet = await createOutlet(db, shop.outlet);
  await importProducts(
    db,
    outlet.id,
    shop.products.map(({ name, category, price, taxRate, barcodes, stock }) => ({
      sku: skuFromName(name),
      name,
      category,
      price: money(price),
      taxRate: taxRateFromPercent(taxRate),
      barcodes,
      stock: stock === undefined ? undefined : quantityFromNumber(stock),
    })),
  );
}
