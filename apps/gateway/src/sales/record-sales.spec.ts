import { copyFileSync, rmSync } from 'node:fs';
import worked from '@tillkeep/domain/worked-sale.json';
import Database from 'better-sqlite3';
import { v7 as uuid } from 'uuid';
import {
  claimDevice,
  coffee,
  RESULT,
  TestDevice,
  type ResultAnswer,
  type SentSale,
} from '../device-under-test';
import { useShop } from '../gateway-under-test';

const shop = useShop();

/** A device with one product of which there are ten. */
async function device(): Promise<{ till: TestDevice; product: string }> {
  return { till: await claimDevice(shop), product: await shop.addProduct({ sku: 'COFFEE' }) };
}

async function count(field: string): Promise<number> {
  const db = new Database(shop.file, { readonly: true });
  try {
    return db.prepare<[], number>(`SELECT COUNT(*) FROM ${field}`).pluck().get() ?? -1;
  } finally {
    db.close();
  }
}

describe('a device hands in what it has sold', () => {
  it('and each sale is recorded as it was made, with nothing to look at', async () => {
    const { till, product } = await device();
    const sold = [
      till.sell([coffee(product)]),
      till.sell([coffee(product), { ...coffee(product), quantity: 2 }]),
    ];
    const answer = await till.send(sold);
    expect(answer).toMatchObject({ contiguousSequence: 2, generation: expect.stringMatching(/.{8}/) });
    expect(answer.results).toMatchObject(
      sold.map(({ id, number, soldAt, total }) => ({
        id,
        outcome: 'RECORDED',
        flags: [],
        code: null,
        message: null,
        sale: { id, number, reference: `MAIN-R1-${number}`, soldAt, total, syncStatus: 'PENDING', flags: [] },
      })),
    );
    expect(await shop.stock(product)).toBe(6);
  });

  it('and books of it reach the ERP as of any other sale', async () => {
    const { till, product } = await device();
    await till.send(till.sellMany(product, 3));
    expect(await shop.sync()).toMatchObject({ attempted: 3, synced: 3 });
    expect(await shop.summary()).toMatchObject({ pending: 0, failed: 0, synced: 3 });
  });

  it('as the contract’s worked example, to the same hash and the same cents', async () => {
    const { till } = await device();
    const db = new Database(shop.file);
    db.pragma('foreign_keys = OFF');
    db.prepare('UPDATE "RegisterClaim" SET "id" = ? WHERE "id" = ?').run(worked.claimId, till.claim.id);
    db.close();
    const same = new TestDevice(shop, { ...till.claim, id: worked.claimId });
    const sales = worked.sales.map(({ input, hash }) => ({ ...input, hash }));
    const { results } = await same.send(sales);
    expect(results.map(({ outcome, flags }) => [outcome, flags])).toEqual([
      ['RECORDED', ['UNKNOWN_PRODUCT']],
      ['RECORDED', ['UNKNOWN_PRODUCT']],
    ]);
    for (const { input, canonical, hash } of worked.sales) {
      const { subtotal, tax, total } = input;
      const query =
        'query ($id: ID!) { sale(id: $id) { subtotal tax total hash asSent sequence previousHash } }';
      const { sequence, previousHash } = input;
      expect(await shop.answer(query, { id: input.id })).toEqual({
        sale: { subtotal, tax, total, hash, asSent: canonical, sequence, previousHash },
      });
    }
  });

  it('without any: it only says how many it has', async () => {
    const { till } = await device();
    expect(await till.send([], { lastSequence: 7 })).toMatchObject({ results: [], contiguousSequence: 0 });
  });
});

