// The moment in which a cart becomes a sale. All of it is one strict transaction, so there is the whole sale or none.
import {
  approvalOfRefund,
  approvalsOfLines,
  businessDate,
  nextBusinessDate,
  quantityToNumber,
  saleHash,
  saleNumber,
  saleReference,
  settlePayments,
  settleSale,
  sumMoney,
  money,
  taxRateToPercent,
  type Approval,
  type CartReturn,
  type Money,
  type Payment,
  type Quantity,
  type Result,
  type TaxRate,
} from '@tillkeep/domain';
import { readCurrentClaim, type Claim } from './claims';
import { OPEN } from './drafts';
import { leadProblem, type Lead } from './lead';
import { StoreError, type StoreProblem } from './problem';
import { withState, type RecordSaleInput, type StoredSale } from './sales';
import { asResult, type Store, type StoreName, type Writing } from './store';
import { returnedHere } from './returned-here';
import { addToUnsentStock, readUnsentStock } from './unsent-stock';

export interface SaleToComplete {
  /** a UUIDv7, minted once, before anything is tried */
  readonly id: string;
  /** the device's clock, read once, when the sale was paid */
  readonly soldAt: Date;
  /** at least one */
  readonly lines: readonly {
    readonly productId?: string;
    readonly sku: string;
    readonly name: string;
    readonly quantity: Quantity;
    readonly unitPrice: Money;
    /** what the catalogue asked, where the price was changed by hand */
    readonly listPrice?: Money;
    readonly taxRate: TaxRate;
    /** of goods that come back: the quantity is negative */
    readonly returned?: CartReturn;
  }[];
  /** cash, exact, when left out */
  readonly payments?: readonly Payment[];
  /** who sells; nobody in particular when left out */
  readonly cashier?: { readonly id: string; readonly name: string };
  /** of what the cashier may not do alone; those that none of the lines needs are left out */
  readonly approvals?: readonly Approval[];
}

/** What the receipt is printed from. */
export type FinishedSale = StoredSale;

/**
 * Gives the sale its number, its sequence and its place in the chain, and stores it; the open cart is empty then. It
 * resolves when the sale is on the disk: print after that. The same id again answers the sale as it was finished first.
 * A problem means that nothing was stored; asking again with the same id is always safe. RangeError without lines.
 */
export async function completeSale(
  store: Store,
  lead: Lead,
  sale: SaleToComplete,
): Promise<Result<FinishedSale, StoreProblem>> {
  if (sale.lines.length === 0) throw new RangeError('A sale has at least one line');
  const result = await asResult(store.write(STORES, 'strict', (tx) => complete(tx, lead, sale)));
  store.changed();
  return result;
}

const STORES: StoreName[] = ['meta', 'claims', 'sales', 'drafts', 'unsentStock'];

async function complete(tx: Writing, lead: Lead, sale: SaleToComplete): Promise<FinishedSale> {
  // All that is to be known is asked for at once: every answer that another question waits for costs the cashier time.
  const unsentStock = readUnsentStock(tx);
  const [known, draft, claim, problem] = await Promise.all([
    tx.objectStore('sales').get(sale.id),
    tx.objectStore('drafts').get(OPEN),
    readCurrentClaim(tx),
    leadProblem(tx, lead),
  ]);
  // Before the lead is asked for: whoever paid hears that it is saved, also when another window leads by now.
  if (known) {
    if (draft && 'saleId' in draft && draft.saleId === sale.id) await tx.objectStore('drafts').delete(OPEN);
    return known;
  }
  if (problem) throw problem;
  if (!claim) throw new StoreError('NO_CLAIM');
  await checkReturns(tx, sale);

  const { finished, next } = place(sale, claim);
  await Promise.all([
    tx.objectStore('sales').add(finished),
    tx.objectStore('claims').put(next),
    tx.objectStore('drafts').delete(OPEN),
    addToUnsentStock(tx, [finished], 1, unsentStock),
  ]);
  return finished;
}

