import { money, quantity, quantityFromNumber, quantityToNumber } from '@tillkeep/domain';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { listAuditEntries } from './audit';
import type { Caller } from './caller';
import type { Db } from './db';
import { setOutletPrice } from './outlet-prices';
import { createOutlet } from './outlets';
import { countProducts, listProducts } from './product-list';
import { adjustStock } from './products';
import { listStockMovements, setReorderPoint, stockLevels } from './stock';
import { bookCount, bookDelivery, finishBrokenCounts, receiveTransfer, sendTransfer } from './stock-booking';
import {
  discardStockDocument,
  findStockDocuments,
  listStockDocuments,
  startStockDocument,
  stockDocumentName,
  updateStockDocument,
  type NewStockDocument,
  type StockDocument,
} from './stock-documents';
import {
  countDifferences,
  enteredBy,
  listStockEntries,
  listStockLines,
  recordStockEntries,
  undoStockEntry,
  type NewStockEntry,
  type StockLine,
} from './stock-lines';
import { DATABASES, expectBooksInOrder, MAIN, useShop } from './test-shop';

const KINDS = ['DELIVERY', 'COUNT', 'TRANSFER'] as const;
const add = (productId: string, pieces: number, id = uuid()): NewStockEntry => ({
  ...{ id, productId },
  entry: { add: quantityFromNumber(pieces) },
});
const total = (productId: string, pieces: number): NewStockEntry => ({
  ...{ id: uuid(), productId },
  entry: { quantity: quantityFromNumber(pieces) },
});

