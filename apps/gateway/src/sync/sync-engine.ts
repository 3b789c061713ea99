import {
  findOutlets,
  findRegisters,
  findSales,
  finishRun,
  leaseFailed,
  leaseFirstAttempts,
  leaseSales,
  recordOutcomes,
  releaseLeases,
  renewLeases,
  startRun,
  untilNextAttempt,
  type Db,
  type Holder,
  type LeasedSale,
  type Outlet,
  type Register,
  type SendOutcome,
  type SyncTrigger,
} from '@tillkeep/data';
import { Breaker } from './breaker';
import type { ErpAnswer, ErpClient } from './erp-client';
import { outcomesOf } from './outcomes';

/** Forwards sales to the ERP: the only code that does. Each sale goes under a lease, and each answers for itself. */
export interface SyncEngine {
  /**
   * For somebody who asks: sends every unsynced sale once, up to `limit`, also those that wait for their time or for a
   * person. Answers the run's id when done. A second call meanwhile joins it; a pass makes way for it.
   */
  run(limit?: number): Promise<string>;
  /**
   * By itself: sends what was never tried and what is due. Answers in how many milliseconds there is more to do, undefined
   * when nothing waits for its time. Whoever asks while one waits for its turn shares it.
   */
  pass(): Promise<number | undefined>;
  /** For somebody who asks: sends the failed sales of one reason once. Answers the run's id when done. */
  retryReason(code: string): Promise<string>;
  /** Sends these sales once, in one run; those that are SYNCED, or that somebody is sending, are left out. */
  retry(saleIds: readonly string[]): Promise<void>;
  /**
   * Sends sales once more that are SYNCED and that the ERP does not know, and answers what it said of each. They stay SYNCED
   * whatever it says; under their own ids none is booked twice, however many senders there are.
   */
  resend(saleIds: readonly string[]): Promise<SendOutcome[]>;
  /** Whether the ERP can be reached; asked of it at most every few seconds. */
  isErpReachable(): Promise<boolean>;
  /** Starts nothing more, and waits for the requests under way, but not longer than a few seconds for an ERP that hangs. */
  stop(): Promise<void>;
}

const BATCH = 100;

/** Longer than a request and the question for the ERP's health take, so that it never runs out under a sender that waits. */
const LEASE_SECONDS = 60;

/** What the halving of one batch may cost in requests on which the ERP judged nothing: enough to find two sales among 100. */
const PATIENCE = 16;

const REACHABILITY_MS = 3_000;

/** What the ERP has not answered by then at a stop counts as unknown, and is sent again after the next start. */
const PATIENCE_AT_STOP_MS = 2_000;

/** `owner`: the process, by a name that no other process with this database has. */
export function syncEngine(
  db: Db,
  erp: ErpClient,
  { owner, leaseSeconds = LEASE_SECONDS }: { readonly owner: string; readonly leaseSeconds?: number },
): SyncEngine {
  const stopping = new AbortController();
  const breaker = new Breaker();
  const gear: Gear = {
    db,
    erp,
    breaker,
    holder: { owner, leaseSeconds },
    stopping: stopping.signal,
    turn: '',
  };
  let underWay: { readonly run: Run; readonly done: Promise<string> } | undefined;
  let asked: { readonly run: Run; readonly done: Promise<string> } | undefined;
  let nextPass: Promise<number | undefined> | undefined;
  let reachability: { readonly asked: number; readonly answer: Promise<boolean> } | undefined;
  const retries = new Set<Promise<unknown>>();

  /** One run at a time. */
  async function inTurn(run: Run): Promise<string> {
    while (underWay) await underWay.done.catch(() => undefined);
    if (run.trigger === 'SCHEDULED') nextPass = undefined; // what comes up from here on is for another one
    if (asked) run.makeWay();
    const done = run.go().finally(() => {
      underWay = undefined;
      reachability = undefined;
      if (run === asked?.run) asked = undefined;
    });
    underWay = { run, done };
    return done;
  }

  /** Somebody waits for it. */
  function atOnce(run: Run): Promise<string> {
    breaker.close();
    underWay?.run.makeWay();
    return inTurn(run);
  }

  async function passInTurn(): Promise<number | undefined> {
    if (!(await breaker.lets(() => erp.isReachable()))) {
      nextPass = undefined;
      return breaker.wait;
    }
    const run = new Run(gear, 'SCHEDULED');
    await inTurn(run);
    if (breaker.trouble) return breaker.wait;
    return run.makesWay ? 0 : untilNextAttempt(db);
  }

  return {
    run(limit) {
      if (!asked) {
        const run = new Run(gear, 'MANUAL', limit);
        asked = { run, done: atOnce(run) };
      }
      return asked.done;
    },
    async retryReason(code) {
      const retry = atOnce(new Run(gear, 'MANUAL', Infinity, code));
      retries.add(retry);
      return retry.finally(() => retries.delete(retry));
    },
    pass() {
      nextPass ??= passInTurn();
      return nextPass;
    },
    async retry(saleIds) {
      const retry = new Run(gear, 'MANUAL', saleIds.length).these(saleIds);
      retries.add(retry);
      await retry.finally(() => retries.delete(retry));
    },
    async resend(saleIds) {
      const resent = new Run(gear, 'MANUAL').again(saleIds);
      retries.add(resent);
      return resent.finally(() => retries.delete(resent));
    },
    isErpReachable() {
      if (!reachability || performance.now() - reachability.asked > REACHABILITY_MS) {
        reachability = { asked: performance.now(), answer: erp.isReachable() };
      }
      return reachability.answer;
    },
    async stop() {
      stopping.abort();
      const patience = setTimeout(() => void erp.close(), PATIENCE_AT_STOP_MS);
      await Promise.allSettled([asked?.done, underWay?.done, ...retries]);
      clearTimeout(patience);
      await erp.close();
    },
  };
}

