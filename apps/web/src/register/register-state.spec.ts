import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { cartTotals, money, quantity, taxRate } from '@tillkeep/domain';
import {
  adoptClaim,
  listParked,
  loadDraft,
  openStore,
  takeLead,
  type CatalogueProduct,
  type Lead,
  type Store,
  type StoredSale,
} from '@tillkeep/offline';
import {
  isSelling,
  NEW_REGISTER,
  reduceRegister,
  type RegisterAction,
  type RegisterState,
} from './register-state';
import { openRegister, type RegisterStore } from './register-store';

const milk: CatalogueProduct = {
  ...{ id: 'milk', sku: 'SKU-milk', barcodes: [], name: 'Milk 1 l', category: null, price: 129 },
  ...{ taxRate: 5.5, trackStock: true, stock: 40 },
};
const soap: CatalogueProduct = {
  ...milk,
  ...{ id: 'soap', sku: 'SKU-soap', name: 'Soap', price: 450, taxRate: 20 },
};

const soldAt = new Date('2026-04-30T12:00:00Z');
const add = (product = milk, saleId = 'first'): RegisterAction => ({ type: 'add', product, saleId });
const keys = (typed: string): RegisterAction[] => [...typed].map((key) => ({ type: 'key', key }));
const pay: RegisterAction = { type: 'pay' };
const cash = (amount: number) => ({ method: 'CASH' as const, amount: money(amount) });
const complete = (amount: number) => ({ type: 'complete' as const, payment: cash(amount), soldAt });

const after = (...actions: RegisterAction[]): RegisterState => actions.reduce(reduceRegister, NEW_REGISTER);
const lines = (state: RegisterState) =>
  state.cart.lines.map((line) => [line.product.name, line.quantity / 1000]);

describe('goods that come back', () => {
  const of = { saleId: 'sold', position: 0, reason: 'Damaged', restock: false };
  const line = { quantity: quantity(3000), tax: money(20), total: money(387), returned: quantity(1000) };
  const product = {
    ...{ productId: 'milk', sku: 'SKU-milk', name: 'Milk 1 l', price: money(129) },
    taxRate: taxRate(5500),
  };
  const returned = { of, saleNumber: '2026-04-30-01', sold: line, returnedHere: quantity(0) };
  const back = (pieces: number): RegisterAction => ({
    type: 'return',
    lines: [{ product, back: quantity(-1000 * pieces), returned }],
    saleId: 'return',
  });

  it('[RET6] are a line of their own beside the same product, and the sale is called so from then on', () => {
    const state = after(add(milk, 'first'), back(1), add());
    expect([lines(state), state.saleId]).toEqual([
      [
        ['Milk 1 l', 2],
        ['Milk 1 l', -1],
      ],
      'first',
    ]);
    expect(after(back(1)).saleId).toBe('return');
  });

  it('[RET6] typed as pieces without a sign, are never more than are refundable', () => {
    expect(lines(after(back(1), ...keys('2'), { type: 'useEntry' }))).toEqual([['Milk 1 l', -2]]);
    expect(lines(after(back(1), ...keys('9'), { type: 'useEntry' }))).toEqual([['Milk 1 l', -2]]);
    expect(lines(after(back(1), ...keys('0'), { type: 'useEntry' }))).toEqual([]);
    expect(lines(after(back(2), back(1)))).toEqual([['Milk 1 l', -1]]);
  });

  it('are completed with what they give back, and with the leave that was given', () => {
    const approval = {
      ...{ id: 'leave', action: 'REFUND' as const, amount: 129, saleId: 'return', mac: '' },
      ...{ approverId: 'mia', approverName: 'Mia', at: '2026-04-30T12:00:00Z' },
    };
    const state = after(back(1), { type: 'approve', approval }, pay, complete(-129));
    expect(state.tender?.saving).toMatchObject({
      ...{ id: 'return', payments: [{ method: 'CASH', amount: -129 }], approvals: [approval] },
      lines: [{ productId: 'milk', quantity: -1000, unitPrice: 129, returned }],
    });
  });
});

