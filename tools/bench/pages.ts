// (b) What the screens ask, in a large shop and in a small one: the same question to both in turn, one at a time.
import { join } from 'node:path';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import {
  CategoriesDocument,
  ProductByCodeDocument,
  ProductCountDocument,
  ProductListDocument,
  ProductMovementsDocument,
  ProductPageDocument,
  RegisterProductsDocument,
  RegisterSearchDocument,
  SaleByReferenceDocument,
  SaleCountDocument,
  SaleListDocument,
  SalePageDocument,
  StartDocument,
  SyncOverviewDocument,
  UnsentDocument,
  type SyncStatus,
} from '@tillkeep/client';
import { print } from 'graphql';
import { encodeCursor } from '../../libs/data/src/page';
import type { ShopSize } from './generate-shop';
import { Client, judged, median, medianRatio, percentile, printTable, type Options } from './measure';
import { saleBody } from './sales';
import { keyFor, startGateway, type Service } from './services';
import { count, inShop, openShop } from './shops';

/** A question of a screen, asked of a shop with what is in that shop. */
interface Question<Sample> {
  readonly name: string;
  /** The body of the request; `turn` counts up, so that not always the same rows are read. */
  body(sample: Sample, turn: number): string;
}

interface ProductSample {
  readonly ids: readonly string[];
  readonly codes: readonly { readonly sku: string; readonly barcode: string; readonly name: string }[];
  /** From all over the list. */
  readonly cursors: readonly string[];
}

interface SaleSample {
  readonly products: readonly { readonly id: string; readonly sku: string }[];
  /** From all over the list. */
  readonly sales: readonly SaleKey[];
}

interface SaleKey {
  readonly id: string;
  readonly number: string;
  readonly reference: string;
  readonly businessDate: string;
  readonly erpReference: string | null;
  readonly cursor: string;
}

/** How often each shop is asked a question in a round. */
const TURNS = 40;

/** Where a small shop has fewer than a page, both are asked for so few that the small one has them. */
const FEW = 5;

const productQuestions: Question<ProductSample>[] = [
  question('products: first page', ProductListDocument, () => ({})),
  question('products: deep page', ProductListDocument, ({ cursors }, turn) => ({
    after: pick(cursors, turn),
  })),
  question('products: category', ProductListDocument, (_, turn) => ({
    first: 20,
    filter: { category: `Category ${turn % 40}` },
  })),
  question('products: low stock', ProductListDocument, () => ({ filter: { lowStockBelow: 5 } })),
  question('products: search, on many', ProductListDocument, (_, turn) => ({
    filter: { search: pick(['coffee', 'tea', 'mug'], turn) },
  })),
  question('products: search, on many, at the end of the list', ProductListDocument, (_, turn) => ({
    filter: { search: pick(['karma', 'lune', 'mistral'], turn) },
  })),
  question('products: search, on many, two words', ProductListDocument, (_, turn) => ({
    first: FEW,
    filter: { search: pick(['coffee red', 'aurora tea', 'mug iris'], turn) },
  })),
  question('products: search, on one', ProductListDocument, ({ codes }, turn) => ({
    filter: { search: pick(codes, turn).name },
  })),
  question('products: search, on none', ProductListDocument, () => ({ filter: { search: 'coffee zzz' } })),
  question('product', ProductPageDocument, ({ ids }, turn) => ({ id: pick(ids, turn) })),
  question('barcode look-up', ProductByCodeDocument, ({ codes }, turn) => ({
    code: pick(codes, turn).barcode,
  })),
  question('SKU look-up', ProductByCodeDocument, ({ codes }, turn) => ({ code: pick(codes, turn).sku })),
  question('register: tiles', RegisterProductsDocument, () => ({ first: 60, filter: { active: true } })),
  question('register: tiles of a category', RegisterProductsDocument, (_, turn) => ({
    first: 20,
    filter: { active: true, category: `Category ${turn % 40}` },
  })),
  question('register: typing a word', RegisterSearchDocument, (_, turn) => ({
    text: pick(['c', 'co', 'cof', 'coff', 'coffee'], turn),
  })),
  question('register: typing a code', RegisterSearchDocument, ({ codes }, turn) => ({
    text: pick(codes, turn).sku,
  })),
  question('categories', CategoriesDocument, () => ({})),
];

