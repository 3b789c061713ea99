import { completeSale } from './complete-sale';
import { listParked, loadDraft, parkCart, resumeParked, saveDraft } from './drafts';
import { takeLead, type Lead } from './lead';
import { openStore, type Store } from './store';
import { allSales, freshName, mustBeWhole, openTill, sale } from './test-till';

async function lead(store: Store, options?: { steal?: boolean }): Promise<Lead | undefined> {
  const taken = await takeLead(store, options);
  if (!taken.ok) throw new Error(taken.error.message);
  return taken.value;
}

async function mustTakeLead(store: Store, options?: { steal?: boolean }): Promise<Lead> {
  const taken = await lead(store, options);
  if (!taken) throw new Error('another window leads');
  return taken;
}

describe('two windows without Web Locks', () => {
  it('can both pay the same cart at once, and one of them sells it', async () => {
    const name = freshName();
    const first = await openTill(name);
    await saveDraft(first.store, first.lead, { state: 'the cart' });
    const second = { store: await openStore({ name }), lead: first.lead };
    const duplicated = await Promise.all([
      completeSale(first.store, first.lead, sale()),
      mustTakeLead(second.store).then((own) => completeSale(second.store, own, sale())),
      completeSale(first.store, first.lead, sale()),
    ]);
    const sold = duplicated.filter(({ ok }) => ok).length;
    const sales = await allSales(first.store);
    expect(sales).toHaveLength(sold);
    mustBeWhole(sales);
    expect(await completeSale(first.store, first.lead, sale())).toMatchObject({
      ok: false,
      error: { code: 'LEADER_LOST' },
    });
    expect(await allSales(first.store)).toHaveLength(sold);
  });

  it('keep numbers apart whichever window sells when', async () => {
    const name = freshName();
    const { store } = await openTill(name);
    const other = await openStore({ name });
    let leads: [Lead, Lead] = [await mustTakeLead(store), await mustTakeLead(other)];
    for (let round = 0; round < 20; round += 1) {
      const [a, b] = await Promise.all([
        completeSale(store, leads[0], sale()),
        completeSale(other, leads[1], sale()),
        round % 3 === 0 ? mustTakeLead(store).then((taken) => (leads = [taken, leads[1]])) : undefined,
        round % 4 === 0 ? mustTakeLead(other).then((taken) => (leads = [leads[0], taken])) : undefined,
      ]);
      expect(a.ok && b.ok && a.value.sent.number === b.value.sent.number).toBe(false);
    }
    mustBeWhole(await allSales(store));
  });

  it('show a finished sale to the window that paid it, even when another one leads by now', async () => {
    const { store, lead: first } = await openTill();
    const toSell = sale();
    const finished = await completeSale(store, first, toSell);
    await mustTakeLead(store);
    expect(await completeSale(store, first, toSell)).toEqual(finished);
  });

  it('do not write each other’s open cart', async () => {
    const { store, lead: old } = await openTill();
    const now = await mustTakeLead(store);
    const refused = { ok: false, error: { code: 'LEADER_LOST' } };
    expect(await saveDraft(store, old, { state: 'old' })).toMatchObject(refused);
    const parked = { id: 'p1', name: 'Table 4', parkedAt: new Date(), state: 'old' };
    expect(await parkCart(store, old, parked)).toMatchObject(refused);
    await saveDraft(store, now, { state: 'new' });
    expect(await loadDraft(store)).toEqual({ saleId: undefined, state: 'new' });
  });
});

describe('carts put aside', () => {
  it('survive a reload, by the latest, and are either open or parked', async () => {
    const name = freshName();
    const { store, lead: own } = await openTill(name);
    await saveDraft(store, own, { saleId: 'x', state: ['milk'] });
    await parkCart(store, own, { id: 'p1', name: 'Anna', parkedAt: new Date(1000), state: ['milk'] });
    await parkCart(store, own, { id: 'p2', name: 'Ben', parkedAt: new Date(2000), state: ['soap'] });
    expect(await loadDraft(store)).toBeUndefined();
    store.close();

    const again = await openStore({ name });
    const now = await mustTakeLead(again);
    expect((await listParked(again)).map((cart) => cart.name)).toEqual(['Ben', 'Anna']);
    expect(await resumeParked(again, now, 'p1')).toMatchObject({ ok: true, value: { state: ['milk'] } });
    expect(await loadDraft(again)).toEqual({ saleId: undefined, state: ['milk'] });
    expect((await listParked(again)).map((cart) => cart.name)).toEqual(['Ben']);
    expect(await resumeParked(again, now, 'p1')).toEqual({ ok: true, value: undefined });
  });
});

describe('two windows with Web Locks', () => {
  beforeEach(() => {
    Object.defineProperty(globalThis, 'navigator', { value: { locks: webLocks() }, configurable: true });
  });
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'navigator');
  });

  it('ask before they take over, and tell the other one', async () => {
    const name = freshName();
    const first = await openStore({ name });
    const second = await openStore({ name });
    const selling = await mustTakeLead(first);
    expect(await lead(second)).toBeUndefined();
    expect(selling.lost.aborted).toBe(false);

    const stolen = await mustTakeLead(second, { steal: true });
    expect(selling.lost.aborted).toBe(true);
    expect(await saveDraft(first, selling, { state: 1 })).toMatchObject({ error: { code: 'LEADER_LOST' } });
    expect(await saveDraft(second, stolen, { state: 2 })).toMatchObject({ ok: true });

    stolen.release();
    await new Promise(setImmediate);
    expect(await saveDraft(first, await mustTakeLead(first), { state: 3 })).toMatchObject({ ok: true });
  });

  it('leave no moment in which both may write', async () => {
    const { store, lead: old } = await openTill();
    const attempts = [
      mustTakeLead(store, { steal: true }),
      ...[1, 2, 3].map(() => completeSale(store, old, sale())),
    ];
    const results = await Promise.all(attempts);
    const sold = results.filter((result) => 'ok' in result && result.ok).length;
    expect(await allSales(store)).toHaveLength(sold);
    expect(await completeSale(store, old, sale())).toMatchObject({ error: { code: 'LEADER_LOST' } });
  });
});

/** As browsers have them, as far as they are used here: one holder, no queue. */
function webLocks(): Pick<LockManager, 'request'> {
  const held = new Map<string, (reason: Error) => void>();
  const request = (
    name: string,
    options: LockOptions,
    callback: (lock: Lock | null) => unknown,
  ): Promise<unknown> => {
    if (held.has(name) && !options.steal) return Promise.resolve(callback(null));
    held.get(name)?.(new DOMException('stolen', 'AbortError'));
    return new Promise((resolve, reject) => {
      held.set(name, reject);
      void Promise.resolve(callback({ name, mode: 'exclusive' })).then((value) => {
        if (held.get(name) === reject) held.delete(name);
        resolve(value);
      });
    });
  };
  return { request } as Pick<LockManager, 'request'>;
}
