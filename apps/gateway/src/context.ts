import {
  findProducts,
  findRegisters,
  stockLevels,
  type Db,
  type Outlet,
  type Product,
  type Register,
} from '@tillkeep/data';
import type { Quantity } from '@tillkeep/domain';
import { gather } from './gather';
import type { SyncEngine } from './sync/sync-engine';

/** What a gateway serves. */
export interface Shop {
  readonly db: Db;
  readonly sync: SyncEngine;
  /** The caller's outlet. */
  readonly outlet: Outlet;
}

/** What the resolvers work with. What is asked here one by one for a whole page is read at once. */
export interface Context extends Shop {
  findOutlet(id: string): Promise<Outlet | null>;
  findProduct(id: string): Promise<Product | undefined>;
  findRegister(id: string): Promise<Register | undefined>;
  /** The product's level at the caller's outlet; undefined when it never moved there. */
  stockLevel(productId: string): Promise<Quantity | undefined>;
}

export function contextOf(shop: Shop): Context {
  const { db, outlet } = shop;
  return {
    ...shop,
    findOutlet: async (id) => (id === outlet.id ? outlet : db.read.outlet.findUnique({ where: { id } })),
    findProduct: gather((ids) => findProducts(db, ids)),
    findRegister: gather((ids) => findRegisters(db, ids)),
    stockLevel: gather((ids) => stockLevels(db, outlet.id, ids)),
  };
}
