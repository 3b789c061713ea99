import { expect, type Page } from '@playwright/test';
import Database from 'better-sqlite3';
import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';
import type { House } from './house';

// The three stores, read past the code that writes them.

/** What a register keeps. */
export interface RegisterStore {
  readonly sales: readonly DeviceSale[];
  readonly claims: readonly DeviceClaim[];
  /** The open cart. */
  readonly draft?: { readonly saleId: string };
}
export interface DeviceSale {
  readonly id: string;
  readonly claimId: string;
  readonly sequence: number;
  readonly reference: string;
  readonly state: 'FINAL' | 'ACKED' | 'HELD';
  readonly outcome?: string;
  readonly flags: readonly string[];
  readonly message?: string;
  readonly sent: {
    readonly id: string;
    readonly number: string;
    readonly businessDate: string;
    readonly soldAt: string;
    readonly total: number;
    readonly hash: string;
    readonly previousHash: string;
    readonly lines: readonly SoldLine[];
    readonly payments: readonly { readonly method: string; readonly amount: number }[];
  };
}
interface SoldLine {
  readonly taxRate: number;
  readonly tax: number;
}
export interface DeviceClaim {
  readonly claimId: string;
  readonly epoch: number;
  readonly token: string;
  readonly sequence: number;
  readonly headHash: string;
  readonly dayCount: number;
}
export interface GatewaySale {
  readonly id: string;
  readonly claimId: string;
  readonly sequence: number;
  readonly fork: number;
  readonly number: string;
  readonly reference: string;
  readonly businessDate: string;
  readonly total: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly flags: string;
}

/** Answers an empty store where there is none, and makes none. */
export async function registerStore(page: Page): Promise<RegisterStore> {
  const { sales, claims, draft } = await page.evaluate(async () => {
    const name = 'tillkeep-register';
    const empty = { sales: [], claims: [], draft: undefined };
    if (!(await indexedDB.databases()).some((database) => database.name === name)) return empty;
    const result = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await result(indexedDB.open(name));
    try {
      const tx = db.transaction(['sales', 'claims', 'drafts']);
      const [sales, claims, draft] = await Promise.all([
        result<DeviceSale[]>(tx.objectStore('sales').getAll()),
        result<DeviceClaim[]>(tx.objectStore('claims').getAll()),
        result<{ saleId: string } | undefined>(tx.objectStore('drafts').get('open')),
      ]);
      return { sales, claims, draft };
    } finally {
      db.close();
    }
  });
  return { sales: [...sales].sort(byPlace), claims, draft };
}

/** Sales that the gateway does not have yet, as far as the device knows. */
export async function unsent(page: Page): Promise<readonly DeviceSale[]> {
  return (await registerStore(page)).sales.filter(({ state }) => state !== 'ACKED');
}

/** The sale that was finished last on this device. */
export async function latestSale(page: Page): Promise<DeviceSale> {
  const { sales } = await registerStore(page);
  const [latest] = [...sales].sort((a, b) => (a.id < b.id ? 1 : -1));
  if (!latest) throw new Error('This device has sold nothing.');
  return latest;
}

export function gatewaySales(house: House): GatewaySale[] {
  return readFrom(house.shopFile, (db) =>
    db.prepare<[], GatewaySale>(`SELECT * FROM "Sale" ORDER BY "claimId", "sequence", "fork"`).all(),
  );
}

/** On hand now, by SKU, at the gateway. */
export function stockOf(house: House, sku: string): number {
  const read = `SELECT l."quantity" / 1000.0 FROM "StockLevel" l JOIN "Product" p ON p."id" = l."productId" WHERE p."sku" = ?`;
  return readFrom(house.shopFile, (db) => db.prepare<[string], number>(read).pluck().get(sku) ?? 0);
}

/**
 * After the fault is healed: the queue of each device drains by itself, and then the invariants hold, read from all three
 * stores. `devices` are pages whose store is still there. Answers their sales, in the order of their places.
 */
export async function expectNothingLostNothingDoubled(
  house: House,
  devices: readonly Page[],
): Promise<DeviceSale[]> {
  // I6: the queue of each device drains, without a hand on it; it may have backed off for a minute.
  for (const device of devices)
    await expect
      .poll(async () => (await unsent(device)).map(({ message = 'waits' }) => message), { timeout: 75_000 })
      .toEqual([]);
  await house.ask('mutation { syncPendingSales { id } }');

  const stores = await Promise.all(devices.map(registerStore));
  const onDevices = stores.flatMap(({ sales }) => sales);
  const claims = new Set(stores.flatMap((store) => store.claims.map(({ claimId }) => claimId)));
  const atGateway = gatewaySales(house).filter(({ claimId }) => claims.has(claimId));

  // I1: what a device keeps as finished is at the gateway exactly once, with the same hash, which is that of what was sent.
  expect(atGateway.map(hashes).sort()).toEqual(onDevices.map(({ sent }) => hashes(sent)).sort());
  for (const { sent, claimId } of onDevices)
    expect(sha256(canonicalize({ ...sent, hash: undefined, claimId }) ?? '')).toBe(sent.hash);
  // I2 and I3: each is in the books exactly once, for the same money by day, tax rate and tender.
  const facts = onDevices.map(({ sent }) => factsOf(sent)).sort(byId);
  expect(gatewayFacts(house, claims)).toEqual(facts);
  expect(bookedFacts(house, new Set(facts.map(({ id }) => id)))).toEqual(facts);
  expectStockToAddUp(house);
  // I5: per claim the sequence has no gap and no place is taken twice, the chain holds, and the numbers of a day count up.
  for (const claimId of claims) expectToCountUp(atGateway.filter((sale) => sale.claimId === claimId));
  for (const { sales, claims } of stores) {
    for (const { claimId, sequence, headHash } of claims) {
      const last = sales.filter((sale) => sale.claimId === claimId).at(-1);
      expect({ sequence, headHash }).toEqual({
        sequence: last?.sequence ?? 0,
        headHash: last?.sent.hash ?? FIRST_HASH,
      });
    }
  }
  const references = gatewaySales(house).map(({ reference }) => reference);
  expect(new Set(references).size).toBe(references.length);
  return onDevices;
}

