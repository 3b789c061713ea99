import { setTimeout as sleep } from 'node:timers/promises';

/** What a subscriber gets at once. */
export interface Delivery<Item> {
  readonly items: readonly Item[];
}

/** In milliseconds: ten deliveries a second are as much as anybody can follow. */
const REST = 100;

/**
 * Where things wait for one subscriber: however slow they are, of each thing its newest state only. Closed by `return`, and
 * endless otherwise.
 */
export class Mailbox<Item extends { readonly id: string }> implements AsyncIterableIterator<Delivery<Item>> {
  private readonly waiting = new Map<string, Item>();
  private wake: () => void = () => undefined;
  private isClosed = false;
  private rested = 0;

  /** @param most so many at once; what is beyond comes next */
  constructor(
    private readonly most: number,
    private readonly onClose: (mailbox: Mailbox<Item>) => void,
  ) {}

  put(item: Item): void {
    this.waiting.set(item.id, item);
    this.wake();
  }

  async next(): Promise<IteratorResult<Delivery<Item>, undefined>> {
    while (!this.isClosed && this.waiting.size === 0) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    await sleep(this.rested - performance.now());
    if (this.isClosed) return { done: true, value: undefined };
    const items = [...this.waiting.values()].slice(0, this.most);
    for (const { id } of items) this.waiting.delete(id);
    this.rested = performance.now() + REST;
    return { done: false, value: { items } };
  }

  async return(): Promise<IteratorResult<Delivery<Item>, undefined>> {
    this.isClosed = true;
    this.wake();
    this.onClose(this);
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
