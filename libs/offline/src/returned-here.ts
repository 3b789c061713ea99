// What came back at this register: what the gateway knows of elsewhere, nobody can say in the dark.
import type { StoredSale } from './sales';
import type { Reading, Writing } from './store';

/** Within a transaction: how much of each line of the sale, by its place, in thousandths and above zero. */
export async function returnedHere(tx: Reading | Writing, saleId: string): Promise<Map<number, number>> {
  const sales: StoredSale[] = await tx.objectStore('sales').index('returnsOf').getAll(saleId);
  const returned = new Map<number, number>();
  for (const { quantity, returnOf } of sales.flatMap(({ sent }) => sent.lines)) {
    if (returnOf?.saleId !== saleId) continue;
    const { position } = returnOf;
    returned.set(position, (returned.get(position) ?? 0) - Math.round(quantity * 1000));
  }
  return returned;
}
