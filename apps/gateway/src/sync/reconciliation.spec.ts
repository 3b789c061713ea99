// POS beside ERP, with both as the processes that they ship as, and books that somebody has had in their hands.
import Database from 'better-sqlite3';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { Books, ERP_KEY, Processes, type Running } from '../processes-under-test';
import { ShopApi, toLine, type SaleAnswer } from '../shop-api';

const processes = new Processes();
const shop = new ShopApi();
let books: Books;
let erp: Running;
let erpFolder: string;
let gatewayFolder: string;
let erpUrl: string;
let product: string;
let outletId: string;

beforeAll(async () => {
  processes.build();
  [gatewayFolder, erpFolder] = [processes.newFolder(), processes.newFolder()];
  await startErp();
  books = new Books(erpUrl);
  await startGateway();
  const { outlets } = await shop.answer<{ outlets: { id: string }[] }>('{ outlets { id } }');
  outletId = outlets[0]?.id ?? '';
  product = await shop.addProduct({ openingStock: 1000 });
}, 90_000);
afterAll(async () => {
  await processes.killAll();
  processes.remove();
});

async function startErp(): Promise<void> {
  const port = erpUrl ? new URL(erpUrl).port : '0';
  erp = processes.erp({ DATA_DIR: erpFolder, ERP_PORT: port });
  erpUrl = await erp.url;
}

let gateway: Running;
async function startGateway(environment: Record<string, string> = {}): Promise<void> {
  gateway = processes.gateway({ DATA_DIR: gatewayFolder, ERP_URL: `${erpUrl}/graphql`, ...environment });
  shop.url = await gateway.url;
  await shop.signIn();
}

async function restartGateway(environment: Record<string, string> = {}): Promise<void> {
  gateway.process.kill('SIGTERM');
  await gateway.ended;
  await startGateway(environment);
}

interface Day {
  readonly outlet: { readonly code: string };
  readonly businessDate: string;
  readonly posCount: number;
  readonly posTotal: number;
  readonly erpCount: number;
  readonly erpTotal: number;
  readonly difference: number;
  readonly matches: boolean;
  readonly pending: number;
  readonly failed: number;
  readonly resolvedByHand: number;
}
interface Differences {
  readonly day: Day;
  readonly totalCount: number;
  readonly unlisted: number;
  readonly differences: readonly {
    readonly kind: string;
    readonly saleId: string;
    readonly sale: { readonly syncStatus: string } | null;
    readonly posTotal: number | null;
    readonly erpTotal: number | null;
    readonly erpReference: string | null;
  }[];
}
interface Mended {
  readonly sent: number;
  readonly booked: number;
  readonly refusals: readonly { readonly code: string; readonly message: string }[];
  readonly found: Differences;
}

const DAY = `outlet { code } businessDate posCount posTotal erpCount erpTotal difference matches pending failed
  resolvedByHand`;
const DIFFERENCES = `day { ${DAY} } totalCount unlisted
  differences { kind saleId reference sale { syncStatus } posTotal erpTotal erpReference erpBusinessDate }`;

const sell = (businessDate: string, pieces = 1): Promise<SaleAnswer> =>
  shop.createSale({ lines: [toLine([product, pieces])], soldAt: `${businessDate}T10:00:00Z` });

/** Newest first. */
async function days(from: string, to = from): Promise<Day[]> {
  const { reconciliation } = await shop.answer<{ reconciliation: Day[] }>(
    `query ($from: Date!, $to: Date!) { reconciliation(from: $from, to: $to) { ${DAY} } }`,
    { from, to },
  );
  return reconciliation;
}

async function differences(businessDate: string): Promise<Differences> {
  const { reconciliationDifferences } = await shop.answer<{ reconciliationDifferences: Differences }>(
    `query ($outletId: ID!, $businessDate: Date!) {
      reconciliationDifferences(outletId: $outletId, businessDate: $businessDate) { ${DIFFERENCES} }
    }`,
    { outletId, businessDate },
  );
  return reconciliationDifferences;
}