/** Nothing is given back twice here: since it was looked up, nothing more of it has come back at this register. */
async function checkReturns(tx: Writing, { lines }: SaleToComplete): Promise<void> {
  for (const { returned } of lines) {
    if (!returned) continue;
    const { saleId, position } = returned.of;
    const here = await returnedHere(tx, saleId);
    if ((here.get(position) ?? 0) !== returned.returnedHere) throw new StoreError('RETURN');
  }
}

/** The sale in the claim's next place, and the claim after it. */
function place(sale: SaleToComplete, claim: Claim): { finished: StoredSale; next: Claim } {
  const { outlet } = claim;
  const settled = settleSale(
    sale.lines.map((line) => ({ ...line, sold: line.returned?.sold })),
    outlet.pricesIncludeTax,
  );
  const payments = settlePayments(settled.total, sale.payments);
  if (!payments.ok) throw new StoreError('PAYMENT', { payment: payments.error });

  const date = nextBusinessDate(
    claim.lastBusinessDate,
    businessDate(sale.soldAt, outlet.timeZone, outlet.cutOverMinutes),
  );
  const dayCount = date === claim.lastBusinessDate ? claim.dayCount + 1 : 1;
  const sequence = claim.sequence + 1;
  const given = sale.approvals ?? [];
  const amounts = sale.lines.map(({ quantity }, index) => ({
    quantity,
    total: settled.lines[index]?.total ?? 0,
  }));
  const approvals = [
    ...approvalsOfLines(sale, given),
    approvalOfRefund({ id: sale.id, lines: amounts }, given),
  ].flatMap((approval) => approval ?? []);
  const returned = new Map(
    sale.lines.flatMap((line) =>
      line.returned ? [[line.returned.of.saleId, line.returned.saleNumber]] : [],
    ),
  );
  const unhashed: Omit<RecordSaleInput, 'hash'> = {
    id: sale.id,
    sequence,
    number: saleNumber(date, dayCount),
    businessDate: date,
    soldAt: sale.soldAt.toISOString(),
    lines: sale.lines.map(
      ({ productId, sku, name, quantity, unitPrice, listPrice, taxRate, returned }, index) => ({
        ...(productId !== undefined && { productId }),
        sku,
        name,
        quantity: quantityToNumber(quantity),
        unitPrice,
        ...(listPrice !== undefined && { listPrice }),
        taxRate: taxRateToPercent(taxRate),
        tax: settled.lines[index]?.tax ?? 0,
        total: settled.lines[index]?.total ?? 0,
        ...(returned && { returnOf: returned.of }),
      }),
    ),
    payments: payments.value.map(({ method, amount, tendered }) => ({
      method,
      amount,
      ...(tendered !== undefined && { tendered }),
    })),
    subtotal: settled.subtotal,
    tax: settled.tax,
    total: settled.total,
    previousHash: claim.headHash,
    ...(sale.cashier && { cashierId: sale.cashier.id, cashierName: sale.cashier.name }),
    ...(approvals.length > 0 && { approvals }),
  };
  const hash = saleHash(unhashed, claim.claimId);
  const finished: Omit<StoredSale, 'state'> = {
    id: sale.id,
    claimId: claim.claimId,
    sequence,
    sent: { ...unhashed, hash },
    reference: saleReference({
      outletCode: outlet.code,
      registerCode: claim.register.code,
      epoch: claim.epoch,
      number: unhashed.number,
    }),
    change: sumMoney(payments.value.map((payment) => payment.change ?? money(0))),
    ...(returned.size > 0 && { returnsOf: [...returned.keys()], returnedNumbers: [...returned.values()] }),
    flags: [],
  };
  return {
    finished: withState({ ...finished, state: 'FINAL' }, 'FINAL'),
    next: { ...claim, sequence, headHash: hash, lastBusinessDate: date, dayCount, lastSoldAt: sale.soldAt },
  };
}
