import type { Outlet, Register, Sale } from '@tillkeep/data';
import { quantityToNumber, taxRateToPercent, type BookedDocument } from '@tillkeep/domain';
import { print } from 'graphql';
import { Agent, errors, request } from 'undici';
import {
  ErpDayTotalsDocument,
  ErpDocumentOfSaleDocument,
  ErpDocumentsOfDayDocument,
  ErpHealthDocument,
  ImportSalesDocument,
  type ErpSaleInput,
} from '../generated/erp/graphql';

/** What the ERP said of one sale. Read with care: it comes from another program. */
export interface ErpItem {
  readonly saleId: string;
  readonly status: 'IMPORTED' | 'DUPLICATE' | 'REJECTED' | 'RETRY_LATER';
  readonly erpReference: string | null;
  readonly code: string | null;
  readonly message: string | null;
}

export type ErpAnswer = { readonly kind: 'ITEMS'; readonly items: readonly ErpItem[] } | ErpTrouble;

/** What its books say, or why they could not be asked. */
export type BooksAnswer<Found> = { readonly kind: 'BOOKS'; readonly found: Found } | ErpTrouble;

/** What the ERP has booked for an outlet's business date. */
export interface BookedDay {
  readonly outletCode: string;
  readonly businessDate: string;
  readonly count: number;
  readonly total: number;
}

export type ErpTrouble =
  /** Nobody was reached: nothing was booked. */
  | { readonly kind: 'UNREACHABLE' }
  /** The key is wrong: nothing was booked. */
  | { readonly kind: 'KEY_REFUSED' }
  /** It asks to come back later: nothing was booked. */
  | { readonly kind: 'BUSY' }
  /** It refuses the request as a whole, so one of its sales may be to blame: nothing was booked. */
  | { readonly kind: 'REFUSED'; readonly message: string }
  /** It broke over the request, so one of its sales may be to blame: what was booked is unknown. */
  | { readonly kind: 'BROKE' }
  /** No answer in time: what was booked is unknown. */
  | { readonly kind: 'TIMED_OUT' }
  /** An answer that is not the ERP's: what was booked is unknown. */
  | { readonly kind: 'UNREADABLE' };

export interface ErpClient {
  importSales(sales: readonly { sale: Sale; register: Register & { outlet: Outlet } }[]): Promise<ErpAnswer>;
  /** Days on which it has booked something; of all outlets unless one is named. */
  dayTotals(from: string, to: string, outletCode?: string): Promise<BooksAnswer<BookedDay[]>>;
  /** All documents of an outlet's business date. REFUSED by an ERP that can't tell them by date. */
  documentsOfDay(outletCode: string, businessDate: string): Promise<BooksAnswer<BookedDocument[]>>;
  /** The sale's document, of whichever date; undefined where it has none. */
  documentOfSale(saleId: string): Promise<BooksAnswer<BookedDocument | undefined>>;
  /** Whether the ERP answers as itself, with our key. */
  isReachable(): Promise<boolean>;
  /** Breaks off what is under way. */
  close(): Promise<void>;
}

const CONNECT_MS = 3_000;
const HEALTH_MS = 3_000;
/** In characters; the reason for a refusal has a few hundred. */
const LONGEST_TEXT = 1000;
const LARGEST_ANSWER = 8 * 1024 * 1024;
const DOCUMENTS_AT_ONCE = 500;
/** More documents than any outlet makes on a day: an ERP that goes on is not to be believed. */
const MOST_PAGES = 200;

