import { importProducts, setUpShop, type Db } from '@tillkeep/data';
import { money, quantityFromNumber, skuFromName, taxRateFromPercent } from '@tillkeep/domain';
import shop from '../../../prisma/demo-shop.json';
import { hashPassword } from './people/passwords';
import { hashPin } from './people/pins';

/** It opens the demo shop and nothing else. */
export const DEMO_PASSWORD = 'tillkeep-demo';

/** Of its users, in their order. No other shop takes them. */
const DEMO_PINS = ['1111', '2222', '3333'];

/** A small shop of our own making, so that a newcomer has something to sell. Refuses with CONFLICT where there is a shop. */
export async function openDemoShop(db: Db): Promise<void> {
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const pins = await Promise.all(DEMO_PINS.map(hashPin));
  const users = [
    { name: 'Cam', email: 'cashier@tillkeep.example', role: 'CASHIER' as const, passwordHash, pin: pins[0] },
    { name: 'Mia', email: 'manager@tillkeep.example', role: 'MANAGER' as const, passwordHash, pin: pins[1] },
    { name: 'Ada', email: 'admin@tillkeep.example', role: 'ADMIN' as const, passwordHash, pin: pins[2] },
  ];
  const { outletId } = await setUpShop(db, { outlet: shop.outlet, users, demo: true });
  await importProducts(
    db,
    outletId,
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
