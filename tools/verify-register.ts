// npm run verify:register -- <file>: checks what a register sold from an export of the back office, or from a rescue file, on
// its own: sequence, hashes, numbers of each day and totals. Needs no database and believes nobody.
// Exit code 0: all in order. 1: something is missing or wrong, or the file can't be read.
import { readFileSync } from 'node:fs';
import {
  canonicalJson,
  claimProof,
  formatMoney,
  money,
  quantityFromNumber,
  saleHash,
  settlePayments,
  settleSale,
  sumMoney,
  taxRateFromPercent,
  type ClaimFindings,
  type Money,
} from '@tillkeep/domain';

const FORMATS = ['tillkeep-register-1', 'tillkeep-rescue-1'];

interface RegisterFile {
  readonly format: string;
  readonly exportedAt?: string;
  readonly register?: {
    readonly code: string;
    readonly name: string;
    readonly outlet: {
      readonly code: string;
      readonly currency: string;
      readonly pricesIncludeTax: boolean;
    };
  };
  readonly claims: readonly ClaimInFile[];
}

interface ClaimInFile {
  readonly claimId: string;
  readonly epoch: number;
  readonly deviceName: string;
  /** The newest sale that the device said it had made: in an export, and in a rescue file. */
  readonly deviceSequence?: number;
  readonly lastSequence?: number;
  /** With the text that was hashed, or as the device sends them. */
  readonly sales: readonly (({ readonly asSent: string } | SentSale) & { readonly hash: string })[];
}

interface SentSale {
  readonly id: string;
  readonly claimId?: string;
  readonly sequence: number;
  readonly number: string;
  readonly businessDate: string;
  readonly previousHash: string;
  readonly lines: readonly {
    readonly quantity: number;
    readonly unitPrice: number;
    readonly taxRate: number;
    readonly tax: number;
    readonly total: number;
  }[];
  readonly payments: readonly {
    readonly method: 'CASH' | 'CARD' | 'OTHER';
    readonly amount: number;
    readonly tendered?: number | null;
  }[];
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
}

function main([path]: readonly string[]): boolean {
  if (path === undefined) throw new Error('Say which file: npm run verify:register -- export.json');
  const file = readFile(path);
  const { register, exportedAt } = file;
  if (register) console.log(`Register ${register.outlet.code}-${register.code}, “${register.name}”.`);
  if (exportedAt) console.log(`Exported ${exportedAt}.`);
  const isWhole = file.format === 'tillkeep-register-1';
  let wrong = 0;
  for (const claim of file.claims) wrong += verifyClaim(claim, file, isWhole);
  console.log(wrong === 0 ? '\nAll in order.' : `\nNOT IN ORDER: ${count(wrong, 'finding')}.`);
  console.log(`
What this can't prove:
- that nothing was sold without the register, or after the last sale in this file;
- that the device's clock was right;
- that nobody who holds the device or the database has made the whole chain anew. Compare the last hash of each claim with
  one that was kept elsewhere: a chain that ends in the same hash is the same chain.`);
  return wrong === 0;
}

/** Prints what there is to say of the claim; answers how much of it is wrong. */
function verifyClaim(claim: ClaimInFile, { register }: RegisterFile, isWhole: boolean): number {
  const { claimId, epoch, deviceName, deviceSequence, lastSequence } = claim;
  const proof = claimProof();
  const sales = claim.sales.map((sale) => readSale(sale, claimId));
  const totals: Money[] = [];
  const wrongTotals: string[] = [];
  for (const { sent, hash, contentHash } of sales) {
    proof.add({ ...sent, hash, contentHash });
    totals.push(money(sent.total));
    if (!addsUp(sent, register?.outlet.pricesIncludeTax))
      wrongTotals.push(`${sent.sequence} (${sent.number})`);
  }
  const findings = proof.findings(deviceSequence ?? lastSequence ?? 0);
  const there = range(sales[0]?.sent.sequence ?? 0, findings.lastSequence);
  const findingsToTell: Finding[] = [
    ...(isWhole ? arrivals(findings, there) : part(there)),
    [
      'hashes',
      `all ${count(sales.length, 'sale')} unaltered, each names the one before`,
      chainFaults(findings),
    ],
    [
      'numbers',
      `without hole on ${count(new Set(sales.map(({ sent }) => sent.businessDate)).size, 'day')}`,
      findings.numberFaults.map(
        ({ sequence, number }) => `sale ${sequence} is number “${number}”, which is not the next`,
      ),
    ],
    [
      'totals',
      `add up to ${amount(totals, register?.outlet.currency)}`,
      wrongTotals.map((sale) => `sale ${sale} does not add up`),
    ],
  ];
  console.log(`\nClaim ${epoch}, “${deviceName}” (${claimId}): ${count(sales.length, 'sale')}`);
  for (const [what, right, wrong] of findingsToTell) {
    for (const line of wrong.length === 0 ? [right] : wrong) {
      console.log(`  ${wrong.length === 0 ? '✓' : '✗'} ${what.padEnd(9)} ${line}`);
    }
  }
  const last = sales.at(-1);
  if (last) console.log(`    last hash ${last.hash}`);
  return findingsToTell.reduce((sum, [, , wrong]) => sum + wrong.length, 0);
}

