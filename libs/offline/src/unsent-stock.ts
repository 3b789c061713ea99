// What unsent sales took from the stock, kept apart from the catalogue: the gateway's figures stay what it said, and a
// sale need not wait while a page of products is written.
import type { StoredSale } from './sales';
import type { Reading, Writing } from './store';

/** Per product what unsent sales took, in thousandths; nothing for the others. */
export type UnsentStock = (productIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;

/**
 * Within a transaction: begins to read at once, before it is known which products are asked for. As a rule hardly
 * anything is unsent, and this one request says all of it.
 */
export function readUnsentStock(tx: Reading | Writing): UnsentStock {
  const store = tx.objectStore('unsentStock');
  const first = store.getAll(null, ROWS_AT_ONCE);
  // Whoever asks hears of it; where nobody does, it does not matter.
  first.catch(() => undefined);
  return async (productIds) => {
    const some = await first;
    const rows = some.length < ROWS_AT_ONCE ? some : await Promise.all(productIds.map((id) => store.get(id)));
    return new Map(rows.flatMap((row) => (row ? [[row.productId, row.quantity]] : [])));
  };
}

/** Within a transaction: 1 when these sales wait to be sent, -1 when they no longer do. A row of nothing is not kept. */
export async function addToUnsentStock(
  tx: Writing,
  sales: readonly StoredSale[],
  sign: 1 | -1,
  unsentStock = readUnsentStock(tx),
): Promise<void> {
  const taken = new Map<string, number>();
  for (const { productId, quantity, returnOf } of sales.flatMap(({ sent }) => sent.lines)) {
    if (productId === undefined || returnOf?.restock === false) continue;
    taken.set(productId, (taken.get(productId) ?? 0) + Math.round(quantity * 1000));
  }
  const store = tx.objectStore('unsentStock');
  const before = await unsentStock([...taken.keys()]);
  await Promise.all(
    [...taken].map(([productId, thousandths]) => {
      const quantity = (before.get(productId) ?? 0) + sign * thousandths;
      return quantity === 0 ? store.delete(productId) : store.put({ productId, quantity });
    }),
  );
}

const ROWS_AT_ONCE = 50;
