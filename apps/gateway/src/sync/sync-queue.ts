import { Logger as QueueLogger, run, runMigrations } from 'graphile-worker';
import type { Logger } from 'pino';

// On PostgreSQL any process may record a sale and any worker may send it. A trigger puts a job into the queue in the sale's own
// transaction (see the migration "sync_worker"); a worker is told of it as soon as that commits. The job is news, not the
// truth: what is to be sent says the outbox alone, and the workers look there every so often without any job.

/** Brings the queue's own tables up to date. */
export function prepareSyncQueue(url: string): Promise<void> {
  return runMigrations({ connectionString: url, logger: quiet });
}

/** Calls `tell` whenever sales were recorded; a job that it throws over comes again later. */
export async function startSyncQueue(
  url: string,
  tell: () => Promise<void>,
  log: Logger,
): Promise<{ stop: () => Promise<void> }> {
  const runner = await run({
    connectionString: url,
    maxPoolSize: 3,
    concurrency: 1,
    noHandleSignals: true,
    taskList: { sync: tell },
    parsedCronItems: [],
    logger: new QueueLogger(() => (level, message) => {
      if (level === 'error') log.error({ queue: message }, 'the queue of the sync has trouble');
    }),
  });
  runner.promise.catch((err: unknown) => log.error({ err }, 'the queue of the sync has ended'));
  return { stop: () => runner.stop().catch(() => undefined) }; // it minds having ended by itself before
}

const quiet = new QueueLogger(() => () => undefined);
