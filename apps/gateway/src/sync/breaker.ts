import type { ErpAnswer } from './erp-client';

/** An ERP that judged nothing of this many batches in a row is left alone. */
const FRUITLESS_BATCHES = 2;

const OPEN_MS = 30_000;

/** Keeps sales from being sent to an ERP that is not there: it is left alone for a while, and then asked for its health first. */
export class Breaker {
  private fruitless = 0;
  private openUntil = 0;
  private reason: ErpAnswer | undefined;

  /** Why nothing is sent just now. */
  get trouble(): ErpAnswer | undefined {
    return this.reason;
  }

  /** Milliseconds until it is worth asking again. */
  get wait(): number {
    return Math.max(0, this.openUntil - performance.now());
  }

  /** What became of a batch: what kept the ERP from judging it, or undefined when it judged some of it. */
  note(trouble: ErpAnswer | undefined): void {
    if (!trouble) return this.close();
    this.fruitless += 1;
    if (this.fruitless < FRUITLESS_BATCHES) return;
    this.reason = trouble;
    this.openUntil = performance.now() + OPEN_MS;
  }

  /** Somebody wants it tried in any case. */
  close(): void {
    this.fruitless = 0;
    this.reason = undefined;
  }

  /** Whether something may be sent now. After the wait `isReachable` decides; then one fruitless batch opens it again. */
  async lets(isReachable: () => Promise<boolean>): Promise<boolean> {
    if (!this.reason) return true;
    if (this.wait > 0) return false;
    if (!(await isReachable())) {
      this.openUntil = performance.now() + OPEN_MS;
      return false;
    }
    this.reason = undefined;
    this.fruitless = FRUITLESS_BATCHES - 1;
    return true;
  }
}
