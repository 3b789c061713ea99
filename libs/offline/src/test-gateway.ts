// A gateway for tests: real HTTP, a ledger of its own, and every kind of trouble on the way.
import { createServer, type ServerResponse } from 'node:http';
import { eventHash, saleHash } from '@tillkeep/domain';
import type { RegisterEventInput } from './events';
import type { RegisterFacts } from './facts';
import type { RecordSaleInput } from './sales';
import {
  postToGateway,
  type ClaimedSale,
  type GatewayProduct,
  type RecordEventsInput,
  type RecordSaleResult,
  type RecordSalesInput,
  type Transport,
} from './transport';

/** What happens on the way: to the request before it arrives, or to the answer after the gateway has done its work. */
export type Wire =
  | 'good'
  | 'cut before'
  | 'answer lost'
  | 'answer truncated'
  | 'portal page'
  | 'portal JSON'
  | 'other answer'
  | 'silent'
  | 'no such document';

export interface TestGateway {
  readonly transport: Transport;
  wire: Wire;
  /** the ledger: what has been recorded, by id */
  readonly sales: Map<string, { claimId: string; sent: RecordSaleInput }>;
  readonly events: Map<string, { claimId: string; sent: RegisterEventInput }>;
  /** recordEvents requests as they arrived */
  readonly eventRequests: RecordEventsInput[];
  /** ids that came again with another content */
  readonly conflicts: Set<string>;
  /** recordSales requests as they arrived */
  readonly requests: RecordSalesInput[];
  readonly lastSequences: Map<string, number>;
  generation: string;
  /** more sales than this at once are too large */
  mostSales: number;
  /** sales that make the whole request fail, that are answered RETRY, and REJECTED */
  readonly poison: Set<string>;
  readonly retry: Set<string>;
  readonly reject: Set<string>;
  readonly flags: Map<string, string[]>;
  readonly bookings: Map<string, Omit<ClaimedSale, 'id'>>;
  /** how far its clock is ahead of the device's */
  clockAheadMs: number;
  setProducts(products: readonly GatewayProduct[]): void;
  removeProduct(id: string): void;
  favourites: string[];
  /** who may sell here; unless a test says otherwise, the shop uses no PINs */
  people: object;
  /** of every device that asks */
  register: RegisterFacts | undefined;
  pagesServed: number;
  backUp(): () => void;
  close(): Promise<void>;
}

