// The way to the gateway is handed in as functions. This says what they are asked and answer, and what counts as an answer.
import { ROLES } from '@tillkeep/domain';
import type { RegisterEventInput } from './events';
import type { RegisterPeople, RegisterPerson } from './people';
import type { RecordSaleInput, SyncError } from './sales';

/**
 * answered: the gateway did what was asked; `at` is its clock then, where it said. refused: it understood and will not.
 * unanswered: nobody knows whether it did: cut off, too late, or somebody else's page.
 */
export type Reply<T> =
  | { readonly kind: 'answered'; readonly data: T; readonly at?: Date }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly status: number }
  | { readonly kind: 'unanswered'; readonly reason: string };

/** Each ends when the signal aborts. What `data` holds is checked here: the transport need not look inside. */
export interface Transport {
  /** the gateway's `recordSales`. With no sales it only asks how far the claim has arrived. */
  recordSales(token: string, input: RecordSalesInput, signal: AbortSignal): Promise<Reply<unknown>>;
  /** the gateway's `recordEvents`; as recordSales */
  recordEvents(token: string, input: RecordEventsInput, signal: AbortSignal): Promise<Reply<unknown>>;
  /** `catalogueChanges`: from the cursor on, or everything when that is undefined */
  catalogueChanges(
    token: string,
    after: string | undefined,
    first: number,
    signal: AbortSignal,
  ): Promise<Reply<unknown>>;
  /** `registerPeople`: whom this device lets in by PIN */
  registerPeople(token: string, signal: AbortSignal): Promise<Reply<unknown>>;
  /** `claimedSales`: how sales of the claim stand with the ERP, as a list of ClaimedSale */
  claimedSales(
    token: string,
    claimId: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<Reply<unknown>>;
  /**
   * `stockChanged`: calls `onNews` whenever stock has changed at the device's outlet. Answers when the line has broken off, or
   * there was none; never rejects.
   */
  stockNews?(token: string, onNews: () => void, signal: AbortSignal): Promise<void>;
}

export interface RecordSalesInput {
  readonly claimId: string;
  /** the newest sale on the device, sent or not */
  readonly lastSequence: number;
  /** the device's clock when it sends, RFC 3339 in UTC */
  readonly deviceTime: string;
  readonly sales: readonly RecordSaleInput[];
}

export interface RecordSalesAnswer {
  readonly results: readonly RecordSaleResult[];
  readonly contiguousSequence: number;
  readonly generation: string;
}

export interface RecordEventsInput {
  readonly claimId: string;
  /** the newest event on the device, sent or not */
  readonly lastSequence: number;
  readonly events: readonly RegisterEventInput[];
}

export interface RecordEventsAnswer extends Omit<RecordSalesAnswer, 'results'> {
  readonly results: readonly Omit<RecordSaleResult, 'flags'>[];
}

export interface RecordSaleResult {
  readonly id: string;
  readonly outcome: 'RECORDED' | 'DUPLICATE' | 'CONFLICT' | 'RETRY' | 'REJECTED';
  readonly flags: readonly string[];
  readonly code?: string | null;
  readonly message?: string | null;
}

/** A product as the gateway lists it: price in minor units, taxRate in percent, stock a decimal. */
export interface GatewayProduct {
  readonly id: string;
  readonly sku: string;
  readonly barcodes: readonly string[];
  readonly name: string;
  readonly category?: string | null;
  readonly price: number;
  readonly taxRate: number;
  readonly trackStock: boolean;
  readonly stock: number;
}

export interface CatalogueAnswer {
  readonly products: readonly GatewayProduct[];
  readonly removedIds: readonly string[];
  readonly cursor: string;
  readonly hasMore: boolean;
  readonly resetRequired: boolean;
  /** how many products are still to come after this page; for the progress only */
  readonly remaining?: number | null;
  /** with the last page: the ids of all the outlet's favourites, in their order */
  readonly favourites?: readonly string[] | null;
  /** with the last page: RegisterFacts, of whatever shape; what can't be read is not taken up */
  readonly register?: unknown;
}

export interface ClaimedSale {
  readonly id: string;
  readonly syncStatus: 'PENDING' | 'SYNCED' | 'FAILED';
  readonly erpReference?: string | null;
  readonly syncError?: SyncError | null;
}

/**
 * Posts a GraphQL request and says what its outcome is worth. Only JSON with `data` that holds the one field asked for,
 * and without errors, is an answer; only a coded GraphQL error, or 413, is a refusal. Everything else, a captive
 * portal's page with status 200 above all, is no answer. Never rejects.
 */
export async function postToGateway(
  url: string,
  request: { body: object; field: string; token?: string },
  signal: AbortSignal,
): Promise<Reply<unknown>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(request.token !== undefined && { authorization: `Bearer ${request.token}` }),
      },
      body: JSON.stringify(request.body),
      cache: 'no-store',
      // A portal's sign-in page must not look like the gateway's answer.
      redirect: 'error',
      signal,
    });
    const { status } = response;
    if (status === 413) return { kind: 'refused', code: 'TOO_LARGE', message: 'Too much at once.', status };
    const answer: unknown = await response.json();
    if (!isObject(answer))
      return { kind: 'unanswered', reason: `Status ${status}, not an answer of the gateway.` };
    const refusal = codedError(answer.errors);
    if (refusal) return { kind: 'refused', ...refusal, status };
    const { data } = answer;
    if (!response.ok || answer.errors !== undefined || !isObject(data) || data[request.field] == null)
      return { kind: 'unanswered', reason: `Status ${status}, not an answer of the gateway.` };
    const date = new Date(response.headers.get('date') ?? NaN);
    return {
      kind: 'answered',
      data: data[request.field],
      ...(!Number.isNaN(date.getTime()) && { at: date }),
    };
  } catch (error) {
    return { kind: 'unanswered', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** For every sale sent one result, in the order given, of a known outcome; undefined when it is anything else. */
export function readRecordSalesAnswer(
  data: unknown,
  sent: readonly { readonly id: string }[],
): RecordSalesAnswer | undefined {
  if (!isObject(data)) return undefined;
  const { results, contiguousSequence, generation } = data;
  if (!isCount(contiguousSequence) || typeof generation !== 'string') return undefined;
  if (!Array.isArray(results) || results.length !== sent.length) return undefined;
  if (!results.every(isRecordResult) || !results.every(({ id }, index) => id === sent[index]?.id))
    return undefined;
  return { results, contiguousSequence, generation };
}

/** The same for events, which have no flags. */
export function readRecordEventsAnswer(
  data: unknown,
  sent: readonly { readonly id: string }[],
): RecordEventsAnswer | undefined {
  if (!isObject(data) || !Array.isArray(data.results)) return undefined;
  const results: unknown[] = data.results;
  return readRecordSalesAnswer(
    { ...data, results: results.map((result) => (isObject(result) ? { ...result, flags: [] } : result)) },
    sent,
  );
}

export function readCatalogueAnswer(data: unknown): CatalogueAnswer | undefined {
  return isCatalogueAnswer(data) ? data : undefined;
}

export function readClaimedSales(data: unknown): ClaimedSale[] | undefined {
  return Array.isArray(data) && data.every(isClaimedSale) ? data : undefined;
}

export function readRegisterPeople(data: unknown): RegisterPeople | undefined {
  if (!isObject(data) || !Array.isArray(data.people) || !data.people.every(isPerson)) return undefined;
  const { people, deviceSalt, priceChangeLimit, differenceLimit, refundLimit, demo } = data;
  const validUntil = new Date(String(data.validUntil));
  if (typeof deviceSalt !== 'string' || typeof priceChangeLimit !== 'number') return undefined;
  if (typeof differenceLimit !== 'number' || Number.isNaN(validUntil.getTime())) return undefined;
  const limits = { priceChangeLimit, differenceLimit, refundLimit: Number(refundLimit ?? 0) };
  return { people, deviceSalt, validUntil, ...limits, demo: demo === true };
}

function codedError(errors: unknown): { code: string; message: string } | undefined {
  const error: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (!isObject(error) || !isObject(error.extensions)) return undefined;
  const { message, extensions } = error;
  return typeof extensions.code === 'string' && typeof message === 'string'
    ? { code: extensions.code, message }
    : undefined;
}

function isRecordResult(value: unknown): value is RecordSaleResult {
  return (
    isObject(value) &&
    typeof value.id === 'string' &&
    ['RECORDED', 'DUPLICATE', 'CONFLICT', 'RETRY', 'REJECTED'].includes(String(value.outcome)) &&
    isStrings(value.flags)
  );
}

function isCatalogueAnswer(value: unknown): value is CatalogueAnswer {
  return (
    isObject(value) &&
    Array.isArray(value.products) &&
    value.products.every(isGatewayProduct) &&
    isStrings(value.removedIds) &&
    typeof value.cursor === 'string' &&
    typeof value.hasMore === 'boolean' &&
    typeof value.resetRequired === 'boolean' &&
    (value.favourites == null || isStrings(value.favourites))
  );
}

function isGatewayProduct(value: unknown): value is GatewayProduct {
  return (
    isObject(value) &&
    typeof value.id === 'string' &&
    value.id !== '' &&
    typeof value.sku === 'string' &&
    isStrings(value.barcodes) &&
    typeof value.name === 'string' &&
    Number.isSafeInteger(value.price) &&
    Number.isFinite(value.taxRate) &&
    typeof value.trackStock === 'boolean' &&
    Number.isFinite(value.stock)
  );
}

function isPerson(value: unknown): value is RegisterPerson {
  return (
    isObject(value) &&
    ['id', 'name', 'pinSalt', 'verifier'].every((name) => typeof value[name] === 'string') &&
    ROLES.some((role) => role === value.role) &&
    Number.isSafeInteger(value.iterations)
  );
}

function isClaimedSale(value: unknown): value is ClaimedSale {
  return (
    isObject(value) &&
    typeof value.id === 'string' &&
    ['PENDING', 'SYNCED', 'FAILED'].includes(String(value.syncStatus))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