async function reconcile(businessDate: string): Promise<Mended> {
  const { reconcileDay } = await shop.answer<{ reconcileDay: Mended }>(
    `mutation ($outletId: ID!, $businessDate: Date!) {
      reconcileDay(outletId: $outletId, businessDate: $businessDate) {
        sent booked refusals { code message } found { ${DIFFERENCES} }
      }
    }`,
    { outletId, businessDate },
  );
  return reconcileDay;
}

const kinds = ({ differences }: Differences) => differences.map(({ kind, saleId }) => [kind, saleId]);

interface Summary {
  readonly checkedAt: string | null;
  readonly differing: number;
  readonly from: string | null;
  readonly to: string | null;
}

async function summary(): Promise<Summary> {
  const { reconciliationSummary } = await shop.answer<{ reconciliationSummary: Summary }>(
    '{ reconciliationSummary { checkedAt differing from to } }',
  );
  return reconciliationSummary;
}

async function deeds(
  action: string,
): Promise<{ subjectName: string; before: string | null; after: string }[]> {
  const { auditEntries } = await shop.answer<{
    auditEntries: { nodes: { subjectName: string; before: string | null; after: string }[] };
  }>(
    'query ($action: String!) { auditEntries(first: 100, filter: { action: $action }) { nodes { subjectName before after } } }',
    { action },
  );
  return auditEntries.nodes;
}

/** Changes the books as whoever has their file in their hands can: past all that guards them. */
function behindTheErpsBack(change: (db: Database.Database) => void): void {
  const db = new Database(join(erpFolder, 'erp.sqlite'));
  db.transaction(() => {
    const guards = db
      .prepare<[], { name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_never\\_%' ESCAPE '\\'",
      )
      .all();
    for (const { name } of guards) db.exec(`DROP TRIGGER ${name}`);
    change(db);
    for (const { sql } of guards) db.exec(sql);
  })();
  db.close();
}

function loseDocument(saleId: string): void {
  behindTheErpsBack((db) => {
    db.prepare(
      `UPDATE day_totals SET count = count - 1, subtotal = day_totals.subtotal - d.subtotal,
         tax = day_totals.tax - d.tax, total = day_totals.total - d.total
       FROM (SELECT * FROM documents WHERE sale_id = ?) AS d
       WHERE day_totals.business_date = d.business_date AND day_totals.outlet_code = d.outlet_code`,
    ).run(saleId);
    db.prepare(
      'DELETE FROM journal_entries WHERE document_id = (SELECT id FROM documents WHERE sale_id = ?)',
    ).run(saleId);
    db.prepare('DELETE FROM documents WHERE sale_id = ?').run(saleId);
  });
}

/** By so many cents, with the sums of its day. */
function alterDocument({ id: saleId, businessDate }: SaleAnswer, cents: number): void {
  behindTheErpsBack((db) => {
    db.prepare('UPDATE documents SET subtotal = subtotal + ?, total = total + ? WHERE sale_id = ?').run(
      ...[cents, cents, saleId],
    );
    db.prepare(
      'UPDATE day_totals SET subtotal = subtotal + ?, total = total + ? WHERE business_date = ?',
    ).run(...[cents, cents, businessDate]);
  });
}

/** Somebody else books a sale that never was one here. */
async function bookStranger(businessDate: string, saleId = uuidv7()): Promise<string> {
  const lines = [{ sku: 'X', name: 'X', quantity: 1, unitPrice: 1000, taxRate: 0, tax: 0, total: 1000 }];
  const input = {
    ...{ saleId, reference: 'SOMEWHERE-ELSE', outletCode: 'MAIN', registerCode: '00', businessDate, lines },
    ...{ soldAt: `${businessDate}T10:00:00Z`, currency: 'EUR', subtotal: 1000, tax: 0, total: 1000 },
    payments: [{ method: 'CASH', amount: 1000 }],
  };
  const { importSales } = await books.answer<{ importSales: { status: string }[] }>(
    'mutation ($input: [ErpSaleInput!]!) { importSales(input: $input) { status } }',
    { input: [input] },
  );
  expect(importSales).toEqual([{ status: 'IMPORTED' }]);
  return saleId;
}

