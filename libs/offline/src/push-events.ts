// Sends what happened besides sales, once the sales before it have gone. It is little, so it goes in simpler steps.
import { unsentOf, type Claim } from './claims';
import { placesOf, withEventState, type EventLog, type StoredEvent } from './events';
import type { PushEnd, PushMemory } from './push';
import type { Store, Writing } from './store';
import type { RecordEventsAnswer, RecordEventsInput, Reply } from './transport';

export interface EventExchange {
  readonly store: Store;
  /** Ends in time, and answers only what has the right shape. */
  recordEvents(token: string, input: RecordEventsInput): Promise<Reply<RecordEventsAnswer>>;
}

const AT_ONCE = 50;

/** One pass over a claim's unsent events; held ones only when asked for. */
export async function pushEvents(
  exchange: EventExchange,
  memory: PushMemory,
  claim: Claim,
  { held }: { held: boolean },
): Promise<PushEnd> {
  const { claimId } = claim;
  for (const state of held ? (['FINAL', 'HELD'] as const) : (['FINAL'] as const)) {
    for (let after = 0; ;) {
      const batch = await exchange.store.read(['events'], (tx) =>
        tx
          .objectStore('events')
          .index('unsent')
          .getAll(unsentOf(state, claimId, after), AT_ONCE),
      );
      if (batch.length === 0) break;
      after = batch.at(-1)?.sequence ?? after;
      const end = await send(exchange, memory, claim, batch);
      if (end !== 'done') return end;
    }
  }
  // As with sales: a gateway that was restored is told apart by its answer only.
  const isDoubted = claim.events && !memory.heard.has(keyOf(claim));
  return isDoubted ? send(exchange, memory, claim, []) : 'done';
}

function keyOf({ claimId }: Claim): string {
  return `events of ${claimId}`;
}

/** A batch that is refused whole is halved until the event to blame is alone; that one waits, the others go on. */
async function send(
  exchange: EventExchange,
  memory: PushMemory,
  claim: Claim,
  batch: readonly StoredEvent[],
): Promise<PushEnd> {
  const { claimId, token } = claim;
  const latest = await exchange.store.read(['claims'], (tx) => tx.objectStore('claims').get(claimId));
  const lastSequence = latest?.events?.sequence ?? 0;
  const reply = await exchange.recordEvents(token, {
    claimId,
    lastSequence,
    events: batch.map(({ sent }) => sent),
  });
  if (reply.kind === 'answered') {
    await settle(exchange.store, memory, claim, reply.data);
    return 'done';
  }
  if (reply.kind === 'unanswered') return 'unanswered';
  if (batch.length < 2) return reply.code === 'BAD_USER_INPUT' ? 'done' : 'refused';
  const half = Math.ceil(batch.length / 2);
  const end = await send(exchange, memory, claim, batch.slice(0, half));
  return end === 'done' ? send(exchange, memory, claim, batch.slice(half)) : end;
}

async function settle(
  store: Store,
  memory: PushMemory,
  claim: Claim,
  answer: RecordEventsAnswer,
): Promise<void> {
  const { claimId } = claim;
  const lost = await store.write(['events', 'claims'], 'relaxed', async (tx) => {
    await writeOutcomes(tx, answer);
    const claims = tx.objectStore('claims');
    const known = await claims.get(claimId);
    if (!known?.events || isRejection(answer)) return false;
    const { contiguousSequence, generation } = answer;
    await claims.put({ ...known, events: { ...known.events, contiguousSequence, generation } });
    if (!hasLostEvents(known.events, answer)) return false;
    await sendAgain(tx, known, contiguousSequence);
    return true;
  });
  if (lost) {
    memory.heard.clear();
    memory.again = true;
  }
  memory.heard.add(keyOf(claim));
}

async function writeOutcomes(tx: Writing, { results }: RecordEventsAnswer): Promise<void> {
  const events = tx.objectStore('events');
  await Promise.all(
    results.map(async ({ id, outcome, code, message }) => {
      const event = await events.get(id);
      if (!event || event.state === 'ACKED') return;
      const state = outcome === 'RETRY' ? 'FINAL' : outcome === 'REJECTED' ? 'HELD' : 'ACKED';
      const news = { outcome, code: code ?? undefined, message: message ?? undefined };
      await events.put(withEventState(event, state, news));
    }),
  );
}

/** Who is not known to be the claim's device is told nothing about the claim. */
function isRejection({ results }: RecordEventsAnswer): boolean {
  return results.length > 0 && results.every(({ outcome }) => outcome === 'REJECTED');
}

/** The gateway lacks events that it had acknowledged: it was restored from a back-up. */
function hasLostEvents(log: EventLog, { contiguousSequence, generation }: RecordEventsAnswer): boolean {
  if (log.generation === undefined || contiguousSequence >= log.sequence) return false;
  return generation !== log.generation || contiguousSequence < log.contiguousSequence;
}

async function sendAgain(tx: Writing, claim: Claim, after: number): Promise<void> {
  const events = tx.objectStore('events');
  const above = await events.index('place').getAll(placesOf(claim, after));
  const acked = above.filter(({ state }) => state === 'ACKED');
  await Promise.all(acked.map((event) => events.put(withEventState(event, 'FINAL'))));
}
