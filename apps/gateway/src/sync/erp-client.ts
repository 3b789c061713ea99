import type { Outlet, Register, Sale } from '@tillkeep/data';
import { quantityToNumber, taxRateToPercent } from '@tillkeep/domain';
import { print } from 'graphql';
import { Agent, errors, request } from 'undici';
import { ErpHealthDocument, ImportSalesDocument, type ErpSaleInput } from '../generated/erp/graphql';

/** What the ERP said of one sale. Read with care: it comes from another program. */
export interface ErpItem {
  readonly saleId: string;
  readonly status: 'IMPORTED' | 'DUPLICATE' | 'REJECTED' | 'RETRY_LATER';
  readonly erpReference: string | null;
  readonly code: string | null;
  readonly message: string | null;
}

export type ErpAnswer =
  | { readonly kind: 'ITEMS'; readonly items: readonly ErpItem[] }
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

  return {
    async importSales(sales) {
      try {
        const input = sales.map(({ sale, register }) => toErpSale(sale, register));
        const { status, text } = await post({ query: importSalesText, variables: { input } }, timeoutMs);
        return readAnswer(status, text);
      } catch (error) {
        return { kind: wasNeverSent(error) ? 'UNREACHABLE' : isTimeout(error) ? 'TIMED_OUT' : 'UNREADABLE' };
      }
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

function readAnswer(status: number, text: string): ErpAnswer {
  if (status === 401 || status === 403) return { kind: 'KEY_REFUSED' };
  if (status === 429 || status === 503) return { kind: 'BUSY' };
  if (status === 413) return { kind: 'REFUSED', message: 'The ERP found the request too large.' };
  const answer = parse(text);
  const items = field(field(answer, 'data'), 'importSales');
  if (Array.isArray(items)) return { kind: 'ITEMS', items: items.flatMap((item) => readItem(item) ?? []) };
  const [problem] = asArray(field(answer, 'errors'));
  const code = field(field(problem, 'extensions'), 'code');
  if (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN') return { kind: 'KEY_REFUSED' };
  if (code === 'INTERNAL_SERVER_ERROR' || status >= 500) return { kind: 'BROKE' };
  const message = optionalText(problem, 'message');
  return message ? { kind: 'REFUSED', message } : { kind: 'UNREADABLE' };
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
