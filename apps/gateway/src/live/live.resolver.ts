import type { Product, SyncRun } from '@tillkeep/data';
import { Resolver, Root, Subscription } from 'type-graphql';
import { ProductType } from '../catalogue/product.type';
import type { Context } from '../context';
import { SyncRunType } from '../sync/sync.type';
import { LARGEST_DELIVERY } from './live';
import type { Delivery } from './mailbox';

interface Subscribing {
  readonly context: Context;
}

@Resolver()
export class LiveResolver {
  @Subscription(() => SyncRunType, {
    description: 'A run while it goes on, at most ten times a second, and once at its end.',
    subscribe: ({ context }: Subscribing) => context.live.syncProgress(),
  })
  syncProgress(@Root() { items: [run] }: Delivery<SyncRun>): SyncRun | undefined {
    return run;
  }

  @Subscription(() => [ProductType], {
    description: `Products whose stock has changed at the caller’s outlet, at most ${LARGEST_DELIVERY} at once and ten times a second. What is told while the connection is broken is lost: ask for what is shown anew each time that it is made.`,
    subscribe: ({ context }: Subscribing) => context.live.stockChanged(context.outlet.id),
  })
  stockChanged(@Root() { items }: Delivery<Product>): readonly Product[] {
    return items;
  }
}
