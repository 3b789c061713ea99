// The register's database: what is in it, and one way in. Everything else of this room goes through read() and write().
import { fail, ok, type Result } from '@tillkeep/domain';
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { StoreError, type StoreProblem } from './problem';
import type { CatalogueCursor, CataloguePointer, StoredProduct } from './catalogue-rows';
import type { Claim } from './claims';
import type { Draft, ParkedCart } from './drafts';
import type { StoredEvent } from './events';
import type { RegisterPeople } from './people';
import type { PinTries } from './pins';
import type { StoredSale } from './sales';

export interface RegisterSchema extends DBSchema {
  /** one row per thing that there is one of */
  meta: {
    key: string;
    value:
      | { key: 'leader'; token: string }
      | { key: 'device'; claimId: string }
      | { key: 'people'; claimId: string; people: RegisterPeople }
      | { key: 'pinTries'; tries: PinTries }
      | { key: 'contact'; lastAnswerAt: Date; clock?: { offsetMs: number; measuredAt: Date } };
  };
  claims: { key: string; value: Claim };
  sales: {
    key: string;
    value: StoredSale;
    indexes: {
      /** unique: what makes a number given out twice impossible to store */
      place: [claimId: string, sequence: number];
      /** only sales in state FINAL or HELD have this key */
      unsent: [state: string, claimId: string, sequence: number];
      /** only sales that the gateway has and the ERP, as far as is known here, has not */
      unbooked: [claimId: string, sequence: number];
      soldAt: [soldAt: string, id: string];
      /** each sale that something is given back of */
      returnsOf: string;
    };
  };
  events: {
    key: string;
    value: StoredEvent;
    indexes: {
      /** unique, as that of sales */
      place: [claimId: string, sequence: number];
      /** only events in state FINAL or HELD have this key */
      unsent: [state: string, claimId: string, sequence: number];
      at: string;
    };
  };
  drafts: { key: string; value: ({ key: 'open' } & Draft) | ({ key: string } & ParkedCart) };
  /** per product what unsent sales took, in thousandths: the gateway's stock does not know of it yet */
  unsentStock: { key: string; value: { productId: string; quantity: number } };
  /** which of the two sides is sold from */
  catalogue: { key: string; value: CataloguePointer };
  productsA: ProductsSchema;
  productsB: ProductsSchema;
  /** room that is given up when the disk is full, so that the sale in hand can still be stored */
  reserve: { key: string; value: Uint8Array };
}

interface ProductsSchema {
  key: string;
  /** the cursor lies beside the rows that it is true of, under the id '' and in no index */
  value: StoredProduct | CatalogueCursor;
  indexes: { codes: string; words: string; name: string; shelf: [category: string, name: string] };
}

export type StoreName = StoreNames<RegisterSchema>;
export type Reading = IDBPTransaction<RegisterSchema, StoreName[], 'readonly'>;
export type Writing = IDBPTransaction<RegisterSchema, StoreName[], 'readwrite'>;

/** strict: resolved only once it is on the disk. relaxed: for what can be had again. */
export type Durability = 'strict' | 'relaxed';

export interface Store {
  /** Work awaits nothing but requests of its transaction. Rejects with StoreError, or with what work throws. */
  read<T>(stores: StoreName[], work: (tx: Reading) => Promise<T>): Promise<T>;
  /** All or nothing; resolves after `complete`. A lost connection is opened again and the work done once more. */
  write<T>(stores: StoreName[], durability: Durability, work: (tx: Writing) => Promise<T>): Promise<T>;
  /** Calls back after this window stored something that the gateway, or the status, should know of. */
  onChange(listener: () => void): () => void;
  changed(): void;
  /** A newer version of the register waits for this window to reload; do so between two sales. */
  readonly outdated: boolean;
  /** The reserve has been given up: the next sale may find no room. */
  readonly reserveUsed: boolean;
  close(): void;
}

/** Opens, and at first creates, the database of this browser. StoreError OUTDATED, STORAGE_FAILED or STORAGE_FULL. */
export async function openStore({ name = 'tillkeep-register' } = {}): Promise<Store> {
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  let connection: Promise<IDBPDatabase<RegisterSchema>> | undefined;
  let outdated = false;
  let reserveUsed = false;
  let closed = false;

  const connect = () => {
    if (connection) return connection;
    const opening = open();
    connection = opening;
    // The next one who needs it tries again.
    opening.catch(() => disconnect(opening));
    return opening;
  };
  const open = async () => {
    if (closed) throw new StoreError('STORAGE_FAILED');
    return openDB<RegisterSchema>(name, VERSION, {
      upgrade: createSchema,
      // Never in the way of a newer version: its upgrade waits until every old connection is closed.
      blocking() {
        outdated = true;
        void disconnect(connection);
        changed();
      },
      terminated() {
        connection = undefined;
      },
    });
  };
  const disconnect = async (old: typeof connection) => {
    if (connection === old) connection = undefined;
    (await old?.catch(() => undefined))?.close();
  };

  /** Does it; where the trouble can be helped, helps and does it once more. */
  const twice = async <T>(work: (db: IDBPDatabase<RegisterSchema>) => Promise<T>): Promise<T> => {
    const first = connect();
    try {
      return await work(await first);
    } catch (error) {
      if (isFull(error) && !reserveUsed) {
        reserveUsed = true;
        await giveUpReserve(first);
        changed();
      } else if (isLost(error)) await disconnect(first);
      else throw asStoreError(error);
    }
    try {
      return await work(await connect());
    } catch (error) {
      throw asStoreError(error);
    }
  };

  const store: Store = {
    // What was read is known: nothing can undo it, so nobody waits for the transaction to end.
    read: (stores, work) => twice((db) => settle(db.transaction(stores, 'readonly'), work, false)),
    write: (stores, durability, work) =>
      twice((db) => settle(db.transaction(stores, 'readwrite', { durability }), work, true)),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed,
    get outdated() {
      return outdated;
    },
    get reserveUsed() {
      return reserveUsed;
    },
    close() {
      closed = true;
      void disconnect(connection);
    },
  };
  await store.read(['meta'], (tx) => tx.objectStore('meta').get('leader'));
  reserveUsed = !(await layReserve(store));
  return store;
}

