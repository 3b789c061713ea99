import { givenBack, money, quantity, quantityFromNumber, returnToCart, EMPTY_CART } from '@tillkeep/domain';
import { completeSale, type SaleToComplete } from './complete-sale';
import { findSalesToReturn, type LineToReturn, type SaleToReturn } from './returns';
import { findSale } from './sales';
import { allSales, COFFEE, mustBeWhole, openTill, sale, sell, type Till } from './test-till';
import type { Reply } from './transport';

let till: Till;
beforeEach(async () => {
  till = await openTill();
});
afterEach(() => till.store.close());

const inTheDark = async (): Promise<Reply<unknown>> => ({ kind: 'unanswered', reason: 'no network' });
const says =
  (...data: unknown[]) =>
  async (): Promise<Reply<unknown>> => ({ kind: 'answered', data });

/** Looks it up with no network, unless told what the gateway says. */
async function find(name: string, ask = inTheDark): Promise<SaleToReturn> {
  const [found] = (await findSalesToReturn(till.store, name, ask)).sales;
  if (!found) throw new Error(`${name} was not found`);
  return found;
}

function firstLine({ lines: [line] }: SaleToReturn): LineToReturn {
  if (!line) throw new Error('it has no line');
  return line;
}

/** The line of a sale that takes so many pieces back. */
function back(found: SaleToReturn, pieces: number, restock = true): SaleToComplete['lines'][number] {
  const { position, product, sold, returnedHere } = firstLine(found);
  const of = { saleId: found.id, position, reason: 'Damaged', restock };
  const returned = { of, saleNumber: found.reference, sold, returnedHere };
  const cart = returnToCart(EMPTY_CART, product, '1', quantityFromNumber(-pieces), returned);
  const [line] = cart.lines;
  if (!line) throw new Error('the cart is empty');
  return { ...product, quantity: line.quantity, unitPrice: line.unitPrice, returned };
}

const refundables = ({ lines }: SaleToReturn) =>
  lines.map(({ sold }) => (sold.quantity - sold.returned) / 1000);

describe('what can come back', () => {
  it('is found by number, reference, or its count of the day, with no network', async () => {
    const sold = await sell(till);
    for (const name of [sold.sent.number, sold.reference, ` ${sold.reference.toLowerCase()} `, '1', '01']) {
      const { sales, gatewayAsked } = await findSalesToReturn(till.store, name, inTheDark);
      expect(gatewayAsked).toBe(false);
      expect(sales).toMatchObject([
        { id: sold.id, lines: [{ position: 0, sold: { quantity: 2000, total: 898, returned: 0 } }] },
      ]);
    }
    for (const name of ['', '2', 'MAIN-R2-2026-04-30-01', '2026-04-30-02'])
      expect((await findSalesToReturn(till.store, name, inTheDark)).sales).toEqual([]);
  });

  it('[RET3] is less what came back here, whether that is sent or not', async () => {
    await sell(till);
    await sell(till, { lines: [back(await find('1'), 1)] });
    expect(refundables(await find('1'))).toEqual([1]);
    expect((await findSalesToReturn(till.store, '2', inTheDark)).sales).toEqual([]); // that is the return
  });

  it('[RET3] is less what the gateway knows to have come back elsewhere, counted once', async () => {
    const sold = await sell(till, { lines: [{ ...COFFEE, quantity: quantity(5000) }] });
    const here = await sell(till, { lines: [back(await find('1'), 1)] });
    const returns = [here.id, 'elsewhere'].map((id) => ({ quantity: 1, sale: { id } }));
    const line = { ...asGateway(), quantity: 5, total: 2245, tax: 117, returns };
    const there = {
      ...{ id: sold.id, number: sold.sent.number, reference: sold.reference },
      soldAt: '',
      lines: [line],
    };
    const { sales, gatewayAsked } = await findSalesToReturn(till.store, '1', says(there));
    expect([sales.length, gatewayAsked]).toEqual([1, true]);
    expect(sales.map(refundables)).toEqual([[3]]);
    expect(sales[0] && firstLine(sales[0]).returnedHere).toBe(1000);
  });

  it('of other tills is what the gateway tells of; what is no answer of its own tells nothing', async () => {
    const other = {
      ...{
        id: 'other',
        number: '2026-04-30-01',
        reference: 'MAIN-R2-2026-04-30-01',
        soldAt: '2026-04-30T08:00:00Z',
      },
      lines: [asGateway()],
    };
    expect(await find('MAIN-R2-2026-04-30-01', says(other))).toMatchObject({
      lines: [{ product: { productId: 'coffee', price: 449, taxRate: 5500 }, sold: { quantity: 2000 } }],
    });
    for (const odd of [{ ...other, lines: [{}] }, { ...other, id: 1 }, null]) {
      const found = await findSalesToReturn(till.store, 'MAIN-R2-2026-04-30-01', says(odd));
      expect(found).toEqual({ sales: [], gatewayAsked: false });
    }
  });
});

