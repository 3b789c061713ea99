import type { RegisterProductFragment } from '@tillkeep/client';
import { cartTotals, money, quantity } from '@tillkeep/domain';
import {
  isSelling,
  NEW_REGISTER,
  reduceRegister,
  type RegisterAction,
  type RegisterState,
} from './register-state';
import { DRAFT_KEY, openRegister } from './register-store';

const milk: RegisterProductFragment = {
  ...{
    id: 'milk',
    sku: 'SKU-milk',
    barcodes: [],
    name: 'Milk 1 l',
    category: null,
    price: 129,
    taxRate: 5.5,
  },
  ...{ trackStock: true, stock: 40, active: true },
};
const soap: RegisterProductFragment = {
  ...milk,
  id: 'soap',
  sku: 'SKU-soap',
  name: 'Soap',
  price: 450,
  taxRate: 20,
};

const add = (product = milk): RegisterAction => ({ type: 'add', product });
const keys = (typed: string): RegisterAction[] => [...typed].map((key) => ({ type: 'key', key }));
const pay = (saleId = 'first'): RegisterAction => ({ type: 'pay', saleId });
const cash = (amount: number) => ({ method: 'CASH' as const, amount: money(amount) });
const refused = (code: string): RegisterAction => ({
  type: 'answered',
  saleId: 'first',
  answer: { kind: 'refused', problem: { code, title: '', advice: '' }, lineIndex: 1 },
});
const unknown: RegisterAction = { type: 'answered', saleId: 'first', answer: { kind: 'unknown' } };

const after = (...actions: RegisterAction[]): RegisterState => actions.reduce(reduceRegister, NEW_REGISTER);
const lines = (state: RegisterState) =>
  state.cart.lines.map((line) => [line.product.name, line.quantity / 1000]);

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
    expect(after(pay()).paying).toBe(false);
  });

  it('keeps the id of its first beginning through going back and forth', () => {
    const state = after(add(), pay('first'), { type: 'back' }, add(soap), pay('second'));
    expect(state.tender?.saleId).toBe('first');
  });

  it('keeps the payments taken while the cashier goes back to the sale', () => {
    const state = after(
      add(soap),
      pay(),
      { type: 'take', payment: cash(100) },
      { type: 'back' },
      add(),
      pay(),
    );
    expect(state.tender?.taken).toEqual([cash(100)]);
    expect(reduceRegister(state, { type: 'giveBack', index: 0 }).tender?.taken).toEqual([]);
  });

  it('is left by a scan only while nothing was taken', () => {
    expect(isSelling(after(add(), pay(), { type: 'openSale' }))).toBe(true);
    expect(isSelling(after(add(soap), pay(), { type: 'take', payment: cash(1) }, { type: 'openSale' }))).toBe(
      false,
    );
  });

  it('sends what the customer saw: quantities, prices and every payment', () => {
    const state = after(
      add(),
      { type: 'changePrice', lineId: '1', price: money(100) },
      ...keys('2'),
      { type: 'useEntry' },
      pay(),
      { type: 'take', payment: cash(50) },
      { type: 'complete', payment: cash(150), registerId: 'till' },
    );
    expect(state.tender?.sent).toEqual({
      outcome: 'waiting',
      sale: {
        id: 'first',
        registerId: 'till',
        lines: [{ productId: 'milk', quantity: 2, unitPrice: 100 }],
        payments: [cash(50), cash(150)],
      },
    });
  });
});

describe('a sale that was sent', () => {
  const sent = after(add(), add(soap), pay(), { type: 'complete', payment: cash(579), registerId: 'till' });

  it.each<RegisterAction>([
    add(),
    { type: 'complete', payment: cash(579), registerId: 'till' },
    { type: 'back' },
    { type: 'take', payment: cash(1) },
    { type: 'clear' },
    pay('second'),
    { type: 'renew', saleId: 'second' },
  ])('cannot be changed by $type until it is answered', (action) => {
    expect(reduceRegister(sent, action)).toBe(sent);
  });

  it('goes out again word for word when its outcome is unknown', () => {
    const doubtful = reduceRegister(sent, unknown);
    expect(doubtful.tender?.sent?.outcome).toBe('unknown');
    expect(reduceRegister(doubtful, { type: 'sendAgain' }).tender?.sent).toEqual(sent.tender?.sent);
  });

  it('leaves the cart as it is and points at the line when the stock does not suffice', () => {
    const state = reduceRegister(sent, refused('INSUFFICIENT_STOCK'));
    expect(state.cart).toBe(sent.cart);
    expect(isSelling(state)).toBe(true);
    expect(state.selectedId).toBe('2');
    expect(reduceRegister(state, pay('second')).tender).toEqual({ saleId: 'first', taken: [] });
  });

  it('takes a new id only after the gateway said that the old one is another sale', () => {
    const state = reduceRegister(sent, refused('CONFLICT'));
    expect(state.paying).toBe(true);
    expect(reduceRegister(state, { type: 'renew', saleId: 'second' }).tender?.saleId).toBe('second');
  });

  it('ignores an answer that is not its own', () => {
    expect(reduceRegister(sent, { ...unknown, saleId: 'other' })).toBe(sent);
    expect(reduceRegister(after(add()), unknown).tender).toBeUndefined();
  });
});

describe('what the browser keeps', () => {
  beforeEach(() => localStorage.clear());

  it('brings the open sale back after a reload, to the cent', () => {
    const register = openRegister(localStorage);
    for (const action of [add(), add(soap), ...keys('3'), { type: 'useEntry' } as const])
      register.apply(action);
    const reloaded = openRegister(localStorage).get();
    expect(cartTotals(reloaded.cart, true)).toEqual(cartTotals(register.get().cart, true));
  });

  it('has the id of a sale before anybody can send it, and sends it again after a reload', () => {
    const register = openRegister(localStorage);
    for (const action of [
      add(),
      pay(),
      { type: 'complete', payment: cash(129), registerId: 'till' } as const,
      unknown,
    ]) {
      register.apply(action);
    }
    expect(openRegister(localStorage).get().tender?.sent).toMatchObject({
      outcome: 'waiting',
      sale: { id: 'first' },
    });
  });

  it('is not believed when it is broken', () => {
    localStorage.setItem(DRAFT_KEY, '{"cart":{"lines":[{"quantity":0.5}]}}');
    expect(openRegister(localStorage).get()).toBe(NEW_REGISTER);
  });

  it('tells its listeners once per change', () => {
    const register = openRegister(localStorage);
    const listener = jest.fn();
    const stop = register.subscribe(listener);
    register.apply(add());
    register.apply({ type: 'back' });
    stop();
    register.apply(add());
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
