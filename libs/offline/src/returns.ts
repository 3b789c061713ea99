// What can come back: what this device has sold, and what the gateway knows of other tills, where it answers.
import {
  money,
  parseSaleNumber,
  quantity,
  quantityFromNumber,
  saleNumber,
  saleReference,
  taxRateFromPercent,
  type CartProduct,
  type CartReturn,
} from '@tillkeep/domain';
import { currentClaim, type Claim } from './claims';
import { returnedHere } from './returned-here';
import type { RecordSaleLineInput, StoredSale } from './sales';
import type { Store } from './store';
import type { Reply } from './transport';

/** A sale that something may come back from. */
export interface SaleToReturn {
  readonly id: string;
  readonly number: string;
  readonly reference: string;
  /** RFC 3339 */
  readonly soldAt: string;
  readonly lines: readonly LineToReturn[];
}

/** A line of it: what `returnToCart` is asked with, but for the reason and what becomes of the goods. */
export interface LineToReturn {
  readonly position: number;
  readonly product: CartProduct;
  readonly sold: CartReturn['sold'];
  readonly returnedHere: CartReturn['returnedHere'];
}

export interface FoundToReturn {
  readonly sales: readonly SaleToReturn[];
  /** Whether the gateway has said what it knows. Without it, only what this device has sold is found. */
  readonly gatewayAsked: boolean;
}

/**
 * Sales that are called so: by number, by reference, or this till's own by its count of the newest business date (7). `ask`: the gateway's
 * `salesToReturn`, with the claim's token.
 */
export async function findSalesToReturn(
  store: Store,
  name: string,
  ask: (token: string, number: string) => Promise<Reply<unknown>>,
): Promise<FoundToReturn> {
  const claim = await currentClaim(store);
  if (!claim || name.trim() === '') return { sales: [], gatewayAsked: true };
  const called = fullName(name.trim().toUpperCase(), claim);
  const [own, reply] = await Promise.all([ownSales(store, called), ask(claim.token, called)]);
  const there = reply.kind === 'answered' ? readSalesToReturn(reply.data) : undefined;
  const known = new Map((there ?? []).map((sale) => [sale.id, sale]));
  const others = [...known.values()].filter(({ id }) => own.every((sale) => sale.id !== id));
  const sales = await Promise.all([
    ...own.map(({ id, sent, reference }) =>
      toReturn(store, { ...sent, reference, lines: sent.lines.map(placed) }, known.get(id)),
    ),
    ...others.map((sale) => toReturn(store, sale, sale)),
  ]);
  // Of a return, nothing comes back.
  const sold = sales.filter(({ lines }) => lines.some((line) => line.sold.quantity > 0));
  return { sales: sold, gatewayAsked: there !== undefined };
}

/** A sale as the gateway tells of it: amounts in minor units, rates in percent, quantities decimals. */
interface GatewaySale extends Omit<SaleToReturn, 'lines'> {
  readonly lines: readonly (PlacedLine & {
    readonly returns: readonly { readonly quantity: number; readonly saleId: string | undefined }[];
  })[];
}

interface PlacedLine extends Omit<RecordSaleLineInput, 'returnOf' | 'listPrice'> {
  readonly position: number;
}

function placed(line: RecordSaleLineInput, position: number): PlacedLine {
  return { ...line, position };
}

/** In milliseconds: a business date begins and ends within so much of its midnight in UTC, wherever the outlet is. */
const A_DAY_AND_A_BIT = 40 * 60 * 60_000;

async function ownSales(store: Store, called: string): Promise<StoredSale[]> {
  const number = /\d{4}-\d{2}-\d{2}-\d+$/.exec(called)?.[0] ?? '';
  const date = parseSaleNumber(number)?.businessDate;
  if (!date) return [];
  const midnight = new Date(`${date}T00:00:00Z`).getTime();
  const [from, to] = [midnight - A_DAY_AND_A_BIT, midnight + 2 * A_DAY_AND_A_BIT].map((at) =>
    new Date(at).toISOString(),
  );
  const sales = await store.read(['sales'], (tx) =>
    tx
      .objectStore('sales')
      .index('soldAt')
      .getAll(IDBKeyRange.bound([from], [to])),
  );
  return sales.filter(({ sent, reference }) => sent.number === called || reference.toUpperCase() === called);
}

