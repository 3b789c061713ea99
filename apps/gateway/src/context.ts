import type { Db, Outlet } from '@tillkeep/data';
import type { Quantity } from '@tillkeep/domain';
import type { SyncEngine } from './sync/sync-engine';

/** What a gateway serves. */
export interface Shop {
  readonly db: Db;
  readonly sync: SyncEngine;
  /** The caller's outlet. */
  readonly outlet: Outlet;
}

/** What the resolvers work with. */
export interface Context extends Shop {
  /** The product's level at the caller's outlet; undefined when it never moved there. */
  stockLevel(productId: string): Promise<Quantity | undefined>;
}
