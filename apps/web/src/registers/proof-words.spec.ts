import type { ProofOfClaimFragment } from '@tillkeep/client';
import { claimLine, claimState, isAwaited, proofLine, proofState, rangesText } from './proof-words';

const claim = (change: Partial<ProofOfClaimFragment> = {}): ProofOfClaimFragment => ({
  claimId: 'c1',
  epoch: 1,
  deviceName: 'Counter left',
  claimedAt: '2026-04-01T08:00:00Z',
  endedAt: null,
  recorded: 1284,
  deviceSequence: 1284,
  waitingOnDevice: 0,
  chainIntact: true,
  missing: [],
  events: 0,
  eventsWaiting: 0,
  eventsIntact: true,
  faults: [],
  abandoned: null,
  ...change,
});

describe('The proof of a claim in one line', () => {
  it('says that all is there', () => {
    expect(claimLine(claim())).toBe('1–1,284 recorded, nothing missing, chain intact.');
    expect(claimLine(claim({ recorded: 1, deviceSequence: 1 }))).toBe(
      '1 recorded, nothing missing, chain intact.',
    );
  });

  it('says exactly which sales are missing, holes and end, and on which device they wait', () => {
    const missing = [
      { from: 12, to: 14 },
      { from: 31, to: 31 },
    ];
    const holed = claim({ recorded: 36, missing, deviceSequence: 43, waitingOnDevice: 3 });
    expect(claimLine(holed)).toBe(
      '1–11, 15–30 and 32–40 recorded, chain intact. Missing: 12–14, 31 and 41–43, which wait on “Counter left”.',
    );
    expect(claimLine(claim({ recorded: 4, deviceSequence: 5, waitingOnDevice: 1 }))).toBe(
      '1–4 recorded, chain intact. Missing: 5, which waits on “Counter left”.',
    );
  });

  it('speaks of the register’s events only where something is wrong with it', () => {
    const late = claim({ events: 4, eventsWaiting: 2 });
    expect(claimLine(late)).toBe(
      '1–1,284 recorded, nothing missing, chain intact. 4 of 6 events are here; the others wait on “Counter left”.',
    );
    expect([claimState(late), isAwaited(late)]).toEqual(['waiting', true]);
    const broken = claim({ events: 4, eventsIntact: false });
    expect(claimLine(broken)).toMatch(/The chain of its events is broken\.$/);
    expect(claimState(broken)).toBe('broken');
    expect(claimState(claim({ events: 4 }))).toBe('whole');
  });

  it('says that a manager no longer waits, and at which sale', () => {
    const abandoned = { at: '2026-05-03T09:00:00Z', sequence: 4, note: 'Stolen' };
    const given = claim({ recorded: 4, deviceSequence: 7, waitingOnDevice: 3, abandoned });
    expect(claimLine(given)).toBe('1–4 recorded, chain intact. Missing: 5–7, given up by a manager at 4.');
    expect([claimState(given), isAwaited(given)]).toEqual(['abandoned', false]);
    expect(claimState(claim({ abandoned }))).toBe('whole');
  });

  it('says that nothing of what the device holds has arrived, or that there is nothing', () => {
    expect(claimLine(claim({ recorded: 0, deviceSequence: 2, waitingOnDevice: 2 }))).toBe(
      'None recorded, chain intact. Missing: 1–2, which wait on “Counter left”.',
    );
    expect(claimLine(claim({ recorded: 0, deviceSequence: 0 }))).toBe('Nothing sold.');
  });

  it('says where the chain is broken, and counts a place that two sales have once', () => {
    const faults = [{ kind: 'FORKED' as const, saleId: 's', sequence: 17 }];
    expect(claimLine(claim({ recorded: 21, deviceSequence: 20, chainIntact: false, faults }))).toBe(
      '1–20 recorded, nothing missing, chain broken at 17.',
    );
  });

  it('does not need the device to have said how far it is', () => {
    expect(claimLine(claim({ recorded: 3, deviceSequence: 0 }))).toBe(
      '1–3 recorded, nothing missing, chain intact.',
    );
  });
});

describe('The proof of a register in one line', () => {
  const of = (...claims: ProofOfClaimFragment[]) => ({
    complete: claims.every((one) => one.chainIntact && one.missing.length + one.waitingOnDevice === 0),
    settled: claims.every((one) => one.chainIntact && !isAwaited(one)),
    recorded: claims.reduce((sum, one) => sum + one.recorded, 0),
    claims,
  });
  const unsold = claim({ recorded: 0, deviceSequence: 0 });

  it('is that of the only claim with sales', () => {
    expect(proofLine(of(claim(), unsold))).toBe('1–1,284 recorded, nothing missing, chain intact.');
    expect(proofLine(of(unsold))).toBe('Nothing sold yet.');
    expect(proofLine(of())).toBe('Nothing sold yet.');
  });

  it('adds up several claims, and names those that are not whole', () => {
    const second = claim({ epoch: 2, deviceName: 'Tablet', recorded: 10, deviceSequence: 10 });
    expect(proofLine(of(claim(), second))).toBe(
      '1,294 sales under 2 claims recorded, nothing missing, chain intact.',
    );
    const waiting = { ...second, deviceSequence: 12, waitingOnDevice: 2 };
    expect(proofLine(of(claim(), waiting))).toBe(
      '1,294 sales under 2 claims recorded. Claim 2: 1–10 recorded, chain intact. Missing: 11–12, which wait on “Tablet”.',
    );
    expect(proofState(of(claim(), waiting))).toBe('waiting');
    expect(proofState(of(claim({ chainIntact: false }), waiting))).toBe('broken');
    expect(proofState(of(claim()))).toBe('whole');
    const abandoned = { at: '2026-05-03T09:00:00Z', sequence: 1284, note: 'Stolen' };
    expect(proofState(of({ ...waiting, abandoned }, claim()))).toBe('abandoned');
    expect(proofState(of({ ...waiting, abandoned }, waiting))).toBe('waiting');
  });
});

it('Of many ranges the first ones are told', () => {
  const odd = Array.from({ length: 35 }, (_, index) => ({ from: 2 * index + 1, to: 2 * index + 1 }));
  expect(rangesText(odd)).toBe('1, 3, 5, 7 and 31 more');
});