describe('the sale', () => {
  it('raises the line of a product that is scanned again', () => {
    expect(lines(after(add(), add(soap), add()))).toEqual([
      ['Milk 1 l', 2],
      ['Soap', 1],
    ]);
  });

  it('puts a removed line back where it was', () => {
    const removed = after(add(), add(soap), { type: 'remove', lineId: '1' });
    expect(lines(removed)).toEqual([['Soap', 1]]);
    expect(lines(reduceRegister(removed, { type: 'restore' }))).toEqual([
      ['Milk 1 l', 1],
      ['Soap', 1],
    ]);
  });

  it('gives no line an identity that another had', () => {
    const state = after(add(), { type: 'remove', lineId: '1' }, add(soap), add());
    expect(state.cart.lines.map((line) => line.lineId)).toEqual(['2', '3']);
  });

  it('forgets the undo once something else happens', () => {
    expect(after(add(), { type: 'remove', lineId: '1' }, add(soap)).removedId).toBeUndefined();
  });

  it('does not take a quantity or a price that only a stuck key can mean', () => {
    const state = after(add());
    expect(reduceRegister(state, { type: 'setQuantity', lineId: '1', quantity: quantity(100_000_001) })).toBe(
      state,
    );
    expect(reduceRegister(state, { type: 'changePrice', lineId: '1', price: money(1_000_000_001) })).toBe(
      state,
    );
  });
});

describe('a typed quantity', () => {
  it('goes to the chosen line, and to the last one when none was chosen', () => {
    expect(lines(after(add(), add(soap), ...keys('12'), { type: 'useEntry' }))).toEqual([
      ['Milk 1 l', 1],
      ['Soap', 12],
    ]);
    const chosen = after(add(), add(soap), { type: 'select', lineId: '1' }, ...keys('0,5'), {
      type: 'useEntry',
    });
    expect(lines(chosen)).toEqual([
      ['Milk 1 l', 0.5],
      ['Soap', 1],
    ]);
  });

  it('waits for the next item before the first line', () => {
    expect(lines(after(...keys('3'), { type: 'useEntry' }, add(), add(soap)))).toEqual([
      ['Milk 1 l', 3],
      ['Soap', 1],
    ]);
  });

  it('removes the line when it is zero, and can be undone', () => {
    const state = after(add(), ...keys('0'), { type: 'useEntry' });
    expect(lines(state)).toEqual([]);
    expect(lines(reduceRegister(state, { type: 'restore' }))).toEqual([['Milk 1 l', 1]]);
  });

  it('is dropped when it is no number', () => {
    expect(lines(after(add(), ...keys('1.2.3'), { type: 'useEntry' }))).toEqual([['Milk 1 l', 1]]);
  });
});

describe('paying', () => {
  it('needs a line', () => {
    expect(after(pay).paying).toBe(false);
  });

  it('keeps the name that the sale got with its first line, whatever comes and goes', () => {
    const state = after(
      add(),
      pay,
      { type: 'back' },
      { type: 'remove', lineId: '1' },
      add(soap, 'second'),
      pay,
    );
    expect(state.saleId).toBe('first');
    expect(reduceRegister(after(add(), { type: 'clear' }), add(soap, 'second')).saleId).toBe('second');
  });

  it('keeps the payments taken while the cashier goes back to the sale', () => {
    const state = after(add(soap), pay, { type: 'take', payment: cash(100) }, { type: 'back' }, add(), pay);
    expect(state.tender?.taken).toEqual([cash(100)]);
    expect(reduceRegister(state, { type: 'giveBack', index: 0 }).tender?.taken).toEqual([]);
  });

  it('is left by a scan only while nothing was taken', () => {
    expect(isSelling(after(add(), pay, { type: 'openSale' }))).toBe(true);
    expect(isSelling(after(add(soap), pay, { type: 'take', payment: cash(1) }, { type: 'openSale' }))).toBe(
      false,
    );
  });

  it('saves who sold, and what was approved, also of a sale that was put aside', () => {
    const approval = {
      ...{ id: 'a', action: 'PRICE_CHANGE' as const, approverId: 'mia', approverName: 'Mia', amount: 50 },
      ...{ saleId: 'first', productId: 'milk', at: '2026-04-30T12:00:00Z', mac: '' },
    };
    const cheap = after(add(), { type: 'changePrice', lineId: '1', price: money(50), approval });
    const { cart, stock, saleId, approvals } = cheap;
    const resumed = after({ type: 'open', sale: { cart, stock, saleId, approvals, paying: false } });
    const cashier = { id: 'cam', name: 'Cam' };
    for (const state of [cheap, resumed]) {
      const paid = reduceRegister(reduceRegister(state, pay), { ...complete(50), cashier });
      expect(paid.tender?.saving).toMatchObject({ id: 'first', cashier, approvals: [approval] });
    }
  });

  it('saves what the customer saw: quantities, prices and every payment', () => {
    const state = after(
      add(),
      { type: 'changePrice', lineId: '1', price: money(100) },
      ...keys('2'),
      { type: 'useEntry' },
      pay,
      { type: 'take', payment: cash(50) },
      complete(150),
    );
    expect(state.tender?.saving).toEqual({
      id: 'first',
      soldAt,
      lines: [
        {
          ...{ productId: 'milk', sku: 'SKU-milk', name: 'Milk 1 l' },
          ...{ quantity: 2000, unitPrice: 100, listPrice: 129, taxRate: 5500 },
        },
      ],
      payments: [cash(50), cash(150)],
    });
  });
});

