import { copyFileSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { claimDevice, coffee } from '../device-under-test';
import { MAIN, useShop } from '../gateway-under-test';
import type { ShopApi } from '../shop-api';

const shop = useShop({ outlets: [{ ...MAIN, code: 'AIR', registers: [{ code: 'A1', name: 'Gate' }] }] });

interface ChangesAnswer {
  readonly products: readonly {
    id: string;
    name: string;
    price: number;
    stock: number;
    barcodes: string[];
  }[];
  readonly removedIds: readonly string[];
  readonly cursor: string;
  readonly hasMore: boolean;
  readonly resetRequired: boolean;
  readonly remaining: number;
}

const CHANGES = `query ($after: String, $first: Int) { catalogueChanges(after: $after, first: $first) {
  products { id name price stock barcodes } removedIds cursor hasMore resetRequired remaining
} }`;

type Asking = Pick<ShopApi, 'ask'>;

async function changes(after?: string, first?: number, who: Asking = shop): Promise<ChangesAnswer> {
  const { data, errors } = await who.ask<{ catalogueChanges: ChangesAnswer }>(CHANGES, { after, first });
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return data.catalogueChanges;
}

/** What a register knows that applies page after page. */
class Copy {
  readonly stock = new Map<string, number>();
  cursor: string | undefined;

  constructor(
    private readonly first?: number,
    private readonly who: Asking = shop,
  ) {}

  async pull(): Promise<number> {
    for (let pages = 1; ; pages++) {
      const page = await changes(this.cursor, this.first, this.who);
      expect(page.resetRequired).toBe(false);
      for (const { id, stock } of page.products) this.stock.set(id, stock);
      for (const id of page.removedIds) this.stock.delete(id);
      this.cursor = page.cursor;
      if (!page.hasMore) return pages;
    }
  }
}

const update = (id: string, given: object) =>
  shop.answer('mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { id } }', {
    input: { id, ...given },
  });

it('without a cursor it is everything, page by page, and then nothing until something changes', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 7; n++) ids.push(await shop.addProduct({ openingStock: n }));
  const first = await changes(undefined, 3);
  expect(first).toMatchObject({ hasMore: true, remaining: 4, removedIds: [] });
  expect(first.products).toHaveLength(3);

  const copy = new Copy(3);
  expect(await copy.pull()).toBe(3);
  expect(copy.stock).toEqual(new Map(ids.map((id, n) => [id, n])));
  expect(await changes(copy.cursor)).toEqual({
    ...{
      products: [],
      removedIds: [],
      hasMore: false,
      resetRequired: false,
      remaining: 0,
      cursor: copy.cursor,
    },
  });
});

it('then what has changed: prices, codes, stock, what is new, and what is no longer sold', async () => {
  const [tea, cake, milk] = [await shop.addProduct(), await shop.addProduct(), await shop.addProduct()];
  const { cursor } = await changes();
  await update(tea, { price: 500, barcodes: ['4006381333931'] });
  const bread = await shop.addProduct({ name: 'Bread' });
  await shop.sell([milk, 4]);
  await update(cake, { active: false });
  const next = await changes(cursor);
  expect(next.products.map(({ id }) => id).sort()).toEqual([tea, bread, milk].sort());
  expect(next.products).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: tea, price: 500, barcodes: ['4006381333931'] }),
      expect.objectContaining({ id: milk, stock: 6 }),
    ]),
  );
  expect(next.removedIds).toEqual([cake]);
  await update(cake, { active: true });
  expect(await changes(next.cursor)).toMatchObject({ products: [{ id: cake }], removedIds: [] });
});

it('of a product that changes again and again only the last is told, and no page says it is all while it is not', async () => {
  const ids = await Promise.all(Array.from({ length: 5 }, () => shop.addProduct()));
  const { cursor } = await changes();
  for (let round = 0; round < 3; round++) for (const id of ids) await update(id, { price: 100 + round });
  const seen: number[] = [];
  for (let after = cursor, more = true; more;) {
    const page = await changes(after, 2);
    seen.push(...page.products.map(({ price }) => price));
    ({ cursor: after, hasMore: more } = page);
  }
  expect(seen).toEqual([102, 102, 102, 102, 102]);
});

it('a cursor passes over nothing while others write', async () => {
  const ids = await Promise.all(Array.from({ length: 10 }, () => shop.addProduct({ openingStock: 1000 })));
  const copy = new Copy(3);
  let writing = true;
  const write = async (seed: number) => {
    for (let n = 0; n < 30; n++) {
      const id = ids[(seed * 7 + n * 3) % ids.length] ?? '';
      if (n % 3 === 0) await update(id, { price: 100 + n });
      else await shop.sell([id, 1]);
    }
  };
  const writers = Promise.all([1, 2, 3, 4].map(write)).finally(() => (writing = false));
  while (writing) await copy.pull();
  await writers;
  await copy.pull();
  const whole = new Copy();
  await whole.pull();
  expect(copy.stock).toEqual(whole.stock);
  expect(new Set(copy.stock.keys())).toEqual(new Set(ids));
});

