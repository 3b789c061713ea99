import { askForPersistence, storageState } from './storage-state';

function browserWith(storage: Partial<StorageManager> | undefined): void {
  Object.defineProperty(globalThis, 'navigator', { value: { storage }, configurable: true });
}
afterEach(() => Reflect.deleteProperty(globalThis, 'navigator'));

describe('the state of the storage', () => {
  it('is what the browser says: how much is used, how much room there is, and whether it is kept', async () => {
    browserWith({
      persisted: async () => true,
      persist: async () => true,
      estimate: async () => ({ usage: 300, quota: 1000 }),
    });
    expect(await storageState()).toEqual({ persistent: true, used: 300, room: 700 });
    expect(await askForPersistence()).toBe(true);
  });

  it('is not better than it is where the browser refuses or says nothing', async () => {
    const refuse = () => Promise.reject(new Error('not in a private window'));
    browserWith({
      persisted: async () => false,
      persist: refuse,
      estimate: async () => ({ usage: 9, quota: 5 }),
    });
    expect(await storageState()).toEqual({ persistent: false, used: 9, room: 0 });
    expect(await askForPersistence()).toBe(false);
    browserWith({ persisted: refuse, persist: refuse, estimate: refuse });
    expect(await storageState()).toEqual({ persistent: undefined, used: undefined, room: undefined });
    browserWith(undefined);
    expect(await storageState()).toEqual({ persistent: undefined, used: undefined, room: undefined });
    expect(await askForPersistence()).toBe(false);
  });
});
