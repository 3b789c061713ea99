// For specs: a device with a register, that keeps its own books and hands them in.
import {
  businessDate,
  canonicalJson,
  FIRST_PREVIOUS_HASH,
  money,
  quantity,
  quantityToNumber,
  saleNumber,
  settleSale,
  taxRate,
  taxRateToPercent,
  type Approval,
  type ReturnOf,
  type SoldLine,
} from '@tillkeep/domain';
import { v7 as uuid } from 'uuid';
import { claimRegister, findDevice, type ClaimWithToken } from './claims';
import { recordSales, type RecordedBatch, type SentSale } from './record-sales';
import { recordEvents, type RecordedEvents, type RegisterEventKind, type SentEvent } from './register-events';
import { sha256 } from './sale-rows';
import { MAIN, type TestShop } from './test-shop';

/** What is not as in any other sale of one coffee for 4.49. */
export interface Given {
  readonly soldAtAsSent?: string;
  readonly unitPrice?: number;
  readonly listPrice?: number;
  readonly cashierId?: string;
  readonly cashierName?: string;
  readonly approvals?: (saleId: string) => Approval[];
  /** Below zero of goods that come back. */
  readonly pieces?: number;
  readonly returnOf?: ReturnOf;
  /** What the till knows of the line that comes back. */
  readonly sold?: SoldLine;
}

/** A device that sells one piece at a time, and hashes without the code that it checks. */
export class Till {
  private sequence = 0;
  private headHash = FIRST_PREVIOUS_HASH;
  private readonly events = { sequence: 0, headHash: FIRST_PREVIOUS_HASH };
  private readonly counts = new Map<string, number>();

  private constructor(
    private readonly shop: TestShop,
    readonly claim: ClaimWithToken,
  ) {}

  static async at(shop: TestShop, code = 'R1', takeOver = false): Promise<Till> {
    const registerId = takeOver ? `register-${code}` : await shop.addRegister(code);
    return new Till(shop, await claimRegister(shop.db, { registerId, deviceName: code, takeOver }));
  }

  /** A device with a copy of this one's store. */
  clone(): Till {
    return new Till(this.shop, this.claim);
  }

  sell(productId: string, count: number, soldAtAsSent = new Date().toISOString()): SentSale[] {
    return Array.from({ length: count }, () => this.sellOne(productId, { soldAtAsSent }));
  }

  sellOne(productId: string, given: Given = {}): SentSale {
    const {
      soldAtAsSent = new Date().toISOString(),
      unitPrice = 449,
      listPrice,
      cashierId,
      cashierName,
      approvals,
      pieces = 1,
      returnOf,
      sold,
    } = given;
    const id = uuid();
    const soldAt = new Date(soldAtAsSent);
    const date = businessDate(soldAt, MAIN.timeZone);
    const n = (this.counts.get(date) ?? 0) + 1;
    this.counts.set(date, n);
    const rate = taxRate(5500);
    const product = {
      productId,
      sku: 'COFFEE',
      name: 'Coffee',
      quantity: quantity(1000 * pieces),
      unitPrice: money(unitPrice),
    };
    const { lines, subtotal, tax, total } = settleSale([{ ...product, taxRate: rate, sold }], true);
    const line = {
      ...product,
      ...(listPrice !== undefined && { listPrice: money(listPrice) }),
      tax: lines[0]?.tax ?? tax,
      total: lines[0]?.total ?? total,
      ...(returnOf && { returnOf }),
    };
    const sale = {
      id,
      sequence: ++this.sequence,
      number: saleNumber(date, n),
      businessDate: date,
      payments: [{ method: 'CASH' as const, amount: total }],
      ...{ subtotal, tax, total },
      previousHash: this.headHash,
      ...(cashierId !== undefined && { cashierId, cashierName }),
      ...(approvals && { approvals: approvals(id) }),
    };
    const percent = taxRateToPercent(rate);
    const asSent = {
      ...sale,
      claimId: this.claim.id,
      soldAt: soldAtAsSent,
      lines: [{ ...line, quantity: quantityToNumber(line.quantity), taxRate: percent }],
    };
    const hash = sha256(canonicalJson(asSent));
    this.headHash = hash;
    return {
      ...sale,
      hash,
      soldAt,
      soldAtAsSent,
      lines: [{ ...line, taxRate: rate, taxRateAsSent: percent }],
    };
  }

  async send(sales: readonly SentSale[]): Promise<RecordedBatch> {
    const device = await findDevice(this.shop.db, this.claim.token);
    return recordSales(this.shop.db, device, { claimId: this.claim.id, lastSequence: this.sequence, sales });
  }

  /** Something that happens at the register now. */
  event(kind: RegisterEventKind, given: Partial<SentEvent> = {}): SentEvent {
    const at = new Date();
    const event = {
      id: uuid(),
      sequence: ++this.events.sequence,
      ...{ kind, at, atAsSent: at.toISOString(), businessDate: businessDate(at, MAIN.timeZone) },
      saleSequence: this.sequence,
      previousHash: this.events.headHash,
      ...given,
    };
    const { atAsSent, ...fields } = event;
    const hash = sha256(canonicalJson({ ...fields, at: atAsSent, claimId: this.claim.id }));
    this.events.headHash = hash;
    return { ...event, hash };
  }

  async report(events: readonly SentEvent[]): Promise<RecordedEvents> {
    const device = await findDevice(this.shop.db, this.claim.token);
    const { sequence: lastSequence } = this.events;
    return recordEvents(this.shop.db, device, { claimId: this.claim.id, lastSequence, events });
  }
}
