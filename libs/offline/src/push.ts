// Sends finished sales to the gateway, oldest first, and writes down what it answered. No transaction is open while a
// request is under way, and nothing is remembered about a request but its answer: after a crash a sale is FINAL, as before.
import { unsentOf, type Claim } from './claims';
import { backOff, BatchSize, type Clock } from './pace';
import { withState, type StoredSale } from './sales';
import type { Store, Writing } from './store';
import type { RecordSaleResult, RecordSalesAnswer, RecordSalesInput, Reply } from './transport';
import { addToUnsentStock } from './unsent-stock';

/** done: every sale was asked about, though not every answer was yes. Otherwise the rest waits for the next time. */
export type PushEnd = 'done' | 'unanswered' | 'refused';

export interface Exchange {
  readonly store: Store;
  readonly clock: Clock;
  /** Ends in time, and answers only what has the right shape. */
  recordSales(token: string, input: RecordSalesInput): Promise<Reply<RecordSalesAnswer>>;
  /** after each answer */
  onMoved(answeredSales: number): Promise<void>;
}

/** What is learnt while the window lives, and may be forgotten. */
export class PushMemory {
  readonly batch = new BatchSize(MAX_BATCH);
  /** Claims whose gateway has answered since there was last a reason to doubt its memory. */
  readonly heard = new Set<string>();
  /** Some sales are to be sent again: go round once more. */
  again = false;
  private readonly resting = new Map<string, { tries: number; until: number }>();

  rests(sale: StoredSale, now: Date): boolean {
    return (this.resting.get(sale.id)?.until ?? 0) > now.getTime();
  }
  /** The gateway could not take this sale now: others go before it for a while. */
  rest(id: string, now: Date): void {
    const tries = (this.resting.get(id)?.tries ?? 0) + 1;
    this.resting.set(id, { tries, until: now.getTime() + backOff(tries) });
  }
  wake(id?: string): void {
    if (id === undefined) this.resting.clear();
    else this.resting.delete(id);
  }
}

/** One pass over a claim's unsent sales; held ones only when asked for. */
export async function pushClaim(
  exchange: Exchange,
  memory: PushMemory,
  claim: Claim,
  { held }: { held: boolean },
): Promise<PushEnd> {
  const { claimId } = claim;
  const sender = new Sender(exchange, memory, claim);
  for (const state of held ? (['FINAL', 'HELD'] as const) : (['FINAL'] as const)) {
    for (let after = 0; ;) {
      const batch = await exchange.store.read(['sales'], (tx) =>
        tx
          .objectStore('sales')
          .index('unsent')
          .getAll(unsentOf(state, claimId, after), memory.batch.size),
      );
      if (batch.length === 0) break;
      after = batch.at(-1)?.sequence ?? after;
      const due = batch.filter((sale) => !memory.rests(sale, exchange.clock.now()));
      const end = due.length > 0 ? await sender.send(due) : 'done';
      if (end !== 'done') return end;
    }
  }
  // Nothing to send, but it may have lost what it had: a gateway that was restored is told apart by its answer only.
  return memory.heard.has(claimId) ? 'done' : sender.send([]);
}

export const MAX_BATCH = 50;
/** So many sales in a row refused by themselves: the trouble is not the sales. */
const BLAMED_IN_A_ROW = 3;
const RESENT_AT_ONCE = 500;
/** Refusals that no sale is to blame for. */
const GENERAL_REFUSALS = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
];

class Sender {
  private blamed = 0;

  constructor(
    private readonly exchange: Exchange,
    private readonly memory: PushMemory,
    private readonly claim: Claim,
  ) {}

  /** A batch that is refused whole is halved until the sale to blame is alone; the others go on. */
  async send(sales: readonly StoredSale[]): Promise<PushEnd> {
    const { exchange, memory, claim } = this;
    const input = await this.input(sales);
    const begun = exchange.clock.now().getTime();
    const reply = await exchange.recordSales(claim.token, input);
    const took = exchange.clock.now().getTime() - begun;
    if (reply.kind === 'answered') {
      this.blamed = 0;
      memory.batch.answered(sales.length, took);
      await this.settle(reply.data);
      await exchange.onMoved(sales.length);
      return 'done';
    }
    if (reply.kind === 'unanswered') {
      memory.batch.unanswered(sales.length, took);
      return 'unanswered';
    }
    if (GENERAL_REFUSALS.includes(reply.code) || reply.status === 429) return 'refused';
    if (sales.length > 1) {
      const half = Math.ceil(sales.length / 2);
      if (reply.status === 413) memory.batch.tooLarge(sales.length);
      const end = await this.send(sales.slice(0, half));
      return end === 'done' ? this.send(sales.slice(half)) : end;
    }
    const [sale] = sales;
    if (sale) await this.blame(sale.id, reply);
    this.blamed += 1;
    return this.blamed < BLAMED_IN_A_ROW ? 'done' : 'refused';
  }

  private async input(sales: readonly StoredSale[]): Promise<RecordSalesInput> {
    const { exchange, claim } = this;
    const { claimId } = claim;
    // Read anew: selling goes on while a long queue is sent.
    const latest = await exchange.store.read(['claims'], (tx) => tx.objectStore('claims').get(claimId));
    return {
      claimId,
      lastSequence: latest?.sequence ?? claim.sequence,
      deviceTime: exchange.clock.now().toISOString(),
      sales: sales.map(({ sent }) => sent),
    };
  }

