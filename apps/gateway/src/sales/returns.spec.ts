import { v7 as uuid } from 'uuid';
import { claimDevice, coffee, type SentSale, type TestDevice } from '../device-under-test';
import { useShop } from '../gateway-under-test';

const shop = useShop();

const RETURNED = `lines {
  position quantity total returnOf { saleId position reason restock sale { reference } } returns { quantity sale { id reference } }
}`;

interface ReturnedLine {
  readonly position: number;
  readonly quantity: number;
  readonly total: number;
  readonly returnOf: object | null;
  readonly returns: readonly { readonly quantity: number; readonly sale: { readonly id: string } | null }[];
}

const of = (saleId: string, given: object = {}) => ({
  returnOf: { saleId, position: 0, reason: 'Damaged', restock: true, ...given },
});

async function linesOf(id: string): Promise<readonly ReturnedLine[]> {
  const { sale } = await shop.answer<{ sale: { lines: ReturnedLine[] } }>(
    `query ($id: ID!) { sale(id: $id) { ${RETURNED} } }`,
    { id },
  );
  return sale.lines;
}

describe('goods that come back through the API', () => {
  it('are a sale of their own, and each of the two names the other', async () => {
    const product = await shop.addProduct();
    const sold = await shop.sell([product, 2]);
    const id = uuid();
    const input = { id, lines: [{ productId: product, quantity: -1, ...of(sold.id) }] };
    const back = await shop.createSale(input);
    expect(back).toMatchObject({ total: -449, payments: [{ method: 'CASH', amount: -449, change: 0 }] });
    expect(await shop.createSale(input)).toEqual(back);
    expect(await linesOf(back.id)).toMatchObject([
      {
        ...{ quantity: -1, total: -449, returns: [] },
        returnOf: { saleId: sold.id, position: 0, reason: 'Damaged', sale: { reference: sold.reference } },
      },
    ]);
    expect(await linesOf(sold.id)).toMatchObject([
      { quantity: 2, returnOf: null, returns: [{ quantity: 1, sale: { id: back.id } }] },
    ]);
    expect(await shop.stock(product)).toBe(9);
  });

  it('go into the books as negative amounts, once', async () => {
    const product = await shop.addProduct();
    const sold = await shop.sell([product, 2]);
    const payments = [{ method: 'CARD', amount: -898 }];
    const lines = [{ productId: product, quantity: -2, ...of(sold.id) }];
    const back = await shop.createSale({ lines, payments });
    await shop.sync();
    await shop.sync();
    expect((await shop.sale(back.id)).syncStatus).toBe('SYNCED');
    expect(shop.erp.ledger.filter(({ saleId }) => saleId === back.id)).toMatchObject([
      { total: -898, payments: [{ method: 'CARD', amount: -898 }], lines: [{ quantity: -2, total: -898 }] },
    ]);
  });

  it('are refused with the field to mend', async () => {
    const product = await shop.addProduct();
    const sold = await shop.sell([product, 2]);
    const refused = async (line: object) => {
      const error = await shop.refusedSale({ lines: [{ productId: product, quantity: -1, ...line }] });
      return [error.extensions.code, error.extensions.field];
    };
    expect(await refused({})).toEqual(['BAD_USER_INPUT', 'lines.0.quantity']);
    expect(await refused({ ...of(sold.id), quantity: 1 })).toEqual(['BAD_USER_INPUT', 'lines.0.quantity']);
    expect(await refused(of(sold.id, { reason: ' ' }))).toEqual([
      'BAD_USER_INPUT',
      'lines.0.returnOf.reason',
    ]);
    expect(await refused(of(sold.id, { position: -1 }))).toEqual([
      ...['BAD_USER_INPUT', 'lines.0.returnOf.position'],
    ]);
    expect(await refused(of('none'))).toEqual(['NOT_FOUND', 'lines.0.returnOf']);
    expect(await refused({ ...of(sold.id), quantity: -3 })).toEqual(['OVER_RETURN', 'lines.0.quantity']);
  });

  it('[RET3] 20 requests at once give one receipt back once (F50)', async () => {
    const product = await shop.addProduct();
    const sold = await shop.sell([product, 1]);
    const input = { lines: [{ productId: product, quantity: -1, ...of(sold.id) }] };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        shop.ask<object>('mutation ($input: CreateSaleInput!) { createSale(input: $input) { id } }', {
          input,
        }),
      ),
    );
    const refusals = answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code));
    expect(refusals).toEqual(Array.from({ length: 19 }, () => 'OVER_RETURN'));
    expect((await linesOf(sold.id))[0]?.returns).toHaveLength(1);
  });

  it('[S48] [APPROVAL8] a cashier gives back what the outlet lets them, and no more', async () => {
    const product = await shop.addProduct();
    const sold = await shop.sell([product, 2]);
    const password = 'four words are enough';
    const person = {
      name: 'Cam',
      email: 'cam@shop.test',
      role: 'CASHIER',
      outletIds: [shop.outletId],
      password,
    };
    await shop.answer('mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }', {
      input: person,
    });
    const cam = await shop.as().signIn(person.email, password);
    const input = { lines: [{ productId: product, quantity: -1, ...of(sold.id) }] };
    expect((await cam.refusedSale(input)).extensions.code).toBe('FORBIDDEN');
    await shop.answer(
      'mutation ($id: ID!, $input: UpdateOutletInput!) { updateOutlet(id: $id, input: $input) { refundLimit } }',
      { id: shop.outletId, input: { refundLimit: 449 } },
    );
    expect(await cam.createSale(input)).toMatchObject({ total: -449 });
  });
});