/** Talks to the ERP over HTTP: bounded in time and size, following no redirect, repeating nothing by itself. */
export function erpClient({
  url,
  apiKey,
  timeoutMs = 20_000,
}: {
  url: string;
  apiKey: string;
  timeoutMs?: number;
}): ErpClient {
  const agent = new Agent({
    connect: { timeout: CONNECT_MS },
    maxResponseSize: LARGEST_ANSWER,
    connections: 4,
  });

  async function post(body: object, milliseconds: number) {
    const answer = await request(url, {
      dispatcher: agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: `Bearer ${apiKey}`,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(milliseconds),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  }

  /** What the field of the answer holds, or what kept the ERP from answering. */
  async function ask(body: object, name: string): Promise<{ value: unknown } | ErpTrouble> {
    try {
      const { status, text } = await post(body, timeoutMs);
      const answer = parse(text);
      const value = field(field(answer, 'data'), name);
      const isAnswered = value !== undefined && (value !== null || !field(answer, 'errors'));
      return isAnswered && !TURNED_AWAY.has(status) ? { value } : troubleOf(status, answer);
    } catch (error) {
      return { kind: wasNeverSent(error) ? 'UNREACHABLE' : isTimeout(error) ? 'TIMED_OUT' : 'UNREADABLE' };
    }
  }

  /** What is asked of the books is read whole or not at all. */
  async function askBooks<Found>(
    body: object,
    name: string,
    read: (value: unknown) => Found | undefined,
  ): Promise<BooksAnswer<Found>> {
    const answer = await ask(body, name);
    if ('kind' in answer) return answer;
    const found = read(answer.value);
    return found === undefined ? { kind: 'UNREADABLE' } : { kind: 'BOOKS', found };
  }

  return {
    async importSales(sales) {
      const input = sales.map(({ sale, register }) => toErpSale(sale, register));
      const answer = await ask({ query: importSalesText, variables: { input } }, 'importSales');
      if ('kind' in answer) return answer;
      if (!Array.isArray(answer.value)) return { kind: 'UNREADABLE' };
      return { kind: 'ITEMS', items: answer.value.flatMap((item) => readItem(item) ?? []) };
    },
    dayTotals(from, to, outletCode) {
      const body = { query: dayTotalsText, variables: { from, to, outletCode } };
      return askBooks(body, 'dayTotals', (value) => readEach(value, readDay));
    },
    async documentsOfDay(outletCode, businessDate) {
      const found: BookedDocument[] = [];
      for (let page = 0; page < MOST_PAGES; page++) {
        const after = found.at(-1)?.erpReference;
        const variables = { first: DOCUMENTS_AT_ONCE, after, outletCode, businessDate };
        const answer = await askBooks({ query: documentsOfDayText, variables }, 'documents', (value) =>
          readEach(value, readDocument),
        );
        if (answer.kind !== 'BOOKS') return answer;
        found.push(...answer.found);
        if (answer.found.length < DOCUMENTS_AT_ONCE) return { kind: 'BOOKS', found };
      }
      return { kind: 'UNREADABLE' };
    },
    async documentOfSale(saleId) {
      const body = { query: documentOfSaleText, variables: { saleId } };
      const answer = await askBooks(body, 'document', (value) =>
        value === null ? null : readDocument(value),
      );
      return answer.kind === 'BOOKS' ? { kind: 'BOOKS', found: answer.found ?? undefined } : answer;
    },
    async isReachable() {
      try {
        const { status, text } = await post({ query: healthText }, HEALTH_MS);
        return status === 200 && field(field(field(parse(text), 'data'), 'health'), 'ok') === true;
      } catch {
        return false;
      }
    },
    close: () => agent.destroy(),
  };
}

const importSalesText = print(ImportSalesDocument);
const healthText = print(ErpHealthDocument);
const dayTotalsText = print(ErpDayTotalsDocument);
const documentsOfDayText = print(ErpDocumentsOfDayDocument);
const documentOfSaleText = print(ErpDocumentOfSaleDocument);

function toErpSale(sale: Sale, register: Register & { outlet: Outlet }): ErpSaleInput {
  return {
    saleId: sale.id,
    reference: sale.reference,
    outletCode: register.outlet.code,
    registerCode: register.code,
    businessDate: sale.businessDate,
    soldAt: sale.soldAt.toISOString(),
    currency: register.outlet.currency,
    lines: sale.lines.map(({ sku, name, quantity, unitPrice, taxRate, tax, total }) => ({
      sku,
      name,
      quantity: quantityToNumber(quantity),
      unitPrice,
      taxRate: taxRateToPercent(taxRate),
      tax,
      total,
    })),
    payments: sale.payments.map(({ method, amount }) => ({ method, amount })),
    subtotal: sale.subtotal,
    tax: sale.tax,
    total: sale.total,
  };
}

/** The connection failed before anything could be sent. */
function wasNeverSent(error: unknown): boolean {
  if (error instanceof errors.ConnectTimeoutError) return true;
  const code = field(error, 'code');
  return (
    typeof code === 'string' &&
    ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code)
  );
}

function isTimeout(error: unknown): boolean {
  return field(error, 'name') === 'TimeoutError';
}

const TURNED_AWAY = new Set([401, 403, 413, 429, 503]);

function troubleOf(status: number, answer: unknown): ErpTrouble {
  if (status === 401 || status === 403) return { kind: 'KEY_REFUSED' };
  if (status === 429 || status === 503) return { kind: 'BUSY' };
  if (status === 413) return { kind: 'REFUSED', message: 'The ERP found the request too large.' };
  const [problem] = asArray(field(answer, 'errors'));
  const code = field(field(problem, 'extensions'), 'code');
  if (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN') return { kind: 'KEY_REFUSED' };
  if (code === 'INTERNAL_SERVER_ERROR' || status >= 500) return { kind: 'BROKE' };
  const message = optionalText(problem, 'message');
  return message ? { kind: 'REFUSED', message } : { kind: 'UNREADABLE' };
}

/** Each of a list; undefined when it is none, or one of them can't be read. */
function readEach<Item>(value: unknown, read: (item: unknown) => Item | undefined): Item[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.flatMap((item) => read(item) ?? []);
  return items.length === value.length ? items : undefined;
}

function readDay(item: unknown): BookedDay | undefined {
  const [outletCode, businessDate] = [optionalText(item, 'outletCode'), optionalText(item, 'businessDate')];
  const [count, total] = [field(item, 'count'), field(item, 'total')];
  if (!outletCode || !businessDate || !isWhole(count) || !isWhole(total)) return undefined;
  return { outletCode, businessDate, count, total };
}

function readDocument(item: unknown): BookedDocument | undefined {
  const [erpReference, saleId] = [optionalText(item, 'erpReference'), optionalText(item, 'saleId')];
  const [outletCode, businessDate] = [optionalText(item, 'outletCode'), optionalText(item, 'businessDate')];
  const total = field(item, 'total');
  if (!erpReference || !saleId || !outletCode || !businessDate || !isWhole(total)) return undefined;
  const reference = optionalText(item, 'reference') ?? '';
  return { erpReference, saleId, reference, outletCode, businessDate, total };
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function readItem(item: unknown): ErpItem | undefined {
  const saleId = field(item, 'saleId');
  const status = field(item, 'status');
  if (typeof saleId !== 'string') return undefined;
  if (status !== 'IMPORTED' && status !== 'DUPLICATE' && status !== 'REJECTED' && status !== 'RETRY_LATER')
    return undefined;
  return {
    saleId,
    status,
    erpReference: optionalText(item, 'erpReference'),
    code: optionalText(item, 'code'),
    message: optionalText(item, 'message'),
  };
}

/** Short, and of characters that a database can keep. */
function optionalText(item: unknown, name: string): string | null {
  const value = field(item, name);
  if (typeof value !== 'string' || value === '') return null;
  return value.slice(0, LONGEST_TEXT).replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
