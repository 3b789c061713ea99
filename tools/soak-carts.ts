// npm run soak:carts -- [--carts <n>] [--seed <n>]: random carts, built by the register's own state and stored by its own
// store, handed in to the gateway and booked by the ERP, each a process of its own. Every amount must be the same to the
// cent on all three. The same seed gives the same carts. Exit code 0: they agree. 1: they differ, or it could not run.
import 'fake-indexeddb/auto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { applyMigrations, createOutlet, createProduct, listOutlets, openDb } from '@tillkeep/data';
import { SyncPendingSalesDocument } from '@tillkeep/client';
import {
  cartTotals,
  money,
  quantity,
  settlePayments,
  taxRateFromPercent,
  taxRateToPercent,
  type PaymentMethod,
  type SettledSale,
} from '@tillkeep/domain';
import {
  adoptClaim,
  completeSale,
  openStore,
  takeLead,
  type CatalogueProduct,
  type Claim,
  type Lead,
  type RecordSaleInput,
  type Store,
} from '@tillkeep/offline';
import * as fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { NEW_REGISTER, reduceRegister, type RegisterState } from '../apps/web/src/register/register-state';
import { stillDue, takePayment } from '../apps/web/src/register/split-tender';
import { apiKeyOf, ask, askErp, askWithToken, root, startErp, startGateway } from './bench/services';

const CURRENCY = 'EUR';
/** One for each way of writing prices. */
const OUTLETS = [
  { code: 'GROSS', pricesIncludeTax: true },
  { code: 'NET', pricesIncludeTax: false },
];
/** In percent: those of many countries, the smallest and the largest there can be. */
const RATES = [0, 0.001, 2.1, 3.8, 5.5, 7, 8.1, 8.875, 10, 13.5, 16.4, 19, 20, 21, 25.5, 27, 99.999, 1000];
/** In minor units. */
const PRICES = [0, 1, 3, 7, 49, 99, 199, 333, 449, 1299, 2190, 99_999, 1_000_000];
/** Sold by one till before the next one takes its register over. */
const CARTS_OF_A_TILL = 500;
const SALES_OF_A_REQUEST = 100;
const DOCUMENTS_OF_A_PAGE = 500;

type Step =
  | { readonly step: 'add'; readonly product: number }
  | { readonly step: 'quantity'; readonly line: number; readonly thousandths: number }
  | { readonly step: 'price'; readonly line: number; readonly price: number }
  | { readonly step: 'remove'; readonly line: number }
  | { readonly step: 'restore' };

/** What a cashier does with one customer. Lines and products are counted round and round. */
interface Customer {
  readonly steps: readonly Step[];
  /** Each pays so many thousandths of what is still due; the last one pays the rest and, in cash, hands over more. */
  readonly parts: readonly { readonly method: PaymentMethod; readonly share: number }[];
  readonly last: { readonly method: PaymentMethod; readonly over: number };
}

const line = fc.nat(9);
const price = fc.oneof(
  { weight: 6, arbitrary: fc.nat(5_000) },
  { weight: 2, arbitrary: fc.nat(2_000_000) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 5, 50_000_000) },
);
const thousandths = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 }).map((pieces) => pieces * 1000) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 5_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 1_000_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(1, 499, 500, 501, 999) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ step: fc.constant('add'), product: fc.nat(RATES.length * PRICES.length) }),
  },
  { weight: 5, arbitrary: fc.record({ step: fc.constant('quantity'), line, thousandths }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('price'), line, price }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('remove'), line }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('restore') }) },
);
const method = fc.constantFrom<PaymentMethod>('CASH', 'CARD', 'OTHER');
const customer: fc.Arbitrary<Customer> = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 14, size: 'max' }),
  parts: fc.array(fc.record({ method, share: fc.integer({ min: 1, max: 999 }) }), { maxLength: 3 }),
  last: fc.record({ method, over: fc.nat(5_000) }),
});

/** A register as the browser has it, with the products of its shop. */
interface Till {
  readonly store: Store;
  readonly lead: Lead;
  readonly claim: Claim;
}

