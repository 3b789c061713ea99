import { openDB } from 'idb';
import { completeSale } from './complete-sale';
import { loadDraft } from './drafts';
import { openStore } from './store';
import { allSales, freshName, mustBeWhole, openTill, sale, sell } from './test-till';

const originals = { transaction: IDBDatabase.prototype.transaction, add: IDBObjectStore.prototype.add };
afterEach(() => {
  IDBDatabase.prototype.transaction = originals.transaction;
  IDBObjectStore.prototype.add = originals.add;
});

/** Makes the browser fail in the given way that many times when a sale is to be stored. */
function failing(times: number, name: string): void {
  let left = times;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    if (mode === 'readwrite' && [...stores].includes('sales') && left > 0) {
      left -= 1;
      throw new DOMException(`${name} by the test`, name);
    }
    return originals.transaction.call(this, stores, mode, options);
  };
}

/** Makes a sale's transaction run out of room once it is to be committed, while there are fewer than so many frees. */
function fullUntilCleared(isFull: () => boolean): void {
  IDBObjectStore.prototype.add = function (value, key) {
    if (this.name === 'sales' && isFull()) {
      throw new DOMException('full by the test', 'QuotaExceededError');
    }
    return originals.add.call(this, value, key);
  };
}

describe('a lost connection', () => {
  it.each(['InvalidStateError', 'UnknownError'])(
    '(%s) is opened again, and the sale stored once',
    async (name) => {
      const till = await openTill();
      failing(1, name);
      expect((await sell(till)).sequence).toBe(1);
      expect(await allSales(till.store)).toHaveLength(1);
    },
  );

  it('that stays lost is said, and the sale is not called saved', async () => {
    const till = await openTill();
    failing(100, 'UnknownError');
    const result = await completeSale(till.store, till.lead, sale());
    expect(result).toMatchObject({ ok: false, error: { code: 'STORAGE_FAILED' } });
    expect(!result.ok && result.error.message).toMatch(/NOT saved/);
    IDBDatabase.prototype.transaction = originals.transaction;
    expect(await allSales(till.store)).toEqual([]);
    expect((await sell(till)).sequence).toBe(1);
  });

  it('in the middle of a sale leaves all of it or nothing, and one sale after the next try', async () => {
    const till = await openTill();
    let cut = true;
    IDBObjectStore.prototype.add = function (value, key) {
      const request = originals.add.call(this, value, key);
      if (cut) request.addEventListener('success', () => this.transaction.abort());
      cut = false;
      return request;
    };
    expect((await sell(till)).sequence).toBe(1);
    const sales = await allSales(till.store);
    expect(sales).toHaveLength(1);
    mustBeWhole(sales);
  });
});

describe('no room left', () => {
  it('is met once by giving up the reserve; the sale in hand is stored', async () => {
    const till = await openTill();
    expect(till.store.reserveUsed).toBe(false);
    const reserve = () => till.store.read(['reserve'], (tx) => tx.objectStore('reserve').count());
    expect(await reserve()).toBe(1);
    let tries = 0;
    fullUntilCleared(() => (tries += 1) === 1);
    expect((await sell(till)).sequence).toBe(1);
    expect(await reserve()).toBe(0);
    expect(till.store.reserveUsed).toBe(true);
  });

  it('is said loudly when the reserve does not help either', async () => {
    const till = await openTill();
    fullUntilCleared(() => true);
    for (let again = 0; again < 2; again += 1) {
      const result = await completeSale(till.store, till.lead, sale());
      expect(result).toMatchObject({ ok: false, error: { code: 'STORAGE_FULL' } });
    }
    IDBObjectStore.prototype.add = originals.add;
    expect((await sell(till)).sequence).toBe(1);
  });
});

describe('a newer version of the register', () => {
  it('is not held up by an old window, which says that it must be reloaded', async () => {
    const name = freshName();
    const till = await openTill(name);
    await sell(till);
    let told = 0;
    till.store.onChange(() => (told += 1));

    const newer = await openDB(name, 4);
    expect(till.store.outdated).toBe(true);
    expect(told).toBeGreaterThan(0);
    expect(await completeSale(till.store, till.lead, sale())).toMatchObject({
      ok: false,
      error: { code: 'OUTDATED' },
    });
    await expect(loadDraft(till.store)).rejects.toMatchObject({ problem: { code: 'OUTDATED' } });
    await expect(openStore({ name })).rejects.toMatchObject({ problem: { code: 'OUTDATED' } });
    expect(await newer.count('sales')).toBe(1);
    newer.close();
  });
});

describe('a place in the chain', () => {
  it('can’t be stored twice, even by code that forgets the rules', async () => {
    const till = await openTill();
    const first = await sell(till);
    const twin = till.store.write(['sales'], 'strict', (tx) =>
      tx.objectStore('sales').add({ ...first, id: 'another' }),
    );
    await expect(twin).rejects.toMatchObject({ name: 'ConstraintError' });
    expect(await allSales(till.store)).toHaveLength(1);
  });
});
