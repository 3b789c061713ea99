import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as QueueLogger, run, runMigrations, type Runner } from 'graphile-worker';
import type { Logger } from 'pino';

// On PostgreSQL any process may record a sale and any worker may send it. A trigger puts a job into the queue in the sale's own
// transaction (see the migration "sync_worker"); a worker is told of it as soon as that commits. The job is news, not the
// truth: what is to be sent says the outbox alone, and the workers look there every so often without any job.

/** Brings the queue's own tables up to date. */
export function prepareSyncQueue(url: string): Promise<void> {
  return runMigrations({ connectionString: url, logger: quiet });
}

/** In milliseconds: how long a queue that has ended by itself, as it does when the database is gone, rests before it is tried again. */
const REST = 5_000;

/** Calls `tell` whenever sales were recorded; a job that it throws over comes again later. */
export async function startSyncQueue(
  url: string,
  tell: () => Promise<void>,
  log: Logger,
): Promise<{ stop: () => Promise<void> }> {
  const stopping = new AbortController();
  const start = () =>
    run({
      connectionString: url,
      maxPoolSize: 3,
      concurrency: 1,
      noHandleSignals: true,
      taskList: { sync: tell },
      parsedCronItems: [],
      // Only batches are written again when the database is gone just then; a single one would end the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      logger: new QueueLogger(() => (level, message) => {
        if (level === 'error') log.error({ queue: message }, 'the queue of the sync has trouble');
      }),
    });
  let runner: Runner | undefined = await start();

  async function keepRunning(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await runner?.promise;
      } catch (err) {
        log.error({ err }, 'the queue of the sync has ended');
      }
      runner = undefined;
      await sleep(REST, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      runner = await start().catch((err: unknown) => {
        log.error({ err }, 'the queue of the sync can’t start');
        return undefined;
      });
    }
  }
  const running = keepRunning();

  return {
    async stop() {
      stopping.abort();
      // It minds having ended by itself before; and it may just have been started again.
      await runner?.stop().catch(() => undefined);
      await running;
      await runner?.stop().catch(() => undefined);
    },
  };
}

const quiet = new QueueLogger(() => () => undefined);
