import { quantityFromNumber, saleNumber } from '@tillkeep/domain';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { createOutlet } from './outlets';
import { adjustStock } from './products';
import type { Sale } from './sale-rows';
import { DATABASES, expectBooksInOrder, MAIN, useShop, type SaleSketch } from './test-shop';

type Step =
  | { readonly do: 'create'; readonly pieces: number; readonly trackStock: boolean }
  | { readonly do: 'adjust'; readonly product: number; readonly pieces: number }
  | {
      readonly do: 'sell';
      readonly lines: readonly { product: number; pieces: number }[];
      readonly day: string;
    }
  | { readonly do: 'sell again' | 'sell otherwise'; readonly sale: number }
  | {
      readonly do: 'give back';
      readonly sale: number;
      readonly line: number;
      readonly pieces: number;
      readonly at: number;
    }
  | { readonly do: 'rush'; readonly product: number; readonly buyers: number; readonly sameId: boolean };

const pieces = fc.integer({ min: 1, max: 3 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('create' as const),
      pieces: fc.integer({ min: 0, max: 8 }),
      trackStock: fc.boolean(),
    }),
    fc.record({
      do: fc.constant('adjust' as const),
      product: fc.nat(),
      pieces: fc.integer({ min: -3, max: 6 }),
    }),
    fc.record({
      do: fc.constant('sell' as const),
      lines: fc.array(fc.record({ product: fc.nat(), pieces }), { minLength: 1, maxLength: 3 }),
      day: fc.constantFrom('2026-04-29', '2026-04-30', '2026-05-01'),
    }),
    fc.record({ do: fc.constantFrom('sell again' as const, 'sell otherwise' as const), sale: fc.nat() }),
    fc.record({
      do: fc.constant('give back' as const),
      sale: fc.nat(),
      line: fc.nat(),
      pieces,
      at: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({
      do: fc.constant('rush' as const),
      product: fc.nat(),
      buyers: fc.integer({ min: 2, max: 8 }),
      sameId: fc.boolean(),
    }),
  ),
  { minLength: 5, maxLength: 25 },
);

