// For specs: a device with a claim on a register, that sells by its own books and hands in what it sold over HTTP.
import {
  eventHash,
  FIRST_PREVIOUS_HASH,
  money,
  quantityFromNumber,
  saleHash,
  saleNumber,
  settleSale,
  taxRateFromPercent,
} from '@tillkeep/domain';
import { v7 as uuid } from 'uuid';
import { SALE, type Answer, type SaleAnswer, type ShopApi } from './shop-api';

export interface ClaimAnswer {
  readonly id: string;
  readonly token: string;
  readonly epoch: number;
  readonly deviceName: string;
  readonly claimedAt: string;
  readonly register: { readonly id: string; readonly code: string };
}

export interface SentLine {
  readonly productId?: string | null;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly listPrice?: number;
  readonly taxRate: number;
  readonly tax: number;
  readonly total: number;
  readonly returnOf?: object;
}

export interface SentSale {
  readonly id: string;
  readonly sequence: number;
  readonly number: string;
  readonly businessDate: string;
  readonly soldAt: string;
  readonly lines: readonly SentLine[];
  readonly payments: readonly {
    readonly method: string;
    readonly amount: number;
    readonly tendered?: number;
  }[];
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly cashierId?: string;
  readonly cashierName?: string;
  readonly approvals?: readonly object[];
}

export interface SentEvent {
  readonly id: string;
  readonly sequence: number;
  readonly kind: string;
  readonly at: string;
  readonly businessDate: string;
  readonly saleSequence: number;
  readonly userId?: string;
  readonly userName?: string;
  readonly shiftId?: string;
  readonly shiftNumber?: number;
  readonly amount?: number;
  readonly expected?: number;
  readonly cash?: readonly { readonly value: number; readonly count: number }[];
  readonly reason?: string;
  readonly previousHash: string;
  readonly hash: string;
}

export interface EventsAnswer {
  readonly results: readonly Pick<ResultAnswer, 'id' | 'outcome' | 'code' | 'message'>[];
  readonly contiguousSequence: number;
  readonly generation: string;
}

export interface ResultAnswer {
  readonly id: string;
  readonly outcome: string;
  readonly flags: readonly string[];
  readonly code: string | null;
  readonly message: string | null;
  readonly sale: SaleAnswer | null;
}

export interface BatchAnswer {
  readonly results: readonly ResultAnswer[];
  readonly contiguousSequence: number;
  readonly generation: string;
  readonly serverTime: string;
}

export const RESULT = `id outcome flags code message sale { ${SALE} }`;

const RECORD_SALES = `mutation ($input: RecordSalesInput!) {
  recordSales(input: $input) { contiguousSequence generation serverTime results { ${RESULT} } }
}`;

const RECORD_EVENTS = `mutation ($input: RecordEventsInput!) {
  recordEvents(input: $input) { contiguousSequence generation serverTime results { id outcome code message } }
}`;

export const CLAIM = `mutation ($input: ClaimRegisterInput!) {
  claimRegister(input: $input) { id token epoch deviceName claimedAt register { id code } }
}`;

export async function registerId(shop: ShopApi, code = 'R1'): Promise<string> {
  const { registers } = await shop.answer<{ registers: { id: string; code: string }[] }>(
    '{ registers { id code } }',
  );
  const register = registers.find((one) => one.code === code);
  if (!register) throw new Error(`There is no register ${code}.`);
  return register.id;
}

export async function claimDevice(
  shop: ShopApi,
  { code = 'R1', deviceName = 'Counter', takeOver = false } = {},
): Promise<TestDevice> {
  const input = { registerId: await registerId(shop, code), deviceName, takeOver };
  const { claimRegister } = await shop.answer<{ claimRegister: ClaimAnswer }>(CLAIM, { input });
  return new TestDevice(shop, claimRegister);
}

/** One piece of a product as the device knows it. */
export const coffee = (productId: string) => ({
  productId,
  sku: 'COFFEE',
  name: 'Coffee',
  unitPrice: 449,
  taxRate: 5.5,
});

export class TestDevice {
  sequence = 0;
  private headHash = FIRST_PREVIOUS_HASH;
  private readonly counts = new Map<string, number>();
  private readonly events = { sequence: 0, headHash: FIRST_PREVIOUS_HASH };

  constructor(
    readonly shop: ShopApi,
    readonly claim: ClaimAnswer,
  ) {}

  /** Another device with a copy of this one's store. */
  clone(): TestDevice {
    return this.connectedTo(this.shop);
  }