/** What the runs of one process share. */
interface Gear {
  readonly db: Db;
  readonly erp: ErpClient;
  readonly breaker: Breaker;
  readonly holder: Holder;
  readonly stopping: AbortSignal;
  /** The outlet that had its turn last. */
  turn: string;
}

type Kind = 'first attempts' | 'failed';

/** With the halving of one batch: how many more fruitless requests it may cost, and what the last one came to. */
interface Patience {
  left: number;
  trouble: ErpAnswer | undefined;
}

class Run {
  private id: Promise<string> | undefined;
  private asOf = new Date(0);
  /** Whether it leaves something to somebody who asks. */
  makesWay = false;
  private batchesUnderWay = 0;
  /** What the lanes ask at the same time is asked once. */
  private health: Promise<boolean> | undefined;
  private readonly registers = new Map<string, Register & { outlet: Outlet }>();

  constructor(
    private readonly gear: Gear,
    readonly trigger: SyncTrigger,
    private remaining = Infinity,
    /** Only what had failed for this reason. */
    private readonly reason?: string,
  ) {}

  /** Finishes what is under way and takes up nothing more. */
  makeWay(): void {
    if (this.trigger === 'SCHEDULED') this.makesWay = true;
  }

  /** Two batches at once: while the ERP books one, the next is written out. One half is for first attempts as long as there are some. */
  async go(): Promise<string> {
    this.asOf = await this.gear.db.now();
    if (this.trigger === 'MANUAL') await this.begin();
    const lanes = await Promise.allSettled([
      this.lane(this.reason === undefined ? ['first attempts', 'failed'] : ['failed']),
      this.lane(this.reason === undefined ? ['failed', 'first attempts'] : ['failed']),
    ]);
    const id = await this.id;
    if (id !== undefined) await finishRun(this.gear.db, id);
    for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
    return id ?? '';
  }

  async these(saleIds: readonly string[]): Promise<void> {
    const { db, breaker, stopping } = this.gear;
    try {
      for (const ids of batchesOf(saleIds)) {
        if (stopping.aborted) return;
        const leased = await leaseSales(db, await this.holder(), ids);
        if (leased.length === 0) continue;
        await this.begin();
        const trouble = await this.deliverOrRelease(leased);
        breaker.note(trouble);
        if (trouble) return;
      }
    } finally {
      const id = await this.id;
      if (id !== undefined) await finishRun(db, id);
    }
  }

  /** Without a lease, which no SYNCED sale can be under; and without a trace in the runs, which count what becomes SYNCED. */
  async again(saleIds: readonly string[]): Promise<SendOutcome[]> {
    const outcomes: SendOutcome[] = [];
    for (const ids of batchesOf(saleIds)) {
      const sales = (await findSales(this.gear.db, ids)).map((sale) => ({ sale, leaseToken: 0 }));
      outcomes.push(...outcomesOf(sales, await this.send(sales)));
    }
    return outcomes;
  }

  /** A run that finds nothing to send leaves no trace, unless somebody asked for it. */
  private begin(): Promise<string> {
    const scope = { limit: this.remaining, code: this.reason };
    this.id ??= startRun(this.gear.db, this.trigger, this.gear.holder, scope);
    return this.id;
  }

  private async lane(kinds: readonly Kind[]): Promise<void> {
    const { db, breaker, stopping } = this.gear;
    while (this.remaining > 0 && !this.makesWay && !stopping.aborted) {
      const limit = Math.min(BATCH, this.remaining);
      this.remaining -= limit;
      const leased = await this.lease(kinds, limit);
      this.remaining += limit - leased.length;
      if (leased.length === 0) return;
      if (breaker.trouble && this.trigger === 'SCHEDULED') return releaseLeases(db, leased); // they stay as they are
      const id = await this.begin();
      if (breaker.trouble) {
        await recordOutcomes(db, id, outcomesOf(leased, breaker.trouble, { unsent: true }));
        continue;
      }
      this.batchesUnderWay += 1;
      const trouble = await this.deliverOrRelease(leased).finally(() => {
        this.batchesUnderWay -= 1;
      });
      breaker.note(trouble);
      if (trouble && this.batchesUnderWay > 0) return; // whether it is worth going on the other lane’s batch will tell
    }
  }

