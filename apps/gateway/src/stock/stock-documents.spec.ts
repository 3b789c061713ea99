import type { Role } from '@tillkeep/domain';
import { randomUUID } from 'node:crypto';
import { useShop } from '../gateway-under-test';
import type { ShopApi } from '../shop-api';

const ANNEX = {
  code: 'ANNEX',
  name: 'Annex',
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  pricesIncludeTax: true,
};
const PASSWORD = 'four words are enough';

const shop = useShop({ outlets: [ANNEX] });

interface Document {
  readonly id: string;
  readonly status: string;
  readonly number: number;
  readonly canReceive: boolean;
  readonly lineCount: number;
  readonly countedCount: number;
  readonly supplier: string | null;
}

const DOCUMENT =
  'id kind status number outlet { code } toOutlet { code } canReceive supplier note lineCount countedCount';
const run = async (api: ShopApi, field: string, args: string, variables: Record<string, unknown>) => {
  const names = [...args.matchAll(/\$(\w+): ([\w!]+|\[\w+!\]!)/g)]
    .map(([, name]) => `${name}: $${name}`)
    .join(', ');
  const answer = await api.answer<Record<string, Document>>(
    `mutation (${args}) { ${field}(${names}) { ${DOCUMENT} } }`,
    variables,
  );
  const document = answer[field];
  if (!document) throw new Error(`${field} answered nothing.`);
  return document;
};
const startDelivery = (input: object = {}, api: ShopApi = shop) =>
  run(api, 'startDelivery', '$input: StartDeliveryInput!', { input });
const startCount = (input: object = {}, api: ShopApi = shop) =>
  run(api, 'startCount', '$input: StartCountInput!', { input });
const startTransfer = (api: ShopApi = shop) =>
  run(api, 'startTransfer', '$input: StartTransferInput!', { input: { toOutletCode: 'ANNEX' } });
const book = (field: string, id: string, api: ShopApi = shop) => run(api, field, '$id: ID!', { id });

interface Recorded {
  readonly document: Document;
  readonly results: {
    readonly id: string;
    readonly line: {
      readonly product: { readonly id: string };
      readonly quantity: number;
      readonly enteredBy: string[];
    } | null;
    readonly code: string | null;
    readonly message: string | null;
  }[];
}
const recording = (field: string) => `mutation ($documentId: ID!, $entries: [StockEntryInput!]!) {
  ${field}(documentId: $documentId, entries: $entries) {
    document { ${DOCUMENT} } results { id line { product { id } quantity enteredBy } code message }
  }
}`;
const record = async (field: string, documentId: string, entries: object[], api: ShopApi = shop) => {
  const given = entries.map((entry) => ({ id: randomUUID(), ...entry }));
  const answer = await api.answer<Record<string, Recorded>>(recording(field), { documentId, entries: given });
  const recorded = answer[field];
  if (!recorded) throw new Error(`${field} answered nothing.`);
  return recorded;
};

/** Somebody signed in who belongs to one outlet. */
async function somebody(role: Role, code: string): Promise<ShopApi> {
  const { outlets } = await shop.answer<{ outlets: { id: string; code: string }[] }>(
    '{ outlets { id code } }',
  );
  const outletIds = outlets.filter((outlet) => outlet.code === code).map(({ id }) => id);
  const email = `${role}.${code}.${randomUUID()}@shop.test`.toLowerCase();
  const input = { name: `${role} of ${code}`, email, role, outletIds, password: PASSWORD };
  await shop.answer('mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }', { input });
  return shop.as().signIn(email, PASSWORD);
}

const PRODUCT =
  'query ($id: ID!) { product(id: $id) { stock reorderPoint movements { nodes { kind delta document { id kind number } } } } }';

it('a delivery is received by scans, booked once, and named by the product’s movements', async () => {
  const tea = await shop.addProduct({ name: 'Tea', barcodes: ['4006381333931'] });
  const { id, number } = await startDelivery({ supplier: ' Leaf Ltd ', note: '' });
  const scan = { id: randomUUID(), code: '4006381333931', add: 1 };
  const first = await record('recordGoods', id, [scan, { code: 'unheard-of', add: 1 }]);
  expect(first.results).toMatchObject([
    { id: scan.id, line: { product: { id: tea }, quantity: 1, enteredBy: ['Ada'] }, code: null },
    { line: null, code: 'NOT_FOUND', message: 'No product has the code unheard-of.' },
  ]);
  await record('recordGoods', id, [scan]);
  await record('recordGoods', id, [{ productId: tea, quantity: 12.5 }]);
  const booked = await Promise.all(Array.from({ length: 4 }, () => book('bookDelivery', id)));
  expect(new Set(booked.map((each) => JSON.stringify(each))).size).toBe(1);
  expect(booked[0]).toMatchObject({
    status: 'BOOKED',
    supplier: 'Leaf Ltd',
    lineCount: 1,
  });
  const { product } = await shop.answer<{ product: object }>(PRODUCT, { id: tea });
  expect(product).toMatchObject({
    stock: 22.5,
    movements: {
      nodes: [
        { kind: 'DELIVERY', delta: 12.5, document: { id, kind: 'DELIVERY', number } },
        { kind: 'OPENING', document: null },
      ],
    },
  });
});

