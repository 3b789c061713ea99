// For specs: the gateway's API as a program of somebody else's uses it, and nothing of the gateway's own code.

export interface ApiError {
  readonly message: string;
  readonly extensions: { readonly code: string; readonly field?: string; readonly [detail: string]: unknown };
}

export interface Answer<Data> {
  readonly status: number;
  readonly data?: Data | null;
  readonly errors?: readonly ApiError[];
}

export interface SaleAnswer {
  readonly id: string;
  readonly number: string;
  readonly reference: string;
  readonly businessDate: string;
  readonly soldAt: string;
  readonly recordedAt: string;
  readonly lines: readonly {
    readonly id: string;
    readonly product: { readonly id: string } | null;
    readonly sku: string;
    readonly name: string;
    readonly quantity: number;
    readonly unitPrice: number;
    readonly taxRate: number;
    readonly tax: number;
    readonly total: number;
  }[];
  readonly payments: readonly {
    readonly method: string;
    readonly amount: number;
    readonly tendered: number | null;
    readonly change: number;
  }[];
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
  readonly syncStatus: 'PENDING' | 'SYNCED' | 'FAILED';
  readonly syncAttempts: number;
  readonly syncError: {
    readonly kind: string;
    readonly code: string;
    readonly message: string;
    readonly at: string;
  } | null;
  readonly syncedAt: string | null;
  readonly erpReference: string | null;
  readonly flags: readonly string[];
}

export type SoldSale = Pick<SaleAnswer, 'id' | 'reference' | 'total'>;

export interface RunAnswer {
  readonly id: string;
  readonly trigger: string;
  readonly status: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly attempted: number;
  readonly synced: number;
  readonly failed: number;
  readonly failures: readonly { readonly id: string }[];
}

export interface SummaryAnswer {
  readonly pending: number;
  readonly failed: number;
  readonly synced: number;
  readonly oldestUnsyncedAt: string | null;
  readonly erpReachable: boolean;
  readonly lastRun: { readonly id: string; readonly status: string } | null;
  readonly failureGroups: readonly {
    readonly kind: string;
    readonly code: string;
    readonly message: string;
    readonly count: number;
  }[];
}

export const SALE = `
  id number reference businessDate soldAt recordedAt subtotal tax total flags
  lines { id product { id } sku name quantity unitPrice taxRate tax total }
  payments { method amount tendered change }
  syncStatus syncAttempts syncError { kind code message at } syncedAt erpReference`;

/** What the gateway takes in one request. */
const MOST_ALIASES = 15;

const RUN = 'id trigger status startedAt finishedAt attempted synced failed failures(first: 200) { id }';

export interface StreamOptions {
  readonly variables?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** [product, pieces] or [product, pieces, unit price]. */
export type LineSketch = readonly [productId: string, pieces: number, unitPrice?: number];

export class ShopApi {
  /** Comes with every request that brings no token of its own. */
  token?: string;
  /** Which of the caller's outlets it is about: their first when left out. */
  outletId?: string;

  constructor(public url = '') {}

  /** The same shop as somebody else asks it: without a token nobody is signed in. */
  as(token?: string): ShopApi {
    const api = new ShopApi(this.url);
    api.token = token;
    return api;
  }

  /** Of the demo shop, unless said otherwise: its administrator. */
  async signIn(email = 'admin@tillkeep.example', password = 'tillkeep-demo'): Promise<this> {
    this.token = undefined;
    const { login } = await this.answer<{ login: { accessToken: string } }>(
      'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }',
      { input: { email, password } },
    );
    this.token = login.accessToken;
    return this;
  }

