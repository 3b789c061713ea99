import type { Db, Outlet } from '@tillkeep/data';
import type { SyncEngine } from './sync/sync-engine';

/** What the resolvers work with. */
export interface Context {
  readonly db: Db;
  readonly sync: SyncEngine;
  /** The caller's outlet. */
  readonly outlet: Outlet;
}