describe('every sale is recorded once', () => {
  it('when its answer was lost and it is sent again', async () => {
    const { till, product } = await device();
    const sold = till.sellMany(product, 3);
    const first = await till.send(sold);
    const again = await till.send(sold);
    expect(again.results).toEqual(first.results.map((result) => ({ ...result, outcome: 'DUPLICATE' })));
    expect(again.contiguousSequence).toBe(3);
    expect([await shop.stock(product), await count('"Sale"'), await count('"StockMovement"')]).toEqual([
      7, 3, 4,
    ]);
  });

  it('when the same request arrives twenty times at once', async () => {
    const { till, product } = await device();
    const sold = till.sellMany(product, 5);
    const answers = await Promise.all(Array.from({ length: 20 }, () => till.outcomes(sold)));
    const flat = answers.flat();
    expect(flat.filter((outcome) => outcome === 'RECORDED')).toHaveLength(5);
    expect(flat.filter((outcome) => outcome === 'DUPLICATE')).toHaveLength(95);
    expect([await shop.stock(product), await count('"Sale"')]).toEqual([5, 5]);
  });

  it('when it is in the same request twice, or written in capitals', async () => {
    const { till, product } = await device();
    const sale = till.sell([coffee(product)]);
    expect(await till.outcomes([sale, sale])).toEqual(['RECORDED', 'DUPLICATE']);
    const shouted = till.sell([coffee(product)], { id: uuid().toUpperCase() });
    expect(await till.outcomes([shouted, shouted])).toEqual(['RECORDED', 'DUPLICATE']);
    expect((await shop.sale(shouted.id.toLowerCase())).flags).toEqual([]);
  });

  it('when its id comes with another content: the first stays, the other is kept beside it, once', async () => {
    const { till, product } = await device();
    const sale = till.sell([coffee(product)]);
    await till.send([sale]);
    const other = till.clone().sell([coffee(product)], { id: sale.id, number: '2026-04-30-77' });
    for (let round = 0; round < 2; round++) {
      expect((await till.send([other])).results).toMatchObject([
        { outcome: 'CONFLICT', code: 'ID_REUSED', sale: { id: sale.id, number: sale.number } },
      ]);
    }
    const { saleConflicts } = await shop.answer<{ saleConflicts: { asSent: string }[] }>(
      '{ saleConflicts { hash asSent sale { id number } claim { epoch deviceName } } }',
    );
    expect(saleConflicts).toEqual([
      {
        hash: other.hash,
        asSent: expect.stringContaining('"number":"2026-04-30-77"'),
        sale: { id: sale.id, number: sale.number },
        claim: { epoch: 1, deviceName: 'Counter' },
      },
    ]);
    expect(await shop.stock(product)).toBe(9);
  });

  it('also where its id was used online before', async () => {
    const { till, product } = await device();
    const online = await shop.sell([product, 1]);
    expect(await till.outcomes([till.sell([coffee(product)], { id: online.id })])).toEqual(['CONFLICT']);
    expect(
      await shop.refusedSale({ id: online.id, lines: [{ productId: product, quantity: 2 }] }),
    ).toMatchObject({
      extensions: { code: 'CONFLICT' },
    });
  });
});

describe('the number is for people and identifies nothing', () => {
  it('another sale with the same number is recorded, under a reference of its own', async () => {
    const { till, product } = await device();
    const first = till.sell([coffee(product)]);
    const second = till.sell([coffee(product)], { number: first.number });
    expect(await till.outcomes([first, second])).toEqual(['RECORDED', 'RECORDED']);
    expect(await shop.sale(second.id)).toMatchObject({
      number: first.number,
      reference: `MAIN-R1-${first.number}~1`,
      flags: ['CHAIN_BROKEN'],
    });
  });

  it.each(['', 'INV 7', '2026-04-30-1', '2020-01-01-01'])(
    'so an odd one, “%s”, keeps nothing from being recorded',
    async (number) => {
      const { till, product } = await device();
      const sale = till.sell([coffee(product)], { number });
      expect(await till.flags(sale)).toEqual(['CHAIN_BROKEN']);
      expect(await shop.sale(sale.id)).toMatchObject({ number, reference: `MAIN-R1-${number}` });
    },
  );

  it('a copied device sells on at the same places: all of its sales are recorded, as forks', async () => {
    const { till, product } = await device();
    await till.send([till.sell([coffee(product)])]);
    const copy = till.clone();
    const [mine, others] = [till.sellMany(product, 2), copy.sellMany(product, 3)];
    expect(await till.outcomes(mine)).toEqual(['RECORDED', 'RECORDED']);
    expect(await copy.outcomes(others)).toEqual(['RECORDED', 'RECORDED', 'RECORDED']);
    const sales = await shop.sales();
    expect(sales.map(({ reference }) => reference.replace(/^.*-/, '')).sort()).toEqual([
      '01',
      '02',
      '02~1',
      '03',
      '03~1',
      '04',
    ]);
    expect((await shop.sales({ flagged: true })).map(({ id }) => id).sort()).toEqual(
      others.slice(0, 2).map(({ id }) => id),
    );
    expect(await shop.sales({ flagged: false })).toHaveLength(4);
    expect(await copy.outcomes(others)).toEqual(['DUPLICATE', 'DUPLICATE', 'DUPLICATE']);
  });
});

