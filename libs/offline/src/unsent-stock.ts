// What unsent sales took from the stock, kept apart from the catalogue: the gateway's figures stay what it said, and a
// sale need not wait while a page of products is written.
import type { StoredSale } from './sales';
import type { Writing } from './store';

/** Within a transaction: 1 when these sales wait to be sent, -1 when they no longer do. A row of nothing is not kept. */
export async function addToUnsentStock(
  tx: Writing,
  sales: readonly StoredSale[],
  sign: 1 | -1,
): Promise<void> {
  const taken = new Map<string, number>();
  for (const { productId, quantity } of sales.flatMap(({ sent }) => sent.lines)) {
    if (productId === undefined) continue;
    taken.set(productId, (taken.get(productId) ?? 0) + Math.round(quantity * 1000));
  }
  const store = tx.objectStore('unsentStock');
  await Promise.all(
    [...taken].map(async ([productId, thousandths]) => {
      const quantity = ((await store.get(productId))?.quantity ?? 0) + sign * thousandths;
      await (quantity === 0 ? store.delete(productId) : store.put({ productId, quantity }));
    }),
  );
}
