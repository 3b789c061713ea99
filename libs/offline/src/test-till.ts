// A device with a claimed register, for tests. Its store is IndexedDB as Node has it from fake-indexeddb.
import 'fake-indexeddb/auto';
import { money, quantity, saleHash, taxRate, type Payment } from '@tillkeep/domain';
import { adoptClaim, type NewClaim } from './claims';
import { completeSale, type FinishedSale, type SaleToComplete } from './complete-sale';
import { takeLead, type Lead } from './lead';
import type { Clock } from './pace';
import type { StoredSale } from './sales';
import { openStore, type Store } from './store';

export const OUTLET = {
  id: 'outlet-main',
  code: 'MAIN',
  name: 'Main Street',
  timeZone: 'Europe/Paris',
  currency: 'EUR',
  pricesIncludeTax: true,
  cutOverMinutes: 0,
};

export function newClaim(over: Partial<NewClaim> = {}): NewClaim {
  return {
    claimId: 'claim-1',
    token: 'tkd_1',
    epoch: 1,
    register: { id: 'register-1', code: 'R1', name: 'Front' },
    outlet: OUTLET,
    deviceName: 'Tablet by the door',
    claimedAt: new Date('2026-04-30T06:00:00Z'),
    ...over,
  };
}

export interface Till {
  readonly store: Store;
  readonly lead: Lead;
}

let databases = 0;
/** A name that no other test has used. */
export function freshName(): string {
  databases += 1;
  return `till-${databases}`;
}

export async function openTill(name = freshName(), claim: NewClaim | undefined = newClaim()): Promise<Till> {
  const store = await openStore({ name });
  const lead = await takeLead(store);
  if (!lead.ok || !lead.value) throw new Error('no lead');
  if (claim) await adoptClaim(store, claim);
  return { store, lead: lead.value };
}

let ids = 0;
export function saleId(): string {
  ids += 1;
  return `019a0000-0000-7000-8000-${String(ids).padStart(12, '0')}`;
}

export const COFFEE = {
  productId: 'coffee',
  sku: 'CAFE-250',
  name: 'Café moulu 250 g',
  quantity: quantity(2000),
  unitPrice: money(449),
  taxRate: taxRate(5500),
};

export function sale(over: Partial<SaleToComplete> = {}): SaleToComplete {
  return { id: saleId(), soldAt: new Date('2026-04-30T08:00:00Z'), lines: [COFFEE], ...over };
}

export const cash = (amount: number, tendered?: number): Payment => ({
  method: 'CASH',
  amount: money(amount),
  ...(tendered !== undefined && { tendered: money(tendered) }),
});

export interface TestClock extends Clock {
  /** Lets time pass: what was due by then happens, in its order. */
  advance(milliseconds: number): void;
  /** Sets the device's clock without letting time pass. */
  jump(milliseconds: number): void;
}

/** A device's clock that stands still at 10 o'clock in Paris until it is told otherwise. */
export function testClock(): TestClock {
  let time = Date.parse('2026-04-30T08:00:00Z');
  let elapsed = 0;
  const timers = new Set<{ due: number; callback: () => void }>();
  return {
    now: () => new Date(time),
    after(milliseconds, callback) {
      const timer = { due: elapsed + milliseconds, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(milliseconds) {
      time += milliseconds;
      elapsed += milliseconds;
      for (const timer of [...timers].sort((a, b) => a.due - b.due)) {
        if (timer.due > elapsed || !timers.delete(timer)) continue;
        timer.callback();
      }
    },
    jump(milliseconds) {
      time += milliseconds;
    },
  };
}

/** Completes a sale that must succeed. */
export async function sell(till: Till, over: Partial<SaleToComplete> = {}): Promise<FinishedSale> {
  const result = await completeSale(till.store, till.lead, sale(over));
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

export async function allSales(store: Store): Promise<StoredSale[]> {
  const sales = await store.read(['sales'], (tx) => tx.objectStore('sales').getAll());
  return sales.sort((a, b) =>
    a.claimId < b.claimId ? -1 : a.claimId > b.claimId ? 1 : a.sequence - b.sequence,
  );
}

/** Of each claim: sequence and numbers without gap, every hash right and carried on. Throws what is not so. */
export function mustBeWhole(sales: readonly StoredSale[]): void {
  for (const claimId of new Set(sales.map((sale) => sale.claimId))) {
    let before = { sequence: 0, businessDate: '', count: 0, hash: '0'.repeat(64) };
    for (const { sent } of sales.filter((sale) => sale.claimId === claimId)) {
      const { sequence, businessDate, number, hash } = sent;
      const count = businessDate === before.businessDate ? before.count + 1 : 1;
      const expected = `${businessDate}-${String(count).padStart(2, '0')}`;
      if (sequence !== before.sequence + 1) throw new Error(`${sequence} after ${before.sequence}`);
      if (businessDate < before.businessDate) throw new Error(`${businessDate} after ${before.businessDate}`);
      if (number !== expected) throw new Error(`${number} where ${expected} was due`);
      if (sent.previousHash !== before.hash) throw new Error(`the chain breaks at ${sequence}`);
      if (saleHash(sent, claimId) !== hash) throw new Error(`the hash of ${sequence} is wrong`);
      before = { sequence, businessDate, count, hash };
    }
  }
}
