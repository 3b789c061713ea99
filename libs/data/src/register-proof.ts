import { claimProof, type ChainFault, type SequenceGap } from '@tillkeep/domain';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { whereOfCallersOutlets } from './caller';
import type { Claim } from './claims';
import type { Db } from './db';
import type { Register, RegisterClaim } from './generated/sqlite/client';
import { Refusal } from './refusal';
import { proveEvents } from './register-events';
import { readSales, saleAsSent, sha256 } from './sale-rows';

/** Whether every sale that a register made has arrived, unaltered. */
export interface RegisterProof {
  readonly register: Register;
  readonly complete: boolean;
  /** Complete, or would be without what was waited for under claims that a manager has abandoned. */
  readonly settled: boolean;
  readonly chainIntact: boolean;
  readonly recorded: number;
  /** What devices said they hold beyond what has arrived. */
  readonly waitingOnDevice: number;
  readonly missing: readonly (SequenceGap & { readonly claimId: string; readonly epoch: number })[];
  /** What happened at the register besides sales, as far as it has arrived; complete and chainIntact speak of it, too. */
  readonly events: number;
  readonly eventsWaiting: number;
  /** The first epoch first. */
  readonly claims: readonly ClaimProof[];
}

export interface ClaimProof extends Pick<Claim, 'epoch' | 'deviceName' | 'claimedAt' | 'endedAt'> {
  readonly claimId: string;
  readonly recorded: number;
  readonly contiguousSequence: number;
  readonly deviceSequence: number;
  readonly waitingOnDevice: number;
  readonly chainIntact: boolean;
  readonly missing: readonly (SequenceGap & { readonly claimId: string; readonly epoch: number })[];
  readonly events: number;
  readonly eventsWaiting: number;
  readonly eventsIntact: boolean;
  /** The first ones. */
  readonly faults: readonly ChainFault[];
  readonly abandoned: Abandonment | null;
}

/** That a manager no longer waits for what a device has not handed in. */
export interface Abandonment {
  readonly at: Date;
  /** Every sale up to here was recorded then. */
  readonly sequence: number;
  readonly note: string;
}

/** Works it out from the recorded sales alone, and hashes each again. Refuses with NOT_FOUND. */
export async function registerProof(db: Db, registerId: string): Promise<RegisterProof> {
  const register = await db.read.register.findUnique({
    where: { id: registerId, outletId: whereOfCallersOutlets(db) },
    include: { claims: { orderBy: { epoch: 'asc' } } },
  });
  if (!register) throw new Refusal('NOT_FOUND', 'There is no such register.', { field: 'registerId' });
  const claims: ClaimProof[] = [];
  for (const claim of register.claims) claims.push(await proveClaim(db, claim));
  const sum = (of: (claim: ClaimProof) => number) => claims.reduce((total, claim) => total + of(claim), 0);
  const chainIntact = claims.every((claim) => claim.chainIntact && claim.eventsIntact);
  const missing = claims.flatMap((claim) => claim.missing);
  const waitingOnDevice = sum((claim) => claim.waitingOnDevice);
  const eventsWaiting = sum((claim) => claim.eventsWaiting);
  const isSettled = (claim: ClaimProof) =>
    claim.abandoned !== null ||
    (claim.missing.length === 0 && claim.waitingOnDevice === 0 && claim.eventsWaiting === 0);
  return {
    register,
    complete: chainIntact && missing.length === 0 && waitingOnDevice === 0 && eventsWaiting === 0,
    settled: chainIntact && claims.every(isSettled),
    chainIntact,
    recorded: sum((claim) => claim.recorded),
    waitingOnDevice,
    missing,
    events: sum((claim) => claim.events),
    eventsWaiting,
    claims,
  };
}

/** Sales that are in memory at once. */
const PAGE = 500;

const MOST_FAULTS = 100;

async function proveClaim(db: Db, claim: RegisterClaim): Promise<ClaimProof> {
  const { id: claimId, epoch, deviceName, claimedAt, endedAt, deviceSequence } = claim;
  const { abandonedAt, abandonedSequence, abandonNote } = claim;
  const proof = claimProof();
  let last = { sequence: 0, fork: 0 };
  for (;;) {
    const sales = await readSales(
      db,
      sql`"claimId" = ${claimId} AND ("sequence", "fork") > (${last.sequence}, ${last.fork})
        ORDER BY "sequence", "fork" LIMIT ${PAGE}`,
    );
    for (const sale of sales) proof.add({ ...sale, contentHash: sha256(saleAsSent(sale)) });
    const end = sales.at(-1);
    if (!end || sales.length < PAGE) break;
    last = end;
  }
  const findings = proof.findings(deviceSequence);
  const events = await proveEvents(db, claim);
  return {
    ...{ claimId, epoch, deviceName, claimedAt, endedAt, deviceSequence },
    recorded: findings.recorded,
    contiguousSequence: findings.contiguousSequence,
    waitingOnDevice: findings.waiting,
    chainIntact: findings.faults.length === 0,
    events: events.recorded,
    eventsWaiting: events.waiting,
    eventsIntact: events.intact,
    missing: findings.missing.map((gap) => ({ claimId, epoch, ...gap })),
    faults: findings.faults.slice(0, MOST_FAULTS),
    abandoned: abandonedAt && { at: abandonedAt, sequence: abandonedSequence ?? 0, note: abandonNote ?? '' },
  };
}
