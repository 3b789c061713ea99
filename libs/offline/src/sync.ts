// Keeps this device and the gateway in step for as long as the window lives.
import { catalogueState } from './catalogue';
import { currentClaim, type Claim } from './claims';
import { openLine } from './exchange';
import { takeUpFacts } from './facts';
import { hearStock } from './hear-stock';
import { webLocks } from './lead';
import { backOff, deviceClock, type Clock } from './pace';
import { StoreError } from './problem';
import { prune } from './prune';
import { keepPeople, pageSizes, pullBookings, pullCatalogue, type BookingPlace, type PullEnd } from './pull';
import { pushEvents } from './push-events';
import { MAX_BATCH, pushClaim, PushMemory, type PushEnd } from './push';
import { isErpDelayed, lineWithoutAnswer, readStanding, type Standing, type SyncStatus } from './status';
import type { Store } from './store';
import {
  readCatalogueAnswer,
  readClaimedSales,
  readRecordEventsAnswer,
  readRecordSalesAnswer,
  readRegisterPeople,
  type RecordEventsInput,
  type RecordSalesInput,
  type Transport,
} from './transport';

export interface Sync {
  status(): SyncStatus;
  /** Calls back after each change of the status; answers how to stop that. */
  subscribe(listener: () => void): () => void;
  /** Send now: at once, held sales too. Resolves when that is done, well or badly. */
  now(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

export interface SyncOptions {
  readonly store: Store;
  readonly transport: Transport;
  readonly clock?: Clock;
  readonly onStatus?: (status: SyncStatus) => void;
}

/**
 * Sends sales and fetches products for as long as the window lives: at once, after each sale, when the network or the
 * window comes back, when stock has changed elsewhere, and on a timer. However often it is asked, one request at a time is under way, and among the
 * windows of a browser one sends.
 */
export function startSync({ store, transport, clock = deviceClock, onStatus }: SyncOptions): Sync {
  const stopping = new AbortController();
  const line = openLine(clock, stopping.signal);
  const memory = new PushMemory();
  const listeners = new Set<() => void>();
  let status: SyncStatus = {
    line: lineWithoutAnswer(),
    lineSince: clock.now(),
    unsent: 0,
    unsentEvents: 0,
    held: 0,
    takenOver: false,
    outdated: store.outdated,
    storageLow: store.reserveUsed,
  };
  const tell = (news: Partial<SyncStatus>) => {
    status = { ...status, ...news };
    onStatus?.(status);
    for (const listener of listeners) listener();
  };

  const standing = async (): Promise<Standing> => {
    const stored = await readStanding(store);
    // What this window heard is newer than what it wrote down.
    return { ...stored, lastAnswerAt: line.contact()?.lastAnswerAt ?? stored.lastAnswerAt };
  };

  /** Everything once, in the order of its worth. False when it has to be tried again soon. */
  const round = async (held: boolean): Promise<boolean> => {
    const claim = await currentClaim(store);
    const pushed = await push(held);
    // What is fetched now may take minutes.
    if (line.isUp() && status.line !== 'ONLINE' && status.line !== 'ERP_DELAYED')
      tell({ line: 'ONLINE', lineSince: clock.now() });
    const people = pushed === 'unanswered' || !claim ? pushed : await pullPeople(claim);
    const pulled = people === 'unanswered' || !claim ? people : await pull(claim);
    const contact = line.contact();
    if (contact) {
      await store.write(['meta'], 'relaxed', (tx) =>
        tx.objectStore('meta').put({ key: 'contact', ...contact }),
      );
    }
    if (contact?.clock && clock.now().getTime() - prunedAt > PRUNE_EVERY_MS) {
      prunedAt = clock.now().getTime();
      await prune(store, clock, contact.clock.offsetMs);
    }
    return pushed === 'done' && pulled === 'done';
  };
  let prunedAt = 0;

  const push = async (held: boolean): Promise<PushEnd> => {
    let done = 0;
    const exchange = {
      store,
      clock,
      recordSales: (token: string, input: RecordSalesInput) =>
        line.ask(
          (signal) => transport.recordSales(token, input, signal),
          (data) => readRecordSalesAnswer(data, input.sales),
        ),
      recordEvents: (token: string, input: RecordEventsInput) =>
        line.ask(
          (signal) => transport.recordEvents(token, input, signal),
          (data) => readRecordEventsAnswer(data, input.events),
        ),
      async onMoved(count: number) {
        done += count;
        const news = await standing();
        const total = done + news.unsent;
        tell({ ...news, progress: total > MAX_BATCH ? { what: 'SALES', done, total } : undefined });
      },
    };
    let result: PushEnd = 'done';
    do {
      memory.again = false;
      for (const claim of await allClaims(store)) {
        for (const push of [pushClaim, pushEvents]) {
          const end = await push(exchange, memory, claim, { held });
          if (end === 'unanswered') return end;
          // A refusal of one claim says nothing about the next.
          if (end === 'refused') result = end;
        }
      }
    } while (memory.again && result === 'done');
    return result;
  };

  /** Before the products, which may take minutes. Who is asked too often has nothing new to say. */
  const pullPeople = async ({ claimId, token }: Claim): Promise<PullEnd> => {
    const since = clock.now().getTime() - (status.peopleAsOf?.getTime() ?? 0);
    if (claimId === peopleOf && Math.abs(since) < PEOPLE_EVERY_MS) return 'done';
    const reply = await line.ask((signal) => transport.registerPeople(token, signal), readRegisterPeople);
    if (reply.kind === 'unanswered') return 'unanswered';
    // An older gateway does not know the question; without an answer PINs end by themselves.
    if (reply.kind === 'refused') return 'done';
    // By this device's clock, however wrong it is.
    const validUntil = reply.data.validUntil.getTime() - (line.contact()?.clock?.offsetMs ?? 0);
    await keepPeople(store, claimId, { ...reply.data, validUntil: new Date(validUntil) });
    peopleOf = claimId;
    tell({ peopleAsOf: clock.now() });
    return 'done';
  };
  let peopleOf: string | undefined;

  const pages = pageSizes();
  let bookingPlace: BookingPlace | undefined;
  const pull = async ({ claimId, token, outlet }: Claim): Promise<PullEnd> => {
    const end = await pullCatalogue({
      store,
      clock,
      outletId: outlet.id,
      pages,
      catalogueChanges: (after, first) =>
        line.ask((signal) => transport.catalogueChanges(token, after, first, signal), readCatalogueAnswer),
      async onLoaded() {
        const { loading, version } = await catalogueState(store);
        tell({ catalogue: version, progress: loading && { what: 'CATALOGUE', ...loading } });
      },
      async onFacts(facts) {
        const claim = await takeUpFacts(store, claimId, facts);
        if (claim) tell({ claim });
      },
      isUrgent: () => wanted !== undefined,
      // Sending shows what it lost.
      onDoubt: () => memory.heard.clear(),
    });
    if (end === 'unanswered') return end;
    const bookings = await pullBookings(store, bookingPlace, (claim, ids) =>
      line.ask((signal) => transport.claimedSales(claim.token, claim.claimId, ids, signal), readClaimedSales),
    );
    bookingPlace = bookings.next;
    return end === 'done' ? bookings.end : end;
  };

  const tellHowItWent = async () => {
    const [news, { pricesAsOf, version }, delayed] = await Promise.all([
      standing(),
      catalogueState(store),
      isErpDelayed(store, clock.now()),
    ]);
    const up = line.isUp();
    const now = up ? (delayed ? 'ERP_DELAYED' : 'ONLINE') : up === false ? lineWithoutAnswer() : status.line;
    const since = now === status.line ? status.lineSince : clock.now();
    tell({
      ...news,
      pricesAsOf,
      catalogue: version,
      line: now,
      lineSince: since,
      progress: undefined,
      problem: undefined,
      refusal: line.refusal(),
    });
  };

  let running: Promise<void> | undefined;
  /** Asked for while a round was under way, which may have passed by what it is about. */
  let wanted: { held: boolean } | undefined;
  let failures = 0;
  let cancelTimer = () => {};

  const run = (held: boolean): Promise<void> => {
    if (running) wanted = { held: held || wanted?.held === true };
    running ??= rounds(held);
    return running;
  };
  const rounds = async (held: boolean): Promise<void> => {
    wanted = { held };
    // Not before `running` is set: a listener may ask again at once.
    await Promise.resolve();
    cancelTimer();
    tell({ nextTryAt: undefined });
    while (wanted && !stopping.signal.aborted) {
      const { held } = wanted;
      wanted = undefined;
      await attempt(held);
    }
    running = undefined;
    if (stopping.signal.aborted) return;
    const wait = failures === 0 ? CALM_MS : backOff(failures);
    cancelTimer = clock.after(wait, () => void run(false));
    tell({ nextTryAt: new Date(clock.now().getTime() + wait) });
  };
  const attempt = async (held: boolean): Promise<void> => {
    try {
      const isWell = await alone(() => round(held));
      failures = isWell ? 0 : failures + 1;
      await tellHowItWent();
    } catch (error) {
      failures += 1;
      tellTrouble(error);
    }
  };
  const tellTrouble = (error: unknown) => {
    if (stopping.signal.aborted) return;
    // The loop goes on; what nobody expected still shows as an uncaught error.
    if (!(error instanceof StoreError)) reportUncaught(error);
    else tell({ problem: error.problem, outdated: store.outdated, storageLow: store.reserveUsed });
  };

  /** Web Locks keep the browser's other windows from sending the same. A window that holds the lock and sleeps does not
   * stop the others for long: ids make sending twice harmless. */
  let shutOut = 0;
  const alone = async (work: () => Promise<boolean>): Promise<boolean> => {
    const locks = webLocks();
    if (!locks || shutOut >= PATIENT_ROUNDS) return work();
    return locks.request('tillkeep-push', { ifAvailable: true }, (lock) => {
      shutOut = lock ? 0 : shutOut + 1;
      return lock ? work() : true;
    });
  };

  const hint = () => void run(false);
  const stored = () =>
    whenIdle(() => {
      standing().then(tell, tellTrouble);
      hint();
    });
  const leave = [store.onChange(stored), ...HINTS.map((name) => listen(name, hint))];
  // What was refused before may be welcome to this version of the register.
  void run(true);
  void hearStock({ store, transport, clock }, hint, stopping.signal);

  return {
    status: () => status,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    now() {
      memory.wake();
      peopleOf = undefined;
      return run(true);
    },
    async stop() {
      stopping.abort();
      cancelTimer();
      for (const stop of leave) stop();
      await running;
    },
  };
}

/** How often, in milliseconds, to ask when all is well. */
const CALM_MS = 15_000;
const PEOPLE_EVERY_MS = 10_000;
const IDLE_WITHIN_MS = 200;
const PRUNE_EVERY_MS = 60 * 60_000;
/** So many rounds in a row left to another window that sends. */
const PATIENT_ROUNDS = 4;
const HINTS = ['online', 'offline', 'focus', 'pageshow', 'visibilitychange'] as const;

/** Outside a browser there is nothing to listen to. */
function listen(event: (typeof HINTS)[number], callback: () => void): () => void {
  globalThis.addEventListener?.(event, callback);
  return () => globalThis.removeEventListener?.(event, callback);
}

/** Once the window has shown what it has to show, where the browser can tell: a cashier waits, the gateway does not. */
function whenIdle(callback: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(callback, { timeout: IDLE_WITHIN_MS });
  else callback();
}

async function allClaims(store: Store): Promise<Claim[]> {
  const claims = await store.read(['claims'], (tx) => tx.objectStore('claims').getAll());
  return claims.sort((a, b) => a.claimedAt.getTime() - b.claimedAt.getTime());
}

function reportUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