/** `there`: the same sale as the gateway knows it. What came back here, this device knows best. */
async function toReturn(
  store: Store,
  sale: Omit<SaleToReturn, 'lines'> & { readonly lines: readonly PlacedLine[] },
  there: GatewaySale | undefined,
): Promise<SaleToReturn> {
  const { id, number, reference, soldAt } = sale;
  const { here, own } = await store.read(['sales'], async (tx) => ({
    here: await returnedHere(tx, id),
    own: new Set(await tx.objectStore('sales').index('returnsOf').getAllKeys(id)),
  }));
  const lines = sale.lines.map(({ position, productId, sku, name, quantity: pieces, ...line }) => {
    const elsewhere = (there?.lines.find((other) => other.position === position)?.returns ?? []).filter(
      ({ saleId }) => saleId === undefined || !own.has(saleId),
    );
    const returnedHere = quantity(here.get(position) ?? 0);
    const returned = elsewhere.reduce(
      (sum, back) => sum + quantityFromNumber(back.quantity),
      here.get(position) ?? 0,
    );
    return {
      position,
      product: {
        ...{ productId: productId ?? '', sku, name, price: money(line.unitPrice) },
        taxRate: taxRateFromPercent(line.taxRate),
      },
      sold: {
        quantity: quantityFromNumber(pieces),
        tax: money(line.tax),
        total: money(line.total),
        returned: quantity(returned),
      },
      returnedHere,
    };
  });
  return { id, number, reference, soldAt, lines };
}

function fullName(name: string, { outlet, register, epoch, lastBusinessDate }: Claim): string {
  const count = /^\d{1,6}$/.test(name) ? Number(name) : 0;
  if (count === 0 || !lastBusinessDate) return name;
  const number = saleNumber(lastBusinessDate, count);
  return saleReference({ outletCode: outlet.code, registerCode: register.code, epoch, number });
}

/** Undefined when it is no answer to the question. */
function readSalesToReturn(data: unknown): GatewaySale[] | undefined {
  if (!Array.isArray(data)) return undefined;
  const sales = data.map(readSale);
  return sales.every((sale) => sale !== undefined) ? sales : undefined;
}

function readSale(value: unknown): GatewaySale | undefined {
  if (!isObject(value) || !Array.isArray(value.lines)) return undefined;
  const { id, number, reference, soldAt } = value;
  const lines = value.lines.map(readLine);
  if (!isText(id) || !isText(number) || !isText(reference) || !isText(soldAt)) return undefined;
  return lines.every((line) => line !== undefined) ? { id, number, reference, soldAt, lines } : undefined;
}

function readLine(value: unknown): GatewaySale['lines'][number] | undefined {
  if (!isObject(value) || !Array.isArray(value.returns)) return undefined;
  const { position, sku, name, quantity: pieces, unitPrice, taxRate, tax, total } = value;
  if (!isText(sku) || !isText(name)) return undefined;
  if (!isNumber(position) || !isNumber(pieces) || !isNumber(unitPrice)) return undefined;
  if (!isNumber(taxRate) || !isNumber(tax) || !isNumber(total)) return undefined;
  const productId = isObject(value.product) && isText(value.product.id) ? value.product.id : undefined;
  const returns = value.returns.map((back: unknown) => ({
    quantity: isObject(back) && isNumber(back.quantity) ? back.quantity : 0,
    saleId: isObject(back) && isObject(back.sale) && isText(back.sale.id) ? back.sale.id : undefined,
  }));
  return {
    ...{ position, sku, name, quantity: pieces, unitPrice, taxRate, tax, total, returns },
    ...(productId !== undefined && { productId }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