it('[RECON1] days that the ERP has booked match, to the cent, and days without a sale have no row', async () => {
  await sell('2026-01-05', 2);
  await sell('2026-01-05', 0.342);
  await sell('2026-01-07', 3);
  await shop.sync();
  const one = {
    outlet: { code: 'MAIN' },
    difference: 0,
    matches: true,
    pending: 0,
    failed: 0,
    resolvedByHand: 0,
  };
  expect(await days('2026-01-01', '2026-01-31')).toEqual([
    { ...one, businessDate: '2026-01-07', posCount: 1, posTotal: 1347, erpCount: 1, erpTotal: 1347 },
    { ...one, businessDate: '2026-01-05', posCount: 2, posTotal: 1052, erpCount: 2, erpTotal: 1052 },
  ]);
  expect(await differences('2026-01-05')).toMatchObject({ totalCount: 0, unlisted: 0, differences: [] });
  expect(await differences('2026-01-06')).toMatchObject({ day: { posCount: 0, erpCount: 0, matches: true } });
  expect(await reconcile('2026-01-05')).toMatchObject({ sent: 0, booked: 0, refusals: [] });
  expect(await deeds('sync.day-reconciled')).toEqual([]);
});

it('[RECON4] [RECON8] a document that the ERP has lost is named, and the sale is booked again under its own id', async () => {
  const date = '2026-01-10';
  const [kept, lost] = [await sell(date), await sell(date, 2)];
  await shop.sync();
  const booked = await shop.sale(lost.id);
  loseDocument(lost.id);

  expect(await days(date)).toMatchObject([
    { posCount: 2, posTotal: 1347, erpCount: 1, erpTotal: 449, difference: 898, matches: false },
  ]);
  expect(await summary()).toMatchObject({ differing: 1, from: date, to: date });
  expect((await differences(date)).differences).toMatchObject([
    {
      kind: 'UNKNOWN_TO_ERP',
      saleId: lost.id,
      sale: { syncStatus: 'SYNCED' },
      posTotal: 898,
      erpTotal: null,
    },
  ]);

  expect(await reconcile(date)).toMatchObject({
    ...{ sent: 1, booked: 1, refusals: [] },
    found: { day: { matches: true, difference: 0 }, totalCount: 0 },
  });
  expect(await summary()).toMatchObject({ differing: 0, from: null, to: null });
  const again = await shop.sale(lost.id);
  const document = (await books.documents()).find(({ saleId }) => saleId === lost.id);
  expect(document).toMatchObject({ erpReference: again.erpReference, total: 898 });
  expect(again).toEqual({ ...booked, erpReference: expect.not.stringMatching(booked.erpReference ?? '') });
  expect(await deeds('sync.day-reconciled')).toMatchObject([
    { subjectName: date, after: '{"sentAgain":1,"onlyInErp":0}' },
  ]);
  expect(await deeds('sale.rebooked')).toMatchObject([
    { subjectName: lost.reference, before: JSON.stringify({ erpReference: booked.erpReference }) },
  ]);
  expect(await reconcile(date)).toMatchObject({ sent: 0, found: { day: { matches: true } } });
  expect(await deeds('sync.day-reconciled')).toHaveLength(1);
  expect((await shop.sale(kept.id)).syncAttempts).toBe(1);
});

it('[RECON5] [RECON6] [RECON8] what only the ERP has, and another total, are named and left to people', async () => {
  const date = '2026-01-15';
  const [altered, other] = [await sell(date), await sell('2026-01-16')];
  await shop.sync();
  alterDocument(altered, 1);
  const stranger = await bookStranger(date);
  behindTheErpsBack((db) =>
    db.prepare("UPDATE documents SET business_date = '2026-01-15' WHERE sale_id = ?").run(other.id),
  );

  const found = await differences(date);
  expect(found.day).toMatchObject({
    posCount: 1,
    posTotal: 449,
    erpCount: 2,
    erpTotal: 1450,
    difference: -1001,
  });
  expect(new Map(found.differences.map(({ kind, saleId }) => [saleId, kind]))).toEqual(
    new Map([
      [altered.id, 'OTHER_TOTAL'],
      [other.id, 'OTHER_DAY'],
      [stranger, 'ONLY_IN_ERP'],
    ]),
  );
  expect(found.differences[0]).toMatchObject({ kind: 'OTHER_TOTAL', posTotal: 449, erpTotal: 450 });
  expect(kinds(await differences('2026-01-16'))).toEqual([['OTHER_DAY', other.id]]);

  const bookedBefore = await books.documents();
  const soldBefore = await shop.sales({}, 200);
  const { found: after, ...done } = await reconcile(date);
  expect(done).toEqual({ sent: 0, booked: 0, refusals: [] });
  expect(after).toEqual(found);
  expect(await books.documents()).toEqual(bookedBefore);
  expect(await shop.sales({}, 200)).toEqual(soldBefore);
  expect((await deeds('sync.day-reconciled'))[0]).toMatchObject({ after: '{"sentAgain":0,"onlyInErp":1}' });
});