const saleQuestions: Question<SaleSample>[] = [
  question('sales: first page', SaleListDocument, () => ({})),
  question('sales: deep page', SaleListDocument, ({ sales }, turn) => ({ after: pick(sales, turn).cursor })),
  question('sales: PENDING', SaleListDocument, () => ({ filter: { syncStatus: statuses('PENDING') } })),
  question('sales: SYNCED', SaleListDocument, () => ({ filter: { syncStatus: statuses('SYNCED') } })),
  question('sales: PENDING and FAILED', SaleListDocument, () => ({
    filter: { syncStatus: statuses('PENDING', 'FAILED') },
  })),
  question('sales: a day', SaleListDocument, ({ sales }, turn) => {
    const { businessDate } = pick(sales, turn);
    return { filter: { from: businessDate, to: businessDate } };
  }),
  question('sales: SYNCED up to a day', SaleListDocument, ({ sales }, turn) => ({
    filter: { syncStatus: statuses('SYNCED'), to: pick(sales, turn).businessDate },
  })),
  question('sales: number', SaleListDocument, ({ sales }, turn) => ({
    filter: { search: pick(sales, turn).number },
  })),
  question('sales: beginning of a number', SaleListDocument, ({ sales }, turn) => ({
    filter: { search: pick(sales, turn).businessDate },
  })),
  question('sales: reference', SaleListDocument, ({ sales }, turn) => ({
    filter: { search: pick(sales, turn).reference },
  })),
  question('sales: ERP document', SaleListDocument, ({ sales }, turn) => ({
    filter: { search: pick(sales, turn).erpReference },
  })),
  question('sales: product', SaleListDocument, ({ products }, turn) => ({
    first: FEW,
    filter: { productId: pick(products, turn).id },
  })),
  question('sales: SKU of a product', SaleListDocument, ({ products }, turn) => ({
    first: FEW,
    filter: { search: pick(products, turn).sku },
  })),
  question('sales: text that nothing has', SaleListDocument, () => ({ filter: { search: 'nothing' } })),
  question('sale', SalePageDocument, ({ sales }, turn) => ({ id: pick(sales, turn).id })),
  question('sale by reference', SaleByReferenceDocument, ({ sales }, turn) => ({
    reference: pick(sales, turn).reference,
  })),
  question('movements of a product', ProductMovementsDocument, ({ products }, turn) => ({
    first: FEW,
    id: pick(products, turn).id,
  })),
  question('start page', StartDocument, () => ({})),
  question('sync page', SyncOverviewDocument, () => ({})),
  question('badge of what is not sent', UnsentDocument, () => ({})),
];

/** They count what there is, so they do grow; the screens ask them after the page, for the line that says how many. */
const productCounts = [
  question('products: how many', ProductCountDocument, () => ({})),
  question('products: how many a search finds', ProductCountDocument, () => ({
    filter: { search: 'coffee' },
  })),
];
const saleCounts = [
  question('sales: how many', SaleCountDocument, () => ({})),
  question('sales: how many are SYNCED', SaleCountDocument, () => ({
    filter: { syncStatus: statuses('SYNCED') },
  })),
];

export async function benchPages(options: Options, folder: string): Promise<void> {
  const manyProducts = options.quick ? 10_000 : 100_000;
  const manySales = options.quick ? 20_000 : 1_000_000;
  await comparePages(options, join(folder, 'products'), {
    title: `Products: ${count(manyProducts)} against 1,000`,
    sizes: [
      { products: manyProducts, sales: 0 },
      { products: 1000, sales: 0 },
    ],
    sample: sampleProducts,
    questions: productQuestions,
    counts: productCounts,
  });
  await comparePages(options, join(folder, 'sales'), {
    title: `Sales: ${count(manySales)} against 1,000, both of 1,000 products`,
    sizes: [
      { products: 1000, sales: manySales },
      { products: 1000, sales: 1000 },
    ],
    sample: sampleSales,
    questions: saleQuestions,
    counts: saleCounts,
    then: compareOneMoreSale,
  });
}

interface Comparison<Sample> {
  readonly title: string;
  readonly sizes: readonly [ShopSize, ShopSize];
  readonly sample: (folder: string) => Sample;
  readonly questions: readonly Question<Sample>[];
  readonly counts: readonly Question<Sample>[];
  readonly then?: (options: Options, shops: readonly Shop<Sample>[]) => Promise<void>;
}

interface Shop<Sample> {
  readonly sample: Sample;
  readonly gateway: Service;
  readonly client: Client;
}

async function comparePages<Sample>(
  options: Options,
  folder: string,
  comparison: Comparison<Sample>,
): Promise<void> {
  const { title, sizes, sample, questions, counts } = comparison;
  const shops: Shop<Sample>[] = [];
  for (const [index, size] of sizes.entries()) {
    const dataFolder = join(folder, `${index}`);
    await openShop(dataFolder, size);
    const read = sample(dataFolder);
    const gateway = await startGateway(dataFolder);
    shops.push({ sample: read, gateway, client: new Client(gateway.url, 1, keyFor(gateway.url)) });
  }
  const rounds = options.quick ? 1 : 5;
  const rows = [];
  for (const asked of questions) rows.push(await compare(asked, shops, rounds, { atMost: 2 }));
  printTable(`${title}. Milliseconds through HTTP, median of ${rounds} rounds of ${TURNS}`, rows);
  const counted = [];
  for (const asked of counts) counted.push(await compare(asked, shops, 1));
  printTable(`${title}: counting`, counted);
  await comparison.then?.(options, shops);
  for (const { client, gateway } of shops) {
    await client.close();
    await gateway.stop();
  }
}