describe('nothing that has happened is refused: it is flagged', () => {
  it('OVERSOLD, where there was not as much, down to below zero', async () => {
    const { till, product } = await device();
    const sold = till.sellMany(product, 12);
    const { results } = await till.send(sold);
    expect(results.map(({ flags }) => flags.join())).toEqual([...Array(10).fill(''), 'OVERSOLD', 'OVERSOLD']);
    expect(await shop.stock(product)).toBe(-2);
    const untracked = await shop.addProduct({ name: 'Bag', trackStock: false, openingStock: 0 });
    expect(await till.flags(till.sell([coffee(untracked)]))).toEqual([]);
  });

  it('OVERSOLD: three tills sell the last one while they are cut off, and the alarm is on the later two', async () => {
    const product = await shop.addProduct({ openingStock: 1 });
    const db = new Database(shop.file);
    for (const code of ['R2', 'R3'])
      db.prepare(
        `INSERT INTO "Register" ("id", "outletId", "code", "name") SELECT ?, "id", ?, ? FROM "Outlet"`,
      ).run(code, code, code);
    db.close();
    const tills = await Promise.all(['R1', 'R2', 'R3'].map((code) => claimDevice(shop, { code })));
    const flags = await Promise.all(tills.map((till) => till.flags(till.sell([coffee(product)]))));
    expect(flags.map((set) => set.join()).sort()).toEqual(['', 'OVERSOLD', 'OVERSOLD']);
    expect(await shop.stock(product)).toBe(-2);
  });

  it('UNKNOWN_PRODUCT, for one that is not here, or no product at all; one no longer sold is known', async () => {
    const { till, product } = await device();
    expect(await till.flags(till.sell([coffee(uuid())]))).toEqual(['UNKNOWN_PRODUCT']);
    const { productId: _, ...nothing } = coffee('');
    expect(await till.flags(till.sell([{ ...nothing, productId: undefined as never }]))).toEqual([
      'UNKNOWN_PRODUCT',
    ]);
    await shop.answer('mutation ($id: ID!) { updateProduct(input: { id: $id, active: false }) { id } }', {
      id: product,
    });
    expect(await till.flags(till.sell([coffee(product)]))).toEqual([]);
  });

  it('PRICE_DIFFERS, for another price or tax rate than the product has now', async () => {
    const { till, product } = await device();
    expect(await till.flags(till.sell([{ ...coffee(product), unitPrice: 450 }]))).toEqual(['PRICE_DIFFERS']);
    expect(await till.flags(till.sell([{ ...coffee(product), taxRate: 20 }]))).toEqual(['PRICE_DIFFERS']);
  });

  it.each<[string, Partial<SentSale>]>([
    ['a total that is not the lines’', { total: 450 }],
    ['a tax that is not the lines’', { tax: 24, subtotal: 425 }],
    ['payments that do not cover it', { payments: [{ method: 'CASH', amount: 1 }] }],
    ['change from a card', { payments: [{ method: 'CARD', amount: 449, tendered: 500 }] }],
    ['less tendered than paid', { payments: [{ method: 'CASH', amount: 449, tendered: 400 }] }],
    ['no payment', { payments: [] }],
    ['no lines', { lines: [] }],
    ['amounts beyond counting', { total: Number.MAX_SAFE_INTEGER, tax: -1 }],
  ])('[S46] TOTALS_MISMATCH, for %s', async (_what, given) => {
    const { till, product } = await device();
    const sale = till.sell([coffee(product)], given);
    expect((await till.flags(sale)).filter((flag) => flag !== 'UNKNOWN_PRODUCT')).toEqual([
      'TOTALS_MISMATCH',
    ]);
    const { subtotal, tax, total } = sale;
    expect(await shop.sale(sale.id)).toMatchObject({ subtotal, tax, total });
  });

  it('TOTALS_MISMATCH, for a rate with more places than there are: what was hashed is kept all the same', async () => {
    const { till, product } = await device();
    const line = till.clone().sell([coffee(product)]).lines[0];
    const sale = till.sell([coffee(product)], { lines: line ? [{ ...line, taxRate: 5.50004 }] : [] });
    expect(await till.flags(sale)).toEqual(['TOTALS_MISMATCH']);
    expect(await till.outcomes([sale])).toEqual(['DUPLICATE']);
    expect((await shop.sale(sale.id)).lines).toMatchObject([{ taxRate: 5.5 }]);
    const { sale: read } = await shop.answer<{ sale: { asSent: string } }>(
      'query ($id: ID!) { sale(id: $id) { asSent } }',
      { id: sale.id },
    );
    expect(JSON.parse(read.asSent)).toMatchObject({ claimId: till.claim.id, lines: [{ taxRate: 5.50004 }] });
  });

  it.each<[string, () => [Partial<SentSale>, Record<string, unknown>]]>([
    ['a sale in the future', () => [{ soldAt: new Date(Date.now() + 180_000).toISOString() }, {}]],
    [
      'a business date that is not the time’s',
      () => [{ businessDate: '2026-04-29', soldAt: '2026-04-30T10:00:00.000Z' }, {}],
    ],
    [
      'a device whose clock is behind',
      () => [{}, { deviceTime: new Date(Date.now() - 180_000).toISOString() }],
    ],
    [
      'a device whose clock is ahead',
      () => [{}, { deviceTime: new Date(Date.now() + 180_000).toISOString() }],
    ],
  ])('CLOCK_SKEW, for %s', async (_what, make) => {
    const { till, product } = await device();
    const [sale, batch] = make();
    expect(await till.flags(till.sell([coffee(product)], sale), batch)).toEqual(['CLOCK_SKEW']);
  });

  it('no CLOCK_SKEW for a minute, or for a sale of days ago', async () => {
    const { till, product } = await device();
    const minute = new Date(Date.now() + 60_000).toISOString();
    expect(
      await till.flags(till.sell([coffee(product)], { soldAt: minute }), { deviceTime: minute }),
    ).toEqual([]);
    expect(await till.flags(till.sell([coffee(product)], { soldAt: '2026-04-30T10:00:00.000Z' }))).toEqual(
      [],
    );
  });

  it('CHAIN_BROKEN, for a hash that is not the sale’s, and for a link to another sale than the one before', async () => {
    const { till, product } = await device();
    const [first, second] = till.sellMany(product, 2);
    if (!first || !second) throw new Error('There are two sales.');
    const zeros = '0'.repeat(64);
    expect(await till.flags({ ...first, total: 449, payments: [{ method: 'CARD', amount: 449 }] })).toEqual([
      'CHAIN_BROKEN',
    ]);
    expect(await till.flags(second)).toEqual([]);
    expect(await till.flags(till.sell([coffee(product)], { previousHash: zeros }))).toEqual(['CHAIN_BROKEN']);
  });

  it('CHAIN_BROKEN, also where the sale before comes later; in any order nothing is broken that is whole', async () => {
    const { till, product } = await device();
    const [first, second, third, fourth] = till.sellMany(product, 4);
    if (!first || !second || !third || !fourth) throw new Error('There are four sales.');
    expect(await till.send([fourth, second])).toMatchObject({
      contiguousSequence: 0,
      results: [{ flags: [] }, { flags: [] }],
    });
    expect(await till.flags(first)).toEqual([]);
    expect(await till.send([])).toMatchObject({ contiguousSequence: 2 });
    const other = {
      ...till.clone().sell([coffee(product)], { ...third, id: uuid(), hash: undefined as never }),
    };
    expect(await till.flags(other)).toEqual(['CHAIN_BROKEN']);
    expect((await till.send([third])).contiguousSequence).toBe(4);
  });
});