describe('a sale that is being saved', () => {
  const saving = after(add(), add(soap), pay, complete(579));

  it.each<RegisterAction>([
    add(),
    complete(579),
    { type: 'back' },
    { type: 'take', payment: cash(1) },
    { type: 'clear' },
    pay,
    { type: 'open', sale: NEW_REGISTER },
  ])('cannot be changed by $type until that is done', (action) => {
    expect(reduceRegister(saving, action)).toBe(saving);
  });

  it('is as it was when it could not be saved, and says why', () => {
    const state = reduceRegister(saving, { type: 'notSaved', saleId: 'first', reason: 'No room' });
    expect(state).toMatchObject({ paying: true, saleId: 'first', refusal: 'No room' });
    expect(state.cart).toBe(saving.cart);
    expect(reduceRegister(state, complete(579)).tender?.saving?.id).toBe('first');
  });

  it('ignores an answer that is not its own', () => {
    expect(reduceRegister(saving, { type: 'notSaved', saleId: 'other', reason: '' })).toBe(saving);
  });
});

describe('what the device keeps', () => {
  let store: Store;
  let lead: Lead;
  let lost: jest.Mock;

  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    store = await openStore();
    await adoptClaim(store, {
      ...{ claimId: 'claim', token: 'tkd_1', epoch: 1, deviceName: 'Counter', claimedAt: soldAt },
      register: { id: 'till', code: 'R1', name: 'Till 1' },
      outlet: {
        ...{ id: 'main', code: 'MAIN', name: 'Corner shop', timeZone: 'Europe/Paris', currency: 'EUR' },
        ...{ pricesIncludeTax: true, cutOverMinutes: 0 },
      },
    });
    lead = await leadOf(store);
    lost = jest.fn();
  });
  afterEach(() => store.close());

  it('brings the open sale back after a reload, to the cent, under the same name', async () => {
    const before = await open();
    for (const action of [add(), add(soap), ...keys('3'), { type: 'useEntry' } as const, pay])
      before.apply(action);
    const reloaded = (await open()).get();
    expect(cartTotals(reloaded.cart, true)).toEqual(cartTotals(before.get().cart, true));
    expect(reloaded).toMatchObject({ saleId: 'first', paying: true });
  });

  it('is the finished sale once it is saved, and no open one', async () => {
    const register = await open();
    for (const action of [add(), pay, complete(129)]) register.apply(action);
    expect(await finished(register)).toMatchObject({ id: 'first', reference: 'MAIN-R1-2026-04-30-01' });
    expect(await loadDraft(store)).toBeUndefined();
  });

  it('is not believed when it is broken', async () => {
    const draft = { state: { cart: { lines: [{ quantity: 0.5 }] } } };
    const register = openRegister({ store, lead, draft, held: [], lastSale: undefined, onLeadLost: lost });
    expect(register.get()).toEqual(NEW_REGISTER);
  });

  it('is held and taken up again, in one place at a time', async () => {
    const register = await open();
    register.apply(add());
    await register.park('Ana');
    expect(lines(register.get())).toEqual([]);
    expect(await listParked(store)).toMatchObject([{ name: 'Ana' }]);
    register.apply(add(soap, 'second'));
    const [held] = register.held();
    if (held) await register.resume(held);
    expect(lines(register.get())).toEqual([['Milk 1 l', 1]]);
    expect((await listParked(store)).map(({ name }) => name)).toEqual(['']);
  });

  it('is left alone by a window that has lost the lead', async () => {
    const register = await open();
    register.apply(add());
    const other = await leadOf(store);
    register.apply(pay);
    register.apply(complete(129));
    await until(() => register.get().refusal);
    expect(register.get().refusal).toMatch(/another window sells/);
    expect(lost).toHaveBeenCalled();
    other.release();
  });

  it('tells its listeners once per change', async () => {
    const register = await open();
    const listener = jest.fn();
    const stop = register.subscribe(listener);
    register.apply(add());
    register.apply({ type: 'back' });
    stop();
    register.apply(add());
    expect(listener).toHaveBeenCalledTimes(1);
  });

  async function open(): Promise<RegisterStore> {
    const draft = await loadDraft(store);
    return openRegister({ store, lead, draft, held: [], lastSale: undefined, onLeadLost: lost });
  }
});

async function leadOf(store: Store): Promise<Lead> {
  const taken = await takeLead(store, { steal: true });
  if (!taken.ok || !taken.value) throw new Error('Somebody else leads');
  return taken.value;
}

function finished(register: RegisterStore): Promise<StoredSale> {
  return until(() => register.get().finished);
}

async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