  /** Of the first kind that there is something of. */
  private async lease(kinds: readonly Kind[], limit: number): Promise<LeasedSale[]> {
    const holder = await this.holder();
    for (const kind of kinds) {
      const leased = await (kind === 'failed'
        ? this.leaseFailed(holder, limit)
        : this.leaseFirst(holder, limit));
      if (leased.length > 0) return leased;
    }
    return [];
  }

  private async holder(): Promise<Holder> {
    return { ...this.gear.holder, runId: await this.id };
  }

  /** What fails in this run is left to a later one. */
  private async leaseFailed(holder: Holder, limit: number): Promise<LeasedSale[]> {
    const which =
      this.trigger === 'MANUAL' ? { butIn: await this.begin(), code: this.reason } : { dueBy: this.asOf };
    return leaseFailed(this.gear.db, holder, { limit, ...which });
  }

  private async leaseFirst(holder: Holder, limit: number): Promise<LeasedSale[]> {
    const { db, turn: after } = this.gear;
    const { leased, lastOutlet } = await leaseFirstAttempts(db, holder, { limit, after });
    this.gear.turn = lastOutlet;
    return leased;
  }

  /** What could not be recorded, because the database broke, may be sent again at once. */
  private async deliverOrRelease(leased: readonly LeasedSale[]): Promise<ErpAnswer | undefined> {
    try {
      const trouble = await this.deliver(leased, { left: PATIENCE, trouble: undefined });
      const isItsOwn = trouble && leased.length === 1 && (await this.mayBeOneSale(trouble));
      return isItsOwn ? undefined : trouble;
    } catch (error) {
      await releaseLeases(this.gear.db, leased);
      throw error;
    }
  }

  /**
   * Sends the batch and records what became of each sale. What the ERP won't take as a whole is sent by halves.
   * Answers what kept the ERP from judging any of it; undefined when it judged some.
   */
  private async deliver(leased: readonly LeasedSale[], patience: Patience): Promise<ErpAnswer | undefined> {
    const { db, stopping } = this.gear;
    if (stopping.aborted) {
      await releaseLeases(db, leased);
      return undefined;
    }
    const answer = (patience.left <= 0 && patience.trouble) || (await this.send(leased));
    const isJudged = answer.kind === 'ITEMS' || answer.kind === 'REFUSED';
    if (!isJudged) {
      patience.left -= 1;
      patience.trouble = answer;
    }
    if (leased.length > 1 && patience.left > 0 && (await this.mayBeOneSale(answer))) {
      const half = Math.ceil(leased.length / 2);
      const troubles = [];
      for (const part of [leased.slice(0, half), leased.slice(half)]) {
        // Each just before it goes: the half before it may have taken longer than a lease lasts.
        const held = await renewLeases(db, await this.holder(), part);
        if (held.length > 0) troubles.push(await this.deliver(held, patience));
      }
      return troubles.every((trouble) => trouble !== undefined) ? troubles[0] : undefined;
    }
    await recordOutcomes(db, await this.begin(), outcomesOf(leased, answer));
    return isJudged ? undefined : answer;
  }

  /** Whether one sale may be to blame for the whole batch: an ERP that breaks over anything breaks over its health too. */
  private async mayBeOneSale({ kind }: ErpAnswer): Promise<boolean> {
    if (kind !== 'BROKE' && kind !== 'UNREADABLE' && kind !== 'TIMED_OUT') return kind === 'REFUSED';
    this.health ??= this.gear.erp.isReachable().finally(() => {
      this.health = undefined;
    });
    return this.health;
  }

  private async send(leased: readonly LeasedSale[]): Promise<ErpAnswer> {
    await this.learnRegisters(leased);
    return this.gear.erp.importSales(
      leased.map(({ sale }) => {
        const register = this.registers.get(sale.registerId);
        if (!register) throw new Error(`Sale ${sale.id} names a register that is not there.`);
        return { sale, register };
      }),
    );
  }

  private async learnRegisters(leased: readonly LeasedSale[]): Promise<void> {
    const unknown = new Set(
      leased.map(({ sale }) => sale.registerId).filter((id) => !this.registers.has(id)),
    );
    if (unknown.size === 0) return;
    const registers = [...(await findRegisters(this.gear.db, [...unknown])).values()];
    const outlets = await findOutlets(this.gear.db, [...new Set(registers.map(({ outletId }) => outletId))]);
    for (const register of registers) {
      const outlet = outlets.get(register.outletId);
      if (outlet) this.registers.set(register.id, { ...register, outlet });
    }
  }
}

function batchesOf(ids: readonly string[]): string[][] {
  const batches: string[][] = [];
  for (let start = 0; start < ids.length; start += BATCH) batches.push(ids.slice(start, start + BATCH));
  return batches;
}
