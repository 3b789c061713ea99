import { FIRST_PREVIOUS_HASH } from './chain-start';
import { parseSaleNumber } from './sale-number';

/** What of a sale the proof looks at. */
export interface SaleToProve {
  readonly id: string;
  readonly sequence: number;
  readonly number: string;
  readonly businessDate: string;
  readonly previousHash: string;
  /** As the sale says. */
  readonly hash: string;
  /** Of what the sale consists of, worked out by whoever asks for the proof. */
  readonly contentHash: string;
}

/** Sequences of sales that have not arrived, both ends included. */
export interface SequenceGap {
  readonly from: number;
  readonly to: number;
}

/**
 * ALTERED: the sale is not what was hashed. BROKEN_LINK: it does not name the hash of the sale before it. FORKED: another sale
 * has the same place.
 */
export type ChainFaultKind = 'ALTERED' | 'BROKEN_LINK' | 'FORKED';

export interface ChainFault {
  readonly sequence: number;
  readonly saleId: string;
  readonly kind: ChainFaultKind;
}

/** A number that is not the next one of its day. */
export interface NumberFault {
  readonly sequence: number;
  readonly saleId: string;
  readonly number: string;
}

export interface ClaimFindings {
  readonly recorded: number;
  readonly lastSequence: number;
  /** Every sale up to here is there. */
  readonly contiguousSequence: number;
  /** Between the sales that are there. */
  readonly missing: readonly SequenceGap[];
  /** Behind the last one that is there, by what the device says. */
  readonly waiting: number;
  /** None: the chain is intact. */
  readonly faults: readonly ChainFault[];
  readonly numberFaults: readonly NumberFault[];
}

export interface ClaimProof {
  /** The claim's sales, in the order of their sequences. */
  add(sale: SaleToProve): void;
  /** What the sales added so far show. deviceSequence: the newest sale that the device said it made. */
  findings(deviceSequence: number): ClaimFindings;
}

/** Looks through the sales of one claim, one after the other, and keeps only what it finds. */
export function claimProof(): ClaimProof {
  const missing: SequenceGap[] = [];
  const faults: ChainFault[] = [];
  const numberFaults: NumberFault[] = [];
  const counts = new Map<string, number>();
  let recorded = 0;
  let missingCount = 0;
  /** Of the sales with the last sequence: several where the chain forks. */
  let heads: string[] = [FIRST_PREVIOUS_HASH];
  let previousHeads = heads;
  let lastSequence = 0;

  return {
    add(sale) {
      const { sequence, id: saleId, number } = sale;
      recorded++;
      const isFork = sequence === lastSequence;
      if (sequence > lastSequence + 1) {
        missing.push({ from: lastSequence + 1, to: sequence - 1 });
        missingCount += sequence - 1 - lastSequence;
        previousHeads = []; // the sale before this one is not there, so nobody can say what its hash was
      } else if (!isFork) previousHeads = heads;
      if (!isFork) heads = [];
      heads.push(sale.hash);
      lastSequence = sequence;

      if (sale.contentHash !== sale.hash) faults.push({ sequence, saleId, kind: 'ALTERED' });
      if (isFork) faults.push({ sequence, saleId, kind: 'FORKED' });
      if (previousHeads.length > 0 && !previousHeads.includes(sale.previousHash))
        faults.push({ sequence, saleId, kind: 'BROKEN_LINK' });
      if (!isNextOfItsDay(sale)) numberFaults.push({ sequence, saleId, number });
    },
    findings: (deviceSequence) => ({
      recorded,
      lastSequence,
      contiguousSequence: missing[0] ? missing[0].from - 1 : lastSequence,
      missing: [...missing],
      waiting: Math.max(0, deviceSequence - lastSequence),
      faults: [...faults],
      numberFaults: [...numberFaults],
    }),
  };

  /** Behind a hole the count may be higher, by as many sales at most as are missing. */
  function isNextOfItsDay({ number, businessDate }: SaleToProve): boolean {
    const parsed = parseSaleNumber(number);
    if (parsed?.businessDate !== businessDate) return false;
    const next = (counts.get(businessDate) ?? 0) + 1;
    counts.set(businessDate, Math.max(next - 1, parsed.count));
    return parsed.count >= next && parsed.count <= next + missingCount;
  }
}