export function expectToCountUp(sales: readonly GatewaySale[]): void {
  expect(sales.map(({ sequence }) => sequence)).toEqual(sales.map((_, index) => index + 1));
  expect(sales.map(({ previousHash }) => previousHash)).toEqual(
    [FIRST_HASH, ...sales.map(({ hash }) => hash)].slice(0, sales.length),
  );
  const days = new Map<string, number>();
  for (const { businessDate, number } of sales) {
    const count = (days.get(businessDate) ?? 0) + 1;
    days.set(businessDate, count);
    expect(number).toBe(`${businessDate}-${String(count).padStart(2, '0')}`);
  }
}

const FIRST_HASH = '0'.repeat(64);

/** What all three must say alike. Tax in minor units by percent, payments by method. */
interface Facts {
  readonly id: string;
  readonly businessDate: string;
  readonly total: number;
  readonly tax: Readonly<Record<string, number>>;
  readonly paid: Readonly<Record<string, number>>;
}

function factsOf(sale: {
  id: string;
  businessDate: string;
  total: number;
  lines: readonly SoldLine[];
  payments: readonly { method: string; amount: number }[];
}): Facts {
  const { id, businessDate, total, lines, payments } = sale;
  return {
    ...{ id, businessDate, total },
    tax: sums(lines.map(({ taxRate, tax }) => [`${taxRate} %`, tax])),
    paid: sums(payments.map(({ method, amount }) => [method, amount])),
  };
}

function gatewayFacts(house: House, claims: ReadonlySet<string>): Facts[] {
  return readFrom(house.shopFile, (db) => {
    const lines = db.prepare<[string], SoldLine>(
      `SELECT "taxRate" / 1000.0 AS "taxRate", "tax" FROM "SaleLine" WHERE "saleId" = ?`,
    );
    const payments = db.prepare<[string], { method: string; amount: number }>(
      `SELECT "method", "amount" FROM "Payment" WHERE "saleId" = ?`,
    );
    return db
      .prepare<[], GatewaySale>(`SELECT * FROM "Sale" ORDER BY "id"`)
      .all()
      .filter(({ claimId }) => claims.has(claimId))
      .map((sale) => factsOf({ ...sale, lines: lines.all(sale.id), payments: payments.all(sale.id) }));
  });
}

/** From what the ERP keeps of each document, once its sums agree with what it posted. */
function bookedFacts(house: House, ids: ReadonlySet<string>): Facts[] {
  return readFrom(house.booksFile, (db) => {
    const wrong = `SELECT d.sale_id FROM documents d JOIN journal_entries j ON j.document_id = d.id
      GROUP BY d.id HAVING sum(j.debit) <> sum(j.credit) OR sum(j.debit) <> abs(d.total)`;
    expect(db.prepare(wrong).all()).toEqual([]);
    return db
      .prepare<[], string>('SELECT content FROM documents ORDER BY sale_id')
      .pluck()
      .all()
      .map((content) => {
        const sale = JSON.parse(content);
        return factsOf({ ...sale, id: sale.saleId });
      })
      .filter(({ id }) => ids.has(id));
  });
}

/** I4: what is on hand is what ever came less what ever went, and what went by sales is what was sold. */
function expectStockToAddUp(house: House): void {
  const wrong = `
    SELECT l."productId" FROM "StockLevel" l WHERE
      l."quantity" <> (SELECT coalesce(sum("delta"), 0) FROM "StockMovement" m WHERE m."productId" = l."productId")
      OR (SELECT coalesce(sum("delta"), 0) FROM "StockMovement" m WHERE m."productId" = l."productId" AND m."saleId" IS NOT NULL)
        <> -(SELECT coalesce(sum("quantity"), 0) FROM "SaleLine" s WHERE s."productId" = l."productId")`;
  expect(readFrom(house.shopFile, (db) => db.prepare(wrong).all())).toEqual([]);
}

function hashes({ id, hash }: { id: string; hash: string }): string {
  return `${id} ${hash}`;
}

function sums(parts: readonly (readonly [string, number])[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const [name, amount] of parts) result[name] = (result[name] ?? 0) + amount;
  return result;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

function byPlace(a: DeviceSale, b: DeviceSale): number {
  return a.claimId === b.claimId ? a.sequence - b.sequence : a.claimId < b.claimId ? -1 : 1;
}

function readFrom<T>(file: string, read: (db: Database.Database) => T): T {
  const db = new Database(file, { readonly: true });
  try {
    return read(db);
  } finally {
    db.close();
  }
}
