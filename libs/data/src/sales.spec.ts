import { money, quantity, taxRateToPercent, type TaxRate } from '@tillkeep/domain';
import worked from '@tillkeep/domain/worked-sale.json';
import { v7 as uuid } from 'uuid';
import { claimRegister } from './claims';
import { Prisma } from './generated/sqlite/client';
import { createOutlet } from './outlets';
import { updateProduct } from './products';
import { Refusal } from './refusal';
import { findSale, findSales, type Sale } from './sale-rows';
import { recordSale } from './sales';
import { DATABASES, MAIN, useShop } from './test-shop';

describe.each(DATABASES)('a sale on %s', (database) => {
  const shop = useShop(database);

  /** The refusal, with a look that nothing at all has changed. */
  const refused = async (sell: () => Promise<Sale>): Promise<Refusal> => {
    const before = await shop.everything();
    const outcome = await sell().catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(Refusal);
    expect(await shop.everything()).toEqual(before);
    return outcome as Refusal;
  };

  it('is answered as it is read back', async () => {
    const coffee = await shop.addProduct({ name: 'Café moulu 250 g', sku: 'CAFE-250', stock: 10 });
    const cheese = await shop.addProduct({ name: 'Comté', sku: 'CHEESE', price: 2190, stock: 5 });
    const id = uuid();
    const sale = await shop.sell({
      id,
      soldAt: '2026-04-30T07:59:59.999Z',
      lines: [
        [coffee, 2],
        [cheese, 0.342],
      ],
      payments: [{ method: 'CASH', amount: 1647, tendered: 2000 }],
    });
    expect(sale).toMatchObject({
      id,
      outletId: shop.outletId,
      number: '2026-04-30-01',
      reference: 'MAIN-00-2026-04-30-01',
      businessDate: '2026-04-30',
      soldAt: new Date('2026-04-30T07:59:59.999Z'),
      lines: [
        {
          position: 0,
          productId: coffee,
          sku: 'CAFE-250',
          name: 'Café moulu 250 g',
          quantity: 2000,
          unitPrice: 449,
        },
        {
          position: 1,
          productId: cheese,
          quantity: 342,
          unitPrice: 2190,
          taxRate: 5500,
          tax: 39,
          total: 749,
        },
      ],
      payments: [{ method: 'CASH', amount: 1647, tendered: 2000, change: 353 }],
      subtotal: 1561,
      tax: 86,
      total: 1647,
      syncStatus: 'PENDING',
      syncAttempts: 0,
      syncError: null,
      erpReference: null,
    });
    expect(await findSale(shop.db, { id })).toEqual(sale);
    expect(await findSale(shop.db, { reference: sale.reference })).toEqual(sale);
    expect(await shop.stock(coffee)).toBe(8);
    expect(await shop.stock(cheese)).toBe(4.658);
  });

  it('gets an id and the time of now when it has none', async () => {
    const lines = [[await shop.addProduct(), 1]] as const;
    const [first, second] = [await shop.sell({ lines }), await shop.sell({ lines })];
    expect(first.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(first.id < second.id).toBe(true);
    expect(first.soldAt).toEqual(first.recordedAt);
    expect((await findSales(shop.db, [second.id, 'nobody', first.id])).map(({ id }) => id)).toEqual([
      second.id,
      first.id,
    ]);
  });

  it.each(worked.settled)(
    '[TAX9] settles as everywhere: $what',
    async ({ pricesIncludeTax, lines, result }) => {
      const outlet = await createOutlet(shop.db, { ...MAIN, code: 'WORK', pricesIncludeTax });
      const products: [string, number, number][] = [];
      for (const line of lines) {
        const id = await shop.addProduct({
          trackStock: false,
          percent: taxRateToPercent(line.taxRate as TaxRate),
        });
        products.push([id, line.quantity / 1000, line.unitPrice]);
      }
      const sale = await shop.sell({ lines: products }, outlet.id);
      expect(sale).toMatchObject({ subtotal: result.subtotal, tax: result.tax, total: result.total });
      expect(sale.lines.map(({ tax, total }) => ({ tax, total, net: total - tax }))).toEqual(result.lines);
    },
  );

  it('keeps what was sold as it was sold when the product changes', async () => {
    const id = await shop.addProduct({ name: 'Coffee', sku: 'COF', price: 449 });
    const sale = await shop.sell({ lines: [[id, 1]] });
    await updateProduct(shop.db, id, { name: 'Tea', sku: 'TEA', price: money(1), active: false });
    expect((await findSale(shop.db, { id: sale.id }))?.lines).toMatchObject([
      { name: 'Coffee', sku: 'COF', unitPrice: 449 },
    ]);
  });

  describe('number', () => {
    const sellAt = async (product: string, soldAt: string, registerId?: string) =>
      (await shop.sell({ soldAt, registerId, lines: [[product, 1]] })).number;

    it('counts the register’s sales of a business date, two digits at least', async () => {
      const product = await shop.addProduct({ stock: 200 });
      const numbers: string[] = [];
      for (let n = 0; n < 101; n++) numbers.push(await sellAt(product, '2026-04-30T10:00:00Z'));
      expect([0, 8, 9, 98, 99, 100].map((index) => numbers[index])).toEqual([
        '2026-04-30-01',
        '2026-04-30-09',
        '2026-04-30-10',
        '2026-04-30-99',
        '2026-04-30-100',
        '2026-04-30-101',
      ]);
    });

    it('begins again each business date of the outlet’s time zone, and goes on where a date was left', async () => {
      const product = await shop.addProduct();
      expect(await sellAt(product, '2026-04-30T21:59:59.999Z')).toBe('2026-04-30-01');
      expect(await sellAt(product, '2026-04-30T22:00:00Z')).toBe('2026-05-01-01');
      expect(await sellAt(product, '2026-04-30T08:00:00Z')).toBe('2026-04-30-02');
      expect(await sellAt(product, '2024-02-29T08:00:00Z')).toBe('2024-02-29-01');
      expect(await sellAt(product, '2026-05-01T09:00:00Z')).toBe('2026-05-01-02');
    });

    it('belongs to the evening before until the outlet’s cut-over', async () => {
      const night = await createOutlet(shop.db, { ...MAIN, code: 'NIGHT', cutOverMinutes: 240 });
      const product = await shop.addProduct({ trackStock: false, openingStock: undefined });
      const at = async (soldAt: string) =>
        (await shop.sell({ soldAt, lines: [[product, 1]] }, night.id)).number;
      expect(await at('2026-05-01T01:59:00Z')).toBe('2026-04-30-01');
      expect(await at('2026-05-01T02:00:00Z')).toBe('2026-05-01-01');
    });

    it('is counted by each register for itself, so that only the reference is unique', async () => {
      const product = await shop.addProduct();
      const registers = [undefined, await shop.addRegister('R1'), await shop.addRegister('R2')];
      const references: string[] = [];
      for (const registerId of [...registers, ...registers]) {
        const sale = await shop.sell({ registerId, soldAt: '2026-04-30T10:00:00Z', lines: [[product, 1]] });
        references.push(sale.reference);
      }
      expect(references).toEqual(
        [
          '00-2026-04-30-01',
          'R1-2026-04-30-01',
          'R2-2026-04-30-01',
          '00-2026-04-30-02',
          'R1-2026-04-30-02',
          'R2-2026-04-30-02',
        ].map((end) => `MAIN-${end}`),
      );
    });

    it('is counted under one claim also when many first sales are made at once', async () => {
      const product = await shop.addProduct({ stock: 100 });
      for (const code of ['R1', 'R2', 'R3', 'R4', 'R5']) {
        const registerId = await shop.addRegister(code);
        await Promise.all(Array.from({ length: 10 }, () => shop.sell({ registerId, lines: [[product, 1]] })));
        expect(await shop.db.read.registerClaim.findMany({ where: { registerId } })).toMatchObject([
          { epoch: 1, sequence: 10 },
        ]);
      }
    });

    it('never comes back after a register was held by somebody else: the next epoch counts anew', async () => {
      const product = await shop.addProduct();
      const registerId = await shop.addRegister('R1');
      const sell = () => shop.sell({ registerId, soldAt: '2026-04-30T10:00:00Z', lines: [[product, 1]] });
      const claims = Prisma.sql`UPDATE "RegisterClaim" SET "endedAt" = ${new Date()} WHERE "registerId" = ${registerId}`;
      expect((await sell()).reference).toBe('MAIN-R1-2026-04-30-01');
      await shop.db.transaction((tx) => tx.execute(claims));
      expect((await sell()).reference).toBe('MAIN-R1.2-2026-04-30-01');
      await shop.db.transaction((tx) => tx.execute(claims));
      expect((await sell()).reference).toBe('MAIN-R1.3-2026-04-30-01');
    });
  });

  describe('with an id', () => {
    it('is the same sale when it comes again with the same content, and nothing is sold twice', async () => {
      const id = uuid();
      const product = await shop.addProduct({ stock: 3 });
      const sketch = {
        id,
        soldAt: '2026-04-30T10:00:00Z',
        lines: [[product, 3]] as const,
        payments: [{ method: 'CARD', amount: 1347 }] as const,
      };
      const first = await shop.sell(sketch);
      await updateProduct(shop.db, product, { price: money(1), active: false });
      const before = await shop.everything();
      expect(await shop.sell(sketch)).toEqual(first);
      expect(await shop.everything()).toEqual(before);
    });

    it('is one sale when it is asked for twenty times at once', async () => {
      const id = uuid();
      const product = await shop.addProduct({ stock: 100 });
      const sales = await Promise.all(
        Array.from({ length: 20 }, () => shop.sell({ id, lines: [[product, 1]] })),
      );
      for (const sale of sales) expect(sale).toEqual(sales[0]);
      expect(await shop.db.read.sale.count()).toBe(1);
      expect(await shop.stock(product)).toBe(99);
    });

    it('is a conflict when it comes again with another content, and the first stays', async () => {
      const id = uuid();
      const product = await shop.addProduct();
      const other = await shop.addProduct();
      const sketch = {
        id,
        soldAt: '2026-04-30T10:00:00Z',
        lines: [[product, 1]] as [string, number, number?][],
      };
      await shop.sell(sketch);
      const altered = [
        { ...sketch, lines: [[product, 2]] as const },
        { ...sketch, lines: [[other, 1]] as const },
        { ...sketch, lines: [[product, 1, 448]] as const },
        { ...sketch, soldAt: '2026-04-30T10:00:01Z' },
        { ...sketch, soldAt: undefined },
        { ...sketch, payments: [{ method: 'CARD', amount: 449 }] as const },
        { ...sketch, registerId: await shop.addRegister('R1') },
      ];
      for (const sale of altered) {
        expect(await refused(() => shop.sell(sale))).toMatchObject({
          code: 'CONFLICT',
          details: { field: 'id' },
        });
      }
      const airport = await createOutlet(shop.db, { ...MAIN, code: 'AIR' });
      expect(await refused(() => shop.sell(sketch, airport.id))).toMatchObject({ code: 'CONFLICT' });
    });
  });

  describe('of more than there is', () => {
    it('is refused, says how many are left, and changes nothing at all', async () => {
      const plenty = await shop.addProduct({ stock: 100 });
      const few = await shop.addProduct({ name: 'Comté', stock: 2.5 });
      const refusal = await refused(() =>
        shop.sell({
          id: uuid(),
          lines: [
            [plenty, 1],
            [few, 1.5],
            [plenty, 1],
            [few, 1.001],
          ],
        }),
      );
      expect(refusal).toMatchObject({
        code: 'INSUFFICIENT_STOCK',
        message: 'Only 2.5 of “Comté” left.',
        details: { field: 'lines.1.quantity', productId: few, available: 2.5 },
      });
      const never = await shop.addProduct({ name: 'Never counted', openingStock: undefined });
      expect(await refused(() => shop.sell({ lines: [[never, 1]] }))).toMatchObject({
        details: { available: 0 },
      });
    });

    it('goes through once there is enough, under the number that the refused one did not take', async () => {
      const product = await shop.addProduct({ stock: 1 });
      const sell = (pieces: number) =>
        shop.sell({ soldAt: '2026-04-30T10:00:00Z', lines: [[product, pieces]] });
      await refused(() => sell(2));
      expect((await sell(1)).number).toBe('2026-04-30-01');
      expect(await shop.stock(product)).toBe(0);
      await refused(() => sell(0.001));
    });

    it('is no question where stock is not tracked', async () => {
      const product = await shop.addProduct({ trackStock: false, openingStock: undefined });
      await shop.sell({ lines: [[product, 1000]] });
      expect(await shop.movements(product)).toEqual([]);
    });

    it('is refused to all but those who came first: of fifty who want the last ten, ten get one each', async () => {
      const product = await shop.addProduct({ stock: 10 });
      const outcomes = await Promise.allSettled(
        Array.from({ length: 50 }, () =>
          shop.sell({ soldAt: '2026-04-30T10:00:00Z', lines: [[product, 1]] }),
        ),
      );
      const sold = outcomes.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? [outcome.value.number] : [],
      );
      const reasons = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason.code] : [],
      );
      expect(sold.sort()).toEqual(
        Array.from({ length: 10 }, (_, n) => `2026-04-30-${String(n + 1).padStart(2, '0')}`),
      );
      expect(reasons).toEqual(Array.from({ length: 40 }, () => 'INSUFFICIENT_STOCK'));
      expect(await shop.stock(product)).toBe(0);
    });

    it('never ends in a deadlock when two sell the same products in opposite order', async () => {
      const [a, b] = [await shop.addProduct({ stock: 100 }), await shop.addProduct({ stock: 100 })];
      const registers = [await shop.addRegister('R1'), await shop.addRegister('R2')];
      await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          shop.sell({
            registerId: registers[n % 2],
            lines:
              n % 2
                ? [
                    [a, 1],
                    [b, 1],
                  ]
                : [
                    [b, 1],
                    [a, 1],
                  ],
          }),
        ),
      );
      expect([await shop.stock(a), await shop.stock(b)]).toEqual([60, 60]);
    });
  });

  it('is refused, with the field to mend, when something in it does not exist or may not be sold', async () => {
    const product = await shop.addProduct({ name: 'Coffee' });
    const gone = await shop.addProduct({ name: 'Old coffee' });
    await updateProduct(shop.db, gone, { active: false });
    const airport = await createOutlet(shop.db, { ...MAIN, code: 'AIR' });
    const held = await shop.addRegister('R1');
    await shop.sell({ registerId: held, lines: [[product, 1]] });
    await claimRegister(shop.db, { registerId: held, deviceName: 'Till', takeOver: false });

    const line = [product, 1] as const;
    expect(await refused(() => shop.sell({ lines: [line, ['nobody', 1]] }))).toMatchObject({
      code: 'NOT_FOUND',
      details: { field: 'lines.1.productId' },
    });
    expect(await refused(() => shop.sell({ lines: [line, line, [gone, 1]] }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: '“Old coffee” is no longer sold.',
      details: { field: 'lines.2.productId' },
    });
    for (const [registerId, outletId, code] of [
      ['nobody', shop.outletId, 'NOT_FOUND'],
      [held, airport.id, 'NOT_FOUND'],
      [undefined, 'nowhere', 'NOT_FOUND'],
      [held, shop.outletId, 'CONFLICT'],
    ] as const) {
      const refusal = await refused(() => shop.sell({ registerId, lines: [line] }, outletId));
      expect(refusal).toMatchObject({ code, details: { field: 'registerId' } });
    }
    const huge = { productId: product, quantity: quantity(10 ** 12), unitPrice: money(10 ** 12) };
    expect(await refused(() => recordSale(shop.db, shop.outletId, { lines: [huge] }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field: 'lines' },
    });
  });

  describe('is paid', () => {
    it('in cash, exactly, unless said otherwise', async () => {
      const sale = await shop.sell({ lines: [[await shop.addProduct(), 1]] });
      expect(sale.payments).toEqual([{ method: 'CASH', amount: 449, tendered: null, change: 0 }]);
    });

    it('in several ways, with change from the cash', async () => {
      const sale = await shop.sell({
        lines: [[await shop.addProduct(), 1]],
        payments: [
          { method: 'OTHER', amount: 100 },
          { method: 'CASH', amount: 149, tendered: 200 },
          { method: 'CARD', amount: 200, tendered: 200 },
        ],
      });
      expect(
        sale.payments.map(({ method, amount, tendered, change }) => [method, amount, tendered, change]),
      ).toEqual([
        ['OTHER', 100, null, 0],
        ['CASH', 149, 200, 51],
        ['CARD', 200, 200, 0],
      ]);
      expect(await findSale(shop.db, { id: sale.id })).toEqual(sale);
    });

    it('by nothing, when it costs nothing', async () => {
      const lines = [[await shop.addProduct(), 1, 0]] as const;
      expect((await shop.sell({ lines, payments: [] })).payments).toEqual([]);
      expect((await shop.sell({ lines })).payments).toMatchObject([{ amount: 0 }]);
    });

    it('in full, or it is refused', async () => {
      const lines = [[await shop.addProduct(), 1]] as const;
      const card = (amount: number, tendered?: number) => ({ method: 'CARD' as const, amount, tendered });
      const refusals = {
        payments: [[], [card(448)]],
        'payments.0.amount': [[card(450)], [card(-1), card(450)]],
        'payments.0.tendered': [[card(449, 500)], [{ method: 'CASH' as const, amount: 449, tendered: 448 }]],
        'payments.1.amount': [[card(400), card(50)]],
      };
      for (const [field, attempts] of Object.entries(refusals)) {
        for (const payments of attempts) {
          const refusal = await refused(() => shop.sell({ lines, payments }));
          expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', details: { field } });
        }
      }
    });
  });
});