  post(body: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/graphql`, { method: 'POST', headers: { ...this.headers(), ...headers }, body });
  }

  private headers(): Record<string, string> {
    return {
      'content-type': 'application/json',
      ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
      ...(this.outletId !== undefined && { 'x-tillkeep-outlet': this.outletId }),
    };
  }

  async ask<Data>(
    query: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<Answer<Data>> {
    const response = await this.post(JSON.stringify({ query, variables }), headers);
    return { status: response.status, ...JSON.parse(await response.text()) };
  }

  /** Opens a stream of events; it ends when `signal` says so. */
  openStream(query: string, { variables, headers, signal }: StreamOptions = {}): Promise<Response> {
    return fetch(`${this.url}/graphql/stream`, {
      method: 'POST',
      headers: { ...this.headers(), accept: 'text/event-stream', ...headers },
      body: JSON.stringify({ query, variables }),
      signal,
    });
  }

  /** The data of an answer without errors. */
  async answer<Data>(query: string, variables?: Record<string, unknown>): Promise<Data> {
    const { data, errors } = await this.ask<Data>(query, variables);
    if (errors || !data) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** The only error of an answer that is nothing but an error. */
  async refusal(query: string, variables?: Record<string, unknown>): Promise<ApiError> {
    const { data, errors } = await this.ask<Record<string, unknown>>(query, variables);
    expect(Object.values(data ?? {}).filter((value) => value !== null)).toEqual([]);
    expect(errors).toHaveLength(1);
    const [error] = errors ?? [];
    if (!error) throw new Error('There is no error.');
    return error;
  }

  /** 4.49 with 5.5 % tax in it, and 10 pieces on hand, unless said otherwise. */
  async addProduct(given: Record<string, unknown> = {}): Promise<string> {
    const input = { name: 'Coffee', price: 449, taxRate: 5.5, openingStock: 10, ...given };
    const { createProduct } = await this.answer<{ createProduct: { id: string } }>(
      'mutation ($input: CreateProductInput!) { createProduct(input: $input) { id } }',
      { input },
    );
    return createProduct.id;
  }

  /** Pieces on hand. */
  async stock(productId: string): Promise<number> {
    const { product } = await this.answer<{ product: { stock: number } }>(
      'query ($id: ID!) { product(id: $id) { stock } }',
      {
        id: productId,
      },
    );
    return product.stock;
  }

  async createSale(input: object): Promise<SaleAnswer> {
    const { createSale } = await this.answer<{ createSale: SaleAnswer }>(CREATE_SALE, { input });
    return createSale;
  }

  refusedSale(input: object): Promise<ApiError> {
    return this.refusal(CREATE_SALE, { input });
  }

  sell(...lines: LineSketch[]): Promise<SaleAnswer> {
    return this.createSale({ lines: lines.map(toLine) });
  }

  /** So many sales of one piece each, in few requests and several at once. */
  async sellMany(productId: string, count: number): Promise<SoldSale[]> {
    const input = { lines: [toLine([productId, 1])] };
    const sales: SoldSale[] = [];
    let left = count;
    const cashier = async () => {
      while (left > 0) {
        const some = Math.min(left, MOST_ALIASES);
        left -= some;
        const fields = Array.from(
          { length: some },
          (_, index) => `s${index}: createSale(input: $input) { id reference total }`,
        );
        const query = `mutation ($input: CreateSaleInput!) { ${fields.join('\n')} }`;
        sales.push(...Object.values(await this.answer<Record<string, SoldSale>>(query, { input })));
      }
    };
    await Promise.all([cashier(), cashier(), cashier(), cashier()]);
    return sales;
  }

  async sale(id: string): Promise<SaleAnswer> {
    const { sale } = await this.answer<{ sale: SaleAnswer | null }>(
      `query ($id: ID!) { sale(id: $id) { ${SALE} } }`,
      { id },
    );
    if (!sale) throw new Error(`There is no sale ${id}.`);
    return sale;
  }

  /** Every sale, newest first, page by page. */
  async sales(filter: object = {}, first = 50): Promise<SaleAnswer[]> {
    const all: SaleAnswer[] = [];
    for (let after: string | null = null; ;) {
      const page: SalePage = await this.salePage({ first, after, filter });
      all.push(...page.nodes);
      if (!page.pageInfo.hasNextPage) return all;
      after = page.pageInfo.endCursor;
    }
  }

  async salePage(page: object): Promise<SalePage> {
    const { sales } = await this.answer<{ sales: SalePage }>(
      `query ($first: Int, $after: String, $filter: SaleFilter) {
        sales(first: $first, after: $after, filter: $filter) {
          nodes { ${SALE} } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
      }`,
      { ...page },
    );
    return sales;
  }

  async sync(limit?: number): Promise<RunAnswer> {
    const { syncPendingSales } = await this.answer<{ syncPendingSales: RunAnswer }>(
      `mutation ($limit: Int) { syncPendingSales(limit: $limit) { ${RUN} } }`,
      { limit },
    );
    return syncPendingSales;
  }

  async retry(id: string): Promise<SaleAnswer> {
    const { retrySale } = await this.answer<{ retrySale: SaleAnswer }>(
      `mutation ($id: ID!) { retrySale(id: $id) { ${SALE} } }`,
      {
        id,
      },
    );
    return retrySale;
  }

  async runs(): Promise<RunAnswer[]> {
    const { syncRuns } = await this.answer<{ syncRuns: RunAnswer[] }>(`{ syncRuns { ${RUN} } }`);
    return syncRuns;
  }

  async summary(): Promise<SummaryAnswer> {
    const { syncSummary } = await this.answer<{ syncSummary: SummaryAnswer }>(
      `{ syncSummary {
        pending failed synced oldestUnsyncedAt erpReachable lastRun { id status } failureGroups { kind code message count }
      } }`,
    );
    return syncSummary;
  }
}

export interface SalePage {
  readonly nodes: readonly SaleAnswer[];
  readonly totalCount: number;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

export const CREATE_SALE = `mutation ($input: CreateSaleInput!) { createSale(input: $input) { ${SALE} } }`;

export function toLine([productId, quantity, unitPrice]: LineSketch) {
  return { productId, quantity, unitPrice };
}