/** A sale of a till, with what its screen showed of it. */
interface Sold {
  readonly customer: Customer;
  readonly sent: RecordSaleInput;
  readonly reference: string;
  readonly shown: SettledSale;
  readonly change: number;
  /** By hand, on any line. */
  readonly priceChanged: boolean;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { carts: { type: 'string' }, seed: { type: 'string' } } });
  const carts = Number(values.carts ?? 100_000);
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  if (!(Number.isInteger(carts) && carts > 0 && Number.isInteger(seed))) {
    console.error('--carts and --seed are whole numbers.');
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'tillkeep-soak-carts-'));
  try {
    const products = await openShop(folder);
    const erp = await startErp(folder, CURRENCY);
    const gateway = await startGateway(folder, { erpUrl: erp.url });
    try {
      return await soak(carts, seed, { products, folder, gateway: gateway.url, erp: erp.url });
    } finally {
      await gateway.stop();
      await erp.stop();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface House {
  readonly products: readonly CatalogueProduct[];
  readonly folder: string;
  readonly gateway: string;
  readonly erp: string;
}

async function soak(carts: number, seed: number, house: House): Promise<number> {
  const totals = OUTLETS.map(({ code }) => ({ outletCode: code, count: 0, subtotal: 0, tax: 0, total: 0 }));
  let split = 0;
  for (let done = 0, round = 0; done < carts; round++) {
    const outlet = round % OUTLETS.length;
    const customers = fc.sample(customer, {
      seed: seed + round,
      numRuns: Math.min(CARTS_OF_A_TILL, carts - done),
    });
    const till = await openTill(house, OUTLETS[outlet]?.code ?? '', round);
    const sales: Sold[] = [];
    for (const [index, one] of customers.entries()) sales.push(await sell(till, one, house.products, index));
    till.store.close();
    indexedDB.deleteDatabase(`till-${round}`);

    const differences = [
      ...differencesAtTill(sales, till.claim.outlet.pricesIncludeTax),
      ...(await differencesAtGateway(sales, till.claim, house.gateway)),
      ...(await differencesInBooks(sales, house)),
    ];
    if (differences.length > 0) {
      for (const difference of differences.slice(0, 5)) console.log(difference);
      console.log(`${differences.length} differences after ${done} carts that agreed. Again: --seed ${seed}`);
      return 1;
    }
    for (const { sent } of sales) {
      const sums = totals[outlet];
      if (!sums) continue;
      sums.count++;
      sums.subtotal += sent.subtotal;
      sums.tax += sent.tax;
      sums.total += sent.total;
      if (sent.payments.length > 1) split++;
    }
    done += sales.length;
    if (process.stdout.isTTY) process.stdout.write(`\r${done.toLocaleString('en')} carts`);
  }
  const booked = await bookedTotals(house.erp);
  const sold = totals.filter(({ count }) => count > 0);
  if (!isDeepStrictEqual(booked, sold)) {
    console.log(`The days in the books are ${JSON.stringify(booked)}, sold were ${JSON.stringify(sold)}.`);
    return 1;
  }
  const count = carts.toLocaleString('en');
  console.log(
    `${count} carts (seed ${seed}, ${split} paid in parts): register, gateway and ERP agree to the cent.`,
  );
  return 0;
}

/** Every price with every rate. */
async function openShop(folder: string): Promise<CatalogueProduct[]> {
  const url = `file:${join(folder, 'shop.sqlite')}`;
  await applyMigrations(url, join(root, 'prisma/sqlite'));
  const db = await openDb(url);
  for (const outlet of OUTLETS) {
    const registers = [{ code: 'R1', name: 'Till' }];
    const place = { timeZone: 'Europe/Paris', currency: CURRENCY, registers };
    await createOutlet(db, { ...outlet, ...place, name: outlet.code });
  }
  const [outlet] = await listOutlets(db);
  const products: CatalogueProduct[] = [];
  for (const [index, taxRate] of RATES.flatMap((rate) => PRICES.map(() => rate)).entries()) {
    const price = PRICES[index % PRICES.length] ?? 0;
    const product = {
      sku: `P-${index}`,
      barcodes: [],
      name: `Product ${index}`,
      category: null,
      trackStock: false,
    };
    const terms = { price: money(price), taxRate: taxRateFromPercent(taxRate), openingStock: quantity(0) };
    const id = await createProduct(db, outlet?.id ?? '', { ...product, ...terms });
    products.push({ ...product, id, price, taxRate, stock: 0 });
  }
  await db.close();
  return products;
}

const CLAIM = `mutation ($registerId: ID!) {
  claimRegister(input: { registerId: $registerId, deviceName: "Till", takeOver: true }) {
    id token epoch deviceName claimedAt
    register { id code name outlet { id code name timeZone currency pricesIncludeTax cutOverMinutes } }
  }
}`;

async function openTill({ folder, gateway }: House, outletCode: string, round: number): Promise<Till> {
  const key = await apiKeyOf(folder, outletCode);
  const { registers } = await askWithToken<{
    registers: { id: string; code: string; outlet: { code: string } }[];
  }>(gateway, '{ registers { id code outlet { code } } }', {}, key);
  const registerId = registers.find(({ code, outlet }) => code === 'R1' && outlet.code === outletCode)?.id;
  type Answer = Omit<Claim, 'claimId' | 'claimedAt' | 'register'> & {
    id: string;
    claimedAt: string;
    register: Claim['register'] & { outlet: Claim['outlet'] };
  };
  const { claimRegister } = await askWithToken<{ claimRegister: Answer }>(
    gateway,
    CLAIM,
    { registerId },
    key,
  );
  const { id: claimId, token, epoch, deviceName, claimedAt, register } = claimRegister;
  const { outlet, ...place } = register;
  const store = await openStore({ name: `till-${round}` });
  const lead = await takeLead(store);
  const held = { claimId, token, epoch, deviceName, claimedAt: new Date(claimedAt), register: place, outlet };
  const claim = await adoptClaim(store, held);
  if (!lead.ok || !lead.value || !claim.ok) throw new Error('The till could not be opened.');
  return { store, lead: lead.value, claim: claim.value };
}

/** As the screens do it: every step goes through the register's state, which says in the end what is to be stored. */
async function sell(
  till: Till,
  customer: Customer,
  products: readonly CatalogueProduct[],
  index: number,
): Promise<Sold> {
  const saleId = uuid();
  const add = (state: RegisterState, at: number) => {
    const product = products[at % products.length];
    return product ? reduceRegister(state, { type: 'add', product, saleId }) : state;
  };
  let state = NEW_REGISTER;
  for (const step of customer.steps)
    state = step.step === 'add' ? add(state, step.product) : change(state, step);
  if (state.cart.lines.length === 0) state = add(state, index);

  state = reduceRegister(state, { type: 'pay' });
  const { pricesIncludeTax } = till.claim.outlet;
  const shown = cartTotals(state.cart, pricesIncludeTax);
  for (const { method, share } of customer.parts) {
    const due = stillDue(shown.total, state.tender?.taken ?? []);
    const part = takePayment(due, method, money(Math.floor((due * share) / 1000)));
    if (part.ok && part.value.payment.amount > 0)
      state = reduceRegister(state, { type: 'take', payment: part.value.payment });
  }
  const { method, over } = customer.last;
  const due = stillDue(shown.total, state.tender?.taken ?? []);
  const last = takePayment(due, method, money(due + (method === 'CASH' ? over : 0)));
  if (!last.ok) throw new Error(last.error);
  const soldAt = new Date();
  state = reduceRegister(state, { type: 'complete', payment: last.value.payment, soldAt });
  if (!state.tender?.saving) throw new Error('The register has nothing to store.');
  const stored = await completeSale(till.store, till.lead, state.tender.saving);
  if (!stored.ok) throw new Error(stored.error.message);
  const { sent, reference } = stored.value;
  const priceChanged = state.cart.lines.some(({ unitPrice, listPrice }) => unitPrice !== listPrice);
  return { customer, sent, reference, shown, change: last.value.change, priceChanged };
}

function change(state: RegisterState, step: Exclude<Step, { step: 'add' }>): RegisterState {
  if (step.step === 'restore') return reduceRegister(state, { type: 'restore' });
  const { lines } = state.cart;
  const lineId = lines[step.line % lines.length]?.lineId;
  if (lineId === undefined) return state;
  switch (step.step) {
    case 'quantity':
      return reduceRegister(state, { type: 'setQuantity', lineId, quantity: quantity(step.thousandths) });
    case 'price':
      return reduceRegister(state, { type: 'changePrice', lineId, price: money(step.price) });
    case 'remove':
      return reduceRegister(state, { type: 'remove', lineId });
  }
}

/** What is stored and printed is what the screen showed before it was paid. */
function differencesAtTill(sales: readonly Sold[], pricesIncludeTax: boolean): string[] {
  return sales.flatMap((sale) => {
    const { sent, shown, change } = sale;
    const paid = settlePayments(
      shown.total,
      sent.payments.map((payment) => ({
        ...payment,
        amount: money(payment.amount),
        tendered: payment.tendered === undefined ? undefined : money(payment.tendered),
      })),
    );
    const asShown = {
      lines: shown.lines.map(({ tax, total }) => ({ tax, total })),
      ...{ subtotal: shown.subtotal, tax: shown.tax, total: shown.total, change },
    };
    const asStored = {
      lines: sent.lines.map(({ tax, total }) => ({ tax, total })),
      ...{ subtotal: sent.subtotal, tax: sent.tax, total: sent.total },
      change: paid.ok ? paid.value.reduce((sum, payment) => sum + (payment.change ?? 0), 0) : undefined,
    };
    return compare(sale, `register (${pricesIncludeTax ? 'tax included' : 'tax on top'})`, asShown, asStored);
  });
}

const RECORD = `mutation ($input: RecordSalesInput!) {
  recordSales(input: $input) {
    results {
      outcome flags
      sale {
        reference subtotal tax total
        lines { quantity unitPrice taxRate tax total }
        payments { method amount tendered change }
      }
    }
  }
}`;

interface Recorded {
  readonly outcome: string;
  readonly flags: readonly string[];
  readonly sale: object | null;
}

async function differencesAtGateway(
  sales: readonly Sold[],
  claim: Claim,
  gateway: string,
): Promise<string[]> {
  const differences: string[] = [];
  for (let at = 0; at < sales.length; at += SALES_OF_A_REQUEST) {
    const batch = sales.slice(at, at + SALES_OF_A_REQUEST);
    const input = {
      claimId: claim.claimId,
      lastSequence: sales.length,
      sales: batch.map(({ sent }) => sent),
    };
    const { recordSales } = await askWithToken<{ recordSales: { results: readonly Recorded[] } }>(
      gateway,
      RECORD,
      { input },
      claim.token,
    );
    for (const [index, sale] of batch.entries()) {
      const { sent, reference, priceChanged } = sale;
      const { subtotal, tax, total } = sent;
      differences.push(
        ...compare(
          sale,
          'gateway',
          {
            outcome: 'RECORDED',
            flags: priceChanged ? ['PRICE_DIFFERS'] : [],
            sale: {
              ...{ reference, subtotal, tax, total },
              lines: sent.lines.map(({ quantity, unitPrice, taxRate, tax, total }) => ({
                ...{ quantity, unitPrice, taxRate, tax, total },
              })),
              payments: sent.payments.map(({ method, amount, tendered = null }) => ({
                ...{ method, amount, tendered, change: (tendered ?? amount) - amount },
              })),
            },
          },
          recordSales.results[index],
        ),
      );
    }
  }
  return differences;
}

interface Booked {
  readonly saleId: string;
  readonly erpReference: string;
  readonly reference: string;
  readonly total: number;
  readonly entries: readonly { readonly account: string; readonly debit: number; readonly credit: number }[];
}

const DOCUMENTS = `query ($first: Int!, $after: String) {
  documents(first: $first, after: $after) { saleId erpReference reference total entries { account debit credit } }
}`;

/** The double entry of each sale is what was paid, by method, against its net and its tax, by rate. */
async function differencesInBooks(sales: readonly Sold[], { gateway, erp }: House): Promise<string[]> {
  const { syncPendingSales: run } = await ask(gateway, SyncPendingSalesDocument, {});
  const documents = new Map<string, Booked>();
  let after: string | undefined;
  while (documents.size < sales.length) {
    const first = Math.min(DOCUMENTS_OF_A_PAGE, sales.length - documents.size);
    const page = await askErp<{ documents: Booked[] }>(erp, DOCUMENTS, { first, after });
    for (const document of page.documents) documents.set(document.saleId, document);
    after = page.documents.at(-1)?.erpReference;
    if (page.documents.length < first) break;
  }
  const counts = run.synced === sales.length && run.failed === 0;
  return [
    ...(counts ? [] : [`The ERP took ${run.synced} of ${sales.length} sales and refused ${run.failed}.`]),
    ...sales.flatMap((sale) => {
      const booked = documents.get(sale.sent.id);
      const asBooked = booked && {
        ...booked,
        saleId: undefined,
        erpReference: undefined,
        entries: sorted(booked.entries),
      };
      const { reference, sent } = sale;
      const expected = {
        saleId: undefined,
        erpReference: undefined,
        reference,
        total: sent.total,
        entries: entriesOf(sale),
      };
      return compare(sale, 'ERP', expected, asBooked);
    }),
  ];
}

const ACCOUNTS = { CASH: '1000 Cash', CARD: '1100 Card clearing', OTHER: '1200 Other tenders' };

function entriesOf({ sent, shown }: Sold): Booked['entries'] {
  const paid = new Map<string, number>();
  for (const { method, amount } of sent.payments)
    paid.set(ACCOUNTS[method], (paid.get(ACCOUNTS[method]) ?? 0) + amount);
  return sorted(
    [
      ...[...paid].map(([account, debit]) => ({ account, debit, credit: 0 })),
      ...shown.taxByRate.flatMap(({ rate, net, tax }) => [
        { account: `4000 Sales ${taxRateToPercent(rate)} %`, debit: 0, credit: net },
        { account: `2200 Tax payable ${taxRateToPercent(rate)} %`, debit: 0, credit: tax },
      ]),
    ].filter(({ debit, credit }) => debit !== 0 || credit !== 0),
  );
}

function sorted(entries: Booked['entries']): Booked['entries'] {
  return [...entries].sort((a, b) => (a.account < b.account ? -1 : 1));
}

async function bookedTotals(erp: string) {
  type Day = { outletCode: string; count: number; subtotal: number; tax: number; total: number };
  const { dayTotals } = await askErp<{ dayTotals: Day[] }>(
    erp,
    '{ dayTotals(from: "1900-01-01", to: "2999-12-31") { outletCode count subtotal tax total } }',
    {},
  );
  const byOutlet = new Map<string, Day>();
  for (const day of dayTotals) {
    const sums = byOutlet.get(day.outletCode);
    byOutlet.set(day.outletCode, {
      outletCode: day.outletCode,
      count: (sums?.count ?? 0) + day.count,
      subtotal: (sums?.subtotal ?? 0) + day.subtotal,
      tax: (sums?.tax ?? 0) + day.tax,
      total: (sums?.total ?? 0) + day.total,
    });
  }
  return [...byOutlet.values()].sort((a, b) => (a.outletCode < b.outletCode ? -1 : 1));
}

/** What differs, with the cart that shows it. */
function compare({ customer, sent }: Sold, where: string, expected: unknown, found: unknown): string[] {
  if (isDeepStrictEqual(found, expected)) return [];
  const [cart, sale, other] = [customer, expected, found ?? null].map((value) => JSON.stringify(value));
  return [`${where}: sale ${sent.number} is ${other}, not ${sale}. Its cart: ${cart}`];
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