describe('a text of the time other than the usual', () => {
  it.each(['2026-04-30T10:00:00Z', '2026-04-30T12:00:00.5+02:00'])(
    '%s is hashed as it was sent',
    async (soldAt) => {
      const { till, product } = await device();
      const sale = till.sell([coffee(product)], { soldAt });
      expect(await till.flags(sale)).toEqual([]);
      expect(await shop.sale(sale.id)).toMatchObject({ soldAt: new Date(soldAt).toISOString() });
      const { sale: read } = await shop.answer<{ sale: { asSent: string } }>(
        'query ($id: ID!) { sale(id: $id) { asSent } }',
        { id: sale.id },
      );
      expect(JSON.parse(read.asSent)).toMatchObject({ soldAt });
    },
  );

  it('so is null for what may be left out', async () => {
    const { till, product } = await device();
    const line = till.clone().sell([coffee(product)]).lines[0];
    const sale = till.sell([coffee(product)], {
      lines: line ? [{ ...line, productId: null }] : [],
      payments: [{ method: 'CASH', amount: 449, tendered: null as never }],
    });
    expect(await till.flags(sale)).toEqual(['UNKNOWN_PRODUCT']);
  });
});

describe('what can’t be attributed is rejected, sale by sale, and changes nothing', () => {
  it.each<[string, (till: TestDevice) => TestDevice, string]>([
    ['an unknown claim', (till) => new TestDevice(shop, { ...till.claim, id: uuid() }), 'UNKNOWN_CLAIM'],
    [
      'a wrong token',
      (till) => new TestDevice(shop, { ...till.claim, token: `${till.claim.token}x` }),
      'NOT_THIS_DEVICE',
    ],
    ['no token of ours', (till) => new TestDevice(shop, { ...till.claim, token: 'x' }), 'NOT_THIS_DEVICE'],
  ])('%s', async (_what, change, code) => {
    const { till, product } = await device();
    const stranger = change(till);
    const sold = stranger.sellMany(product, 2);
    const rejected = { outcome: 'REJECTED', code, flags: [], sale: null, message: expect.any(String) };
    expect(await stranger.send(sold)).toMatchObject({ results: [rejected, rejected], contiguousSequence: 0 });
    expect([await count('"Sale"'), await shop.stock(product)]).toEqual([0, 10]);
  });

  it('another device’s claim, or none', async () => {
    const { till, product } = await device();
    const taken = await claimDevice(shop, { takeOver: true });
    const sale = till.sell([coffee(product)]);
    expect((await taken.send([sale], { claimId: till.claim.id })).results).toMatchObject([
      { outcome: 'REJECTED', code: 'NOT_THIS_DEVICE' },
    ]);
    const input = { claimId: till.claim.id, lastSequence: 1, sales: [sale] };
    const record = `mutation ($input: RecordSalesInput!) { recordSales(input: $input) { results { outcome } } }`;
    expect(await shop.refusal(record, { input })).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    expect(await shop.as().refusal(record, { input })).toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
  });
});

