// For specs: an ERP that is a real HTTP server with a ledger of its own, and that can be told to fail in every way we know.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const ERP_KEY = 'a-key-for-tests-only-0123456789';

/** What of a sale that arrives the specs look at. */
export interface SaleReceived {
  readonly saleId: string;
  readonly businessDate: string;
  readonly total: number;
}

export interface Verdict {
  readonly saleId: string;
  readonly status: 'IMPORTED' | 'DUPLICATE' | 'REJECTED' | 'RETRY_LATER';
  readonly erpReference?: string;
  readonly code?: string;
  readonly message?: string;
}

/** How it answers. What it has booked by then is another matter: see `booksFirst`. */
export type Manner = (reply: ServerResponse, verdicts: readonly Verdict[], erp: FakeErp) => void;

export class FakeErp {
  /** Each sale that was booked, in the order of booking. */
  ledger: SaleReceived[] = [];
  /** The sale ids of each import that has arrived. */
  requests: string[][] = [];
  /** Every request with one of these ends as `poisonManner` says, and nothing of it is booked. */
  poison = new Set<string>();
  poisonManner: Manner = manners.breaks;
  /** Its verdict on single sales: what is not here is booked. */
  verdicts = new Map<string, Omit<Verdict, 'saleId'>>();
  manner: Manner = manners.properly;
  /** Whether the sales are in its ledger when it answers in another manner than properly. */
  booksFirst = false;
  key = ERP_KEY;
  /** In sales; more are too large a request. */
  largestRequest = Infinity;
  /** Where it redirects to. */
  elsewhere = 'http://127.0.0.1:9/';
  private server: Server | undefined;
  private port = 0;
  private held: Promise<void> | undefined;
  private arrival: (() => void)[] = [];

  /** A new ERP with empty books, that answers properly. */
  async start(): Promise<void> {
    const { ledger, requests, poison, poisonManner, verdicts, manner, booksFirst, key, largestRequest } =
      new FakeErp();
    Object.assign(this, {
      ledger,
      requests,
      poison,
      poisonManner,
      verdicts,
      manner,
      booksFirst,
      key,
      largestRequest,
    });
    this.held = undefined;
    await this.open();
  }

  /** The same again, with all that it has booked, at its old address. */
  async open(): Promise<void> {
    if (this.server?.listening) return;
    const server = createServer((request, reply) => {
      this.serve(request, reply).catch((error: unknown) => reply.writeHead(400).end(String(error)));
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/graphql`;
  }

  /** From here on connections are refused, until it is opened again. */
  async close(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  /** Imports that arrive from now on wait, and nothing of them is booked, until the function that this answers is called. */
  hold(): () => void {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.held = held;
    return () => {
      if (this.held === held) this.held = undefined;
      release();
    };
  }

  /** Waits until so many imports have arrived in all. */
  async arrived(count: number): Promise<void> {
    while (this.requests.length < count) await new Promise<void>((resolve) => this.arrival.push(resolve));
  }

  /** How often the sale was sent. */
  sent(saleId: string): number {
    return this.requests.filter((ids) => ids.includes(saleId)).length;
  }

  erpReference(saleId: string): string {
    return `DOC-${this.ledger.findIndex((sale) => sale.saleId === saleId) + 1}`;
  }

  private async serve(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (request.headers.authorization !== `Bearer ${this.key}`) {
      return answer(reply, 401, {
        errors: [{ message: 'Who are you?', extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
    const { variables }: { variables?: { input: SaleReceived[] } } = JSON.parse(text);
    if (!variables) {
      if (this.manner !== manners.properly) return this.manner(reply, [], this);
      return answer(reply, 200, { data: { health: { ok: true, version: 'fake' } } });
    }
    const ids = variables.input.map((sale) => sale.saleId);
    this.requests.push(ids);
    for (const tell of this.arrival.splice(0)) tell();
    await this.held;
    if (ids.length > this.largestRequest) return answer(reply, 413, { errors: [{ message: 'Too large.' }] });
    if (ids.some((id) => this.poison.has(id))) return this.poisonManner(reply, [], this);
    const properly = this.manner === manners.properly;
    const verdicts = variables.input.map((sale) =>
      properly || this.booksFirst ? this.book(sale) : pretended(sale),
    );
    this.manner(reply, verdicts, this);
  }

  private book(sale: SaleReceived): Verdict {
    const { saleId } = sale;
    const verdict = this.verdicts.get(saleId);
    if (verdict) return { saleId, ...verdict };
    const known = this.ledger.find((booked) => booked.saleId === saleId);
    if (known && JSON.stringify(known) !== JSON.stringify(sale))
      return { saleId, status: 'REJECTED', code: 'ID_REUSED' };
    if (!known) this.ledger.push(sale);
    return { saleId, status: known ? 'DUPLICATE' : 'IMPORTED', erpReference: this.erpReference(saleId) };
  }
}

export const manners = {
  properly: (reply, verdicts) => answer(reply, 200, { data: { importSales: verdicts } }),
  never: () => undefined,
  drops: (reply) => void reply.destroy(),
  breaks: (reply) => answer(reply, 500, { errors: [{ message: 'NullPointerException at line 1' }] }),
  breaksWithin200: (reply) =>
    answer(reply, 200, {
      data: null,
      errors: [{ message: 'Oops', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    }),
  isUnavailable: (reply) => void reply.writeHead(503, { 'retry-after': '120' }).end('<h1>503</h1>'),
  isBusy: (reply) => void reply.writeHead(429).end('slow down'),
  sendsItsLoginPage: (reply) =>
    void reply.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome to Free Wi-Fi'),
  breaksOff: (reply, verdicts) => {
    const text = JSON.stringify({ data: { importSales: verdicts } });
    reply.writeHead(200, { 'content-type': 'application/json' }).end(text.slice(0, -3));
  },
  breaksOffTheBody: (reply) => {
    reply.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    reply.write('{"data":', () => reply.destroy());
  },
  answersOtherJson: (reply) => answer(reply, 200, { data: { importSales: { ok: true } } }),
  answersNull: (reply) => answer(reply, 200, null),
  answersNothing: (reply) => void reply.writeHead(204).end(),
  answersStrangeItems: (reply, verdicts) =>
    answer(reply, 200, {
      data: {
        importSales: [null, 7, 'x', [], ...verdicts.map(({ saleId }) => ({ saleId, status: 'DONE' }))],
      },
    }),
  answersForOthers: (reply, verdicts) =>
    answer(reply, 200, {
      data: {
        importSales: verdicts.map((verdict, index) => ({ ...verdict, saleId: `somebody-else-${index}` })),
      },
    }),
  leavesOutReferences: (reply, verdicts) =>
    answer(reply, 200, {
      data: { importSales: verdicts.map((verdict) => ({ ...verdict, erpReference: null })) },
    }),
  answersForNobody: (reply) => answer(reply, 200, { data: { importSales: [] } }),
  redirects: (reply, _verdicts, erp) => void reply.writeHead(307, { location: erp.elsewhere }).end(),
  neverStopsTalking: (reply) => {
    reply.writeHead(200, { 'content-type': 'application/json' });
    const more = () => {
      while (!reply.destroyed && reply.write(' '.repeat(65_536)));
      reply.once('drain', more);
    };
    more();
  },
} satisfies Record<string, Manner>;

/** As if it were booked. */
function pretended({ saleId }: SaleReceived): Verdict {
  return { saleId, status: 'IMPORTED', erpReference: 'DOC-0' };
}

function answer(reply: ServerResponse, status: number, body: unknown): void {
  reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