/** What was sent, and the hash that it gives. */
function readSale(sale: ClaimInFile['sales'][number], claimId: string) {
  const { hash } = sale;
  if (!('asSent' in sale)) return { sent: sale, hash, contentHash: saleHash(sale, claimId) };
  const sent: SentSale = JSON.parse(sale.asSent);
  const isOfClaim = sent.claimId === claimId && canonicalJson(sent) === sale.asSent;
  return { sent, hash, contentHash: isOfClaim ? saleHash(sent, claimId) : 'of something else' };
}

/** The amounts of the lines, their sums, and the payments. Whether prices include tax the sale itself does not say. */
function addsUp(sale: SentSale, pricesIncludeTax: boolean | undefined): boolean {
  const settlesTo = (includeTax: boolean) => {
    const { lines, subtotal, tax, total } = settleSale(
      sale.lines.map(({ quantity, unitPrice, taxRate }) => ({
        quantity: quantityFromNumber(quantity),
        unitPrice: money(unitPrice),
        taxRate: taxRateFromPercent(taxRate),
      })),
      includeTax,
    );
    return (
      sale.lines.every(
        (line, index) => line.tax === lines[index]?.tax && line.total === lines[index]?.total,
      ) && [subtotal, tax, total].join() === [sale.subtotal, sale.tax, sale.total].join()
    );
  };
  try {
    const payments = sale.payments.map(({ method, amount, tendered }) => ({
      method,
      amount: money(amount),
      tendered: tendered === undefined || tendered === null ? undefined : money(tendered),
    }));
    const ways = pricesIncludeTax === undefined ? [true, false] : [pricesIncludeTax];
    return sale.lines.length > 0 && ways.some(settlesTo) && settlePayments(money(sale.total), payments).ok;
  } catch (error) {
    if (error instanceof RangeError) return false; // no amounts, quantities or rates at all
    throw error;
  }
}

type Finding = [what: string, right: string, wrong: readonly string[]];

function arrivals({ missing, waiting, lastSequence }: ClaimFindings, there: string): Finding[] {
  const onDevice = `${range(lastSequence + 1, lastSequence + waiting)} still on the device, as far as it said`;
  return [
    ['sequence', `${there}, nothing missing`, missing.map((gap) => `missing: ${range(gap.from, gap.to)}`)],
    ['waiting', 'nothing that we know of', waiting > 0 ? [onDevice] : []],
  ];
}

/** A rescue file holds what had not been sent. */
function part(there: string): Finding[] {
  return [['sequence', `${there}; what is not among them had been sent before`, []]];
}

function chainFaults({ faults }: ClaimFindings): string[] {
  const words = {
    ALTERED: 'is not what was hashed',
    BROKEN_LINK: 'does not name the hash of the one before',
    FORKED: 'has the place of another: the device was copied',
  };
  return faults.map(({ sequence, saleId, kind }) => `sale ${sequence} (${saleId}) ${words[kind]}`);
}

function readFile(path: string): RegisterFile {
  let file: RegisterFile;
  try {
    file = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new Error(`${path} can't be read: it is no JSON file.`);
  }
  if (!FORMATS.includes(file?.format) || !Array.isArray(file.claims))
    throw new Error(`${path} is neither an export of a register nor a rescue file.`);
  return file;
}

function range(from: number, to: number): string {
  return from === to ? `${from}` : `${from.toLocaleString('en')}–${to.toLocaleString('en')}`;
}

function count(n: number, what: string): string {
  return `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;
}

function amount(totals: readonly Money[], currency: string | undefined): string {
  const sum = sumMoney(totals);
  return currency === undefined ? `${sum} minor units` : formatMoney(sum, currency, 'en');
}

try {
  if (!main(process.argv.slice(2))) process.exitCode = 1;
} catch (error) {
  const isDamaged = error instanceof TypeError || error instanceof SyntaxError;
  const message = error instanceof Error ? error.message : String(error);
  console.error(isDamaged ? `The file is damaged: ${message}` : message);
  process.exitCode = 1;
}