describe('a malformed sale is refused with the whole request, and named', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['an id that is none', { id: 'one' }, 'sales.0.id'],
    ['a sequence below 1', { sequence: 0 }, 'sales.0.sequence'],
    ['a date that is none', { businessDate: '2026-02-30' }, 'input.sales.0.businessDate'],
    ['a hash that is none', { hash: 'A'.repeat(64) }, 'sales.0.hash'],
    ['a link that is none', { previousHash: '' }, 'sales.0.previousHash'],
    ['a number with a zero character', { number: 'a\0' }, 'sales.0.number'],
    ['a price in fractions', { total: 4.49 }, 'total'],
    ['no lines at all', { lines: null }, 'lines'],
  ])('%s', async (_what, given, field) => {
    const { till, product } = await device();
    const { status, data, errors } = await till.tryToSend([{ ...till.sell([coffee(product)]), ...given }]);
    expect([status, data?.recordSales]).toEqual([expect.any(Number), undefined]);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.extensions.field).toContain(field.replace(/^input\./, ''));
    expect(await count('"Sale"')).toBe(0);
  });

  it('more than a hundred, and a tax rate that is none', async () => {
    const { till, product } = await device();
    const { errors } = await till.tryToSend(till.sellMany(product, 101));
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'sales' } }]);
    const sale = till.sell([coffee(product)]);
    const lines = sale.lines.map((line) => ({ ...line, taxRate: -1 }));
    expect((await till.tryToSend([{ ...sale, lines }])).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', field: 'sales.0.lines.0.taxRate' } },
    ]);
  });
});