it('[RECON2] [RECON4] pending and failed sales count here, with why they are not there, and are sent', async () => {
  const date = '2026-01-20';
  await books.setLockDate(date);
  const failed = await sell(date);
  await shop.sync();
  const pending = await sell(date, 2);
  const found = await differences(date);
  expect(found.day).toMatchObject({ posCount: 2, erpCount: 0, pending: 1, failed: 1, matches: false });
  expect(new Map(found.differences.map(({ kind, saleId }) => [saleId, kind]))).toEqual(
    new Map([
      [failed.id, 'NOT_BOOKED'],
      [pending.id, 'NOT_SENT'],
    ]),
  );
  expect(await reconcile(date)).toMatchObject({
    sent: 2,
    booked: 0,
    found: { day: { failed: 2, pending: 0 } },
  });
  await books.setLockDate(null);
  expect(await reconcile(date)).toMatchObject({ sent: 2, booked: 2, found: { day: { matches: true } } });
});

it('[RECON8] a lost sale that the ERP would not book again stays Synced, and its reason is said', async () => {
  const date = '2026-01-25';
  const lost = await sell(date);
  await shop.sync();
  const before = await shop.sale(lost.id);
  loseDocument(lost.id);
  await books.setLockDate(date);
  expect(await reconcile(date)).toMatchObject({
    ...{ sent: 1, booked: 0 },
    refusals: [{ code: 'PERIOD_CLOSED', message: expect.stringContaining('closed up to 2026-01-25') }],
    found: { differences: [{ kind: 'UNKNOWN_TO_ERP', saleId: lost.id }] },
  });
  expect(await shop.sale(lost.id)).toEqual(before);
  await books.setLockDate(null);
  expect(await reconcile(date)).toMatchObject({ booked: 1, found: { day: { matches: true } } });
});

it('[RECON3] [RECON7] a sale that was resolved by hand is no difference and is never sent again', async () => {
  const date = '2026-01-28';
  await books.setLockDate(date);
  const sale = await sell(date);
  await shop.sync();
  await shop.answer(
    'mutation ($id: ID!) { resolveSale(id: $id, erpReference: "HAND-1", note: "By hand") { id } }',
    { id: sale.id },
  );
  await books.setLockDate(null);
  expect(await differences(date)).toMatchObject({
    day: { posCount: 1, erpCount: 0, matches: true, resolvedByHand: 1 },
    differences: [],
  });
  expect(await reconcile(date)).toMatchObject({ sent: 0 });
  expect((await books.documents()).filter(({ saleId }) => saleId === sale.id)).toEqual([]);
});

it('two who reconcile a day at once do it once', async () => {
  const date = '2026-02-02';
  const lost = await Promise.all([sell(date), sell(date), sell(date)]);
  await shop.sync();
  for (const { id } of lost) loseDocument(id);
  const before = (await deeds('sync.day-reconciled')).length;
  const [one, other] = await Promise.all([reconcile(date), reconcile(date)]);
  expect(one).toEqual(other);
  expect(one).toMatchObject({ sent: 3, booked: 3, found: { day: { matches: true, erpCount: 3 } } });
  expect(await deeds('sync.day-reconciled')).toHaveLength(before + 1);
});