it('what is sold offline changes the stock of others', async () => {
  const product = await shop.addProduct();
  const till = await claimDevice(shop);
  const { cursor } = await changes();
  await till.send([till.sell([coffee(product)])]);
  expect(await changes(cursor)).toMatchObject({ products: [{ id: product, stock: 9 }] });
});

it('a device is told of its own outlet', async () => {
  const product = await shop.addProduct();
  const till = await claimDevice(shop, { code: 'A1' });
  const copy = new Copy(undefined, till);
  await copy.pull();
  expect(copy.stock).toEqual(new Map([[product, 0]]));
  await shop.sell([product, 3]);
  expect(await changes(copy.cursor, undefined, till)).toMatchObject({ products: [], hasMore: false });
  await till.send([till.sell([coffee(product)])]);
  expect(await changes(copy.cursor, undefined, till)).toMatchObject({
    products: [{ id: product, stock: -1 }],
  });
  expect(await shop.stock(product)).toBe(7);
});

it('the favourites come with the last page, as they are then, to the devices of their outlet', async () => {
  const [tea, cake, milk] = [await shop.addProduct(), await shop.addProduct(), await shop.addProduct()];
  const set = (...productIds: string[]) =>
    shop.answer<{ setFavourites: { id: string }[] }>(
      'mutation ($productIds: [ID!]!) { setFavourites(productIds: $productIds) { id } }',
      { productIds },
    );
  const told = async (after?: string, first?: number, who: Asking = shop) => {
    const { data } = await who.ask<{ catalogueChanges: { favourites: string[] | null; cursor: string } }>(
      'query ($after: String, $first: Int) { catalogueChanges(after: $after, first: $first) { favourites cursor } }',
      { after, first },
    );
    return data?.catalogueChanges ?? { favourites: undefined, cursor: '' };
  };
  expect(await set(milk, tea)).toEqual({ setFavourites: [{ id: milk }, { id: tea }] });
  const page = await told(undefined, 2);
  expect(page.favourites).toBeNull();
  const last = await told(page.cursor, 2);
  expect(last.favourites).toEqual([milk, tea]);
  await set(cake);
  expect(await told(last.cursor)).toEqual({ favourites: [cake], cursor: last.cursor });
  const elsewhere = await claimDevice(shop, { code: 'A1' });
  expect((await told(undefined, undefined, elsewhere)).favourites).toEqual([]);
  expect(await shop.answer('{ favourites { id } }')).toEqual({ favourites: [{ id: cake }] });
});

describe('a cursor that can’t be gone on from asks for a reset', () => {
  it.each([
    '',
    'nonsense',
    Buffer.from('[1,2]').toString('base64url'),
    Buffer.from('null').toString('base64url'),
  ])('because it is none: “%s”', async (after) => {
    expect(await changes(after)).toMatchObject({ resetRequired: true, products: [], hasMore: true });
  });

  it('because the database was brought back from a back-up, which the first device that is ahead of it gives away', async () => {
    const product = await shop.addProduct();
    const backUp = `${shop.file}.back-up`;
    const till = await claimDevice(shop);
    const { generation } = await till.send([]);
    const { cursor: early } = await changes();
    const db = new Database(shop.file);
    await db.backup(backUp);
    db.close();
    for (let n = 0; n < 3; n++) await shop.addProduct();
    const { cursor: late } = await changes();
    await shop.restart({ beforeStart: () => bringBack(backUp) });
    expect(await changes(early)).toMatchObject({ resetRequired: false });
    await shop.addProduct({ name: 'Sold since' });
    await shop.sell([product, 1]);

    expect((await changes(late)).resetRequired).toBe(true);
    expect((await till.send([])).generation).toBe(generation); // anybody could have made up a cursor
    expect((await changes(late, undefined, till)).resetRequired).toBe(true);
    expect((await till.send([])).generation).not.toBe(generation);
    expect((await changes(early)).resetRequired).toBe(true);
    const copy = new Copy(undefined, till);
    await copy.pull();
    expect(copy.stock.size).toBe(2);
  });

  function bringBack(backUp: string): void {
    for (const suffix of ['-wal', '-shm']) rmSync(shop.file + suffix, { force: true });
    copyFileSync(backUp, shop.file);
  }

  it('and its own answer leads on', async () => {
    const product = await shop.addProduct();
    const { cursor } = await changes('nonsense');
    expect(await changes(cursor)).toMatchObject({ resetRequired: false, products: [{ id: product }] });
  });
});

it.each([0, 1001])('a page of %i is refused', async (first) => {
  expect(await shop.refusal(CHANGES, { first })).toMatchObject({
    extensions: { code: 'BAD_USER_INPUT', field: 'first' },
  });
});

it('a token that is not known is refused', async () => {
  const till = await claimDevice(shop);
  const answer = await shop.ask(CHANGES, {}, { authorization: `Bearer ${till.claim.token}x` });
  expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});