describe.each(DATABASES)('whatever happens on %s', (database) => {
  const shop = useShop(database);

  it('stock adds up (I4), nothing comes back twice, and numbers, sequence and chain have no gap (I5)', async () => {
    let shops = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (story) => {
        shop.outletId = (await createOutlet(shop.db, { ...MAIN, code: `SHOP${++shops}` })).id;
        await new Story().play(story);
        await expectBooksInOrder(shop.db);
      }),
      { numRuns: 24 },
    );
  });

  /** Knows what must come of each step, in numbers of its own. */
  class Story {
    private readonly products: { id: string; trackStock: boolean; level: number }[] = [];
    private readonly sales: { sketch: SaleSketch & { id: string }; sale: Sale }[] = [];
    private readonly counts = new Map<string, number>();
    /** How many pieces of a sale's line can still come back, and what was given for the others. */
    private readonly lines = new Map<string, { left: number; given: number }>();

    async play(story: readonly Step[]): Promise<void> {
      await this.step({ do: 'create', pieces: 5, trackStock: true });
      for (const step of story) await this.step(step);
      for (const { id, level } of this.products) expect(await shop.stock(id)).toBe(level);
      expect(await shop.db.read.sale.count({ where: { outletId: shop.outletId } })).toBe(this.sales.length);
    }

    private async step(step: Step): Promise<void> {
      switch (step.do) {
        case 'create': {
          const id = await shop.addProduct({ stock: step.pieces, trackStock: step.trackStock });
          this.products.push({ id, trackStock: step.trackStock, level: step.pieces });
          return;
        }
        case 'adjust': {
          const product = pick(this.products, step.product);
          if (step.pieces === 0) return;
          const delta = quantityFromNumber(step.pieces);
          await adjustStock(shop.db, shop.outletId, { productId: product.id, delta, reason: 'counted' });
          product.level += step.pieces;
          return;
        }
        case 'sell':
          return this.sell(step.lines, step.day);
        case 'sell again':
        case 'sell otherwise': {
          if (this.sales.length === 0) return;
          const { sketch, sale } = pick(this.sales, step.sale);
          if (step.do === 'sell again') expect(await shop.sell(sketch)).toEqual(sale);
          else {
            const otherwise = { ...sketch, soldAt: '2026-04-30T12:00:01Z' };
            await expect(shop.sell(otherwise)).rejects.toMatchObject({ code: 'CONFLICT' });
          }
          return;
        }
        case 'give back':
          return this.giveBack(step);
        case 'rush':
          return this.rush(pick(this.products, step.product), step.buyers, step.sameId);
      }
    }

    private async sell(lines: readonly { product: number; pieces: number }[], day: string): Promise<void> {
      const wanted = lines.map(({ product, pieces }) => ({ product: pick(this.products, product), pieces }));
      const sketch = {
        id: uuid(),
        soldAt: `${day}T12:00:00Z`,
        lines: wanted.map(({ product, pieces }) => [product.id, pieces] as const),
      };
      const left = new Map(this.products.map((product) => [product, product.level]));
      for (const { product, pieces } of wanted) {
        if (product.trackStock) left.set(product, (left.get(product) ?? 0) - pieces);
      }
      if (wanted.some(({ product }) => product.trackStock && (left.get(product) ?? 0) < 0)) {
        await expect(shop.sell(sketch)).rejects.toMatchObject({ code: 'INSUFFICIENT_STOCK' });
        return;
      }
      const sale = await shop.sell(sketch);
      expect(sale.number).toBe(saleNumber(day, this.nextCount(day)));
      for (const product of this.products) product.level = left.get(product) ?? 0;
      this.sales.push({ sketch, sale });
    }

    /** Some of a line, so often at once; what is left of it is what no more than that comes back. */
    private async giveBack(step: Extract<Step, { do: 'give back' }>): Promise<void> {
      const sold = this.sales.filter(({ sale }) => sale.total >= 0);
      if (sold.length === 0) return;
      const { sale } = pick(sold, step.sale);
      const line = pick(sale.lines, step.line);
      const key = `${sale.id}:${line.position}`;
      const known = this.lines.get(key) ?? { left: line.quantity / 1000, given: 0 };
      const product = this.products.find(({ id }) => id === line.productId);
      const day = '2026-05-02';
      const sketches = Array.from({ length: step.at }, () => ({
        id: uuid(),
        soldAt: `${day}T12:00:00Z`,
        lines: [
          [
            line.productId ?? '',
            -step.pieces,
            undefined,
            { saleId: sale.id, position: line.position },
          ] as const,
        ],
      }));
      const outcomes = await Promise.allSettled(sketches.map((sketch) => shop.sell(sketch)));
      const possible = Math.min(step.at, Math.floor(known.left / step.pieces));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(possible);
      for (const [index, outcome] of outcomes.entries()) {
        const sketch = sketches[index];
        if (outcome.status === 'rejected') expect(outcome).toMatchObject({ reason: { code: 'OVER_RETURN' } });
        else if (sketch) {
          this.sales.push({ sketch, sale: outcome.value });
          this.nextCount(day);
          known.left -= step.pieces;
          known.given -= outcome.value.total;
          if (product?.trackStock) product.level += step.pieces;
        }
      }
      if (known.left === 0) expect(known.given).toBe(line.total);
      this.lines.set(key, known);
    }

    /** All at once, one piece each, or all of them the same sale. */
    private async rush(product: Story['products'][number], buyers: number, sameId: boolean): Promise<void> {
      const day = '2026-04-30';
      const id = uuid();
      const sketches = Array.from({ length: buyers }, () => ({
        id: sameId ? id : uuid(),
        soldAt: `${day}T12:00:00Z`,
        lines: [[product.id, 1] as const],
      }));
      const outcomes = await Promise.allSettled(sketches.map((sketch) => shop.sell(sketch)));
      const sold = new Map<string, { sketch: (typeof sketches)[number]; sale: Sale }>();
      for (const [index, outcome] of outcomes.entries()) {
        const sketch = sketches[index];
        if (outcome.status === 'fulfilled' && sketch) sold.set(sketch.id, { sketch, sale: outcome.value });
        else expect(outcome).toMatchObject({ reason: { code: 'INSUFFICIENT_STOCK' } });
      }
      const wanted = sameId ? 1 : buyers;
      expect(sold.size).toBe(
        product.trackStock ? Math.max(0, Math.min(wanted, Math.floor(product.level))) : wanted,
      );
      if (product.trackStock) product.level -= sold.size;
      for (let n = 0; n < sold.size; n++) this.nextCount(day);
      this.sales.push(...sold.values());
    }

    private nextCount(day: string): number {
      const count = (this.counts.get(day) ?? 0) + 1;
      this.counts.set(day, count);
      return count;
    }
  }
});

function pick<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}