describe('trouble with one sale is no trouble for the others', () => {
  /** The database refuses this sale, whatever is tried. */
  function poison(id: string): void {
    const db = new Database(shop.file);
    db.exec(`CREATE TRIGGER poison BEFORE INSERT ON "SaleLine" WHEN NEW."saleId" = '${id}'
      BEGIN SELECT RAISE(ABORT, 'poisoned'); END`);
    db.close();
  }

  it('one malformed and one that can’t be written among fifty: the other 48 are recorded at once', async () => {
    const { till, product } = await device();
    const sold = till.sellMany(product, 50);
    const [malformed, poisoned] = [sold[10], sold[20]];
    if (!malformed || !poisoned) throw new Error('There are fifty sales.');
    poison(poisoned.id);
    const sent = sold.map((sale) => (sale === malformed ? { ...sale, hash: 'none' } : sale));
    const refused = await till.tryToSend(sent);
    expect(refused.errors).toMatchObject([{ extensions: { field: 'sales.10.hash' } }]);

    const others = sent.filter((_, index) => index !== 10);
    const { results, contiguousSequence } = await till.send(others);
    expect(results.filter(({ outcome }) => outcome === 'RECORDED')).toHaveLength(48);
    expect(results.filter(({ outcome }) => outcome !== 'RECORDED')).toMatchObject([
      {
        id: poisoned.id,
        outcome: 'RETRY',
        code: 'TRY_AGAIN',
        message: expect.not.stringMatching(/poison|SQL/i),
        sale: null,
      },
    ]);
    expect(contiguousSequence).toBe(10);
    expect(shop.loggedErrors()).toMatchObject([
      { msg: 'what was handed in could not be recorded', err: { message: 'poisoned' } },
    ]);
    expect(await shop.stock(product)).toBe(10 - 48);

    const db = new Database(shop.file);
    db.exec('DROP TRIGGER poison');
    db.close();
    expect((await till.send([poisoned, malformed])).contiguousSequence).toBe(50);
  });

  it('a database that somebody else holds: RETRY, and nothing is lost or waits for ever', async () => {
    const { till, product } = await device();
    const sold = till.sellMany(product, 30);
    const db = new Database(shop.file);
    db.exec('BEGIN IMMEDIATE');
    const start = Date.now();
    const held = await till.outcomes(sold);
    db.exec('ROLLBACK');
    db.close();
    expect(new Set(held)).toEqual(new Set(['RETRY']));
    expect(Date.now() - start).toBeLessThan(15_000);
    expect(shop.loggedErrors().length).toBeGreaterThan(0);
    expect(new Set(await till.outcomes(sold))).toEqual(new Set(['RECORDED']));
  });
});

describe('a gateway whose back-up of yesterday was brought back', () => {
  it('gets from its devices what it has lost, and the ERP has each sale once', async () => {
    const { till, product } = await device();
    const early = till.sellMany(product, 2);
    await till.send(early);
    const backUp = `${shop.file}.back-up`;
    const db = new Database(shop.file);
    await db.backup(backUp);
    db.close();
    const late = till.sellMany(product, 3);
    await till.send(late);
    await shop.sync();

    await shop.restart({
      beforeStart: () => {
        for (const suffix of ['-wal', '-shm']) rmSync(shop.file + suffix, { force: true });
        copyFileSync(backUp, shop.file);
      },
    });
    expect((await till.send([])).contiguousSequence).toBe(2); // less than before: the device sees what is missing
    expect(await till.outcomes([...early, ...late])).toEqual([
      ...['DUPLICATE', 'DUPLICATE'],
      ...['RECORDED', 'RECORDED', 'RECORDED'],
    ]);
    expect(await shop.sync()).toMatchObject({ attempted: 5, synced: 5 });
    expect(shop.erp.ledger.map(({ saleId }) => saleId).sort()).toEqual(
      [...early, ...late].map(({ id }) => id).sort(),
    );
    expect(await shop.stock(product)).toBe(5);
  });
});

