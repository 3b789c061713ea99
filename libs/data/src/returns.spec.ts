import { approvalMac, money, quantity, type Approval } from '@tillkeep/domain';
import { v7 as uuid } from 'uuid';
import { updateOutlet, createOutlet } from './outlets';
import type { SentSale } from './record-sales';
import { returnableLines } from './returns';
import { findSale } from './sale-rows';
import { salesReport } from './sales-report';
import { DATABASES, MAIN, useShop } from './test-shop';
import { Till, type Given } from './till-for-test';
import { createUser } from './users';

describe.each(DATABASES)('goods that come back on %s', (database) => {
  const shop = useShop(database);

  /** How many pieces of the sale's first line came back. */
  const returned = async (saleId: string) => {
    const lines = await returnableLines(shop.db, shop.outletId, [saleId]);
    return (lines.get(`${saleId}:0`)?.returned ?? 0) / 1000;
  };
  const flagsOf = async (id: string) => (await findSale(shop.db, { id }))?.flags;

  describe('through the API', () => {
    it('are a sale of their own, at what was paid; stock, money and figures go back with them', async () => {
      const product = await shop.addProduct({ stock: 10 });
      const sold = await shop.sell({ lines: [[product, 3, 333]] });
      const back = await shop.sell({
        lines: [[product, -1, undefined, { saleId: sold.id, reason: 'Too bitter' }]],
      });
      expect(back).toMatchObject({
        number: expect.stringMatching(/-02$/),
        total: -333,
        payments: [{ method: 'CASH', amount: -333, tendered: null, change: 0 }],
        lines: [
          {
            quantity: -1000,
            unitPrice: 333,
            returnOf: { saleId: sold.id, position: 0, reason: 'Too bitter', restock: true },
          },
        ],
        previousHash: sold.hash,
      });
      expect(await findSale(shop.db, { id: back.id })).toEqual(back);
      expect(await shop.stock(product)).toBe(8);
      expect((await shop.movements(product))[0]).toMatchObject({
        ...{ kind: 'RETURN', delta: 1000, reason: 'Too bitter', saleId: back.id },
      });
      const { businessDate } = back;
      const outlets = [{ id: shop.outletId, timeZone: MAIN.timeZone }];
      const { whole } = await salesReport(shop.db, { outlets, from: businessDate, to: businessDate });
      expect(whole).toMatchObject({ sales: 2, total: 666, refunds: 1, refunded: 333, quantity: 2000 });
      const [entry] = await shop.db.read.auditEntry.findMany({ where: { action: 'sale.returned' } });
      expect([entry?.subjectName, entry?.after]).toEqual([
        back.reference,
        '{"amount":333,"reason":"Too bitter"}',
      ]);
    });

    it('[RET2] come to the whole of the line in all their parts, and goods that are not put back stay off the stock', async () => {
      const product = await shop.addProduct({ stock: 3, price: 333 });
      const sold = await shop.sell({
        lines: [[product, 3]],
        payments: [{ method: 'CARD', amount: 999 }],
      });
      const parts = [];
      for (const pieces of [-1, -2])
        parts.push(
          await shop.sell({ lines: [[product, pieces, undefined, { saleId: sold.id, restock: false }]] }),
        );
      expect(parts.reduce((sum, { total }) => sum + total, 0)).toBe(-999);
      expect(parts.reduce((sum, { tax }) => sum + tax, 0)).toBe(-sold.tax);
      expect(await shop.stock(product)).toBe(0);
    });

    it('[RET4] are exchanged for others in one sale, also for a piece of the same that was the last', async () => {
      const [product, tea] = [await shop.addProduct({ stock: 1 }), await shop.addProduct({ price: 500 })];
      const sold = await shop.sell({ lines: [[product, 1]] });
      const exchange = await shop.sell({
        lines: [
          [product, -1, undefined, { saleId: sold.id }],
          [product, 1],
          [tea, 1],
        ],
      });
      expect(exchange).toMatchObject({ total: 500, payments: [{ amount: 500 }] });
      expect(await shop.stock(product)).toBe(0);
    });

    it('are refused when nothing of the kind was sold here, and then nothing has changed', async () => {
      const [product, other] = [await shop.addProduct(), await shop.addProduct({ name: 'Tea' })];
      const sold = await shop.sell({ lines: [[product, 2]] });
      const elsewhere = (await createOutlet(shop.db, { ...MAIN, code: 'EAST' })).id;
      const before = await shop.everything();
      const give = (line: Parameters<typeof shop.sell>[0]['lines'][number], outletId?: string) =>
        shop.sell({ lines: [line] }, outletId);
      const of = { saleId: sold.id };
      await expect(give([product, -1, undefined, { saleId: uuid() }])).rejects.toMatchObject({
        ...{ code: 'NOT_FOUND', details: { field: 'lines.0.returnOf' } },
      });
      await expect(give([product, -1, undefined, { ...of, position: 1 }])).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      await expect(give([product, -1, undefined, of], elsewhere)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      await expect(give([other, -1, undefined, of])).rejects.toMatchObject({
        ...{ code: 'BAD_USER_INPUT', details: { field: 'lines.0.productId' } },
      });
      await expect(give([product, -1, 1, of])).rejects.toMatchObject({
        ...{ code: 'BAD_USER_INPUT', details: { field: 'lines.0.unitPrice' } },
      });
      await expect(give([product, -3, undefined, of])).rejects.toMatchObject({
        ...{ code: 'OVER_RETURN', details: { field: 'lines.0.quantity', available: 2 } },
      });
      const twice = [product, -2, undefined, of] as const;
      await expect(shop.sell({ lines: [twice, twice] })).rejects.toMatchObject({
        ...{ code: 'OVER_RETURN', details: { field: 'lines.1.quantity', available: 0 } },
      });
      const paid = {
        lines: [[product, -1, undefined, of] as const],
        payments: [{ method: 'CASH' as const, amount: 449 }],
      };
      await expect(shop.sell(paid)).rejects.toMatchObject({ details: { field: 'payments.0.amount' } });
      expect(await shop.everything()).toEqual(before);
      const back = await give([product, -2, undefined, of]);
      await expect(give([product, -1, undefined, { saleId: back.id }])).rejects.toMatchObject({
        code: 'OVER_RETURN',
      });
    });

    it('[RET3] 20 at once give one receipt back at most once in whole', async () => {
      const product = await shop.addProduct({ stock: 5 });
      const sold = await shop.sell({ lines: [[product, 5]] });
      const line = [product, -2, undefined, { saleId: sold.id }] as const;
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, () => shop.sell({ lines: [line] })),
      );
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(18);
      for (const { reason } of refused) expect(reason).toMatchObject({ code: 'OVER_RETURN' });
      expect([await returned(sold.id), await shop.stock(product)]).toEqual([4, 4]);
    });

    it('[RET3] 20 registers of the API at once give one receipt back at most once in whole', async () => {
      const product = await shop.addProduct({ stock: 5, trackStock: false });
      const sold = await shop.sell({ lines: [[product, 1]] });
      const registers = await Promise.all(Array.from({ length: 20 }, (_, n) => shop.addRegister(`A${n}`)));
      const outcomes = await Promise.allSettled(
        registers.map((registerId) =>
          shop.sell({ registerId, lines: [[product, -1, undefined, { saleId: sold.id }]] }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await returned(sold.id)).toBe(1);
    });

    it('[APPROVAL8] a cashier gives back what the outlet lets them, and no more', async () => {
      const product = await shop.addProduct();
      const sold = await shop.sell({ lines: [[product, 2]] });
      const back = () =>
        shop.sell({ lines: [[product, -1, undefined, { saleId: sold.id }]] }, undefined, 'CASHIER');
      await expect(back()).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await updateOutlet(shop.db, shop.outletId, { refundLimit: 449 });
      expect(await back()).toMatchObject({ total: -449 });
    });
  });

  describe('from a device', () => {
    const back = (
      till: Till,
      product: string,
      of: SentSale,
      given: Partial<Given> & { before?: number } = {},
    ) => {
      const { before = 0, ...rest } = given;
      const [line] = of.lines;
      if (!line) throw new Error('nothing was sold');
      return till.sellOne(product, {
        pieces: -1,
        returnOf: { saleId: of.id, position: 0, reason: 'Damaged', restock: true },
        sold: { ...line, returned: quantity(1000 * before) },
        ...rest,
      });
    };

    it('are recorded without a flag, in the same batch as what was sold or later', async () => {
      const [till, product] = [await Till.at(shop), await shop.addProduct({ stock: 10 })];
      const sold = till.sellOne(product, { pieces: 3 });
      const [one, two] = [back(till, product, sold), back(till, product, sold, { pieces: -2, before: 1 })];
      expect((await till.send([sold, one])).results.map(({ flags }) => flags)).toEqual([[], []]);
      expect((await till.send([two])).results).toMatchObject([{ outcome: 'RECORDED', flags: [] }]);
      expect((await till.send([sold, one, two])).results.map(({ outcome }) => outcome)).toEqual([
        ...['DUPLICATE', 'DUPLICATE', 'DUPLICATE'],
      ]);
      expect([await returned(sold.id), await shop.stock(product)]).toEqual([3, 10]);
      const recorded = await findSale(shop.db, { id: one.id });
      expect([recorded?.asSent, recorded?.hash]).toEqual([null, one.hash]);
    });

    it('of two devices that gave the same back are both recorded, and the later one is flagged', async () => {
      const [till, other] = [await Till.at(shop), await Till.at(shop, 'R2')];
      const product = await shop.addProduct({ stock: 10 });
      const sold = till.sellOne(product);
      await till.send([sold]);
      const [here, there] = [back(till, product, sold), back(other, product, sold)];
      const results = (await Promise.all([till.send([here]), other.send([there])])).flatMap(
        (batch) => batch.results,
      );
      expect(results.map(({ outcome }) => outcome)).toEqual(['RECORDED', 'RECORDED']);
      expect(results.flatMap(({ flags }) => flags)).toEqual(['OVER_RETURN']);
      expect(await shop.stock(product)).toBe(11);
    });

    it('that arrive before what they give back are flagged until that comes, and fit then', async () => {
      const [till, other] = [await Till.at(shop), await Till.at(shop, 'R2')];
      const product = await shop.addProduct({ stock: 10, trackStock: false });
      const sold = till.sellOne(product);
      const [first, second] = [back(other, product, sold), back(other, product, sold)];
      expect((await other.send([first, second])).results.map(({ flags }) => flags)).toEqual([
        ...[['UNKNOWN_ORIGINAL'], ['UNKNOWN_ORIGINAL']],
      ]);
      expect((await till.send([sold])).results).toMatchObject([{ flags: [] }]);
      expect([await flagsOf(first.id), await flagsOf(second.id)]).toEqual([[], ['OVER_RETURN']]);
      expect((await other.send([first])).results).toMatchObject([{ outcome: 'DUPLICATE', flags: [] }]);
    });

    it('while what they give back arrives at the same moment, are never left without it', async () => {
      const [till, other] = [await Till.at(shop), await Till.at(shop, 'R2')];
      for (const trackStock of [true, false, true, false]) {
        const product = await shop.addProduct({ stock: 10, trackStock });
        const sold = till.sellOne(product);
        const one = back(other, product, sold);
        await Promise.all([till.send([sold]), other.send([one])]);
        expect(await flagsOf(one.id)).toEqual([]);
      }
    });

    it('[RET5] at another price, for more than their share, or for nothing known are flagged', async () => {
      const [till, product] = [await Till.at(shop), await shop.addProduct()];
      const sold = till.sellOne(product, { pieces: 2 });
      await till.send([sold]);
      const dear = { quantity: quantity(1000), tax: money(230), total: money(4490), returned: quantity(0) };
      const attempts: [string, SentSale, string[]][] = [
        ['right', back(till, product, sold), []],
        ['another price', back(till, product, sold, { before: 1, unitPrice: 450 }), ['PRICE_DIFFERS']],
        ['too much money', back(till, product, sold, { sold: dear }), ['TOTALS_MISMATCH', 'OVER_RETURN']],
        ['of nothing', till.sellOne(product, { pieces: -1 }), ['UNKNOWN_ORIGINAL']],
        ['of another product', back(till, await shop.addProduct(), sold), ['UNKNOWN_ORIGINAL']],
      ];
      for (const [what, sale, flags] of attempts)
        expect({ what, ...(await till.send([sale])).results[0] }).toMatchObject({ what, flags });
    });

    it('[APPROVAL8] given back by a cashier without leave are flagged; with it both names are kept', async () => {
      const [till, product] = [await Till.at(shop), await shop.addProduct()];
      const person = (name: string, role: 'CASHIER' | 'MANAGER') =>
        createUser(shop.db, {
          ...{ name, email: `${name}@shop.test`, role, outletIds: [shop.outletId], passwordHash: '' },
          pin: { salt: '00'.repeat(16), hash: '01'.repeat(32), iterations: 1000 },
        });
      const [cam, mia] = [await person('Cam', 'CASHIER'), await person('Mia', 'MANAGER')];
      const by = { cashierId: cam, cashierName: 'Cam' };
      const sold = till.sellOne(product, { pieces: 5 });
      await till.send([sold]);
      const leave = (saleId: string, amount: number): Approval => {
        const approval = {
          ...{ id: uuid(), action: 'REFUND' as const, approverId: mia, approverName: 'Mia', amount, saleId },
          at: '2026-04-30T10:00:00Z',
        };
        return { ...approval, mac: approvalMac(approval, till.claim.id, '01'.repeat(32)) };
      };
      const approvals = (amount: number) => (saleId: string) => [leave(saleId, amount)];
      const attempts: [string, SentSale, string[]][] = [
        ['approved', back(till, product, sold, { ...by, approvals: approvals(449) }), []],
        ['not', back(till, product, sold, { ...by, before: 1 }), ['NOT_APPROVED']],
        [
          'another amount',
          back(till, product, sold, { ...by, before: 2, approvals: approvals(448) }),
          ['NOT_APPROVED'],
        ],
        ['by a manager', back(till, product, sold, { cashierId: mia, cashierName: 'Mia', before: 3 }), []],
      ];
      for (const [what, sale, flags] of attempts)
        expect({ what, ...(await till.send([sale])).results[0] }).toMatchObject({ what, flags });
      const entries = await shop.db.read.auditEntry.findMany({
        where: { action: { in: ['sale.refund-approved', 'sale.returned'] }, subjectId: attempts[0]?.[1].id },
        orderBy: { id: 'asc' },
      });
      expect(entries.map(({ actorName, action, after }) => [actorName, action, after])).toEqual([
        ['Mia', 'sale.refund-approved', '{"amount":449,"cashier":"Cam"}'],
        ['Cam', 'sale.returned', '{"amount":449,"reason":"Damaged"}'],
      ]);
    });
  });
});