/** `now`: the time of the test, in milliseconds. */
export async function openTestGateway(now: () => number = Date.now): Promise<TestGateway> {
  const products = new Map<string, { version: number; product?: GatewayProduct }>();
  let version = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const question: Question = JSON.parse(body);
    const { field } = question;
    const { wire } = gateway;
    response.setHeader('date', new Date(now() + gateway.clockAheadMs).toUTCString());
    if (wire === 'cut before') return void request.socket.destroy();
    if (wire === 'portal page') return html(response);
    if (wire === 'portal JSON') return json(response, { status: 'please sign in', data: { ok: true } });
    if (wire === 'no such document')
      return json(response, refusal('GRAPHQL_VALIDATION_FAILED', 'Cannot query field'), 400);
    const answer = answerTo(question);
    if (wire === 'silent') return;
    if (wire === 'answer lost') return void request.socket.destroy();
    if (wire === 'other answer') return json(response, { data: { [field]: { results: [], products: [] } } });
    if (wire === 'answer truncated') {
      const text = JSON.stringify(answer.body);
      return void response.end(text.slice(0, Math.floor(text.length * 0.7)));
    }
    json(response, answer.body, answer.status);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref(); // a test that fails half-way must not keep the tests from ending
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/graphql`;

  function answerTo(question: Question): Answer {
    if (question.field === 'recordSales') return record(question.variables);
    if (question.field === 'recordEvents') return recordEvents(question.variables);
    if (question.field === 'registerPeople') return answered('registerPeople', gateway.people);
    if (question.field === 'claimedSales') return bookings(question.variables);
    return changes(question.variables);
  }

  function record(input: RecordSalesInput): Answer {
    gateway.requests.push(input);
    if (input.sales.length > gateway.mostSales) return { body: {}, status: 413 };
    if (input.sales.some(({ id }) => gateway.poison.has(id)))
      return { body: refusal('INTERNAL_SERVER_ERROR', 'Something went wrong.') };
    gateway.lastSequences.set(
      input.claimId,
      Math.max(input.lastSequence, gateway.lastSequences.get(input.claimId) ?? 0),
    );
    const results = input.sales.map((sent): RecordSaleResult => {
      const flags = gateway.flags.get(sent.id) ?? [];
      const result = (outcome: RecordSaleResult['outcome']) => ({ id: sent.id, outcome, flags });
      if (gateway.retry.has(sent.id))
        return { ...result('RETRY'), code: 'BUSY', message: 'The database is locked.' };
      if (gateway.reject.has(sent.id))
        return { ...result('REJECTED'), code: 'UNKNOWN_CLAIM', message: 'There is no such claim.' };
      if (saleHash(sent, input.claimId) !== sent.hash) throw new Error(`${sent.number} has a wrong hash`);
      const known = gateway.sales.get(sent.id);
      if (!known) {
        gateway.sales.set(sent.id, { claimId: input.claimId, sent });
        return result('RECORDED');
      }
      if (known.sent.hash === sent.hash) return result('DUPLICATE');
      gateway.conflicts.add(sent.id);
      return result('CONFLICT');
    });
    const { generation } = gateway;
    return answered('recordSales', {
      ...{ results, generation, contiguousSequence: contiguous(input.claimId) },
      serverTime: new Date(now()).toISOString(),
    });
  }

  function recordEvents(input: RecordEventsInput): Answer {
    gateway.eventRequests.push(input);
    const { claimId, events } = input;
    if (events.some(({ id }) => gateway.poison.has(id)))
      return { body: refusal('BAD_USER_INPUT', 'It is malformed.') };
    const results = events.map((sent) => {
      const { id } = sent;
      if (gateway.retry.has(id)) return { id, outcome: 'RETRY', code: 'BUSY', message: 'Locked.' };
      if (gateway.reject.has(id)) return { id, outcome: 'REJECTED', code: 'UNKNOWN_CLAIM', message: 'None.' };
      if (eventHash(sent, claimId) !== sent.hash) throw new Error(`Event ${sent.sequence} has a wrong hash`);
      const known = gateway.events.get(id);
      if (!known) gateway.events.set(id, { claimId, sent });
      return { id, outcome: !known ? 'RECORDED' : known.sent.hash === sent.hash ? 'DUPLICATE' : 'CONFLICT' };
    });
    const { generation } = gateway;
    return answered('recordEvents', {
      ...{ results, generation, contiguousSequence: contiguous(claimId, gateway.events) },
    });
  }

  function contiguous(
    claimId: string,
    ledger: ReadonlyMap<string, { claimId: string; sent: { sequence: number } }> = gateway.sales,
  ): number {
    const there = new Set<number>();
    for (const sale of ledger.values()) if (sale.claimId === claimId) there.add(sale.sent.sequence);
    let last = 0;
    while (there.has(last + 1)) last += 1;
    return last;
  }

  function bookings({ ids }: { ids: readonly string[] }): Answer {
    const known = ids.filter((id) => gateway.sales.has(id));
    return answered(
      'claimedSales',
      known.map((id) => ({ id, syncStatus: 'PENDING', ...gateway.bookings.get(id) })),
    );
  }

  function changes({ after, first }: { after?: string; first: number }): Answer {
    const field = 'catalogueChanges';
    gateway.pagesServed += 1;
    const [generation, seen = 0] = after ? after.split('/') : [gateway.generation];
    if (generation !== gateway.generation)
      return answered(field, {
        ...{ products: [], removedIds: [], cursor: '', hasMore: false },
        resetRequired: true,
      });
    const due = [...products]
      .filter(([, row]) => row.version > Number(seen) && (row.product || after))
      .sort(([, a], [, b]) => a.version - b.version);
    const page = due.slice(0, first);
    const last = page.at(-1)?.[1].version ?? seen;
    return answered(field, {
      products: page.flatMap(([, { product }]) => (product ? [product] : [])),
      removedIds: page.flatMap(([id, { product }]) => (product ? [] : [id])),
      cursor: `${gateway.generation}/${last}`,
      hasMore: due.length > page.length,
      resetRequired: false,
      remaining: due.length - page.length,
      favourites: due.length > page.length ? null : gateway.favourites,
      register: due.length > page.length ? null : gateway.register,
    });
  }

  const post = (field: string, token: string, variables: object, signal: AbortSignal) =>
    postToGateway(url, { body: { field, variables }, field, token }, signal);

  const gateway: TestGateway = {
    transport: {
      recordSales: (token, input, signal) => post('recordSales', token, input, signal),
      recordEvents: (token, input, signal) => post('recordEvents', token, input, signal),
      catalogueChanges: (token, after, first, signal) =>
        post('catalogueChanges', token, { after, first }, signal),
      registerPeople: (token, signal) => post('registerPeople', token, {}, signal),
      claimedSales: (token, claimId, ids, signal) => post('claimedSales', token, { claimId, ids }, signal),
    },
    wire: 'good',
    sales: new Map(),
    events: new Map(),
    eventRequests: [],
    conflicts: new Set(),
    requests: [],
    lastSequences: new Map(),
    generation: 'g1',
    mostSales: 100,
    poison: new Set(),
    retry: new Set(),
    reject: new Set(),
    flags: new Map(),
    bookings: new Map(),
    clockAheadMs: 0,
    favourites: [],
    people: {
      ...{ people: [], deviceSalt: '00', validUntil: '2027-01-01T00:00:00Z', demo: false },
      ...{ priceChangeLimit: 10, differenceLimit: 500, refundLimit: 0 },
    },
    register: undefined,
    pagesServed: 0,
    setProducts(changed) {
      for (const product of changed) products.set(product.id, { version: ++version, product });
    },
    removeProduct(id) {
      products.set(id, { version: ++version });
    },
    backUp() {
      const copy = new Map(gateway.sales);
      const events = new Map(gateway.events);
      return () => {
        gateway.events.clear();
        for (const [id, event] of events) gateway.events.set(id, event);
        gateway.sales.clear();
        for (const [id, sale] of copy) gateway.sales.set(id, sale);
        gateway.generation = `g${Number(gateway.generation.slice(1)) + 1}`;
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return gateway;
}

type Question =
  | { field: 'recordSales'; variables: RecordSalesInput }
  | { field: 'recordEvents'; variables: RecordEventsInput }
  | { field: 'catalogueChanges'; variables: { after?: string; first: number } }
  | { field: 'registerPeople'; variables: object }
  | { field: 'claimedSales'; variables: { claimId: string; ids: string[] } };

interface Answer {
  readonly body: object;
  readonly status?: number;
}

function answered(field: string, value: unknown): Answer {
  return { body: { data: { [field]: value } } };
}

function refusal(code: string, message: string): object {
  return { errors: [{ message, extensions: { code } }], data: null };
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

function html(response: ServerResponse): void {
  response.setHeader('content-type', 'text/html');
  response.end('<html><body>Welcome to the free Wi-Fi. Please sign in.</body></html>');
}