  /** The same device, where the gateway has another address now. */
  connectedTo(shop: ShopApi): TestDevice {
    const copy = new TestDevice(shop, this.claim);
    copy.sequence = this.sequence;
    copy.headHash = this.headHash;
    for (const [date, count] of this.counts) copy.counts.set(date, count);
    return copy;
  }

  /** Sells one piece of each, for cash, now; `given` is written over what the device would send, and hashed with it. */
  sell(
    products: readonly (ReturnType<typeof coffee> & {
      quantity?: number;
      listPrice?: number;
      returnOf?: object;
    })[],
    given: Partial<SentSale> = {},
  ): SentSale {
    const soldAt = given.soldAt ?? new Date().toISOString();
    const businessDate = given.businessDate ?? parisDate(new Date(soldAt));
    const count = (this.counts.get(businessDate) ?? 0) + 1;
    this.counts.set(businessDate, count);
    const settled = settleSale(
      products.map(({ quantity = 1, unitPrice, taxRate }) => ({
        quantity: quantityFromNumber(quantity),
        unitPrice: money(unitPrice),
        taxRate: taxRateFromPercent(taxRate),
      })),
      true,
    );
    const { subtotal, tax, total } = settled;
    const sale = {
      id: uuid(),
      sequence: ++this.sequence,
      number: saleNumber(businessDate, count),
      businessDate,
      soldAt,
      lines: products.map((product, index) => ({
        quantity: 1,
        ...product,
        tax: settled.lines[index]?.tax ?? 0,
        total: settled.lines[index]?.total ?? 0,
      })),
      payments: [{ method: 'CASH', amount: total }],
      ...{ subtotal, tax, total },
      previousHash: this.headHash,
      ...given,
    };
    const hash = given.hash ?? saleHash(sale, this.claim.id);
    this.headHash = hash;
    return { ...sale, hash };
  }

  /** One piece each, one sale after the other. */
  sellMany(productId: string, count: number): SentSale[] {
    return Array.from({ length: count }, () => this.sell([coffee(productId)]));
  }

  async send(sales: readonly SentSale[], given: Record<string, unknown> = {}): Promise<BatchAnswer> {
    const { data, errors } = await this.tryToSend(sales, given);
    if (errors || !data) throw new Error(JSON.stringify(errors));
    return data.recordSales;
  }

  /** What became of each. */
  async outcomes(sales: readonly SentSale[], given: Record<string, unknown> = {}): Promise<string[]> {
    return (await this.send(sales, given)).results.map(({ outcome }) => outcome);
  }

  /** The flags of the only one. */
  async flags(sale: SentSale, given: Record<string, unknown> = {}): Promise<readonly string[]> {
    const { results } = await this.send([sale], given);
    expect(results).toMatchObject([{ id: sale.id, outcome: 'RECORDED' }]);
    const recorded = await this.shop.sale(sale.id);
    expect(recorded.flags).toEqual(results[0]?.flags);
    return recorded.flags;
  }

  tryToSend(
    sales: readonly SentSale[],
    given: Record<string, unknown> = {},
  ): Promise<Answer<{ recordSales: BatchAnswer }>> {
    const input = { claimId: this.claim.id, lastSequence: this.sequence, sales, ...given };
    return this.ask(RECORD_SALES, { input });
  }

  /** Something that happens at the register now; `given` is written over what the device would send, and hashed with it. */
  event(kind: string, given: Partial<SentEvent> = {}): SentEvent {
    const at = new Date().toISOString();
    const event = {
      id: uuid(),
      sequence: ++this.events.sequence,
      ...{ kind, at, businessDate: parisDate(new Date(at)), saleSequence: this.sequence },
      previousHash: this.events.headHash,
      ...given,
    };
    const hash = given.hash ?? eventHash(event, this.claim.id);
    this.events.headHash = hash;
    return { ...event, hash };
  }

  async report(events: readonly SentEvent[], given: Record<string, unknown> = {}): Promise<EventsAnswer> {
    const { data, errors } = await this.tryToReport(events, given);
    if (errors || !data) throw new Error(JSON.stringify(errors));
    return data.recordEvents;
  }

  tryToReport(
    events: readonly SentEvent[],
    given: Record<string, unknown> = {},
  ): Promise<Answer<{ recordEvents: EventsAnswer }>> {
    const input = { claimId: this.claim.id, lastSequence: this.events.sequence, events, ...given };
    return this.ask(RECORD_EVENTS, { input });
  }

  /** With its token. */
  ask<Data>(query: string, variables?: Record<string, unknown>): Promise<Answer<Data>> {
    return this.shop.ask(query, variables, { authorization: `Bearer ${this.claim.token}` });
  }
}

/** The register's outlet is in Paris. */
function parisDate(instant: Date): string {
  return new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Paris' }).format(instant);
}
