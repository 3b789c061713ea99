// One request to the gateway at a time, each within its time, and an answer only when it has the shape of one.
import type { Clock } from './pace';
import type { Reply } from './transport';

export interface Contact {
  /** by the device's clock */
  readonly lastAnswerAt: Date;
  /** the gateway's clock less the device's, and when that was measured by the device's */
  readonly clock?: { readonly offsetMs: number; readonly measuredAt: Date };
}

export interface Line {
  /** `read` answers undefined for what is no answer to this question. Never rejects, and ends when `stop` aborts. */
  ask<T>(
    call: (signal: AbortSignal) => Promise<Reply<unknown>>,
    read: (data: unknown) => T | undefined,
  ): Promise<Reply<T>>;
  /** whether the last request was answered, be it with a refusal; undefined before the first */
  isUp(): boolean | undefined;
  /** what the gateway said when it refused the last request */
  refusal(): Refusal | undefined;
  contact(): Contact | undefined;
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

export function openLine(clock: Clock, stop: AbortSignal): Line {
  let up: boolean | undefined;
  let refusal: Refusal | undefined;
  let contact: Contact | undefined;
  return {
    async ask(call, read) {
      const begun = clock.now();
      const reply = await inTime(call, clock, stop);
      const data = reply.kind === 'answered' ? read(reply.data) : undefined;
      refusal = reply.kind === 'refused' ? { code: reply.code, message: reply.message } : undefined;
      up = refusal !== undefined || data !== undefined;
      if (reply.kind !== 'answered') return reply;
      if (data === undefined) return { kind: 'unanswered', reason: 'That was not an answer of the gateway.' };
      const ended = clock.now();
      contact = { lastAnswerAt: ended, clock: reply.at ? compare(reply.at, begun, ended) : contact?.clock };
      return { ...reply, data };
    },
    isUp: () => up,
    refusal: () => refusal,
    contact: () => contact,
  };
}

const TIME_LIMIT_MS = 20_000;

/** The gateway read its clock somewhere between the two. */
function compare(theirs: Date, begun: Date, ended: Date): Contact['clock'] {
  return { offsetMs: theirs.getTime() - (begun.getTime() + ended.getTime()) / 2, measuredAt: ended };
}

function inTime(
  call: (signal: AbortSignal) => Promise<Reply<unknown>>,
  clock: Clock,
  stop: AbortSignal,
): Promise<Reply<unknown>> {
  return new Promise((resolve) => {
    const abort = new AbortController();
    const giveUp = (reason: string) => () => {
      resolve({ kind: 'unanswered', reason });
      abort.abort();
    };
    const cancel = clock.after(TIME_LIMIT_MS, giveUp('No answer in time.'));
    const stopped = giveUp('Stopped.');
    stop.addEventListener('abort', stopped);
    call(abort.signal)
      .catch((error: unknown) => ({ kind: 'unanswered', reason: String(error) }) as const)
      .then(resolve)
      .finally(() => {
        cancel();
        stop.removeEventListener('abort', stopped);
      });
  });
}
