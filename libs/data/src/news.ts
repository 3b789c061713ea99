/**
 * What was committed and is soon to be seen on screens: news, not the truth. Losing some costs time and nothing else, because
 * whoever shows something asks the database anew when it comes back. LOST: there may have been some that nobody heard.
 */
export type News =
  | { readonly kind: 'STOCK'; readonly outletId: string; readonly productIds: readonly string[] }
  | { readonly kind: 'SYNC_RUN'; readonly runId: string }
  | { readonly kind: 'LOST' };

/** In milliseconds: of a hundred sales that are handed in together screens hear once. */
const GATHERING = 100;

/** What one notification of PostgreSQL has room for, which is 8000 bytes. */
const MOST_PRODUCTS = 150;

/** Gathers the news of one process for a moment, and passes them on together. */
export class NewsDesk {
  private stock = new Map<string, Set<string>>();
  private runs = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly pass: (news: readonly News[]) => Promise<void>) {}

  take(news: News): void {
    if (news.kind === 'STOCK') {
      const products = this.stock.get(news.outletId) ?? new Set();
      for (const id of news.productIds) products.add(id);
      this.stock.set(news.outletId, products);
    }
    if (news.kind === 'SYNC_RUN') this.runs.add(news.runId);
    this.timer ??= setTimeout(() => void this.passOn(), GATHERING);
  }

  /** What was gathered until now, at once. */
  async passOn(): Promise<void> {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    const news: News[] = [...this.runs].map((runId) => ({ kind: 'SYNC_RUN', runId }));
    for (const [outletId, products] of this.stock) {
      const all = [...products];
      while (all.length > 0) news.push({ kind: 'STOCK', outletId, productIds: all.splice(0, MOST_PRODUCTS) });
    }
    this.stock = new Map();
    this.runs = new Set();
    await this.pass(news).catch(() => undefined); // a database that can't be told anything has worse to say by itself
  }
}
