import {
  finishRun,
  leaseSales,
  listRegisters,
  recordOutcomes,
  releaseLeases,
  startRun,
  type Db,
  type LeasedSale,
  type Outlet,
  type Register,
  type SendOutcome,
  type SyncErrorKind,
  type SyncTrigger,
} from '@tillkeep/data';
import type { ErpAnswer, ErpClient, ErpItem } from './erp-client';

/** Forwards sales to the ERP: the only code that does. Each sale goes under a lease, and each answers for itself. */
export interface SyncEngine {
  /**
   * Sends every unsynced sale once, oldest first, up to `limit`; answers the run's id when done. While a run goes on, a
   * second call joins it and answers the same run.
   */
  run(trigger: SyncTrigger, limit?: number): Promise<string>;
  /** Sends one sale now, unless it is SYNCED or somebody is sending it. */
  retry(saleId: string): Promise<void>;
  /** Whether the ERP can be reached; asked of it at most every few seconds. */
  isErpReachable(): Promise<boolean>;
  /** Starts nothing more, and waits for the requests under way, but not longer than a few seconds for an ERP that hangs. */
  stop(): Promise<void>;
}

const BATCH = 100;

/** Batches under way at once: while the ERP books one, the next is read and written out here. */
const LANES = 2;

/** Longer than a request may take, so that a lease never runs out under a sender that is still waiting. */
const LEASE_SECONDS = 60;

/** After this many batches in a row on which the ERP judged nothing, the rest of the run is not sent. */
const FRUITLESS_BATCHES = 2;

const REACHABILITY_MS = 3_000;

/** What the ERP has not answered by then at a stop counts as unknown, and is sent again after the next start. */
const PATIENCE_AT_STOP_MS = 2_000;

export function syncEngine(db: Db, erp: ErpClient): SyncEngine {
  const stopping = new AbortController();
  let running: Promise<string> | undefined;
  let reachability: { readonly asked: number; readonly answer: Promise<boolean> } | undefined;
  const retries = new Set<Promise<void>>();

  return {
    run(trigger, limit = Infinity) {
      running ??= new Run(db, erp, stopping.signal).everything(trigger, limit).finally(() => {
        running = undefined;
        reachability = undefined;
      });
      return running;
    },
    async retry(saleId) {
      const retry = new Run(db, erp, stopping.signal).one(saleId);
      retries.add(retry);
      await retry.finally(() => retries.delete(retry));
    },
    isErpReachable() {
      if (!reachability || Date.now() - reachability.asked > REACHABILITY_MS) {
        reachability = { asked: Date.now(), answer: erp.isReachable() };
      }
      return reachability.answer;
    },
    async stop() {
      stopping.abort();
      const patience = setTimeout(() => void erp.close(), PATIENCE_AT_STOP_MS);
      await Promise.allSettled([running, ...retries]);
      clearTimeout(patience);
      await erp.close();
    },
  };
}

class Run {
  private id = '';
  private lastLeased = '';
  private remaining = 0;
  private fruitless = 0;
  private lastTrouble: ErpAnswer | undefined;
  /** Why nothing more is sent in this run. */
  private stopped: ErpAnswer | undefined;
  private readonly registers = new Map<string, Register & { outlet: Outlet }>();

  constructor(
    private readonly db: Db,
    private readonly erp: ErpClient,
    private readonly stopping: AbortSignal,
  ) {}

  async everything(trigger: SyncTrigger, limit: number): Promise<string> {
    await this.start(trigger);
    this.remaining = limit;
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, () => this.lane()));
    await finishRun(this.db, this.id);
    for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
    return this.id;
  }

  async one(saleId: string): Promise<void> {
    const leased = await leaseSales(this.db, { limit: 1, only: saleId, leaseSeconds: LEASE_SECONDS });
    if (leased.length === 0) return;
    await this.start('MANUAL');
    await this.deliverOrRelease(leased).finally(() => finishRun(this.db, this.id));
  }

  private async start(trigger: SyncTrigger): Promise<void> {
    this.id = await startRun(this.db, trigger);
    for (const register of await listRegisters(this.db)) this.registers.set(register.id, register);
  }

  private async lane(): Promise<void> {
    while (this.remaining > 0 && !this.stopping.aborted) {
      const limit = Math.min(BATCH, this.remaining);
      this.remaining -= limit;
      const leased = await leaseSales(this.db, {
        limit,
        after: this.lastLeased,
        leaseSeconds: LEASE_SECONDS,
      });
      const last = leased.at(-1)?.sale.id;
      if (last === undefined) return;
      if (last > this.lastLeased) this.lastLeased = last; // what failed in this run is left to the next
      this.remaining += limit - leased.length;
      const judged = await this.deliverOrRelease(leased);
      this.fruitless = judged ? 0 : this.fruitless + 1;
      if (this.fruitless >= FRUITLESS_BATCHES) this.stopped = this.lastTrouble;
    }
  }

  /** What could not be recorded, because the database broke, may be sent again at once. */
  private async deliverOrRelease(leased: readonly LeasedSale[]): Promise<boolean> {
    try {
      return await this.deliver(leased);
    } catch (error) {
      await releaseLeases(this.db, leased);
      throw error;
    }
  }

  /**
   * Sends the batch and records what became of each sale. What the ERP won't take as a whole is sent by halves.
   * Answers whether the ERP judged any of it.
   */
  private async deliver(leased: readonly LeasedSale[]): Promise<boolean> {
    const { stopped } = this;
    const answer = stopped ?? (await this.send(leased));
    if (leased.length > 1 && !stopped && (await this.mayBeOneSale(answer))) {
      const half = Math.ceil(leased.length / 2);
      const first = await this.deliver(leased.slice(0, half));
      const second = await this.deliver(leased.slice(half));
      return first || second;
    }
    await recordOutcomes(this.db, this.id, outcomes(leased, answer, stopped !== undefined));
    const judged = answer.kind === 'ITEMS' || answer.kind === 'REFUSED';
    if (!judged) this.lastTrouble = answer;
    return judged;
  }

  /** Whether one sale may be to blame for the whole batch: an ERP that breaks over anything breaks over its health too. */
  private async mayBeOneSale({ kind }: ErpAnswer): Promise<boolean> {
    if (kind === 'BROKE' || kind === 'UNREADABLE') return this.erp.isReachable();
    return kind === 'REFUSED';
  }

  private send(leased: readonly LeasedSale[]): Promise<ErpAnswer> {
    return this.erp.importSales(
      leased.map(({ sale }) => {
        const register = this.registers.get(sale.registerId);
        if (!register) throw new Error(`Sale ${sale.id} names a register that is not there.`);
        return { sale, register };
      }),
    );
  }
}

