import type { ChainFaultKind, ProofOfClaimFragment, ProofOfRegisterFragment } from '@tillkeep/client';
import { formatCount, plural } from '../format';

/**
 * `waiting`: sales are known to be on a device and have not arrived. `abandoned`: a manager has given up all that are.
 * `broken`: what has arrived does not fit together.
 */
export type ProofState = 'whole' | 'abandoned' | 'waiting' | 'broken';

export function proofState(
  proof: Pick<ProofOfRegisterFragment, 'complete' | 'settled' | 'claims'>,
): ProofState {
  if (proof.complete) return 'whole';
  if (proof.settled) return 'abandoned';
  return proof.claims.every((claim) => claim.chainIntact && claim.eventsIntact) ? 'waiting' : 'broken';
}

/** What the proof of a register shows, in one line: "1–1,284 recorded, nothing missing, chain intact." */
export function proofLine(proof: Pick<ProofOfRegisterFragment, 'complete' | 'recorded' | 'claims'>): string {
  const claims = proof.claims.filter(
    (claim) => claim.recorded > 0 || claim.waitingOnDevice > 0 || !isWhole(claim),
  );
  const [first] = claims;
  if (!first) return 'Nothing sold yet.';
  if (claims.length === 1) return claimLine(first);
  const all = `${plural(proof.recorded, 'sale')} under ${formatCount(claims.length)} claims recorded`;
  if (proof.complete) return `${all}, nothing missing, chain intact.`;
  const troubled = claims.filter((claim) => !isWhole(claim));
  return [`${all}.`, ...troubled.map((claim) => `Claim ${claim.epoch}: ${claimLine(claim)}`)].join(' ');
}

export function claimLine(claim: ProofOfClaimFragment): string {
  const { events, eventsWaiting, eventsIntact, deviceName } = claim;
  return [
    salesLine(claim),
    eventsWaiting > 0 &&
      `${formatCount(events)} of ${plural(events + eventsWaiting, 'event')} are here; the others ${claim.abandoned ? 'were given up' : `wait on “${deviceName}”`}.`,
    !eventsIntact && 'The chain of its events is broken.',
  ]
    .filter(Boolean)
    .join(' ');
}

function salesLine(claim: ProofOfClaimFragment): string {
  if (claim.recorded === 0 && claim.waitingOnDevice === 0) return 'Nothing sold.';
  const recorded = claim.recorded > 0 ? `${rangesText(recordedRanges(claim))} recorded` : 'None recorded';
  const chain = claim.chainIntact
    ? 'chain intact'
    : `chain broken at ${rangesText(claim.faults.map(({ sequence }) => ({ from: sequence, to: sequence })))}`;
  const missing = missingRanges(claim);
  if (missing.length === 0) return `${recorded}, nothing missing, ${chain}.`;
  const isOne = missing.length === 1 && missing[0]?.from === missing[0]?.to;
  const where = claim.abandoned
    ? `given up by a manager at ${formatCount(claim.abandoned.sequence)}`
    : `which ${isOne ? 'waits' : 'wait'} on “${claim.deviceName}”`;
  return `${recorded}, ${chain}. Missing: ${rangesText(missing)}, ${where}.`;
}

/** Something is missing that nobody has given up. */
export function isAwaited(claim: ProofOfClaimFragment): boolean {
  return !claim.abandoned && !isThere(claim);
}

/** Of one claim. */
export function claimState(claim: ProofOfClaimFragment): ProofState {
  if (!claim.chainIntact || !claim.eventsIntact) return 'broken';
  if (isThere(claim)) return 'whole';
  return claim.abandoned ? 'abandoned' : 'waiting';
}

export interface SequenceRange {
  readonly from: number;
  readonly to: number;
}

/** All that the device is known to have made and that has not arrived: the holes, and what comes behind the newest sale. */
export function missingRanges({
  missing,
  deviceSequence,
  waitingOnDevice,
}: ProofOfClaimFragment): SequenceRange[] {
  const tail = { from: deviceSequence - waitingOnDevice + 1, to: deviceSequence };
  return waitingOnDevice > 0 ? [...missing, tail] : [...missing];
}

/** "1–11, 15 and 20–40"; of many, the first ones: "2, 4, 6, 8 and 31 more". */
export function rangesText(ranges: readonly SequenceRange[]): string {
  const texts = ranges.map(({ from, to }) =>
    from === to ? formatCount(from) : `${formatCount(from)}–${formatCount(to)}`,
  );
  const shown = texts.length > MOST_RANGES ? texts.slice(0, MOST_RANGES - 1) : texts;
  const rest = texts.length - shown.length;
  const parts = rest > 0 ? [...shown, `${formatCount(rest)} more`] : shown;
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** What is wrong at a place of the chain, and what it may come from. */
export const faultWords: Record<ChainFaultKind, string> = {
  ALTERED: 'What is recorded is not what the device hashed: the record was changed afterwards.',
  BROKEN_LINK:
    'It does not name the hash of the sale before it: one of the two is not the sale that was made.',
  FORKED: 'Another sale has the same place: the device’s data was copied, and both copies sold.',
};

const MOST_RANGES = 5;

function isWhole(claim: ProofOfClaimFragment): boolean {
  return claim.chainIntact && claim.eventsIntact && isThere(claim);
}

function isThere(claim: ProofOfClaimFragment): boolean {
  return missingRanges(claim).length === 0 && claim.eventsWaiting === 0;
}

function recordedRanges(claim: ProofOfClaimFragment): SequenceRange[] {
  const { missing, deviceSequence, waitingOnDevice, recorded, faults } = claim;
  const holes = missing.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const forks = faults.filter(({ kind }) => kind === 'FORKED').length;
  const last = waitingOnDevice > 0 ? deviceSequence - waitingOnDevice : recorded - forks + holes;
  const starts = [1, ...missing.map((gap) => gap.to + 1)];
  const ends = [...missing.map((gap) => gap.from - 1), last];
  return starts.flatMap((from, index) => {
    const to = ends[index] ?? last;
    return to >= from ? [{ from, to }] : [];
  });
}
