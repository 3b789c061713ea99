import type { Store, Sync } from '@tillkeep/offline';
import { startSync } from '@tillkeep/offline/sync';
import { stockNews } from './stock-news';
import { transport } from './transport';

export function startTillSync(store: Store): Sync {
  return startSync({ store, transport: { ...transport, stockNews } });
}