async function compare<Sample>(
  { name, body }: Question<Sample>,
  shops: readonly Shop<Sample>[],
  rounds: number,
  target?: { atMost: number },
): Promise<Record<string, string>> {
  const results: { p50: number; p95: number }[][] = shops.map(() => []);
  for (let round = -1; round < rounds; round++) {
    const times: number[][] = shops.map(() => []);
    for (let turn = 0; turn < TURNS; turn++) {
      const inTurn = turn % 2 === 0 ? [0, 1] : [1, 0];
      for (const index of inTurn) {
        const shop = shops[index];
        if (shop) times[index]?.push(await shop.client.send(body(shop.sample, (round + 1) * TURNS + turn)));
      }
    }
    if (round < 0) continue; // warming up
    for (const [index, list] of times.entries()) {
      results[index]?.push({ p50: median(list), p95: percentile(list, 95) });
    }
  }
  const row: Record<string, string> = { '': name };
  for (const measure of ['p50', 'p95'] as const) {
    const [large = [], small = []] = results.map((list) => list.map((result) => result[measure]));
    const ratio = medianRatio(large, small);
    row[`${measure} large`] = median(large).toFixed(1);
    row[`${measure} small`] = median(small).toFixed(1);
    row[`${measure} ratio`] = target && measure === 'p95' ? judged(ratio, target) : ratio.toFixed(2);
  }
  return row;
}

async function compareOneMoreSale(options: Options, shops: readonly Shop<SaleSample>[]): Promise<void> {
  const rounds = options.quick ? 4 : 40;
  const warmUp = options.quick ? 1 : 10;
  const perRound = 50;
  const times: number[][] = shops.map(() => []);
  const cpus: number[][] = shops.map(() => []);
  for (let round = -warmUp; round < rounds; round++) {
    const inTurn = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const index of inTurn) {
      const shop = shops[index];
      if (!shop) continue;
      const ids = shop.sample.products.map((product) => product.id);
      const first = (round + warmUp) * perRound;
      const bodies = Array.from({ length: perRound }, (_, sale) => saleBody(ids, first + sale));
      const before = await shop.gateway.cpu();
      const milliseconds = (await shop.client.sendAll(bodies, 1)) / perRound;
      const cpu = ((await shop.gateway.cpu()) - before) / perRound;
      if (round < 0) continue;
      times[index]?.push(milliseconds);
      cpus[index]?.push(cpu);
    }
  }
  const row = (name: string, [large = [], small = []]: number[][]) => ({
    'one more sale': name,
    large: median(large).toFixed(2),
    small: median(small).toFixed(2),
    ratio: judged(medianRatio(large, small), { atMost: 1.1 }),
  });
  printTable(`One more sale of 5 lines, one at a time, median of ${rounds} rounds of ${perRound}`, [
    row('milliseconds through HTTP', times),
    row('milliseconds of the processor', cpus),
  ]);
}

function sampleProducts(folder: string): ProductSample {
  return inShop(folder, (db) => {
    const every = db.prepare<[], number>('SELECT COUNT(*) / 97 FROM "Product"').pluck().get() ?? 1;
    const rows = db
      .prepare<[number], { id: string; searchText: string; sku: string; barcode: string; name: string }>(
        `SELECT p."id", p."searchText", p."sku", p."name", b."code" AS "barcode" FROM (
           SELECT *, ROW_NUMBER() OVER (ORDER BY "searchText", "id") AS "place" FROM "Product") p
         JOIN "Barcode" b ON b."productId" = p."id" WHERE p."place" % ? = 0`,
      )
      .all(every);
    return {
      ids: rows.map((row) => row.id),
      codes: rows,
      cursors: rows.slice(0, -6).map((row) => encodeCursor([row.searchText, row.id])),
    };
  });
}

function sampleSales(folder: string): SaleSample {
  return inShop(folder, (db) => {
    const all = db.prepare<[], number>('SELECT COUNT(*) FROM "Sale"').pluck().get() ?? 0;
    const sale = db.prepare<[number], Omit<SaleKey, 'cursor'> & { soldAt: string }>(
      `SELECT "id", "number", "reference", "businessDate", "erpReference", "soldAt" FROM "Sale" ORDER BY "id" LIMIT 1 OFFSET ?`,
    );
    // Behind the oldest ones there would be no full page, and the newest hundred have no ERP document.
    const places = Array.from({ length: 41 }, (_, at) => 100 + Math.floor(((all - 300) * at) / 40));
    return {
      products: db
        .prepare<[], { id: string; sku: string }>('SELECT "id", "sku" FROM "Product" ORDER BY "id"')
        .all(),
      sales: places.flatMap((place) => {
        const row = sale.get(place);
        if (!row) return [];
        return [
          { ...row, cursor: encodeCursor([row.businessDate, new Date(row.soldAt).toISOString(), row.id]) },
        ];
      }),
    };
  });
}

function question<Sample, Answer, Variables>(
  name: string,
  document: TypedDocumentNode<Answer, Variables>,
  variables: (sample: Sample, turn: number) => NoInfer<Variables>,
): Question<Sample> {
  const query = print(document);
  return { name, body: (sample, turn) => JSON.stringify({ query, variables: variables(sample, turn) }) };
}

function statuses(...list: SyncStatus[]): SyncStatus[] {
  return list;
}

function pick<T>(items: readonly T[], turn: number): T {
  const item = items[turn % items.length];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}