describe.each(DATABASES)('stock documents on %s', (database) => {
  const shop = useShop(database);

  const start = (wanted: NewStockDocument, db = shop.db, outletId = shop.outletId) =>
    startStockDocument(db, outletId, wanted);
  const enter = async (document: string, entries: NewStockEntry[], db = shop.db) => {
    const outcomes = await recordStockEntries(db, document, KINDS, entries);
    return outcomes.map(({ refusal }) => refusal?.code ?? 'ENTERED');
  };
  const find = async (id: string, db = shop.db): Promise<StockDocument> => {
    const document = (await findStockDocuments(db, [id])).get(id);
    if (!document) throw new Error('There is no such document.');
    return document;
  };
  const lines = async (id: string, db = shop.db): Promise<StockLine[]> =>
    (await listStockLines(db, await find(id, db), null, { first: 200 })).edges.map(({ node }) => node);
  const movementsOf = async (productId: string, outletId = shop.outletId) =>
    (await listStockMovements(shop.db, outletId, productId, { first: 50 })).edges.map(
      ({ node }) => [node.kind, quantityToNumber(node.delta), node.documentId] as const,
    );
  const stockAt = async (outletId: string, productId: string) =>
    quantityToNumber((await stockLevels(shop.db, outletId, [productId])).get(productId) ?? quantity(0));
  const as = (name: string, ...outlets: string[]): Db => {
    const caller: Caller = { id: name, name, outlets };
    return shop.db.onBehalfOf(caller);
  };
  const annex = async () => (await createOutlet(shop.db, { ...MAIN, code: 'ANNEX', name: 'Annex' })).id;

  describe('a reorder point', () => {
    it('[STOCK6] puts a product at it or below on the list of what is low, at its outlet only', async () => {
      const tea = await shop.addProduct({ name: 'Tea', stock: 5 });
      const milk = await shop.addProduct({ name: 'Milk', stock: 6 });
      await shop.addProduct({ name: 'Bread', stock: 0 });
      const other = await annex();
      for (const id of [tea, milk]) await setReorderPoint(shop.db, shop.outletId, id, quantityFromNumber(5));
      const low = async (outletId = shop.outletId) =>
        (await listProducts(shop.db, outletId, { lowStock: true }, { first: 10 })).edges.map(
          ({ node }) => node.name,
        );
      expect(await low()).toEqual(['Tea']);
      expect(await low(other)).toEqual([]);
      await shop.sell({ lines: [[milk, 1]] });
      expect(await low()).toEqual(['Milk', 'Tea']);
      expect(await countProducts(shop.db, shop.outletId, { lowStock: true, search: 'mil' })).toBe(1);
      await setReorderPoint(shop.db, shop.outletId, tea, null);
      expect(await low()).toEqual(['Milk']);
    });

    it('is refused below zero and for a product that is not there, and its change is written down', async () => {
      const id = await shop.addProduct({ name: 'Tea' });
      await setReorderPoint(shop.db, shop.outletId, id, quantityFromNumber(2.5));
      await setReorderPoint(shop.db, shop.outletId, id, quantityFromNumber(2.5));
      const set = listAuditEntries(shop.db, { action: 'stock.reorder-point-set' }, { first: 10 });
      expect((await set).edges.map(({ node }) => [node.subjectName, node.before, node.after])).toEqual([
        ['Tea', '{"reorderPoint":null}', '{"reorderPoint":2.5}'],
      ]);
      expect(() => setReorderPoint(shop.db, shop.outletId, id, quantity(-1))).toThrow('below zero');
      const nobody = setReorderPoint(shop.db, shop.outletId, 'nobody', quantity(1));
      await expect(nobody).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });

  describe('a delivery', () => {
    it('is put into the stock once, however often it is booked and by how many at once', async () => {
      const tea = await shop.addProduct({ name: 'Tea', stock: 10, barcodes: ['4006381333931'] });
      const milk = await shop.addProduct({ name: 'Milk', stock: 0 });
      const id = await start({ kind: 'DELIVERY', supplier: 'Leaf Ltd', reference: 'LS-1' });
      const scan = { id: uuid(), code: '4006381333931', entry: { add: quantity(1000) } };
      expect(await enter(id, [scan, scan, total(milk, 2.5)])).toEqual(['ENTERED', 'ENTERED', 'ENTERED']);
      expect(await enter(id, [scan])).toEqual(['ENTERED']); // sent again: its answer was lost
      expect(await shop.stock(tea)).toBe(10);

      await Promise.all(Array.from({ length: 5 }, () => bookDelivery(shop.db, id)));
      expect([await shop.stock(tea), await shop.stock(milk)]).toEqual([11, 2.5]);
      expect(await movementsOf(tea)).toEqual([
        ['DELIVERY', 1, id],
        ['OPENING', 10, null],
      ]);
      const booked = await find(id);
      expect(booked).toMatchObject({
        status: 'BOOKED',
        number: 1,
        supplier: 'Leaf Ltd',
        bookedBy: 'Tillkeep',
      });
      const [entry] = (await listAuditEntries(shop.db, { action: 'stock.delivery-booked' }, { first: 5 }))
        .edges;
      expect(entry?.node.subjectName).toBe(stockDocumentName(booked));
    });

    it('never changes once it is booked or given up', async () => {
      const tea = await shop.addProduct();
      const booked = await start({ kind: 'DELIVERY' });
      const givenUp = await start({ kind: 'DELIVERY' });
      await enter(booked, [add(tea, 1)]);
      await bookDelivery(shop.db, booked);
      await discardStockDocument(shop.db, givenUp);
      await discardStockDocument(shop.db, givenUp);
      const before = await shop.everything();
      const conflict = { code: 'CONFLICT' };
      for (const id of [booked, givenUp]) {
        await expect(enter(id, [add(tea, 1)])).rejects.toMatchObject(conflict);
        await expect(updateStockDocument(shop.db, id, { note: 'x' })).rejects.toMatchObject(conflict);
      }
      await expect(discardStockDocument(shop.db, booked)).rejects.toMatchObject(conflict);
      await expect(bookDelivery(shop.db, givenUp)).rejects.toMatchObject(conflict);
      expect(await shop.everything()).toEqual(before);
    });

    it('takes goods back with a reason only, and books nothing when there is nothing on it', async () => {
      const tea = await shop.addProduct({ stock: 10 });
      const id = await start({ kind: 'DELIVERY' });
      await expect(bookDelivery(shop.db, id)).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        details: { field: 'id' },
      });
      await enter(id, [add(tea, -3)]);
      await expect(bookDelivery(shop.db, id)).rejects.toMatchObject({ details: { field: 'note' } });
      await updateStockDocument(shop.db, id, { note: 'delivery 7 was booked twice' });
      await bookDelivery(shop.db, id);
      expect(await shop.stock(tea)).toBe(7);
    });

    it('refuses what can’t be entered line by line, and enters the rest', async () => {
      const tea = await shop.addProduct();
      const course = await shop.addProduct({
        name: 'Tea course',
        trackStock: false,
        openingStock: undefined,
      });
      const id = await start({ kind: 'DELIVERY' });
      const unknown = { id: uuid(), code: 'nothing', entry: { add: quantity(1000) } };
      expect(
        await enter(id, [unknown, total(tea, 1_000_001), total(course, 1), add('nobody', 1), total(tea, 7)]),
      ).toEqual(['NOT_FOUND', 'BAD_USER_INPUT', 'BAD_USER_INPUT', 'NOT_FOUND', 'ENTERED']);
      expect((await lines(id)).map((line) => [line.productId, line.quantity])).toEqual([[tea, 7000]]);
      await expect(enter('nothing', [add(tea, 1)])).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const other = await start({ kind: 'DELIVERY' });
      const stolen = uuid();
      await enter(other, [add(tea, 1, stolen)]);
      await expect(enter(id, [add(tea, 1, stolen)])).rejects.toMatchObject({ code: 'CONFLICT' });
    });

    it('is numbered on from the one before, at its outlet and of its kind', async () => {
      const other = await annex();
      const ids = await Promise.all(Array.from({ length: 4 }, () => start({ kind: 'DELIVERY' })));
      expect((await Promise.all(ids.map((id) => find(id)))).map(({ number }) => number).sort()).toEqual([
        1, 2, 3, 4,
      ]);
      expect((await find(await start({ kind: 'DELIVERY' }, shop.db, other))).number).toBe(1);
      expect((await find(await start({ kind: 'COUNT' }))).number).toBe(1);
      const id = uuid();
      await Promise.all([start({ id, kind: 'DELIVERY' }), start({ id, kind: 'DELIVERY' })]);
      expect((await find(id)).number).toBe(5);
      await expect(start({ id, kind: 'COUNT' })).rejects.toMatchObject({ code: 'CONFLICT' });
    });
  });

  describe('a count', () => {
    it('is worth what its own outlet asks', async () => {
      const tea = await shop.addProduct({ price: 449 });
      const milk = await shop.addProduct({ price: 120 });
      await setOutletPrice(shop.db, { outletId: shop.outletId, productId: tea, price: money(500) });
      await setOutletPrice(shop.db, { outletId: await annex(), productId: milk, price: money(1) });
      const id = await start({ kind: 'COUNT', scope: {} });
      await enter(id, [add(tea, 8), add(milk, 11)]);
      const count = await find(id);
      expect(await countDifferences(shop.db, count)).toEqual({ lines: 2, shortage: -1000, surplus: 120 });
      expect((await lines(id)).map(({ productId, price }) => [productId, price])).toEqual([
        [tea, 500],
        [milk, 120],
      ]);
    });

    it('[STOCK2] books what was counted less what was there then, whatever is sold meanwhile', async () => {
      const tea = await shop.addProduct({ stock: 10 });
      const milk = await shop.addProduct({ stock: 4 });
      const id = await start({ kind: 'COUNT', scope: {} });
      await enter(id, [add(tea, 1), add(tea, 1), add(tea, 6)]);
      await shop.sell({ lines: [[tea, 3]] });
      await adjustStock(shop.db, shop.outletId, {
        productId: tea,
        delta: quantityFromNumber(1),
        reason: 'found',
      });
      expect(await countDifferences(shop.db, await find(id))).toEqual({
        lines: 1,
        shortage: -898,
        surplus: 0,
      });
      await bookCount(shop.db, id, false);
      expect(await shop.stock(tea)).toBe(6); // 8 were there, 3 are sold, 1 was found
      expect(await shop.stock(milk)).toBe(4); // nobody has counted it
      expect((await movementsOf(tea))[0]).toEqual(['COUNT', -2, id]);
      expect((await lines(id)).map(({ quantity, difference }) => [quantity, difference])).toEqual(
        expect.arrayContaining([
          [8000, -2000],
          [null, null],
        ]),
      );
    });

    it('[STOCK3] does not take off twice what was sold before it and arrives after it', async () => {
      const tea = await shop.addProduct({ stock: 10 });
      const id = await start({ kind: 'COUNT' });
      const before = new Date(Date.now() - 60_000).toISOString();
      await enter(id, [total(tea, 8)]);
      await shop.sell({ lines: [[tea, 2]], soldAt: before }); // made with no network
      expect((await lines(id))[0]?.difference).toBe(0);
      await bookCount(shop.db, id, false);
      expect(await shop.stock(tea)).toBe(8);
      expect((await movementsOf(tea)).map(([kind]) => kind)).toEqual(['SALE', 'OPENING']);
    });

    it('[STOCK1] adds up what several people count, says who, and says when something moved meanwhile', async () => {
      const tea = await shop.addProduct({ stock: 10 });
      const id = await start({ kind: 'COUNT' });
      await Promise.all([
        enter(id, [add(tea, 3)], as('Ana', shop.outletId)),
        enter(id, [add(tea, 4)], as('Ben', shop.outletId)),
      ]);
      expect((await lines(id))[0]).toMatchObject({ quantity: 7000, movedMeanwhile: false });
      expect((await enteredBy(shop.db, id, [tea])).get(tea)).toEqual(['Ana', 'Ben']);
      await shop.sell({ lines: [[tea, 1]] });
      await enter(id, [add(tea, 2)]);
      expect((await lines(id))[0]).toMatchObject({ quantity: 9000, level: 9000, movedMeanwhile: true });
      await enter(id, [total(tea, 9)]);
      expect((await lines(id))[0]?.movedMeanwhile).toBe(false);
    });

    it('takes entries back one by one, to a line that nobody has counted', async () => {
      const tea = await shop.addProduct({ stock: 10 });
      const id = await start({ kind: 'COUNT' });
      const [one, two] = [uuid(), uuid()];
      await enter(id, [add(tea, 3, one)]);
      await shop.sell({ lines: [[tea, 1]] });
      await enter(id, [add(tea, 1, two)]);
      await undoStockEntry(shop.db, id, KINDS, two);
      await undoStockEntry(shop.db, id, KINDS, two);
      expect((await lines(id))[0]).toMatchObject({ quantity: 3000, level: 10_000 });
      await undoStockEntry(shop.db, id, KINDS, one);
      expect((await lines(id))[0]).toMatchObject({ quantity: null, difference: null });
      expect(await listStockEntries(shop.db, id, 5)).toEqual([]);
      await expect(bookCount(shop.db, id, false)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      await expect(enter(id, [add(tea, -1)])).resolves.toEqual(['BAD_USER_INPUT']);
    });

    it('counts what nobody has counted as nothing, where that is wanted', async () => {
      const dairy = { category: 'Dairy' };
      const milk = await shop.addProduct({ name: 'Milk', stock: 4, ...dairy });
      const butter = await shop.addProduct({ name: 'Butter', stock: 3, ...dairy });
      const tea = await shop.addProduct({ name: 'Tea', stock: 5 });
      await shop.addProduct({ name: 'Cheese course', trackStock: false, openingStock: undefined, ...dairy });
      const id = await start({ kind: 'COUNT', scope: dairy });
      expect((await lines(id)).map((line) => line.productId)).toEqual([butter, milk]);
      await enter(id, [total(milk, 4)]);
      await shop.sell({ lines: [[butter, 1]] });
      await bookCount(shop.db, id, true);
      expect([await shop.stock(milk), await shop.stock(butter), await shop.stock(tea)]).toEqual([4, 0, 5]);
      await expect(start({ kind: 'COUNT', scope: { category: 'Nothing' } })).rejects.toMatchObject({
        details: { field: 'scope' },
      });
    });

    it('of more lines than go into one transaction is booked whole and once, also when it was broken off', async () => {
      const ids: string[] = [];
      for (let index = 0; index < 520; index++)
        ids.push(await shop.addProduct({ name: `Product ${index}`, stock: 2 }));
      const id = await start({ kind: 'COUNT', scope: {} });
      for (const some of [ids.slice(0, 300), ids.slice(300)])
        await enter(
          id,
          some.map((product) => total(product, 3)),
        );
      let transactions = 0;
      const breakingOff: Db = {
        ...shop.db,
        transaction: (work) => {
          if (++transactions === 3) throw new Error('The power went.');
          return shop.db.transaction(work);
        },
      };
      await expect(bookCount(breakingOff, id, false)).rejects.toThrow('The power went.');
      expect(await find(id)).toMatchObject({ status: 'BOOKING', bookedPosition: 500 });
      await expect(enter(id, [add(ids[0] ?? '', 1)])).rejects.toMatchObject({ code: 'CONFLICT' });
      await Promise.all([finishBrokenCounts(shop.db), bookCount(shop.db, id, true)]);
      expect(await find(id)).toMatchObject({ status: 'BOOKED' });
      const counted = await shop.db.read.stockMovement.groupBy({
        by: ['productId'],
        where: { kind: 'COUNT' },
        _sum: { delta: true },
      });
      expect(counted).toHaveLength(520);
      expect(counted.every(({ _sum }) => _sum.delta === 1000n)).toBe(true);
    });
  });

  describe('a transfer', () => {
    it('[STOCK4] leaves one outlet, arrives at the other once, and says what is missing and why', async () => {
      const other = await annex();
      const tea = await shop.addProduct({ stock: 10 });
      const milk = await shop.addProduct({ stock: 10 });
      const id = await start({ kind: 'TRANSFER', toOutletCode: 'ANNEX' });
      await enter(id, [total(tea, 5), total(milk, 2)]);
      await Promise.all([sendTransfer(shop.db, id), sendTransfer(shop.db, id)]);
      expect([await shop.stock(tea), await stockAt(other, tea)]).toEqual([5, 0]);

      const [ana, ben] = [as('Ana', other), as('Ben', other)];
      await enter(id, [total(tea, 4)], ana);
      const receive = (db: Db, differenceReason: string | null = null) =>
        receiveTransfer(db, id, { restAsSent: true, differenceReason });
      await expect(receive(ana)).rejects.toMatchObject({ details: { field: 'differenceReason' } });
      await Promise.all([receive(ana, 'one broken'), receive(ben, 'one broken')]);
      expect([await shop.stock(tea), await stockAt(other, tea)]).toEqual([5, 4]);
      expect(await stockAt(other, milk)).toBe(2);
      expect(await movementsOf(tea, other)).toEqual([['TRANSFER_IN', 4, id]]);
      expect((await movementsOf(tea))[0]).toEqual(['TRANSFER_OUT', -5, id]);
      expect(await find(id)).toMatchObject({ status: 'BOOKED', differenceReason: 'one broken' });
      expect((await lines(id)).map(({ quantity, received }) => [quantity, received])).toEqual([
        [5000, 4000],
        [2000, 2000],
      ]);
    });

    it('is there for the people of its two outlets only, for the receiver’s from its sending on', async () => {
      const other = await annex();
      const third = (await createOutlet(shop.db, { ...MAIN, code: 'THIRD' })).id;
      const tea = await shop.addProduct({ stock: 10 });
      const [sender, receiver, stranger] = [as('Ana', shop.outletId), as('Ben', other), as('Eve', third)];
      const id = await start({ kind: 'TRANSFER', toOutletCode: 'ANNEX' }, sender);
      await enter(id, [total(tea, 5)], sender);
      const listed = async (db: Db, outletId: string) =>
        (await listStockDocuments(db, outletId, {}, { first: 5 })).edges.map(({ node }) => node.id);
      const notFound = { code: 'NOT_FOUND' };
      await expect(sendTransfer(receiver, id)).rejects.toMatchObject(notFound);
      expect(await listed(receiver, other)).toEqual([]);
      await sendTransfer(sender, id);
      expect(await listed(sender, shop.outletId)).toEqual([id]);
      expect(await listed(receiver, other)).toEqual([id]);
      expect(await listed(stranger, third)).toEqual([]);
      expect(await listed(stranger, shop.outletId)).toEqual([]);
      expect(await findStockDocuments(stranger, [id])).toEqual(new Map());
      const received = { restAsSent: true, differenceReason: null };
      await expect(receiveTransfer(stranger, id, received)).rejects.toMatchObject(notFound);
      await expect(enter(id, [add(tea, 1)], stranger)).rejects.toMatchObject(notFound);
      await expect(receiveTransfer(sender, id, received)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(enter(id, [add(tea, 1)], sender)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await receiveTransfer(receiver, id, received);
      expect(await stockAt(other, tea)).toBe(5);
    });

    it('goes to another outlet that there is', async () => {
      await expect(start({ kind: 'TRANSFER', toOutletCode: 'NONE' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      await expect(start({ kind: 'TRANSFER', toOutletCode: 'MAIN' })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      });
      await annex();
      const id = await start({ kind: 'TRANSFER', toOutletCode: 'ANNEX' });
      await expect(
        receiveTransfer(shop.db, id, { restAsSent: true, differenceReason: null }),
      ).rejects.toMatchObject({
        code: 'CONFLICT',
      });
    });
  });

  it('are found by kind, state, date, number and words, newest first, page by page', async () => {
    const ids: string[] = [];
    for (const supplier of ['Leaf Ltd', 'Milk & more', 'leaf ltd'])
      ids.unshift(await start({ kind: 'DELIVERY', supplier }));
    const count = await start({ kind: 'COUNT', note: '100 % leaf' });
    const list = async (filter: object, first = 10, after?: string) => {
      const page = await listStockDocuments(shop.db, shop.outletId, filter, { first, after });
      return {
        ids: page.edges.map(({ node }) => node.id),
        end: page.edges.at(-1)?.cursor,
        more: page.hasNextPage,
      };
    };
    const whole = [count, ...ids];
    expect((await list({})).ids).toEqual(whole);
    const first = await list({}, 3);
    expect(first).toMatchObject({ ids: whole.slice(0, 3), more: true });
    expect(await list({}, 3, first.end)).toMatchObject({ ids: whole.slice(3), more: false });
    expect((await list({ kind: 'DELIVERY' })).ids).toEqual(ids);
    expect((await list({ status: 'BOOKED' })).ids).toEqual([]);
    expect((await list({ search: 'LEAF', kind: 'DELIVERY' })).ids).toEqual([ids[0], ids[2]]);
    expect((await list({ search: '2' })).ids).toEqual([ids[1]]);
    expect((await list({ search: '0 %' })).ids).toEqual([count]);
    expect((await list({ to: new Date(0) })).ids).toEqual([]);
    expect((await list({ from: new Date(0), to: new Date(Date.now() + 1000) })).ids).toEqual(whole);
  });

  it('and sales keep the sum of the movements the level, and the levels what is on the shelves, in whatever order', async () => {
    const step = fc.record({
      do: fc.constantFrom(
        'sell' as const,
        'deliver' as const,
        'count' as const,
        'book' as const,
        'send' as const,
        'receive' as const,
      ),
      product: fc.integer({ min: 0, max: 1 }),
      pieces: fc.integer({ min: 1, max: 4 }),
    });
    let shops = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (story) => {
        const code = `A${++shops}`;
        shop.outletId = (await createOutlet(shop.db, { ...MAIN, code })).id;
        const away = (await createOutlet(shop.db, { ...MAIN, code: `B${shops}` })).id;
        const products = [await shop.addProduct({ stock: 20 }), await shop.addProduct({ stock: 20 })];
        /** What is really there: one piece less of each than the books say, until a count finds out. */
        const shelves = new Map(products.map((id) => [id, { here: 19, there: 0, offBy: 1 }]));
        let sheet: string | undefined;
        const counted = new Set<string>();
        const onTheWay: { id: string; product: string; pieces: number }[] = [];
        for (const { do: deed, product: index, pieces } of story) {
          const product = products[index] ?? '';
          const shelf = shelves.get(product);
          if (!shelf) throw new Error('There is no such shelf.');
          if (deed === 'sell') {
            if (shelf.here < pieces) continue;
            await shop.sell({ lines: [[product, pieces]] });
            shelf.here -= pieces;
          } else if (deed === 'deliver') {
            const id = await start({ kind: 'DELIVERY' });
            await enter(id, [add(product, pieces)]);
            await bookDelivery(shop.db, id);
            shelf.here += pieces;
          } else if (deed === 'count') {
            sheet ??= await start({ kind: 'COUNT' });
            await enter(sheet, [total(product, shelf.here)]);
            counted.add(product);
          } else if (deed === 'book' && sheet) {
            await bookCount(shop.db, sheet, false);
            for (const id of counted) Object.assign(shelves.get(id) ?? {}, { offBy: 0 });
            counted.clear();
            sheet = undefined;
          } else if (deed === 'send' && shelf.here >= pieces) {
            const id = await start({ kind: 'TRANSFER', toOutletCode: `B${shops}` });
            await enter(id, [total(product, pieces)]);
            await sendTransfer(shop.db, id);
            shelf.here -= pieces;
            onTheWay.push({ id, product, pieces });
          } else if (deed === 'receive') {
            const next = onTheWay.pop();
            if (!next) continue;
            await enter(next.id, [total(next.product, next.pieces - 1)]);
            await receiveTransfer(shop.db, next.id, { restAsSent: false, differenceReason: 'lost' });
            const arrived = shelves.get(next.product);
            if (arrived) arrived.there += next.pieces - 1;
          }
        }
        for (const [id, { here, there, offBy }] of shelves) {
          expect(await shop.stock(id)).toBe(here + offBy);
          expect(await stockAt(away, id)).toBe(there);
        }
        await expectBooksInOrder(shop.db);
      }),
      { numRuns: 15 },
    );
  });
});