describe('an ERP that can’t tell documents by date', () => {
  let narrow: Server;
  beforeAll(async () => {
    narrow = createServer(async (request, reply) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      if (body.includes('businessDate: $businessDate')) {
        const message = 'Unknown argument "businessDate" on field "Query.documents".';
        const error = { message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } };
        reply.writeHead(400, { 'content-type': 'application/json' });
        return reply.end(JSON.stringify({ errors: [error] }));
      }
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${ERP_KEY}` };
      const answer = await fetch(`${erpUrl}/graphql`, { method: 'POST', headers, body });
      reply.writeHead(answer.status, { 'content-type': 'application/json' });
      return reply.end(await answer.text());
    });
    await new Promise<void>((resolve) => narrow.listen(0, '127.0.0.1', resolve));
    const { port } = narrow.address() as AddressInfo;
    await restartGateway({ ERP_URL: `http://127.0.0.1:${port}/graphql` });
  });
  afterAll(async () => {
    narrow.close();
    await restartGateway();
  });

  it('is asked sale by sale, and what it does not list is counted', async () => {
    const date = '2026-02-05';
    const sales = await Promise.all(Array.from({ length: 9 }, () => sell(date)));
    await shop.sync();
    const [lost, altered] = sales;
    if (!lost || !altered) throw new Error('There are sales.');
    loseDocument(lost.id);
    alterDocument(altered, -2);
    await bookStranger(date);
    const found = await differences(date);
    expect(new Set(kinds(found).map(String))).toEqual(
      new Set([`UNKNOWN_TO_ERP,${lost.id}`, `OTHER_TOTAL,${altered.id}`]),
    );
    expect(found.unlisted).toBe(1);
    expect(await reconcile(date)).toMatchObject({
      sent: 1,
      booked: 1,
      found: { unlisted: 1, totalCount: 1 },
    });
  });
});

it('asks for one year at most, for dates in their order, and for an outlet that is there', async () => {
  const asked = (from: string, to: string, outlet: string | null = null) =>
    shop.refusal(
      'query ($from: Date!, $to: Date!, $outlet: ID) { reconciliation(from: $from, to: $to, outletId: $outlet) { posCount } }',
      { from, to, outlet },
    );
  expect(await asked('2025-01-01', '2026-01-02')).toMatchObject({
    extensions: { code: 'BAD_USER_INPUT', field: 'from' },
  });
  expect(await asked('2026-01-02', '2026-01-01')).toMatchObject({ extensions: { field: 'to' } });
  expect(await asked('2026-01-01', '2026-01-02', uuidv7())).toMatchObject({
    extensions: { code: 'NOT_FOUND' },
  });
});

it('says in plain words that the ERP does not answer, and guesses nothing', async () => {
  erp.process.kill('SIGKILL');
  await erp.ended;
  const unavailable = {
    message: 'The ERP can’t be reached. Nothing was compared.',
    extensions: { code: 'ERP_UNAVAILABLE' },
  };
  const checked = await summary();
  expect(
    await shop.refusal('{ reconciliation(from: "2026-01-01", to: "2026-01-31") { posCount } }'),
  ).toMatchObject(unavailable);
  expect(
    await shop.refusal(
      `mutation { reconcileDay(outletId: "${outletId}", businessDate: "2026-01-05") { sent } }`,
    ),
  ).toMatchObject(unavailable);
  expect(await summary()).toEqual(checked);
  await startErp();
  expect(await days('2026-01-05')).toMatchObject([{ matches: true }]);
});

it('[RECON10] compares by itself the days that are over, and keeps which of them differ', async () => {
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const [lost, today] = [await sell(daysAgo(3)), await shop.sell([product, 1])];
  await shop.sync();
  await days(daysAgo(40), daysAgo(0));
  const before = await summary();
  expect(before.checkedAt).toBeNull();
  loseDocument(lost.id);
  loseDocument(today.id);
  expect(await summary()).toEqual(before);

  await restartGateway({ SYNC_INTERVAL_SECONDS: '30' });
  for (let tries = 0; tries < 50 && (await summary()).checkedAt === null; tries++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await summary()).toEqual({
    checkedAt: expect.any(String),
    differing: before.differing + 1,
    from: before.from,
    to: lost.businessDate,
  });
  // What differs today is on its way, and no alarm.
  expect(await days(daysAgo(0), daysAgo(-1))).toMatchObject([{ matches: false }]);
  expect(await summary()).toMatchObject({ differing: before.differing + 1, to: lost.businessDate });
});
