// Gateway and ERP as two processes, each killed in the midst of its work: what is sold is in the books once.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { Books, Processes, type DayTotals, type Running } from '../processes-under-test';
import { CREATE_SALE, ShopApi, toLine, type SaleAnswer } from '../shop-api';

const processes = new Processes();
let house: House;
beforeAll(async () => {
  processes.build();
  house = await openHouse();
}, 60_000);
afterAll(async () => {
  await processes.killAll();
  processes.remove();
});

type Way = 'there' | 'back';

interface House {
  readonly shop: ShopApi;
  readonly books: Books;
  gateway: Running;
  erp: Running;
  /** Called with each piece of a batch that sets out for the ERP, and of an answer that comes back. */
  onTheLine: (way: Way) => void;
  readonly restartGateway: () => Promise<void>;
  readonly restartErp: () => Promise<void>;
}

async function openHouse(): Promise<House> {
  const [gatewayFolder, erpFolder] = [processes.newFolder(), processes.newFolder()];
  let erp = processes.erp({ DATA_DIR: erpFolder });
  const erpUrl = await erp.url;
  const lineUrl = await layLine(erpUrl, (way) => house.onTheLine(way));
  const startGateway = () => processes.gateway({ DATA_DIR: gatewayFolder, ERP_URL: `${lineUrl}/graphql` });
  const house: House = {
    gateway: startGateway(),
    erp,
    onTheLine: () => undefined,
    shop: new ShopApi(),
    books: new Books(erpUrl),
    async restartGateway() {
      await house.gateway.ended;
      house.gateway = startGateway();
      house.shop.url = await house.gateway.url;
    },
    async restartErp() {
      await house.erp.ended;
      erp = processes.erp({ DATA_DIR: erpFolder, ERP_PORT: new URL(erpUrl).port });
      house.erp = erp;
      await erp.url;
    },
  };
  house.shop.url = await house.gateway.url;
  await house.shop.signIn();
  return house;
}

