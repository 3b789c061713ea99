/** persistent: the browser keeps the store until a person removes it; undefined when it does not say. Sizes in bytes. */
export interface StorageState {
  readonly persistent: boolean | undefined;
  readonly used: number | undefined;
  /** how much more the browser would let this address store */
  readonly room: number | undefined;
}

export async function storageState(): Promise<StorageState> {
  const storage = browserStorage();
  const [persistent, estimate] = await Promise.all([
    storage?.persisted().catch(() => undefined),
    storage?.estimate().catch(() => undefined),
  ]);
  const { usage, quota } = estimate ?? {};
  return {
    persistent,
    used: usage,
    room: usage === undefined || quota === undefined ? undefined : Math.max(0, quota - usage),
  };
}

/** True when the browser promises to keep the store. It may ask the person, or decide by itself. */
export async function askForPersistence(): Promise<boolean> {
  return (
    (await browserStorage()
      ?.persist()
      .catch(() => false)) ?? false
  );
}

/** Browsers have it on secure addresses only. */
function browserStorage(): StorageManager | undefined {
  return globalThis.navigator?.storage;
}
