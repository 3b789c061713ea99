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
import DataLoader from 'dataloader';
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
    findProduct: together((ids) => findProducts(db, ids)),
    findRegister: together((ids) => findRegisters(db, ids)),
    stockLevel: together((ids) => stockLevels(db, outlet.id, ids)),
  };
}

/** Each key is a parameter of one statement, of which databases take some ten thousands. */
const MOST_KEYS = 10_000;

/** What is asked one by one within a tick is read by one call. Nothing is kept: the next mutation of a document changes it. */
function together<Found>(findAll: (ids: string[]) => Promise<ReadonlyMap<string, Found>>) {
  const loader = new DataLoader<string, Found | undefined>(
    async (ids) => {
      const found = await findAll([...new Set(ids)]);
      return ids.map((id) => found.get(id));
    },
    { cache: false, maxBatchSize: MOST_KEYS },
  );
  return (id: string) => loader.load(id);
}