/** A TCP line to an address; answers where it begins. */
async function layLine(to: string, passes: (way: Way) => void): Promise<string> {
  const line = createServer((near) => {
    const far = connect(Number(new URL(to).port), '127.0.0.1');
    for (const [from, other, way] of [
      [near, far, 'there'],
      [far, near, 'back'],
    ] as const) {
      from.on('data', (bytes) => {
        passes(way);
        other.write(bytes);
      });
      from.on('close', () => other.destroy());
      from.on('error', () => other.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(line, 'listening');
  line.unref();
  return `http://127.0.0.1:${(line.address() as AddressInfo).port}`;
}

/** Kills it in the midst of the next run of four batches: as one of them sets out, or as one is answered. */
function killInTheMidst(house: House, { process }: Running): void {
  const nth = randomInt(1, 5);
  const at = randomInt(2) === 0 ? 'there' : 'back';
  let passed = 0;
  house.onTheLine = (way) => {
    if (way === at && ++passed === nth) process.kill('SIGKILL');
  };
}

/** Every sale is Synced under the number of the one document that the ERP has of it, and each day's totals agree. */
async function expectBooksToAgree({ shop, books }: House): Promise<void> {
  const sales = await shop.sales({}, 200);
  const documents = await books.documents();
  const booked = documents.map(({ saleId, erpReference, businessDate, total }) => [
    saleId,
    erpReference,
    businessDate,
    total,
  ]);
  const sold = sales.map(({ id, erpReference, businessDate, total }) => [
    id,
    erpReference,
    businessDate,
    total,
  ]);
  expect(booked.sort()).toEqual(sold.sort());
  expect(new Set(sales.map(({ syncStatus }) => syncStatus))).toEqual(new Set(['SYNCED']));
  expect(await books.dayTotals()).toEqual(totalsOf(sales));
}

function totalsOf(sales: readonly SaleAnswer[]): DayTotals[] {
  const days = new Map<string, DayTotals>();
  for (const { businessDate, subtotal, tax, total } of sales) {
    const day = days.get(businessDate) ?? {
      outletCode: 'MAIN',
      businessDate,
      count: 0,
      subtotal: 0,
      tax: 0,
      total: 0,
    };
    days.set(businessDate, {
      ...day,
      count: day.count + 1,
      subtotal: day.subtotal + subtotal,
      tax: day.tax + tax,
      total: day.total + total,
    });
  }
  return [...days.values()].sort((a, b) => (a.businessDate < b.businessDate ? -1 : 1));
}

it('what was sold on three days, in many ways, and what is booked agree to the cent', async () => {
  const { shop } = house;
  const products = await Promise.all(
    [5.5, 20, 0, 2.1, 10].map((taxRate, index) =>
      shop.addProduct({ name: `Thing ${index}`, price: 199 + index * 37, taxRate, openingStock: 10_000 }),
    ),
  );
  for (const day of ['2026-04-28', '2026-04-29', '2026-04-30']) {
    for (let count = 0; count < 10; count++) {
      const lines = products
        .slice(0, 1 + (count % 5))
        .map((product, index) => toLine([product, ((count * 7 + index * 3) % 9) + 0.125 * index + 0.001]));
      await shop.createSale({ lines, soldAt: `${day}T1${count}:00:00Z` });
    }
    const split = [
      { method: 'CARD', amount: 100 },
      { method: 'OTHER', amount: 50 },
      { method: 'CASH', amount: 49, tendered: 60 },
    ];
    await shop.createSale({
      lines: [toLine([products[0] ?? '', 1])],
      payments: split,
      soldAt: `${day}T18:00:00Z`,
    });
    expect(await shop.sync()).toMatchObject({ synced: 11, failed: 0 });
  }
  await expectBooksToAgree(house);
});

it('a closed period: its sales are Failed with the ERP’s reason, the others go on, and once it is opened all are booked', async () => {
  const { shop, books } = house;
  const product = await shop.addProduct({ openingStock: 100 });
  const sell = (soldAt: string) => shop.createSale({ soldAt, lines: [toLine([product, 1])] });
  await books.setLockDate('2026-04-29');
  const closed = [await sell('2026-04-28T10:00:00Z'), await sell('2026-04-29T10:00:00Z')];
  const open = await sell('2026-04-30T10:00:00Z');
  expect(await shop.sync()).toMatchObject({ attempted: 3, synced: 1, failed: 2 });
  expect(await shop.sale(open.id)).toMatchObject({
    syncStatus: 'SYNCED',
    erpReference: expect.stringMatching(/^INV-2026-\d{6}$/),
  });
  for (const { id, businessDate } of closed) {
    expect(await shop.sale(id)).toMatchObject({
      syncStatus: 'FAILED',
      syncError: {
        kind: 'PERMANENT',
        code: 'PERIOD_CLOSED',
        message: `The books are closed up to 2026-04-29, and this sale is of ${businessDate}. Ask your bookkeeper to open the period, then sync again.`,
      },
    });
  }
  expect(await shop.sync()).toMatchObject({ attempted: 2, synced: 0, failed: 2 });
  await books.setLockDate('2026-04-28');
  expect(await shop.sync()).toMatchObject({ attempted: 2, synced: 1, failed: 1 });
  await books.setLockDate(null);
  expect(await shop.retry(closed[0]?.id ?? '')).toMatchObject({ syncStatus: 'SYNCED' });
  await expectBooksToAgree(house);
});

describe('killed in the midst of a run', () => {
  it.each([1, 2, 3])(
    'the gateway leaves nothing that the next sync does not bring into the books once (round %d)',
    async () => {
      const { shop } = house;
      await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 330);
      killInTheMidst(house, house.gateway);
      await expect(shop.sync()).rejects.toThrow();

      await house.restartGateway();
      expect((await shop.runs())[0]).toMatchObject({ status: 'FINISHED' });
      expect(await shop.sync()).toMatchObject({ failed: 0 });
      await expectBooksToAgree(house);
    },
  );

  it('the ERP is found again by the next sync', async () => {
    const { shop } = house;
    await shop.sellMany(await shop.addProduct({ openingStock: 1000 }), 330);
    killInTheMidst(house, house.erp);
    await shop.sync();
    await house.restartErp();
    expect(await shop.sync()).toMatchObject({ failed: 0 });
    await expectBooksToAgree(house);
  });
});

it('killed while it sells, the gateway has every sale that it answered, once and whole', async () => {
  const { shop } = house;
  const product = await shop.addProduct({ openingStock: 10_000 });
  const inputs: { id: string; lines: object[]; soldAt: string }[] = [];
  const answered = new Map<string, SaleAnswer>();
  const cashier = async () => {
    for (;;) {
      const input = {
        id: uuidv7(),
        soldAt: '2026-03-15T10:00:00Z',
        lines: [toLine([product, 2]), toLine([product, 1])],
      };
      inputs.push(input);
      const { createSale } = await shop.answer<{ createSale: SaleAnswer }>(CREATE_SALE, { input });
      answered.set(input.id, createSale);
    }
  };
  const cashiers = [cashier(), cashier(), cashier()].map((until) => expect(until).rejects.toThrow());
  const { process } = house.gateway;
  setTimeout(() => process.kill('SIGKILL'), randomInt(300, 600));
  await Promise.all(cashiers);
  expect(answered.size).toBeGreaterThan(0);

  await house.restartGateway();
  for (const [id, sale] of answered) expect(await shop.sale(id)).toEqual(sale);
  for (const input of inputs) await shop.createSale(input); // what nobody heard of is answered, or sold now
  const sales = await shop.sales({ from: '2026-03-15', to: '2026-03-15' }, 200);
  expect(sales.map(({ id }) => id).sort()).toEqual(inputs.map(({ id }) => id).sort());
  const numbers = sales.map(({ number }) => Number(number.split('-')[3])).sort((a, b) => a - b);
  expect(numbers).toEqual(inputs.map((_, index) => index + 1));
  expect(await shop.stock(product)).toBe(10_000 - 3 * inputs.length);
  await shop.sync();
  await expectBooksToAgree(house);
});
