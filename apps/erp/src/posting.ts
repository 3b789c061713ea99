// What the books make of a sale before anything is stored: whether they take it, and its double entry.
// Pure: no clock, no database.
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { amountFormat } from './amount';
import type { ErpSaleInput, JournalEntry } from './generated/schema';

export interface Rejection {
  code: 'TOTALS_MISMATCH' | 'PERIOD_CLOSED' | 'CURRENCY_MISMATCH' | 'ID_REUSED' | 'BAD_USER_INPUT';
  /** In plain words, for a shopkeeper. */
  message: string;
}

/** Why the books refuse a sale that they don't hold yet; undefined when they take it. */
export function refusal(
  sale: ErpSaleInput,
  books: { currency: string; lockDate: string | null },
): Rejection | undefined {
  const unfit = unfitValue(sale);
  if (unfit) return { code: 'BAD_USER_INPUT', message: unfit };
  if (sale.currency !== books.currency)
    return {
      code: 'CURRENCY_MISMATCH',
      message: `This sale is in ${sale.currency}, but the books are kept in ${books.currency}. Ask whoever set up the ERP which currency is right.`,
    };
  const mismatch = totalsMismatch(sale);
  if (mismatch) return { code: 'TOTALS_MISMATCH', message: mismatch };
  if (books.lockDate !== null && sale.businessDate <= books.lockDate)
    return {
      code: 'PERIOD_CLOSED',
      message: `The books are closed up to ${books.lockDate}, and this sale is of ${sale.businessDate}. Ask your bookkeeper to open the period, then sync again.`,
    };
  return undefined;
}

/**
 * The double entry of a sale whose totals match: what was received per tender against revenue and tax per rate.
 * Amounts on the same account are netted; a negative amount changes sides, so no column is ever negative.
 * Throws RangeError if debits and credits differ: that would be a fault of this module, never of the sale.
 */
export function journal(sale: ErpSaleInput): JournalEntry[] {
  const balances = new Map<string, number>(); // debit is positive
  const post = (account: string, amount: number) =>
    balances.set(account, (balances.get(account) ?? 0) + amount);
  for (const { method, amount } of sale.payments)
    post(tenderAccounts.get(method) ?? '1200 Other tenders', amount);
  for (const { taxRate, tax, total } of sale.lines) post(`4000 Sales ${percent(taxRate)}`, tax - total);
  for (const { taxRate, tax } of sale.lines) post(`2200 Tax payable ${percent(taxRate)}`, -tax);

  const entries: JournalEntry[] = [];
  for (const [account, balance] of balances)
    if (balance !== 0) entries.push({ account, debit: Math.max(balance, 0), credit: Math.max(-balance, 0) });

  const imbalance = entries.reduce((sum, { debit, credit }) => sum + BigInt(debit) - BigInt(credit), 0n);
  if (imbalance !== 0n) throw new RangeError(`${sale.saleId}: debits and credits differ by ${imbalance}`);
  return entries;
}

/** RFC 8785 text of the sale: the same content always makes the same text, whatever the order of its fields. */
export function canonicalContent(sale: ErpSaleInput): string {
  return canonicalize(sale) ?? '';
}

/** SHA-256 of the canonical content. */
export function fingerprint(content: string): Buffer {
  return createHash('sha256').update(content).digest();
}

const tenderAccounts = new Map([
  ['CASH', '1000 Cash'],
  ['CARD', '1100 Card clearing'],
]);

/** Rates are told apart down to a thousandth of a percent. */
function percent(rate: number): string {
  return `${Math.round(rate * 1000) / 1000} %`;
}

/** What can't name a document or an account. */
function unfitValue(sale: ErpSaleInput): string | undefined {
  for (const field of ['saleId', 'reference', 'outletCode', 'registerCode'] as const)
    if (sale[field].trim() === '' || sale[field].length > 100)
      return `The sale's ${field} must have 1 to 100 characters.`;
  for (const [index, { taxRate }] of sale.lines.entries())
    if (taxRate < 0 || taxRate > 1000 || Math.abs(Math.round(taxRate * 1000) - taxRate * 1000) > 1e-6)
      return `Line ${index + 1}: ${taxRate} % is not a tax rate (0 to 1000, at most three decimals).`;
  return undefined;
}

function totalsMismatch({ currency, lines, payments, ...sale }: ErpSaleInput): string | undefined {
  const columns = {
    nets: lines.map((line) => line.total - line.tax),
    taxes: lines.map((line) => line.tax),
    totals: lines.map((line) => line.total),
    payments: payments.map((payment) => payment.amount),
    parts: [sale.subtotal, sale.tax],
    total: [sale.total],
  };
  if (
    !Object.values(columns).every(addsUpExactly) ||
    !lines.every((line) => Number.isSafeInteger(line.unitPrice))
  )
    return 'An amount of this sale is not a whole number of minor units (cents), or is larger than the books can hold.';
  const show = (amount: number) => `${amountFormat(currency)(amount)} ${currency}`;
  const differs = (what: string, parts: number[], stated: number) =>
    sum(parts) === stated ? undefined : `${what} ${show(sum(parts))}, but the sale says ${show(stated)}.`;
  return (
    differs('The lines add up to', columns.totals, sale.total) ??
    differs("The lines' tax adds up to", columns.taxes, sale.tax) ??
    differs('Subtotal and tax add up to', [sale.subtotal, sale.tax], sale.total) ??
    differs('The payments add up to', columns.payments, sale.total)
  );
}

/** Whole numbers of which every subset, in any order, sums within the safe integers. */
function addsUpExactly(amounts: number[]): boolean {
  return amounts.every(Number.isSafeInteger) && Number.isSafeInteger(sum(amounts.map(Math.abs)));
}

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
