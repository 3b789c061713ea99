import { setTimeout as sleep } from 'node:timers/promises';
import { finishBrokenRuns, forgetRuns, type Db } from '@tillkeep/data';
import type { Logger } from 'pino';
import type { SyncEngine } from './sync-engine';

/** Makes the engine run by itself: soon after it is woken, when a failed sale is due, and every so often in any case. */
export interface SyncWorker {
  /** There is something new to send. Answers when that was tried; throws what the database threw. */
  wake(): Promise<void>;
  /** Starts nothing more. The engine's own stop cuts short what is under way. */
  stop(): Promise<void>;
}

/** In milliseconds: sales that are made shortly after each other go together. */
const GATHERING = 500;

/** In milliseconds: what can't be done just now is not tried without a break. */
const SHORTEST_REST = 1000;

/** In days: how far the history of runs goes back. */
const MEMORY = 90;

export function syncWorker(
  db: Db,
  sync: SyncEngine,
  { intervalSeconds, log }: { readonly intervalSeconds: number; readonly log: Logger },
): SyncWorker {
  const interval = intervalSeconds * 1000;
  const underWay = new Set<Promise<void>>();
  let gathering: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  sweep();

  /** Finds also what nobody was woken for: a sale whose news was lost, or one that a process has died over. */
  function sweep(): void {
    const swept = finishBrokenRuns(db)
      .then(() => forgetRuns(db, MEMORY))
      .finally(pass)
      .catch((error: unknown) => log.error({ err: error }, 'the sync could not run'))
      .finally(() => underWay.delete(swept));
    underWay.add(swept);
  }

  async function pass(): Promise<void> {
    let rest = interval;
    try {
      rest = Math.min((await sync.pass()) ?? interval, interval);
    } finally {
      clearTimeout(timer);
      if (!isStopped) timer = setTimeout(sweep, Math.max(rest, SHORTEST_REST));
    }
  }

  async function passSoon(): Promise<void> {
    await sleep(GATHERING);
    gathering = undefined;
    if (!isStopped) await pass();
  }

  return {
    wake() {
      if (gathering) return gathering;
      const woken = passSoon().finally(() => underWay.delete(woken));
      underWay.add(woken);
      gathering = woken;
      return woken;
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await Promise.allSettled(underWay);
    },
  };
}