describe('goods that come back to a device', () => {
  const giveBack = (till: TestDevice, product: string, sold: SentSale): SentSale => {
    const line = { ...coffee(product), quantity: -1, ...of(sold.id) };
    return till.sell([line]);
  };
  const ASKED = `query ($number: String!) { salesToReturn(number: $number) { reference ${RETURNED} } }`;
  type Found = { salesToReturn: { reference: string; lines: ReturnedLine[] }[] };

  it('are found by number or reference, with what has come back of them', async () => {
    const [till, product] = [await claimDevice(shop), await shop.addProduct()];
    const sold = till.sell([coffee(product), coffee(product)]);
    const back = giveBack(till, product, sold);
    await till.send([sold, back]);
    const { reference } = await shop.sale(sold.id);
    for (const number of [sold.number, reference, ` ${reference.toLowerCase()} `]) {
      const { data } = await till.ask<Found>(ASKED, { number });
      expect(data?.salesToReturn).toMatchObject([
        {
          reference,
          lines: [
            { position: 0, returns: [{ quantity: 1 }] },
            { position: 1, returns: [] },
          ],
        },
      ]);
    }
    for (const number of ['', 'MAIN-R1', '2026-13-01-01'])
      expect((await till.ask<Found>(ASKED, { number })).data?.salesToReturn).toEqual([]);
  });

  it('are recorded once, and hashed with what they give back', async () => {
    const [till, product] = [await claimDevice(shop), await shop.addProduct()];
    const sold = till.sell([coffee(product)]);
    const back = giveBack(till, product, sold);
    expect(await till.outcomes([sold, back])).toEqual(['RECORDED', 'RECORDED']);
    expect(await till.outcomes([back])).toEqual(['DUPLICATE']);
    const [line] = back.lines;
    const altered = { ...back, lines: [{ ...line, ...of(sold.id, { restock: false }) }] };
    expect(await till.outcomes([altered as SentSale])).toEqual(['CONFLICT']);
    const { registerProof } = await shop.answer<{ registerProof: { complete: boolean } }>(
      'query ($id: ID!) { registerProof(registerId: $id) { complete } }',
      { id: till.claim.register.id },
    );
    expect(registerProof).toEqual({ complete: true });
  });

  it('[RET3] given back by two devices that could not know of each other are recorded, and one is flagged (F50)', async () => {
    const [till, product] = [await claimDevice(shop), await shop.addProduct()];
    const other = await claimDevice(shop, { takeOver: true, deviceName: 'Spare' });
    const sold = till.sell([coffee(product)]);
    const [here, there] = [giveBack(till, product, sold), giveBack(other, product, sold)];
    expect(await other.flags(there)).toEqual(['UNKNOWN_ORIGINAL']);
    await till.send([sold]);
    expect((await shop.sale(there.id)).flags).toEqual([]); // F65: it has come by now
    expect(await till.flags(here)).toEqual(['LATE', 'OVER_RETURN']);
  });
});