/** What a person can act on becomes a value; what nobody expects stays thrown. */
export async function asResult<T>(work: Promise<T>): Promise<Result<T, StoreProblem>> {
  try {
    return ok(await work);
  } catch (error) {
    if (error instanceof StoreError) return fail(error.problem);
    throw error;
  }
}

const VERSION = 3;
const RESERVE_BYTES = 1 << 20;

/** What the version before did not have. */
function createSchema(
  db: IDBPDatabase<RegisterSchema>,
  before: number,
  _now: number | null,
  tx: IDBPTransaction<RegisterSchema, StoreNames<RegisterSchema>[], 'versionchange'>,
): void {
  if (before < 1) createFirst(db);
  if (before < 2) {
    const events = db.createObjectStore('events', { keyPath: 'id' });
    events.createIndex('place', ['claimId', 'sequence'], { unique: true });
    events.createIndex('unsent', 'unsent');
    events.createIndex('at', 'sent.at');
  }
  if (before < 3) tx.objectStore('sales').createIndex('returnsOf', 'returnsOf', { multiEntry: true });
}

function createFirst(db: IDBPDatabase<RegisterSchema>): void {
  for (const name of ['meta', 'drafts'] as const) db.createObjectStore(name, { keyPath: 'key' });
  for (const name of ['catalogue', 'reserve'] as const) db.createObjectStore(name);
  db.createObjectStore('claims', { keyPath: 'claimId' });
  db.createObjectStore('unsentStock', { keyPath: 'productId' });
  const sales = db.createObjectStore('sales', { keyPath: 'id' });
  sales.createIndex('place', ['claimId', 'sequence'], { unique: true });
  sales.createIndex('unsent', 'unsent');
  sales.createIndex('unbooked', 'unbooked');
  sales.createIndex('soldAt', ['sent.soldAt', 'id']);
  for (const name of ['productsA', 'productsB'] as const) {
    const products = db.createObjectStore(name, { keyPath: 'id' });
    products.createIndex('codes', 'codes', { multiEntry: true });
    products.createIndex('words', 'words', { multiEntry: true });
    products.createIndex('name', 'searchName');
    products.createIndex('shelf', ['category', 'searchName']);
  }
}

interface Transaction {
  readonly done: Promise<void>;
  abort(): void;
}

async function settle<Tx extends Transaction, T>(
  tx: Tx,
  work: (tx: Tx) => Promise<T>,
  untilDone: boolean,
): Promise<T> {
  // Where nobody waits for it, nobody else hears that it failed.
  if (!untilDone) tx.done.catch(() => undefined);
  try {
    const result = await work(tx);
    if (untilDone) await tx.done;
    return result;
  } catch (error) {
    const reason = tx.done.catch((why: unknown) => why);
    try {
      tx.abort();
    } catch {
      // It has aborted by itself, and then says why better than the request that noticed it.
      if (nameOf(error) === 'AbortError') throw (await reason) ?? error;
    }
    throw error;
  }
}

/** Noise, because a disk may store a long run of zeros in no room. False when there is no room for it. */
async function layReserve(store: Store): Promise<boolean> {
  try {
    if ((await store.read(['reserve'], (tx) => tx.objectStore('reserve').count())) > 0) return true;
    const noise = new Uint8Array(RESERVE_BYTES);
    for (let at = 0; at < RESERVE_BYTES; at += 65_536)
      crypto.getRandomValues(noise.subarray(at, at + 65_536));
    await store.write(['reserve'], 'relaxed', (tx) => tx.objectStore('reserve').put(noise, 'reserve'));
    return true;
  } catch {
    return false;
  }
}

async function giveUpReserve(connection: Promise<IDBPDatabase<RegisterSchema>>): Promise<void> {
  try {
    await (await connection).clear('reserve');
  } catch {
    // Then the second try of what was wanted says so.
  }
}

function isFull(error: unknown): boolean {
  return nameOf(error) === 'QuotaExceededError';
}

/**
 * What browsers say when the connection, or the file under it, has gone; AbortError when it went in the middle,
 * SecurityError when a person has forbidden this address to store anything.
 */
function isLost(error: unknown): boolean {
  return ['InvalidStateError', 'UnknownError', 'AbortError', 'VersionError', 'SecurityError'].includes(
    nameOf(error),
  );
}

function asStoreError(error: unknown): unknown {
  if (isFull(error)) return new StoreError('STORAGE_FULL', { cause: error });
  if (nameOf(error) === 'VersionError') return new StoreError('OUTDATED', { cause: error });
  return isLost(error) ? new StoreError('STORAGE_FAILED', { cause: error }) : error;
}

function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}