function outcomes(leased: readonly LeasedSale[], answer: ErpAnswer, stopped: boolean): SendOutcome[] {
  if (answer.kind !== 'ITEMS') {
    const failure = wholeBatchFailure(answer, leased.length);
    const sent = failure.sent && !stopped;
    return leased.map(({ sale, leaseToken }) => ({
      saleId: sale.id,
      status: 'FAILED',
      leaseToken,
      ...failure,
      sent,
    }));
  }
  const items = new Map<string, ErpItem>();
  for (const item of answer.items) items.set(item.saleId, item);
  return leased.map(({ sale, leaseToken }) => itemOutcome(sale.id, leaseToken, items.get(sale.id)));
}

function itemOutcome(saleId: string, leaseToken: number, item: ErpItem | undefined): SendOutcome {
  const failed = (kind: SyncErrorKind, code: string, message: string): SendOutcome => ({
    saleId,
    status: 'FAILED',
    leaseToken,
    kind,
    code,
    message,
    sent: true,
  });
  if (item && item.erpReference && (item.status === 'IMPORTED' || item.status === 'DUPLICATE')) {
    return { saleId, status: 'SYNCED', erpReference: item.erpReference };
  }
  if (item?.status === 'REJECTED') {
    return failed(
      'PERMANENT',
      item.code ?? 'ERP_REFUSED',
      item.message ?? 'The ERP refused the sale and gave no reason.',
    );
  }
  if (item?.status === 'RETRY_LATER') {
    return failed(
      'RETRYABLE',
      item.code ?? 'ERP_BUSY',
      item.message ?? 'The ERP asks to send the sale again later.',
    );
  }
  return failed('UNKNOWN_OUTCOME', 'ERP_ANSWER_UNREADABLE', UNREADABLE);
}

const UNREADABLE =
  'The ERP’s answer could not be read. The sale is safe here and is sent again; it can’t be booked twice.';

interface Failure {
  readonly kind: SyncErrorKind;
  readonly code: string;
  readonly message: string;
  readonly sent: boolean;
}

/** In words for a shopkeeper. */
function wholeBatchFailure(answer: Exclude<ErpAnswer, { kind: 'ITEMS' }>, size: number): Failure {
  switch (answer.kind) {
    case 'UNREACHABLE':
      return {
        kind: 'RETRYABLE',
        code: 'ERP_UNREACHABLE',
        message: 'The ERP can’t be reached. The sale is safe here and is sent at the next sync.',
        sent: false,
      };
    case 'KEY_REFUSED':
      return {
        kind: 'RETRYABLE',
        code: 'ERP_KEY_REFUSED',
        message: 'The ERP does not accept our key (ERP_API_KEY). The sale is safe here.',
        sent: false,
      };
    case 'BUSY':
      return {
        kind: 'RETRYABLE',
        code: 'ERP_BUSY',
        message: 'The ERP is too busy just now. The sale is safe here and is sent at the next sync.',
        sent: true,
      };
    case 'REFUSED':
      return {
        kind: 'PERMANENT',
        code: 'ERP_REFUSED',
        message: `The ERP refused the sale: ${answer.message}`,
        sent: true,
      };
    case 'BROKE':
      return {
        kind: 'UNKNOWN_OUTCOME',
        code: 'ERP_TROUBLE',
        message: `The ERP ran into an error over ${size === 1 ? 'this sale' : 'these sales'}. It is safe here and is sent again; it can’t be booked twice.`,
        sent: true,
      };
    case 'TIMED_OUT':
      return {
        kind: 'UNKNOWN_OUTCOME',
        code: 'ERP_TIMEOUT',
        message:
          'The ERP did not answer in time. The sale is safe here and is sent again; it can’t be booked twice.',
        sent: true,
      };
    case 'UNREADABLE':
      return { kind: 'UNKNOWN_OUTCOME', code: 'ERP_ANSWER_UNREADABLE', message: UNREADABLE, sent: true };
  }
}