describe('where a device’s sales are now', () => {
  const CLAIMED =
    'query ($claimId: ID!, $ids: [ID!]!) { claimedSales(claimId: $claimId, ids: $ids) { id syncStatus } }';

  it('only it may ask, and only for its own', async () => {
    const { till, product } = await device();
    const sold = till.sellMany(product, 2);
    await till.send(sold);
    const online = await shop.sell([product, 1]);
    const variables = { claimId: till.claim.id, ids: [...sold.map(({ id }) => id), online.id, uuid()] };
    expect((await till.ask(CLAIMED, variables)).data).toEqual({
      claimedSales: sold.map(({ id }) => ({ id, syncStatus: 'PENDING' })),
    });
    await shop.sync();
    expect((await till.ask<{ claimedSales: object[] }>(CLAIMED, variables)).data?.claimedSales).toMatchObject(
      [{ syncStatus: 'SYNCED' }, { syncStatus: 'SYNCED' }],
    );
    expect(await shop.as().refusal(CLAIMED, variables)).toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
    const next = await claimDevice(shop, { takeOver: true });
    expect((await next.ask(CLAIMED, variables)).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
  });
});

describe('a rescue file', () => {
  const IMPORT = `mutation ($input: RescueFileInput!) { importRescueFile(input: $input) { results { ${RESULT} } } }`;
  const file = (till: TestDevice, sales: readonly SentSale[], given: object = {}) => {
    const { id: claimId, epoch, deviceName, register } = till.claim;
    const claim = {
      claimId,
      registerId: register.id,
      epoch,
      deviceName,
      lastSequence: till.sequence,
      sales,
      ...given,
    };
    return { format: 'tillkeep-rescue-1', claims: [claim] };
  };
  const take = async (input: object) =>
    (await shop.answer<{ importRescueFile: { results: ResultAnswer[] } }>(IMPORT, { input })).importRescueFile
      .results;

  it('is taken in once and only once, also beside the device itself', async () => {
    const { till, product } = await device();
    const sold = till.sellMany(product, 5);
    await till.send(sold.slice(0, 2));
    const outcomes = async () => (await take(file(till, sold))).map(({ outcome }) => outcome);
    expect(await outcomes()).toEqual(['DUPLICATE', 'DUPLICATE', 'RECORDED', 'RECORDED', 'RECORDED']);
    expect(await outcomes()).toEqual(Array(5).fill('DUPLICATE'));
    expect(await till.outcomes(sold)).toEqual(Array(5).fill('DUPLICATE'));
    expect(await shop.stock(product)).toBe(5);
  });

  it('of a claim that is not known here, after a back-up was brought back, is taken in as late', async () => {
    const { till, product } = await device();
    const lost = new TestDevice(shop, { ...till.claim, id: uuid(), epoch: 2, deviceName: 'Lost till' });
    const sold = lost.sellMany(product, 2);
    const results = await take(file(lost, sold));
    expect(results).toMatchObject([
      { outcome: 'RECORDED', flags: ['LATE'], sale: { reference: `MAIN-R1.2-${sold[0]?.number}` } },
      { outcome: 'RECORDED', flags: ['LATE'] },
    ]);
    expect((await claimDevice(shop, { takeOver: true })).claim.epoch).toBe(3);

    const double = new TestDevice(shop, { ...lost.claim, id: uuid() });
    const [again] = await take(file(double, double.sellMany(product, 1)));
    expect(again).toMatchObject({
      outcome: 'RECORDED',
      sale: { reference: expect.stringMatching(/^MAIN-R1\.4-/) },
    });
  });

  it('of a register that is not known here is rejected, and something else is none', async () => {
    const { till, product } = await device();
    const lost = new TestDevice(shop, { ...till.claim, id: uuid() });
    expect(await take(file(lost, lost.sellMany(product, 1), { registerId: uuid() }))).toMatchObject([
      { outcome: 'REJECTED', code: 'UNKNOWN_REGISTER' },
    ]);
    expect(await shop.refusal(IMPORT, { input: { ...file(lost, []), format: 'other' } })).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'format' },
    });
  });
});