describe('a return', () => {
  it('is a sale in the chain, gives back what was paid, and names what it gives back', async () => {
    const sold = await sell(till, {
      lines: [{ ...COFFEE, quantity: quantity(3000), unitPrice: money(333) }],
    });
    const found = await find('1');
    const finished = await sell(till, { lines: [back(found, 2)] });
    expect(finished).toMatchObject({
      ...{ change: 0, returnsOf: [sold.id], returnedNumbers: [sold.reference] },
      sent: {
        ...{ number: '2026-04-30-02', total: -666, payments: [{ method: 'CASH', amount: -666 }] },
        lines: [
          {
            ...{ quantity: -2, unitPrice: 333, total: -666 },
            returnOf: { saleId: sold.id, position: 0, reason: 'Damaged', restock: true },
          },
        ],
      },
    });
    mustBeWhole(await allSales(till.store));
  });

  it('[RET2] in parts gives the whole back to the cent', async () => {
    await sell(till, {
      lines: [{ ...COFFEE, quantity: quantity(3000), unitPrice: money(333), taxRate: COFFEE.taxRate }],
    });
    const parts = [];
    for (let part = 0; part < 3; part++) parts.push(await sell(till, { lines: [back(await find('1'), 1)] }));
    expect(givenBack(parts.flatMap(({ sent }) => sent.lines))).toBe(999);
    expect(parts.reduce((sum, { sent }) => sum + sent.tax, 0)).toBe(-52);
  });

  it('[RET3] that was looked up before the same came back here is not stored, and nothing with it', async () => {
    await sell(till);
    const lines = [back(await find('1'), 2)];
    await sell(till, { lines });
    const again = sale({ lines });
    expect(await completeSale(till.store, till.lead, again)).toMatchObject({
      ...{ ok: false, error: { code: 'RETURN' } },
    });
    expect(await findSale(till.store, again.id)).toBeUndefined();
    expect(await allSales(till.store)).toHaveLength(2);
  });

  it('puts goods back to this till’s stock, or leaves them off it', async () => {
    const unsent = async () =>
      await till.store.read(['unsentStock'], (tx) => tx.objectStore('unsentStock').getAll());
    await sell(till);
    await sell(till, { lines: [back(await find('1'), 1)] });
    expect(await unsent()).toEqual([{ productId: 'coffee', quantity: 1000 }]);
    await sell(till, { lines: [back(await find('1'), 1, false)] });
    expect(await unsent()).toEqual([{ productId: 'coffee', quantity: 1000 }]);
  });
});

const asGateway = () => ({
  ...{ position: 0, sku: 'CAFE-250', name: 'Café moulu 250 g', product: { id: 'coffee' } },
  ...{ quantity: 2, unitPrice: 449, taxRate: 5.5, tax: 47, total: 898, returns: Array<object>() },
});
