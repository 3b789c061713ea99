import fc from 'fast-check';
import { saleHash } from './chain';
import { FIRST_PREVIOUS_HASH } from './chain-start';
import { claimProof, type ClaimFindings, type SaleToProve } from './register-proof';
import { saleNumber } from './sale-number';

/** What of a sale is hashed here. */
type Content = Omit<SaleToProve, 'hash' | 'contentHash'>;

const DAYS = ['2026-04-29', '2026-04-30', '2026-05-01'];

/** A chain as a register makes it; each number is how many sales the day has. */
function chain(counts: readonly number[], previousHash = FIRST_PREVIOUS_HASH, after = 0): SaleToProve[] {
  const sales: SaleToProve[] = [];
  counts.forEach((count, day) => {
    const businessDate = DAYS[day] ?? '';
    for (let n = 1; n <= count; n++) {
      const sequence = after + sales.length + 1;
      const content: Content = {
        id: `sale-${sequence}`,
        sequence,
        number: saleNumber(businessDate, n),
        businessDate,
        previousHash: sales.at(-1)?.hash ?? previousHash,
      };
      sales.push(seal(content));
    }
  });
  return sales;
}

const hashOf = ({ id, sequence, number, businessDate, previousHash }: Content) =>
  saleHash({ id, sequence, number, businessDate, previousHash }, 'claim');
const seal = (content: Content): SaleToProve => ({
  ...content,
  hash: hashOf(content),
  contentHash: hashOf(content),
});

/** As whoever has the sales would see them: hashed again. */
function prove(sales: readonly SaleToProve[], deviceSequence = 0): ClaimFindings {
  const proof = claimProof();
  for (const sale of sales) proof.add({ ...sale, contentHash: hashOf(sale) });
  return proof.findings(deviceSequence);
}

const kinds = ({ faults }: ClaimFindings) => faults.map(({ sequence, kind }) => `${sequence} ${kind}`);
const at = (sales: readonly SaleToProve[], index: number): SaleToProve => {
  const sale = sales[index];
  if (!sale) throw new Error('There is no such sale.');
  return sale;
};

describe('the proof of a claim', () => {
  it('[PROOF1] names what is missing between the sales that are there', () => {
    const sales = chain([6, 4]);
    const there = sales.filter(({ sequence }) => ![1, 2, 5, 9].includes(sequence));
    expect(prove(there)).toMatchObject({
      recorded: 6,
      lastSequence: 10,
      contiguousSequence: 0,
      missing: [
        { from: 1, to: 2 },
        { from: 5, to: 5 },
        { from: 9, to: 9 },
      ],
      faults: [],
      numberFaults: [],
    });
    expect(prove(sales.slice(0, 4)).contiguousSequence).toBe(4);
    expect(prove([])).toMatchObject({ recorded: 0, lastSequence: 0, contiguousSequence: 0, missing: [] });
  });

  it('[PROOF2] sees a sale that was altered, and which', () => {
    const sales = chain([3]);
    const altered = sales.map((sale) => (sale.sequence === 2 ? { ...sale, id: 'another' } : sale));
    expect(prove(altered).faults).toEqual([{ sequence: 2, saleId: 'another', kind: 'ALTERED' }]);
  });

  it('[PROOF3] sees a link that does not hold, and expects none across a hole', () => {
    const sales = chain([4]);
    const resealed = seal({ ...at(sales, 1), id: 'made up later' });
    expect(kinds(prove([at(sales, 0), resealed, ...sales.slice(2)]))).toEqual(['3 BROKEN_LINK']);
    expect(kinds(prove([seal({ ...at(sales, 0), previousHash: 'f'.repeat(64) })]))).toEqual([
      '1 BROKEN_LINK',
    ]);
    expect(kinds(prove([at(sales, 0), at(sales, 3)]))).toEqual([]);
  });

  it('[PROOF4] sees a fork, and goes on from either side of it', () => {
    const sales = chain([2]);
    const mine = chain([3], at(sales, 1).hash, 2);
    const copys = mine.map((sale) => ({ ...sale, id: `copy-${sale.id}` }));
    const fork = seal(at(copys, 0));
    const goesOn = seal({ ...at(copys, 1), previousHash: fork.hash });
    expect(kinds(prove([...sales, at(mine, 0), fork, at(mine, 1), goesOn]))).toEqual([
      '3 FORKED',
      '4 FORKED',
    ]);
    expect(kinds(prove([...sales, at(mine, 0), fork, goesOn]))).toEqual(['3 FORKED']);
  });

  it('[PROOF5] counts the numbers of each date, and lets missing sales have theirs', () => {
    const sales = chain([3, 3]);
    expect(prove(sales).numberFaults).toEqual([]);
    const renumbered = (number: string) =>
      prove(sales.map((sale) => (sale.sequence === 5 ? { ...sale, number } : sale))).numberFaults;
    expect(renumbered('2026-04-30-03')).toMatchObject([
      { sequence: 5, number: '2026-04-30-03' },
      { sequence: 6 },
    ]);
    expect(renumbered('2026-04-30-01')).toMatchObject([{ sequence: 5 }, { sequence: 6 }]);
    expect(renumbered('2026-04-29-04')).toMatchObject([{ sequence: 5 }, { sequence: 6 }]);
    expect(renumbered('5')).toMatchObject([{ sequence: 5, number: '5' }, { sequence: 6 }]);
    const holed = sales.filter(({ sequence }) => sequence !== 5);
    expect(prove(holed).numberFaults).toEqual([]);
    const jumped = holed.map((sale) => (sale.sequence === 6 ? { ...sale, number: '2026-04-30-04' } : sale));
    expect(prove(jumped).numberFaults).toMatchObject([{ sequence: 6 }]);
  });

  it('[PROOF6] waits for what the device says it made', () => {
    expect(prove(chain([3]), 5)).toMatchObject({ waiting: 2, missing: [] });
    expect(prove(chain([3]), 2).waiting).toBe(0);
    expect(prove([], 4).waiting).toBe(4);
  });

  it('[PROOF7] holds for any chain, and any change in the midst of it shows', () => {
    const counts = fc
      .tuple(fc.nat(12), fc.nat(12), fc.nat(12))
      .filter((days) => days.some((count) => count > 0));
    const change = fc.constantFrom('alter', 'drop', 'double', 'swap the number', 'reseal' as const);
    fc.assert(
      fc.property(counts, fc.nat(), change, (days, where, what) => {
        const sales = chain(days);
        const whole = prove(sales, sales.length);
        expect(whole).toEqual({
          recorded: sales.length,
          lastSequence: sales.length,
          contiguousSequence: sales.length,
          missing: [],
          waiting: 0,
          faults: [],
          numberFaults: [],
        });
        const index = where % sales.length;
        const sale = at(sales, index);
        const changed = {
          alter: [{ ...sale, previousHash: sale.hash }],
          drop: [],
          double: [sale, seal({ ...sale, id: 'twin' })],
          'swap the number': [{ ...sale, number: `${sale.number}0` }],
          reseal: [seal({ ...sale, id: 'another' })],
        }[what];
        const found = prove([...sales.slice(0, index), ...changed, ...sales.slice(index + 1)], sales.length);
        const atTheEnd = index === sales.length - 1;
        const sees =
          found.faults.length > 0 ||
          found.missing.length > 0 ||
          found.waiting > 0 ||
          (what === 'reseal' && atTheEnd);
        expect(sees).toBe(true);
      }),
    );
  });
});