it('the same id begins one document, however often it is asked', async () => {
  const id = randomUUID();
  const asked = await Promise.all([startDelivery({ id }), startDelivery({ id })]);
  expect(asked.map((document) => [document.id, document.number])).toEqual([
    [id, 1],
    [id, 1],
  ]);
});

it('cashiers count, several at once and without seeing what should be there; a manager books', async () => {
  const tea = await shop.addProduct({ name: 'Tea' });
  await shop.addProduct({ name: 'Milk' });
  const [ana, ben] = [await somebody('CASHIER', 'MAIN'), await somebody('CASHIER', 'MAIN')];
  const { id } = await startCount({ scope: {} });
  await startDelivery();
  const open = await ana.answer<{ stockDocuments: { nodes: Document[] } }>(
    `{ stockDocuments { nodes { ${DOCUMENT} } } }`,
  );
  expect(open.stockDocuments.nodes.map((document) => document.id)).toEqual([id]);

  await Promise.all([
    record('recordCount', id, [{ productId: tea, add: 4 }], ana),
    record('recordCount', id, [{ productId: tea, add: 4 }], ben),
  ]);
  await shop.sell([tea, 3]);
  const { stockDocument } = await ana.answer<{ stockDocument: Document }>(
    `query ($id: ID!) { stockDocument(id: $id) { ${DOCUMENT} entries { by delta product { id } } } }`,
    { id },
  );
  expect(stockDocument).toMatchObject({
    lineCount: 2,
    countedCount: 1,
    entries: [{ delta: 4 }, { delta: 4 }],
  });
  const expected = await ana.ask(
    'query ($id: ID!) { stockDocument(id: $id) { lines { nodes { difference } } } }',
    { id },
  );
  expect(expected.errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  expect(await ana.refusal('mutation ($id: ID!) { bookCount(id: $id) { id } }', { id })).toMatchObject({
    extensions: { code: 'FORBIDDEN' },
  });

  const lines = await shop.answer(
    `query ($id: ID!) { stockDocument(id: $id) {
      differences { lines shortage surplus } lines(state: DIFFERENT) { nodes { difference differenceValue movedMeanwhile } } } }`,
    { id },
  );
  expect(lines).toEqual({
    stockDocument: {
      differences: { lines: 1, shortage: -898, surplus: 0 },
      lines: { nodes: [{ difference: -2, differenceValue: -898, movedMeanwhile: false }] },
    },
  });
  expect(await book('bookCount', id)).toMatchObject({ status: 'BOOKED' });
  expect(await shop.stock(tea)).toBe(5);
  expect(await ana.answer('query ($id: ID!) { stockDocument(id: $id) { id } }', { id })).toEqual({
    stockDocument: null,
  });
});

it('an entry is taken back', async () => {
  const tea = await shop.addProduct();
  const { id } = await startCount();
  const entryId = randomUUID();
  await record('recordCount', id, [{ id: entryId, productId: tea, add: 4 }]);
  const undone = await shop.answer(
    'mutation ($id: ID!, $entryId: ID!) { undoCount(documentId: $id, entryId: $entryId) { document { countedCount } results { line { quantity enteredBy } } } }',
    { id, entryId },
  );
  expect(undone).toEqual({
    undoCount: { document: { countedCount: 0 }, results: [{ line: { quantity: null, enteredBy: [] } }] },
  });
});

it('a transfer is sent, seen and received by the people of its two outlets only, and once', async () => {
  const tea = await shop.addProduct();
  const sender = await somebody('MANAGER', 'MAIN');
  const [receiver, other] = [await somebody('MANAGER', 'ANNEX'), await somebody('MANAGER', 'ANNEX')];
  expect(await sender.answer('{ transferPlaces { code name } }')).toEqual({
    transferPlaces: [{ code: 'ANNEX', name: 'Annex' }],
  });
  const { id } = await startTransfer(sender);
  const find = (api: ShopApi) =>
    api.answer(`query ($id: ID!) { stockDocument(id: $id) { ${DOCUMENT} } }`, { id });
  await record('recordGoods', id, [{ productId: tea, quantity: 5 }], sender);
  expect(await find(receiver)).toEqual({ stockDocument: null });
  expect(await book('sendTransfer', id, sender)).toMatchObject({ status: 'SENT', canReceive: false });
  expect(await shop.stock(tea)).toBe(5);
  expect(await find(receiver)).toMatchObject({
    stockDocument: { canReceive: true, outlet: { code: 'MAIN' } },
  });

  await record('recordGoods', id, [{ productId: tea, add: 4 }], receiver);
  const RECEIVE = `mutation ($id: ID!, $reason: String) {
    receiveTransfer(id: $id, restAsSent: true, differenceReason: $reason) { status differenceReason lines { nodes { quantity received } } }
  }`;
  expect(await receiver.refusal(RECEIVE, { id })).toMatchObject({
    extensions: { code: 'BAD_USER_INPUT', field: 'differenceReason' },
  });
  expect(await sender.refusal(RECEIVE, { id, reason: 'x' })).toMatchObject({
    extensions: { code: 'FORBIDDEN' },
  });
  const received = await Promise.all(
    [receiver, other].map((api) => api.answer(RECEIVE, { id, reason: 'one fell' })),
  );
  expect(received[0]).toEqual({
    receiveTransfer: {
      status: 'BOOKED',
      differenceReason: 'one fell',
      lines: { nodes: [{ quantity: 5, received: 4 }] },
    },
  });
  expect(received[1]).toEqual(received[0]);
  const { product } = await receiver.answer<{ product: { stock: number } }>(
    'query ($id: ID!) { product(id: $id) { stock } }',
    { id: tea },
  );
  expect(product.stock).toBe(4);
});

it('nobody of another outlet finds or touches a delivery or a count', async () => {
  const tea = await shop.addProduct();
  const stranger = await somebody('MANAGER', 'ANNEX');
  const delivery = await startDelivery();
  const count = await startCount({ scope: {} });
  const entries = [{ id: randomUUID(), productId: tea, add: 1 }];
  for (const { id } of [delivery, count]) {
    expect(await stranger.answer('query ($id: ID!) { stockDocument(id: $id) { id } }', { id })).toEqual({
      stockDocument: null,
    });
    for (const field of ['recordGoods', 'recordCount'])
      expect(await stranger.refusal(recording(field), { documentId: id, entries })).toMatchObject({
        extensions: { code: 'NOT_FOUND' },
      });
    for (const field of [
      'bookDelivery',
      'bookCount',
      'sendTransfer',
      'receiveTransfer',
      'discardStockDocument',
    ])
      expect(
        await stranger.refusal(`mutation ($id: ID!) { ${field}(id: $id) { id } }`, { id }),
      ).toMatchObject({
        extensions: { code: 'NOT_FOUND' },
      });
  }
  expect(await stranger.answer('{ stockDocuments { nodes { id } } }')).toEqual({
    stockDocuments: { nodes: [] },
  });
  // And a cashier of its own outlet touches no delivery by way of counting.
  const cashier = await somebody('CASHIER', 'MAIN');
  expect(await cashier.refusal(recording('recordCount'), { documentId: delivery.id, entries })).toMatchObject(
    {
      extensions: { code: 'NOT_FOUND' },
    },
  );
});

it.each([
  [{ productId: 'p' }, 'entries.0.quantity'],
  [{ productId: 'p', add: 1, quantity: 1 }, 'entries.0.quantity'],
  [{ add: 1 }, 'entries.0.productId'],
  [{ productId: 'p', code: 'c', add: 1 }, 'entries.0.productId'],
])('refuses the entry %j', async (entry, field) => {
  const { id } = await startDelivery();
  const variables = { documentId: id, entries: [{ id: randomUUID(), ...entry }] };
  expect(await shop.refusal(recording('recordGoods'), variables)).toMatchObject({
    extensions: { code: 'BAD_USER_INPUT', field },
  });
});

it('a product has a reorder point at each outlet, and is listed as low by it', async () => {
  const tea = await shop.addProduct({ name: 'Tea' });
  await shop.addProduct({ name: 'Milk', openingStock: 0 });
  const SET =
    'mutation ($id: ID!, $at: Quantity) { setReorderPoint(productId: $id, reorderPoint: $at) { reorderPoint } }';
  expect(await shop.answer(SET, { id: tea, at: 10 })).toEqual({ setReorderPoint: { reorderPoint: 10 } });
  const low = '{ products(filter: { lowStock: true }) { totalCount nodes { name reorderPoint } } }';
  expect(await shop.answer(low)).toEqual({
    products: { totalCount: 1, nodes: [{ name: 'Tea', reorderPoint: 10 }] },
  });
  expect(await (await somebody('MANAGER', 'ANNEX')).answer(low)).toMatchObject({
    products: { totalCount: 0 },
  });
  expect(await shop.refusal(SET, { id: tea, at: -1 })).toMatchObject({
    extensions: { field: 'reorderPoint' },
  });
  expect(await shop.answer(SET, { id: tea })).toEqual({ setReorderPoint: { reorderPoint: null } });
});