  private async blame(id: string, { code, message }: { code: string; message: string }): Promise<void> {
    this.memory.rest(id, this.exchange.clock.now());
    await this.exchange.store.write(['sales'], 'relaxed', async (tx) => {
      const sale = await tx.objectStore('sales').get(id);
      if (sale && sale.state !== 'ACKED') await tx.objectStore('sales').put({ ...sale, code, message });
    });
  }

  private async settle(answer: RecordSalesAnswer): Promise<void> {
    const { exchange, memory, claim } = this;
    const { claimId } = claim;
    for (const { id, outcome } of answer.results) {
      if (outcome === 'RETRY') memory.rest(id, exchange.clock.now());
      else memory.wake(id);
    }
    const news = await exchange.store.write(['sales', 'claims', 'unsentStock'], 'relaxed', async (tx) => {
      await writeOutcomes(tx, answer.results);
      const claims = tx.objectStore('claims');
      const known = await claims.get(claimId);
      if (!known || isRejection(answer)) return 'none';
      if (await hasLostSales(tx, known, answer)) return 'lost';
      await claims.put(heardFrom(known, answer));
      return known.generation === answer.generation ? 'none' : 'other generation';
    });
    if (news === 'lost') await this.resend(answer);
    if (news !== 'none') {
      // The other claims' sales may be gone as well.
      memory.heard.clear();
      memory.again = true;
    }
    memory.heard.add(claimId);
  }

  /** The gateway was restored from a back-up: everything above what it still has is to be sent again. */
  private async resend(answer: RecordSalesAnswer): Promise<void> {
    const { exchange, claim } = this;
    const { claimId } = claim;
    const { contiguousSequence } = answer;
    let after = contiguousSequence;
    for (let more = true; more;) {
      more = await exchange.store.write(['sales', 'unsentStock'], 'relaxed', async (tx) => {
        const range = IDBKeyRange.bound([claimId, after], [claimId, Infinity], true);
        const above = await tx.objectStore('sales').index('place').getAll(range, RESENT_AT_ONCE);
        const acked = above.filter(({ state }) => state === 'ACKED');
        await Promise.all(acked.map((sale) => tx.objectStore('sales').put(withState(sale, 'FINAL'))));
        await addToUnsentStock(tx, acked, 1);
        after = above.at(-1)?.sequence ?? after;
        return above.length > 0;
      });
    }
    // Last, so that a crash before this finds the same loss again.
    await exchange.store.write(['claims'], 'relaxed', async (tx) => {
      const known = await tx.objectStore('claims').get(claimId);
      if (known)
        await tx.objectStore('claims').put({ ...heardFrom(known, answer), healedAt: contiguousSequence });
    });
  }
}

/** Who is not known to be the claim's device is told nothing about the claim. */
function isRejection({ results }: RecordSalesAnswer): boolean {
  return results.length > 0 && results.every(({ outcome }) => outcome === 'REJECTED');
}

function heardFrom(claim: Claim, { contiguousSequence, generation, results }: RecordSalesAnswer): Claim {
  const late = results.some(({ flags }) => flags.includes('LATE'));
  return { ...claim, contiguousSequence, generation, ...(late && { takenOver: true }) };
}

/**
 * True when the gateway lacks sales that it had acknowledged: its database is another one, or it has come less far than
 * it said, or than it must have. The last is believed once per sequence, or a gap that stays would be filled for ever.
 */
async function hasLostSales(tx: Writing, claim: Claim, answer: RecordSalesAnswer): Promise<boolean> {
  const { contiguousSequence, generation } = answer;
  if (claim.generation === undefined) return false;
  if (contiguousSequence >= claim.sequence) return false;
  if (generation !== claim.generation || contiguousSequence < claim.contiguousSequence) return true;
  const unsent = tx.objectStore('sales').index('unsent');
  const oldest = await Promise.all(
    (['FINAL', 'HELD'] as const).map((state) => unsent.get(unsentOf(state, claim.claimId))),
  );
  const arrived = Math.min(claim.sequence, ...oldest.map((sale) => (sale?.sequence ?? Infinity) - 1));
  return contiguousSequence < arrived && claim.healedAt !== contiguousSequence;
}

async function writeOutcomes(tx: Writing, results: readonly RecordSaleResult[]): Promise<void> {
  const sales = tx.objectStore('sales');
  const acked: StoredSale[] = [];
  await Promise.all(
    results.map(async ({ id, outcome, flags, code, message }) => {
      const sale = await sales.get(id);
      // Acknowledged before, by another window's request.
      if (!sale || sale.state === 'ACKED') return;
      const state = outcome === 'RETRY' ? 'FINAL' : outcome === 'REJECTED' ? 'HELD' : 'ACKED';
      if (state === 'ACKED') acked.push(sale);
      const news = { outcome, flags, code: code ?? undefined, message: message ?? undefined };
      await sales.put(withState(sale, state, news));
    }),
  );
  await addToUnsentStock(tx, acked, -1);
}
