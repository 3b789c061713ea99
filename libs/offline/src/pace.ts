/** The device's clock and timer; tests bring their own. */
export interface Clock {
  now(): Date;
  /** Calls back once after so many milliseconds, unless cancelled by the function answered. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const deviceClock: Clock = {
  now: () => new Date(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** How much to ask for at once: less when no answer comes in time, more again while answers come quickly. */
export class BatchSize {
  size: number;
  constructor(private readonly most: number) {
    this.size = most;
  }
  /** `asked`: how many were asked for; `milliseconds`: how long the answer took. */
  answered(asked: number, milliseconds: number): void {
    if (milliseconds < QUICK_MS && asked >= this.size) this.size = Math.min(this.most, this.size * 2);
  }
  /** Nothing was answered after so long. A thin line may carry half in time; no line at all says so at once. */
  unanswered(asked: number, milliseconds: number): void {
    if (milliseconds >= QUICK_MS) this.tooLarge(asked);
  }
  tooLarge(asked: number): void {
    this.size = Math.max(1, Math.floor(asked / 2));
  }
}

/** How long to wait, in milliseconds, after so many failures: anything up to a limit that doubles, so that registers that
 * failed together do not come back together. */
export function backOff(failures: number): number {
  return Math.random() * Math.min(LONGEST_MS, 1_000 * 2 ** failures);
}

/** Quick enough that twice as much would still be answered in time. */
const QUICK_MS = 5_000;
/** A cashier who sees the network come back waits no longer for the chip to say so. */
const LONGEST_MS = 60_000;
