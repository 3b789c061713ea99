import { findProducts, findRun, type Db, type News, type Product, type SyncRun } from '@tillkeep/data';
import { Mailbox } from './mailbox';

/** In products. */
export const LARGEST_DELIVERY = 200;

/** Reads what the news is about, once for all who subscribed to it in this process. */
export class Live {
  private readonly stock = new Map<string, Set<Mailbox<Product>>>();
  private readonly runs = new Set<Mailbox<SyncRun>>();
  /** One after the other, so that nobody gets an older state after a newer one. */
  private reading = Promise.resolve();

  /** @param lost called when subscribers may have missed something */
  constructor(
    private readonly db: Db,
    private readonly lost: (error?: unknown) => void,
  ) {
    db.onNews((news) => {
      this.reading = this.reading.then(() => this.deliver(news)).catch(lost);
    });
  }

  stockChanged(outletId: string): Mailbox<Product> {
    const subscribers = this.stock.get(outletId) ?? new Set();
    this.stock.set(outletId, subscribers);
    return addTo(subscribers, LARGEST_DELIVERY);
  }

  syncProgress(): Mailbox<SyncRun> {
    return addTo(this.runs, 1);
  }

  private async deliver(news: News): Promise<void> {
    if (news.kind === 'LOST') return this.lost();
    if (news.kind === 'STOCK') {
      const { outletId, productIds } = news;
      const subscribers = this.stock.get(outletId);
      if (!subscribers?.size) return;
      const products = await findProducts(this.db, outletId, productIds);
      for (const product of products.values()) for (const mailbox of subscribers) mailbox.put(product);
    } else if (this.runs.size > 0) {
      const run = await findRun(this.db, news.runId);
      if (run) for (const mailbox of this.runs) mailbox.put(run);
    }
  }
}

function addTo<Item extends { readonly id: string }>(
  subscribers: Set<Mailbox<Item>>,
  most: number,
): Mailbox<Item> {
  const mailbox = new Mailbox<Item>(most, (closed) => subscribers.delete(closed));
  subscribers.add(mailbox);
  return mailbox;
}
